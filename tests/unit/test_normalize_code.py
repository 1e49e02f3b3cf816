"""normalize_code: one form for every spelling of a program, another for every other program."""

import hashlib
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

udf = load("memory/normalize_code")
LEXICAL = sorted(udf.FAMILIES)


def form(code: str, language: str = "python") -> str:
    return str(udf.normalize_code(code, language)["normalized"])


SAME_PYTHON = [
    ("def f(x): return x", "def f( x ):\n\n    # comment\n    return (x)  # more\n"),
    ("x = 'a'", 'x = "a"'),
    ("x = 'a' 'b'", 'x = "ab"'),
    ("f(a, b)", "f(\n    a,\n    b,\n)"),
    ("if a:\n  b\nelse:\n  c", "if a:\n\tb\nelse:\n\tc"),
    ("x = 1_000", "x = 0x3e8"),
    ("x = u'é'", "x = 'é'"),
    ("x = f'{a}' 'b' f''", "x = f'{a}b'"),
    ("x: int = 1  # type: ignore", "x: int = 1"),
    ("x = 1\r\ny = 2\r\n", "x = 1\ny = 2"),
    ("\ufeffx = 1", "x = 1"),
    ("with a as b, c as d: pass", "with a as b, \\\n     c as d:\n    pass"),
]
DIFFERENT_PYTHON = [
    ("if a:\n  if b:\n    c\n  else:\n    d", "if a:\n  if b:\n    c\nelse:\n  d"),
    ("x = 'a # b'", "x = 'a'"),
    ("x = 'a  b'", "x = 'a b'"),
    ("x = 1", "x = 1.0"),
    ("x = 1", "x = True"),
    ("x = 'a'", "x = b'a'"),
    ("x = None", "x = 'None'"),
    ("x = {**a}", "x = {None: a}"),
    ("def f(*, a, b=1): pass", "def f(*, a=None, b=1): pass"),
    ("return_ = lambda: None", "return_ = lambda: ()"),
    ("def f():\n    return", "def f():\n    return None"),
    ("x = f'{a}'", "x = f'{a!r}'"),
    ("x = f'{a:>3}'", "x = f'{a:>4}'"),
    ("x = f'{a}'", "x = '{a}'"),
    ("a - (b - c)", "a - b - c"),
    ("a[1:2]", "a[1:2:None]"),
    ("def f():\n    'doc'", "def f():\n    'other'"),
    ("async def f(): pass", "def f(): pass"),
    ("import a.b", "from a import b"),
    ("x = 0.0", "x = -0.0"),
]


@pytest.mark.parametrize(("one", "other"), SAME_PYTHON)
def test_spelling_does_not_count_in_python(one: str, other: str) -> None:
    assert form(one) == form(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT_PYTHON)
def test_programs_that_differ_keep_different_forms_in_python(one: str, other: str) -> None:
    assert form(one) != form(other)


