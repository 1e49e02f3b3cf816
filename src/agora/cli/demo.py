"""`agora demo`: the main job on real failures, told in tables."""

import os
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console

    from agora.demo.crew import Shift
    from agora.demo.story import Lesson, Recall

T = TypeVar("T")
LIVE = 12
"""Events that are shown when they come."""


def demo(
    reset: Annotated[
        bool, typer.Option("--reset", help="Start over with an empty private database.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Refuse to rebuild a database made from other sources.")
    ] = False,
    count: Annotated[
        int | None, typer.Option("--incidents", min=1, hidden=True, help="Only so many bugs.")
    ] = None,
) -> None:
    """Let real programs crash, mend them, remember the fixes, pay for them, and show it all."""
    from rich.console import Console

    from agora import client
    from agora.demo import crew, events, incidents, story

    console = Console()
    dsn = _database(reset, keep)
    bugs = incidents.load()[:count]
    first, second = story.register(dsn)
    with client.connect(dsn) as team:
        before = _balances(team, (first, second))

    console.rule("[bold]agora: what one agent learns, every agent knows")
    with events.Listener(dsn, f"demo.{os.getpid()}", _live(console)) as listener:
        console.print(
            f"\n[bold]{story.FIRST}[/] meets {len(bugs)} bugs and mends them; each fix becomes a transform."
        )
        lessons = list(_progress(console, "mending", len(bugs), story.learn_all(dsn, first, bugs)))
        console.print(
            f"\n[bold]{story.SECOND}[/] meets the same bugs in other programs and asks memory first."
        )
        recalls = list(_progress(console, "asking memory", len(bugs), story.recall_all(dsn, second, lessons)))
    _show_manifest(console, recalls[0])
    _show_recalls(console, recalls)
    with client.connect(dsn) as team:
        _show_rewards(console, team, first, lessons)
        _show_events(console, listener.topics)
        _show_balances(console, team, (first, second), before)
    shift = crew.run(dsn)
    _show_shift(console, shift)
    with client.connect(dsn) as team:
        violations = team.core.check_invariants()
    for violation in violations:
        console.print(f"[red]violated:[/] {violation['probe']}: {violation['violation']}")
    _summary(console, lessons, recalls, bool(violations))
    is_empty = shift is None or (shift.done == crew.TASKS and not shift.doubled)
    if violations or not is_empty or not all(recall.fixed for recall in recalls):
        raise typer.Exit(1)


def _live(console: "Console") -> "Callable[[int, dict[str, Any]], None]":
    """Print the first events as the other process hears them; it hears hundreds, the table at the end counts them."""
    from itertools import count

    heard = count(1)

    def hear(process: int, event: dict[str, Any]) -> None:
        if (number := next(heard)) <= LIVE:
            key = event["key"] or "-"
            line = f"  process {process} hears event {event['event_id']}: {event['topic']}, key {key}"
            console.print(line, style="dim", markup=False, highlight=False)
        elif number == LIVE + 1:
            console.print("  … and so on", style="dim")

    return hear


def _database(reset: bool, keep: bool) -> str:
    """The database to act on; the private one is made where there is none."""
    from agora import database

    if given := os.environ.get("AGORA_DSN"):
        if reset:
            raise typer.BadParameter("--reset is for the private database; AGORA_DSN names another")
        return given
    return database.ensure(database.private(), keep=keep, reset=reset)


def _progress(console: "Console", text: str, total: int, items: "Iterable[T]") -> "Iterable[T]":
    from rich.progress import track

    return track(items, description=f"  {text}", total=total, console=console)


def _table(title: str, **columns: Any) -> Any:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold")
    for name, justify in columns.items():
        table.add_column(name.replace("_", " "), justify=justify)
    return table


def _show_manifest(console: "Console", recall: "Recall") -> None:
    from rich.panel import Panel
    from rich.text import Text

    title = f"What it was told about “{recall.incident.title}”: the manifest, as it goes into a prompt"
    console.print()
    console.print(Panel(Text(recall.told.strip()), title=Text(title, style="bold"), title_align="left"))


