"""Alembic's half of the migrations: what env.py and the revisions call, and the command line runs.

Alembic keeps the revision graph and the version table; `agora.build` renders the SQL. It goes to the driver
itself online, to `static_output` offline, because SQLAlchemy would read `:name` and `%` in it.
"""

import io
from collections.abc import Collection, Iterable
from typing import Any, LiteralString

import psycopg
from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import ScriptDirectory

from agora import __version__, build, resources

VERSION_SCHEMA = "agora"

# Exactly what Alembic makes; made here, so that it comes in one transaction with its schema.
CREATE_VERSION_TABLE = """\
CREATE TABLE agora.alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
"""

_ADOPT_VERSION_TABLE = """\
ALTER TABLE agora.alembic_version OWNER TO agora_owner;
ALTER TABLE agora.alembic_version RENAME CONSTRAINT alembic_version_pkc TO alembic_version_pk;
COMMENT ON TABLE agora.alembic_version IS 'Revision this database stands at; kept by Alembic.';
COMMENT ON COLUMN agora.alembic_version.version_num IS 'Revision in migrations/versions.';
"""


def config(dsn: str | None = None, output: io.StringIO | None = None) -> Config:
    """Alembic's configuration, without a file."""
    made = Config(output_buffer=output) if output else Config()
    made.set_main_option("script_location", str(resources.migrations()).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["dsn"] = dsn
    return made


def upgrade(dsn: str, revision: str = "head") -> None:
    command.upgrade(config(dsn), revision)


def downgrade(dsn: str, revision: str) -> None:
    command.downgrade(config(dsn), revision)


def script(start: str = "base", stop: str = "head") -> str:
    """The migration from one revision to another as one psql script, one transaction. Connects to nothing."""
    output = io.StringIO()
    made = config(output=output)
    order = _order(made)
    begin, end = order[_revision(made, start)], order[_revision(made, stop)]
    move = command.upgrade if begin <= end else command.downgrade
    move(made, f"{start}:{stop}", sql=True)
    return f"\\set ON_ERROR_STOP on\n\n{output.getvalue().rstrip()}\n"


def revision(dsn: str) -> str | None:
    """The revision a database stands at; None at base, or where agora came as an extension."""
    with psycopg.connect(dsn) as connection:
        return stands_at(connection)


def stands_at(connection: psycopg.Connection[Any]) -> str | None:
    """The same over an open connection."""
    if not _fetch(connection, "SELECT to_regclass('agora.alembic_version') IS NOT NULL"):
        return None
    found: str | None = _fetch(connection, "SELECT max(a.version_num) FROM agora.alembic_version AS a")
    return found


def head() -> str:
    """The newest revision."""
    return ScriptDirectory.from_config(config()).get_current_head() or "base"


def history() -> list[tuple[str, str]]:
    """The revisions and what each brings, the newest first."""
    return [(each.revision, each.doc) for each in ScriptDirectory.from_config(config()).walk_revisions()]


def _revision(made: Config, name: str) -> str | None:
    if name == "base":
        return None
    found = ScriptDirectory.from_config(made).get_revision(name)
    return found.revision if found else None


def _order(made: Config) -> dict[str | None, int]:
    revisions = [script.revision for script in ScriptDirectory.from_config(made).walk_revisions()]
    return {revision: place for place, revision in enumerate([None, *reversed(revisions)])}


# ---- for env.py --------------------------------------------------------------------------------------------


def begin(raw: psycopg.Connection[Any], made: Config, *, upgrading: bool) -> None:
    """Wait for our turn, refuse what must be refused, and make the schema that holds the version table."""
    raw.execute("SET statement_timeout = 0")
    raw.execute("SET lock_timeout = 0")
    raw.execute("SELECT pg_advisory_lock(%s)", [build.ADVISORY_LOCK])
    raw.execute("SET lock_timeout = '30s'")
    raw.commit()  # what follows must see what the others did while this one waited, at any isolation level
    raw.execute(build.preflight([]).encode())
    if upgrading:
        revision = stands_at(raw)
        schemas = pending(made, revision)
        if revision is None and _fetch(raw, "SELECT to_regclass('agora.alembic_version') IS NOT NULL"):
            # A first upgrade died between the prologue and core. No CASCADE: nothing else may be in it.
            raw.execute(build.preflight([schema for schema in schemas if schema != VERSION_SCHEMA]).encode())
            raw.execute("DROP TABLE agora.alembic_version; DROP SCHEMA agora")
        raw.execute(build.preflight(schemas).encode())
        if revision is None:
            run_driver(raw, build.prologue(build.current()))
            raw.execute(CREATE_VERSION_TABLE)
    raw.commit()


def _fetch(raw: psycopg.Connection[Any], query: LiteralString) -> Any:
    row = raw.execute(query).fetchone()
    return row[0] if row else None


def pending(made: Config, revision: str | None) -> list[str]:
    """Schemas of the domains that come after a revision."""
    done = _order(made)[_revision(made, revision or "base")]
    return [domain.schema for domain in build.current()[done:]]


def begin_script(made: Config, start: str | None, *, upgrading: bool) -> str:
    """The same as `begin`, for a script."""
    steps = [
        build.Step("SET TRANSACTION ISOLATION LEVEL READ COMMITTED;\n"),
        *build.session(),
        build.Step(f"DO $lock$ BEGIN PERFORM pg_advisory_xact_lock({build.ADVISORY_LOCK}); END $lock$;\n"),
        build.Step(build.preflight(pending(made, start) if upgrading else [], start)),
    ]
    if start is None:
        steps += build.prologue(build.current())
    return build.render(steps)


def after_step(ctx: MigrationContext, step: MigrationInfo, heads: Collection[str], run_args: object) -> None:
    """Online, core goes in the transaction in which Alembic took its row out of the version table."""
    if not (heads or ctx.as_sql or step.is_upgrade or step.is_stamp):
        _run(ctx, build.drop_steps("core"))


def run_driver(connection: psycopg.Connection[Any], steps: Iterable[build.Step]) -> None:
    """Run steps on the raw driver; an error names the file and line that it came from."""
    for step in steps:
        try:
            connection.execute(step.sql.encode())
        except psycopg.Error as error:
            if step.source:
                before = step.sql[: int(error.diag.statement_position or 1) - 1]
                error.add_note(f"in {step.source}, line {before.count(chr(10)) + 1}")
            raise


# ---- for the revisions -------------------------------------------------------------------------------------


def upgrade_domain(name: str) -> None:
    """Create one domain from the files of this release."""
    context = op.get_context()
    domain = next(domain for domain in build.current() if domain.name == name)
    if name == "core":
        _run(context, [build.Step(_ADOPT_VERSION_TABLE)])
    _run(context, build.domain_steps(domain, __version__))


def downgrade_domain(name: str) -> None:
    """Drop one domain with everything in it; core goes with the version table, in env.py."""
    if name != "core":
        _run(op.get_context(), build.drop_steps(name))


def _run(context: MigrationContext, steps: Iterable[build.Step]) -> None:
    if context.as_sql:
        context.impl.static_output(build.render(steps))
    else:
        run_driver(driver(context.connection), steps)


def driver(connection: Any) -> psycopg.Connection[Any]:
    """The psycopg connection under SQLAlchemy's."""
    raw: psycopg.Connection[Any] = connection.connection.driver_connection
    return raw
