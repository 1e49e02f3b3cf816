"""Writes the reference: `python -m agora.docs` renders docs/reference/ from the catalog of a fresh database.

One page per domain. What a page says comes from the COMMENTs, the reference rows and, for the errors a
function raises and the events it writes, from the header of its file. A test keeps the pages up to date.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, LiteralString

from agora import build, cluster, database, migrate, resources

_FUNCTIONS: LiteralString = """
SELECT p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
       obj_description(p.oid, 'pg_proc'),
       ARRAY(SELECT a.grantee::regrole::text
               FROM aclexplode(p.proacl) AS a
              WHERE a.grantee <> p.proowner
              ORDER BY 1)
  FROM pg_proc AS p
 WHERE p.pronamespace = %(schema)s::regnamespace
   AND p.proname !~ '^(_|tg_)'
 ORDER BY p.proname, p.oid::regprocedure::text
"""

_RELATIONS: LiteralString = """
SELECT c.relname, c.oid::regclass::text, obj_description(c.oid, 'pg_class')
  FROM pg_class AS c
 WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind = ANY (%(kinds)s) AND NOT c.relispartition
 ORDER BY c.relname
"""

_COLUMNS: LiteralString = """
SELECT format('`%%s`', a.attname), format_type(a.atttypid, a.atttypmod), col_description(a.attrelid, a.attnum)
  FROM pg_attribute AS a
 WHERE a.attrelid = %(relation)s::regclass AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum
