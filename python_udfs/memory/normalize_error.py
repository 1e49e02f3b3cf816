r"""Turns an error into the pattern that two runs of the same bug share, and that pattern's signature.

A pattern has up to three parts, one per line: the exception's type with its message as a template, the
exception that caused it, and the place that raised it. Data becomes <VALUE>, <PATH> or <LINE>; names that
are the bug stay. The place is the innermost source line that is not the language's own library, so it
survives other paths, line numbers and renamed functions. docs/error-recognition.md explains the rules.

Everything works line by line or token by token on capped input, so time is linear and bounded.
"""

import hashlib
import re
from functools import lru_cache
from typing import Any, Dict, FrozenSet, List, NamedTuple, Optional, Pattern, Tuple

NORMALIZER_VERSION = 1

STACK_HEAD = 32_768  # characters read from the start of a long stack: Go, Java and JavaScript fail there
STACK_TAIL = 98_304  # and from its end: Python fails there
MESSAGE_LINES = 8
TEMPLATE_CHARS = 1_000
LINE_CHARS = 2_000  # of each line
TYPE_CHARS = 200
GROUP_MEMBERS = 8
CUT = "\n[...]\n"  # stands where the middle of a long text was left out


class Frame(NamedTuple):
    """One call of a stack: where it is, the function, and the source line if the trace shows it."""

    path: str
    function: str
    source: str = ""
    is_repeated: bool = False  # "[Previous line repeated 971 more times]"


class Fault(NamedTuple):
    """One exception of a chain, innermost frame last."""

    error_type: str
    message: str
    frames: List[Frame]
    role: str = ""  # "cause" of the next one, "member" of a group, or "" when it stands for itself


class Trace(NamedTuple):
    """What a stack says: the exceptions in the order they were raised; the last is the one that surfaced."""

    language: str
    faults: List[Fault]


remembered = lru_cache(maxsize=1000)  # a program's errors come again and again


def words(text: str) -> FrozenSet[str]:
    """A set written as a line of words."""
    return frozenset(text.split())


# --- text -----------------------------------------------------------------------------------------------

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\n]{0,200}\x07")
QUOTE_MARKS = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}


