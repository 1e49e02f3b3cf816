"""What memory answers, as values: scores are `Decimal` from 0 to 1, times are aware, `None` is "not known".

They are read from rows and from JSON alike, by the names of their fields; what a newer database tells besides is
left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar, get_args, get_type_hints

R = TypeVar("R")


@dataclass(frozen=True)
class Fix:
    """What worked against an error or one like it; score = similarity x confidence and what else counts."""

    rank: int
    resolution_id: int
    score: Decimal
    similarity: Decimal
    confidence: Decimal
    successes: int
    failures: int
    approach: str | None
    transform_id: int | None
    transform: str | None
    code: str | None
    error_type: str
    last_success_at: datetime | None
    reason: str
    item: int | None = None
    """Its number in a manifest, by which it is rated."""


@dataclass(frozen=True)
class KnownFailure:
    """What failed repeatedly against an error, and has not worked since."""

    resolution_id: int
    approach: str | None
    transform_id: int | None
    failures: int
    last_failure_at: datetime
    item: int | None = None


@dataclass(frozen=True)
class Match:
    """A transform that fits a problem, with every part of its score; uses are counted up to 1000."""

    rank: int
    transform_id: int
    name: str
    description: str | None
    language: str
    category: str | None
    status: str
    score: Decimal
    similarity: Decimal
    quality: Decimal | None
    popularity: Decimal
    uses: int
    success_ratio: Decimal | None
    confidence: Decimal
    code: str
    item: int | None = None


@dataclass(frozen=True)
class GoldenState:
    """A finished solution that is exemplary."""

    rank: int
    golden_state_id: int
    score: Decimal
    similarity: Decimal
    quality: Decimal
    reuses: int
    problem: str
    solution: str
    category: str | None
    attempt_id: int
    approved_at: datetime | None
    item: int | None = None


@dataclass(frozen=True)
class Pattern:
    """A pattern that applies to a problem."""

    rank: int
    pattern_id: int
    score: Decimal
    similarity: Decimal
    quality: Decimal
    confidence: Decimal
    uses: int
    name: str
    pattern_type: str
    description: str | None
    template: str | None
    item: int | None = None


@dataclass(frozen=True)
class Cost:
    """What similar work cost: medians over `attempts` that succeeded; money in US dollars."""

    attempts: int
    cost_usd: Decimal | None
    highest_cost_usd: Decimal | None
    tokens_in: int | None
    tokens_out: int | None


@dataclass(frozen=True)
class Section(Generic[R]):
    """A part of a manifest: its items, or the reason why there are none."""

    items: tuple[R, ...] = ()
    reason: str | None = None

    def __iter__(self) -> Iterator[R]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class Manifest:
    """Everything known about a problem; `text` is to be pasted into a prompt.

    `manifest_id` is None where the answer was not kept, and `not_recorded` says why.
    """

    manifest_id: int | None
    text: str
    known_failures: Section[KnownFailure]
    fixes: Section[Fix]
    transforms: Section[Match]
    golden_states: Section[GoldenState]
    patterns: Section[Pattern]
    cost: Cost | None
    not_recorded: str | None = None


@dataclass(frozen=True)
class Finished:
    """What ending an attempt taught: its error's signature, the transform made of its code, its resolution."""

    attempt_id: int
    status: str
    error_signature_id: int | None
    is_known_error: bool
    transform_id: int | None
    is_duplicate: bool | None
    resolution_id: int | None
    confidence: Decimal | None
    step_error: str | None


@dataclass(frozen=True)
class Registration:
    """A registered transform; `is_duplicate` says that the same program was there already."""

    transform_id: int
    is_duplicate: bool
    hash: str


def read(kind: type[R], row: Mapping[str, Any]) -> R:
    """The value that a row or a JSON object holds."""
    shape: Any = kind
    return kind(
        **{
            name: convert(row[name]) if convert else row[name]
            for name, convert in _converters(shape)
            if name in row
        }
    )


def read_manifest(told: Mapping[str, Any]) -> Manifest:
    """The manifest that `agora_memory.manifest()` told."""
    parts = {
        "known_failures": KnownFailure,
        "fixes": Fix,
        "transforms": Match,
        "golden_states": GoldenState,
        "patterns": Pattern,
    }
    sections: dict[str, Any] = {
        name: Section(
            tuple(read(kind, item) for item in told[name].get("items", ())), told[name].get("reason")
        )
        for name, kind in parts.items()
    }
    cost = read(Cost, told["cost"]) if told["cost"]["available"] else None
    return Manifest(
        told["manifest_id"], told["text"], **sections, cost=cost, not_recorded=told.get("not_recorded")
    )


@cache
def _converters(kind: type) -> list[tuple[str, Callable[[Any], Any] | None]]:
    """How each field is made of what a row holds, or JSON, which knows neither decimals nor times; None = as it is."""
    hints = get_type_hints(kind)
    return [(field.name, _converter(hints[field.name])) for field in fields(kind)]


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    kinds = {hint, *get_args(hint)}
    if Decimal in kinds:
        return lambda value: None if value is None else Decimal(value)
    if datetime in kinds:
        return lambda value: datetime.fromisoformat(value) if isinstance(value, str) else value
    return None
