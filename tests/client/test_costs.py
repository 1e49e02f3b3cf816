"""A month of model calls: whatever is folded, corrected or recorded late, a report is what the calls add up to."""

import json
import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg

START = datetime(2026, 5, 1, tzinfo=UTC)
PRICES = {"turbo": (Decimal(3), Decimal(15)), "mini": (Decimal("0.15"), Decimal("0.6"))}
REPORTS = ("day", "month", "agent", "agent_type", "stage", "category", "project", "model")


class Month:
    """What was recorded, call by call, with what each costs by the last word on it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.calls: list[dict[str, Any]] = []

    def call(self, latest: datetime) -> dict[str, Any]:
        """A call of the month so far; some are told late, some of models that nobody knows."""
        pick = self.chance.choice
        at = START + (latest - START) * self.chance.random()
        usage = {"input_tokens": self.chance.randrange(5000), "output_tokens": self.chance.randrange(900)}
        optional = {
            "stage": pick([None, "generation", "review"]),
            "category": pick([None, "parsing"]),
            "project": pick([None, "shop", "bank"]),
            "agent_type": pick([None, "coder"]),
            "latency_ms": pick([None, self.chance.randrange(2000)]),
            "quality": pick([None, round(self.chance.random(), 3)]),
        }
        return {
            "key": f"k{len(self.calls)}",
            "model": pick(["acme/turbo", "acme/mini", "acme/new"]),
            "usage": usage,
            "success": self.chance.random() < 0.9,
            "called_at": at.isoformat(),
        } | {name: value for name, value in optional.items() if value is not None}

    def reprice(self, model: str, since: datetime, until: datetime, prices: tuple[Decimal, Decimal]) -> None:
        for call in self.calls:
            if (
                call["model"] == f"acme/{model}"
                and since <= datetime.fromisoformat(call["called_at"]) < until
            ):
                call["cost"] = cost(call["usage"], prices)

    def report(self, by: str) -> dict[str | None, list[Decimal | None]]:
        """Every line of a report, call by call."""
        lines: dict[str | None, Counter[str]] = defaultdict(Counter)
        for call in self.calls:
            key = call["called_at"][: {"day": 10, "month": 7}[by]] if by in ("day", "month") else call.get(by)
            lines[key].update(
                calls=1,
                successes=call["success"],
                priced=call["cost"] is not None,
                usd=call["cost"] or 0,
                tokens_in=call["usage"]["input_tokens"],
                tokens_out=call["usage"]["output_tokens"],
                timed="latency_ms" in call,
                ms=call.get("latency_ms", 0),
                rated="quality" in call,
                quality=Decimal(str(call.get("quality", 0))),  # type: ignore[call-overload]
            )
        return {key: measured(line) for key, line in lines.items()}


def cost(usage: dict[str, int], prices: tuple[Decimal, Decimal]) -> Decimal:
    return (usage["input_tokens"] * prices[0] + usage["output_tokens"] * prices[1]) / 10**6


def measured(line: Counter[str]) -> list[Decimal | None]:
    def share(part: str, whole: str, digits: int) -> Decimal | None:
        return round(Decimal(line[part]) / line[whole], digits) if line[whole] else None

    return [
        Decimal(line["calls"]),
        share("successes", "calls", 6),
        share("quality", "rated", 6),
        share("ms", "timed", 3),
        Decimal(line["tokens_in"]),
        Decimal(line["tokens_out"]),
        Decimal(line["usd"]),
        Decimal(line["calls"] - line["priced"]),
    ]


def close(found: Any, wanted: Decimal | None) -> bool:
    """Equal, but for the last digit of what was divided: the halves are rounded differently."""
    if found is None or wanted is None:
        return found is wanted
    step = Decimal(1).scaleb(wanted.as_tuple().exponent)  # type: ignore[arg-type]
    return found == wanted or (wanted % 1 != 0 and abs(found - wanted) <= step and step >= Decimal("1e-6"))


def compare(connection: psycopg.Connection[Any], month: Month) -> None:
    for by in REPORTS:
        found = {
            row[0]: row[1:]
            for row in connection.execute(
                "SELECT r.key, r.calls, r.success_share, r.quality, r.latency_ms, r.input_tokens, r.output_tokens,"
                " r.cost_usd, r.unpriced_calls FROM agora_model.cost_report(%s) AS r",
                [by],
            )
        }
        wanted = month.report(by)
        assert found.keys() == wanted.keys()
        for key, line in wanted.items():
            exact = (0, 4, 5, 6, 7)
            assert [found[key][i] for i in exact] == [line[i] for i in exact], (by, key)
            assert all(close(a, b) for a, b in zip(found[key], line, strict=True)), (by, key)


def record(
    connection: psycopg.Connection[Any], month: Month, agents: dict[str, int], now: datetime, price_new: bool
) -> None:
    """A batch of an agent's, as bulk or one by one, some of it repeated."""
    agent = month.chance.choice(sorted(agents))
    batch = []
    for _ in range(month.chance.randrange(1, 40)):
        call = month.call(now)
        batch.append(call)
        prices = (Decimal(4), Decimal(8)) if call["model"] == "acme/new" else PRICES[call["model"][5:]]
        known = call["model"] != "acme/new" or price_new
        month.calls.append(call | {"agent": agent, "cost": cost(call["usage"], prices) if known else None})
    sent = batch + month.chance.sample(batch, 1)
    connection.execute("SELECT agora_model.record_calls(%s, %s)", [json.dumps(sent), agents[agent]])


