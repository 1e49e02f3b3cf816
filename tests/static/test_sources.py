"""What STYLE asks of the files themselves: names, headers, limits, and constant messages."""

import re
from functools import cache
from pathlib import Path

import pytest

from agora import build

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = sorted([*ROOT.glob("functions/*/*.sql"), *ROOT.glob("python_udfs/*/*.sql")])
VIEWS = sorted(ROOT.glob("views/*/*.sql"))
TABLES = sorted(ROOT.glob("sql/*/*.sql"))
OTHERS = ("roles", "extensions", "schema", "types", "seed")
"""Files of sql/ that are not named after a table."""
PYTHON = sorted(ROOT.glob("python_udfs/*/*.py"))
HEADINGS = ("Errors:", "Locks:", "Emits:", "Reads:")
LIMIT = 150
LISTS = ("seed", "types")
"""Files that are as long as what they list."""
BY_THE_SERVER = {"42501", "23505"}
"""Raised without us: EXECUTE refused, a key taken."""
PASSES_ON = "_raise_fault"
"""Raises what a formula said; its messages are constants in python_udfs."""
CODE = r"\b(?:Z[A-Z][0-9A-Z]{3}|[0-9]{2}[0-9A-Z]{3})\b"


def ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def schema(path: Path) -> str:
    return "agora" if path.parent.name == "core" else f"agora_{path.parent.name}"


@cache
def parts(path: Path) -> tuple[str, str]:
    """The comment that opens a file, and the rest."""
    lines = path.read_text(encoding="utf-8").splitlines()
    end = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    return "\n".join(line.removeprefix("--").strip() for line in lines[:end]), "\n".join(lines[end:])


def code(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)


@cache
def raised(path: Path) -> frozenset[str]:
    """SQLSTATEs that a file's function raises itself."""
    return frozenset(re.findall(rf"(?:ERRCODE|sqlstate)\s*=\s*'({CODE})'", code(parts(path)[1])))


BY_NAME = {(schema(path), path.stem): path for path in FUNCTIONS}


@cache
def triggers(target: str) -> frozenset[Path]:
    """Trigger functions of a table."""
    on = re.compile(rf"\bON {re.escape(target)}\b")
    return frozenset(path for path in FUNCTIONS if path.stem.startswith("tg_") and on.search(parts(path)[1]))


@cache
def leads_to(path: Path) -> frozenset[Path]:
    """What a file's function calls, and the triggers of what it writes."""
    text = code(parts(path)[1])
    called = {
        BY_NAME[name] for name in re.findall(r"\b(agora(?:_[a-z]+)?)\.(\w+)\(", text) if name in BY_NAME
    }
    written = re.findall(r"(?:INSERT INTO|UPDATE|DELETE FROM) (agora[\w.]+)", text)
    return frozenset(called.union(*map(triggers, written)))


def reachable(path: Path) -> set[str]:
    """SQLSTATEs that it or whatever it leads to names."""
    found = {path}
    ahead = [path]
    while ahead:
        new = leads_to(ahead.pop()) - found
        found |= new
        ahead += new
    return {name for each in found for name in re.findall(rf"'({CODE})'", code(parts(each)[1]))}


@pytest.mark.parametrize("path", [*FUNCTIONS, *VIEWS, *TABLES], ids=ids)
def test_header(path: Path) -> None:
    """A purpose, then only headings; short, and the file within its limit."""
    header, _ = parts(path)
    purpose = re.split("|".join(HEADINGS), header)[0].strip()
    assert purpose, "opens without a purpose"
    assert len(header.splitlines()) <= (8 if path in TABLES else 5)
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LIMIT or path.stem in LISTS


@pytest.mark.parametrize("path", FUNCTIONS, ids=ids)
def test_function_file(path: Path) -> None:
    """The file defines the function of its name, with its overloads and triggers, and nothing else."""
    text = parts(path)[1]
    name = f"{schema(path)}.{path.stem}"
    assert set(re.findall(r"^CREATE OR REPLACE FUNCTION ([\w.]+)\s*\(", text, re.MULTILINE)) == {name}
    kinds = re.findall(r"^CREATE (?:OR REPLACE )?(?:CONSTRAINT )?(\w+)", text, re.MULTILINE)
    others = set(kinds) - {"FUNCTION"}
    assert others <= ({"TRIGGER"} if path.stem.startswith("tg_") else set())
    for statement in ("COMMENT ON FUNCTION", "REVOKE ALL ON FUNCTION"):
        found = re.findall(rf"^{statement} {re.escape(name)}\(", text, re.MULTILINE)
        assert len(found) == kinds.count("FUNCTION"), statement
    for tag in re.findall(r"^(?:AS )?\$(\w*)\$", text, re.MULTILINE):
        assert tag == path.stem, "the dollar tag is the function's name"


