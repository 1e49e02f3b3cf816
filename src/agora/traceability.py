"""Traceability: every requirement of the three families, and the object that answers it.

`docs/traceability.csv` is edited by hand; `python -m agora.traceability` renders the page beside it.
`check` looks up what the rows point at in a live database and among the files of the checkout.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from psycopg import Connection

from agora import resources


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement; the fields are the columns of the CSV file, in order."""

    id: str
    source: str
    section: str
    kind: str
    item: str
    status: str
    target: str
    note: str

    @property
    def reference(self) -> tuple[str, str] | None:
        """Form and name of a target that can be looked up, such as ('table', 'agora.setting'); else None."""
        form, _, name = self.target.partition(" ")
        return (form, name) if form in REFERENCES and self.status in ("here", "replaced") else None


SOURCES: Mapping[str, str] = {
    "debug-and-economy": "Debug intelligence, models, economy, clarification and shared context (ids `DE-`)",
    "coordination": "Work coordination, governance of agents and sandbox contracts (ids `CO-`)",
    "market-and-court": "Market, plan log, attestation, challenges and open economy (ids `MC-`)",
}
"""The requirement families, in the order of the page."""

KINDS: Mapping[str, str] = {
    "table": "a table or view the family names",
    "topic": "a stream, topic or notice",
    "operation": "a call, tool, command or process",
    "metric": "a measured figure or target",
    "alert": "a condition somebody must hear of",
    "state_machine": "a life cycle",
    "requirement": "a rule or ability",
    "parameter": "a group of adjustable values",
    "resolution": "a decision between contradicting statements",
    "weakness": "a flaw or gap to avoid or to decide",
}

STATUSES: Mapping[str, str] = {
    "here": "answered by the named object of this release",
    "replaced": "answered otherwise; a name without a word such as `table` before it is of a later release",
    "later": "comes with the named schema or object; `client` is the command line, worker and Python package",
    "out_of_scope": "not built, for the reason given",
}

_SQL: Mapping[str, str] = {
    "table": "SELECT 1 FROM pg_class WHERE oid = to_regclass(%s) AND relkind IN ('r', 'p')",
    "view": "SELECT 1 FROM pg_class WHERE oid = to_regclass(%s) AND relkind IN ('v', 'm')",
    "function": "SELECT 1 FROM pg_proc WHERE pronamespace::regnamespace::text || '.' || proname = %s",
    "type": "SELECT 1 WHERE to_regtype(%s) IS NOT NULL",
    "setting": "SELECT 1 FROM agora.setting WHERE key = %s",
    "flag": "SELECT 1 FROM agora.feature_flag WHERE flag = %s",
}

REFERENCES = frozenset({*_SQL, "file"})
"""First words of the targets that `check` can look up."""

SECTIONS: Mapping[str, Mapping[str, str]] = {
    "debug-and-economy": {
        "1.1": "Registry of transforms",
        "1.2": "Quality of code",
        "1.3": "Attempts",
        "1.4": "Errors and fixes",
        "1.5": "Golden states",
        "1.6": "Model prices and costs",
        "1.7": "Model performance, migration and budgets",
        "1.8": "Token economy",
        "1.9": "Patterns",
        "1.10": "Shared context between peers",
        "1.11": "Clarification",
        "1.12": "Quorums",
        "1.13": "Generation pipeline",
        "1.14": "Comparing pipeline versions",
        "1.15": "Earlier observability tables",
        "1.16": "Events and flags",
        "1.17": "Views, dashboards, metrics and alerts",
        "2.1": "What merges",
        "2.2": "Further tables, views and functions",
        "2.4": "Concurrency and performance",
        "3": "Contradictions and their resolutions",
        "4.1": "Flaws of earlier SQL",
        "4.2": "Flaws of earlier models",
        "6": "Parameters and levers",
        "7": "Coverage rows",
        "8": "Open decisions and what is not worth building",
    },
    "coordination": {
        "1": "Vocabulary and entities",
        "2.1": "Purpose",
        "2.2": "States of tasks and sessions",
        "2.3": "Claims",
        "2.4": "Heartbeat and release",
        "2.5": "Broadcast and push",
        "2.6": "Unblocking",
        "2.7": "Blockers, help and escalation",
        "2.8": "Filler work",
        "2.9": "Targets",
        "2.10": "Event bus",
        "3.1": "Capability registry",
        "3.2": "Matching",
        "3.3": "Policies",
        "3.4": "Budgets",
        "3.5": "Circuit breaker",
        "3.6": "Requests for help",
        "4.1": "Sandbox",
        "4.2": "Resource limits",
        "4.3": "Scoped credentials",
        "4.4": "Service levels",
        "4.5": "Reputation",
        "4.6": "Commands and HTTP",
        "5": "Witness and cost log",
        "6": "Security",
        "7.1": "Metrics",
        "7.2": "Alerts",
        "7.3": "Incidents and recovery",
        "8": "What lies outside the database",
        "9": "Measures of success",
        "10": "Contradictions and their resolutions",
        "14": "Design cautions",
        "15": "Parameters",
    },
    "market-and-court": {
        "1.0": "Actors and flow",
        "1.1.1": "Envelope",
        "1.1.2": "Verbs",
        "1.1.3": "Logical clock",
        "1.1.4": "Audit log",
        "1.1.5": "Content store",
        "1.1.6": "First policy",
        "1.1.7": "Plan log",
        "1.1.8": "First consensus",
        "1.1.9": "First agents",
        "1.2.1": "Accounts and ledger",
        "1.2.2": "Stake",
        "1.2.3": "Slashing",
        "1.2.4": "Pool of verifiers",
        "1.2.5": "Committees",
        "1.2.6": "Reputation",
        "1.2.7": "Bounties and payout",
        "1.3.1": "Proposals",
        "1.3.2": "Leases",
        "1.3.3": "Auctions",
        "1.3.4": "Versions of a plan",
        "1.4.1": "Challenges",
        "1.4.2": "Bonds and outcomes",
        "1.4.3": "Verification and escalation",
        "1.4.4": "Challenge verifiers",
        "1.4.5": "Invalidation",
        "1.5.1": "Buckets and decisions",
        "1.5.2": "Quorum",
        "1.5.3": "Epochs and merging",
        "1.5.4": "Bootstrap",
        "1.6": "Synchronised plan store",
        "1.7": "Policy engine",
        "1.8": "Linked content and proofs",
        "1.9": "Peer-to-peer transport",
        "1.10": "Routing",
        "1.11": "Work across shards",
        "1.12": "Checkpoints and pruning",
        "1.13": "Identity",
        "1.14": "Observability and simulation",
        "1.15": "Open economy",
        "1.16": "Hardening",
        "1.17": "Invariants",
        "2.1": "Mechanisms",
        "2.2": "What lies outside the database",
        "2.3": "Techniques",
        "3": "Contradictions and their resolutions",
        "7": "Parameters",
        "8": "Open gaps",
    },
}
"""Title of every section, per family, in the order of the page."""

