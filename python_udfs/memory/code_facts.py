"""Counts what a scorer needs to know about code: by syntax tree for python, by its words for the rest.

Nothing here judges. A fact that the language does not have is 0, and so is what it would be a share of.
"""

import ast
import re
import warnings
from typing import Any, Dict, FrozenSet, Iterator, List, Optional, Tuple, Union

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.With, ast.AsyncWith)
TOLD = frozenset(
    (
        *(*FUNCTIONS, *BLOCKS, ast.ClassDef, ast.Name, ast.ExceptHandler, ast.Raise, ast.IfExp, ast.BoolOp),
        *(ast.comprehension, ast.Assert, ast.Call, ast.Subscript, ast.Await, ast.Div, ast.FloorDiv, ast.Mod),
        *(getattr(ast, name) for name in ("match_case",) if hasattr(ast, name)),
    )
)


def words(text: str) -> FrozenSet[str]:
    return frozenset(text.split())


STRUCTURES = words("BaseModel TypedDict NamedTuple Protocol dataclass Enum IntEnum StrEnum")
COUNTED = words(
    "functions classes stubs documented documentable docstring_words parameters annotatable annotated names"
    " well_named handlers swallowed raises guards checks structures risks nesting worst_cyclomatic cyclomatic"
    " comment_lines todos"
)
PROSE = words("text txt markdown json yaml toml css html xml")
SQL = words("sql mysql sqlite")
TYPED = words(
    "c cpp objc cuda java dart solidity proto zig d csharp typescript tsx go rust kotlin scala swift fsharp"
    " haskell elm ada vhdl pascal sql mysql"
)
STATEMENT = re.compile(r"^\s*(?:select|with|insert|update|delete|merge|alter|grant)\b", re.MULTILINE)

# Lines that end with a comment begin it with # unless the language is listed here.
SLASH_COMMENTS = words(
    "c cpp objc cuda java groovy dart solidity proto zig d csharp javascript typescript jsx tsx go rust"
    " kotlin scala swift php scss less fsharp pascal"
)
DASH_COMMENTS = words("sql mysql sqlite lua haskell elm ada vhdl")
STRINGS = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"
PYTHON_TOKENS = re.compile(
    r"\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"
    + STRINGS
    + r"|(?P<comment>\#[^\n]*)",
    re.DOTALL,
)
DEFINITION = re.compile(
    r"\b(?:function\*?|def|fn|func|fun|sub|proc|defn|defun|class|interface|struct|trait|procedure)\s+"
    r"(?:\([^()\n]{0,200}\)\s*)?([A-Za-z_$][\w$.?!]*)"
    r"|\b(?:const|let|var|val)\s+([A-Za-z_$][\w$]*)\s*=\s*(?:async\s*)?(?:function\b|\([^()\n]{0,200}\)\s*=>|[\w$]+\s*=>)"
    r"|^(?:[\w<>\[\],*&:]{1,80}\s+){1,6}[*&]{0,3}([A-Za-z_]\w*)\s?\([^;{}()]{0,400}\)[\w\s,]{0,80}\{",
    re.MULTILINE,
)
DECISION = re.compile(
    r"\b(?:if|elif|elsif|elseif|unless|for|foreach|while|until|case|when|catch|rescue|except|guard)\b|&&|\|\|"
)
HANDLER = re.compile(
    r"\b(?:catch|rescue|except|recover|ensure)\b|\bif\s+err\b|\bunwrap_or|\bexception\s+when\b", re.I
)
RAISER = re.compile(r"\b(?:throw|raise|panic!?|die|reject|bail!|Err\()")
GUARD = re.compile(
    r"\b(?:if|unless|guard|when)\b[^\n]*\b(?:return|throw|raise|continue|break|null|nil|none|undefined)\b",
    re.I,
)
TODO = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
SNAKE = re.compile(r"_{0,2}[a-z][a-z0-9]*(?:_[a-z0-9]+)*_{0,2}|_+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
CAPITALS = re.compile(r"_{0,2}[A-Z][A-Za-z0-9]*")


def decisions_of(node: ast.AST) -> int:
    """What a node adds to McCabe's number."""
    if isinstance(node, (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler)):
        return 1
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return 1 if type(node).__name__ == "match_case" else 0


def walk(tree: ast.AST) -> Iterator[Tuple[ast.AST, int, int]]:
    """Every node that tells something, with the depth of the blocks around it and the number of its function."""
    todo: List[Tuple[ast.AST, int, int]] = [(tree, 0, 0)]
    functions = 0
    while todo:
        node, depth, function = todo.pop()
        if isinstance(node, FUNCTIONS):
            functions += 1
            depth, function = 0, functions
        if type(node) in TOLD:
            yield node, depth, function
        inner = depth + isinstance(node, BLOCKS)
        is_elif = isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                around = depth if is_elif and name == "orelse" else inner
                todo += [(child, around, function) for child in value if isinstance(child, ast.AST)]
            elif isinstance(value, ast.AST) and name != "ctx":
                todo.append((value, inner, function))


def is_stub(node: ast.AST) -> bool:
    """Whether a definition does nothing yet: pass, ..., a docstring, raise NotImplementedError."""
    for statement in getattr(node, "body", []):
        if isinstance(statement, ast.Pass):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Raise) and "NotImplementedError" in names_in(statement.exc):
            continue
        return False
    return not (isinstance(node, ast.ClassDef) and (node.bases or node.decorator_list))


