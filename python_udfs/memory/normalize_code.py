r"""Reduces code to a form that is the same for the same program, whatever its comments and layout.

`python` is parsed, and the syntax tree is written in a notation of our own: ast.unparse and ast.dump change
from Python to Python, this does not. Every other language is read token by token by the rules of its family;
where white space or an unknown construct could carry meaning it is left alone, so that two programs that
differ keep different forms, at the price that two layouts of one program sometimes do too.
docs/error-recognition.md has the families in a table.
"""

import ast
import hashlib
import inspect
import re
import unicodedata
import warnings
from typing import Any, Dict, List, Match, NamedTuple, Optional, Pattern, Set, Tuple, Type

NORMALIZER_VERSION = 1
MAX_CHARS = 100_000  # also keeps the deepest chain that fits within the C stack of Python 3.9 and 3.10

ALIASES = {
    alias: language
    for language, aliases in (
        ("python", "py python3"),
        ("javascript", "js mjs node"),
        ("typescript", "ts"),
        ("go", "golang"),
        ("cpp", "c++ cxx"),
        ("csharp", "c# cs"),
        ("rust", "rs"),
        ("ruby", "rb"),
        ("kotlin", "kt"),
        ("bash", "sh shell zsh"),
        ("yaml", "yml"),
        ("haskell", "hs"),
        ("sql", "psql postgres postgresql plpgsql"),
        ("text", "plain txt plaintext"),
    )
    for alias in aliases.split()
}
LANGUAGE = re.compile(r"[a-z0-9+#._-]{1,40}")


# --- Python: the syntax tree in our own notation ------------------------------------------------------------

# ctx follows from the place, kind is the u of u'', type comments are comments.
SKIPPED_FIELDS = frozenset(("ctx", "kind", "type_comment", "type_ignores"))
FIELDS: Dict[Type[ast.AST], Tuple[str, ...]] = {}
DECIDING = frozenset(("If", "IfExp", "For", "AsyncFor", "While", "ExceptHandler", "match_case"))


def constant_text(value: Any) -> str:
    """A literal by type and value, in ASCII: repr() depends on the Python and on its Unicode tables."""
    if isinstance(value, bool) or value is None or value is Ellipsis:
        return repr(value)
    if isinstance(value, int):
        return hex(value)
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, complex):
        return value.imag.hex() + "j"
    return ascii(value)


def field_names(kind: Type[ast.AST]) -> Tuple[str, ...]:
    """The fields of a kind of node that say something, by name."""
    found = FIELDS.get(kind)
    if found is None:
        found = FIELDS[kind] = tuple(sorted(set(kind._fields) - SKIPPED_FIELDS))
    return found


def tree_children(node: ast.AST) -> List[Tuple[str, Any]]:
    """A node's fields by name, without empty ones: a field that a later Python adds is empty in old code."""
    if isinstance(node, ast.JoinedStr):
        # Pythons disagree on where the constant parts of an f-string begin and end, and on empty ones.
        parts: List[Any] = []
        for part in node.values:
            if isinstance(part, ast.Constant) and parts and isinstance(parts[-1], str):
                parts[-1] += str(part.value)
            else:
                parts.append(part.value if isinstance(part, ast.Constant) else part)
        return [("values", [ast.Constant(p) if isinstance(p, str) else p for p in parts if p != ""])]
    fields = [(name, getattr(node, name, None)) for name in field_names(type(node))]
    if isinstance(node, ast.FormattedValue):
        spec = node.format_spec
        is_empty = isinstance(spec, ast.JoinedStr) and not tree_children(spec)[0][1]
        fields = [(name, value) for name, value in fields if not (name == "format_spec" and is_empty)]
    return [(name, value) for name, value in fields if value is not None and value != []]


def decisions_of(node: ast.AST) -> int:
    """What a node adds to McCabe's number."""
    kind = type(node).__name__
    if kind in DECIDING:
        return 1
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    return 1 + len(node.ifs) if isinstance(node, ast.comprehension) else 0


