"""Model calls that are authorised, timed, recorded and settled: `with agora.call(team, …) as call`.

    with agora.call(team, "acme/turbo", "generation", estimate={"input_tokens": 1000, "output_tokens": 500}) as call:
        answer = ask_the_model(...)
        call.usage = {"input_tokens": answer.input, "output_tokens": answer.output}

Many come in by `record()`, those of files by `import_lines()`, those that others traced by `import_spans()`. No rule
lives here: what a call may cost, and whether it may be made, the database says.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

from psycopg.errors import InsufficientPrivilege

from agora import errors, spans
from agora.call_files import Fault, Line

if TYPE_CHECKING:
    from agora.client import Agora

Usage = Mapping[str, int | float | Decimal]


class SpendRefusedError(Exception):
    """A budget, or the wallet, refuses the call; `answer` is that of authorize_spend(), with the ways on."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__(
            f"{answer['decision']}: {answer['remaining_usd']} USD remain; options: {answer['options']}"
        )
        self.answer = answer


@dataclass
class Call:
    """A model call under way; inside the block, say what it used."""

    key: str
    """Names the call: its authorisation and its record."""
    answer: Mapping[str, Any]
    """What authorize_spend() answered."""
    usage: Usage | None = None
    success: bool = True
    quality: float | Decimal | None = None
    details: dict[str, Any] = field(default_factory=dict)
    """category, project, agent_type, variant, meta."""
    cost_usd: Decimal | None = None
    """What it cost, once the block has ended; None = it has no price."""


@contextmanager
def call(
    team: "Agora",
    model: str,
    stage: str | None = None,
    *,
    estimate: Usage | Decimal | float | None = None,
    principal: int | None = None,
    correlation_id: UUID | str | None = None,
    key: str | None = None,
    clock: Callable[[], float] = perf_counter,
) -> Iterator[Call]:
    """Authorise a call, time the block, then record the call and settle it in one transaction.

    `estimate` is US dollars, or usage that is priced; None, or a model without a price, is a cost that nobody knows.
    An exception in the block gives the authorisation back, unless the call has said what it used: then it is recorded,
    without success, because it is to be paid.
    """
    who = {} if principal is None else {"actor": principal}
    key = key or str(uuid4())
    answer = team.model.authorize_spend(
        principal=principal,
        stage=stage,
        estimate_usd=_usd(team, model, estimate),
        correlation_id=correlation_id,
        key=key,
        **who,
    )
    if answer["decision"] not in ("allow", "warn"):
        raise SpendRefusedError(answer)
    made = Call(key, answer)
    authorization = answer["authorization_id"]
    begin = clock()

    def record(success: bool) -> None:
        took = round((clock() - begin) * 1000, 3)
        settles = {} if authorization is None else {"authorization": authorization}
        receipt = team.model.record_call(
            model=model,
            stage=stage,
            usage=made.usage,
            success=success,
            latency_ms=took,
            quality=made.quality,
            correlation_id=correlation_id,
            details={**made.details, **settles},
            key=key,
            **who,
        )
        made.cost_usd = receipt["cost_usd"]

    try:
        yield made
        if made.usage is None:
            raise ValueError("the call has not said what it used: set its usage inside the block")
    except BaseException:
        if made.usage is not None:
            record(success=False)
        elif authorization is not None:
            team.model.release_spend(authorization=authorization, **who)
        raise
    record(made.success)


def _usd(team: "Agora", model: str, estimate: Usage | Decimal | float | None) -> Decimal | float | None:
    """What a call is thought to cost in US dollars; None = nobody knows."""
    if not isinstance(estimate, Mapping):
        return estimate
    try:
        cost: Decimal = team.model.estimate_cost(model=model, usage=dict(estimate))
    except (errors.UnknownModel, errors.UnpricedModel):
        return None
    return cost


def record(
    team: "Agora",
    calls: Iterable[Mapping[str, Any]],
    *,
    principal: int | None = None,
    batch: int = 1000,
) -> Iterator[dict[str, Any]]:
    """Record calls as they come, and yield what became of each: recorded, existing or rejected, in their order.

    A call is what record_calls() takes, with a key of its own. Each batch is one transaction, unless there is one
    already; no more of them than a batch are in memory, be there ever so many.
    """
    who = {} if principal is None else {"actor": principal}
    coming = iter(calls)
    done = 0
    while sent := list(islice(coming, batch)):
        for answer in team.model.record_calls(calls=sent, **who):
            yield {**answer, "ordinal": done + answer["ordinal"]}
        done += len(sent)


class Reject(NamedTuple):
    """A call, or a line, that did not go in."""

    place: str
    reason: str
    document: dict[str, Any] | None
    """A file with this call alone; None = there is none."""


@dataclass
class Report:
    """What became of the calls of a file: recorded, existing, rejected, or skipped: spans that are no model calls."""

    outcomes: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)

    def reject(self, place: str, reason: str, found: spans.Span | Line | None = None) -> None:
        """Note what did not go in."""
        self.outcomes["rejected"] += 1
        self.rejects.append(Reject(place, reason, found.document() if found else None))


