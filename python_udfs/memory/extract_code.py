"""Finds the reusable part of submitted code: the best function or class, and the others as alternatives.

python is read by its syntax tree, and what a definition needs of its module (imports, constants, helpers) comes
with it, so that the part runs alone. Everything else, and python that does not parse, is cut by its words:
to the matching brace or end, or as far as it is indented.
"""

# ruff: noqa: B905 - zip(strict=) needs Python 3.10
import ast
import re
import warnings
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Set

MAX_PARSED = 100_000  # characters; more is cut by words, which needs no stack
MAX_CHARS = 1_000_000  # characters that are looked at
MAX_FOUND = 50  # definitions that are weighed
PYTHON_NAMES = ("python", "py", "python3")
NO_CODE = ("text", "txt", "plain", "plaintext", "markdown")
ASSERTED = re.compile(r"\bassert\b|\bdef test_|>>> ")
OPENING = re.compile(
    r"^(?P<blank>[ \t]*)(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|pub|unsafe"
    r"|override|inline|local|open|suspend|extern|virtual|const)\s{1,8}){0,6}"
    r"(?:(?P<kind>function\*?|def|defp|fn|func|fun|sub|proc|class|struct|trait|interface|module)\s{1,8}"
    r"(?:\([^()\n]{0,200}\)\s{0,8})?(?:self\.)?(?P<name>[A-Za-z_$][\w$.]{0,200}[?!]?)"
    r"|(?:const|let|var|val)\s{1,8}(?P<bound>[A-Za-z_$][\w$]{0,200})\s{0,8}=\s{0,8}(?:async\s{0,8})?"
    r"(?:function\b|\([^()\n]{0,400}\)\s{0,8}=>|[\w$]{1,200}\s{0,8}=>)"
    r"|(?P<shell>[A-Za-z_][\w-]{0,200})\s?\(\)\s?\{"
    r"|(?:[\w<>\[\],&:*]{1,80}[ \t]{1,8}){1,4}[*&]{0,3}(?P<typed>[A-Za-z_]\w{0,200})"
    r"\s?\([^;{}()\n]{0,400}\)[^;{}()\n]{0,80}\{)",
    re.MULTILINE,
)
SQL_OPENING = re.compile(
    r"^[ \t]*create\s{1,8}(?:or\s{1,8}replace\s{1,8})?(?P<kind>function|procedure|view)\s{1,8}(?P<name>[\w.\"]{1,200})",
    re.MULTILINE | re.IGNORECASE,
)
SQL_END = re.compile(r"(?P<tag>\$\w{0,60}\$)(?s:.*?)(?P=tag)|'(?:[^']|'')*'|(?P<end>;)")
BRACE_TOKEN = re.compile(
    r"//[^\n]*|/\*(?s:.*?)\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|(?P<open>\{)|(?P<close>\})"
)
WORDS_ENDED = ("ruby", "rb", "elixir", "ex", "lua", "julia", "crystal")
KEYWORDS = ("if", "for", "while", "switch", "catch", "return", "else", "do", "try", "new")
OPTIONS: Dict[str, Any] = {
    "min_lines": 5,
    "max_lines": 500,
    "require_function": True,
    "extract_classes": False,
    "include_dependencies": True,
}


class Candidate(NamedTuple):
    name: Optional[str]
    kind: str
    code: str
    line: int
    lines: int
    facts: Dict[str, Any]
    confidence: float


def read_options(given: Dict[str, Any]) -> Dict[str, Any]:
    """The options with their defaults; one that is unknown or of the wrong kind is refused."""
    for name, value in given.items():
        wanted = OPTIONS.get(name)
        is_number = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 100_000
        if wanted is None or not (isinstance(value, bool) if isinstance(wanted, bool) else is_number):
            raise ValueError(
                "extraction option is not usable",
                "{}={!r}".format(name, value)[:200],
                "Known: min_lines, max_lines (whole numbers from 1), require_function, extract_classes,"
                " include_dependencies (true or false).",
            )
    return {**OPTIONS, **given}


def confidence_of(is_function: bool, facts: Dict[str, Any], lines: int, least: int) -> float:
    """0.30 function, 0.20 docstring, 0.20 type hints, 0.15 errors handled, 0.15 for 10 to 100 lines; half if short."""
    total: int = 30 * is_function + 20 * facts["has_docstring"] + 20 * facts["has_type_hints"]
    total += 15 * facts["has_error_handling"] + 15 * (10 <= lines <= 100)
    return round(total / 100 / (1 if lines >= least else 2), 6)


