"""`agora import`: attempts from a file of JSON Lines."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agora.importer import Progress, Report

SCHEMA = Path(__file__).parents[1] / "schemas" / "attempt.schema.json"


def _print_schema(wanted: bool) -> None:
    if wanted:
        typer.echo(SCHEMA.read_text("utf-8"), nl=False)
        raise typer.Exit


def import_attempts(
    file: Annotated[
        Path,
        typer.Argument(help="JSON Lines, plain or gzip; - is the standard input.", show_default=False),
    ],
    reward: Annotated[
        bool, typer.Option("--reward", help="Pay contributors for what the records show.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(
            help="Where lines that did not go in are written, as they are; the reasons go beside them, to"
            " REJECTS.reasons. Default: FILE.rejects.jsonl."
        ),
    ] = None,
    batch: Annotated[int, typer.Option(help="Records per transaction.", min=1, max=10_000)] = 1000,
    jobs: Annotated[int, typer.Option(help="Connections that work side by side.", min=1, max=32)] = 2,
    dsn: Annotated[
        str | None, typer.Option(help="Database. Default: AGORA_DSN, else the private one.")
    ] = None,
    schema: Annotated[
        bool,
        typer.Option(
            "--schema", help="Print the JSON Schema of a record.", is_eager=True, callback=_print_schema
        ),
    ] = False,
) -> None:
    """Import attempts from a file. A wrong line is reported while the rest goes in; repeating is safe.

    Exit code: 0 all are in, 1 some lines were rejected, 2 it could not be done: usage, file or database.
    """
    import psycopg

    from agora import database, importer

    is_stdin = str(file) == "-"
    rejects = rejects or Path("stdin.rejects.jsonl" if is_stdin else f"{file}.rejects.jsonl")
    dsn = database.target(dsn)
    with ExitStack() as stack:
        try:
            report = importer.import_file(
                dsn,
                sys.stdin.buffer if is_stdin else stack.enter_context(file.open("rb")),
                reward=reward,
                dry_run=dry_run,
                batch=batch,
                jobs=jobs,
                progress=stack.enter_context(_progress_bar()),
            )
        except (OSError, importer.UnreadableFile) as error:
            raise typer.BadParameter(f"{file} cannot be read: {error}") from error
        except psycopg.Error as error:
            from agora.cli.report import report as explain  # takes longer to load than a small file to import

            stack.close()
            error.add_note("What went in before stays; repeat the import, and only the rest goes in.")
            explain(error)
            raise typer.Exit(2) from error
    _show(report, dry_run)
    reasons = Path(f"{rejects}.reasons")
    for path in (rejects, reasons):
        path.unlink(missing_ok=True)  # those of an earlier run
    if report.rejects:
        rejects.write_bytes(b"".join(reject.body + b"\n" for reject in report.rejects if reject.body))
        reasons.write_text(
            "".join(f"line {reject.line}: {reject.reason}\n" for reject in report.rejects), "utf-8"
        )
        typer.echo(
            f"{len(report.rejects)} rejected, the first in line {report.rejects[0].line}: "
            f"{report.rejects[0].reason}\nAll of them are in {rejects}, the reasons in {reasons.name}.",
            err=True,
        )
        raise typer.Exit(1)


@contextmanager
def _progress_bar() -> "Iterator[Progress]":
    """Show how far the work has come, where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def advance(phase: str, done: int, total: int | None) -> None:
            if phase not in tasks:
                tasks[phase] = bars.add_task(phase)
            bars.update(tasks[phase], completed=done, total=total)

        yield advance


def _show(report: "Report", dry_run: bool) -> None:
    """Print what became of the lines."""
    from rich.console import Console
    from rich.table import Table

    table = Table("would be" if dry_run else "", "records", box=None, pad_edge=False)
    for outcome in ("imported", "existing", "rejected"):
        table.add_row(outcome, str(report.outcomes[outcome]))
    Console().print(table)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(name="import")(import_attempts)
