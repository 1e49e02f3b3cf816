"""Live events, received by a second process."""

import json
import subprocess
import sys
from collections import Counter
from types import TracebackType
from typing import Self


class Listener:
    """Runs `agora.demo.listener` beside the story and counts what it received, by topic."""

    def __init__(self, dsn: str, consumer: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agora.demo.listener", dsn, consumer],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.topics: Counter[str] = Counter()

    def __enter__(self) -> Self:
        output = self._process.stdout
        if output is None or not output.readline():
            raise RuntimeError("the listening process did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        received, _ = self._process.communicate()
        self.topics.update(json.loads(line)["topic"] for line in received.splitlines())
