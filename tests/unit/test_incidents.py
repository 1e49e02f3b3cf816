"""The demo's incidents crash as they claim, alike in both programs, and their fixes work.

Incidents that need a database run where a conftest offers a fixture `incident_dsn` (the DSN of a database in
which schemas may be created) or where AGORA_TEST_DSN names one; otherwise they are skipped.
"""

import ast
import builtins
import os
import re
import subprocess
import symtable
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2] / "examples" / "incidents"
SLUGS = sorted(path.name for path in ROOT.iterdir() if path.is_dir())
PROGRAMS = ("broken", "fixed", "again", "again_fixed")
KEYS = {
    "title": str,
    "category": str,
    "problem": str,
    "problem_again": str,
    "approach": str,
    "timeout": int,
    "needs_database": bool,
    "symbol": str,
}


@dataclass(frozen=True)
class Run:
    """What one run of a program showed."""

    pid: int
    returncode: int
    output: str
    error: str

    @property
    def exception(self) -> str:
        """The line 'type: message' of the uncaught exception; empty when there was no traceback."""
        _, header, tail = self.error.rpartition("Traceback (most recent call last):\n")
        lines = tail.splitlines() if header else []
        return next((line for line in lines if line and not line[0].isspace()), "")


@cache
def incident(slug: str) -> dict[str, Any]:
    """Return an incident's metadata."""
    return tomllib.loads((ROOT / slug / "incident.toml").read_text(encoding="utf-8"))


@cache
def tree(slug: str, program: str) -> ast.Module:
    """Return a program's syntax tree."""
    return ast.parse((ROOT / slug / f"{program}.py").read_text(encoding="utf-8"))