def fold(connection: psycopg.Connection[Any], chance: random.Random) -> None:
    """Decide calls up to somewhere, and corrections up to elsewhere; fold them."""
    connection.execute(
        "UPDATE agora_model.call_horizon AS h SET call_id = n.call, next_call_id = n.call,"
        " correction_id = n.correction, next_correction_id = n.correction"
        " FROM (SELECT greatest(h.call_id, (SELECT max(k.llm_call_id) FROM agora_model.llm_call AS k) - %s) AS call,"
        " greatest(h.correction_id, (SELECT max(c.call_correction_id) FROM agora_model.call_correction AS c) - %s)"
        " AS correction FROM agora_model.call_horizon AS h) AS n",
        [chance.randrange(30), chance.randrange(5)],
    )
    connection.execute("SELECT agora_model._fold_costs(1)")


def test_a_month_of_traffic_is_what_its_calls_add_up_to(timed_dsn: str) -> None:
    month = Month(6)
    chance = month.chance
    with psycopg.connect(timed_dsn) as connection:
        agents = {}
        for name in ("ada", "ben", "mia"):
            row = connection.execute("SELECT agora.register_principal(%s)", [name]).fetchone()
            assert row is not None
            agents[name] = row[0]
        connection.execute(
            "SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo'),"
            " agora_model.register_model('acme', 'mini')"
        )
        for model, (tokens_in, tokens_out) in PRICES.items():
            connection.execute(
                "SELECT agora_model.set_price('acme/' || %s, %s, '-infinity')",
                [model, json.dumps({"input_mtok": float(tokens_in), "output_mtok": float(tokens_out)})],
            )
        connection.execute(
            "INSERT INTO agora_model.call_horizon (next_call_id, next_correction_id) VALUES (0, 0)"
        )
        for day in range(1, 32):
            now = START + timedelta(days=day)
            connection.execute("SELECT agora_test.at(%s)", [now])
            record(connection, month, agents, now, price_new=day > 12)
            if day == 12:  # the price of a model that nobody knew arrives
                connection.execute(
                    "SELECT agora_model.set_price('acme/new', '{\"input_mtok\": 4, \"output_mtok\": 8}', '-infinity')"
                )
                month.reprice("new", START, now, (Decimal(4), Decimal(8)))
            if day % 5 == 0:
                fold(connection, chance)
                compare(connection, month)
        since, until = START + timedelta(days=3), START + timedelta(days=20)
        connection.execute(
            "SELECT agora_model.reprice_calls('acme/turbo', %s, %s, %s, 'contract', p_key => 'r')",
            [json.dumps({"input_mtok": 2, "output_mtok": 11}), since, until],
        )
        month.reprice("turbo", since, until, (Decimal(2), Decimal(11)))
        compare(connection, month)
        fold(connection, chance)
        compare(connection, month)
        assert len(month.calls) > 400
        assert not connection.execute("SELECT * FROM agora_model._probe_costs()").fetchall()
