"""What the two agents of the demonstration do, against the API and nothing else."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from agora import client
from agora.demo.incidents import Incident, Outcome, run

T = TypeVar("T")
R = TypeVar("R")

FIRST, SECOND = "demo-ada", "demo-ben"


@dataclass(frozen=True)
class Lesson:
    """What the first agent's work on an incident left in memory."""

    incident: Incident
    error_type: str
    transform_id: int | None
    was_new: bool


@dataclass(frozen=True)
class Recall:
    """What memory told the second agent, and what its success changed."""

    incident: Incident
    error_type: str
    recognised: bool
    rank: int | None
    similarity: Decimal
    confidence_before: Decimal
    confidence_after: Decimal
    fixed: bool
    told: str
    """The manifest, as it would be pasted into a prompt."""


def register(dsn: str) -> tuple[int, int]:
    """Make the two agents known; the same call again returns the same ids."""
    with client.connect(dsn) as team:
        return team.core.register_principal(name=FIRST), team.core.register_principal(name=SECOND)


def learn(dsn: str, actor: int, incident: Incident) -> Lesson:
    """The first agent: meets the bug, finds the fix, leaves it behind."""
    with client.connect(dsn) as team:
        failed, _ = _attempt(team, dsn, actor, incident, "broken.py", incident.problem)
        retry = team.memory.start_attempt(
            request=incident.problem,
            category=incident.category,
            approach=incident.approach,
            parent=failed["attempt_id"],
            actor=actor,
        )
        outcome = run(incident, "fixed.py", dsn)
        ended = _finish(
            team, actor, retry, outcome, code=incident.fix() if outcome.status == "success" else None
        )
        return Lesson(incident, _error_type(team, failed), ended["transform_id"], not ended["is_duplicate"])


def recall(dsn: str, actor: int, lesson: Lesson) -> Recall:
    """The second agent: meets the same program elsewhere, then the same bug in a program of its own.

    It asks memory first and applies what it is told.
    """
    incident = lesson.incident
    with client.connect(dsn) as team:
        moved, _ = _attempt(team, dsn, actor, incident, "broken.py", incident.problem, moved=True)
        failed, outcome = _attempt(team, dsn, actor, incident, "again.py", incident.problem_again)
        manifest = team.memory.manifest(
            problem=incident.problem_again,
            options={
                "error": outcome.message or outcome.stack,
                "error_type": outcome.error_type,
                "stack": outcome.stack,
            },
            actor=actor,
        )
        fixes = manifest["fixes"].get("items", [])
        ours = next((fix for fix in fixes if fix["transform_id"] == lesson.transform_id), None)
        if ours is None:
            return Recall(
                incident,
                lesson.error_type,
                moved["is_known_error"],
                None,
                Decimal(0),
                Decimal(0),
                Decimal(0),
                False,
                manifest["text"],
            )
        retry = team.memory.start_attempt(
            request=incident.problem_again,
            category=incident.category,
            parent=failed["attempt_id"],
            transforms=[ours["transform_id"]],
            details={"manifest_id": manifest["manifest_id"]},
            actor=actor,
        )
        applied = run(incident, "again_fixed.py", dsn)
        _finish(team, actor, retry, applied)
        team.memory.rate_recommendation(
            manifest=manifest["manifest_id"],
            item=ours["item"],
            helpful=applied.status == "success",
            actor=actor,
        )
        return Recall(
            incident,
            lesson.error_type,
            moved["is_known_error"],
            ours["rank"],
            Decimal(str(ours["similarity"])),
            Decimal(str(ours["confidence"])),
            _trust(team, ours["transform_id"]),
            applied.status == "success",
            manifest["text"],
        )


def together(work: Callable[[T], R], items: list[T]) -> Iterator[R]:
    """Do the items at once, as a team does, one connection each; results as they are done, in order."""
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        yield from pool.map(work, items)


def learn_all(dsn: str, actor: int, incidents: list[Incident]) -> Iterator[Lesson]:
    """The first agent's day."""
    return together(partial(learn, dsn, actor), incidents)


def recall_all(dsn: str, actor: int, lessons: list[Lesson]) -> Iterator[Recall]:
    """The second agent's day."""
    return together(partial(recall, dsn, actor), lessons)


def _attempt(
    team: client.Agora,
    dsn: str,
    actor: int,
    incident: Incident,
    program: str,
    request: str,
    *,
    moved: bool = False,
) -> tuple[dict[str, Any], Outcome]:
    attempt = team.memory.start_attempt(request=request, category=incident.category, actor=actor)
    outcome = run(incident, program, dsn, moved=moved)
    return _finish(team, actor, attempt, outcome), outcome


def _finish(
    team: client.Agora, actor: int, attempt: int, outcome: Outcome, code: str | None = None
) -> dict[str, Any]:
    ended: dict[str, Any] = team.memory.finish_attempt(
        attempt=attempt,
        status=outcome.status,
        error_type=outcome.error_type,
        error_message=outcome.message,
        error_stack=outcome.stack,
        code=code,
        quality=Decimal("0.9") if code else None,
        actor=actor,
    )
    return ended


def _trust(team: client.Agora, transform: int) -> Decimal:
    """How sure memory is of a transform, over all the errors it answered."""
    rows = team.rows(
        "SELECT agora_memory.wilson_lower_bound(sum(r.successes)::bigint, sum(r.n)::bigint) AS confidence"
        " FROM agora_memory.error_resolution AS r WHERE r.transform_id = %s",
        [transform],
    )
    return Decimal(rows[0]["confidence"] or 0)


def _error_type(team: client.Agora, failed: dict[str, Any]) -> str:
    rows = team.rows(
        "SELECT s.error_type FROM agora_memory.known_error_signature AS s WHERE s.error_signature_id = %s",
        [failed["error_signature_id"]],
    )
    return str(rows[0]["error_type"]) if rows else failed["status"]
