"""Tells a walking group which hut to aim for."""

import asyncio
import inspect
from collections.abc import Mapping
from typing import Any


class Weather:
    """A forecast service with an asynchronous interface."""

    async def forecast(self, place: str) -> list[int]:
        """Return the millimetres of rain for the next three hours."""
        return [0, 2, 9] if place == "pass" else [0, 0, 1]


HUTS = {"pass": 1480, "lake": 960}


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


async def advise(service: Weather) -> list[str]:
    """Return the huts that stay dry for two hours with their heights."""
    rain: dict[str, Any] = {hut: service.forecast(hut) for hut in HUTS}
    rain = await resolve_values(rain)
    dry = [hut for hut in HUTS if rain[hut][1] == 0]
    return [f"{hut} at {HUTS[hut]} m" for hut in dry]


def main() -> None:
    """Print the advice."""
    print("walk to", *asyncio.run(advise(Weather())))


if __name__ == "__main__":
    main()
