"""Turns the manifest `sql/install.sql` into the scripts of the three roads.

The manifest names every SQL file once, in order, under a heading per domain. What is rendered here is carried
by Alembic's revisions, by the script `build/install.sql` and by the extension `build/agora--<version>.sql`.
"""

import ast
import hashlib
import io
import re
import sys
import textwrap
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

from agora import resources

DOMAINS = {
    "core": "A",
    "event": "E",
    "ledger": "L",
    "model": "P",
    "memory": "M",
    "reward": "R",
    "quorum": "Q",
    "clarify": "C",
    "pipeline": "G",
    "work": "W",
    "market": "K",
    "court": "J",
    "context": "X",
    "ops": "O",
}
"""Every domain with the letter of its error codes, in the only allowed order of dependency."""

ADVISORY_LOCK = 0x61676F7261
"""Key of the advisory lock that lets one migration at a time into a database ('agora' in ASCII)."""

SERVER_PYTHON = (3, 9)
"""Oldest Python that a supported server may run PL/Python with."""

_FOLDERS = ("sql", "functions", "views", "python_udfs")
_MANIFEST = PurePosixPath("sql/install.sql")
_ROLES, _EXTENSIONS, _SCHEMA = (
    PurePosixPath("sql/core/roles.sql"),
    PurePosixPath("sql/core/extensions.sql"),
    PurePosixPath("sql/core/schema.sql"),
)


class BuildError(Exception):
    """The sources break a rule of the build; the message names file and rule."""


class Road(Enum):
    """How the SQL reaches the database."""

    SCRIPT = "script"
    """Alembic, online or as a plain psql script."""
    EXTENSION = "extension"
    """The script that CREATE EXTENSION runs."""


@dataclass(frozen=True)
class Step:
    """A piece of a script; `source` is the file it came from, None for what the builder adds."""

    sql: str
    source: PurePosixPath | None = None


@dataclass(frozen=True)
class Dump:
    """What pg_dump keeps of an extension's table: `condition` is None for nothing, '' for all rows."""

    table: str
    condition: str | None


@dataclass(frozen=True)
class Item:
    """One file of the manifest, rendered."""

    path: PurePosixPath
    sql: str
    dumps: tuple[Dump, ...] = ()

    @property
    def by_installer(self) -> bool:
        """Whether the installing superuser runs it; everything else runs as agora_owner."""
        return (
            self.path in (_ROLES, _EXTENSIONS)
            or self.path.parts[0] == "python_udfs"
            or (self.path.parts[0] == "sql" and self.path.name == "schema.sql")
        )


