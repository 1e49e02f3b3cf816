"""Renders a travel offer with prices in the reader's currency."""

import asyncio
from string import Formatter
from typing import Any

RATES = {"CHF": 0.95, "JPY": 160.0}


class Rates:
    """The rates of a bank that is asked over an asynchronous connection."""

    async def get(self, currency: str) -> float:
        """Return units of the currency per euro."""
        return await asyncio.to_thread(RATES.__getitem__, currency)


class Offer(Formatter):
    """Template with {price:CUR} fields."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write an amount of euros in the currency named by the field."""
        rate = asyncio.run(Rates().get(format_spec))
        return f"{value * rate:.2f} {format_spec}"


async def page(price: float) -> str:
    """Build the page inside the framework's loop."""
    return Offer().format("Hut for two: {price:CHF} or {price:JPY}", price=price)


if __name__ == "__main__":
    print(asyncio.run(page(120.0)))
