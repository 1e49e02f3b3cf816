"""The daily roll-up against its definitions in Python, gini() against its own, and how little a report reads."""

import random
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import hypothesis.strategies as st
import psycopg
from hypothesis import HealthCheck, given, settings

MINT, BURN = 1, 2
COLUMNS = ("transactions", "minted", "burned", "transferred", "earned", "spent", "exchanged")

amounts = st.decimals(min_value=0, max_value=10**12, places=6, allow_nan=False, allow_infinity=False)
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def gini(connection: psycopg.Connection[Any], values: list[Decimal]) -> Decimal | None:
    row = connection.execute("SELECT agora_ledger.gini(%s::numeric[])", [values]).fetchone()
    assert row is not None
    return row[0]


@shared
@given(st.lists(amounts, min_size=1, max_size=12))
def test_gini_is_the_mean_difference_of_all_pairs(
    conn: psycopg.Connection[Any], values: list[Decimal]
) -> None:
    found = gini(conn, values)
    total = sum(map(Fraction, values))
    pairs = sum(abs(Fraction(a) - Fraction(b)) for a in values for b in values)
    wanted = pairs / (2 * len(values) * total) if total else Fraction(0)
    assert found is not None
    assert 0 <= found < 1
    assert abs(Fraction(found) - wanted) <= Fraction(1, 10**12)


@shared
@given(
    st.lists(amounts, min_size=1, max_size=12),
    st.decimals(min_value="0.01", max_value=1000, places=2),
    st.randoms(use_true_random=False),
)
def test_gini_knows_neither_scale_nor_order(
    conn: psycopg.Connection[Any], values: list[Decimal], factor: Decimal, chance: random.Random
) -> None:
    scaled = [value * factor for value in values]
    chance.shuffle(scaled)
    before, after = gini(conn, values), gini(conn, scaled)
    assert before is not None
    assert after is not None
    assert abs(before - after) <= Decimal("1e-12")


class Flows:
    """What the ledger was told, and what follows for its flows by the definitions of docs/economics.md."""

    def __init__(self) -> None:
        self.days: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        self.holders: dict[tuple[int, str, str, str], Counter[str]] = defaultdict(Counter)

    def post(
        self, day: str, kind: str, reason: str, lines: dict[int, int], owners: dict[int, int | None]
    ) -> None:
        minted, burned = -lines.get(MINT, 0), lines.get(BURN, 0)
        kept = reason if {MINT, BURN} & lines.keys() else ""
        nets: Counter[tuple[str, int]] = Counter()
        for account, amount in lines.items():
            if account not in (MINT, BURN):
                owner = owners[account]
                nets["system" if owner is None else "principal", owner or account] += amount
        holders = {number: net for (what, number), net in nets.items() if what == "principal"}
        earned = sum(net for net in holders.values() if net > 0)
        spent = -sum(net for net in holders.values() if net < 0)
        received = sum(net for net in nets.values() if net > 0)
        self.days[day, kind, kept].update(
            transactions=1,
            minted=minted,
            burned=burned,
            transferred=max(0, received - max(minted, 0) - max(-burned, 0)),
            earned=earned,
            spent=spent,
            exchanged=min(earned, spent),
        )
        for principal, net in holders.items():
            if net:
                self.holders[principal, day, kind, kept].update(
                    transactions=1, earned=max(net, 0), spent=max(-net, 0)
                )


def compare(connection: psycopg.Connection[Any], flows: Flows) -> None:
    """Both reports say what the definitions give."""
    found = connection.execute(
        f"SELECT day::text, kind, coalesce(reason, ''), {', '.join(COLUMNS)} FROM agora_ledger.token_flow()"
    ).fetchall()
    assert {row[:3]: [row[3], *(value * 10**6 for value in row[4:])] for row in found} == {
        key: [counts[column] for column in COLUMNS] for key, counts in flows.days.items()
    }
    found = connection.execute(
        "SELECT principal_id, day::text, kind, coalesce(reason, ''), transactions, earned, spent"
        " FROM agora_ledger.holder_flow()"
    ).fetchall()
    assert {row[:4]: (row[4], row[5] * 10**6, row[6] * 10**6) for row in found} == {
        key: (counts["transactions"], counts["earned"], counts["spent"])
        for key, counts in flows.holders.items()
    }