def _show_recalls(console: "Console", recalls: "list[Recall]") -> None:
    table = _table(
        "\nWhat memory answered",
        bug="left",
        error="left",
        same="center",
        fix="right",
        alike="right",
        trust="right",
        works="center",
    )
    for recall in recalls:
        table.add_row(
            recall.incident.title,
            recall.error_type,
            "yes" if recall.recognised else "no",
            f"#{recall.rank}" if recall.rank else "-",
            f"{recall.similarity:.2f}",
            f"{recall.confidence_before:.3f} → {recall.confidence_after:.3f}",
            "yes" if recall.fixed else "no",
        )
    console.print(table)
    console.print(
        "same: the program met elsewhere is recognised; fix: rank of the right fix for another program\n"
        "with the bug; alike: similarity of the two errors; trust: Wilson confidence in the fix, before →\n"
        "after; works: the second program runs with the fix.",
        style="dim",
    )


def _show_rewards(console: "Console", team: Any, actor: int, lessons: "list[Lesson]") -> None:
    new = [lesson.transform_id for lesson in lessons if lesson.was_new]
    rows = team.rows(
        "SELECT e.subject, e.amount, e.factors, e.transaction_id FROM agora_reward.earned_reward AS e"
        " WHERE e.principal_id = %s AND e.kind = 'transform' AND e.subject_id = ANY (%s::bigint[])"
        " ORDER BY e.amount DESC, e.subject_id",
        [actor, new],
    )
    if not rows:
        console.print("\nNobody was paid: every fix was known already, and a fix is paid once.")
        return
    table = _table(
        f"\nWho was paid (the highest 8 of {len(rows)})",
        transform="left",
        quality="right",
        novelty="right",
        complexity="right",
        tokens="right",
        ledger_transaction="right",
    )
    for row in rows[:8]:
        factors = row["factors"]
        table.add_row(
            row["subject"],
            f"{factors['quality']:.2f}",
            f"{factors['novelty']:.2f}",
            f"{factors['complexity']:.2f}",
            f"{row['amount']:.3f}",
            str(row["transaction_id"]),
        )
    console.print(table)


def _show_events(console: "Console", topics: Any) -> None:
    table = _table("\nEvents received by a process that listens", topic="left", events="right")
    for topic, count in sorted(topics.items()):
        table.add_row(topic, str(count))
    console.print(table)


def _balances(team: Any, actors: tuple[int, int]) -> dict[int, Any]:
    return {actor: team.ledger.balance(account=team.ledger.wallet_of(principal=actor)) for actor in actors}


def _show_balances(console: "Console", team: Any, actors: tuple[int, int], before: dict[int, Any]) -> None:
    after = _balances(team, actors)
    names = {
        row["principal_id"]: row["name"]
        for row in team.rows("SELECT d.principal_id, d.name FROM agora.principal_directory AS d")
    }
    table = _table("\nBalances, in tokens", principal="left", before="right", after="right")
    for actor in actors:
        table.add_row(names[actor], f"{before[actor]:.3f}", f"{after[actor]:.3f}")
    console.print(table)


def _show_shift(console: "Console", shift: "Shift | None") -> None:
    if shift is None:
        console.print("\nThe board has tasks of somebody else: no crew was sent to work on it.")
        return
    table = _table("\nA crew of three, one killed", worker="left", completed="right", lost="right")
    for row in shift.shares:
        name = f"{row['name']} (killed)" if row["name"] == shift.killed else row["name"]
        table.add_row(name, str(row["completed"]), str(row["lost"]))
    console.print(table)
    console.print(
        f"{shift.done} tasks done in {shift.seconds:.1f} s, {shift.doubled} of them twice; what the killed process"
        " held came back by itself.",
        style="dim",
    )


def _summary(console: "Console", lessons: "list[Lesson]", recalls: "list[Recall]", violated: bool) -> None:
    recognised = sum(recall.recognised for recall in recalls)
    first = sum(recall.rank == 1 for recall in recalls)
    kept = sum(lesson.was_new for lesson in lessons)
    console.print(
        f"\n{len(recalls)} bugs: {recognised} recognised, the right fix ranked first for {first}, "
        f"{kept} fixes new to memory. Invariants: {'[red]violated[/]' if violated else 'no violation'}."
    )
    console.print(
        "\nLook around:  [bold].venv/bin/agora psql[/]\n"
        "  SELECT * FROM agora_memory.known_fixes('KeyError: ''name''');\n"
        "  SELECT * FROM agora_memory.match_transforms('read JSON with a byte-order mark');\n"
        "  SELECT * FROM agora_ledger.statement;        \\dv agora*.*  lists the views"
    )


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(demo)
