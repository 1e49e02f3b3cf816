"""Shapes: blind to names and layout, not to what a program does; similarity is a share."""

import re
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

normalize_code = load("memory/normalize_code").normalize_code
code_shape = load("memory/code_shape").code_shape
code_similarity = load("memory/code_similarity").code_similarity

PYTHON = """
def group(rows, key, *, strict=False):
    found = {}
    for row in rows:
        value = row.get(key)
        if value is None and strict:
            raise ValueError("missing")
        found.setdefault(value, []).append(row)
    return {name: len(part) for name, part in found.items()}
"""
SCRIPT = """
function group(rows, key) {
  const found = {};
  for (const row of rows) { found[row[key]] = row; }
  return found;
}
"""
OWN = ("group", "rows", "key", "strict", "found", "row", "value", "name", "part")
hashes = st.lists(st.integers(-(2**31), 2**31 - 1), unique=True, max_size=50).map(sorted)


def shape(code: str, language: str) -> dict[str, object]:
    found: dict[str, object] = code_shape(normalize_code(code, language)["normalized"], language)
    return found


def alike(left: str, right: str, language: str) -> float:
    found: float = code_similarity(shape(left, language)["shingles"], shape(right, language)["shingles"])
    return found


@given(st.permutations([f"n{i}" for i in range(len(OWN))]))
def test_renaming_changes_nothing(names: list[str]) -> None:
    renamed = PYTHON
    for old, new in zip(OWN, names, strict=True):
        renamed = re.sub(rf"\b{old}\b", new, renamed)
    assert shape(renamed, "python") == shape(PYTHON, "python")


@pytest.mark.parametrize(("code", "language"), [(PYTHON, "python"), (SCRIPT, "javascript")])
def test_layout_comments_and_docstrings_change_nothing(code: str, language: str) -> None:
    comment = "# hello\n" if language == "python" else "// hello\n"
    assert shape(comment + code, language) == shape(code, language)
    if language == "python":
        assert shape(code.replace("    found = {}", '    "Group them."\n    found = {}'), language) == shape(
            code, language
        )


def test_what_a_program_does_changes_it() -> None:
    assert 0.8 < alike(PYTHON, PYTHON.replace('"missing"', '"absent"'), "python") < 1
    assert (
        0.5
        < alike(
            PYTHON,
            PYTHON.replace('            raise ValueError("missing")', "            continue"),
            "python",
        )
        < 1
    )
    assert alike(PYTHON, "def add(a, b): return a + b", "python") < 0.1
    assert alike(SCRIPT, SCRIPT.replace("row[key]", "row.id"), "javascript") < 1


@given(hashes, hashes)
def test_similarity_is_jaccard(left: list[int], right: list[int]) -> None:
    found = code_similarity(left, right)
    union = set(left) | set(right)
    assert found == pytest.approx(len(set(left) & set(right)) / len(union) if union else 0, abs=1e-6)
    assert found == code_similarity(right, left)


def test_large_shapes_are_estimated() -> None:
    left, right = (
        sorted(crc32(str(n).encode()) - 2**31 for n in numbers)
        for numbers in (range(6000), range(3000, 9000))
    )
    assert code_similarity(left[:1024], right[:1024]) == pytest.approx(1 / 3, abs=0.05)
