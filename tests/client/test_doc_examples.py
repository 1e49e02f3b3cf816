"""Every example in the pages runs, as docs/development.md says: each page in a database of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from agora import cluster as launcher
from agora import resources
from tests.support.pace import UNHURRIED

ROOT = resources.root()
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MARKER = "-- end of block --"


@dataclass(frozen=True)
class Block:
    """A fenced block; its first line is `language word=value …`."""

    place: str
    language: str
    words: dict[str, str]
    text: str


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w*)[ ]*(.*)\n((?:.*\n)*?)```$", text, flags=re.MULTILINE):
        words = dict(word.partition("=")[::2] for word in found[2].split())
        yield Block(f"{page.name}:{text[: found.start()].count(chr(10)) + 1}", found[1], words, found[3])


class Psql:
    """One psql for all blocks of a page, so that its variables live on from block to block."""

    def __init__(self, program: Path, dsn: str) -> None:
        self._login = ""
        self._process = subprocess.Popen(
            [program, "--no-psqlrc", "--quiet", "--set", "SHOW_CONTEXT=never", "--dbname", dsn],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, text: str, login: str) -> tuple[str, str]:
        """Output of a block, and the SQLSTATE of its last error; 00000 for none."""
        if login != self._login:
            self._send(f"\\connect - {login}\n")
            self._login = login
        output = self._send(f"\\set LAST_ERROR_SQLSTATE 00000\n{text}\n")
        return output, self._send("\\echo :LAST_ERROR_SQLSTATE\n").strip()

    def _send(self, text: str) -> str:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(f"{text}\\echo {MARKER!r}\n")
        stdin.flush()
        lines: list[str] = []
        for line in stdout:
            if line == f"{MARKER}\n":
                return "".join(lines)
            lines.append(line)
        raise AssertionError(f"psql ended: {''.join(lines)}")


@dataclass
class Page:
    """What the blocks of a page run in."""

    dsn: str
    psql: Psql
    logins: dict[str, str]
    directory: Path
    environment: dict[str, str]
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "example"})

    def run(self, block: Block) -> str:
        """Run a block, fail where it ends otherwise than its words say; returns its output."""
        return {"sql": self._sql, "python": self._python, "console": self._console}[block.language](block)

    def _login(self, block: Block, default: str) -> str:
        role = next((word for word in ("operator", "superuser") if word in block.words), default)
        return block.words.get("as") or self.logins[role]

    def _sql(self, block: Block) -> str:
        output, error = self.psql.run(block.text, self._login(block, "service"))
        assert error == block.words.get("error", "00000"), f"{block.place}\n{output}"
        return output

    def _python(self, block: Block) -> str:
        printed = StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
            patch.setenv("AGORA_DSN", make_conninfo(self.dsn, user=self._login(block, "service")))
            exec(compile(block.text, block.place, "exec"), self.names)
        return printed.getvalue()

    def _console(self, block: Block) -> str:
        dsn = make_conninfo(self.dsn, user=self._login(block, "superuser"))
        output = ""
        for command in re.findall(r"^\$ ((?:.*\\\n)*.*)$", block.text, flags=re.MULTILINE):
            done = subprocess.run(
                ["/bin/bash", "-c", command],
                cwd=self.directory,
                env={**self.environment, "AGORA_DSN": dsn},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=120,
            )
            assert done.returncode == int(block.words.get("exit", "0")), (
                f"{block.place} {command}\n{done.stdout}"
            )
            output += done.stdout
        return output


@pytest.fixture
def page(quiet_dsn: str, quiet_cluster: launcher.Cluster, tmp_path: Path) -> Iterator[Page]:
    """What a page runs in."""
    logins = {"service": "page_service", "operator": "page_operator", "superuser": quiet_cluster.user}
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{quiet_cluster.bindir}:{os.environ['PATH']}",
        "PGHOST": quiet_cluster.host,
        "PGPORT": str(quiet_cluster.port),
        "PGUSER": quiet_cluster.user,
    }
    with psycopg.connect(quiet_dsn) as admin:
        admin.execute("CREATE ROLE page_service LOGIN IN ROLE agora_service")
        admin.execute("CREATE ROLE page_operator LOGIN IN ROLE agora_operator")
        admin.execute(UNHURRIED)
    with Psql(quiet_cluster.bindir / "psql", quiet_dsn) as psql:
        yield Page(quiet_dsn, psql, logins, tmp_path, environment)


def plain(output: str) -> str:
    """An output without blanks at the ends of its lines."""
    return "\n".join(line.rstrip() for line in output.strip("\n").splitlines()).rstrip("\n")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_examples(path: Path, page: Page) -> None:
    output = ""
    for block in blocks(path):
        if "output" in block.words:
            assert plain(output) == plain(block.text), block.place
        elif "file" in block.words:
            (page.directory / block.words["file"]).write_text(block.text, encoding="utf-8")
        elif block.language in ("sql", "python", "console") and "norun" not in block.words:
            output = page.run(block)
