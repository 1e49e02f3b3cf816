"""Live events, received by a second process."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from threading import Thread
from types import TracebackType
from typing import Any, Self


class Listener:
    """Runs `agora.demo.listener` beside the story, says what it hears when it hears it, and counts it by topic."""

    def __init__(self, dsn: str, consumer: str, hear: Callable[[int, dict[str, Any]], None]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agora.demo.listener", dsn, consumer],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._hear = hear
        self._reader = Thread(target=self._read, daemon=True)
        self.topics: Counter[str] = Counter()

    def __enter__(self) -> Self:
        output = self._process.stdout
        if output is None or not output.readline():
            raise RuntimeError("the listening process did not start")
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        if self._process.stdin:
            self._process.stdin.close()
        self._reader.join()
        self._process.wait()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            event = json.loads(line)
            self.topics[event["topic"]] += 1
            self._hear(self._process.pid, event)
