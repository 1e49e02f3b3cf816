"""The server is killed as by a power cut, under many clients that know one thing: repeat the call until it is answered.

The server is this test's own.
"""

import os
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from agora import cluster as launcher
from tests.support.crash import durable, kill, restart

Connection = psycopg.Connection[Any]
Background = Callable[..., "Future[Any]"]

KILLS = 10 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 3
CLIENTS = 32
CALLS = 150
"""How many calls are answered between two kills, at least."""
START = 1_000_000
TREASURY = 3
TRANSFER = "SELECT agora_ledger.transfer(%s, %s, %s, 'a test', p_key => %s, p_actor => %s)"
HOLD = "SELECT agora_ledger.place_hold(%s, %s, 'a test', '1 day', p_key => %s, p_actor => %s)"
CAPTURE = "SELECT agora_ledger.capture_hold(%s, %s, %s, %s, %s)"
STAKE = "SELECT agora_ledger.stake(%s, p_key => %s, p_actor => %s)"
UNSTAKE = "SELECT agora_ledger.unstake(%s, p_key => %s, p_actor => %s)"


@pytest.fixture
def server() -> Iterator[launcher.TemporaryCluster]:
    with durable(CLIENTS) as own:
        yield own


class Client:
    """Shares nothing with agora's own: a connection, a statement, and the same again after whatever error."""

    def __init__(self, dsn: str, number: int, is_up: threading.Event, answered: Callable[[], None]) -> None:
        self.dsn, self.number, self.is_up, self.answered = dsn, number, is_up, answered
        self.connection: Connection | None = None
        self.errors: list[str | None] = []
        self.keys = 0
        self.transactions: dict[str, int] = {}
        self.spent = {"staked": Decimal(0), "returning": Decimal(0)}
        self.paid: dict[int, Decimal] = {}

    def call(self, query: str, *arguments: object) -> int:
        while True:
            try:
                self.is_up.wait()
                self.connection = self.connection or psycopg.connect(self.dsn, autocommit=True)
                row = self.connection.execute(query, arguments).fetchone()
            except psycopg.Error as error:
                self.errors.append(error.sqlstate)
                if len(self.errors) > 100 * KILLS:  # not for want of a server
                    raise
                if self.connection:
                    self.connection.close()
                self.connection = None
            else:
                assert row is not None
                self.answered()
                return int(row[0])

    def key(self) -> str:
        self.keys += 1
        return f"{self.number}/{self.keys}"

    def run(self, wallets: list[tuple[int, int]], is_over: threading.Event) -> None:
        dice = random.Random(self.number)
        principal, account = wallets[self.number]
        others = [other for _, other in wallets if other != account] + [TREASURY]
        while not is_over.is_set():
            amount, to, key = (
                Decimal(2 * dice.randint(1, 5_000_000)).scaleb(-6),
                dice.choice(others),
                self.key(),
            )
            match self.keys % 4:
                case 0:
                    hold = self.call(HOLD, account, amount * 2, f"{key} held", principal)
                    self.transactions[key] = self.call(CAPTURE, hold, amount, to, key, principal)
                    self.paid[to] = self.paid.get(to, Decimal(0)) + amount
                case 1:
                    self.transactions[key] = self.call(STAKE, amount, key, principal)
                    self.call(UNSTAKE, amount / 2, f"{key} back", principal)
                    self.spent["staked"] += amount - amount / 2
                    self.spent["returning"] += amount / 2
                case _:
                    self.transactions[key] = self.call(TRANSFER, account, to, amount, key, principal)
                    self.paid[to] = self.paid.get(to, Decimal(0)) + amount
        if self.connection:
            self.connection.close()


def test_kills_of_the_server_lose_nothing_and_double_nothing(
    server: launcher.TemporaryCluster, background: Background
) -> None:
    with psycopg.connect(server.dsn()) as connection:
        wallets = connection.execute(
            "SELECT p.id, agora_ledger.wallet_of(p.id)"
            "  FROM (SELECT agora.register_principal('holder ' || n) AS id FROM generate_series(1, %s) AS n"
            " OFFSET 0) AS p",
            [CLIENTS],
        ).fetchall()
        mint = "SELECT agora_ledger.mint(%s, %s, 'start', p_key => %s)"
        for _, account in wallets:
            connection.execute(mint, (account, START, f"start {account}"))

    answers, is_up, is_over = threading.Semaphore(0), threading.Event(), threading.Event()
    clients = [Client(server.dsn(), number, is_up, answers.release) for number in range(CLIENTS)]
    is_up.set()
    runs = [background(client.run, wallets, is_over) for client in clients]
    dice = random.Random(KILLS)
    try:
        for _ in range(KILLS):
            for _ in range(CALLS + dice.randint(0, CALLS)):
                while not answers.acquire(timeout=1):
                    assert not [run.exception() for run in runs if run.done() and run.exception()]
            is_up.clear()
            kill(server)
            restart(server)
            is_up.set()
    finally:
        is_over.set()
        is_up.set()
    for run in runs:
        run.result()
    errors = [sqlstate for client in clients for sqlstate in client.errors]
    assert len(errors) >= KILLS
    assert set(errors) <= {None, "57P01", "57P02", "57P03"}, (
        "no server, and nothing else: no deadlock, no refusal"
    )

    expected = {account: Decimal(START) for _, account in wallets} | {TREASURY: Decimal(0)}
    for client, (_, account) in zip(clients, wallets, strict=True):
        expected[account] -= sum(client.spent.values()) + sum(client.paid.values())
        for to, amount in client.paid.items():
            expected[to] += amount
    with psycopg.connect(server.dsn()) as connection:
        query = (
            "SELECT account_id, balance FROM agora_ledger.account_balance_view WHERE account_id = ANY (%s)"
        )
        assert dict(connection.execute(query, [list(expected)]).fetchall()) == expected
        query = (
            "SELECT idempotency_key, transaction_id FROM agora_ledger.transaction"
            " WHERE kind NOT IN ('mint', 'unstake')"
        )
        made = [made for client in clients for made in client.transactions.items()]
        assert sorted(connection.execute(query).fetchall()) == sorted(made), (
            "what was answered is what there is"
        )
        query = "SELECT principal_id, staked::numeric, unbonding::numeric FROM agora_ledger.current_stake"
        assert sorted(connection.execute(query).fetchall()) == [
            (principal, client.spent["staked"], client.spent["returning"])
            for client, (principal, _) in zip(clients, wallets, strict=True)
            if client.spent["staked"]
        ]
        query = (
            "SELECT count(*) - count(DISTINCT payload ->> 'transaction_id'),"
            " count(*) - (SELECT count(*) FROM agora_ledger.transaction)"
            "  FROM agora_event.event WHERE topic = 'ledger.transaction.posted.v1'"
        )
        assert connection.execute(query).fetchone() == (0, 0), "each was told once"
        assert connection.execute(
            "SELECT sum(balance) FROM agora_ledger.account_balance_view"
        ).fetchone() == (0,)
        assert connection.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