def test_the_rollup_equals_the_definitions(timed_dsn: str) -> None:
    """Any transactions, folded up to anywhere at any time."""
    chance = random.Random(11)
    flows = Flows()
    with psycopg.connect(timed_dsn) as connection:
        accounts: list[int] = []
        for number in range(6):
            opened = connection.execute(
                "SELECT agora_ledger.wallet_of(agora.register_principal(%s))", [f"h{number}"]
            ).fetchone()
            assert opened is not None
            accounts += opened
        owners: dict[int, int | None] = {3: None, 4: None}
        owners |= dict(
            connection.execute(
                "SELECT a.account_id, a.principal_id FROM agora_ledger.account AS a WHERE a.principal_id > 0"
            ).fetchall()
        )
        connection.execute("INSERT INTO agora_ledger.horizon (next_transaction_id) VALUES (0)")
        for number in range(150):
            day = f"2026-01-{1 + number // 15:02d}"
            connection.execute("SELECT agora_test.at(%s)", [f"{day} {chance.randrange(24)}:30+00"])
            kind, reason = chance.choice(["mint", "transfer", "burn", "odd"]), chance.choice("xyz")
            lines = _lines(chance, kind, accounts)
            refused = connection.execute(
                "SELECT error_code FROM agora_ledger._post_set(%s, %s, %s::jsonb[], %s, NULL, 1,"
                " %s::bigint[], %s::bigint[], %s::bigint[], p_atomic => false)",
                [kind, [reason], ["{}"], [f"k{number}"], [1] * len(lines), [*lines], [*lines.values()]],
            ).fetchone()
            assert refused is not None
            if refused[0] is None:
                flows.post(day, kind, reason, lines, owners)
            if chance.random() < 0.2:
                connection.execute(
                    "UPDATE agora_ledger.horizon AS h SET transaction_id = d.id, next_transaction_id = d.id"
                    " FROM (SELECT max(t.transaction_id) - %s AS id FROM agora_ledger.transaction AS t) AS d"
                    " WHERE d.id > h.transaction_id",
                    [chance.randrange(4)],
                )
                connection.execute("SELECT agora_ledger._fold_flows(1)")
                compare(connection, flows)
        compare(connection, flows)
        assert len(flows.days) > 40
        assert not connection.execute("SELECT * FROM agora_ledger._probe_flows()").fetchall()


def _lines(chance: random.Random, kind: str, accounts: list[int]) -> dict[int, int]:
    """The lines of a transaction, each account once, summing to zero."""
    amount = chance.randrange(1, 10**8)
    one, two, three = chance.sample([*accounts, 3, 4], 3)
    match kind:
        case "mint":
            return {MINT: -5 * amount, one: 5 * amount}
        case "burn":
            return {one: -amount, BURN: amount}
        case "transfer":
            return {one: -amount, two: amount}
        case _:
            part = chance.randrange(1, amount + 1)
            lines = {one: -amount, MINT: -part, two: part, three: amount}
            if chance.random() < 0.5:
                lines |= {BURN: part + amount, three: -part}
            return lines


def test_a_report_reads_what_is_behind_the_rollup_and_no_more(db: psycopg.Connection[Any]) -> None:
    db.execute(
        "SELECT agora_ledger.wallet_of(agora.register_principal('h' || n)) FROM generate_series(1, 20) n"
    )
    mints = """
        SELECT count(s.transaction_id)
          FROM (SELECT array_agg('start'::text) AS words, array_agg('{}'::jsonb) AS metas,
                       array_agg(format('%%s-%%s', %s::integer, n)) AS keys, array_agg(n) AS items,
                       array_agg(1000 + n %% 20) AS wallets, array_agg(7) AS amounts
                  FROM generate_series(1, 1000) AS n) AS x,
               agora_ledger._post_set('mint', x.words, x.metas, x.keys, NULL, 1, x.items || x.items,
                                      array_fill(1, ARRAY[1000]) || x.wallets,
                                      array_fill(-7, ARRAY[1000]) || x.amounts) AS s"""
    for batch in range(5):
        db.execute(mints, [batch])
    db.execute(
        "INSERT INTO agora_ledger.horizon (transaction_id, next_transaction_id)"
        " SELECT max(t.transaction_id) - 3, max(t.transaction_id) FROM agora_ledger.transaction AS t"
    )
    db.execute("SELECT agora_ledger._fold_flows(1000)")
    db.execute("ANALYZE agora_ledger.transaction")

    def read() -> list[Any]:
        rows = db.execute(
            "SELECT sum(s.seq_scan), sum(s.seq_tup_read + s.idx_tup_fetch) FROM pg_stat_xact_user_tables AS s"
            " WHERE s.relname IN ('movement', 'transaction')"
        ).fetchone()
        return list(rows or ())

    before = read()
    assert db.execute("SELECT sum(f.transactions) FROM agora_ledger.token_flow() AS f").fetchone() == (5000,)
    assert db.execute("SELECT count(*) FROM agora_ledger.holder_flow() AS f").fetchone() == (20,)
    scans, rows = (now - then for now, then in zip(read(), before, strict=True))
    assert scans == 0
    assert rows < 100, "a few rows for each of three transactions, not five thousand"
