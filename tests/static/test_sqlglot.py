"""Views as another parser reads them: what they read from, and that they list their columns."""

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from agora import build

ROOT = Path(__file__).resolve().parents[2]
VIEWS = sorted(ROOT.glob("views/*/*.sql"))
ORDER = {"agora" if name == "core" else f"agora_{name}": place for place, name in enumerate(build.DOMAINS)}


def query(path: Path) -> exp.Expression:
    """The query behind a view; the options between name and AS are PostgreSQL's alone."""
    text = path.read_text(encoding="utf-8")
    body = text[text.index(" AS\n") + 4 : text.index(";\n")]
    (parsed,) = sqlglot.parse(body, read="postgres")
    assert parsed is not None
    return parsed


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_view(path: Path) -> None:
    parsed = query(path)
    own = "agora" if path.parent.name == "core" else f"agora_{path.parent.name}"
    ctes = {cte.alias for cte in parsed.find_all(exp.CTE)}
    for table in parsed.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and table.name not in ctes:
            assert table.db in ORDER or table.db == "pg_catalog", f"{table.sql()} is not qualified"
            if table.db in ORDER:
                assert ORDER[table.db] <= ORDER[own], f"{table.sql()} belongs to a later domain"
    assert not list(parsed.find_all(exp.Star)) or all(
        isinstance(star.parent, exp.Count) for star in parsed.find_all(exp.Star)
    ), "columns are listed: a new one must not appear by accident"
    for select in [parsed] if isinstance(parsed, exp.Select) else parsed.find_all(exp.Select):
        for column in select.selects:
            assert column.alias_or_name, f"{column.sql()} has no name"


def test_a_star_is_seen() -> None:
    assert list(sqlglot.parse_one("SELECT t.* FROM agora.lease AS t", read="postgres").find_all(exp.Star))
