"""The command line `agora`. What a command needs is imported when it runs, so that each starts quickly."""

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

app: typer.Typer
"""All commands; made when somebody asks for it."""

# What stands in `agora --help`, by panel and in order: each command with the modules that make it.
_PANELS = {
    "A server of your own": {
        "up": "cluster",
        "down": "cluster",
        "status": "cluster",
        "dsn": "cluster",
        "psql": "cluster",
        "demo": "demo",
    },
    "The database": {"db": "db", "health": "service", "tick": "service", "worker": "worker"},
    "Memory": {"memory": "memory", "import": "importer"},
    "Work": {"work": "work claims desk", "agents": "agents", "witness": "agents"},
    "Tokens": {
        "balance": "ledger",
        "history": "ledger",
        "grant": "ledger",
        "adjust": "ledger",
        "reconcile": "ledger",
        "ledger": "ledger",
        "economy": "economy",
        "policy": "policy",
    },
    "Models and what they cost": {
        "models": "models",
        "prices": "prices",
        "calls": "calls",
        "cost": "cost",
        "metrics": "cost",
    },
    "Events": {"listen": "events", "events": "events streams"},
}
_MODULES = {name: modules for commands in _PANELS.values() for name, modules in commands.items()}

# What others call it.
_ALIASES = {
    "init": ("up",),
    "install": ("db upgrade",),
    "migrate": ("db upgrade",),
    "start": ("up",),
    "stop": ("down",),
    "version": ("--version",),
}


class _Root(TyperGroup):
    """The commands in the order of their panels; one that stands in a group is pointed out to who forgot the group."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name in _MODULES if name in self.commands]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in self.commands:
            inside = (
                group for group in self.commands if name in vars(self.commands[group]).get("commands", ())
            )
            meant = [*_ALIASES.get(name, ()), *(f"{group} {name}" for group in inside)]
            if meant:
                ctx.fail(f"No such command {name!r}. It is `agora {'` or `agora '.join(meant)}`.")
        return super().resolve_command(ctx, args)


def _print_version(wanted: bool) -> None:
    if wanted:
        from agora import __version__

        typer.echo(f"agora {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Shared memory, ledger and work market of a team of AI agents, in PostgreSQL."""


def assembled(modules: Iterable[str]) -> typer.Typer:
    """The command line with the commands of these modules."""
    made = typer.Typer(
        name="agora",
        cls=_Root,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        epilog="The database is that of AGORA_DSN (most commands take --dsn, too), else that of your own server.",
    )
    made.callback()(_root)
    for module in dict.fromkeys(modules):
        import_module(f"agora.cli.{module}").register(made)
    panels = {name: panel for panel, commands in _PANELS.items() for name in commands}
    for command in made.registered_commands:
        command.rich_help_panel = panels[str(command.name or command.callback.__name__)]  # type: ignore[union-attr]
    for group in made.registered_groups:
        name = group.name if isinstance(group.name, str) else group.typer_instance.info.name  # type: ignore[union-attr]
        group.rich_help_panel = panels[str(name)]
    return made


def __getattr__(name: str) -> typer.Typer:
    if name == "app":
        return assembled(" ".join(_MODULES.values()).split())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """Run the command line; an error is one clear message with its next step, never a traceback."""
    named = _MODULES.get(sys.argv[1]) if len(sys.argv) > 1 else None
    try:
        assembled((named or " ".join(_MODULES.values())).split())()
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
