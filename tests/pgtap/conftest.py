"""Collects pgTAP files: each is a test, run by psql as pg_prove does, in a transaction that it rolls back."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tap.parser import Parser

from agora import cluster

# pg_prove's own flags; ON_ERROR_STOP makes a file that dies in the middle a failure.
PSQL = (
    *("--no-psqlrc", "--no-align", "--quiet", "--tuples-only", "--pset", "pager=off", "--pset", "null="),
    *("--set", "ON_ERROR_ROLLBACK=1", "--set", "ON_ERROR_STOP=1"),
)
SECONDS = 300

_dsn = pytest.StashKey[str]()


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> "TapFile | None":
    return TapFile.from_parent(parent, path=file_path) if file_path.suffix == ".sql" else None


class TapFile(pytest.File):
    """A file of assertions."""

    def collect(self) -> Iterator["TapItem"]:
        text = self.path.read_text(encoding="utf-8")
        if not re.search(r"^BEGIN;", text, re.MULTILINE) or not text.rstrip().endswith("ROLLBACK;"):
            raise self.CollectError(f"{self.path}: a pgTAP file is one transaction, from BEGIN; to ROLLBACK;")
        yield TapItem.from_parent(self, name=self.path.stem)


class TapError(Exception):
    """What a file reported."""


class TapItem(pytest.Item):
    """The run of a file."""

    def runtest(self) -> None:
        if broken := os.environ.get("AGORA_TEST_BROKEN"):
            raise TapError(broken)
        server = cluster.Cluster(Path(os.environ["AGORA_TEST_ROOT"]))
        try:
            done = subprocess.run(
                [server.bindir / "psql", *PSQL, "--dbname", self._database(server), "--file", self.path],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                env={**os.environ, "PGOPTIONS": "--client-min-messages=warning"},
            )
        except subprocess.TimeoutExpired:
            raise TapError(f"still running after {SECONDS} seconds") from None
        counts, problems = read_tap(done.stdout)
        self.user_properties.extend(counts.items())
        if done.returncode:
            problems.append(f"psql ended with {done.returncode}")
        if problems:
            raise TapError("\n".join([*problems, done.stderr.strip()]).rstrip())
        if not sum(counts.values()):
            pytest.skip("the file skips itself")

    def _database(self, server: cluster.Cluster) -> str:
        """The clone that the files of this process share."""
        if _dsn not in self.session.stash:
            name = "pgtap_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
            with psycopg.connect(server.dsn(), autocommit=True) as admin:
                template = os.environ["AGORA_TEST_TIMED"]
                admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy".encode())
            self.session.stash[_dsn] = server.dsn(name)
        return self.session.stash[_dsn]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **options: Any) -> Any:
        if isinstance(excinfo.value, TapError):
            return f"{self.path}\n{excinfo.value}"
        return super().repr_failure(excinfo, *args, **options)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"pgTAP {self.path.stem}"


def read_tap(text: str) -> tuple[dict[str, int], list[str]]:
    """Count the assertions; a failure, a wrong plan, a bail-out are problems, an expected failure is not."""
    counts = dict.fromkeys(("ok", "not_ok", "todo", "skip"), 0)
    problems: list[str] = []
    planned = None
    failing = False
    # What a file prints besides is dropped first: the parser takes a lone "1000" for the plan "1..0".
    tap = "\n".join(line for line in text.splitlines() if re.match(r"(not )?ok\b|1\.\.\d|#|Bail out!", line))
    for line in Parser().parse_text(tap):
        if line.category == "plan":
            planned = line.expected_tests
        elif line.category == "test":
            kind = "todo" if line.todo else "skip" if line.skip else "ok" if line.ok else "not_ok"
            counts[kind] += 1
            failing = kind == "not_ok"
            if failing:
                problems.append(f"not ok {line.number} {line.description}".rstrip())
        elif line.category == "diagnostic" and failing:
            problems.append(f"    {line.text}")
        elif line.category == "bail":
            problems.append(f"bailed out: {line.reason}")
    if planned is None:
        problems.append("no plan")
    elif planned != sum(counts.values()):
        problems.append(f"planned {planned} assertions, ran {sum(counts.values())}")
    return counts, problems
