"""Serves a page whose synchronous part needs an asynchronous client."""

import asyncio


async def fetch_stock(article: str) -> int:
    """Ask the warehouse, which answers asynchronously."""
    await asyncio.sleep(0)
    return {"bolt": 40, "nut": 7}[article]


def describe(article: str) -> str:
    """Describe an article; called from synchronous and asynchronous code alike."""
    count = asyncio.run(fetch_stock(article))
    return f"{article}: {count} left"


async def serve(articles: list[str]) -> None:
    """Answer one request per article."""
    for article in articles:
        print(describe(article))


if __name__ == "__main__":
    asyncio.run(serve(["bolt", "nut"]))
