"""What tests of programs that work share: agents, the board as it stands, and waiting for what others do."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import psycopg

import agora

Connection = psycopg.Connection[Any]
SECONDS = 60
"""After which what should have ended has failed."""


def agent(admin: Connection, name: str = "ada", **terms: Any) -> int:
    """A new one, registered for work."""
    with agora.connect(admin.info.dsn) as team:
        principal: int = team.core.register_principal(name=name)
        team.work.register_agent(agent=principal, **terms)
        return principal


def board(admin: Connection) -> dict[str, tuple[str, int]]:
    """Status and attempts of every task, by title."""
    rows = admin.execute("SELECT b.title, b.status, b.attempts FROM agora_work.board AS b").fetchall()
    return {title: (status, attempts) for title, status, attempts in rows}


async def until(holds: Callable[[], bool]) -> None:
    """Let others go on until this holds."""
    while not holds():
        await asyncio.sleep(0)


def run(course: Coroutine[Any, Any, None]) -> None:
    """Run what a test does in a loop of its own."""
    asyncio.run(asyncio.wait_for(course, SECONDS))
