"""What workers for requests share: take one, do it, say what came of it.

outcome = agora.outside.step(connection, "exec", actor, lambda body, limits: executor.run(box, body, limits))
"""

import base64
import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from agora import errors

Fields = dict[str, Any]
Verdict = tuple[str, Fields, list[str]]
"""Outcome, result and violations, as `finish_request()` takes them."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no text has."""


def step(
    connection: psycopg.Connection[Any],
    kind: str,
    actor: int,
    do: Callable[[Fields, dict[str, int]], Verdict],
) -> str | None:
    """Do the next request of a kind; returns the outcome, None where there is no request."""
    with errors.translated(), connection.cursor(row_factory=tuple_row) as cursor:
        claimed = cursor.execute(
            "SELECT c.request_id, c.epoch, c.body, c.limits"
            " FROM agora_work.claim_request(%s, p_actor => %s) AS c",
            [kind, actor],
        ).fetchone()
        if claimed is None:
            return None
        outcome, result, violations = do(claimed[2], claimed[3])
        try:
            with errors.translated():
                finished = cursor.execute(
                    "SELECT agora_work.finish_request(%s, %s, %s, %s, %s, p_actor => %s)",
                    [claimed[0], claimed[1], outcome, Jsonb(result), violations, actor],
                ).fetchone()
        except (errors.RequestClosed, errors.RequestLost):
            return "lost"  # it took longer than the lease, and another has it
        return str(finished[0]) if finished else None


def content(name: str, given: bytes, most: int) -> Fields:
    """What a program said, no more than `most` bytes of it: as text, or in base64 where it is none."""
    kept = given[: max(most, 0)]
    told: Fields = {f"{name}_bytes": len(given)} if len(kept) < len(given) else {}
    with suppress(UnicodeDecodeError):  # a character may be cut in two, but only there
        text = codecs.getincrementaldecoder("utf-8")().decode(kept, final=len(kept) == len(given))
        if not CONTROL.search(text):
            return {name: text, **told}
    return {f"{name}_base64": base64.b64encode(kept).decode(), **told}