@dataclass(frozen=True)
class Domain:
    """One heading of the manifest with its files."""

    name: str
    items: tuple[Item, ...]

    @property
    def schema(self) -> str:
        return "agora" if self.name == "core" else f"agora_{self.name}"

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the rendered files, blind to line ends and trailing blanks."""
        digest = hashlib.sha256()
        for item in self.items:
            text = re.sub(r"[ \t\r]+$", "", item.sql, flags=re.MULTILINE).strip()
            digest.update(f"{item.path}\n{text}\n".encode())
        return digest.hexdigest()


# ---- reading the manifest ----------------------------------------------------------------------------------


def read_manifest(root: Path) -> tuple[Domain, ...]:
    """Read, check and render every file that `sql/install.sql` names."""
    listed: dict[str, list[Item]] = {}
    seen: set[PurePosixPath] = set()
    order = list(DOMAINS)
    for number, line in enumerate((root / _MANIFEST).read_text(encoding="utf-8").splitlines(), start=1):
        where = f"{_MANIFEST}:{number}"
        if heading := re.fullmatch(r"-- == (\w+) ==", line.strip()):
            name = heading[1]
            if name not in DOMAINS or any(order.index(name) <= order.index(done) for done in listed):
                raise BuildError(f"{where}: heading {name!r} is unknown, repeated or out of order")
            listed[name] = []
        elif include := re.fullmatch(r"\\ir (\S+)", line.strip()):
            path = _resolve(include[1])
            if not listed:
                raise BuildError(f"{where}: {path} stands before the first heading")
            domain = next(reversed(listed))
            if path in seen:
                raise BuildError(f"{where}: {path} is listed twice")
            if path.parts[0] not in _FOLDERS or len(path.parts) != 3 or path.parts[1] != domain:
                raise BuildError(f"{where}: {path} does not belong under the heading {domain!r}")
            seen.add(path)
            listed[domain].append(read_item(root, path))
        elif line.strip() and not line.lstrip().startswith("--"):
            raise BuildError(f"{where}: expected a heading, a comment or \\ir, not {line.strip()!r}")
    _refuse_unlisted(root, seen)
    domains = tuple(Domain(name, tuple(items)) for name, items in listed.items())
    if not domains or tuple(item.path for item in domains[0].items[:3]) != (_ROLES, _EXTENSIONS, _SCHEMA):
        raise BuildError(f"{_MANIFEST}: core must begin with {_ROLES}, {_EXTENSIONS}, {_SCHEMA}")
    return domains


def _resolve(relative: str) -> PurePosixPath:
    parts: list[str] = list(_MANIFEST.parent.parts)
    for part in PurePosixPath(relative).parts:
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _refuse_unlisted(root: Path, listed: set[PurePosixPath]) -> None:
    on_disk = {
        PurePosixPath(file.relative_to(root).as_posix())
        for folder in _FOLDERS
        for file in (root / folder).rglob("*.sql")
    } - {_MANIFEST}
    if unlisted := sorted(str(path) for path in on_disk - listed):
        raise BuildError(f"{_MANIFEST}: not listed: {', '.join(unlisted)}")


def read_item(root: Path, path: PurePosixPath) -> Item:
    """Read one file, with its Python includes and its Dump directives."""
    try:
        sql = (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BuildError(f"{_MANIFEST}: {path} does not exist") from None
    if path.parts[0] == "python_udfs":
        sql = _expand_includes(root, path, sql)
    return Item(path, sql.rstrip() + "\n", _read_dumps(path, sql))


def _read_dumps(path: PurePosixPath, sql: str) -> tuple[Dump, ...]:
    """Match the tables that a file creates with its `-- Dump` lines."""
    created = re.findall(r"^CREATE (?:UNLOGGED )?TABLE ([\w.]+)", sql, flags=re.MULTILINE)
    tables = {name.rpartition(".")[2]: name for name in created}
    rules: dict[str, str] = {}
    for name, rule in re.findall(r"^-- Dump(?: (\w+))?: (.+)$", sql, flags=re.MULTILINE):
        if rule not in ("all", "none") and not rule.startswith("WHERE "):
            raise BuildError(f"{path}: Dump must be all, none or WHERE …, not {rule!r}")
        if not name and len(tables) != 1:
            raise BuildError(f"{path}: '-- Dump: …' without a table needs exactly one CREATE TABLE")
        rules[name or next(iter(tables))] = rule
    if rules.keys() != tables.keys():
        raise BuildError(
            f"{path}: creates {sorted(tables)}, has Dump lines for {sorted(rules)}: "
            "write '-- Dump: all', 'none' or 'WHERE …' ('-- Dump <table>: …' for several tables)"
        )
    conditions = {"all": "", "none": None}
    return tuple(Dump(table, conditions.get(rules[name], rules[name])) for name, table in tables.items())


# ---- Python bodies -----------------------------------------------------------------------------------------


def _expand_includes(root: Path, path: PurePosixPath, sql: str) -> str:
    """Replace each `#@include name.py` by that file, indented like the line it replaces."""
    tags = set(re.findall(r"\$\w*\$", sql))

    def include(match: re.Match[str]) -> str:
        file = path.parent / match["name"]
        try:
            source = (root / file).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise BuildError(f"{path}: {file} does not exist") from None
        body = check_python(str(file), source)
        if collision := next((tag for tag in tags if tag in body), None):
            raise BuildError(f"{file}: contains the dollar quote {collision} of {path}")
        return textwrap.indent(body, match["indent"]).rstrip()

    return re.sub(r"^(?P<indent>[ ]*)#@include (?P<name>[\w.]+)[ ]*$", include, sql, flags=re.MULTILINE)


_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def check_python(name: str, source: str) -> str:
    """Refuse what PL/Python or an old server's Python cannot run; return the source without its docstring."""
    try:
        tree = ast.parse(source, name, feature_version=SERVER_PYTHON)
    except SyntaxError as error:
        raise BuildError(
            f"{name}:{error.lineno}: not Python {'.'.join(map(str, SERVER_PYTHON))}: {error.msg}"
        ) from None
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node) is not None:
            docstrings.add((node.body[0].lineno, node.body[0].col_offset))
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            _check_import(name, node)
        if (annotation := _annotation(node)) is not None and any(
            isinstance(part, ast.BinOp) and isinstance(part.op, ast.BitOr) for part in ast.walk(annotation)
        ):
            raise BuildError(
                f"{name}:{annotation.lineno}: 'X | Y' in an annotation needs Python 3.10; use Optional"
            )
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        quoted = token.string.lstrip("rRbBuUfF")[:3] in ('"""', "'''")
        if (
            tokenize.tok_name[token.type] in ("STRING", "FSTRING_START")
            and (quoted or token.start[0] != token.end[0])
            and token.start not in docstrings
        ):
            raise BuildError(
                f"{name}:{token.start[0]}: a multi-line string: PL/Python would put tabs into it"
            )
    lines = source.splitlines(keepends=True)
    if ast.get_docstring(tree) is not None:
        first = tree.body[0]
        del lines[first.lineno - 1 : first.end_lineno]
    return "".join(lines).strip("\n")


