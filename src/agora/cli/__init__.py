"""The command line `agora`. Every command imports what it needs when it runs, so that `--help` is quick."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import typer

app = typer.Typer(
    name="agora",
    help="Shared memory, ledger and work market of a team of AI agents, in PostgreSQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for _name in (
    "agents",
    "calls",
    "claims",
    "cluster",
    "cost",
    "demo",
    "desk",
    "economy",
    "events",
    "importer",
    "ledger",
    "memory",
    "models",
    "policy",
    "prices",
    "streams",
    "work",
    "service",
    "worker",
    "db",
):
    if find_spec(f"agora.cli.{_name}"):
        import_module(f"agora.cli.{_name}").register(app)


def main() -> None:
    """Run the command line; an error is one clear message with its next step, never a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        if os.environ.get("AGORA_DEBUG"):
            raise
        from agora.cli.report import report

        sys.exit(report(error))