def names_in(node: Any) -> List[str]:
    """The names and attributes that an expression mentions."""
    found = [] if node is None else list(ast.walk(node))
    return [
        n.id if isinstance(n, ast.Name) else n.attr for n in found if isinstance(n, (ast.Name, ast.Attribute))
    ]


def arguments_of(node: Function) -> List[ast.arg]:
    """Every parameter that a caller can fill, without self and cls."""
    a = node.args
    found = a.posonlyargs + a.args + a.kwonlyargs + [x for x in (a.vararg, a.kwarg) if x is not None]
    return found[1:] if found and found[0].arg in ("self", "cls") else found


def is_guard(node: ast.If) -> bool:
    """A condition whose branch leaves early, or that looks at something missing or of the wrong type."""
    if isinstance(node.body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break)):
        return True
    return any(
        (isinstance(n, ast.Constant) and n.value is None)
        or (isinstance(n, ast.Name) and n.id == "isinstance")
        for n in ast.walk(node.test)
    )


def swallows(node: ast.ExceptHandler) -> bool:
    """An exception that is neither used, answered nor passed on."""
    is_empty = all(
        isinstance(s, ast.Pass) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in node.body
    )
    return is_empty and (
        node.type is None or "Exception" in names_in(node.type) or "BaseException" in names_in(node.type)
    )


def tree_facts(tree: ast.AST) -> Dict[str, int]:
    """The facts of a syntax tree or of one definition in it."""
    facts = dict.fromkeys(sorted(COUNTED), 0)
    total = {0: 1}
    for node, depth, function in walk(tree):
        total[function] = total.get(function, 1) + decisions_of(node)
        facts["nesting"] = max(facts["nesting"], depth + isinstance(node, BLOCKS))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            is_class = isinstance(node, ast.ClassDef)
            facts["classes" if is_class else "functions"] += 1
            facts["stubs"] += is_stub(node)
            pattern = CAPITALS if is_class else SNAKE
            facts["names"] += 1
            facts["well_named"] += pattern.fullmatch(node.name) is not None
            if not node.name.startswith("_"):
                text = ast.get_docstring(node, clean=False) or ""
                facts["documentable"] += 1
                facts["documented"] += bool(text.strip())
                facts["docstring_words"] += len(text.split())
            if isinstance(node, ast.ClassDef):
                parts = [name for part in (*node.bases, *node.decorator_list) for name in names_in(part)]
                facts["structures"] += not STRUCTURES.isdisjoint(parts)
            elif isinstance(node, FUNCTIONS):
                arguments = arguments_of(node)
                facts["parameters"] += len(arguments)
                facts["annotatable"] += len(arguments) + 1
                facts["annotated"] += sum(a.annotation is not None for a in arguments) + (
                    node.returns is not None
                )
                facts["names"] += len(arguments)
                facts["well_named"] += sum(SNAKE.fullmatch(a.arg) is not None for a in arguments)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            facts["names"] += 1
            facts["well_named"] += (SNAKE.fullmatch(node.id) or CAPITALS.fullmatch(node.id)) is not None
        elif isinstance(node, ast.ExceptHandler):
            facts["handlers"] += 1
            facts["swallowed"] += swallows(node)
        elif isinstance(node, ast.Raise):
            facts["raises"] += "NotImplementedError" not in names_in(node.exc)
        elif isinstance(node, ast.If):
            guards = is_guard(node)
            facts["guards"] += guards
            facts["checks"] += guards and any(isinstance(s, ast.Raise) for s in node.body)
        elif isinstance(node, ast.IfExp) or (isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)):
            facts["guards"] += 1
        elif isinstance(node, ast.comprehension):
            facts["guards"] += len(node.ifs)
        elif isinstance(node, ast.Assert):
            facts["checks"] += 1
        elif isinstance(node, (ast.Call, ast.Subscript, ast.Await, ast.Div, ast.FloorDiv, ast.Mod)):
            facts["risks"] += 1
    facts["worst_cyclomatic"] = max(total.values(), default=1)
    facts["cyclomatic"] = 1 + sum(total.values()) - len(total)
    return facts


