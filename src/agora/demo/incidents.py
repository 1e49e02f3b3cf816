"""The broken programs of examples/incidents: reading them, running them, reading how they ended."""

import ast
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from agora import resources

_TRACEBACK = "Traceback (most recent call last):"
# The line that ends a traceback: the exception's qualified name, and its message after a colon.
_LAST_LINE = re.compile(r"^(?P<type>[A-Za-z_][\w.]*)(?:: (?P<message>.*))?$", re.MULTILINE)


@dataclass(frozen=True)
class Incident:
    """One bug: the task in the words of two agents, and the four programs."""

    folder: Path
    title: str
    category: str
    problem: str
    problem_again: str
    approach: str
    timeout: float
    needs_database: bool
    symbol: str

    def fix(self) -> str:
        """The function that is the fix, with the imports it needs: what is worth remembering."""
        source = (self.folder / "fixed.py").read_text(encoding="utf-8")
        tree = ast.parse(source)
        wanted = {self.symbol}
        parts: list[str] = []
        for node in reversed(tree.body):
            names = _names(node)
            if names & wanted:
                wanted |= {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
                wanted |= {
                    child.value.id
                    for child in ast.walk(node)
                    if isinstance(child, ast.Attribute) and isinstance(child.value, ast.Name)
                }
                first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
                parts.append("\n".join(source.splitlines()[first - 1 : node.end_lineno]))
        return "\n\n".join(reversed(parts)) + "\n"


@dataclass(frozen=True)
class Outcome:
    """How a program ended."""

    status: str
    error_type: str | None = None
    message: str | None = None
    stack: str | None = None


def load() -> list[Incident]:
    """All incidents, by name."""
    found = sorted((resources.root() / "examples" / "incidents").glob("*/incident.toml"))
    return [Incident(folder=path.parent, **tomllib.loads(path.read_text(encoding="utf-8"))) for path in found]


def run(incident: Incident, program: str, dsn: str, *, moved: bool = False) -> Outcome:
    """Run a program as its author would, from a folder of its own, and read its traceback.

    `moved` runs it as it would be met elsewhere: another path, another file name, other line numbers.
    """
    with tempfile.TemporaryDirectory(prefix="agora-demo-") as home:
        script = Path(home) / ("app/jobs/nightly.py" if moved else program)
        script.parent.mkdir(parents=True, exist_ok=True)
        heading = b"# Copied from another team.\n#\n#\n" if moved else b""
        script.write_bytes(heading + (incident.folder / program).read_bytes())
        try:
            ended = subprocess.run(
                [sys.executable, "-B", str(script)],
                cwd=home,
                env={**os.environ, "AGORA_DSN": dsn},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=incident.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome("timeout", message=f"{program} did not end within {incident.timeout:g} seconds")
    if ended.returncode == 0:
        return Outcome("success")
    return Outcome("error", *_read(ended.stderr), ended.stderr)


def _names(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {(alias.asname or alias.name).partition(".")[0] for alias in names}
        case ast.Assign(targets=targets):
            return {
                child.id for target in targets for child in ast.walk(target) if isinstance(child, ast.Name)
            }
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _read(stderr: str) -> tuple[str | None, str | None]:
    """Exception type and first line of its message, from the last traceback."""
    found = _LAST_LINE.search(stderr.rpartition(_TRACEBACK)[2])
    return (found["type"], found["message"]) if found else (None, stderr.strip()[-500:] or None)