def import_spans(
    team: "Agora",
    data: bytes,
    *,
    fields: Mapping[str, str] | None = None,
    principal: str | None = None,
    cached_apart: bool = False,
    batch: int = 1000,
    dry_run: bool = False,
) -> Report:
    """Record the model calls among the spans of a file of OTLP JSON, each once, by its trace and span id.

    `fields` says which attributes attribute a call (see `agora.spans.FIELDS`), `principal`, a name or an id, whose
    calls are those that do not say; `cached_apart` that cached tokens are not in the input tokens, as some
    instrumentations pass them on. Each batch is one transaction; of a dry run nothing stays.
    """
    report = Report()
    by_owner: dict[str | None, list[tuple[spans.Span, dict[str, Any]]]] = defaultdict(list)
    for span, record, owner in _records(data, {**spans.FIELDS, **(fields or {})}, cached_apart, report):
        by_owner[owner or principal].append((span, record))
    with team.connection.transaction(force_rollback=True) if dry_run else nullcontext():
        for owner, records in by_owner.items():
            for start in range(0, len(records), batch):
                _import_batch(team, owner, records[start : start + batch], report)
    return report


def import_lines(
    team: "Agora",
    lines: Iterable[Line | Fault],
    *,
    principal: str | None = None,
    batch: int = 1000,
    dry_run: bool = False,
) -> Report:
    """Record the calls of a file that `agora.call_files` reads, each once, by its key, as those of `principal`.

    Each batch is one transaction, and no more is in memory, but for what is rejected; of a dry run nothing stays.
    """
    report = Report()
    records = ((line, line.record) for line in _readable(lines, report))
    with team.connection.transaction(force_rollback=True) if dry_run else nullcontext():
        while found := list(islice(records, batch)):
            _import_batch(team, principal, found, report)
    return report


def _readable(lines: Iterable[Line | Fault], report: Report) -> Iterator[Line]:
    """The lines of which something can be made."""
    for line in lines:
        if isinstance(line, Line):
            yield line
        else:
            report.reject(*line)


def _records(
    data: bytes, fields: Mapping[str, str], cached_apart: bool, report: Report
) -> Iterator[tuple[spans.Span, dict[str, Any], str | None]]:
    """Records of the spans that are model calls, and whose; one that only encloses another is none."""
    found = list(_spans(data, report))
    called = [span for span in found if spans.is_model_call(spans.attributes(span.body))]
    enclosing = {(span.body.get("traceId"), span.body.get("parentSpanId")) for span in called}
    innermost = [
        span for span in called if (span.body.get("traceId"), span.body.get("spanId")) not in enclosing
    ]
    report.outcomes["skipped"] += len(found) - len(innermost)
    for span in innermost:
        try:
            record, owner = spans.record(span, fields, cached_apart)
        except spans.NotACallError as error:
            report.reject(span.place, str(error), span)
        else:
            yield span, record, None if owner is None else str(owner)


def _spans(data: bytes, report: Report) -> Iterator[spans.Span]:
    """All spans of a file that are readable."""
    for line, document in spans.documents(data):
        try:
            if isinstance(document, Exception):
                raise spans.NotACallError(f"not JSON: {document}")
            for span in spans.spans(line, document):
                spans.attributes(span.resource), spans.attributes(span.body)
                yield span
        except spans.NotACallError as error:
            report.reject(f"line {line}", str(error))


_PRINCIPAL = """
SELECT d.principal_id
  FROM agora.principal_directory AS d
 WHERE d.name = %(named)s OR d.principal_id::text = %(named)s
 ORDER BY d.name <> %(named)s
 LIMIT 1
"""


def _import_batch(
    team: "Agora",
    owner: str | None,
    records: Sequence[tuple[spans.Span | Line, dict[str, Any]]],
    report: Report,
) -> None:
    """Record the calls of a principal; where it may not act, none of them goes in."""
    try:
        who = {}
        if owner is not None:
            row = team.connection.execute(_PRINCIPAL, {"named": owner}).fetchone()
            if row is None:
                raise errors.UnknownPrincipal(f"unknown principal: {owner}")
            who = {"actor": row[0]}
        with team.connection.transaction():
            answers = team.model.record_calls(calls=[record for _, record in records], **who)
    except (errors.UnknownPrincipal, errors.PrincipalSuspended, InsufficientPrivilege) as error:
        if isinstance(error, InsufficientPrivilege) and error.diag.source_function == "aclcheck_error":
            raise  # the login may not call the function at all, whoever's calls they are
        for found, _ in records:
            report.reject(found.place, str(error).splitlines()[0], found)
        return
    if not answers:  # cost_tracking is off: nothing is written
        report.outcomes["skipped"] += len(records)
        return
    for (found, _), answer in zip(records, answers, strict=True):
        if answer["outcome"] == "rejected":
            report.reject(found.place, answer["reason"], found)
        else:
            report.outcomes[answer["outcome"]] += 1
