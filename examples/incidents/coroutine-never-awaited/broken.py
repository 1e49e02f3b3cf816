"""Prints a dashboard from sources of which some answer asynchronously."""

import asyncio
from typing import Any


async def load_orders(day: str) -> dict[str, int]:
    """Ask the order service."""
    await asyncio.sleep(0)
    return {"open": 3, "sent": 14} if day == "monday" else {}


def load_staff(day: str) -> list[str]:
    """Ask the roster, which answers at once."""
    return ["Ira", "Tom"] if day == "monday" else []


async def dashboard(day: str) -> str:
    """Put the sources together."""
    parts: dict[str, Any] = {"orders": load_orders(day), "staff": load_staff(day)}
    return f"{parts['orders']['open']} open orders for {len(parts['staff'])} people"


if __name__ == "__main__":
    print(asyncio.run(dashboard("monday")))