@pytest.mark.parametrize("path", FUNCTIONS, ids=ids)
def test_errors_are_listed(path: Path) -> None:
    """`Errors:` names every code that the function raises, and none that it cannot."""
    header, text = parts(path)
    listed = set(re.findall(CODE, header.partition("Errors:")[2]))
    assert raised(path) <= listed, "raised, not listed"
    assert listed - reachable(path) <= BY_THE_SERVER, "listed, never raised"
    for message in re.findall(r"MESSAGE\s*=\s*([^\n]*)", code(text) if path.stem != PASSES_ON else ""):
        assert re.fullmatch(r"'[^'%]*',?", message), "MESSAGE is constant, values go to DETAIL"
    for statement in re.findall(r"RAISE EXCEPTION USING(.*?);", code(text), re.DOTALL):
        assert set(re.findall(r"([A-Z]+)\s*=", statement)) >= {"ERRCODE", "MESSAGE", "DETAIL", "HINT"}


@pytest.mark.parametrize("path", FUNCTIONS, ids=ids)
def test_emitted_topics_are_listed(path: Path) -> None:
    """`Emits:` names every topic that the function itself emits."""
    header, text = parts(path)
    emitted = set(re.findall(r"_emit(?:_set|_pair)?\(\s*'([^']+)'", code(text)))
    emitted |= set(re.findall(r"_emit_pair\(\s*'[^']+',\s*'([^']+)'", code(text)))
    assert emitted <= set(re.findall(r"[a-z_]+(?:\.[a-z_]+){2}\.v\d+", header))


@pytest.mark.parametrize("path", VIEWS, ids=ids)
def test_view_file(path: Path) -> None:
    text = parts(path)[1]
    name = f"{schema(path)}.{path.stem}"
    assert re.findall(r"^CREATE (?:OR REPLACE |MATERIALIZED )?VIEW ([\w.]+)", text, re.MULTILINE) == [name]
    assert re.search(rf"^COMMENT ON (MATERIALIZED )?VIEW {re.escape(name)} IS '", text, re.MULTILINE)
    granted = re.search(rf"^GRANT SELECT ON {re.escape(name)} TO agora_\w+;$", text, re.MULTILINE)
    # A materialized view filters no rows: one of private rows is read through another view. So are the lines of all.
    assert granted or path.stem.startswith("mv_") or name == "agora_ledger.entry"


@pytest.mark.parametrize("path", [path for path in TABLES if path.stem not in OTHERS], ids=ids)
def test_table_file(path: Path) -> None:
    """One of the tables is that of the file's name; the others are its companions."""
    created = re.findall(r"^CREATE (?:UNLOGGED )?TABLE ([\w.]+)", parts(path)[1], re.MULTILINE)
    assert f"{schema(path)}.{path.stem}" in created


@pytest.mark.parametrize("path", PYTHON, ids=ids)
def test_python_has_its_function(path: Path) -> None:
    """Of its name, or of its name with an underscore where the public one raises its faults."""
    around = [path.with_name(f"{prefix}{path.stem}.sql") for prefix in ("", "_")]
    (found,) = [wrapper for wrapper in around if wrapper in FUNCTIONS]
    assert f"#@include {path.name}" in found.read_text(encoding="utf-8")


def test_every_public_function_has_a_test() -> None:
    """A pgTAP file of its domain calls it; a formula may have its golden vectors in tests/client instead."""
    missing = []
    for path in FUNCTIONS:
        if path.stem.startswith(("_", "tg_")) or not re.search("^GRANT", parts(path)[1], re.MULTILINE):
            continue
        call = rf"\b{schema(path)}\.{path.stem}\("
        tests = list((ROOT / "tests/pgtap" / path.parent.name).glob("*.sql"))
        if path.is_relative_to(ROOT / "python_udfs"):
            tests += (ROOT / "tests/client").glob("*.py")
        if not any(re.search(call, test.read_text(encoding="utf-8")) for test in tests):
            missing.append(ids(path))
    assert missing == []


def test_pgtap_knows_the_domains() -> None:
    """The laws read the order of the domains from SQL, the builder from Python."""
    helpers = (ROOT / "tests/support/helpers.sql").read_text(encoding="utf-8")
    arrays = re.search(r"unnest\(ARRAY\[(.*?)\],\s*ARRAY\[(.*?)\]\)", helpers, re.DOTALL)
    assert arrays is not None
    names, letters = (re.findall(r"'(\w+)'", array) for array in arrays.groups())
    assert list(zip(names, letters, strict=True)) == list(build.DOMAINS.items())