def word_facts(code: str, language: str) -> Dict[str, int]:
    """The same facts as far as words give them away."""
    is_text = language in PROSE
    marker = "//" if language in SLASH_COMMENTS else "--" if language in DASH_COMMENTS else r"(?<![^\s])\#"
    tokens = re.compile(STRINGS + r"|(?P<comment>/\*.*?(?:\*/|\Z)|" + marker + r"[^\n]*)", re.DOTALL)
    comments: List[str] = []

    def replace(match: "re.Match[str]") -> str:
        if match.group("comment") is None:
            return '""'
        comments.append(match.group())
        return " "

    bare = code if is_text else tokens.sub(replace, code)
    bare = bare.lower() if language in SQL else bare
    names = [] if is_text else [next(n for n in m.groups() if n) for m in DEFINITION.finditer(bare)]
    if language in SQL and not names:
        names = [m.group().strip() for m in STATEMENT.finditer(bare)]
    decisions = 0 if is_text else sum(1 for _ in DECISION.finditer(bare))
    opening = re.match(r"\s*(?:/\*|//|--|\#|<!--)", code) is not None and not is_text
    count = 0 if is_text else len(names)
    return {
        "functions": count,
        "documentable": count,
        "documented": min(count, int(opening)),
        "docstring_words": len(comments[0].split()) if opening and comments else 0,
        "annotatable": count,
        "annotated": count if language in TYPED else 0,
        "names": count,
        "well_named": sum(len(name) > 1 for name in names),
        "handlers": 0 if is_text else len(HANDLER.findall(bare)),
        "raises": 0 if is_text else len(RAISER.findall(bare)),
        "guards": 0 if is_text else len(GUARD.findall(bare)),
        "cyclomatic": 1 + decisions,
        "worst_cyclomatic": -(-decisions // max(1, len(names))) + 1,
        "comment_lines": sum(comment.count("\n") + 1 for comment in comments),
        "todos": sum(len(TODO.findall(comment)) for comment in comments),
    }


def code_facts(code: Optional[str], language: Optional[str]) -> Dict[str, Any]:
    """Facts of code whose language has its canonical name; python that does not parse is read by its words."""
    if code is None or language is None:
        raise ValueError("code or language is missing", "language={}".format(language), "Pass both.")
    tree = None
    if language == "python":
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = None
    facts: Dict[str, Any] = dict.fromkeys(sorted(COUNTED), 0)
    if tree is None:
        facts.update(word_facts(code, language))
    else:
        facts.update(tree_facts(tree))
        comments = [m.group("comment") for m in PYTHON_TOKENS.finditer(code) if m.group("comment")]
        facts["comment_lines"] = len(comments)
        facts["todos"] = sum(len(TODO.findall(comment)) for comment in comments)
        facts["is_documented"] = bool(ast.get_docstring(tree, clean=False))
    facts.setdefault("is_documented", facts["documented"] > 0)
    facts["is_parsed"] = tree is not None
    facts["lines"] = sum(1 for line in code.splitlines() if line.strip())
    return facts
