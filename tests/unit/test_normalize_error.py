"""normalize_error: two runs of one bug agree, two bugs do not.

tests/golden/errors.jsonl holds reports of real runs: lines of the same `case` are the same bug met by other
people (other paths, virtual environments, Python versions, line numbers, values, names of functions), lines
of different cases are different bugs.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

udf = load("memory/normalize_error")
GOLDEN = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "golden" / "errors.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
TRACES = [report for report in GOLDEN if report["stack"] and report["language"] == "python"]
CATEGORIES = {
    "file_error",
    "import_error",
    "syntax_error",
    "runtime_error",
    "permission_error",
    "network_error",
    "unknown",
}


def normal(error_type: str | None, message: str | None = None, stack: str | None = None) -> dict[str, Any]:
    result = udf.normalize_error(error_type, message, stack)
    assert isinstance(result, dict)
    return result


def signature(report: dict[str, Any]) -> str:
    return str(normal(report["type"], report["message"], report["stack"])["signature"])


@pytest.mark.parametrize("report", GOLDEN, ids=[f"{i}-{r['case']}" for i, r in enumerate(GOLDEN)])
def test_golden_report_has_its_pattern(report: dict[str, Any]) -> None:
    result = normal(report["type"], report["message"], report["stack"])
    assert {key: result[key] for key in ("error_type", "category", "language", "pattern")} == {
        key: report[key] for key in ("error_type", "category", "language", "pattern")
    }
    assert result["signature"] == hashlib.sha256(report["pattern"].encode()).hexdigest()


def test_golden_cases_agree_within_and_differ_between() -> None:
    found: dict[str, set[str]] = {}
    for report in GOLDEN:
        found.setdefault(report["case"], set()).add(signature(report))
    assert {case: len(signatures) for case, signatures in found.items() if len(signatures) > 1} == {}
    shared = Counter(next(iter(signatures)) for signatures in found.values())
    assert len(found) >= 60 and max(shared.values()) == 1


def moved(stack: str) -> str:
    return re.sub(r'File "/[^"]*?((?:site-packages|lib/python3\.\d+)/)?([^"/]+(?:/[^"/]+)?)"', place, stack)


def place(m: "re.Match[str]") -> str:
    return f'File "C:\\Users\\eve\\{(m[1] or "").replace("/", chr(92))}{m[2].replace("/", chr(92))}"'


MUTATIONS: dict[str, Callable[[str], str]] = {
    "line numbers": lambda text: re.sub(r'(", line )(\d+)', lambda m: f"{m[1]}{int(m[2]) * 3 + 17}", text),
    "home": lambda text: text.replace("/home/ann", "/srv/ci-17").replace("/home/user", "/root/b 2"),
    "virtual environment": lambda text: text.replace("/home/ann/.venv", "/x/env").replace(
        "python3.11", "python3.9"
    ),
    "addresses": lambda text: re.sub(r"0x[0-9a-f]{6,}", "0x7fdeadbeef10", text),
    "indentation": lambda text: "".join("    " + line for line in text.splitlines(keepends=True)),
    "container": lambda text: "".join("web-1  | " + line for line in text.splitlines(keepends=True)),
    "quotation": lambda text: "".join("> " + line for line in text.splitlines(keepends=True)),
    "log": lambda text: "".join(
        f"2024-01-02 10:11:{n % 60:02},123 ERROR {line}"
        for n, line in enumerate(text.splitlines(keepends=True))
    ),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "colours": lambda text: text.replace("Error", "\x1b[31mError\x1b[0m"),
    "nulls": lambda text: text.replace("\n", "\0\n"),
    "output before": lambda text: "loading 3 files\nINFO ready\n" + text,
}


@pytest.mark.parametrize("change", MUTATIONS)
def test_signature_survives(change: str) -> None:
    plain = [r for r in TRACES if r["stack"].startswith(("Traceback", '  File "', "  + Exc"))]
    lost = [
        r["case"] for r in plain if signature(r) != signature({**r, "stack": MUTATIONS[change](r["stack"])})
    ]
    assert len(plain) > 100 and lost == []


def test_windows_paths_of_the_same_files_are_the_same_bug() -> None:
    kept = [r for r in TRACES if "<frozen" not in r["stack"]]
    assert [r["case"] for r in kept if signature(r) != signature({**r, "stack": moved(r["stack"])})] == []


@pytest.mark.parametrize("report", TRACES, ids=[f"{i}-{r['case']}" for i, r in enumerate(TRACES)])
def test_what_the_stack_says_may_be_said_in_the_arguments_too(report: dict[str, Any]) -> None:
    whole = normal(report["type"], report["message"], report["stack"])
    name, stack = whole["error_type"], report["stack"]
    assert normal(name, None, stack)["signature"] == whole["signature"]
    assert normal(f"some.module.{name}", None, stack)["signature"] == whole["signature"]
    assert normal(f"<class 'some.module.{name}'>", None, stack)["signature"] == whole["signature"]
    if report["message"] is None:
        assert normal(None, stack)["signature"] == whole["signature"]


FRAMES = 'Traceback (most recent call last):\n  File "/a/b.py", line 3, in read\n    {}\n{}'


def at(source: str, error: str) -> str:
    return str(normal(None, None, FRAMES.format(source, error))["signature"])


@pytest.mark.parametrize(
    ("source", "one", "other"),
    [
        ("return rates[code]", "KeyError: 'CHF'", "KeyError: 'x-77'"),
        ("return rates[code]", "KeyError: 'CHF'", "KeyError: 42"),
        ("n = int(s)", "ValueError: invalid literal for int() with base 10: 'a'", None),
        (
            "raise E(f'no stock of {item} in {place}')",
            "E: no stock of nails in Bern",
            "E: no stock of 2 mm nuts in X",
        ),
        ("raise E('no stock of %s' % item)", "E: no stock of nails", "E: no stock of wood glue"),
        (
            "x = d.decode()",
            "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
            "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 3-4: unexpected end of data",
        ),
        ("f(x)", "a.b.JobError: job 7 failed", "JobError: job 8 failed"),
    ],
)
def test_values_do_not_count(source: str, one: str, other: str | None) -> None:
    assert at(source, one) == at(source, other or one.replace("'a'", '"it\'s"'))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("x = d['host']", "KeyError: 'host'"), ("x = d['port']", "KeyError: 'port'")),
        (
            ("a = xs[0]", "IndexError: list index out of range"),
            ("b = ys[0]", "IndexError: list index out of range"),
        ),
        (
            ("m.group(1)", "AttributeError: 'NoneType' object has no attribute 'group'"),
            ("m.start(1)", "AttributeError: 'NoneType' object has no attribute 'start'"),
        ),
        (
            ("import a", "ModuleNotFoundError: No module named 'a'"),
            ("import b", "ModuleNotFoundError: No module named 'b'"),
        ),
        (
            ("f(x)", "TypeError: f() got an unexpected keyword argument 'a'"),
            ("f(x)", "TypeError: f() got an unexpected keyword argument 'b'"),
        ),
        (("f(x)", "E: status code 404"), ("f(x)", "E: status code 503")),
        (("f(x)", "ValueError: a"), ("f(x)", "TypeError: a")),
        (
            ("int(port)", "ValueError: invalid literal for int() with base 10: 'a'"),
            ("int(age)", "ValueError: invalid literal for int() with base 10: 'a'"),
        ),
    ],
)
def test_names_count(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert at(*one) != at(*other)


def test_an_import_is_the_same_bug_wherever_it_stands() -> None:
    error = "ModuleNotFoundError: No module named 'yaml'"
    assert at("import yaml", error) == at("from yaml import safe_load", error)


@pytest.mark.parametrize(
    ("error_type", "message", "category"),
    [
        ("FileNotFoundError", "x", "file_error"),
        ("IsADirectoryError", "x", "file_error"),
        ("PermissionError", "x", "permission_error"),
        ("psycopg.errors.InsufficientPrivilege", "x", "permission_error"),
        ("ImportError", "x", "import_error"),
        ("ModuleNotFoundError", "x", "import_error"),
        ("java.lang.ClassNotFoundException", "a.B", "import_error"),
        ("IndentationError", "x", "syntax_error"),
        ("ValueError", "x", "runtime_error"),
        ("MyOwnError", "x", "runtime_error"),
        ("ConnectionRefusedError", "x", "network_error"),
        ("Error", "connect ECONNREFUSED 127.0.0.1:1", "network_error"),
        ("Error", "ENOENT: no such file or directory, open 'x'", "file_error"),
        (None, "something went wrong", "unknown"),
    ],
)
def test_category(error_type: str | None, message: str, category: str) -> None:
    assert normal(error_type, message)["category"] == category


def test_confidence_counts_what_was_recognised() -> None:
    bare = '  File "b.py", line 3, in <module>'
    found = [
        normal(None, "odd"),
        normal("KeyError", "'a'"),
        normal("KeyError", "'a'", bare),
        normal("KeyError", "'a'", bare + "\n    x = d[k]"),
    ]
    assert [result["confidence"] for result in found] == [0.5, 0.8, 0.9, 1.0]


@pytest.mark.parametrize("blank", [None, "", " \n", "\0\0"])
def test_nothing_at_all_is_refused(blank: str | None) -> None:
    with pytest.raises(ValueError, match="error is empty") as refused:
        udf.normalize_error(blank, blank, blank)
    assert len(refused.value.args) == 3 and all(refused.value.args)


PIECES = st.sampled_from(
    [
        "'a b'",
        '"x"',
        "it's",
        "`foo`",
        "/a/b.txt",
        "C:\\x",
        "12",
        "0xff",
        "a=b",
        "[1, 2]",
        "{",
        "}",
        "(1,",
        ")",
        "<VALUE>",
        "<PATH>",
        "line 3",
        "attribute",
        "3 items were",
        "foo()",
        "10.0.0.1:80",
        "a@b.c",
        "http://x/y",
        "tmpabc123",
        "None",
        ", ",
        ": ",
        "column 'a1b22'",
        "status 404",
        "\n",
        "  ",
        "-",
        "ORA-123",
        "user_42",
        "KeyError: ",
        "raise",
        "object at 0x1f",
        "[Errno 2]",
        'File "a.py", line 3, in f',
        "\\",
        "'",
        '"',
        "`",
        "<",
        "Traceback (most recent call last):",
        "  at x (y:1:2)",
        "E   ",
        ">   ",
        "-> 1 x",
        "\x00",
        "�",
        "panic: ",
    ]
)
TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=14).map(" ".join),
)


@given(TEXT)
def test_a_template_is_its_own_template(message: str) -> None:
    once = udf.message_template(udf.clean_text(message, 9_999, 0))
    assert udf.message_template(once) == once


@given(st.none() | TEXT, st.none() | TEXT, st.none() | TEXT)
def test_any_text_is_normalised_or_refused(
    error_type: str | None, message: str | None, stack: str | None
) -> None:
    try:
        result = udf.normalize_error(error_type, message, stack)
    except ValueError as refused:
        assert refused.args[0] == "error is empty"
        return
    assert result["error_type"] and result["category"] in CATEGORIES and "\0" not in result["pattern"]
    assert result["signature"] == hashlib.sha256(result["pattern"].encode()).hexdigest()


@given(
    st.lists(st.integers(0, 10**9), min_size=2, max_size=2),
    st.uuids(),
    st.uuids(),
    st.datetimes(),
    st.datetimes(),
)
def test_numbers_ids_and_times_are_data(
    numbers: list[int], one: Any, other: Any, then: Any, now: Any
) -> None:
    text = "item {} of {} failed at {} after {}ms in /tmp/{}/x.log"
    messages = [
        text.format(n, i, t.isoformat(), n, i)
        for n, i, t in zip(numbers, (one, other), (then, now), strict=True)
    ]
    assert normal("E", messages[0])["signature"] == normal("E", messages[1])["signature"]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "'",
        "'a ",
        ".",
        "/a",
        "[",
        "[1,",
        "1.",
        "1-",
        "a:",
        ":a:",
        "a=",
        "a@",
        "a.b",
        "_",
        "<",
        "(,",
        " ",
        "\\",
        "\n",
        "é",
        "\n at x",
        '\n  File "x", line 3, in f\n    foo(',
        "\nCaused by: X",
        "\nE   x",
        "\na:1:in `",
        "#1 ",
        "ERROR: ",
        "panic: x\ngoroutine 1\na.",
        "thread 'x' panicked at 'a",
        "Uncaught ",
        "[SQL: WITH ",
        "raise X(f'{a}",
        "-> 1",
    ],
)
def test_long_input_is_cut_before_it_is_read(unit: str) -> None:
    """What is read of 10 MB is bounded, so the middle cannot matter: that is what keeps time bounded."""
    size = 10_000_000 // len(unit)
    head, tail = unit * (udf.STACK_HEAD // len(unit) + 1), unit * (udf.STACK_TAIL // len(unit) + 1)
    middle = unit * (size - 2 * len(head + tail) // len(unit))
    one, other = "E: x\n" + head + middle + tail, "E: x\n" + head + "?" * len(middle) + tail
    assert normal("E", None, one)["pattern"] == normal("E", None, other)["pattern"]
    assert len(normal("E", one)["pattern"]) < 4 * udf.TEMPLATE_CHARS


@pytest.mark.parametrize(("hint", "pattern"), [rule[:2] for rule in udf.REWORDED], ids=lambda rule: str(rule))
@given(data=st.data())
def test_a_wording_is_looked_for_wherever_it_can_be(hint: str, pattern: "re.Pattern[str]", data: Any) -> None:
    """What a pattern replaces has the words without which it is not searched."""
    wording = data.draw(st.from_regex(pattern))
    found = pattern.search(wording)
    assert found and hint in found.group()


MASKED = st.lists(
    st.sampled_from(
        ["could not", "find", "a", "x=1", "items", "were", "and", "f()", "/a/b", "'x'", "12", "é"]
    )
    | st.sampled_from(["<VALUE>", "[1, 2]", "(3, 4)", "array([1])", "{", "}", ")"])
    | st.sampled_from([" ", "  ", ",", ";", ":", ".", "\t"])
).map("".join)


@given(MASKED)
def test_words_are_left_as_they_are_and_marks_are_gathered(text: str) -> None:
    """Masking in runs of words and with looks ahead gives what token by token and without them it would."""
    tokens = [m.group() for m in udf.TOKEN.finditer(text)]
    assert "".join(tokens) == text
    gathered = udf.LISTED.sub(r"\1", udf.WRAPPED.sub("<VALUE>", udf.COLLECTED.sub("<VALUE>", text)))
    assert udf.gather(text) == udf.PLURAL.sub(udf.singular, gathered)


def test_what_is_remembered_is_what_would_be_found() -> None:
    first = [normal(report["type"], report["message"], report["stack"]) for report in GOLDEN]
    for remembered in (udf.mask_once, udf.source_shape, udf.simple_type, udf.categorize):
        assert remembered.cache_info().maxsize == 1000
        remembered.cache_clear()
    assert [
        normal(report["type"], report["message"], report["stack"]) for report in reversed(GOLDEN)
    ] == first[::-1]
