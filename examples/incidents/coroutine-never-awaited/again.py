"""Tells a walking group which hut to aim for."""

import asyncio
from typing import Any


class Weather:
    """A forecast service with an asynchronous interface."""

    async def forecast(self, place: str) -> list[int]:
        """Return the millimetres of rain for the next three hours."""
        return [0, 2, 9] if place == "pass" else [0, 0, 1]


HUTS = {"pass": 1480, "lake": 960}


async def advise(service: Weather) -> list[str]:
    """Return the huts that stay dry for two hours with their heights."""
    rain: dict[str, Any] = {hut: service.forecast(hut) for hut in HUTS}
    dry = [hut for hut in HUTS if rain[hut][1] == 0]
    return [f"{hut} at {HUTS[hut]} m" for hut in dry]


def main() -> None:
    """Print the advice."""
    print("walk to", *asyncio.run(advise(Weather())))


if __name__ == "__main__":
    main()
