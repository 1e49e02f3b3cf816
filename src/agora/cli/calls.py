"""`agora calls …`: model calls that were traced elsewhere, from the command line."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agora.cli.output import Dsn

if TYPE_CHECKING:
    from agora.calls import Report

app = typer.Typer(help="Model calls: bring in those that were traced elsewhere.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep the command's name, though it is the only one."""


@app.command("import")
def import_calls(
    file: Annotated[
        Path,
        typer.Argument(
            help="OTLP JSON, one document or one per line, plain or gzip; - is the standard input.",
            show_default=False,
        ),
    ],
    attribute: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="FIELD=ATTRIBUTE: which attribute of a span, or of its resource, says the principal, stage,"
            " category, project, agent_type, correlation_id or quality of a call.",
        ),
    ] = None,
    principal: Annotated[
        str | None,
        typer.Option(help="Whose calls they are that do not say: a name or an id. Default: the login's own."),
    ] = None,
    cached_apart: Annotated[
        bool,
        typer.Option("--cached-apart", help="Cached tokens are not counted in the input tokens; add them."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(
            help="Where spans that did not go in are written, one file of OTLP JSON a line; the reasons go beside"
            " them, to REJECTS.reasons. Default: FILE.rejects.jsonl."
        ),
    ] = None,
    batch: Annotated[int, typer.Option(help="Calls per transaction.", min=1, max=10_000)] = 1000,
    dsn: Dsn = None,
) -> None:
    """Record the model calls among OpenTelemetry spans (gen_ai.*), each once. Repeating is safe.

    Exit code: 0 all are in, 1 some were rejected, 2 it could not be done: usage, file or database.
    """
    from agora import calls, client, spans

    is_stdin = str(file) == "-"
    fields = dict(_pair(text) for text in attribute or [])
    if unknown := set(fields) - set(spans.FIELDS):
        raise typer.BadParameter(f"--map knows {', '.join(spans.FIELDS)}, not {', '.join(sorted(unknown))}")
    rejects = rejects or Path("stdin.rejects.jsonl" if is_stdin else f"{file}.rejects.jsonl")
    if not rejects.parent.is_dir():
        raise typer.BadParameter(f"{rejects} cannot be written: there is no such directory")
    try:
        data = sys.stdin.buffer.read() if is_stdin else file.read_bytes()
        with client.connect(dsn) as team:
            report = calls.import_spans(
                team,
                data,
                fields=fields,
                principal=principal,
                cached_apart=cached_apart,
                batch=batch,
                dry_run=dry_run,
            )
    except (OSError, spans.UnreadableFileError) as error:
        raise typer.BadParameter(f"{file} cannot be read: {error}") from error
    _show(report, dry_run)
    _write(report, rejects)


def _pair(text: str) -> tuple[str, str]:
    field, equals, attribute = text.partition("=")
    if not equals or not attribute:
        raise typer.BadParameter(f"--map takes FIELD=ATTRIBUTE, not {text}")
    return field, attribute


def _show(report: "Report", dry_run: bool) -> None:
    """Print what became of the spans."""
    from rich.console import Console
    from rich.table import Table

    table = Table("would be" if dry_run else "", "spans", box=None, pad_edge=False)
    for outcome in ("recorded", "existing", "rejected", "skipped"):
        table.add_row(outcome, str(report.outcomes[outcome]))
    Console().print(table)


def _write(report: "Report", rejects: Path) -> None:
    """Write what did not go in, and why; take away what an earlier run wrote."""
    reasons = Path(f"{rejects}.reasons")
    for path in (rejects, reasons):
        path.unlink(missing_ok=True)
    if not report.rejects:
        return
    lines = (json.dumps(reject.document) + "\n" for reject in report.rejects if reject.document)
    rejects.write_text("".join(lines), "utf-8")
    said = "".join(f"{reject.place}: {reject.reason}\n" for reject in report.rejects)
    reasons.write_text(said, "utf-8", errors="backslashreplace")
    first = report.rejects[0]
    typer.echo(
        f"{len(report.rejects)} rejected, the first in {first.place}: {first.reason}\n"
        f"All of them are in {rejects}, the reasons in {reasons.name}.",
        err=True,
    )
    raise typer.Exit(1)


def register(parent: typer.Typer) -> None:
    """Add the commands to the command line."""
    parent.add_typer(app, name="calls")