"""

_TYPES: LiteralString = """
SELECT format('`%%s.%%s`', n.nspname, t.typname),
       coalesce(m.columns, format_type(t.typbasetype, t.typtypmod)),
       obj_description(t.oid, 'pg_type')
  FROM pg_type AS t
  JOIN pg_namespace AS n ON n.oid = t.typnamespace
  LEFT JOIN pg_class AS c ON c.oid = t.typrelid
 CROSS JOIN LATERAL (
       SELECT string_agg(format('`%%s` %%s', a.attname, format_type(a.atttypid, a.atttypmod)), ', '
                         ORDER BY a.attnum) AS columns
         FROM pg_attribute AS a
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS m
 WHERE n.nspname = %(schema)s AND (t.typtype = 'd' OR c.relkind = 'c')
 ORDER BY t.typname
"""


@dataclass(frozen=True)
class Section:
    """A table of reference rows, on the page of the domain that seeded them."""

    title: str
    intro: str
    columns: tuple[str, ...]
    query: LiteralString


_SECTIONS = (
    Section(
        "Types",
        "Domains of columns and results, and rows that functions return.",
        ("Type", "Made of", "Meaning"),
        _TYPES,
    ),
    Section(
        "Settings",
        "Read with `agora.effective_setting`, changed by an operator with `agora.set_setting()`. "
        "The range of an interval is in seconds.",
        ("Setting", "Default", "Range", "Decides"),
        """
        SELECT format('`%%s`', s.key), concat_ws(' ', s.default_value, s.unit),
               coalesce(array_to_string(s.choices, ', '), s.min_value || ' to ' || s.max_value, s.type),
               s.description
          FROM agora.setting AS s WHERE s.key LIKE %(domain)s || '.%%' ORDER BY s.key
        """,
    ),
    Section(
        "Topics",
        "What is published, in the transaction that made it happen.",
        ("Topic", "Kept", "Written when"),
        """
        SELECT format('`%%s`', t.topic), coalesce(t.retention::text, 'for ever'), t.description
          FROM agora_event.topic AS t WHERE t.is_builtin AND t.topic LIKE %(domain)s || '.%%' ORDER BY t.topic
        """,
    ),
    Section(
        "Error codes",
        "Beside the standard ones: above all `22023`, an unusable argument, and `42501`, a missing right. "
        "In Python `unknown_topic` is `agora.errors.UnknownTopic`, and so on.",
        ("SQLSTATE", "Name", "Meaning", "Worth repeating"),
        """
        SELECT format('`%%s`', e.sqlstate), format('`%%s`', e.name), e.meaning,
               CASE WHEN e.is_retryable THEN 'yes, later' ELSE 'no' END
          FROM agora.error_code AS e WHERE e.sqlstate LIKE 'Z' || %(letter)s || '%%' ORDER BY e.sqlstate
        """,
    ),
    Section(
        "Life cycles",
        "The only moves of state that are let through; any other raises `ZA009`.",
        ("Of", "From", "To", "When"),
        """
        SELECT format('`%%s`', t.machine), t.from_state, t.to_state, t.description
          FROM agora.state_transition AS t
          JOIN pg_class AS c ON c.relname = t.machine AND c.relkind IN ('r', 'p')
         WHERE c.relnamespace = %(schema)s::regnamespace
         ORDER BY t.machine, t.from_state, t.to_state
        """,
    ),
    Section(
        "Feature flags",
        "Asked with `agora.flag_on()`, switched by an operator with `agora.set_flag()`. Off: no row.",
        ("Flag", "At first", "Decides"),
        """
        SELECT format('`%%s`', f.flag), CASE WHEN f.default_on THEN 'on' ELSE 'off' END, f.description
          FROM agora.feature_flag AS f WHERE %(domain)s = 'core' ORDER BY f.flag
        """,
    ),
    Section(
        "Jobs",
        "Run by `agora.tick()` when they are due.",
        ("Job", "Every", "Does"),
        """
        SELECT format('`%%s`', j.job), j.every::text, j.description
          FROM agora.job AS j WHERE j.job LIKE %(domain)s || '.%%' ORDER BY j.job
        """,
    ),
    Section(
        "Probes",
        "An invariant is asked by `agora.check_invariants()`, health by `agora.health()`.",
        ("Probe", "Kind", "Holds when"),
        """
        SELECT format('`%%s`', p.probe), p.kind, p.description
          FROM agora.probe AS p WHERE p.probe LIKE %(domain)s || '.%%' ORDER BY p.probe
        """,
    ),
)


def pages(connection: database.Connection) -> dict[str, str]:
    """Every page of the reference, by file name."""
    return {f"{domain.name}.md": _page(connection, domain) for domain in build.current()}


def _page(connection: database.Connection, domain: build.Domain) -> str:
    scope = {"domain": domain.name, "schema": domain.schema, "letter": build.DOMAINS[domain.name]}
    (comment,) = _rows(connection, "SELECT obj_description(%(schema)s::regnamespace, 'pg_namespace')", scope)
    lines = [
        f"# {domain.name}: schema `{domain.schema}`",
        "",
        "<!-- Rendered from the database by `make docs`; edit the comments in the SQL files. -->",
        "",
        comment[0],
        "",
        *_functions(connection, domain, scope),
        *_relations(connection, scope, "Views", "The read API, for every member of `agora_reader`.", "vm"),
    ]
    for section in _SECTIONS:
        if rows := _rows(connection, section.query, scope):
            lines += [f"## {section.title}", "", section.intro, "", *_table(section.columns, rows)]
    about = (
        "What holds the rows. Only `agora_owner` may touch them: read the views, write with the functions."
    )
    lines += _relations(connection, scope, "Tables", about, "rp")
    return "\n".join(lines).rstrip() + "\n"


def _functions(connection: database.Connection, domain: build.Domain, scope: dict[str, str]) -> Iterator[str]:
    yield from ("## Functions", "")
    for name, arguments, result, comment, grantees in _rows(connection, _FUNCTIONS, scope):
        returned = re.sub(r"TABLE\((.*)\)", lambda match: f"TABLE({_lines(match[1])})", result)
        call = f"{domain.schema}.{name}({_lines(arguments)}) → {returned}"
        yield from (f"### {name}", "", "```", call, "```", "", comment, "")
        yield f"- For: {', '.join(f'`{grantee}`' for grantee in grantees) or 'nobody but the owner'}"
        for label, text in _header(domain, name):
            yield f"- {label}: {text}"
        yield ""


def _lines(items: str) -> str:
    """Arguments or columns, each on a line of its own, defaults without their casts."""
    if not items:
        return ""
    plain = re.sub(r"(DEFAULT [^,]+?)::[a-z ]+(\[\])?(?=, p_|$)", r"\1", items)
    return "\n    " + re.sub(r", (?=\w+ )", ",\n    ", plain) + "\n"


def _header(domain: build.Domain, function: str) -> Iterator[tuple[str, str]]:
    """What the head of a function's file says after Errors:, Emits: and the like."""
    path = next(item.path for item in domain.items if item.path.stem == function)
    lines = (resources.root() / path).read_text(encoding="utf-8").splitlines()
    head = " ".join(line.removeprefix("--").strip() for line in lines[: _first_code(lines)])
    parts = re.split(r"\b(Errors|Locks|Emits|Reads): ", head)
    return zip(parts[1::2], (text.strip() for text in parts[2::2]), strict=True)


def _first_code(lines: Sequence[str]) -> int:
    return next(number for number, line in enumerate(lines) if not line.startswith("--"))


def _relations(
    connection: database.Connection, scope: dict[str, str], title: str, intro: str, kinds: str
) -> Iterator[str]:
    yield from (f"## {title}", "", intro, "")
    for name, relation, comment in _rows(connection, _RELATIONS, {**scope, "kinds": list(kinds)}):
        yield from (f"### {name}", "", comment, "")
        yield from _table(("Column", "Type", "Meaning"), _rows(connection, _COLUMNS, {"relation": relation}))


def _rows(connection: database.Connection, query: LiteralString, parameters: dict[str, Any]) -> list[Any]:
    return connection.execute(query, parameters).fetchall()


def _table(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Iterator[str]:
    for row in (columns, ["---"] * len(columns), *rows):
        yield "| " + " | ".join((cell or "").replace("|", r"\|") for cell in row) + " |"
    yield ""


def render() -> dict[str, str]:
    """The pages as a fresh database gives them."""
    with cluster.temporary() as server:
        with database.connect(server.dsn(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {cluster.DATABASE}")
        migrate.upgrade(server.dsn(cluster.DATABASE))
        with database.connect(server.dsn(cluster.DATABASE)) as connection:
            return pages(connection)


def main(target: Path) -> None:
    """Write the pages, and remove those of domains that are gone."""
    written = render()
    target.mkdir(parents=True, exist_ok=True)
    for stale in target.glob("*.md"):
        if stale.name not in written:
            stale.unlink()
    for name, text in written.items():
        (target / name).write_text(text, encoding="utf-8")
        print(PurePosixPath(target.name, name))


if __name__ == "__main__":
    main(resources.root() / "docs" / "reference")
