"""The tokenizer behind lexical retrieval: which words meet, which do not, and that nothing is lost."""

import importlib.util
import sys
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

SOURCE = Path(__file__).parents[2] / "python_udfs" / "memory" / "tokenize.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("agora_memory_tokenize", SOURCE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tokenize = load()


def terms(text: str) -> list[str]:
    found: list[str] = []
    for word in tokenize.WORD.findall(text):
        found.extend(tokenize.word_terms(word))
    return found


def dimensions(text: str, kind: str = "transform") -> set[int]:
    return set(tokenize.make_analyzer()(kind, [text], [1.0], [])[0])


# As PostgreSQL's english_stem does it, but for the last five, where a newer Porter 2 is kinder.
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("caresses", "caress"),
        ("ponies", "poni"),
        ("ties", "tie"),
        ("gas", "gas"),
        ("gaps", "gap"),
        ("agreed", "agre"),
        ("feed", "feed"),
        ("hopping", "hop"),
        ("hoping", "hope"),
        ("falling", "fall"),
        ("sized", "size"),
        ("luxuriated", "luxuri"),
        ("happy", "happi"),
        ("by", "by"),
        ("say", "say"),
        ("relational", "relat"),
        ("conditional", "condit"),
        ("generalization", "general"),
        ("geology", "geolog"),
        ("gently", "gentl"),
        ("electrical", "electr"),
        ("formative", "format"),
        ("adoption", "adopt"),
        ("dependencies", "depend"),
        ("connections", "connect"),
        ("controlling", "control"),
        ("rate", "rate"),
        ("proceed", "proceed"),
        ("dying", "die"),
        ("youth", "youth"),
        ("a", "a"),
        ("added", "add"),
        ("internal", "internal"),
        ("interval", "interval"),
        ("universal", "universal"),
        ("organization", "organiz"),
    ],
)
def test_stem(word: str, expected: str) -> None:
    assert tokenize.stem(word) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("readCsvFile", ["read", "csv", "file", "readcsvfile"]),
        ("read_csv_file", ["read", "csv", "file", "readcsvfile"]),
        ("HTTPServer2", ["http", "server", "2", "httpserver2"]),
        ("__init__", ["initi"]),
        ("utf8", ["utf", "8", "utf8"]),
        ("to_str", ["string", "tostr"]),
        ("the files of a package", ["file", "packag"]),
        ("KeyError: 'user_id'", ["key", "error", "keyerror", "user", "identifi", "userid"]),
        ("a.b-c/d", ["b", "c", "d"]),
        ("", []),
        ("the of and", []),
        ("¿?! — “”", []),
    ],
)
def test_code_words(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("连接池耗尽", ["连接", "接池", "池耗", "耗尽"]),
        ("池", ["池"]),
        ("读取csv文件", ["读取", "csv", "文件"]),
        ("ошибка Соединения", ["ошибка", "соединения"]),
        ("Straße größe_max", ["strasse", "grösse", "maximum"]),
        ("エラー", ["エラ", "ラー"]),
        ("naïveValue", ["naïvevalue"]),
    ],
)
def test_other_scripts(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_forms_of_a_character_meet() -> None:
    assert dimensions("ｃｏｎｎｅｃｔ ﬁle") == dimensions("connect file")
    assert dimensions("cafe\u0301") == dimensions("caf\u00e9")


def test_weights_add_up() -> None:
    found, frequencies, _ = tokenize.make_analyzer()(
        "transform", ["parse", "parse parsing date"], [4.0, 1.0], []
    )
    assert sorted(frequencies) == [1.0, 6.0]
    assert frequencies[found.index(dimensions("parse").pop())] == 6.0


def test_vectors_of_other_servers_stay_readable() -> None:
    """Stored vectors hold these numbers: a change needs every document indexed anew."""
    found, frequencies, facets = tokenize.make_analyzer()(
        "transform", ["read_csv", "a path"], [4.0, 1.0], ["kind"]
    )
    assert dict(zip(found, frequencies, strict=True)) == {
        28406816: 4,
        39944351: 1,
        116891454: 4,
        117022414: 4,
    }
    assert facets == [133639487]


def test_kinds_do_not_meet() -> None:
    text = "connection pool exhausted after a timeout"
    assert dimensions(text, "transform").isdisjoint(dimensions(text, "error"))


def test_forgetting_words_changes_nothing() -> None:
    forgetful = tokenize.make_analyzer(max_words=2)
    text = "one two three four one two three four five"
    assert forgetful("x", [text], [1.0], []) == tokenize.make_analyzer()("x", [text], [1.0], [])


def test_long_blob_is_one_word() -> None:
    assert terms("aB" * 5000) == ["ab" * 5000]


@given(st.text(), st.text())
def test_any_text(first: str, second: str) -> None:
    analyze = tokenize.make_analyzer()
    found, frequencies, facets = analyze("x", [first, second], [2.0, 1.0], ["kind", first])
    assert found == sorted(set(found))
    assert all(1 <= dimension <= 1 << 27 for dimension in [*found, *facets])
    assert len(found) == len(frequencies)
    assert all(frequency >= 1 for frequency in frequencies)
    assert analyze("x", [first, second], [2.0, 1.0], ["kind", first]) == (found, frequencies, facets)


@given(st.lists(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_no_letter_is_lost(words: list[str]) -> None:
    """Every run of letters leaves a term, unless all of it is stop words."""
    for word in words:
        plain = unicodedata.normalize("NFKC", word)
        parts = {part.lower() for part in tokenize.PART.findall(plain)}
        if tokenize.WORD.fullmatch(plain) and not parts & tokenize.STOP_WORDS:
            assert dimensions(word)


@given(st.from_regex(r"[a-z]{1,30}", fullmatch=True))
def test_stem_never_grows_and_never_vanishes(word: str) -> None:
    assert 1 <= len(tokenize.stem(word)) <= len(word)


@given(st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=2, max_size=5))
def test_naming_style_does_not_matter(parts: list[str]) -> None:
    snake = "_".join(parts)
    camel = parts[0] + "".join(part.capitalize() for part in parts[1:])
    assert dimensions(snake) == dimensions(camel) == dimensions(snake.upper())
