"""Model calls that are authorised, timed, recorded and settled: `with agora.call(team, …) as call`.

    with agora.call(team, "acme/turbo", "generation", estimate={"input_tokens": 1000, "output_tokens": 500}) as call:
        answer = ask_the_model(...)
        call.usage = {"input_tokens": answer.input, "output_tokens": answer.output}

No rule lives here: what a call may cost, and whether it may be made, the database says.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from agora import errors

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