class Written(NamedTuple):
    """A tree as text, a top-level statement a line, and McCabe's number of it: one, and one for every decision."""

    text: str
    cyclomatic: int


def write_tree(tree: ast.AST) -> Written:
    """One walk gives both; by a stack of its own, so no depth is too much."""
    out: List[str] = []
    cyclomatic = 1
    todo: List[Any] = ["\n"]
    for statement in reversed(getattr(tree, "body", [])):
        todo += [statement, "\n"]
    todo.pop()
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            out.append(item)
        elif isinstance(item, ast.Name):
            out.append("Name(id=" + item.id + ")")
        elif isinstance(item, ast.Constant):
            out.append(constant_text(item.value))
        elif isinstance(item, ast.AST):
            cyclomatic += decisions_of(item)
            out.append(type(item).__name__ + "(")
            todo.append(")")
            children = tree_children(item)
            for index in range(len(children) - 1, -1, -1):
                name, value = children[index]
                todo.append(value if isinstance(value, (list, ast.AST)) else constant_or_name(value))
                todo.append((", " if index else "") + name + "=")
        elif isinstance(item, list):
            todo.append("]")
            for index in range(len(item) - 1, -1, -1):
                value = item[index]
                todo.append(value if isinstance(value, (list, ast.AST)) else constant_or_name(value))
                if index:
                    todo.append(", ")
            todo.append("[")
        else:
            raise TypeError(type(item).__name__)
    return Written("".join(out).rstrip("\n"), cyclomatic)


def constant_or_name(value: Any) -> str:
    """A field that is neither node nor list: an identifier, a count, or a hole (the key of `{**a}`)."""
    if value is None:
        return "-"
    return value if isinstance(value, str) else constant_text(value)


def parse_python(code: str) -> ast.Module:
    """The syntax tree; whatever the parser objects to becomes one of two documented errors."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes
            return ast.parse(code)
    except SyntaxError as error:
        raise ValueError(
            "code does not parse as python",
            "line {}, column {}: {}".format(error.lineno or 0, error.offset or 0, printable(error.msg)),
            "Correct the code, or pass p_language => 'text' to store it as it is.",
        ) from None
    except (RecursionError, MemoryError):
        raise ValueError(
            "code is nested too deeply",
            "the parser ran out of stack",
            "Split the expression, or pass p_language => 'text' to store it as it is.",
        ) from None


def main_definition(tree: ast.Module) -> Optional[ast.AST]:
    """The function or class the code is about: the longest public one at the top, else the longest."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [node for node in tree.body if isinstance(node, kinds)]
    public = [node for node in found if not node.name.startswith("_")] or found
    return max(public, key=lambda node: (node.end_lineno or 0) - node.lineno, default=None)


def docstring_of(node: Optional[ast.AST]) -> Optional[str]:
    if not isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return None
    text = ast.get_docstring(node, clean=False)
    return printable(inspect.cleandoc(text)) if text and text.strip() else None


