"""The reference is what the database says of itself, and every link in the pages leads somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from agora import docs, resources

ROOT = resources.root()
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_reference_is_up_to_date(conn: Connection[Any]) -> None:
    committed = {page.name: page.read_text() for page in (ROOT / "docs" / "reference").glob("*.md")}
    assert committed == docs.pages(conn), "run `make docs`"


def anchors(page: Path) -> set[str]:
    """Names of a page's headings, as links write them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """File and heading that each link to the repository names."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" not in target:
            name, _, heading = target.partition("#")
            yield (page.parent / name if name else page), heading


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = [
        f"{file}#{heading}"
        for file, heading in links(page)
        if not file.exists() or (heading and heading not in anchors(file))
    ]
    assert broken == []


SECONDS = {"s": 1, "min": 60, "minutes": 60, "hours": 3600, "day": 86400, "days": 86400}
SETTING = r"(?<![\d.])(\d[\d ]*)\s(?:(%|[a-z]+)\s)?\(`([a-z]+\.[a-z_]+)`\)"


def test_numbers_of_settings_are_their_defaults(conn: Connection[Any]) -> None:
    """Where a page says a number right before the name of a setting, it is what the setting is by default."""
    query = """
        SELECT s.key, s.type,
               CASE s.type WHEN 'interval' THEN extract(epoch FROM s.default_value::interval)
                           ELSE s.default_value::numeric END
          FROM agora.setting AS s
         WHERE s.type IN ('interval', 'integer', 'numeric')
    """
    defaults = {key: (kind, float(value)) for key, kind, value in conn.execute(query.encode())}
    found, wrong = 0, []
    for page in (ROOT / "docs").glob("*.md"):
        for number, unit, key in re.findall(SETTING, page.read_text()):
            if key in defaults:
                kind, value = defaults[key]
                scale = SECONDS[unit] if kind == "interval" else 0.01 if unit == "%" else 1
                found += 1
                if abs(float(number.replace(" ", "")) * scale - value) > 1e-9:
                    wrong.append(f"{page.name}: {number} {unit} ({key}), which is {value}")
    assert wrong == []
    assert found > 5
