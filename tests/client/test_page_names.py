"""What the pages name is there: objects, settings, jobs, probes, commands and their options."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from psycopg import Connection

import agora
from agora import cli, resources

ROOT = resources.root()
# The traceability page has a check of its own.
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")} - {ROOT / "docs" / "traceability.md"})
# Names that are made, or set, while agora runs.
NOT_STORED = {
    "agora.traceparent",
    "agora.causation_id",
    "agora.correlation_id",
    "agora_model.llm_call_p7_retired",
}
DOMAINS = "core|event|ledger|model|memory|reward|pipeline|work"


def spans(page: Path) -> Iterator[str]:
    """What the prose of a page puts between backticks."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    for span in re.findall(r"`([^`]+)`", text):
        yield " ".join(span.split())


def python_has(name: str) -> bool:
    """Whether `agora.…` is a module, or something in one."""
    first, *rest = name.split(".")[1:]
    try:
        found: Any = getattr(agora, first) if first in agora.__all__ else import_module(f"agora.{first}")
    except ImportError:
        return False
    for part in rest:
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


@cache
def commands() -> dict[str, set[str] | None]:
    """Each command with its options, each group with None."""

    def walk(command: Any, path: str) -> Iterator[tuple[str, set[str] | None]]:
        inside = getattr(command, "commands", {})
        options = {"--help", *(o for p in command.params for o in (*p.opts, *p.secondary_opts))}
        yield path, None if inside else options
        for name, each in inside.items():
            yield from walk(each, f"{path} {name}")

    return dict(walk(typer.main.get_command(cli.app), "agora"))


def is_missing(span: str) -> bool:
    """Whether `agora …` names a command, or an option of one, that there is not; `a|b` stands for both."""
    paths = ["agora"]
    words = span.split()[1:]
    while words and any(commands()[path] is None for path in paths) and re.match(r"[a-z]", words[0]):
        paths = [f"{path} {name}" for path in paths for name in words[0].split("|")]
        words = words[1:]
        if any(path not in commands() for path in paths):
            return True
    options = re.findall(r"--[a-z][a-z-]*", " ".join(words))
    return any(o not in (commands()[path] or options) for o in options for path in paths)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_names_are_there(page: Path, conn: Connection[Any]) -> None:
    objects = {
        row[0]
        for row in conn.execute(
            """SELECT n.nspname || '.' || o.name
                 FROM (SELECT pronamespace, proname FROM pg_proc
                        UNION ALL SELECT relnamespace, relname FROM pg_class
                        UNION ALL SELECT typnamespace, typname FROM pg_type) AS o(schema, name)
                 JOIN pg_namespace AS n ON n.oid = o.schema
                WHERE n.nspname ~ '^agora'"""
        )
    }
    keys = {
        row[0]
        for row in conn.execute(
            "SELECT key FROM agora.setting UNION ALL SELECT job FROM agora.job UNION ALL SELECT probe FROM agora.probe"
        )
    }
    wrong = []
    for span in spans(page):
        for name in re.findall(r"(?<![\w./-])agora(?:_[a-z]+)?(?:\.\w+)+(?![\w*/-])", span):
            if ".".join(name.split(".")[:2]) not in objects | NOT_STORED and not python_has(name):
                wrong.append(span)
        if re.fullmatch(rf"(?:{DOMAINS})\.[a-z_0-9]+", span) and span not in keys:
            wrong.append(span)
        if span.startswith("agora ") and is_missing(span):
            wrong.append(span)
    assert wrong == []
