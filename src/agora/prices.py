"""The catalogue of models and prices: what `agora_model.load_catalogue` takes, made of genai-prices.

A dated snapshot travels in the wheel, so that prices are there without a network; where the package
genai-prices is installed (extra `pg-agora[prices]`) its data are used instead, and may be fetched anew.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genai_prices import types

SNAPSHOT = "catalogue.json.gz"
"""Name of the snapshot in the wheel."""

Catalogue = dict[str, Any]
Minima = Mapping[str, int]
Lists = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Source:
    """A catalogue and where it comes from."""

    name: str
    """As it is written into the price lists, such as genai-prices 0.2.3."""
    catalogue: Catalogue


def snapshot() -> Source:
    """The catalogue in the wheel."""
    data = json.loads(gzip.decompress((files("agora") / "data" / SNAPSHOT).read_bytes()))
    return Source(f"{data['source']} of {data['date']}", data)


def installed() -> Source:
    """The catalogue of the installed package genai-prices; ImportError where there is none."""
    from genai_prices import data

    return Source(f"genai-prices {version('genai-prices')}", catalogue(data.providers))


def fetched() -> Source:
    """The newest catalogue, over the network, by genai-prices' own updater."""
    from genai_prices.update_prices import UpdatePrices

    found = UpdatePrices().fetch()
    if found is None:
        raise RuntimeError("genai-prices found no newer prices")
    return Source(f"genai-prices, fetched {datetime.now(UTC):%Y-%m-%d}", catalogue(found.providers))


def write_snapshot(path: Any, today: date) -> None:
    """Write the snapshot of the installed package; the build does this, nobody else."""
    data = {
        "date": today.isoformat(),
        "source": f"genai-prices {version('genai-prices')}",
        **installed().catalogue,
    }
    path.write_bytes(
        gzip.compress(json.dumps(data, separators=(",", ":"), sort_keys=True).encode(), 9, mtime=0)
    )


def catalogue(providers: Iterable["types.Provider"]) -> Catalogue:
    """Providers of genai-prices as `agora_model.load_catalogue` takes them."""
    return {"providers": [_provider(place, provider) for place, provider in enumerate(providers, 1)]}


def _provider(place: int, provider: "types.Provider") -> dict[str, Any]:
    return {
        "provider": provider.id,
        "name": provider.name,
        "ordinal": place,
        "match": _rule(provider.provider_match),
        "model_match": _rule(provider.model_match),
        "fallbacks": provider.fallback_model_providers or [],
        "models": [_model(model, _MINIMA.get((provider.id, model.id), {})) for model in provider.models],
    }


# genai-prices has this in its code, not in its data: a transcription is charged for ten seconds at least.
_MINIMA: dict[tuple[str, str], Minima] = {
    ("groq", name): {"audio_hours": 10, "input_audio_hours": 10}
    for name in ("whisper-large-v3", "whisper-large-v3-turbo")
}


def _model(model: "types.ModelInfo", minima: Minima) -> dict[str, Any]:
    return {
        "model": model.id,
        "name": " ".join(model.name.split()) if model.name else None,
        "context_window": model.context_window,
        "is_deprecated": bool(model.deprecated),
        "match": _rule(model.match),
        "lists": list(_lists(model, minima)),
    }


def _rule(rule: Any) -> Any:
    """A rule of genai-prices as JSON: {"equals": "gpt-4"}, {"or": [...]}."""
    if rule is None:
        return None
    ((name, value),) = vars(rule).items()
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return {name.rstrip("_"): [_rule(part) for part in value] if is_list else value}


def _lists(model: "types.ModelInfo", minima: Minima) -> Lists:
    """One list for each stretch of time between two dates on which a price of the model starts."""
    from genai_prices import types

    prices = model.prices if isinstance(model.prices, list) else [types.ConditionalPrice(prices=model.prices)]
    variants = model.price_variants or []
    constraints = [part.constraint for part in prices] + [part.constraint for part in variants]
    starts = {each.start_date for each in constraints if isinstance(each, types.StartDateConstraint)}
    for start in [date.min, *sorted(starts)]:
        sets = [*_standard(prices, start, minima), *_variants(variants, start, minima)]
        yield {
            "from": None if start == date.min else f"{start.isoformat()}T00:00:00Z",
            "prices": {"sets": sets},
        }


def _standard(prices: Sequence["types.ConditionalPrice"], day: date, minima: Minima) -> Lists:
    # The last that is active counts; where none is, the first.
    for part in reversed(prices):
        if _has_begun(part.constraint, day):
            window = _window(part.constraint)
            yield {**window, "prices": _amounts(part.prices, minima)}
            if not window:
                return
    yield {"prices": _amounts(prices[0].prices, minima)}


def _variants(variants: Sequence["types.PriceVariant"], day: date, minima: Minima) -> Lists:
    for part in variants:
        if _has_begun(part.constraint, day):
            yield {
                **_window(part.constraint),
                "variant": dict(part.when),
                "prices": _amounts(part.prices, minima),
            }


def _has_begun(constraint: Any, day: date) -> bool:
    from genai_prices import types

    return not isinstance(constraint, types.StartDateConstraint) or constraint.start_date <= day


def _window(constraint: Any) -> dict[str, list[str]]:
    from genai_prices import types

    if not isinstance(constraint, types.TimeOfDateConstraint):
        return {}
    return {"window": [_utc(constraint.start_time), _utc(constraint.end_time)]}


def _utc(moment: time) -> str:
    if moment.tzinfo is not None:
        moment = datetime.combine(date(2000, 1, 2), moment).astimezone(UTC).time()
    return f"{moment:%H:%M:%S}"


def _amounts(prices: "types.ModelPrice", minima: Minima) -> dict[str, Any]:
    from genai_prices import types

    amounts: dict[str, Any] = {}
    for key, value in vars(prices).items():
        if isinstance(value, types.TieredPrices):
            tiers = [{"start": tier.start, "price": _number(tier.price)} for tier in value.tiers]
            amounts[key] = {"base": _number(value.base), "tiers": tiers}
        elif key in minima and value is not None:
            amounts[key] = {"base": _number(value), "minimum": minima[key]}
        elif value is not None:
            amounts[key] = _number(value)
    return amounts


def _number(value: Decimal) -> float | int:
    """A price as a JSON number that reads back as the very same decimal, of 12 decimals as `agora.usd` has."""
    value = round(value, 12)
    number = int(value) if value == value.to_integral_value() else float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"price {value} has more digits than a JSON number keeps")
    return number
