"""`agora calls …`: model calls that were made, or traced, elsewhere, from the command line."""

import json
import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agora.cli.output import Dsn

if TYPE_CHECKING:
    from agora.calls import Report

app = typer.Typer(help="Model calls: bring in those of files.", no_args_is_help=True)


class Format(StrEnum):
    """What a file is made of."""

    otlp = "otlp"
    jsonl = "jsonl"
    csv = "csv"


@app.callback()
def _group() -> None:
    """Keep the command's name, though it is the only one."""


@app.command("import")
def import_calls(
    file: Annotated[
        Path,
        typer.Argument(
            help="The file, plain or gzip; - is the standard input.",
            show_default=False,
        ),
    ],
    kind: Annotated[
        Format,
        typer.Option(
            "--format",
            help="otlp: OpenTelemetry spans as OTLP JSON, one document or one per line; jsonl: a record of"
            " record_calls() a line; csv: a column for each of its fields.",
        ),
    ] = Format.otlp,
    attribute: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="FIELD=ATTRIBUTE: which attribute of a span, or of its resource, says the principal, stage,"
            " category, project, agent_type, correlation_id or quality of a call (otlp).",
        ),
    ] = None,
    principal: Annotated[
        str | None,
        typer.Option(help="Whose calls they are that do not say: a name or an id. Default: the login's own."),
    ] = None,
    cached_apart: Annotated[
        bool,
        typer.Option(
            "--cached-apart", help="Cached tokens are not counted in the input tokens; add them (otlp)."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(
            help="Where what did not go in is written: a file of OTLP JSON a line, else a record a line (jsonl); the"
            " reasons go beside it, to REJECTS.reasons. Default: FILE.rejects.jsonl."
        ),
    ] = None,
    batch: Annotated[int, typer.Option(help="Calls per transaction.", min=1, max=10_000)] = 1000,
    dsn: Dsn = None,
) -> None:
    """Record the model calls of a file, or among OpenTelemetry spans (gen_ai.*), each once. Repeating is safe.

    Exit code: 0 all are in, 1 some were rejected, 2 it could not be done: usage, file or database.
    """
    from agora import call_files, calls, client, importer, spans

    is_stdin = str(file) == "-"
    fields = dict(_pair(text) for text in attribute or [])
    if unknown := set(fields) - set(spans.FIELDS):
        raise typer.BadParameter(f"--map knows {', '.join(spans.FIELDS)}, not {', '.join(sorted(unknown))}")
    if kind is not Format.otlp and (fields or cached_apart):
        raise typer.BadParameter(f"--map and --cached-apart are for spans, not for {kind}")
    rejects = rejects or Path("stdin.rejects.jsonl" if is_stdin else f"{file}.rejects.jsonl")
    if not rejects.parent.is_dir():
        raise typer.BadParameter(f"{rejects} cannot be written: there is no such directory")
    try:
        with (
            nullcontext(sys.stdin.buffer) if is_stdin else file.open("rb") as stream,
            client.connect(dsn) as team,
        ):
            if kind is Format.otlp:
                report = calls.import_spans(
                    team,
                    stream.read(),
                    fields=fields,
                    principal=principal,
                    cached_apart=cached_apart,
                    batch=batch,
                    dry_run=dry_run,
                )
            else:
                read = call_files.json_lines if kind is Format.jsonl else call_files.comma_separated
                report = calls.import_lines(
                    team, read(stream), principal=principal, batch=batch, dry_run=dry_run
                )
    except (OSError, spans.UnreadableFileError, importer.UnreadableFile) as error:
        raise typer.BadParameter(f"{file} cannot be read: {error}") from error
    _show(report, dry_run, "spans" if kind is Format.otlp else "calls")
    _write(report, rejects)


def _pair(text: str) -> tuple[str, str]:
    field, equals, attribute = text.partition("=")
    if not equals or not attribute:
        raise typer.BadParameter(f"--map takes FIELD=ATTRIBUTE, not {text}")
    return field, attribute


def _show(report: "Report", dry_run: bool, what: str) -> None:
    """Print what became of the calls."""
    from rich.console import Console
    from rich.table import Table

    table = Table("would be" if dry_run else "", what, box=None, pad_edge=False)
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