SAME = [
    ("javascript", "let a = 1; // one\n\n  f( a )", "/* x\n*/ let a = 1;\nf( a ) // z"),
    ("javascript", "a  =  `x  y`;", "a = `x  y`;"),
    ("typescript", "x = a / b; // c / d", "x = a / b;"),
    ("go", "x := `// no`  // yes", "x := `// no`"),
    ("rust", "/* a /* b */ c */ fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {} // z"),
    ("cpp", 's = R"x(// a)x";  // b', 's = R"x(// a)x";'),
    ("bash", "echo a  b # c\n\n  x=${y#z}", "echo a b\nx=${y#z}"),
    ("ruby", "x = 1 # one\n  y = 2", "x = 1\ny = 2"),
    ("sql", "SELECT 1 -- one\n  FROM t", "SELECT 1 /* a /* b */ */ FROM t"),
    ("yaml", "a:\n    b: 1 # x\n", "a:\n  b: 1\n"),
    ("haskell", "f x = do\n    a {- c -}\n    b", "f x = do\n  a\n  b"),
    ("lua", "x = 1 --[==[ a\n]] ]==]\n", "x = 1 -- b"),
    ("lisp", "(a  b) ; c\n", "(a #| x |# b)"),
    ("html", "<p>a</p>  <!-- c -->\n", "<p>a</p>"),
    ("json", '{"a": 1,\n "b": 2}', '{"a": 1, "b": 2}'),
    ("css", "a { /* x */\n  b: c }", "a { b: c }"),
    ("text", "a  \r\nb\n\n", "a\nb"),
    ("text", "e\u0301", "\u00e9"),
    ("klingon", "a \nb", "a\nb"),
]
DIFFERENT = [
    ("javascript", "a = '// b'", "a = '// c'"),
    ("javascript", "a = /[/*]x/", "a = /[/*]y/"),
    ("javascript", "a = `${f(`//x`)}`", "a = `${f(`//y`)}`"),
    ("javascript", "return\nx", "return x"),
    ("javascript", "a = 'x  y'", "a = 'x y'"),
    ("bash", "echo '# a'", "echo '# b'"),
    ("bash", "echo ${#a}", "echo ${#b}"),
    ("bash", "cat <<EOF\n# a\nEOF", "cat <<EOF\n# b\nEOF"),
    ("bash", "echo a\\ \\ b", "echo a\\ b"),
    ("ruby", "x = <<~A\n  # one\nA\n", "x = <<~A\n  # two\nA\n"),
    ("ruby", "a =~ /x  y/", "a =~ /x y/"),
    ("sql", "SELECT 'it''s -- a'", "SELECT 'it''s -- b'"),
    ("sql", "DO $x$ -- a\n$x$", "DO $x$ -- b\n$x$"),
    ("yaml", "a:\n  b:\n    c: 1", "a:\n  b:\n  c: 1"),
    ("yaml", "a: |\n  x\n    y\n", "a: |\n  x\n   y\n"),
    ("yaml", "a: |\n  # x\n", "a: |\n  # y\n"),
    ("yaml", "a: b#c", "a: b"),
    ("yaml", "a: don't # c\nb: 'x'", "a: don't\nb: 'y'"),
    ("haskell", "f = do\n  a\n  where b", "f = do\n  a\nwhere b"),
    ("makefile", "a:\n\tb", "a:\n    b"),
    ("rust", 'x = r#"a // b"#', 'x = r#"a // c"#'),
    ("csharp", 'x = @"a\\";  // b', 'x = @"a";'),
    ("html", "<pre>a  b</pre>", "<pre>a b</pre>"),
    ("lua", "x = [[ -- a ]]", "x = [[ -- b ]]"),
    ("lisp", '"; a"', '"; b"'),
    ("text", "a  b", "a b"),
    ("text", "  a", "a"),
]


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_layout_does_not_count_in_other_languages(language: str, one: str, other: str) -> None:
    assert form(one, language) == form(other, language)


@pytest.mark.parametrize(("language", "one", "other"), DIFFERENT)
def test_programs_that_differ_keep_different_forms_in_other_languages(
    language: str, one: str, other: str
) -> None:
    assert form(one, language) != form(other, language)


def test_form_is_the_same_on_every_supported_python() -> None:
    """Fixed text, so that a run on another Python notices: f-strings, holes, numbers, non-ASCII."""
    code = textwrap.dedent(
        '''
        @d
        def f(a, /, b=1.5, *c, k: "int" = 0x10, **d):
            """Doc."""
            return f"{a!r:>{b}} {k=}" "t" + "é\\ud800" if a and b else {**d, "x": [1j, ..., None, True]}
        '''
    )
    assert form(code) == (
        "FunctionDef(args=arguments(args=[arg(arg=b)], defaults=[0x1.8000000000000p+0], "
        "kw_defaults=[0x10], kwarg=arg(arg=d), kwonlyargs=[arg(annotation='int', arg=k)], "
        "posonlyargs=[arg(arg=a)], vararg=arg(arg=c)), body=[Expr(value='Doc.'), Return(value=IfExp("
        "body=BinOp(left=JoinedStr(values=[FormattedValue(conversion=0x72, format_spec=JoinedStr("
        "values=['>', FormattedValue(conversion=-0x1, value=Name(id=b))]), value=Name(id=a)), ' k=', "
        "FormattedValue(conversion=0x72, value=Name(id=k)), 't']), op=Add(), right='\\xe9\\ud800'), "
        "orelse=Dict(keys=[-, 'x'], values=[Name(id=d), List(elts=[0x1.0000000000000p+0j, Ellipsis, None, "
        "True])]), test=BoolOp(op=And(), values=[Name(id=a), Name(id=b)])))], "
        "decorator_list=[Name(id=d)], name=f)"
    )


