"""Extraction: golden vectors, twenty languages among them; what is extracted runs; nothing breaks it."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

facts = load("memory/code_facts")
extraction = load("memory/extract_code")

VECTORS = [
    json.loads(line) for line in (Path(__file__).parents[1] / "golden/code_extractions.jsonl").open("rb")
]
SOURCES = sorted((Path(__file__).parents[2] / "python_udfs").glob("*/*.py"))


def extract(code: str | None, language: str | None = "python", **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = extraction.extract_code(
        code, language, options, facts.tree_facts, facts.code_facts
    )
    return found


@pytest.mark.parametrize("vector", VECTORS, ids=[f"{v['language']}-{v['about']}" for v in VECTORS])
def test_golden(vector: dict[str, Any]) -> None:
    assert extract(vector["code"], vector["language"], **vector["options"]) == vector["expected"]


def test_twenty_languages() -> None:
    found = {v["language"] for v in VECTORS if v["expected"]["is_extracted"]}
    assert len(found) >= 20


@pytest.mark.parametrize("path", SOURCES, ids=[path.stem for path in SOURCES])
def test_a_part_brings_what_it_needs(path: Path) -> None:
    """Every name of the module that the part mentions is bound in the part."""
    code = path.read_text(encoding="utf-8")
    module = {name for statement in ast.parse(code).body for name in extraction.bound_by(statement)}
    found = extract(code)
    for part in (found, *found["alternatives"]):
        tree = ast.parse(part["code"])
        bound = {name for statement in tree.body for name in extraction.bound_by(statement)}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & module
        assert used <= bound


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(a):\n" + "    a += 1\n" * 4, 0.30),
        ("def f(a):\n" + "    a += 1\n" * 3, 0.15),  # four lines: half as sure
        ("def f(a):\n" + "    a += 1\n" * 9, 0.45),
        ("def f(a):\n" + "    a += 1\n" * 99, 0.45),
        ("def f(a):\n" + "    a += 1\n" * 100, 0.30),
        (
            'def f(a: int):\n    "Doc."\n    try:\n        a()\n    except E:\n        raise\n'
            + "    a()\n" * 4,
            1,
        ),
    ],
)
def test_confidence(code: str, expected: float) -> None:
    assert extract(code)["confidence"] == pytest.approx(expected)


def test_limits() -> None:
    two = "def short():\n" + "    x()\n" * 5 + "def long():\n" + "    x()\n" * 30
    assert extract(two)["name"] == "long"
    assert extract(two, max_lines=20)["name"] == "short"
    assert extract("def a(): x\n" + "x = 1\n" * 600 + "def b(x: int) -> int: return x\n")["name"] == "a", (
        "the first only"
    )


@pytest.mark.parametrize(
    "options",
    [{"min_lines": 0}, {"min_lines": True}, {"max_lines": "5"}, {"require_function": 1}, {"other": True}],
)
def test_options_are_strict(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="option is not usable"):
        extract("x = 1", **options)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("(" * 90_000, "python"),
        ("-" * 99_000 + "1", "python"),
        ("def f(x: " + "[" * 150 + "]" * 150 + "): pass", "python"),
        ("def f():\n    pass\n" * 60_000, "python"),
        ("function f(){" * 80_000, "javascript"),
        ("a" * 1_000_000, "c"),
        ("\n" * 1_000_000, "java"),
        (" " * 1_000_000, "rust"),
        ('"' * 1_000_000, "go"),
        ("/*" * 500_000, "csharp"),
        ("create function f " + "$a" * 400_000, "sql"),
        ("\ud800\0", "python"),
    ],
)
def test_nothing_breaks_it(code: str, language: str) -> None:
    found = extract(code, language)
    assert found["is_extracted"] == (found["method"] != "none")
    assert len(found["code"] or "") <= extraction.MAX_PARSED


@given(st.text(max_size=500), st.sampled_from(["python", "javascript", "ruby", "sql", "text", "", "no such"]))
def test_any_text(code: str, language: str) -> None:
    found = extract(code, language, require_function=False)
    assert 0 <= found["confidence"] <= 1
    assert found["is_extracted"] == (found["code"] is not None)


def test_nothing_at_all() -> None:
    assert extract(None, None)["method"] == "none"