def _check_import(name: str, node: ast.Import | ast.ImportFrom) -> None:
    if isinstance(node, ast.ImportFrom):
        modules = ["." * node.level + (node.module or "")]
    else:
        modules = [alias.name for alias in node.names]
    for module in modules:
        if module == "__future__":
            raise BuildError(f"{name}:{node.lineno}: a PL/Python body cannot import from __future__")
        if module.partition(".")[0] not in sys.stdlib_module_names:
            raise BuildError(f"{name}:{node.lineno}: {module} is not in the standard library")


def _annotation(node: ast.AST) -> ast.expr | None:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return node.returns
    return node.annotation if isinstance(node, (ast.arg, ast.AnnAssign)) else None


# ---- what the builder adds ---------------------------------------------------------------------------------

_AS_OWNER = "SET LOCAL ROLE agora_owner;\n"
_AS_INSTALLER = (
    "DO $role$ BEGIN PERFORM set_config('role', current_setting('agora.installer'), true); END $role$;\n"
)

_SESSION = """\
SET LOCAL statement_timeout = 0;
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL client_min_messages = warning;
DO $role$ BEGIN PERFORM set_config('agora.installer', current_user, true); END $role$;
"""

_REQUIREMENTS = r"""DO $requirements$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION USING
            ERRCODE = '0A000',
            MESSAGE = 'agora needs a database with encoding UTF8',
            DETAIL  = format('server_encoding=%s', current_setting('server_encoding')),
            HINT    = 'CREATE DATABASE ... ENCODING ''UTF8'' TEMPLATE template0, and install it there.';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
                    WHERE e.extname = 'vector' AND n.nspname = 'public'
                      AND regexp_match(e.extversion, '^(\d+)\.(\d+)')::integer[] >= ARRAY[0, 7]) THEN
        RAISE EXCEPTION USING
            ERRCODE = '55000',
            MESSAGE = 'agora needs pgvector 0.7 or newer in schema public',
            DETAIL  = (SELECT coalesce(max(format('%s in %s', e.extversion, e.extnamespace::regnamespace)),
                                       'not installed')
                         FROM pg_extension AS e WHERE e.extname = 'vector'),
            HINT    = 'ALTER EXTENSION vector UPDATE; ALTER EXTENSION vector SET SCHEMA public;';
    END IF;
END;
$requirements$;
"""


