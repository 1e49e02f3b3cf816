"""`agora memory …`: what the team knows, from the command line."""

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, cell, dumped, show

if TYPE_CHECKING:
    from psycopg.rows import DictRow

    from agora.client import Agora

app = typer.Typer(help="What the team knows: search it, show it, review it, export it.", no_args_is_help=True)

Problem = Annotated[
    str, typer.Argument(help="The problem: words, an error, or code; - reads the standard input.")
]
Limit = Annotated[int, typer.Option(help="Most rows.", min=1, max=100)]
Category = Annotated[str | None, typer.Option(help="Only of this problem category.")]


class Kind(StrEnum):
    """What can be shown by its id."""

    transform = "transform"
    golden = "golden"
    pattern = "pattern"
    attempt = "attempt"
    error = "error"
    resolution = "resolution"
    manifest = "manifest"


VIEWS = {
    Kind.transform: ("known_transform", "transform_id"),
    Kind.golden: ("known_golden_state", "golden_state_id"),
    Kind.pattern: ("known_pattern", "pattern_id"),
    Kind.attempt: ("recorded_attempt", "attempt_id"),
    Kind.error: ("known_error_signature", "error_signature_id"),
    Kind.resolution: ("error_resolution", "resolution_id"),
    Kind.manifest: ("given_manifest", "manifest_id"),
}


class Form(StrEnum):
    """How an export is written."""

    chat_jsonl = "chat-jsonl"


def _team(dsn: str | None) -> "Agora":
    from agora import client

    return client.connect(dsn)


def _text(argument: str) -> str:
    return sys.stdin.read() if argument == "-" else argument


@app.command()
def search(
    problem: Problem,
    category: Category = None,
    language: Annotated[str | None, typer.Option(help="Only of this language.")] = None,
    min_quality: Annotated[
        float | None, typer.Option(help="Only of at least this quality.", min=0, max=1)
    ] = None,
    limit: Limit = 10,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Find transforms for a problem, best first."""
    with _team(dsn) as team:
        rows = team.memory.match_transforms(
            problem=_text(problem), limit=limit, category=category, language=language, min_quality=min_quality
        )
    columns = (
        "rank",
        "transform_id",
        "name",
        "status",
        "score",
        "similarity",
        "quality",
        "confidence",
        "uses",
    )
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="No transform fits.")


@app.command("known-fixes")
def known_fixes(
    error: Annotated[str, typer.Argument(help="A message or a whole traceback; - reads the standard input.")],
    error_type: Annotated[str | None, typer.Option("--type", help="Type of the error.")] = None,
    limit: Limit = 10,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Say what worked against an error or one like it, best first."""
    with _team(dsn) as team:
        rows = team.memory.known_fixes(error=_text(error), limit=limit, error_type=error_type)
    columns = ("rank", "resolution_id", "approach", "transform", "confidence", "similarity", "reason")
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="No fix of this error is known.")


@app.command()
def golden(
    problem: Problem,
    category: Category = None,
    limit: Limit = 10,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Find exemplary solutions for a problem, best first."""
    with _team(dsn) as team:
        rows = team.memory.search_golden(problem=_text(problem), limit=limit, category=category)
    columns = ("rank", "golden_state_id", "problem", "score", "similarity", "quality", "reuses")
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="No golden state fits.")


@app.command()
def patterns(
    problem: Problem,
    kind: Annotated[str | None, typer.Option("--type", help="Only of this type.")] = None,
    limit: Limit = 10,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Find patterns for a problem, best first."""
    with _team(dsn) as team:
        rows = team.memory.search_patterns(problem=_text(problem), limit=limit, type=kind)
    columns = ("rank", "pattern_id", "name", "pattern_type", "score", "similarity", "quality", "uses")
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="No pattern applies.")


