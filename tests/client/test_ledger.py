"""`agora.Ledger` and `agora.AsyncLedger`: the same operations for programs that wait and for those that await."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

import agora
from agora.errors import (
    HoldClosed,
    HoldExceeded,
    InsufficientBalance,
    KeyReused,
    UnknownAccount,
    UnknownHold,
    UnknownPrincipal,
)
from agora.ledger import LedgerOperations

CORRELATION = UUID("00000000-0000-0000-0000-000000000001")
TREASURY = 3


@pytest.fixture
def people(dsn: str) -> tuple[int, int]:
    """Ada, whose wallet has 100 tokens, and Ben, who has none."""
    with agora.connect(dsn) as team:
        ada, ben = (team.core.register_principal(name=name) for name in ("ada", "ben"))
        team.ledger.mint(to=team.ledger.wallet_of(principal=ada), amount=100, reason="start", key="start")
    return ada, ben


@pytest.fixture
def ledger(dsn: str, people: tuple[int, int]) -> agora.Ledger:
    return agora.Ledger(psycopg.connect(dsn, autocommit=True), actor=people[0])


def test_statement_of_a_split(ledger: agora.Ledger, dsn: str) -> None:
    """Who pays eight in one transaction has eight lines, the last of which is the latest."""
    hers = ledger.wallet()
    with agora.connect(dsn) as team:
        others = [team.core.register_principal(name=f"payee {number}") for number in range(8)]
        lines = [{"account_id": ledger.wallet(other), "amount": 1} for other in others]
        lines.append({"account_id": hers, "amount": -8})
        team.ledger.post(kind="split", lines=lines, reason="fees", key="split")
    assert [line.balance_after for line in ledger.statement(hers)] == [*range(92, 101)]
    latest = ledger.statement(hers, limit=3)
    assert [line.balance_after for line in latest] == [92, 93, 94]
    assert [line.balance_after for line in ledger.statement(hers, before=latest[-1], limit=4)] == [
        *range(95, 99)
    ]
    assert [line.balance_after for line in ledger.statement(hers, after=0, limit=2)] == [100, 99]
    assert ledger.statement(hers, after=latest[-1]) == latest[1::-1]
    with pytest.raises(UnknownAccount):
        ledger.statement(999_999)
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        ledger.statement(hers, before=latest[0], after=latest[0])


def test_payments(ledger: agora.Ledger, people: tuple[int, int]) -> None:
    hers, his = ledger.wallet(), ledger.wallet(people[1])
    assert ledger.wallet(people[0]) == hers
    paid = ledger.transfer(hers, his, 12.5, "wages", key="may", meta={"n": 1}, correlation_id=CORRELATION)
    assert paid == ledger.transfer(
        hers, his, 12.5, "wages", key="may", meta={"n": 1}, correlation_id=CORRELATION
    )
    assert (ledger.balance(hers), ledger.balance(his)) == (Decimal("87.5"), Decimal("12.5"))
    latest, first = ledger.statement(hers)
    assert (latest.transaction_id, latest.amount, latest.balance_after) == (
        paid,
        Decimal("-12.5"),
        Decimal("87.5"),
    )
    assert (latest.created_by, latest.correlation_id, latest.meta) == (people[0], CORRELATION, {"n": 1})
    assert (first.kind, first.reason) == ("mint", "start")
    assert ledger.statement(hers, reason="wages") == ledger.statement(hers, limit=1) == [latest]
    assert ledger.statement(hers, start=latest.recorded_at) == [latest]
    assert ledger.statement(hers, end=latest.recorded_at) == [first]
    with pytest.raises(InsufficientBalance, match=r"missing=912\.5"):
        ledger.transfer(hers, his, 1000, "wages", key="june")
    with pytest.raises(KeyReused):
        ledger.transfer(hers, his, 13, "wages", key="may")
    with pytest.raises(UnknownAccount):
        ledger.balance(999_999)
    with pytest.raises(UnknownPrincipal):
        ledger.wallet(999_999)
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        ledger.transfer(hers, his, -1, "wages", key="june")


def test_holds(ledger: agora.Ledger) -> None:
    hers = ledger.wallet()
    hold = ledger.place_hold(
        hers, 40, "a call", key="h1", ttl=timedelta(minutes=1), correlation_id=CORRELATION
    )
    assert hold == ledger.place_hold(
        hers, 40, "a call", key="h1", ttl=timedelta(minutes=1), correlation_id=CORRELATION
    )
    with pytest.raises(HoldExceeded):
        ledger.capture_hold(hold, 41, TREASURY, key="c1")
    paid = ledger.capture_hold(hold, 10, TREASURY, key="c1")
    assert paid == ledger.capture_hold(hold, 10, TREASURY, key="c1")
    with pytest.raises(HoldClosed):
        ledger.release_hold(hold)
    assert ledger.release_hold(ledger.place_hold(hers, 90, "a call", key="h2")) == 90
    with pytest.raises(UnknownHold):
        ledger.release_hold(999_999)
    assert ledger.balance(hers) == 90


@pytest.mark.parametrize(
    ("cost", "error", "balance"),
    [
        (None, None, 100),
        (0, None, 100),
        (12.5, None, 87.5),
        (12.5, ValueError, 87.5),
        (None, KeyboardInterrupt, 100),
    ],
)
def test_a_hold_ends_with_its_block(
    ledger: agora.Ledger, cost: float | None, error: type[BaseException] | None, balance: float
) -> None:
    """What was spent is paid, also if the block fails; the rest is free again at once."""
    hers = ledger.wallet()
    expected: AbstractContextManager[object] = pytest.raises(error) if error else nullcontext()
    with expected, ledger.hold(hers, 40, "a call", to=TREASURY, key="h1") as held:
        with pytest.raises(InsufficientBalance):
            ledger.place_hold(hers, 61, "another", key="h2")
        held.cost = cost
        if error:
            raise error
    assert ledger.balance(hers) == Decimal(str(balance))
    assert (held.transaction_id is not None) == bool(cost)
    assert ledger.place_hold(hers, balance, "all of it", key="h3")


def test_a_block_that_is_repeated_pays_once(ledger: agora.Ledger) -> None:
    hers = ledger.wallet()
    for _ in range(2):
        with ledger.hold(hers, 40, "a call", to=TREASURY, key="h1") as held:
            held.cost = 25
    assert ledger.balance(hers) == 75


def test_what_cannot_be_settled_is_noted(ledger: agora.Ledger) -> None:
    """More than was held is refused: as such, and as a note where another exception passes."""
    hers = ledger.wallet()
    with pytest.raises(HoldExceeded), ledger.hold(hers, 1, "a call", to=TREASURY, key="h1") as held:
        held.cost = 2
    with (
        pytest.raises(ValueError, match="mine") as passed,
        ledger.hold(hers, 1, "a call", to=TREASURY, key="h2") as held,
    ):
        held.cost = 2
        raise ValueError("mine")
    (note,) = passed.value.__notes__
    assert note.startswith("agora could not settle the hold: ")


def asynchronously(dsn: str, actor: int, script: Callable[[agora.AsyncLedger], Awaitable[None]]) -> None:
    async def main() -> None:
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            await script(agora.AsyncLedger(connection, actor=actor))

    asyncio.run(main())


def test_programs_that_await(dsn: str, people: tuple[int, int]) -> None:
    async def script(ledger: agora.AsyncLedger) -> None:
        hers, his = await ledger.wallet(), await ledger.wallet(people[1])
        await ledger.transfer(hers, his, 10, "wages", key="may")
        async with ledger.hold(hers, 40, "a call", to=TREASURY, key="h1") as held:
            held.cost = 15
        with pytest.raises(ValueError, match="mine"):
            async with ledger.hold(hers, 40, "a call", to=TREASURY, key="h2"):
                raise ValueError("mine")
        hold = await ledger.place_hold(hers, 5, "a call", key="h3")
        assert await ledger.release_hold(hold) == 5
        again = await ledger.place_hold(hers, 5, "a call", key="h4")
        await ledger.capture_hold(again, 1, his, key="c4")
        assert (await ledger.balance(hers), await ledger.balance(his)) == (74, 11)
        assert [line.amount for line in await ledger.statement(his)] == [1, 10]

    asynchronously(dsn, people[0], script)


def test_both_have_every_operation() -> None:
    operations = {name for name in vars(LedgerOperations) if not name.startswith("_")} - {"schema"} | {"hold"}
    for kind in (agora.Ledger, agora.AsyncLedger):
        public = {name for name in vars(kind) if not name.startswith("_")}
        assert public == operations