def clean_text(value: Any, head: int, tail: int) -> str:
    """The text with plain newlines and quotes, without colours and NUL, at most head + tail characters."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if len(text) > head + tail:
        text = text[:head] + CUT + (text[-tail:] if tail else "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\0", "")
    if not text.isascii():
        text = text.translate(QUOTE_MARKS)
        text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate becomes '?'
    if "\x1b" in text:
        text = ANSI.sub("", text)
    if len(text) > LINE_CHARS:
        text = "\n".join([line[:LINE_CHARS] for line in text.split("\n")])
    return text


# --- messages: which words are the bug, which are data ----------------------------------------------------

# Python and Node word the same fault differently from version to version; the newest wording wins. A pattern is looked
# for only where its first words are: that is found much faster.
REWORDED: Tuple[Tuple[str, Pattern[str], str], ...] = tuple(
    (hint, re.compile(pattern), new)
    for hint, pattern, new in (
        (" Did you ", r"[.;]? Did you (?:mean|forget).*$", ""),
        (" (most likely", r" \(most likely due to a circular import\)", ""),
        (
            "local variable",
            r"local variable ('\w+') referenced before assignment",
            r"cannot access local variable \1 where it is not associated with a value",
        ),
        (
            "free variable",
            r"free variable ('\w+') referenced before assignment in enclosing scope",
            r"cannot access free variable \1 where it is not associated with a value in enclosing scope",
        ),
        (
            "cannot use",
            r"cannot use '[\w.]+' as a (?:dict key|set element) \((unhashable type: '[\w.]+')\)",
            r"\1",
        ),
        (
            "Cannot read property",
            r"Cannot read property ('[^']*'|\w+) of (undefined|null)",
            r"Cannot read properties of \2 (reading \1)",
        ),
        (
            "Cannot set property",
            r"Cannot set property ('[^']*'|\w+) of (undefined|null)",
            r"Cannot set properties of \2 (setting \1)",
        ),
        ("maximum recursion", r"(maximum recursion depth exceeded)\b.*", r"\1"),
        ("codec can't", r"(codec can't (?:de|en)code)\b.*", r"\1"),  # which byte, where and why is data
        (
            " by zero",
            r"\b(?:(?:integer|float|complex) )?(?:division or modulo|floor division|modulo|division) by zero",
            "division by zero",
        ),
        ("expected an indented", r"(expected an indented block) after .*", r"\1"),
        (
            "without an implementation",
            r"without an implementation for abstract (methods?)",
            r"with abstract \1",
        ),
        ("with abstract method", r"(with abstract method) '(\w+)'$", r"\1 \2"),
        (
            "() ",
            r"\b(max|min)\(\) (?:arg is an empty sequence|iterable argument is empty)",
            r"\1() arg is empty",
        ),
        ("(", r"^\((?:[a-z_][\w.]*\.)?[A-Z]\w*\) ", ""),  # SQLAlchemy names the driver's exception first
        ("line ", r" \((?:[\w./\\<>-]+, )?line \d+\)$", ""),  # str(SyntaxError) adds the place
        (
            ": ",
            r"\b((?:[Uu]nknown|[Ii]nvalid|[Uu]nsupported|[Mm]alformed|[Uu]nrecogni[sz]ed)\b"
            r"[^:\n]{0,60}: )[^\s<]\S*$",
            r"\1<VALUE>",
        ),
        ("generated in ", r"\bgenerated in \d[\d.]*s\b", ""),
    )
)

KEEP_BEFORE = re.compile(
    r"(?:\battributes?|\bmodules?(?: named)?|\bpackage|\blibrary|\bcrate|\bimport(?: name)?|\bfrom"
    r"|\bargument(?:s|\(s\))?:?"
    r"|\bkeyword|\boption|\bparameter|\bvariable|\brelation|\bcolumn|\btable|\bconstraint|\bindex|\bsequence"
    r"|\bview|\bschema|\bextension|\btrigger|\bfunction|\boperator|\btype|\btypes?:"
    r"|\btype\(s\) for [^ ]{1,12}:"
    r"|\bfor key|\bpropert(?:y|ies)|\bmethod|\breading|\bsetting|\bnear|\btoken|\bclass|\binterface|\benum"
    r"|\bfield|\bsymbol|\bidentifier|\btrait|\bstruct|\bblock|\btag|\bfilter|\bmacro|\binvoke|\bobject"
    r"|\bError \[|\(not|, not) ?$"
)
KEEP_AFTER = re.compile(
    r" ?(?:object\b|is not defined|is undefined|has no attribute|has no member|codec\b|is an invalid keyword"
    r"|not supported between|referenced before|is not a function|is not a constructor|is a required"
    r"|does not name"
    r"|was not declared|was never closed|undeclared|delimiter|expected\b)"
)
SYMBOL_BEFORE = re.compile(
    r"(?:\b[Ee]xpect(?:ed|ing)|\b[Uu]nexpected(?: token| character)?|\bunmatched|\bparenthesis|\bnear"
    r"|\bcharacter|\boperator|\btoken) $"
)
NESTED = re.compile(r"\[Errno | object at |\[WinError ")  # a message quoted within a message
LIST_GAP = re.compile(r"\s*(?:,|and|or|, and|, or|from)\s*\Z")
NAME = re.compile(r"[A-Za-z_$@][\w$.:<>&*()\[\]-]{0,79}\Z")
SYMBOLS = re.compile(r"[^\w\s]{1,3}\Z")
TYPE_NAMES = words(
    "int str float bool bytes bytearray list dict set tuple frozenset complex range object type NoneType"
    " function"
    " method generator coroutine module slice memoryview number string boolean null undefined"
)
KEPT_WORD = re.compile(  # digits that belong to a type, an encoding, a machine, a protocol
    r"(?:u?int|float|complex|utf|ucs|sha|md|base|cp|latin|iso|koi|big|x|i|u|f|amd|arm|aarch|ipv|http|python"
    r"|py|es"
    r"|win|oauth|s|ec|ts|cs|e|c|w|lnk|msb|psycopg|sqlite|numpy|h|vec|mat|gb|euc)_?\d{1,5}(?:_\d{1,2})?\Z",
    re.IGNORECASE,
)
CODE_BEFORE = re.compile(
    r"(?:\b(?:status(?: code)?|exit(?:ed)?(?: with)?(?: status| code)?|code"
    r"|HTTP(?: error)?)[:= ]{1,2})\Z",
    re.I,
)
LINE_BEFORE = re.compile(r"\bline(?:s|no)? ?[:#]? ?\Z", re.IGNORECASE)
UPPER_LABEL = re.compile(
    r"\b[A-Z]{2,}-\Z|\b(?i:utf|iso|latin|sha|md|base|cp|windows|x)-\Z"
    r"|\bSQLSTATE[\s:=(\[]{1,2}\Z"
)

TOKEN = re.compile(
    r"(?P<mark><(?:VALUE|PATH|LINE|NAME)>)"
    r"|(?P<plain>(?:[A-Za-z]{2,}(?: +|(?=[,;)]|$)))+)"
    r"|(?P<quoted>(?<![\w'])[bBrRuU]{0,2}'(?:[^'\\\n]|\\.)*'(?!\w)|(?<![\w\"])[bBrRuU]{0,2}\"(?:[^\"\\\n]"
    r"|\\.)*\"(?!\w)|`[^`\n]*`)"
    r"|(?P<open>(?<!\w)[bBrRuU]{0,2}['\"](?=[^'\"\n]*\n\[\.\.\.\])[^\n]*)"
    r"|(?P<url>\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s'\"<>)\]]+)"
    r"|(?P<mail>\b[A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)*)"
    r"|(?P<call>\b(?:[A-Za-z_]\w*\.){0,12}(?:<locals>\.)?(?P<called>[A-Za-z_]\w*)\(\))"
    r"|(?P<path>(?<![\w>.])[A-Za-z]:[\\/][^\s'\"<>|,;)\]]*|(?<!\w)\\\\[\w.$-]+\\[^\s'\"<>|,;)\]]*"
    r"|(?<![\w<>/.)\]])(?:~|\.{1,2})?/[\w.+@%~$=-]+(?:/[\w.+@%~$=-]*)*(?::\d+){0,2}"
    r"|(?<![\w./])[\w.+@~-]{1,255}(?:/[\w.+@~-]+)+\.[A-Za-z]\w{0,5}\b(?![\w./-]|\((?!\d))(?::\d+){0,2}"
    r"|(?<![\w./])[\w.+@~-]{1,255}(?:[/\\][\w.+@~-]+)*\.(?:py[wicdx]?|txt|csv|tsv|jsonl?|ya?ml|toml|ini|cfg|conf"
    r"|xml|html?|js|[cm]js|tsx?|jsx"
    r"|rb|go|rs|java|kt|cs|cpp|cc|c|h|hpp|sql|db|sqlite3?|log|md|sh|so|dll|exe|zip|tar|gz|whl|pkl|parquet"
    r"|png|jpe?g|pdf|env|lock|tmp)"
    r"\b(?![\w.-]|\((?!\d))(?::\d+){0,2})"
    r"|(?P<uuid>\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b)"
    r"|(?P<host>\b(?:[A-Za-z0-9_-]+\.){0,8}[A-Za-z][A-Za-z0-9_-]*:\d{2,5}\b"
    r"|\b(?:[A-Za-z0-9_-]+\.){1,8}(?:com|org|net|edu|gov|example|test|localhost|localdomain|internal|lan"
    r"|invalid)\b(?![.\w(])"
    r"|\b(?:[A-Za-z0-9_-]+\.){2,8}(?:io|dev|app|ai|co|cloud|local|de|uk|fr|eu|us|ru|cn|jp)\b(?![.\w(])"
    r"|\[?(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}\]?(?::\d+)?)"
    r"|(?P<pair>(?<=[\w\]])=(?![=\s'\"<\[({])[^\s,;)\]}>'\"]+)"
    r"|(?P<number>(?<![\w.])[-+]?(?:\d|\.\d)[\w.:,+]*(?:-[\w.:+]+)*%?)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<other>\s+|.)",
    re.DOTALL,
)
ITEM = r"(?:<VALUE>|<PATH>|None|True|False|null|true|false|nan|inf|\.\.\.|[\s,:=|-])"
COLLECTED = re.compile(r"(?<!\w)\[" + ITEM + r"*\]|\{" + ITEM + r"*\}|\((?=[^()]*,)" + ITEM + r"+\)")
WRAPPED = re.compile(
    r"(?:array|tensor|Decimal|OrderedDict|datetime(?:\.\w+)?|UUID|PosixPath"
    r"|WindowsPath)(?:<VALUE>|\(<(?:VALUE|PATH)>\))"
)
LISTED = re.compile(r"(<(?:VALUE|PATH)>)(?:(?:, ?| and | or |, and |, or | ?: ?| )<(?:VALUE|PATH)>)+")
PLURAL = re.compile(r"(?<=<VALUE>)(?: [a-z-]+){1,2}")
MODULE_CALL = re.compile(r"[a-z][a-z0-9_]*\.(?:[a-z]\w*\.)*[a-z]\w*\(\)\Z")
SINGULAR = re.compile(r"^were$|(?<=[a-z]{2})ies$|(?<=[a-z]{2}[a-rt-z])(?<!^doe)s$")
SPACE = re.compile(r"[^\S\n]+")
DIGITS = re.compile(r"_?\d+")
LONG_NUMBER = re.compile(r"\d{2,}")
BUILTIN_CALLS = words(
    "int float str bool bytes len open range list dict set tuple super print input sorted min max sum abs"
    " round iter"
    " next map filter zip enumerate isinstance issubclass getattr setattr hasattr type ord chr pow divmod"
    " hash eval exec"
    " compile format repr vars dir id any all reversed slice object property unwrap expect"
)


def normalize_word(word: str) -> str:
    """A bare word: hex and temporary names are data, other digit runs are counters."""
    if word.isalpha() or not any(map(str.isdigit, word)) or KEPT_WORD.match(word):
        return word
    lowered = word.lower()
    if len(word) >= 8 and not lowered.strip("0123456789abcdef"):
        return "<VALUE>"
    if re.match(r"tmp[a-z0-9_]{6,}\Z", word):
        return "<VALUE>"
    if len(word) >= 24 and sum(c.isdigit() for c in word) >= 4:
        return "<VALUE>"
    return DIGITS.sub("<VALUE>", word)


def normalize_name(name: str) -> str:
    """A kept name: only long digit runs (a partition's date, a generated suffix) are data."""
    return name if name.isalpha() or KEPT_WORD.match(name) else LONG_NUMBER.sub("<VALUE>", name)


@remembered
def mask_once(text: str, mask_calls: bool) -> str:
    """One pass over one message: every token becomes itself or a placeholder."""
    out: List[str] = []
    kept_end = -1  # where the last kept quoted name ended; 'a' and 'b' share their fate

    for m in TOKEN.finditer(text):
        kind = m.lastgroup
        piece = m.group()
        start, end = m.span()
        if kind == "called":  # the inner group of "call" closes last
            kind = "call"
        if kind in ("plain", "other", "mark"):
            out.append(piece)
        elif kind == "quoted":
            body = piece.lstrip("bBrRuU")[1:-1]
            before, after = text[max(0, start - 40) : start], text[end : end + 24]
            is_kept = (
                body in TYPE_NAMES
                or (
                    SYMBOLS.match(body) is not None
                    and (
                        SYMBOL_BEFORE.search(before) is not None
                        or KEEP_AFTER.match(after) is not None
                        or (kept_end >= 0 and LIST_GAP.match(text[kept_end:start]) is not None)
                    )
                )
                or (
                    NAME.match(body) is not None
                    and (
                        piece[0] == "`"
                        or KEEP_BEFORE.search(before) is not None
                        or KEEP_AFTER.match(after) is not None
                        or (kept_end >= 0 and LIST_GAP.match(text[kept_end:start]) is not None)
                    )
                )
            )
            if is_kept:
                kept_end = end
                mark = "`" if piece[0] == "`" else "'"
                out.append(mark + normalize_name(body) + mark)
            elif NESTED.search(body):
                out.append("'" + mask_once(body, mask_calls) + "'")
            else:
                out.append("<VALUE>")
        elif kind == "call":
            name = m.group("called")
            is_public = not mask_calls or name in BUILTIN_CALLS or MODULE_CALL.match(piece) is not None
            out.append((piece if is_public and "." in piece else name + "()") if is_public else "<NAME>()")
        elif kind == "path":
            out.append("<PATH>")
        elif kind == "pair":
            is_type = text[max(0, start - 12) : start].lower().endswith(("type", "dtype"))
            out.append("=" + normalize_word(piece[1:]) if is_type else "=<VALUE>")
        elif kind == "number":
            body = piece.rstrip(".:,+-")
            before = text[max(0, start - 24) : start]
            if LINE_BEFORE.search(before):
                out.append("<LINE>")
            elif UPPER_LABEL.search(before) or (
                CODE_BEFORE.search(before) and body.isdigit() and len(body) <= 3
            ):
                out.append(body)
            else:
                out.append("<VALUE>")
            out.append(piece[len(body) :])
        elif kind == "word":
            out.append(normalize_word(piece))
        else:  # open, url, mail, uuid, host
            out.append("<VALUE>")
    return gather("".join(out))


def gather(text: str) -> str:
    """A collection of placeholders, one of them in a constructor, several in a row: each is one placeholder."""
    if "[" in text or "{" in text or "," in text:
        text = COLLECTED.sub("<VALUE>", text)
    if "<" in text:
        text = LISTED.sub(r"\1", WRAPPED.sub("<VALUE>", text))
    return PLURAL.sub(singular, text) if "<VALUE> " in text else text


def singular(m: "re.Match[str]") -> str:
    """'<VALUE> arguments were' and '<VALUE> argument was' are one message."""
    return " ".join(SINGULAR.sub(one_form, word) for word in m.group().split(" "))


def one_form(m: "re.Match[str]") -> str:
    return {"were": "was", "ies": "y", "s": ""}[m.group()]


def first_paragraph(message: str) -> List[str]:
    """The message's lines up to the first blank one, which is where exceptions end and advice begins."""
    lines: List[str] = []
    for line in message.strip("\n").split("\n"):
        if not line.strip() or line == CUT.strip():
            break
        lines.append(line[:LINE_CHARS].rstrip())
        if len(lines) == MESSAGE_LINES:
            break
    return lines


DROPPED_LINE = re.compile(
    r"\s*(?:DETAIL|HINT|CONTEXT|QUERY|STATEMENT|LOCATION|WHERE|PL/pgSQL function|\[parameters: "
    r"|\(Background on this error|For further information"
    r"|LINE \d+:|Require stack:|- [/A-Z~]|During handling|Process:|Stack trace:)"
)
CARETS = re.compile(r"\s*[~^]+\s*$")
SQL_LINE = re.compile(r"\[SQL: ")


def message_template(message: str, mask_calls: bool = True) -> str:
    """The message with data masked: a fixed point, so a template is its own template."""
    lines: List[str] = []
    for line in first_paragraph(message):
        if SQL_LINE.match(line):
            break  # what follows is the statement and its parameters
        if lines and CARETS.match(line):
            if len(lines) > 1:
                lines.pop()  # the text it points at is data
            continue
        if not lines or not DROPPED_LINE.match(line):
            lines.append(SPACE.sub(" ", line).strip())
    masked: List[str] = []
    for line in lines:
        for hint, pattern, new in REWORDED:
            if hint in line:
                line = pattern.sub(new, line)
        for _ in range(6):
            previous, line = line, mask_once(line, mask_calls)
            if line == previous:
                break
        line = line.strip()
        if line and (not masked or masked[-1] != line):
            masked.append(line)
    text = "\n".join(masked)
    if len(text) > TEMPLATE_CHARS:
        text = text[:TEMPLATE_CHARS].rsplit(" ", 1)[0].rstrip()
    return text


# --- source lines ---------------------------------------------------------------------------------------

RERAISE = re.compile(r"raise(?: [a-z_]\w*(?:\.with_traceback\(\w*\))?(?: from \w+)?)?$")
CALLED = re.compile(r"(?<![\w.])(?:[A-Z]\w{0,80}\.|[\w.]{0,80}<locals>\.)*([A-Za-z_]\w{0,80})\(\)")
SOURCE_TOKEN = re.compile(
    r"(?P<comment>#[^\n]*)"
    r"|(?P<key>(?<=\[)(?:'[A-Za-z_]{1,40}'|\"[A-Za-z_]{1,40}\")(?=\]))"
    r"|(?P<string>\b[rRbBfFuUtT]{1,2}(?=['\"])|)(?:'''(?:[^'\\]|\\.|'(?!''))*(?:'''|\Z)|\"\"\"(?:[^\"\\]"
    r"|\\.|\"(?!\"\"))*(?:\"\"\"|\Z)"
    r"|'(?:[^'\\]|\\.)*(?:'|\Z)|\"(?:[^\"\\]|\\.)*(?:\"|\Z))"
    r"|(?P<number>\b\d[\w.]*)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<space>\s+)"
    r"|(?P<other>.)",
    re.DOTALL,
)


@remembered
def source_shape(source: str, renamed: FrozenSet[str]) -> str:
    """A source line without layout, comments and literals; names a project may change become <NAME>."""
    out: List[str] = []
    for m in SOURCE_TOKEN.finditer(source[:LINE_CHARS]):
        kind, piece = m.lastgroup, m.group()
        if kind in ("comment", "space"):
            continue
        if kind == "key":
            piece = "'" + piece[1:-1] + "'"
        elif kind in ("string", "number"):
            piece = "<VALUE>"
        elif piece in renamed or (out and out[-1] in ("def", "class", " def", " class")):
            piece = "<NAME>"
        if kind == "name" and out and (out[-1][-1].isalnum() or out[-1][-1] == "_"):
            piece = " " + piece
        if piece == "<VALUE>" and out and out[-1] == "<VALUE>":
            continue  # implicit concatenation
        out.append(piece)
    return "".join(out)[:400]


LITERAL = re.compile(
    r"\s*raise\s+[\w.]+\(\s*(?P<prefix>[rRfF]{0,2})(?P<quote>['\"])(?P<body>(?:[^'\"\\{}%]"
    r"|\\.|(?!(?P=quote))['\"]|%[srdif]|%|\{[^{}]{0,200}\}|\{\{"
    r"|\}\})*)(?P=quote)(?P<rest>\s*(?:%|\.format\()?)"
)
HOLE = re.compile(r"\{[^{}]*\}|%[srdif]")


def raised_template(source: str, message: str) -> Optional[str]:
    """The message with the holes of the raise statement's own format string masked.

    Holes in quotes are left to the rules for quoted text: `'{}' object has no attribute '{}'` fills its
    holes with names that are the bug.
    """
    m = LITERAL.match(source)
    if m is None or not ("f" in m.group("prefix").lower() or m.group("rest").strip()):
        return None
    pieces = [
        p.replace("{{", "{").replace("}}", "}").replace("\\n", "\n") for p in HOLE.split(m.group("body"))
    ]
    if len(pieces) < 2 or not message.startswith(pieces[0]) or not message.endswith(pieces[-1]):
        return None
    out, position = [pieces[0]], len(pieces[0])
    for index, piece in enumerate(pieces[1:], 1):
        is_last = index == len(pieces) - 1
        found = len(message) - len(piece) if is_last else message.find(piece, position) if piece else -1
        if found < position:
            return None
        hole = message[position:found]
        is_quoted = out[-1][-1:] in ("'", '"', "`") and piece[:1] in ("'", '"', "`")
        out.append(hole if is_quoted else "<VALUE>")
        out.append(piece)
        position = found + len(piece)
    return "".join(out) if any(c.isalpha() for p in pieces for c in p) else None


# --- Python ---------------------------------------------------------------------------------------------

PY_HEADER = "Traceback (most recent call last)"
PY_FRAME = re.compile(r"(\s*)File \"([^\"\n]{0,1000})\", line \d+(?:, in (.{1,200}))?\s*$")
PY_SHORT_FRAME = re.compile(r"([^\s:][^:\n]{0,500}\.py):\d+: in ([\w<>.]{1,200})$")
PY_CELL_FRAME = re.compile(
    r"(?:File )?(\S.{0,500}?)(?::\d+)? in ([\w<>.]{1,200})(?:\(.{0,500})?$"
    r"|((?:Cell )?In ?\[\d+\])"
)
PY_ARROW = re.compile(r"\s*(?:\u2502 ?)?\s*(?:-+>|\u2771)\s*\d+\s(?:\s*\u2502)?(.*)$")
PY_TYPED = re.compile(r"((?:[A-Za-z_][\w<>$]*\.)*[A-Za-z_]\w*)(?::(?: (.*))?)?$", re.DOTALL)
PY_WARNING = re.compile(r"\S+:\d+: [A-Z]\w*Warning\b")
PY_GROUP_LINE = re.compile(r"(?:  )*(?:\| {0,1}|\+ (?=Exception Group))?")
PY_GROUP_RULE = re.compile(r"\s*\+(?:-\+)?-{8,}")
PYTEST_LINE = re.compile(r"(E|>)(?: {2,}(.*))?$")
PY_FRAME_ANYWHERE = re.compile(r"File \"[^\"\n]{1,1000}\", line \d")
AT_ANYWHERE = re.compile(r"^[ \t]+at \S", re.MULTILINE)
HEX_DIGITS = re.compile(r"[0-9a-f]")
LIBRARY_DIR = re.compile(r"[\\/](?:python[\d.]*[\\/]lib|lib(?:64)?[\\/]python[\d.]+)[\\/]", re.IGNORECASE)
# The standard library's files, and its functions in files of common names, that raise for their callers:
# known under any directory, because a report may have lost it.
LIBRARY_FILES = words(
    "subprocess socket ssl codecs threading shutil pathlib tempfile zipfile tarfile argparse configparser"
    " contextlib"
    " runpy sre_parse sre_compile functools ipaddress fractions smtplib ftplib imaplib poplib pickle gzip"
    " bz2 lzma"
    " base64 heapq _strptime _pydecimal _pydatetime ntpath posixpath genericpath selectors getpass fnmatch"
    " mimetypes"
    " pkgutil plistlib reprlib socketserver textwrap tokenize weakref zipapp concurrent linecache optparse"
    " shlex"
)
LIBRARY_PATHS = words(
    "json/decoder.py json/__init__.py json/encoder.py json/scanner.py http/client.py urllib/request.py"
    " urllib/parse.py"
    " urllib/error.py asyncio/runners.py asyncio/base_events.py asyncio/events.py asyncio/tasks.py"
    " asyncio/locks.py"
    " asyncio/streams.py asyncio/timeouts.py asyncio/taskgroups.py asyncio/queues.py"
    " concurrent/futures/_base.py"
    " concurrent/futures/thread.py concurrent/futures/process.py futures/_base.py futures/thread.py"
    " futures/process.py"
    " multiprocessing/pool.py multiprocessing/connection.py multiprocessing/process.py"
    " multiprocessing/context.py"
    " importlib/__init__.py xml/etree/ElementTree.py etree/ElementTree.py email/parser.py email/message.py"
    " re/__init__.py re/_parser.py re/_compiler.py unittest/case.py unittest/mock.py logging/__init__.py"
    " logging/config.py sqlite3/dbapi2.py collections/__init__.py tomllib/_parser.py encodings/idna.py"
    " zoneinfo/_common.py pathlib/_local.py sysconfig/__init__.py"
)
LIBRARY_SITES = frozenset(
    site + ":" + function
    for site, functions in (
        ("decoder.py", "decode raw_decode JSONObject JSONArray py_scanstring"),
        ("encoder.py", "default encode iterencode _iterencode _iterencode_dict _iterencode_list"),
        ("__init__.py", "loads dumps import_module basicConfig"),
        ("request.py", "urlopen do_open _call_chain http_open https_open http_response urlretrieve"),
        ("queue.py", "get get_nowait put put_nowait"),
        ("tasks.py", "wait_for"),
        ("runners.py", "run"),
        ("base_events.py", "run_until_complete create_connection sock_connect create_task"),
        ("timeouts.py", "__aexit__"),
        ("_base.py", "result result_iterator __get_result _result_or_cancel"),
        ("thread.py", "run submit"),
        ("process.py", "_bootstrap _process_worker"),
        ("_common.py", "load_tzdata"),
        ("ElementTree.py", "parse feed fromstring XML iterparse close _raiseerror"),
        ("config.py", "dictConfig configure fileConfig"),
        ("_parser.py", "loads load parse parse_template"),
        ("random.py", "choice choices sample randrange randint"),
        ("copy.py", "copy deepcopy _reconstruct _deepcopy_dict _deepcopy_list _deepcopy_tuple"),
        ("enum.py", "__call__ __new__ _missing_ __getitem__ __getattr__"),
        ("csv.py", "__next__ writerow writerows _dict_to_list fieldnames"),
        ("ast.py", "parse literal_eval _raise_malformed_node _convert"),
        (
            "os.py",
            "__getitem__ __delitem__ makedirs encode decode fsencode removedirs renames execvp _execvpe",
        ),
        ("uuid.py", "__init__"),
        ("statistics.py", "mean median mode stdev variance fmean"),
        ("typing.py", "inner __getitem__ __call__ _type_check"),
    )
    for function in functions.split()
)


def is_library_frame(frame: Frame) -> bool:
    """Whether a Python frame belongs to the standard library: it raises for its caller."""
    path = frame.path
    if path.startswith("<"):
        return path.startswith(("<frozen ", "<decorator-gen", "<__array_function__"))
    if "site-packages" in path or "dist-packages" in path:
        return False
    if LIBRARY_DIR.search(path):
        return True
    parts = re.split(r"[\\/]", path)
    stem = parts[-1][:-3] if parts[-1].endswith(".py") else parts[-1]
    if stem in LIBRARY_FILES or parts[-1] + ":" + frame.function.rsplit(".", 1)[-1] in LIBRARY_SITES:
        return True
    return "/".join(parts[-2:]) in LIBRARY_PATHS or "/".join(parts[-3:]) in LIBRARY_PATHS


def dedent_trace(text: str) -> List[str]:
    """The lines without what a logger, a quote or a container put before each of them."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        found = [line.find(mark) for mark in ("  + Exception Group", PY_HEADER, '  File "')]
        column = next((at for at in found if at >= 0), -1)
        if column < 0:
            continue
        if column and (
            PY_HEADER not in line
            or "+ Exc" in line
            or "\n".join(lines[index + 1 : index + 2])[column:].startswith("  ")
        ):
            prefix = HEX_DIGITS.sub("0", line[:column])
            lines = [x[column:] if HEX_DIGITS.sub("0", x[:column]) == prefix else x for x in lines]
        break
    if "Exception Group Traceback" in text:
        return [PY_GROUP_LINE.sub("", line, count=1) for line in lines]
    return lines


def parse_python(text: str) -> Trace:
    """Native tracebacks (chained, grouped, indented, logged), pytest's reports and IPython's listings."""
    faults: List[Fault] = []
    frames: List[Frame] = []
    error_type = ""
    message: List[str] = []
    is_open = False  # whether the message may go on in the next line
    role = ""
    source_indent = -1  # >= 0 directly after a frame: its source line is indented deeper
    is_pytest = "\nE   " in text or text.startswith("E   ")
    is_listing = "-> " in text or "\u2771" in text
    cell = ("", "")

    def close() -> None:
        nonlocal frames, error_type, message, is_open
        if error_type or frames:
            faults.append(Fault(error_type, "\n".join(message), frames, role))
        frames, error_type, message, is_open = [], "", [], False

    for line in dedent_trace(text):
        expected, source_indent = source_indent, -1
        if PY_HEADER in line:
            close()
            continue
        m = PY_FRAME.match(line) if 'File "' in line else None
        if m:
            if error_type:
                close()
            frames.append(Frame(m.group(2), m.group(3) or ""))
            source_indent = len(m.group(1))
            continue
        if is_pytest:
            m = PYTEST_LINE.match(line)
            if m and m.group(1) == ">":
                if error_type:
                    close()
                frames.append(Frame("", "", (m.group(2) or "").strip()))
                continue
            if m:
                body = m.group(2) or ""
                typed = None if error_type else PY_TYPED.match(body)
                if typed:
                    error_type, message = typed.group(1), [typed.group(2) or ""]
                elif error_type:
                    message.append(body)
                else:
                    error_type, message = "AssertionError", [body]  # pytest leaves the type of an assert out
                continue
            m = PY_SHORT_FRAME.match(line)
            if m:
                if error_type:
                    close()
                frames.append(Frame(m.group(1), m.group(2)))
                source_indent = 0
                continue
        if is_listing and not error_type:
            m = PY_ARROW.match(line)
            if m:
                frames.append(Frame(cell[0], cell[1], m.group(1).strip(" \u2502")))
                continue
            m = PY_CELL_FRAME.match(line)
            if m:
                cell = (m.group(1) or "<cell>", m.group(2) or "<module>")
                continue
        if "[Previous line repeated" in line:
            if frames:
                frames[-1] = frames[-1]._replace(is_repeated=True)
        elif expected >= 0 and line[: expected + 1].isspace() and line.strip():
            last = frames[-1]
            frames[-1] = Frame(last.path, last.function, line.strip())
        elif CARETS.match(line) and not is_open:
            continue
        elif line.startswith(("The above exception was the direct cause", "During handling of the above")):
            close()
            if faults and line.startswith("The above"):
                faults[-1] = faults[-1]._replace(role="cause")
        elif PY_GROUP_RULE.match(line):
            close()
            role = "member"
        elif error_type:
            is_open = is_open and bool(line.strip()) and line != CUT.strip() and not PY_WARNING.match(line)
            if is_open:
                message.append(line)
        elif (frames or role) and line and not line[0].isspace():
            typed = PY_TYPED.match(line)
            if typed:
                error_type, message, is_open = typed.group(1), [typed.group(2) or ""], True
    close()
    return Trace("python", faults)


# --- other languages ------------------------------------------------------------------------------------

TYPED = re.compile(
    r"(?:Exception in thread \"[^\"\n]*\" |Unhandled [Ee]xception[.:]? |Uncaught |\(?node:\d+\)? ?"
    r"|Caused by: | ?---> |"
    r"Traceback: |fatal: |PHP Fatal error:  Uncaught )*"
    r"((?:[a-z_]\w*\.)+(?:[A-Z]\w*|error)|(?:[A-Za-z_$][\w$]*(?:\.|::|\\|/))*(?:[A-Z][\w$]*)?(?:Error"
    r"|Exception|Warning|Fault|Interrupt|Exit|Timeout|Expired|Violation"
    r"|Failure|Failed|NotFound|DoesNotExist|Iteration|Throwable|Abort|Overflow|Undefined\w*|Unavailable"
    r"|Group))"
    r"(?: \[\w+\])?(?:: ?(.*))?$",
    re.DOTALL,
)
PREFIXED = re.compile(r"((?:[\w$]{1,80}(?:\.|::|\\))*[\w$]{1,80})(?: \[\w+\])?:(?:\s(.*))?$", re.DOTALL)
AT_FRAME = re.compile(
    r"\s*at (?:async )?(?:new )?([^\s(][^(\n]{0,300}?)?(?: ?\[as \w+\])?"
    r" ?(\([^\n]*\))?(?: in [^\n]*)?\s*\{?\s*$"
)
AT_LINE = re.compile(r"\s+at \S")
RUNTIME_FRAME = re.compile(
    r"(?:java|javax|jdk|sun|com\.sun|scala|kotlin|clojure\.lang|System|Microsoft"
    r"|node|internal|Module|Object|process|Function)[./:]|native\b|(?:Array|Map|Set"
    r"|String|JSON|Promise|Iterator|Generator)\."
)
RUNTIME_PLACE = re.compile(r"\((?:node:|internal/|native)|<anonymous>\)")
GO_FRAME = re.compile(r"^([^\s(][^\n]{0,300})\([^\n()]{0,500}\)\n\t[^\n]{1,500}\.go:\d", re.MULTILINE)
GO_PANIC = re.compile(r"(?:^|\n)(panic|fatal error): ([^\n]*)")
RUST_PANIC = re.compile(
    r"thread '[^'\n]*'(?: \(\d+\))? panicked at (?:'([^\x00]{0,2000}?)',"
    r" )?([^\s:]+):\d+:\d+:?(?:\n(.*))?",
    re.DOTALL,
)
RUBY_LINE = re.compile(
    r"(?:^|\n)[^\s:][^\n:]{0,300}:\d+:in [`'](?:[\w:]+[#.])?([^'\n]+)': ([^\n]*)"
    r" \(([A-Z][\w:]+)\)"
)
PG_LINE = re.compile(
    r"(?:^|\n)(?:psql:[^\n]*?:\d+: |[^\n]{0,80}?\b)?(ERROR|FATAL"
    r"|PANIC):  ?(?:([0-9A-Z]{5}): )?([^\n]*)(?: at character \d+)?"
)
PG_STATE = re.compile(r"SQL ?STATE[:=\s(\[]{1,3}([0-9A-Z]{5})\b")
SANITIZER = re.compile(
    r"ERROR: (\w+Sanitizer): ([\w -]+?)(?: on (?:unknown )?address| \(| in |:|\n|$)"
    r"|(:\d+:\d+): runtime error: ([^\n]*)"
)
SIGNAL = re.compile(
    r"\b(Segmentation fault|SIGSEGV|SIGABRT|SIGBUS|SIGFPE|Bus error"
    r"|Floating point exception|Aborted|stack smashing detected|double free or corruption)\b"
)
C_FRAME = re.compile(r"#\d+\s+(?:0x[0-9a-f]+ )?(?:in )?([\w:~<>]+)[^\n]*")
C_RUNTIME = re.compile(
    r"_{1,2}(?:interceptor|libc|GI|asan|ubsan|sanitizer|start)|raise$|abort$|malloc"
    r"|free$|str\w+$|mem\w+$|operator"
)


def parse_at_frames(text: str) -> Optional[Trace]:
    """Java, .NET and JavaScript: `Type: message`, then `at function (place)`; causes follow."""
    if AT_ANYWHERE.search(text) is None:
        return None
    faults: List[Fault] = []
    head: List[str] = []
    frames: List[Frame] = []
    kinds: Dict[str, int] = {}
    for line in [*text.split("\n"), "Caused by: "]:
        m = AT_FRAME.match(line) if AT_LINE.match(line) else None
        if m:
            name, place = (m.group(1) or "").strip(), m.group(2) or ""
            if re.search(
                r"\((?:[\w$-]+\.(?:java|kt|scala|groovy|clj)(?::\d+)?|Native Method"
                r"|Unknown Source)\)",
                place,
            ):
                kind = "java"
            elif re.search(r":\d+:\d+\)?\s*$|<anonymous>|native\)", line):
                kind = "javascript"
            else:
                kind = "csharp"
            kinds[kind] = kinds.get(kind, 0) + 1
            frames.insert(0, Frame(place, name))
            continue
        if line.lstrip().startswith(("Caused by: ", "---> ", "[cause]: ")) or (frames and TYPED.match(line)):
            found = typed_lines(head)
            if found or frames:
                error_type, message = found or ("", "\n".join(head[-1:]))
                faults.append(Fault(error_type, message, frames, "cause"))
            head, frames = [], []
        if (
            not frames
            and line.strip()
            and not re.match(r"\s*(?:\.\.\. \d+ (?:more|common)|--- End of)", line)
        ):
            head.append(line.strip())
    if not kinds:
        return None
    faults.reverse()
    faults[-1] = faults[-1]._replace(role="")
    return Trace(max(kinds, key=lambda k: (kinds[k], k)), faults)


def typed_lines(lines: List[str]) -> Optional[Tuple[str, str]]:
    """The first line that reads `Type: message`, with the lines after it."""
    for index, line in enumerate(lines):
        m = TYPED.match(line)
        if m:
            return m.group(1), "\n".join([m.group(2) or "", *lines[index + 1 : index + MESSAGE_LINES]])
    return None


def parse_go(text: str) -> Optional[Trace]:
    m = GO_PANIC.search(text)
    if m is None or ("goroutine " not in text and m.group(1) != "panic"):
        return None
    frames = [Frame("", name) for name in GO_FRAME.findall(text, m.end())]
    user = [
        f for f in frames if not re.match(r"(?:runtime|panic|testing|reflect|sync|created by)\b", f.function)
    ]
    message = re.sub(r" \[recovered\].*", "", m.group(2))
    return Trace("go", [Fault(m.group(1).replace(" ", "_"), message, user[:1])])


def parse_rust(text: str) -> Optional[Trace]:
    m = RUST_PANIC.search(text)
    if m is None:
        return None
    message = m.group(1) or (m.group(3) or "").split("\nnote: ")[0].split("\nstack backtrace")[0]
    # The file, not the function: a backtrace is there or not, as an environment variable says.
    return Trace("rust", [Fault("panic", message, [Frame(m.group(2), re.split(r"[\\/]", m.group(2))[-1])])])


def parse_ruby(text: str) -> Optional[Trace]:
    m = RUBY_LINE.search(text)
    return m and Trace("ruby", [Fault(m.group(3), m.group(2), [Frame("", m.group(1))])])


def parse_sql(text: str) -> Optional[Trace]:
    m = PG_LINE.search(text)
    if m is None:
        return None
    state = m.group(2) or next(iter(PG_STATE.findall(text)), "")
    return Trace("sql", [Fault(state or m.group(1), m.group(3), [])])


def parse_native(text: str) -> Optional[Trace]:
    names = [n for n in C_FRAME.findall(text) if not C_RUNTIME.match(n)]
    frames = [Frame("", names[0])] if names else []
    m = SANITIZER.search(text)
    if m:
        return Trace(
            "c", [Fault(m.group(1) or "UndefinedBehaviorSanitizer", m.group(2) or m.group(4), frames)]
        )
    m = SIGNAL.search(text)
    return m and Trace("c", [Fault(m.group(1).replace(" ", "_"), m.group(1), frames)])


def parse_trace(text: str) -> Optional[Trace]:
    """The first format that fits; None when the text shows no stack of a known kind."""
    if PY_HEADER in text or PY_FRAME_ANYWHERE.search(text) or "\nE   " in "\n" + text:
        trace = parse_python(text)
        if trace.faults:
            return trace
    for parse in (parse_go, parse_rust, parse_at_frames, parse_ruby, parse_native, parse_sql):
        found = parse(text)
        if found:
            return found
    return None


# --- the result -----------------------------------------------------------------------------------------

CATEGORIES: Tuple[Tuple[str, Pattern[str]], ...] = tuple(
    (category, re.compile(names))
    for category, names in (
        # As the system and the libraries name them; the first category that matches wins.
        (
            "permission_error",
            r"Permission|AccessDenied|Unauthorized|Forbidden|InsufficientPrivilege|^42501$"
            r"|AccessControl|SecurityException|\bEACCES\b|\bEPERM\b|[Pp]ermission denied"
            r"|PermissionDenied",
        ),
        (
            "import_error",
            r"^(?:Import|ModuleNotFound|ZipImport)Error$|ClassNotFound|NoClassDefFound"
            r"|UnsatisfiedLink|LoadError$|DllNotFound|Cannot find (?:module|package)"
            r"|\bERR_MODULE_NOT_FOUND\b|FileLoadException|TypeLoadException",
        ),
        (
            "network_error",
            r"Connection|Connect(?:Error|Timeout|Exception)$|^(?:TimeoutError|Timeout"
            r"|ReadTimeout|gaierror|herror|SSLError\w*|SSLCertVerificationError|URLError"
            r"|HTTPError|ProtocolError|ProxyError|MaxRetryError|NewConnectionError"
            r"|RemoteDisconnected|IncompleteRead|BrokenPipeError|NetworkError|WebSocket\w*"
            r"|UnknownHostException|SocketException|SocketTimeoutException"
            r"|HttpRequestException|BadStatusLine|ClientError|ConnectError)$|^08\w{3}$"
            r"|\bECONN\w+|\bENOTFOUND\b|\bETIMEDOUT\b|\bEHOSTUNREACH\b|\bEAI_AGAIN\b"
            r"|[Cc]onnection (?:refused|reset|timed out)|could not connect"
            r"|connection (?:to server|failed)|Name or service not known|dial tcp",
        ),
        (
            "file_error",
            r"FileNotFound|NoSuchFile|IsADirectory|NotADirectory|FileExists|DirectoryNot"
            r"|UnsupportedOperation$|^(?:OSError|IOError|EnvironmentError|IOException"
            r"|EOFException|BlockingIOError|FileSystemException|PathNotFound\w*|BadZipFile"
            r"|Errno::\w+|ENOENT)$|\bENOENT\b|\bEISDIR\b|\bENOTDIR\b|\bEEXIST\b"
            r"|[Nn]o such file or directory",
        ),
        (
            "syntax_error",
            r"^(?:Syntax|Indentation|Tab|TemplateSyntax)Error$|SyntaxError|ParseError$"
            r"|ParserError$|ScannerError$|^42601$|syntax error",
        ),
    )
)
PY_TYPES = words(
    "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError"
    " BrokenPipeError"
    " BufferError BytesWarning ChildProcessError DeprecationWarning EOFError ExceptionGroup FileExistsError"
    " FileNotFoundError FloatingPointError FutureWarning GeneratorExit ImportError IndentationError"
    " IndexError"
    " InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError"
    " ModuleNotFoundError NameError"
    " NotADirectoryError NotImplementedError OSError OverflowError PermissionError ProcessLookupError"
    " RecursionError"
    " RuntimeWarning StopAsyncIteration StopIteration SystemExit TabError TimeoutError UnboundLocalError"
    " UnicodeDecodeError"
    " UnicodeEncodeError UnicodeError UserWarning ValueError ZeroDivisionError JSONDecodeError"
)
NAMED_TYPES = words("ImportError ModuleNotFoundError ZipImportError UndefinedError NoSuchTableError")
NAMED_MESSAGE = re.compile(
    r"(?:relation|table|column|constraint|index|type|schema|sequence|extension|for key) '"
    r"|constraint failed: \w"
    r"|no such (?:table|column|index|function|module): \w|has no column named \w|already exists$"
    r"|validation errors? for \w"
)
SQLSTATE = re.compile(r"(?=.*\d)[0-9A-Z]{5}")
CODE_PREFIX = re.compile(r"\[?[A-Z]{3,}_[A-Z_]+\]?: ")


@remembered
def simple_type(raw: str) -> str:
    """`<class 'sqlalchemy.exc.IntegrityError'>`, `sqlalchemy.exc.IntegrityError`, `IntegrityError`: one."""
    name = raw.strip().strip("<>'\" ")
    name = re.sub(r"^class '?", "", name).split("\n")[0]
    name = re.split(r": |:$| \[|\(", name)[0].strip()
    name = re.split(r"\.|::|\\|/", name)[-1] or name
    name = re.sub(r"[^\w$<> -]+", "_", name).strip("_ ")
    return normalize_name(name)[:TYPE_CHARS] if not SQLSTATE.fullmatch(name) else name


def frame_name(frame: Frame, language: str) -> str:
    """A function's name without its package, receiver's address, closure numbers and generated suffixes."""
    name = re.sub(r"\$\$[\w$]*|\$\d+|lambda\$|(?:0x)?[0-9a-f]{8,}", "", frame.function)
    name = (
        re.sub(r"\([^()]*\)$|\{\{[^{}]*\}\}|<[^<>]*>|\[\.\.\.\]", "", name)
        if language != "go"
        else name.split("/")[-1]
    )
    parts = [p for p in re.split(r"\.|::|/", name.strip()) if p and p != "Object"]
    return DIGITS.sub("", ".".join(parts[-2:]))


def place_of(fault: Fault, language: str) -> str:
    """What in the code raised the fault: a source line if the stack shows one, else a function's name."""
    frames = fault.frames
    if not frames:
        return ""
    if language != "python":
        own = [
            f
            for f in frames
            if not (RUNTIME_FRAME.match(f.function) or RUNTIME_PLACE.match(f.path)) and f.function
        ]
        return frame_name((own or frames)[-1], language)
    called = frozenset(CALLED.findall(fault.message[:LINE_CHARS])) - BUILTIN_CALLS
    if fault.error_type.endswith("RecursionError"):
        return recursion_place(frames, called)
    raised = (f for f in reversed(frames) if not (is_library_frame(f) or RERAISE.match(f.source)))
    last = next(raised, frames[-1])
    shape = source_shape(last.source, called | {last.function})
    if shape:
        return shape
    return "" if last.function.startswith("<") else last.function


def recursion_place(frames: List[Frame], called: FrozenSet[str]) -> str:
    """The lines that call each other: which of them hits the limit is chance."""
    renamed = called | {f.function.rsplit(".", 1)[-1] for f in frames if f.function}
    seen: Dict[str, int] = {}
    for frame in frames:
        shape = source_shape(frame.source, renamed) or frame.function
        seen[shape] = seen.get(shape, 0) + (1_000 if frame.is_repeated else 1)
    most = max(seen.values())
    return " | ".join(sorted(s for s, n in seen.items() if s and n > 1 and n * 4 >= min(most, 40)))[:400]


def split_typed(message: str, error_type: str) -> Tuple[str, str]:
    """Takes `Type: ` off a message; the type is believed if it is the expected one or looks like one."""
    m = PREFIXED.match(message) if error_type else TYPED.match(message)
    if m and (not error_type or simple_type(m.group(1)) == error_type):
        return simple_type(m.group(1)), m.group(2) or ""
    return error_type, message


def describe(fault: Fault, message: str, language: str) -> str:
    """One fault's message as a template, its own format string consulted first."""
    error_type = simple_type(fault.error_type)
    source = fault.frames[-1].source if fault.frames else ""
    if source and error_type not in ("AttributeError", "ImportError", "ModuleNotFoundError", "NameError"):
        message = raised_template(source, "\n".join(first_paragraph(message))) or message
    if error_type == "KeyError":
        # A missing key is a name only where nothing else tells the place, or where a library raised it.
        body = message.strip().strip("'\"")
        is_told = bool(source) and not source.startswith("raise") and not is_library_frame(fault.frames[-1])
        is_name = re.fullmatch(r"[A-Za-z_][A-Za-z_.-]{0,39}", body) is not None
        if re.fullmatch(r"[bu]?(['\"]).*\1|[^\s]+", message.strip(), re.DOTALL):
            return "'" + body + "'" if is_name and not is_told else "<VALUE>"
    return message_template(CODE_PREFIX.sub("", message), language in ("python", "text"))


@remembered
def categorize(error_type: str, message: str) -> str:
    """The error's category: by type first, then by the system's own words in the message."""
    for text in (error_type, message[:400]):
        for category, names in CATEGORIES:
            if text and names.search(text):
                return category
    return "runtime_error" if error_type != "unknown" else "unknown"


def surfaced(trace: Optional[Trace]) -> Fault:
    """The exception that reached the top: the last one that is not a member of a group."""
    faults = trace.faults if trace else []
    return next(
        (f for f in reversed(faults) if f.role != "member"), faults[-1] if faults else Fault("", "", [])
    )


def pattern_line(fault: Fault, language: str, with_place: bool = True) -> str:
    """A secondary fault in one line."""
    name = simple_type(fault.error_type) or "unknown"
    template = describe(fault, split_typed(fault.message, name)[1], language).replace("\n", " ")
    place = place_of(fault, language) if with_place else ""
    return name + (": " + template if template else "") + (" at " + place if place else "")


def read_report(type_text: str, message: str, stack: str) -> Tuple[Optional[Trace], str, str]:
    """The trace, the type and the message, wherever in the three arguments they were."""
    trace = parse_trace(stack) if stack.strip() else None
    told = parse_trace(message) if message and (trace is None or "\n" in message) else None
    if told is not None and trace is not None and told.language != trace.language:
        told = None  # another program's output, quoted in the message
    if told is not None and type_text and told.language in ("c", "sql"):
        told = None  # a word in a message, not a report
    top = surfaced(told or trace)
    if told is not None or not message.strip():
        message = top.message if told or trace else stack
    return trace or told, type_text or top.error_type, message


def normalize_error(
    error_type: Optional[str], message: Optional[str], stack: Optional[str] = None
) -> Dict[str, Any]:
    """Everything agora_memory.normalized_error holds, from what was reported about one error."""
    given_type = clean_text(error_type, TYPE_CHARS, 0).replace(CUT, "").strip()
    given_message = clean_text(message, STACK_HEAD, STACK_TAIL).strip("\n")
    given_stack = clean_text(stack, STACK_HEAD, STACK_TAIL)
    if not (given_type or given_message.strip() or given_stack.strip()):
        raise ValueError(
            "error is empty",
            "type, message and stack are all missing or blank",
            "Pass at least one of p_type, p_message and p_stack.",
        )

    trace, raw_type, text = read_report(given_type, given_message, given_stack)
    name, text = split_typed(text, simple_type(raw_type))
    name = name or "unknown"
    language = trace.language if trace else ""
    if not language:
        language = "python" if name in PY_TYPES else "sql" if SQLSTATE.fullmatch(name) else "text"

    top = surfaced(trace)._replace(error_type=name)
    template = describe(top, text, language)
    is_named = name in NAMED_TYPES or NAMED_MESSAGE.search(template) is not None
    faults = trace.faults if trace else []
    members = sorted({pattern_line(f, language) for f in faults if f.role == "member"})
    causes = [f for f in faults if f.role == "cause"]
    place = "" if is_named or members else place_of(top, language)

    lines = [name + (": " + template if template else "")]
    lines += ["with " + member for member in members[:GROUP_MEMBERS]]
    if causes and not members:
        # Python's wrapper shows the place already; elsewhere the root cause's place says more.
        lines.append("from " + pattern_line(causes[0], language, not is_named and language != "python"))
    if place:
        lines.append("at " + place)
    pattern = "\n".join(lines)
    has_place = bool(place) or any(" at " in line for line in lines[1:])
    return {
        "error_type": name,
        "category": categorize(name, template),
        "language": language,
        "pattern": pattern,
        "signature": hashlib.sha256(pattern.encode("utf-8")).hexdigest(),
        "message": template,
        "confidence": round(0.5 + 0.3 * (name != "unknown") + 0.1 * bool(faults) + 0.1 * has_place, 2),
        "normalizer_version": NORMALIZER_VERSION,
    }