@app.command("show")
def show_one(
    kind: Annotated[Kind, typer.Argument(help="What it is.")],
    number: Annotated[int, typer.Argument(metavar="ID", help="Its id.")],
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show one thing with all its fields. Exit code 1: there is none."""
    from psycopg import sql

    view, key = VIEWS[kind]
    with _team(dsn) as team:
        query = sql.SQL("SELECT * FROM {} AS v WHERE v.{} = %s")
        rows = team.rows(query.format(sql.Identifier("agora_memory", view), sql.Identifier(key)), [number])
    if not rows:
        typer.echo(f"There is no {kind} {number}.", err=True)
        raise typer.Exit(1)
    if not (as_json or as_csv):
        rows = [{"field": name, "value": cell(value)} for name, value in rows[0].items()]
    show(rows, ("field", "value"), as_json=as_json, as_csv=as_csv, nothing="")


@app.command()
def manifest(
    problem: Problem,
    error: Annotated[str | None, typer.Option(help="The error: a message or a whole traceback.")] = None,
    category: Category = None,
    language: Annotated[str | None, typer.Option(help="Only transforms of this language.")] = None,
    limit: Annotated[int | None, typer.Option(help="Most items of a section.", min=1, max=100)] = None,
    max_tokens: Annotated[int | None, typer.Option(help="Size of the text.", min=200, max=100_000)] = None,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Print everything known about a problem, as a text to paste into a prompt."""
    options = {
        "error": error,
        "category": category,
        "language": language,
        "limit": limit,
        "max_tokens": max_tokens,
    }
    with _team(dsn) as team:
        told = team.memory.manifest(
            problem=_text(problem),
            options={name: value for name, value in options.items() if value is not None},
        )
    typer.echo(dumped(told, indent=2) if as_json else told["text"], nl=as_json)


class Verdict(StrEnum):
    """What a reviewer answers."""

    approve = "a"
    reject = "r"
    skip = "s"
    quit = "q"


@app.command()
def review(
    kind: Annotated[
        str | None, typer.Option("--kind", help="Only transforms, or only golden states: transform, golden.")
    ] = None,
    dsn: Dsn = None,
) -> None:
    """Go through what waits for a reviewer, the longest first: approve, reject or skip, with a reason.

    Each decision is committed at once. One's own work cannot be approved: it is said, and the next one comes.
    """
    from agora.errors import AgoraError

    query = (
        "SELECT q.* FROM agora_memory.review_queue AS q WHERE q.kind = coalesce(%s, q.kind)"
        " ORDER BY q.waiting_since, q.kind, q.object_id"
    )
    decided = dict.fromkeys(Verdict, 0)
    with _team(dsn) as team:
        for number, waiting in enumerate(queue := team.rows(query, [kind]), start=1):
            _present(waiting, f"{number} of {len(queue)}")
            verdict = _ask()
            if verdict is Verdict.quit:
                break
            if verdict is not Verdict.skip:
                try:
                    _decide(team, waiting["kind"], waiting["object_id"], verdict, typer.prompt("reason"))
                except AgoraError as error:
                    typer.echo(f"Not decided: {error}", err=True)
                    continue
            decided[verdict] += 1
    counts = (f"{count} {verdict.name}" for verdict, count in decided.items() if verdict is not Verdict.quit)
    typer.echo(f"{len(queue)} waited: {', '.join(counts)}")


def _present(waiting: "DictRow", place: str) -> None:
    """Show what is to be judged."""
    from rich.console import Console
    from rich.markup import escape
    from rich.syntax import Syntax

    console = Console()
    console.rule(f"{place}: {waiting['kind']} {waiting['object_id']}")
    console.print(escape(waiting["title"]), style="bold")
    console.print(escape(waiting["summary"] or ""))
    if waiting["code"]:
        console.print(Syntax(waiting["code"], waiting["language"] or "text", background_color="default"))
    since = cell(waiting["waiting_since"])
    console.print(f"quality {cell(waiting['quality'])}, by principal {waiting['author_id']}, since {since}")


def _ask() -> Verdict:
    while True:
        answer = typer.prompt("(a)pprove, (r)eject, (s)kip, (q)uit", default="s").strip().lower()[:1]
        if answer in set(Verdict):
            return Verdict(answer)


def _decide(team: "Agora", kind: str, number: int, verdict: Verdict, reason: str) -> None:
    """Approve or reject, whatever it is."""
    approve = verdict is Verdict.approve
    if kind == "transform":
        call = team.memory.approve_transform if approve else team.memory.reject_transform
        call(transform=number, reason=reason)
    else:
        call = team.memory.approve_golden if approve else team.memory.reject_golden
        call(golden=number, notes=reason)


@app.command()
def export(
    form: Annotated[Form, typer.Option("--format", help="How it is written.")] = Form.chat_jsonl,
    output: Annotated[Path | None, typer.Option(help="File to write. Default: the standard output.")] = None,
    min_confidence: Annotated[
        float, typer.Option(help="Leave out fixes that memory is less sure of.", min=0, max=1)
    ] = 0.0,
    dsn: Dsn = None,
) -> None:
    """Write approved fixes and transforms as training examples: JSON Lines of chat messages."""
    query = (
        "SELECT e.kind, e.problem, e.answer, e.code, e.language FROM agora_memory.training_example AS e"
        " WHERE e.kind <> 'fix' OR e.confidence >= %s ORDER BY e.kind, e.object_id"
    )
    written = 0
    target = output.open("w", encoding="utf-8") if output else nullcontext(sys.stdout)
    with target as file, _team(dsn) as team:
        for example in team.connection.cursor().stream(query, [min_confidence]):
            file.write(f"{dumped({'messages': _messages(*example)})}\n")
            written += 1
    typer.echo(f"{written} examples", err=True)


def _messages(kind: str, problem: str, answer: str | None, code: str, language: str) -> list[dict[str, Any]]:
    """A question and its answer, as chat models are taught."""
    asked = {"fix": f"What mends this error?\n\n{problem}", "transform": f"Write {language} code: {problem}"}[
        kind
    ]
    told = f"```{language}\n{code.rstrip()}\n```"
    return [
        {"role": "user", "content": asked},
        {"role": "assistant", "content": f"{answer}\n\n{told}" if answer else told},
    ]


def register(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    main.add_typer(app, name="memory")
