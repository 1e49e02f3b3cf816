"""Every function that somebody may call is called by a test."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FUNCTIONS = sorted((ROOT / "functions").glob("*/[!_]*.sql"))
PUBLIC = [path for path in FUNCTIONS if not path.stem.startswith("tg_")]
CALLED = {
    call
    for kind in ("*.sql", "*.py")
    for path in (ROOT / "tests").rglob(kind)
    if path.parent != Path(__file__).parent
    for call in re.findall(r"\b(agora\w*\.\w+)\(", path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_is_called(path: Path) -> None:
    schema = "agora" if path.parent.name == "core" else f"agora_{path.parent.name}"
    assert f"{schema}.{path.stem}" in CALLED