_PREAMBLE = """\
# Traceability

<!-- Rendered from traceability.csv by `python -m agora.traceability`; edit the CSV file. -->

Three families of requirements stand behind agora. This page names every table, topic, operation, metric,
alert, state machine, parameter group, contradiction and known weakness of theirs, and what answers it."""


def load(path: Path | None = None) -> list[Row]:
    """Read the CSV file of the checkout, or another one of the same form."""
    path = path or _docs() / "traceability.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *records = csv.reader(file, strict=True)
    columns = [field.name for field in fields(Row)]
    if header != columns:
        raise ValueError(f"{path}: the columns must be {', '.join(columns)}")
    for record in records:
        if len(record) != len(columns):
            raise ValueError(f"{path}: {record} does not have {len(columns)} fields")
    return [Row(*record) for record in records]


def render() -> str:
    """The page: counts, legend, then a table per family and section."""
    rows = load()
    return "\n".join([_PREAMBLE, *_summary(rows), *_legend(), *_sections(rows)]) + "\n"


def check(conn: Connection[Any], rows: Sequence[Row] | None = None) -> list[str]:
    """One line for every target that neither the database nor the checkout has; empty when all is well."""
    problems = []
    for row in load() if rows is None else rows:
        if row.reference is None:
            continue
        form, name = row.reference
        if form == "file":
            found = (resources.root() / name).exists()
        else:
            found = conn.execute(_SQL[form], (name,)).fetchone() is not None
        if not found:
            problems.append(f"{row.id}: no {form} {name}")
    return problems


def main() -> None:
    """Write the page."""
    page = _docs() / "traceability.md"
    page.write_text(render(), encoding="utf-8")
    print(page)


def _docs() -> Path:
    return resources.root() / "docs"


def _summary(rows: Sequence[Row]) -> Iterator[str]:
    counts = Counter((row.source, row.status) for row in rows)
    yield ""
    yield from _table_head("Family", *STATUSES, "all")
    for source in SOURCES:
        numbers = [counts[source, status] for status in STATUSES]
        yield _line(source, *map(str, numbers), str(sum(numbers)))
    totals = [sum(counts[source, status] for source in SOURCES) for status in STATUSES]
    yield _line("all", *map(str, totals), str(len(rows)))


def _legend() -> Iterator[str]:
    for title, words in (("Families", SOURCES), ("Statuses", STATUSES), ("Kinds", KINDS)):
        yield from ("", f"**{title}**", "")
        yield from (f"- `{word}`: {meaning}" for word, meaning in words.items())


def _sections(rows: Sequence[Row]) -> Iterator[str]:
    for source, titles in SECTIONS.items():
        yield from ("", f"## {source}")
        for section, title in titles.items():
            of_section = [row for row in rows if (row.source, row.section) == (source, section)]
            yield from _section(f"{section} {title}", of_section)


def _section(title: str, rows: Sequence[Row]) -> Iterator[str]:
    counts = Counter(row.status for row in rows)
    yield from ("", f"### {title}", "")
    yield ", ".join(f"{status} {counts[status]}" for status in STATUSES if counts[status])
    yield ""
    yield from _table_head("Id", "Kind", "Item", "Status", "Object or reason", "Note")
    for row in rows:
        target = row.target if row.status == "out_of_scope" else f"`{row.target}`"
        yield _line(f"`{row.id}`", row.kind, row.item, row.status, target, row.note)


def _table_head(*cells: str) -> Iterable[str]:
    return _line(*cells), "|" + " --- |" * len(cells)


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
