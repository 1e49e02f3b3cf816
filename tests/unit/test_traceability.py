"""The traceability file is well formed, and its page is the one that it renders to."""

import re
from collections import Counter
from pathlib import Path

import pytest

from agora import resources, traceability
from agora.build import DOMAINS
from agora.traceability import KINDS, REFERENCES, SECTIONS, SOURCES, STATUSES, Row, load

ROWS = load()
PREFIXES = {"debug-and-economy": "DE", "coordination": "CO", "market-and-court": "MC"}
SCHEMAS = {"agora", *(f"agora_{domain}" for domain in DOMAINS if domain != "core")}
UNBUILT = re.compile(r"(?P<schema>agora(?:_[a-z]+)?)(?:\.[a-z][a-z_]*)?|client")


def is_unbuilt(target: str) -> bool:
    """Whether a target names a schema of the house, an object in one, or the client."""
    match = UNBUILT.fullmatch(target)
    return match is not None and match["schema"] in {None, *SCHEMAS}


def test_ids_are_unique() -> None:
    assert [id_ for id_, count in Counter(row.id for row in ROWS).items() if count > 1] == []


def test_ids_carry_the_prefix_of_their_family() -> None:
    assert set(PREFIXES) == set(SOURCES)
    legal = {source: re.compile(prefix + r"-[A-Za-z0-9_.-]+") for source, prefix in PREFIXES.items()}
    assert [row.id for row in ROWS if not legal[row.source].fullmatch(row.id)] == []


def test_words_are_of_the_vocabulary() -> None:
    assert [row for row in ROWS if row.kind not in KINDS or row.status not in STATUSES] == []


def test_every_section_has_a_title_and_rows() -> None:
    used = {(row.source, row.section) for row in ROWS}
    assert used == {(source, section) for source in SECTIONS for section in SECTIONS[source]}


def test_texts_are_single_trimmed_lines() -> None:
    texts = [text for row in ROWS for text in (row.id, row.item, row.target, row.note)]
    assert [text for text in texts if text != " ".join(text.split())] == []


def test_every_row_has_an_item_and_a_target() -> None:
    assert [row.id for row in ROWS if not row.item or not row.target] == []


def test_what_is_here_points_at_something_to_look_up() -> None:
    assert [row.id for row in ROWS if row.status == "here" and row.reference is None] == []


def test_what_is_later_names_a_place_in_the_house() -> None:
    assert [row.id for row in ROWS if row.status == "later" and not is_unbuilt(row.target)] == []


def test_what_is_replaced_names_its_replacement() -> None:
    replaced = [row for row in ROWS if row.status == "replaced"]
    assert [row.id for row in replaced if row.reference is None and not is_unbuilt(row.target)] == []


def test_sql_names_are_qualified_with_a_schema_of_the_house() -> None:
    references = [row.reference for row in ROWS if row.reference]
    names = {name for form, name in references if form in {"table", "view", "function", "type"}}
    assert names
    assert [name for name in sorted(names) if name.partition(".")[0] not in SCHEMAS] == []


def test_files_exist() -> None:
    names = {row.reference[1] for row in ROWS if row.reference and row.reference[0] == "file"}
    assert names
    assert [name for name in sorted(names) if not (resources.root() / name).exists()] == []


def test_the_page_is_up_to_date() -> None:
    page = resources.root() / "docs" / "traceability.md"
    assert page.read_text(encoding="utf-8") == traceability.render(), "run python -m agora.traceability"


def test_the_page_shows_every_row_once() -> None:
    shown = re.findall(r"^\| `((?:DE|CO|MC)-[^`]+)` \|", traceability.render(), flags=re.MULTILINE)
    assert sorted(shown) == sorted(row.id for row in ROWS)


@pytest.mark.parametrize(
    ("status", "target", "reference"),
    [
        ("here", "table agora.setting", ("table", "agora.setting")),
        ("replaced", "file README.md", ("file", "README.md")),
        ("replaced", "agora_work.task", None),
        ("later", "agora_work", None),
        ("out_of_scope", "type of another system", None),
    ],
)
def test_reference(status: str, target: str, reference: tuple[str, str] | None) -> None:
    row = Row("DE-T-x", "debug-and-economy", "1.1", "table", "x", status, target, "")
    assert row.reference == reference
    assert reference is None or reference[0] in REFERENCES


@pytest.mark.parametrize(
    "text",
    ["id,source\n", "id,source,section,kind,item,status,target,note\nDE-T-x,too,short\n"],
    ids=["header", "record"],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "traceability.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(str(path))):
        load(path)