def metadata(counted: Dict[str, Any], lines: int, text: str) -> Dict[str, Any]:
    return {
        "has_docstring": counted["documented"] > 0 or bool(counted.get("is_documented")),
        "has_type_hints": counted["annotated"] > 0,
        "has_error_handling": counted["handlers"] > 0,
        "has_tests": ASSERTED.search(text) is not None,
        "lines_of_code": lines,
        "cyclomatic_complexity": counted["cyclomatic"],
    }


# --- python -------------------------------------------------------------------------------------------------


def first_line(node: Any) -> int:
    """The line of a definition, or of its first decorator."""
    return min([int(node.lineno)] + [int(d.lineno) for d in getattr(node, "decorator_list", [])])


def segment(lines: List[str], node: Any) -> str:
    return "\n".join(lines[first_line(node) - 1 : node.end_lineno])


def bound_by(statement: ast.stmt) -> Set[str]:
    """Names that a statement of the module gives."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {(a.asname or a.name).split(".")[0] for a in statement.names}
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Try, ast.If)):
        return {
            n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        } | {
            (a.asname or a.name).split(".")[0]
            for n in ast.walk(statement)
            if isinstance(n, (ast.Import, ast.ImportFrom))
            for a in n.names
        }
    return set()


def needed_by(node: ast.AST, body: List[ast.stmt]) -> List[ast.stmt]:
    """The statements of a module that a definition cannot do without, in their order, itself included."""
    if len(body) == 1:
        return body
    givers: Dict[str, List[ast.stmt]] = {}
    for statement in body:
        for name in bound_by(statement):
            givers.setdefault(name, []).append(statement)
    needed = {id(node)}
    todo = [node]
    while todo:
        for part in ast.walk(todo.pop()):
            for giver in givers.get(part.id, []) if isinstance(part, ast.Name) else []:
                if id(giver) not in needed:
                    needed.add(id(giver))
                    todo.append(giver)
    return [
        s for s in body if id(s) in needed or (isinstance(s, ast.ImportFrom) and s.module == "__future__")
    ]


def parameters_of(node: Any) -> List[Dict[str, Any]]:
    """name, type and default of every parameter, as they are written."""
    a = node.args
    positional = a.posonlyargs + a.args
    defaults = [None] * (len(positional) - len(a.defaults)) + a.defaults
    pairs = list(zip(positional, defaults)) + list(zip(a.kwonlyargs, a.kw_defaults))
    pairs += [(x, None) for x in (a.vararg, a.kwarg) if x is not None]
    return [
        {
            "name": arg.arg,
            "type": ast.unparse(arg.annotation) if arg.annotation else None,
            "default": ast.unparse(default) if default else None,
        }
        for arg, default in pairs
    ]


def from_tree(
    code: str, tree: ast.Module, options: Dict[str, Any], facts_of: Callable[[ast.AST], Dict[str, Any]]
) -> List[Candidate]:
    """The functions, and on demand classes, at the top of a module."""
    kinds: Any = (ast.FunctionDef, ast.AsyncFunctionDef)
    if options["extract_classes"]:
        kinds += (ast.ClassDef,)
    lines = code.split("\n")
    nodes = [node for node in tree.body if isinstance(node, kinds)][:MAX_FOUND]
    fitting = [n for n in nodes if (n.end_lineno or 0) - first_line(n) + 1 <= options["max_lines"]]
    if len(lines) > options["max_lines"]:
        fitting = fitting[:1]
    found = []
    for node in fitting:
        text = segment(lines, node)
        count = sum(1 for line in text.split("\n") if line.strip())
        is_function = not isinstance(node, ast.ClassDef)
        facts = metadata(facts_of(node), count, text)
        if is_function:
            facts["parameters"] = parameters_of(node)
            facts["return_type"] = ast.unparse(node.returns) if node.returns else None
        confidence = confidence_of(is_function, facts, count, options["min_lines"])
        if options["include_dependencies"]:
            text = "\n".join(segment(lines, part) for part in needed_by(node, tree.body))
        found.append(
            Candidate(
                node.name,
                "function" if is_function else "class",
                text,
                first_line(node),
                count,
                facts,
                confidence,
            )
        )
    return found


# --- by words -----------------------------------------------------------------------------------------------


def brace_end(code: str, start: int) -> int:
    """After the brace that closes the first one from start on, or where the text ends."""
    depth = 0
    for token in BRACE_TOKEN.finditer(code, start):
        depth += (token.group("open") is not None) - (token.group("close") is not None)
        if token.group("close") and depth <= 0:
            return token.end()
    return len(code)


def indent_end(code: str, start: int, blank: str, ends: bool) -> int:
    """Where the lines end that are indented deeper than the one at start; with `ends` the closing word is taken."""
    position = code.find("\n", start)
    while 0 <= position < len(code):
        end = code.find("\n", position + 1)
        end = len(code) if end < 0 else end
        line = code[position + 1 : end]
        if line.strip() and len(line) - len(line.lstrip()) <= len(blank):
            return end if ends and line.strip().startswith("end") else position
        position = end
    return len(code)


def sql_end(code: str, start: int) -> int:
    return next((m.end() for m in SQL_END.finditer(code, start) if m.group("end")), len(code))


def from_words(
    code: str, language: str, options: Dict[str, Any], facts_of: Callable[[str, str], Dict[str, Any]]
) -> List[Candidate]:
    """Definitions by their opening words, none inside another."""
    is_sql = language in ("sql", "postgres", "postgresql", "plpgsql", "psql", "mysql", "sqlite")
    found: List[Candidate] = []
    position = 0
    while len(found) < MAX_FOUND:
        opening = (SQL_OPENING if is_sql else OPENING).search(code, position)
        if opening is None:
            break
        parts = opening.groupdict()
        name = parts.get("name") or parts.get("bound") or parts.get("shell") or parts.get("typed") or ""
        position = opening.end()
        kind = (parts.get("kind") or "function").lower()
        is_class = kind in ("class", "struct", "trait", "interface", "module")
        if name in KEYWORDS or (is_class and not options["extract_classes"]):
            continue
        if is_sql:
            end = sql_end(code, opening.start())
        elif language in WORDS_ENDED or "{" not in code[opening.start() : opening.end() + 400]:
            end = indent_end(code, opening.start(), parts["blank"], language in WORDS_ENDED)
        else:
            end = brace_end(code, opening.start())
        text = code[opening.start() : max(end, opening.end())].strip("\n")
        count = sum(1 for line in text.split("\n") if line.strip())
        position = max(position, opening.start() + len(text))
        if count > options["max_lines"] or len(text) > MAX_PARSED:
            continue
        facts = metadata(facts_of(text, language), count, text)
        confidence = confidence_of(not is_class, facts, count, options["min_lines"])
        line = code.count("\n", 0, opening.start()) + 1
        found.append(
            Candidate(
                name.strip('"'), "class" if is_class else "function", text, line, count, facts, confidence
            )
        )
        if len(code) > MAX_PARSED or code.count("\n") >= options["max_lines"]:
            break
    return found


# --- the result ---------------------------------------------------------------------------------------------


def parse(code: str, language: str) -> Optional[ast.Module]:
    if language not in PYTHON_NAMES or len(code) > MAX_PARSED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def extract_code(
    code: Optional[str],
    language: Optional[str],
    given: Dict[str, Any],
    tree_facts: Callable[[ast.AST], Dict[str, Any]],
    code_facts: Callable[[str, str], Dict[str, Any]],
) -> Dict[str, Any]:
    """Everything agora_memory.code_extraction holds; the last two count the facts of a tree and of a text."""
    options = read_options(given)
    tag = (language or "").strip().lower()
    text = (code or "")[:MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n")
    found: List[Candidate] = []
    tree = parse(text, tag)
    if tree is not None:
        try:
            found = from_tree(text, tree, options, tree_facts)
        except RecursionError:  # an annotation too deep to be written
            tree = None
    if tree is None and tag not in NO_CODE:
        found = from_words(text, tag, options, code_facts)
    if (
        not found
        and not options["require_function"]
        and text.strip()
        and text.count("\n") < options["max_lines"]
    ):
        count = sum(1 for line in text.split("\n") if line.strip())
        facts = metadata(code_facts(text, "python" if tag in PYTHON_NAMES else tag), count, text)
        found = [
            Candidate(
                None,
                "module",
                text,
                1,
                count,
                facts,
                confidence_of(False, facts, count, options["min_lines"]),
            )
        ]
    found.sort(key=lambda c: (-c.confidence, (c.name or "").startswith("_"), -c.lines, c.line))
    best = found[0] if found else None
    return {
        "is_extracted": best is not None,
        "code": best.code if best else None,
        "name": best.name if best else None,
        "method": "none" if best is None else "ast_parse" if tree is not None else "heuristic",
        "confidence": best.confidence if best else 0.0,
        "facts": {**best.facts, "kind": best.kind, "line": best.line} if best else {},
        "alternatives": [
            {
                "name": c.name,
                "kind": c.kind,
                "line": c.line,
                "lines": c.lines,
                "confidence": c.confidence,
                "code": c.code,
            }
            for c in found[1:6]
        ],
    }