def printable(text: str) -> str:
    """Text a database can hold: no NUL, no lone surrogate."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


# --- every other language: tokens by family -----------------------------------------------------------------

DOUBLE = r"\"(?:[^\"\\\n]|\\.)*(?:\"|(?=\n)|\Z)"
SINGLE = r"'(?:[^'\\\n]|\\.)*(?:'|(?=\n)|\Z)"
DOUBLE_LINES = r"\"(?:[^\"\\]|\\.)*(?:\"|\Z)"
SINGLE_LINES = r"'(?:[^'\\]|\\.)*(?:'|\Z)"
RAW_SINGLE = r"'[^']*(?:'|\Z)"
CHARACTER = r"'(?:[^'\\\n]|\\[^\n]{1,10}?)'"
TRIPLE = r"\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*(?:\"\"\"|\Z)"
TRIPLE_SINGLE = r"'''(?:[^'\\]|\\.|'(?!''))*(?:'''|\Z)"
BACKTICK = r"`[^`]*(?:`|\Z)"
C_BLOCK = (r"/\*", r"\*/")


class Family(NamedTuple):
    """How a group of languages writes comments and strings, and what its white space means."""

    comments: str = ""  # pattern of what starts a comment that ends with its line
    blocks: Tuple[Tuple[str, str], ...] = ()  # patterns that open and close a comment
    is_nested: bool = False  # whether block comments nest
    strings: Tuple[str, ...] = ()
    layout: str = (
        "lines"  # flow: a line end is a blank; lines: indentation is nothing; indent: it is depth; as_is
    )
    is_squeezed: bool = True  # whether a run of blanks within a line equals one
    has_heredoc: bool = False
    is_code: bool = True  # whether a cyclomatic number makes sense


AT_WORD_START = r"(?<![^\s;])"
C_LIKE = Family("//", (C_BLOCK,), strings=(DOUBLE, SINGLE))
JAVA_LIKE = C_LIKE._replace(strings=(TRIPLE, DOUBLE, SINGLE))
SCRIPT = C_LIKE
HASH = Family(AT_WORD_START + "#", strings=(DOUBLE_LINES, SINGLE_LINES), is_squeezed=False)
NESTED_C = Family("//", (C_BLOCK,), True, (TRIPLE, DOUBLE, CHARACTER))
FAMILIES: Dict[str, Family] = {}
for names, family in (
    (
        "c cpp objc cuda arduino glsl hlsl",
        C_LIKE._replace(
            strings=(
                r"\b(?:u8|[LuU])?R\"(?P<raw>[^()\\\s]{0,16})\(.*?(?:\)(?P=raw)\"|\Z)",
                DOUBLE,
                r"(?<![0-9a-fA-F])" + SINGLE,
            )
        ),
    ),
    (
        "java groovy dart solidity proto zig d",
        JAVA_LIKE._replace(strings=(TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE)),
    ),
    ("csharp", C_LIKE._replace(strings=(r"(?:@\$?|\$@)\"(?:[^\"]|\"\")*(?:\"|\Z)", TRIPLE, DOUBLE, SINGLE))),
    ("javascript typescript jsx tsx", SCRIPT),
    ("go", C_LIKE._replace(strings=(BACKTICK, DOUBLE, SINGLE))),
    (
        "rust",
        NESTED_C._replace(
            strings=(r"\b(?:b|c)?r(?P<raw>\#{0,16})\".*?(?:\"(?P=raw)|\Z)", DOUBLE_LINES, CHARACTER)
        ),
    ),
    ("kotlin scala", NESTED_C),
    (
        "swift",
        NESTED_C._replace(
            is_squeezed=False, strings=(r"(?P<raw>\#{1,8})\".*?(?:\"(?P=raw)|\Z)", TRIPLE, DOUBLE)
        ),
    ),
    (
        "php",
        Family(
            r"(?://|\#(?!\[))",
            (C_BLOCK,),
            strings=(DOUBLE_LINES, SINGLE_LINES),
            is_squeezed=False,
            has_heredoc=True,
        ),
    ),
    ("css", Family("", (C_BLOCK,), strings=(DOUBLE_LINES, SINGLE_LINES), layout="flow", is_code=False)),
    ("scss less", Family("(?<!:)//", (C_BLOCK,), strings=(DOUBLE, SINGLE), is_code=False)),
    ("json", Family(strings=(DOUBLE_LINES,), layout="flow", is_code=False)),
    ("hcl terraform", Family(r"(?://|\#)", (C_BLOCK,), strings=(DOUBLE,), has_heredoc=True, is_code=False)),
    (
        "bash fish",
        Family(
            AT_WORD_START + "#",
            strings=(r"\\.", r"\$'(?:[^'\\]|\\.)*(?:'|\Z)", DOUBLE_LINES, RAW_SINGLE),
            has_heredoc=True,
        ),
    ),
    ("ruby perl crystal", HASH._replace(has_heredoc=True)),
    ("r elixir julia tcl awk sed cmake powershell", HASH),
    ("toml dockerfile", HASH._replace(strings=(TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE), is_code=False)),
    ("graphql", HASH._replace(strings=(TRIPLE, DOUBLE), is_code=False)),
    (
        "starlark bazel gdscript nim coffeescript cython mojo",
        Family("#", strings=(TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE), layout="indent", is_squeezed=False),
    ),
    (
        "yaml",
        Family(
            r"(?<![^\s])\#",
            strings=(
                r"(?<![^\s\[{,:(-])\"(?:[^\"\\]|\\.)*(?:\"|\Z)",
                r"(?<![^\s\[{,:(-])'(?:[^']|'')*(?:'|\Z)",
            ),
            layout="indent",
            is_squeezed=False,
            is_code=False,
        ),
    ),
    (
        "haskell elm purescript idris agda",
        Family(
            r"--+(?![!\#$%&*+./<=>?@\\^|~:-])",
            ((r"\{-", r"-\}"),),
            True,
            (DOUBLE_LINES, CHARACTER),
            "indent",
            False,
        ),
    ),
    (
        "fsharp",
        Family("//", ((r"\(\*(?!\))", r"\*\)"),), True, (TRIPLE, DOUBLE_LINES, CHARACTER), "indent", False),
    ),
    ("ocaml sml", Family("", ((r"\(\*", r"\*\)"),), True, (DOUBLE_LINES, CHARACTER))),
    (
        "pascal delphi",
        Family("//", ((r"\(\*", r"\*\)"), (r"\{", r"\}")), strings=(r"'[^'\n]*(?:'|(?=\n)|\Z)",)),
    ),
    (
        "lua",
        Family(
            r"--(?!\[=*\[)",
            ((r"--\[(?P<raw>=*)\[", ""),),
            strings=(r"\[(?P<raw>=*)\[.*?(?:\](?P=raw)\]|\Z)", DOUBLE, SINGLE),
        ),
    ),
    (
        "sql mysql sqlite",
        Family(
            "--",
            (C_BLOCK,),
            True,
            (
                r"\b[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)",
                r"'(?:[^']|'')*(?:'|\Z)",
                r"\"[^\"]*(?:\"|\Z)",
                r"`[^`]*(?:`"
                r"|\Z)",
                r"(?<!\w)\$(?P<raw>(?:[A-Za-z_]\w*)?)\$.*?(?:\$(?P=raw)\$|\Z)",
            ),
            "flow",
            is_code=False,
        ),
    ),
    (
        "lisp clojure scheme racket elisp commonlisp",
        Family(";", ((r"\#\|", r"\|\#"),), True, (r"\#?\\(?:\w+|.)", DOUBLE_LINES, r"\|[^|\n]*\|"), "flow"),
    ),
    ("erlang", Family("%", strings=(r"\$\\?.", DOUBLE_LINES, SINGLE))),
    ("ada vhdl", Family("--", strings=(r"\"[^\"\n]*(?:\"|(?=\n)|\Z)", CHARACTER))),
    (
        "html xml svg vue svelte",
        Family("", ((r"<!--", r"-->"),), layout="as_is", is_squeezed=False, is_code=False),
    ),
):
    for name in names.split():
        FAMILIES[name] = family

PYTHON_REMARK = re.compile(
    "|".join((r"(?P<comment>\#[^\n]*)", TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE)), re.DOTALL
)
SCANNERS: Dict[str, Pattern[str]] = {}
REGEX_LITERAL = re.compile(r"/(?![*/])(?:[^\\/\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
REGEX_BEFORE = re.compile(
    r"(?:^|[(,=:\[!&|?{};+*%<>~^-]|\b(?:return|typeof|case|in|of|delete|void|throw"
    r"|new|do|else|yield|await))\s*\Z"
)
HEREDOC = re.compile(r"<<(?!<[^<])<?[-~]?(['\"]?)([A-Za-z_]\w*)\1")
TEMPLATE_PART = re.compile(r"\\.|`|\$\{|\{|\}|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL)
BLOCK_SCALAR = re.compile(r"(?:^|[:\-?] +|[!&]\S+ +)[|>][-+0-9]{0,2}\s*\Z")
DECISIONS = re.compile(
    "if|elif|elsif|elseif|unless|for|foreach|while|until|case|when|catch|rescue|except|guard|&&|[|][|]"
)
DEFINITIONS = (
    re.compile(
        r"\b(?:function\*?|def|fn|func|fun|sub|proc|defn|defun|class|interface|struct|trait|module|object"
        r"|enum)\s+"
        r"(?:\([^()\n]{0,200}\)\s*)?([A-Za-z_$][\w$.?!-]*)"
    ),
    re.compile(
        r"\b(?:const|let|var|val)\s+([A-Za-z_$][\w$]*)\s*=\s*(?:async\b\s*)?(?:function\b|\("
        r"|[\w$]+\s*=>)"
    ),
    re.compile(
        r"\bcreate\s+(?:or\s+replace\s+)?(?:\w+\s+){0,2}?(?:function|procedure|view|table|trigger|index"
        r"|type)\s+"
        r"(?:if\s+not\s+exists\s+)?([\w.]+)",
        re.IGNORECASE,
    ),
    re.compile(r"^([\w-]+)\s*\(\)\s*\{", re.MULTILINE),
    re.compile(
        r"^(?:[\w<>\[\],*&:]{1,80}\s+){1,6}[*&]{0,3}([A-Za-z_]\w*)\s?\([^;{}()]{0,400}\)[\w\s,]{0,8"
        r"0}\{",
        re.MULTILINE,
    ),
)
MARKERS = re.compile(
    r"^[ \t]*(?:/\*+!?|\*+/|\*(?=\s|$)|//[/!]*|#+|--+\[*|;+|%+|<!--|\{-\|?|\(\*+)[ \t]?"
    r"|\*+/[ \t]*$|-->[ \t]*$|-\}[ \t]*$|\*\)[ \t]*$",
    re.MULTILINE,
)


def scanner(language: str, family: Family) -> Pattern[str]:
    """The family's one token pattern: the first match wins and runs to its end or to the text's."""
    compiled = SCANNERS.get(language)
    if compiled is None:
        parts = [r"(?P<newline>\n)", r"(?P<blank>[^\S\n]+)"]
        if family.blocks:
            parts.append(
                "(?P<block>" + "|".join(b[0] for b in family.blocks).replace("(?P<raw>", "(?P<level>") + ")"
            )
        if family.comments:
            parts.append("(?P<comment>" + family.comments + r"[^\n]*)")
        if family.strings:
            parts.append("(?P<string>" + "|".join(family.strings) + ")")
        parts += [r"(?P<word>\w+)", r"(?P<sign>&&|\|\||.)"]
        compiled = SCANNERS[language] = re.compile("|".join(parts), re.DOTALL)
    return compiled


def block_end(code: str, opened: Match[str], family: Family) -> int:
    """Where the block comment that begins at `opened` ends."""
    if "level" in opened.re.groupindex:
        close = "]" + (opened.group("level") or "") + "]"
        at = code.find(close, opened.end())
        return len(code) if at < 0 else at + len(close)
    start, end = next(b for b in family.blocks if re.match(b[0], opened.group()))
    depth, position = 1, opened.end()
    edges = re.compile("(?P<open>" + start + ")|" + end)
    while depth:
        m = edges.search(code, position)
        if m is None:
            return len(code)
        position = m.end()
        depth += (1 if family.is_nested else 0) if m.group("open") else -1
    return position


def template_end(code: str, position: int) -> int:
    """Where the JavaScript template that begins before `position` ends; ${} may hold templates."""
    holes = [0]  # open braces of each template on the way in; the last is ours
    is_text = [True]
    while is_text:
        m = TEMPLATE_PART.search(code, position)
        if m is None:
            return len(code)
        piece, position = m.group(), m.end()
        if is_text[-1]:
            if piece[0] in "\"'":
                position = m.start() + 1
            elif piece == "`":
                is_text.pop()
                holes.pop()
            elif piece == "${":
                is_text.append(False)
                holes.append(0)
        elif piece == "`":
            is_text.append(True)
            holes.append(0)
        elif piece in ("{", "${"):
            holes[-1] += 1
        elif piece == "}":
            if holes[-1]:
                holes[-1] -= 1
            else:
                is_text.pop()
                holes.pop()
    return position


class Lexed(NamedTuple):
    """What reading tokens gives: the normalised text, decisions met, the comment the code opens with."""

    text: str
    decisions: int
    opening: str


def lex(code: str, language: str, family: Family) -> Lexed:
    """Writes the tokens back without comments, with the white space that means something in this family."""
    scan = scanner(language, family).match
    is_script = language in ("javascript", "typescript", "jsx", "tsx", "vue")
    out: List[str] = []
    opening: List[str] = []
    depths = [0]  # widths of the open indentation levels
    tail = ""  # the current line's last characters, for the regex literal and the block scalar
    is_start, is_gap, blank = True, False, ""
    decisions = 0
    heredocs: List[str] = []
    absent: Set[str] = set()  # words that end no heredoc further down
    position = 0

    def write(piece: str) -> None:
        nonlocal is_start, is_gap, blank, tail
        if is_start:
            if out:
                out.append(" " if family.layout == "flow" else "\n")
            out.append(
                blank
                if family.layout == "as_is"
                else depth_of(blank, depths)
                if family.layout == "indent"
                else ""
            )
        elif is_gap:
            out.append(" " if family.is_squeezed or not blank else blank)
        out.append(piece)
        tail = (("" if is_start else tail) + (" " if is_gap else "") + piece)[-64:]
        is_start, is_gap, blank = False, False, ""

    while position < len(code):
        m = scan(code, position)
        if m is None:
            raise AssertionError("the sign pattern matches any character")
        kind, piece, position = m.lastgroup, m.group(), m.end()
        if kind in ("raw", "level"):
            kind = "string" if kind == "raw" else "block"
        if kind == "newline":
            if heredocs:
                end = heredoc_end(code, position, heredocs)
                write(code[m.start() : end])
                heredocs.clear()
                position = end
            elif language == "yaml" and BLOCK_SCALAR.search(tail) and not is_start:
                body, position = block_scalar(code, position, depths)
                out.append(body)
            if family.layout == "as_is" and is_start:
                out.append("\n")
            is_start, is_gap, blank = True, False, ""
        elif kind == "blank":
            is_gap, blank = True, blank + piece
        elif kind in ("comment", "block"):
            end = block_end(code, m, family) if kind == "block" else position
            if not out:
                opening.append(code[m.start() : end])
            if "\n" in code[m.start() : end] and family.layout != "flow":
                is_start, blank = True, ""
            is_gap, position = True, end
        elif kind == "sign" and is_script and piece == "`":
            position = template_end(code, position)
            write(code[m.start() : position])
        elif kind == "sign" and is_script and piece == "/" and REGEX_BEFORE.search("" if is_start else tail):
            literal = REGEX_LITERAL.match(code, m.start())
            if literal:
                piece, position = literal.group(), literal.end()
            write(piece)
        else:
            if kind in ("word", "sign") and DECISIONS.fullmatch(piece):
                decisions += 1
            write(piece)
            if family.has_heredoc and piece == "<":
                found = HEREDOC.match(code, m.start())
                if found and found.group(2) not in absent and (m.start() == 0 or code[m.start() - 1] != "<"):
                    if re.compile(r"\n[ \t]*" + found.group(2) + r"\b").search(code, found.end()):
                        heredocs.append(found.group(2))
                        write(found.group()[1:])
                        position = found.end()
                    else:
                        absent.add(found.group(2))
    text = "".join(out)
    return Lexed(text.strip("\n"), decisions, "\n".join(opening))


def depth_of(blank: str, depths: List[int]) -> str:
    """An indentation as its level: two blanks, four blanks and a tab are the same first level."""
    width = len(blank.expandtabs(8))
    while len(depths) > 1 and width < depths[-1]:
        depths.pop()
    if width > depths[-1]:
        depths.append(width)
    return " " * (len(depths) - 1)


def heredoc_end(code: str, position: int, words: List[str]) -> int:
    """Where the last of the here-documents ends that begin at this line end."""
    for word in words:
        m = re.compile(r"^[ \t]*" + word + r"\b", re.MULTILINE).search(code, position)
        if m is None:
            return len(code)
        position = m.end()
    return position


def block_scalar(code: str, position: int, depths: List[int]) -> Tuple[str, int]:
    """A YAML block scalar from the line after its header: its text, moved to the left, is kept as it is."""
    lines: List[str] = []
    margin = -1
    while position < len(code):
        end = code.find("\n", position)
        end = len(code) if end < 0 else end
        line = code[position:end]
        width = len(line) - len(line.lstrip(" "))
        if line.strip():
            margin = width if margin < 0 else margin
            if width <= depths[-1] or width < margin:
                break
        lines.append("\n|" + line[max(margin, 0) :].rstrip("\r"))
        position = end + 1
    while lines and lines[-1] == "\n|":
        lines.pop()
    return "".join(lines), min(position, len(code))


def plain_text(code: str) -> str:
    """Text of no known language: composed characters, one kind of line end, no trailing blanks."""
    lines = unicodedata.normalize("NFC", code).split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def find_symbol(text: str) -> Optional[str]:
    """The name of the first definition, by the words that introduce one in most languages."""
    head = text[:50_000]
    found = [m for m in (pattern.search(head) for pattern in DEFINITIONS) if m]
    name = min(found, key=lambda m: m.start()).group(1) if found else None
    return None if name in ("if", "for", "while", "switch", "catch", "return", "else") else name


# --- the result ---------------------------------------------------------------------------------------------


def normalize_code(code: Optional[str], language: Optional[str]) -> Dict[str, Any]:
    """Everything agora_memory.normalized_code holds, from code and the name of its language."""
    tag = (language or "").strip().lower()
    if not LANGUAGE.fullmatch(tag):
        raise ValueError(
            "language is missing or malformed",
            "language={}".format("NULL" if language is None else repr(language))[:200],
            "Pass a name of 1 to 40 characters out of a-z 0-9 + # . _ -, or 'text'.",
        )
    tag = ALIASES.get(tag, tag)
    if not isinstance(code, str) or not code.strip("\ufeff \t\r\n\f\v\0"):
        raise ValueError("code is missing or empty", "code has no visible character", "Pass the code itself.")
    if len(code) > MAX_CHARS:
        raise ValueError(
            "code is too large",
            "{} characters, at most {}".format(len(code), MAX_CHARS),
            "Store the function that matters, not the file.",
        )
    if "\0" in code:
        raise ValueError(
            "code contains a null character",
            "at character {}".format(code.index("\0")),
            "Remove it, or write it as an escape.",
        )
    code = (
        code.encode("utf-8", "replace")
        .decode("utf-8")
        .lstrip("\ufeff")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )

    symbol: Optional[str]
    cyclomatic: Optional[int] = None
    if tag == "python":
        tree = parse_python(code)
        text, cyclomatic = write_tree(tree)
        definition = main_definition(tree)
        symbol = getattr(definition, "name", None)
        docstring = docstring_of(definition) or docstring_of(tree)
        lines = PYTHON_REMARK.sub(lambda m: "" if m.group("comment") else m.group(), code)
    elif tag in FAMILIES:
        family = FAMILIES[tag]
        lexed = lex(code, tag, family)
        text = lexed.text
        symbol = find_symbol(text)
        docstring = MARKERS.sub("", re.sub(r"\A#![^\n]*\n?", "", lexed.opening)).strip() or None
        cyclomatic = 1 + lexed.decisions if family.is_code else None
        lines = text if family.layout != "flow" else code
    else:
        text = plain_text(code)
        symbol, docstring, lines = None, None, text
    if not text:
        raise ValueError("code is missing or empty", "only comments and white space", "Pass the code itself.")
    return {
        "normalized": text,
        "hash": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "language": tag,
        "is_parsed": tag == "python",
        "cyclomatic": cyclomatic,
        "line_count": sum(1 for line in lines.split("\n") if line.strip()),
        "symbol": symbol,
        "docstring": docstring,
        "normalizer_version": NORMALIZER_VERSION,
    }
