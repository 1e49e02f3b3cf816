"""Serves a page whose synchronous part needs an asynchronous client."""

import asyncio
import contextvars
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


async def fetch_stock(article: str) -> int:
    """Ask the warehouse, which answers asynchronously."""
    await asyncio.sleep(0)
    return {"bolt": 40, "nut": 7}[article]


def run_coroutine(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end from ordinary code, whether or not an event loop is running here.

    Without a running loop this is asyncio.run; inside one the coroutine gets a loop of its own on a helper
    thread, with the caller's context variables. The calling loop is blocked meanwhile.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    context = contextvars.copy_context()
    with ThreadPoolExecutor(max_workers=1) as helper:
        return helper.submit(context.run, asyncio.run, coroutine).result()


def describe(article: str) -> str:
    """Describe an article; called from synchronous and asynchronous code alike."""
    count = run_coroutine(fetch_stock(article))
    return f"{article}: {count} left"


async def serve(articles: list[str]) -> None:
    """Answer one request per article."""
    for article in articles:
        print(describe(article))


if __name__ == "__main__":
    asyncio.run(serve(["bolt", "nut"]))