def preflight(schemas: Sequence[str], revision: str | None = None) -> str:
    """Refuse a server, a role or a database that agora cannot be migrated in; changes nothing.

    `schemas` are those about to be created; `revision` is the one the database must stand at.
    """
    names = ",".join(schemas)
    checks = f"""\
DO $preflight$
DECLARE
    v_taken   text := (SELECT string_agg(n.nspname, ', ' ORDER BY n.nspname) FROM pg_catalog.pg_namespace AS n
                        WHERE n.nspname = ANY ('{{{names}}}'));
    v_version text;
BEGIN
    IF current_setting('server_version_num')::integer < 150000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '0A000',
            MESSAGE = 'agora needs PostgreSQL 15 or newer',
            DETAIL  = format('server_version=%s', current_setting('server_version')),
            HINT    = 'Upgrade the server, or point AGORA_DSN at a newer one.';
    END IF;
    IF pg_catalog.pg_is_in_recovery() THEN
        RAISE EXCEPTION USING
            ERRCODE = '25006',
            MESSAGE = 'this server is a read-only replica',
            HINT    = 'Migrate the primary; the replica follows.';
    END IF;
    IF NOT (SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user) THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'agora is migrated by a superuser',
            DETAIL  = format('role=%s', current_user),
            HINT    = 'Functions in plpython3u need a superuser to create them; connect as one, '
                   || 'and run the application as a member of agora_service.';
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_extension AS e WHERE e.extname = 'agora') THEN
        RAISE EXCEPTION USING
            ERRCODE = '55000',
            MESSAGE = 'agora is installed here as an extension',
            HINT    = 'ALTER EXTENSION agora UPDATE;';
    END IF;
    IF v_taken IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '42P06',
            MESSAGE = 'a schema that agora would create is there already',
            DETAIL  = format('schemas: %s', v_taken),
            HINT    = 'Use another database, or rename or drop these schemas. Nothing was changed.';
    END IF;
"""
    if revision is not None:
        checks += f"""\
    IF to_regclass('agora.alembic_version') IS NOT NULL THEN
        SELECT string_agg(a.version_num, ', ') INTO v_version FROM agora.alembic_version AS a;
    END IF;
    IF v_version IS DISTINCT FROM '{revision}' THEN
        RAISE EXCEPTION USING
            ERRCODE = '55000',
            MESSAGE = 'this script starts at another revision',
            DETAIL  = format('database=%s, script={revision}', coalesce(v_version, 'none')),
            HINT    = 'Print it again for this database: agora db sql --from … --to …';
    END IF;
"""
    return checks + "END;\n$preflight$;\n"


# The rows that a domain put into core's tables: without them it can be installed again, and nothing calls a
# function that is gone. The role keeps the triggers quiet that guard history.
_FORGET = """\
SET LOCAL session_replication_role = replica;
DELETE FROM agora.setting_history WHERE key LIKE '{domain}.%';
DELETE FROM agora.setting_value WHERE key LIKE '{domain}.%';
DELETE FROM agora.setting WHERE key LIKE '{domain}.%';
DELETE FROM agora.job_run WHERE job LIKE '{domain}.%';
DELETE FROM agora.job_state WHERE job LIKE '{domain}.%';
DELETE FROM agora.job WHERE job LIKE '{domain}.%';
DELETE FROM agora.probe WHERE probe LIKE '{domain}.%';
DELETE FROM agora.error_code WHERE sqlstate LIKE 'Z{letter}%';
DELETE FROM agora.partitioned_table WHERE relation LIKE 'agora\\_{domain}.%';
DELETE FROM agora.state_transition
 WHERE machine IN (SELECT relname FROM pg_class WHERE relnamespace = 'agora_{domain}'::regnamespace);
DELETE FROM agora.state_machine
 WHERE machine IN (SELECT relname FROM pg_class WHERE relnamespace = 'agora_{domain}'::regnamespace);
DELETE FROM agora.release_object WHERE domain = '{domain}';
DELETE FROM agora.release WHERE domain = '{domain}';
"""


def _config_dump(dumps: Sequence[Dump]) -> str:
    """Mark tables and the sequences behind their columns, so that pg_dump keeps an extension's rows.

    A partition takes its numbers from the sequence that its parent owns.
    """
    rows = ",\n            ".join(
        "('{}', '{}')".format(dump.table, (dump.condition or "").replace("'", "''")) for dump in dumps
    )
    return f"""\
DO $dump$
DECLARE
    r_kept record;
BEGIN
    FOR r_kept IN
        WITH kept (relation, condition) AS (
            SELECT t.name::regclass, t.condition
              FROM (VALUES
            {rows}
              ) AS t (name, condition)
        )
        SELECT k.relation, k.condition FROM kept AS k
        UNION
        SELECT d.objid::regclass, ''
          FROM kept AS k
          JOIN pg_depend AS d ON d.refobjid = coalesce(pg_partition_root(k.relation), k.relation)
          JOIN pg_class AS c ON c.oid = d.objid AND c.relkind = 'S'
         WHERE d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_class'::regclass
           AND d.deptype IN ('a', 'i')
    LOOP
        PERFORM pg_extension_config_dump(r_kept.relation, r_kept.condition);
    END LOOP;
END;
$dump$;
"""


