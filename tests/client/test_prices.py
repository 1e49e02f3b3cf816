"""The catalogue: every model of genai-prices costs in the database what genai-prices itself says."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from genai_prices import Usage, data, data_units
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from agora import prices

UNITS = {unit: facts["price_key"] for unit, facts in data_units.unit_data.items() if unit != "requests"}


@pytest.fixture(scope="module")
def installed() -> prices.Source:
    return prices.installed()


@pytest.fixture
def loaded(conn: Connection[Any], installed: prices.Source) -> Connection[Any]:
    conn.execute(
        "SELECT agora_model.load_catalogue(%s, %s, true)", [Jsonb(installed.catalogue), installed.name]
    )
    return conn


def keys(model: Any) -> set[str]:
    """Names of everything the model ever charges for."""
    standard = model.prices if isinstance(model.prices, list) else [model]
    return {
        key
        for part in [*standard, *(model.price_variants or [])]
        for key, value in vars(part.prices).items()
        if value is not None
    }


def calls(seed: int) -> Iterator[tuple[str, dict[str, Any], Mapping[str, str], datetime, Decimal | None]]:
    """Calls of every model, with what they cost; None where genai-prices calls the usage inconsistent."""
    chance = random.Random(seed)
    for provider in data.providers:
        for model in provider.models:
            units = [unit for unit, key in UNITS.items() if key in keys(model)]
            usage: dict[str, Any] = {
                unit: chance.choice(
                    [0, 1, 17, 199_999, 200_000, 200_001, 1_000_000, chance.randrange(300_000)]
                )
                for unit in units
                if chance.random() < 0.8
            }
            # Two models bill what they hear by either count: genai-prices fills in the other.
            if "whisper" in model.id and provider.id == "groq":
                usage = dict.fromkeys(units, usage.get("audio_seconds", 5))
            elif chance.random() < 0.1:
                usage[chance.choice(list(UNITS))] = 5
            moment = datetime(2026, 11, 20, chance.randrange(24), 30, tzinfo=UTC) - timedelta(
                days=chance.randrange(600)
            )
            context = chance.choice([{}, *(variant.when for variant in model.price_variants or [])])
            try:
                cost = model.calc_price(
                    Usage(**usage), provider, genai_request_timestamp=moment, price_context=context or None
                ).total_price
            except ValueError:
                cost = None
            yield f"{provider.id}/{model.id}", usage, context, moment, cost


def test_costs_are_those_of_genai_prices(loaded: Connection[Any]) -> None:
    told = [call for seed in (1, 2, 3) for call in calls(seed)]
    sent = [[model, usage, dict(context), moment.isoformat()] for model, usage, context, moment, _ in told]
    with loaded.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT c.usd, c.fault FROM jsonb_array_elements(%s) WITH ORDINALITY AS v"
            " CROSS JOIN LATERAL (SELECT (v.value ->> 3)::timestamptz AS at) AS m"
            " CROSS JOIN LATERAL agora_model._find_model(v.value ->> 0) AS model_id"
            " CROSS JOIN LATERAL agora_model._list_at(model_id, m.at) AS list"
            " CROSS JOIN LATERAL agora_model._cost_of(list, m.at, v.value -> 2, v.value -> 1) AS c"
            " ORDER BY v.ordinality",
            [Jsonb(sent)],
        ).fetchall()
    assert sum(cost is None for *_, cost in told) > 50
    for (model, usage, context, moment, cost), row in zip(told, found, strict=True):
        expected = None if cost is None else round(cost, 12)
        assert (None if row["fault"] else row["usd"]) == expected, (
            model,
            usage,
            context,
            moment,
            row["fault"],
        )


REFERENCES = [
    ("openai", "gpt-4o"),
    ("openai", "gpt-4o-2024-08-06"),
    ("openai", "gpt-5.2-20251211"),
    ("anthropic", "claude-sonnet-4-5-20250929"),
    ("anthropic", "Claude-3-5-Haiku-Latest"),
    ("azure", "gpt-4o"),
    ("google", "gemini-2.5-flash"),
    ("aws", "anthropic.claude-3-haiku-20240307-v1:0"),
    ("groq", "llama-3.1-8b-instant"),
    ("openai", "no such model"),
]


def test_references_mean_what_genai_prices_says(loaded: Connection[Any]) -> None:
    for provider, model in REFERENCES:
        known = next(each for each in data.providers if each.id == provider)
        expected = known.find_model(model, all_providers=data.providers)
        row = loaded.execute(
            "SELECT m.model FROM agora_model.known_model AS m WHERE m.model_id = agora_model._find_model(%s)",
            [f"{provider}/{model}"],
        ).fetchone()
        assert (row[0] if row else None) == (expected.id.lower() if expected else None), (provider, model)


def test_the_snapshot_loads(conn: Connection[Any]) -> None:
    source = prices.snapshot()
    conn.execute("SELECT agora_model.load_catalogue(%s, %s, true)", [Jsonb(source.catalogue), source.name])
    row = conn.execute(
        "SELECT count(*) FROM agora_model.known_provider AS p WHERE p.priced_models > 0"
    ).fetchone()
    assert row is not None and row[0] >= 40
    again = conn.execute(
        "SELECT * FROM agora_model.load_catalogue(%s, %s)", [Jsonb(source.catalogue), source.name]
    )
    assert again.fetchall() == []


def test_the_snapshot_names_its_source_and_day() -> None:
    assert prices.snapshot().name.startswith("genai-prices ")
    datetime.strptime(prices.snapshot().catalogue["date"], "%Y-%m-%d").replace(tzinfo=UTC)
