"""The scorers: golden vectors, what holds for every code, and what substrings got wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

code_facts = load("memory/code_facts").code_facts
scoring = load("memory/score_dimensions")
score_dimensions = scoring.score_dimensions

VECTORS = [json.loads(line) for line in (Path(__file__).parents[1] / "golden/code_scores.jsonl").open("rb")]
DIMENSIONS = {"completeness", "documentation", "compliance", "metadata", "simplicity"}
LANGUAGES = ["python", "javascript", "go", "sql", "ruby", "haskell", "bash", "text", "yaml", "no-such"]
FULL = {"author": "ada", "version": "1.0.0", "description": "What it does."}


def score(code: str, scorer: str = "syntax", language: str = "python", **context: Any) -> dict[str, float]:
    found: dict[str, float] = score_dimensions(code, code_facts(code, language), context, scorer)
    return found


@pytest.mark.parametrize("vector", VECTORS, ids=[f"{v['about']}-{v['scorer']}" for v in VECTORS])
def test_golden(vector: dict[str, Any]) -> None:
    facts = code_facts(vector["code"], vector["language"])
    assert (
        score_dimensions(vector["code"], facts, vector["context"], vector["scorer"]) == vector["dimensions"]
    )


@given(st.text(max_size=300), st.sampled_from(LANGUAGES), st.sampled_from(sorted(scoring.SCORERS)))
def test_any_text_has_five_shares(code: str, language: str, scorer: str) -> None:
    found = score(code, scorer, language)
    assert found.keys() == DIMENSIONS
    assert all(0 <= share <= 1 for share in found.values())


@given(
    st.sampled_from([v["code"] for v in VECTORS if v["language"] == "python"]), st.sampled_from(sorted(FULL))
)
def test_metadata_never_hurts(code: str, key: str) -> None:
    for scorer in ("syntax", "legacy_stf"):
        bare, told = score(code, scorer), score(code, scorer, **{key: FULL[key]})
        assert told["metadata"] >= bare["metadata"]
        assert {**told, "metadata": 0} == {**bare, "metadata": 0}


# The arithmetic of the earlier scorers, worked out by hand from their description.
@pytest.mark.parametrize(
    ("code", "context", "dimension", "expected"),
    [
        ("", {}, "completeness", 0),
        ("x = 1", {}, "completeness", 1),  # 1 + 0.01, cut off
        ("password = 1", {}, "completeness", 0.81),  # 1 - 0.2 for "pass" + 0.01
        ("raise NotImplementedError", {}, "completeness", 0.61),  # counts twice
        ("x = 1", {"name": "StoreEffect"}, "compliance", 0.5),
        ("x = 1", {"name": "Store"}, "compliance", 0.3),
        ("x = 1", {"name": "Store", "node_type": "effect"}, "compliance", 0.7),
        ("async def execute_effect(): 1", {"name": "StoreEffect", "node_type": "effect"}, "compliance", 1),
        ("x = 1", {"use_cases": ["a"]}, "metadata", 0.133333),
        ("x = 1", {"use_cases": [1, 2, 3, 4], "examples": [1], "metadata": {"a": 1}}, "metadata", 0.55),
        ("x = 1", {"metadata": {"a": 1, "b": 2, "c": 3, "d": 4}}, "metadata", 0.3),
        ("if for while", {"complexity": "medium"}, "simplicity", 1),
        ("if for", {"complexity": "low"}, "simplicity", 1),
        ("if " * 8, {"complexity": "high"}, "simplicity", 1),
        ("if for", {"complexity": "high"}, "simplicity", 0.6),
        ("if for", {}, "simplicity", 0.4),
        ('"""x"""', {}, "documentation", 0.4),
        ("# x\n# y", {}, "documentation", 0.1),
        ("x", {"text": "x" * 101}, "documentation", 0.2),
        ("x", {"text": "x" * 100}, "documentation", 0),
        ("{'a': 1}", {}, "documentation", 0.2),  # a dict looks like a type hint
    ],
)
def test_legacy_pattern(code: str, context: dict[str, Any], dimension: str, expected: float) -> None:
    assert score(code, "legacy_pattern", **context)[dimension] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [(5, 1), (6, 0.8), (10, 0.8), (11, 0.6), (15, 0.6), (16, 0.4), (20, 0.4), (21, 0.2)],
)
def test_simplicity_steps(paths: int, expected: float) -> None:
    code = "def f(a):\n" + "    if a: a += 1\n" * (paths - 1) + "    return a\n"
    for scorer in ("syntax", "legacy_stf"):
        assert score(code, scorer)["simplicity"] == expected


def test_syntax_reads_the_tree_not_the_letters() -> None:
    plain = 'def f(a: str) -> str:\n    """Say it."""\n    return a + "{}"\n'
    for word in ("pass", "TODO", "NotImplemented", "..."):
        assert score(plain.format(word)) == score(plain.format("word"))
    assert (
        score(plain.format("x"))["simplicity"] == score(plain.format("if for while except if"))["simplicity"]
    )


@pytest.mark.parametrize(
    "code",
    [
        "def f(a):\n    pass",
        "def f(a):\n    ...",
        'def f(a):\n    "Later."',
        "def f(a):\n    raise NotImplementedError",
    ],
)
def test_a_stub_is_not_complete(code: str) -> None:
    assert score(code)["completeness"] == 0


def test_unknown_scorer() -> None:
    with pytest.raises(ValueError, match="unknown scorer") as caught:
        score("x = 1", "best")
    assert len(caught.value.args) == 3


@pytest.mark.parametrize(
    "code", ["(" * 90_000, "-" * 90_000 + "1", "x" * 100_000, "'" * 100_000, "/*" * 50_000, "\0"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_breaks_it(code: str, language: str) -> None:
    assert score(code, language=language).keys() == DIMENSIONS