# ---- scripts -----------------------------------------------------------------------------------------------


def session() -> Iterator[Step]:
    """What every script sets first, for its own transaction only."""
    yield Step(_SESSION)


def prologue(domains: Sequence[Domain]) -> Iterator[Step]:
    """Roles, extensions and core's schema: what must stand before Alembic can keep its version table."""
    roles, extensions, schema = domains[0].items[:3]
    yield from session()
    yield Step(roles.sql, roles.path)
    yield Step(extensions.sql, extensions.path)
    yield Step(_REQUIREMENTS)
    yield Step(schema.sql, schema.path)


def domain_steps(domain: Domain, version: str, road: Road = Road.SCRIPT) -> Iterator[Step]:
    """Everything of one domain, but core's prologue."""
    yield from session()
    as_owner = False
    for item in domain.items:
        if item.path in (_ROLES, _EXTENSIONS, _SCHEMA):
            continue
        if as_owner == item.by_installer:
            as_owner = not item.by_installer
            yield Step(_AS_OWNER if as_owner else _AS_INSTALLER)
        yield Step(item.sql, item.path)
    dumps = [dump for item in domain.items for dump in item.dumps if dump.condition is not None]
    if as_owner:
        yield Step(_AS_INSTALLER)
    if road is Road.EXTENSION and dumps:
        yield Step(_config_dump(dumps))
    release = f"'{domain.name}', '{version}', '{domain.fingerprint}'"
    yield Step(
        f"DO $release$ BEGIN PERFORM agora._pass_comments('{domain.schema}');"
        f" PERFORM agora._record_release({release}); END $release$;\n"
    )


def drop_steps(name: str) -> Iterator[Step]:
    """Drop one domain. Roles stay, they belong to the cluster; so do extensions, others may use them."""
    yield from session()
    if name == "core":
        yield Step("DROP SCHEMA agora CASCADE;\n")
        yield Step("ALTER DEFAULT PRIVILEGES FOR ROLE agora_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC;\n")
    else:
        yield Step(_FORGET.format(domain=name, letter=DOMAINS[name]))
        if list(DOMAINS).index(name) > list(DOMAINS).index("event"):
            yield Step(
                f"DELETE FROM agora_event.topic WHERE is_builtin AND topic LIKE '{name}.%';\n"
                f"DELETE FROM agora_event.projection WHERE projection LIKE '{name}.%';\n"
                f"DELETE FROM agora_event.map WHERE function_name LIKE 'agora_{name}.%';\n"
            )
        yield Step("SET LOCAL session_replication_role = origin;\n")
        yield Step(f"DROP SCHEMA agora_{name} CASCADE;\n")


def extension_steps(domains: Sequence[Domain], version: str) -> Iterator[Step]:
    """The whole extension script: no CREATE EXTENSION, no transaction, no psql command but the guard."""
    yield Step('\\echo Use "CREATE EXTENSION agora CASCADE" to load this file. \\quit\n')
    yield from (step for step in prologue(domains) if step.source != _EXTENSIONS)
    for domain in domains:
        yield from domain_steps(domain, version, Road.EXTENSION)


def render(steps: Iterable[Step]) -> str:
    """One text, each file under a comment that names it."""
    return "\n".join(f"-- {step.source}\n{step.sql}" if step.source else step.sql for step in steps)


@cache
def current() -> tuple[Domain, ...]:
    """The domains of the installed package or the checkout."""
    return read_manifest(resources.root())


def main(target: Path = Path("build")) -> None:
    """Write the plain and the extension script."""
    from agora import __version__, migrate

    target.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("install.sql", migrate.script()),
        (f"agora--{__version__}.sql", render(extension_steps(current(), __version__))),
    ):
        (target / name).write_text(text, encoding="utf-8")
        print(target / name)


if __name__ == "__main__":
    from agora import build  # not this copy of it: its exceptions are other classes

    try:
        build.main(*map(Path, sys.argv[1:2]))
    except build.BuildError as problem:
        sys.exit(f"agora: {problem}")
