"""Alembic's entry: which database, one migration at a time, and agora's own refusals before anything runs."""

import os
from typing import cast

import psycopg
from alembic import context
from alembic.util import CommandError
from sqlalchemy import create_engine, pool
from sqlalchemy.exc import DBAPIError

from agora import build, migrate


def direction() -> str:
    """`upgrade`, `downgrade`, or the name of something that moves nothing."""
    return str(context.get_context().opts["fn"].__name__)


def offline() -> None:
    """One script, one transaction: it does everything or nothing."""
    context.configure(dialect_name="postgresql", version_table_schema=migrate.VERSION_SCHEMA)
    start = cast("str | None", context.get_starting_revision_argument())
    out = context.get_context().impl.static_output
    with context.begin_transaction():
        out(migrate.begin_script(context.config, start, upgrading=direction() == "upgrade"))
        context.run_migrations()
        if direction() == "downgrade" and context.get_revision_argument() is None:
            out(build.render(build.drop_steps("core")))


def online() -> None:
    """One transaction per revision, under a lock that is held over all of them."""
    dsn = context.config.attributes.get("dsn") or context.get_x_argument(as_dictionary=True).get("dsn")
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(
            dsn or os.environ.get("AGORA_DSN", ""), application_name="agora migrate", client_encoding="UTF8"
        ),
        poolclass=pool.NullPool,
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            transaction_per_migration=True,
            version_table_schema=migrate.VERSION_SCHEMA,
            on_version_apply=migrate.after_step,
        )
        if direction() in ("upgrade", "downgrade"):
            migrate.begin(migrate.driver(connection), context.config, upgrading=direction() == "upgrade")
        with context.begin_transaction():
            context.run_migrations()


def told(error: Exception) -> CommandError:
    """What `agora db` would print, for Alembic's own command, which has a line for an error of this kind only."""
    from agora.cli import report

    said = "\n".join(report.lines(error)).removeprefix("agora: ")
    return CommandError(said.replace(report.UNREACHED, "HINT: check AGORA_DSN, or pass -x dsn=DSN"))


if context.is_offline_mode():
    offline()
elif context.config.cmd_opts is None or os.environ.get("AGORA_DEBUG"):
    online()
else:
    try:
        online()
    except (psycopg.Error, DBAPIError) as error:
        raise told(error) from error