def test_result_describes_the_code() -> None:
    code = textwrap.dedent(
        '''
        """Module."""
        import os

        def _help(): pass

        def main(a, b):
            """Does it.

            At length.
            """
            # not a line
            for x in a:
                if x and b:
                    return [y for y in x if y]
        '''
    )
    result = udf.normalize_code(code, "Py")
    assert result["hash"] == hashlib.sha256(result["normalized"].encode()).hexdigest()
    del result["normalized"], result["hash"]
    assert result == {
        "language": "python",
        "is_parsed": True,
        "cyclomatic": 6,
        "line_count": 10,
        "symbol": "main",
        "docstring": "Does it.\n\nAt length.",
        "normalizer_version": 1,
    }


def test_result_describes_code_of_other_languages() -> None:
    result = udf.normalize_code("// Adds.\nfunction add(a, b) {\n  if (a && b) return a + b;\n}\n", "js")
    assert (result["language"], result["is_parsed"]) == ("javascript", False)
    assert (result["symbol"], result["docstring"], result["cyclomatic"]) == ("add", "Adds.", 3)
    assert result["line_count"] == 3


def test_markup_and_text_have_no_cyclomatic_number() -> None:
    assert [udf.normalize_code("if a", tag)["cyclomatic"] for tag in ("yaml", "html", "text", "sql")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    ("code", "language", "message"),
    [
        (None, "python", "code is missing or empty"),
        ("", "python", "code is missing or empty"),
        (" \n\t", "text", "code is missing or empty"),
        ("# only this", "python", "code is missing or empty"),
        ("/* only this */", "java", "code is missing or empty"),
        ("x = 1", None, "language is missing or malformed"),
        ("x = 1", "", "language is missing or malformed"),
        ("x = 1", "a b", "language is missing or malformed"),
        ("x = 1", "x" * 41, "language is missing or malformed"),
        ("def f(", "python", "code does not parse as python"),
        ("x\0y", "python", "code contains a null character"),
        ("x\0y", "text", "code contains a null character"),
        ("(" * 5_000 + ")" * 5_000, "python", "code does not parse as python"),
        ("-" * 90_000 + "1", "python", "code is nested too deeply"),
        ("x" * (udf.MAX_CHARS + 1), "text", "code is too large"),
        ("x = 1\n" * 200_000, "python", "code is too large"),
    ],
)
def test_refused_code_says_why(code: str, language: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        udf.normalize_code(code, language)
    assert refused.value.args[0] == message
    assert all(refused.value.args[1:])


def test_unparsable_python_names_the_place_and_the_way_out() -> None:
    with pytest.raises(ValueError, match="does not parse") as refused:
        udf.normalize_code("x = 1\nif x\n  y", "python")
    assert refused.value.args[1].startswith("line 2, column ")
    assert "p_language => 'text'" in refused.value.args[2]


PIECES = st.sampled_from(
    [
        "//",
        "/*",
        "*/",
        "#",
        '"',
        "'",
        "`",
        "${",
        "}",
        "\\",
        "\n",
        "  ",
        "\t",
        "--",
        "<<E",
        "E",
        "x",
        "$$",
        'r"',
        "[[",
        "]]",
        "(*",
        "*)",
        "{-",
        "-}",
        "<!--",
        "-->",
        "|",
        "- a:",
        "key: |",
        "/",
        '"""',
        ";",
        "é",
        "1",
        "\r\n",
        "�",
    ]
)
CODE = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=20).map("".join))


@given(CODE, st.sampled_from(LEXICAL))
def test_any_text_has_a_form_of_which_it_is_the_form(code: str, language: str) -> None:
    try:
        once = form(code, language)
    except ValueError as refused:
        assert len(refused.args) == 3
        return
    assert form(once, language) == once
    once.encode()


@given(CODE)
def test_any_text_is_python_or_refused(code: str) -> None:
    try:
        form(code).encode()
    except ValueError as refused:
        assert len(refused.args) == 3
