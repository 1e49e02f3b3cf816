"""Prints a dashboard from sources of which some answer asynchronously."""

import asyncio
import inspect
from collections.abc import Mapping
from typing import Any


async def load_orders(day: str) -> dict[str, int]:
    """Ask the order service."""
    await asyncio.sleep(0)
    return {"open": 3, "sent": 14} if day == "monday" else {}


def load_staff(day: str) -> list[str]:
    """Ask the roster, which answers at once."""
    return ["Ira", "Tom"] if day == "monday" else []


async def resolve_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of the mapping in which every awaitable value is replaced by its result.

    The awaitables run concurrently, plain values pass unchanged and the order of the keys stays. The first
    exception cancels the others and is raised.
    """
    names = [name for name, value in values.items() if inspect.isawaitable(value)]

    async def wait_for(name: str) -> Any:
        return await values[name]

    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(wait_for(name)) for name in names}
    return {name: tasks[name].result() if name in tasks else value for name, value in values.items()}


async def dashboard(day: str) -> str:
    """Put the sources together."""
    parts: dict[str, Any] = {"orders": load_orders(day), "staff": load_staff(day)}
    parts = await resolve_values(parts)
    return f"{parts['orders']['open']} open orders for {len(parts['staff'])} people"


if __name__ == "__main__":
    print(asyncio.run(dashboard("monday")))
