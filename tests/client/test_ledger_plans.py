"""What the ledger reads for a page and for a batch, by the server's own count, whatever the tables are."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]

READS = """
SELECT sum(pg_stat_get_xact_tuples_returned(r.oid) + pg_stat_get_xact_tuples_fetched(r.oid))
  FROM (SELECT %(table)s::regclass::oid AS oid
         UNION ALL
        SELECT i.indexrelid FROM pg_index AS i WHERE i.indrelid = %(table)s::regclass) AS r
"""
INSERT = """
INSERT INTO agora_ledger.transaction (created_by, recorded_at, from_account_id, to_account_id, amount, from_balance,
                                      to_balance, kind, reason, idempotency_key)
SELECT 1, '2026-01-04', {source}, {target}, 1, i, i, 'transfer', 'many', %s || i FROM generate_series(1, 20000) AS i
"""
PAGE = "SELECT FROM agora_ledger.read_statement(%s, %s, %s, p_limit => 10)"
BATCH = "SELECT count(transaction_id) FROM agora_ledger.post_batch(%s, true, %s)"
WALLETS = 1500
MOST = 40
"""Reads for each balance: dead versions, too, which stay for as long as a transaction of any database of the server."""


@pytest.fixture
def connection(dsn: str) -> Iterator[Connection]:
    with psycopg.connect(dsn) as connection:
        yield connection


def one(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def reads(connection: Connection, table: str, query: str, *arguments: Any) -> int:
    """Rows of a table and entries of its indexes that a query reads."""
    asked = {"table": table}
    before = connection.execute(READS, asked).fetchone()
    connection.execute(query.encode(), arguments)
    after = connection.execute(READS, asked).fetchone()
    assert before and after
    return int(after[0] - before[0])


def test_a_page_reads_its_lines(connection: Connection) -> None:
    """Whatever the plan was made for: a page of rows, few accounts with many, many with one, or long indexes."""
    table = "agora_ledger.transaction"
    ada, ben = (
        one(connection, "SELECT agora_ledger.wallet_of(agora.register_principal(%s))", name)
        for name in ("ada", "ben")
    )

    def most() -> int:
        first, last = (
            connection.execute("SELECT min(transaction_id), max(transaction_id) FROM " + table).fetchone()
            or ()
        )
        places = [
            (None, None),
            (None, 0),
            (first + 30, None),
            (last - 30, None),
            (None, first + 30),
            (None, last - 30),
        ]
        return max(
            reads(connection, table, PAGE, account, *place)
            for account in (ada, ben, 1, 3, 4)
            for place in places
        )

    one(connection, "SELECT agora_ledger.mint(%s, 1, 'start', p_key => 'start')", ada)
    connection.execute("ANALYZE agora_ledger.transaction, agora_ledger.movement")
    assert most() < 20
    few = INSERT.format(
        source=f"CASE WHEN i > 19000 THEN 4 ELSE {ben} END", target=f"CASE WHEN i > 100 THEN 3 ELSE {ada} END"
    )
    connection.execute(few.encode(), ["few "])
    assert most() < 200
    connection.execute("ANALYZE agora_ledger.transaction")
    assert most() < 200
    with connection.transaction(force_rollback=True):
        for number in range(5):
            connection.execute(
                INSERT.format(source="7000000 + i", target="8000000 - i").encode(), [f"gone {number} "]
            )
    connection.execute("ANALYZE agora_ledger.transaction")
    assert most() < 200
    connection.execute(INSERT.format(source="5000000 + i", target="6000000 + i").encode(), ["one "])
    connection.execute("ANALYZE agora_ledger.transaction")
    assert most() < 200


def test_a_batch_reads_the_balances_that_it_changes(connection: Connection) -> None:
    """However few the payments, and no more of them after thirty thousand."""
    principals = [
        one(connection, "SELECT agora.register_principal(%s)", f"holder {n}") for n in range(WALLETS)
    ]
    wallets = [one(connection, "SELECT agora_ledger.wallet_of(%s)", principal) for principal in principals]
    one(connection, "SELECT agora_ledger.mint(%s, 100000, 'start', p_key => 'start')", wallets[0])
    connection.execute("ANALYZE agora_ledger.account_balance, agora_ledger.transaction, agora.principal")

    def pay(size: int, name: str) -> int:
        items = [
            {"from": wallets[0], "to": to, "amount": 1, "reason": "a test", "key": f"{name}/{to}"}
            for to in wallets[1 : size + 1]
        ]
        connection.commit()  # or versions of this transaction would be read, too
        return reads(connection, "agora_ledger.account_balance", BATCH, Jsonb(items), principals[0])

    for size in (1, 10, 100, 1000):
        assert pay(size, f"of {size}") < MOST * (size + 1)
    assert max(pay(1000, f"again {number}") for number in range(30)) < MOST * 1001
    assert one(connection, "SELECT agora_ledger.balance(%s)", wallets[0]) == 100_000 - 31_111