def remembered(slug: str, program: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the program's module-level definitions of the incident's symbol."""
    return [
        node
        for node in tree(slug, program).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == incident(slug)["symbol"]
    ]


def template(exception: str) -> str:
    """Replace what differs between two runs of one bug: quoted values, paths and numbers."""
    text = re.sub(r"'\[.*\]'", "<command>", exception)
    text = re.sub(r"'[^']*'|\"[^\"]*\"", "<value>", text)
    text = re.sub(r"\(/[^)]*\)", "<path>", text)
    return re.sub(r"\b0x[0-9a-f]+\b|\d+(?:\.\d+)?", "<number>", text)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str | None:
    """The DSN for the incident under test, None where it needs no database."""
    if not incident(request.node.callspec.params["slug"])["needs_database"]:
        return None
    try:
        return str(request.getfixturevalue("incident_dsn"))
    except pytest.FixtureLookupError as error:
        if error.argname != "incident_dsn":
            raise
    if value := os.environ.get("AGORA_TEST_DSN"):
        return value
    pytest.skip("no database: set AGORA_TEST_DSN or define the fixture incident_dsn")


@pytest.fixture
def runs(request: pytest.FixtureRequest, tmp_path: Path, database: str | None) -> Iterator[dict[str, Run]]:
    """Run the incident's four programs in a directory of their own, where they must leave nothing behind."""
    slug = request.node.callspec.params["slug"]
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    home.mkdir()
    scratch.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"TMPDIR": str(scratch), "NO_COLOR": "1"}
    environment.pop("FORCE_COLOR", None)
    environment.pop("AGORA_DSN", None)
    if database is not None:
        environment["AGORA_DSN"] = database
    results = {}
    for program in PROGRAMS:
        with subprocess.Popen(
            [sys.executable, "-B", str(ROOT / slug / f"{program}.py")],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            try:
                output, error = process.communicate(timeout=incident(slug)["timeout"])
            finally:
                process.kill()
        results[program] = Run(process.pid, process.returncode, output, error)
    yield results
    assert not list(home.iterdir())
    assert not list(scratch.iterdir())


def test_there_are_enough_incidents() -> None:
    """The demo promises at least 18 and both kinds of incident."""
    assert len(SLUGS) >= 18
    assert {incident(slug)["needs_database"] for slug in SLUGS} == {True, False}


def test_symbols_and_titles_are_unique() -> None:
    """Every incident teaches something of its own."""
    for key in ("title", "problem", "problem_again", "approach", "symbol"):
        assert len({incident(slug)[key] for slug in SLUGS}) == len(SLUGS), key


@pytest.mark.parametrize("slug", SLUGS)
def test_metadata_is_complete(slug: str) -> None:
    """The file has the documented keys with legal values, the folder the documented files."""
    data = incident(slug)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {key: type(value) for key, value in data.items()} == KEYS
    assert all(value.strip() == value and value for value in data.values() if isinstance(value, str))
    assert f"`{data['category']}`" in readme.partition("## Categories")[2]
    assert 1 <= data["timeout"] <= 30
    assert data["needs_database"] == (data["category"] == "database")
    assert {path.name for path in (ROOT / slug).iterdir() if path.is_file()} == {
        "incident.toml",
        *(f"{program}.py" for program in PROGRAMS),
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_programs_are_small_and_use_the_standard_library(slug: str) -> None:
    """Nothing must be installed beyond psycopg, and a reader sees a program on one page."""
    allowed = set(sys.stdlib_module_names) | ({"psycopg"} if incident(slug)["needs_database"] else set())
    missing = {"jsonturbo_native"} if slug == "optional-module-missing" else set()
    for program in PROGRAMS:
        lines = (ROOT / slug / f"{program}.py").read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 60, program
        assert max(map(len, lines)) <= 110, program
        imported = set()
        for node in ast.walk(tree(slug, program)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).partition(".")[0])
        assert imported - allowed <= (missing if program == "broken" else set()), program


@pytest.mark.parametrize("slug", SLUGS)
def test_function_deserves_to_be_remembered(slug: str) -> None:
    """The function is documented, typed, neither trivial nor long, and self-contained."""
    (function,) = remembered(slug, "fixed")
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    assert len((ast.get_docstring(function) or "").split()) >= 10
    assert function.returns is not None
    assert all(argument.annotation for argument in named)
    assert 8 <= len(ast.unparse(function).splitlines()) <= 40

    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for node in tree(slug, "fixed").body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    scopes = [symtable.symtable(ast.unparse(function), slug, "exec")]
    used = set()
    for scope in scopes:
        scopes.extend(scope.get_children())
        used |= {name.get_name() for name in scope.get_symbols() if name.is_global() and name.is_referenced()}
    assert used <= imported | set(dir(builtins)) | {function.name}


@pytest.mark.parametrize("slug", SLUGS)
def test_second_agent_applies_the_same_function(slug: str) -> None:
    """Both fixes hold the function unchanged and use it; the broken programs do not know it."""
    (first,), (second,) = remembered(slug, "fixed"), remembered(slug, "again_fixed")
    assert ast.dump(first) == ast.dump(second)
    for program in PROGRAMS:
        uses = [
            node
            for top in tree(slug, program).body
            if top not in (first, second)
            for node in ast.walk(top)
            if isinstance(node, ast.Name) and node.id == first.name
        ]
        assert bool(uses) == program.endswith("fixed"), program


@pytest.mark.parametrize("slug", SLUGS)
def test_incident_happens_and_is_fixed(slug: str, runs: dict[str, Run], database: str | None) -> None:
    """Both broken programs die of the same error, both fixed ones work and say so."""
    for program in ("broken", "again"):
        assert runs[program].returncode == 1, runs[program]
        assert f"{program}.py" in runs[program].error
    assert runs["broken"].exception
    assert template(runs["broken"].exception) == template(runs["again"].exception)
    for program in ("fixed", "again_fixed"):
        assert runs[program].returncode == 0, runs[program].error
        assert runs[program].output.strip()
        assert not runs[program].error
    assert runs["fixed"].output != runs["again_fixed"].output
    if database is not None:
        psycopg = pytest.importorskip("psycopg")
        own = [rf"incident\_%\_{run.pid}" for run in runs.values()]
        query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE ANY (%s)"
        with psycopg.connect(database) as conn:
            assert conn.execute(query, [own]).fetchall() == []
