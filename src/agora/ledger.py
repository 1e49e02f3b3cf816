"""Money, typed: `Ledger` for programs that wait, `AsyncLedger` for programs that await.

    ledger = agora.Ledger(psycopg.connect(dsn, autocommit=True), actor=ada)
    with ledger.hold(ledger.wallet(), 40, "a model call", to=3, key="call-7") as held:
        held.cost = call_the_model()

Connections, pools and errors are as in `agora.memory`. Whatever moves money takes a key: the same call with the same
key is answered with the first result.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Concatenate, Literal, ParamSpec
from uuid import UUID

import psycopg

from agora.knowledge import read
from agora.operations import AsyncPool, AsyncRunner, Number, Operations, Pool, Runner, async_call, call, noted
from agora.plans import Plan

P = ParamSpec("P")


@dataclass(frozen=True)
class Movement:
    """A line of a statement, in tokens; `balance_after` is None for a system account."""

    transaction_id: int
    line: int
    recorded_at: datetime
    kind: str
    reason: str
    amount: Decimal
    balance_after: Decimal | None
    created_by: int
    correlation_id: UUID | None
    meta: dict[str, Any]


@dataclass
class Hold:
    """Money set aside: say what it came to, and that is paid when the block ends; the rest is given back."""

    hold_id: int
    to: int
    key: str
    cost: Number | None = None
    """Tokens to be paid; None or 0 gives all of it back."""
    transaction_id: int | None = None
    """The payment, afterwards."""

    def payment(self) -> dict[str, Any]:
        """Arguments of `capture_hold`."""
        return {"hold": self.hold_id, "amount": self.cost, "to": self.to, "key": f"{self.key}: paid"}


class LedgerOperations(Operations):
    """What the ledger can be asked and told."""

    schema = "agora_ledger"

    def wallet(self, principal: int | None = None) -> Plan[int]:
        """The account of a principal's wallet, opened on first use; by default the actor's own.

        Raises `UnknownPrincipal`.
        """
        whose = self._actor.get("actor") if principal is None else principal
        named = {} if whose is None else {"principal": whose}
        account: int = yield from self._write("wallet_of", **named)
        return account

    def balance(self, account: int) -> Plan[Decimal]:
        """What an account holds, exact now. Raises `UnknownAccount`, also for one that the login may not see."""
        balance: Decimal = yield from self._read("balance", account=account)
        return balance

    def transfer(
        self,
        from_: int,
        to: int,
        amount: Number,
        reason: str,
        *,
        key: str,
        meta: dict[str, Any] | None = None,
        correlation_id: UUID | None = None,
    ) -> Plan[int]:
        """Pay from one account to another; returns the transaction.

        Raises `InsufficientBalance`, `UnknownAccount`, `AccountFrozen`, `BalanceLimit`, `PrincipalSuspended`,
        `KeyReused`.
        """
        transaction: int = yield from self._write(
            "transfer",
            from_=from_,
            to=to,
            amount=amount,
            reason=reason,
            meta=meta or {},
            correlation_id=correlation_id,
            key=key,
        )
        return transaction

    def place_hold(
        self,
        account: int,
        amount: Number,
        purpose: str,
        *,
        key: str,
        ttl: timedelta = timedelta(minutes=15),
        correlation_id: UUID | None = None,
    ) -> Plan[int]:
        """Set money aside until it is captured, released or its time is over; returns the hold.

        Raises `InsufficientBalance`, `UnknownAccount`, `AccountFrozen`, `KeyReused`.
        """
        hold: int = yield from self._write(
            "place_hold",
            account=account,
            amount=amount,
            purpose=purpose,
            ttl=ttl,
            correlation_id=correlation_id,
            key=key,
        )
        return hold

    def capture_hold(self, hold: int, amount: Number, to: int, *, key: str) -> Plan[int]:
        """Pay from a hold and give the rest back; returns the transaction.

        Raises `UnknownHold`, `HoldOfAnother`, `HoldClosed`, `HoldExpired`, `HoldExceeded`, `AccountFrozen`.
        """
        transaction: int = yield from self._write("capture_hold", hold=hold, amount=amount, to=to, key=key)
        return transaction

    def release_hold(self, hold: int) -> Plan[Decimal]:
        """Give back what a hold holds; returns how much. Raises `UnknownHold`, `HoldOfAnother`, `HoldClosed`."""
        released: Decimal = yield from self._write("release_hold", hold=hold)
        return released

    def statement(
        self,
        account: int,
        *,
        before: Movement | None = None,
        after: Movement | Literal[0] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        reason: str | None = None,
        limit: int = 100,
    ) -> Plan[list[Movement]]:
        """A page of what moved, from `start` on and before `end`: the latest first, with `after` the oldest first.

        The last of a page is `before`, or `after`, of the next; `after=0` is the beginning. A page costs the same
        wherever it is, but lines that `start`, `end` or `reason` leave out are looked at, too. Raises
        `UnknownAccount`, also for one that the login may not see.
        """
        place = before or after or None
        rows = yield from self._read(
            "read_statement",
            account=account,
            before=before and before.transaction_id,
            after=after and after.transaction_id,
            line=place and place.line,
            from_=start,
            to=end,
            reason=reason,
            limit=limit,
        )
        return [read(Movement, row) for row in rows]

    def _hold(
        self,
        account: int,
        amount: Number,
        purpose: str,
        *,
        to: int,
        key: str,
        ttl: timedelta = timedelta(minutes=15),
        correlation_id: UUID | None = None,
    ) -> Plan[Hold]:
        placed = yield from self.place_hold(
            account, amount, purpose, key=key, ttl=ttl, correlation_id=correlation_id
        )
        return Hold(placed, to, key)

    def _settle(self, held: Hold) -> Plan[None]:
        if held.cost:
            held.transaction_id = yield from self.capture_hold(**held.payment())
        else:
            yield from self.release_hold(held.hold_id)


_CONTEXT = """Money set aside for a block: what is set as its `cost` is paid to `to` at the end, the rest is given back.

That is so whether the block ends well or by an exception: what was spent is owed. Where it cannot be settled after
an exception, a note on the exception says so, and the hold ends with its time. Other arguments are those of
`place_hold`; the payment's key is made from `key`."""


# ---- who waits -------------------------------------------------------------------------------------------


def _context(
    operation: Callable[Concatenate[LedgerOperations, P], Plan[Hold]],
) -> Callable[Concatenate["Ledger", P], AbstractContextManager[Hold]]:
    @contextmanager
    def method(self: "Ledger", /, *args: P.args, **kwargs: P.kwargs) -> Iterator[Hold]:
        held = self._run(operation(self._operations, *args, **kwargs))
        try:
            yield held
        except BaseException as error:
            with noted(error, "settle the hold"):
                self._run(self._operations._settle(held))
            raise
        self._run(self._operations._settle(held))

    method.__doc__ = _CONTEXT
    return method


class Ledger(Runner[LedgerOperations]):
    """Money over a connection or a pool. `actor` speaks where the login is bound to nobody."""

    def __init__(self, source: psycopg.Connection[Any] | Pool, *, actor: int | None = None) -> None:
        super().__init__(source, LedgerOperations(actor))

    wallet = call(LedgerOperations.wallet)
    balance = call(LedgerOperations.balance)
    transfer = call(LedgerOperations.transfer)
    place_hold = call(LedgerOperations.place_hold)
    capture_hold = call(LedgerOperations.capture_hold)
    release_hold = call(LedgerOperations.release_hold)
    hold = _context(LedgerOperations._hold)
    statement = call(LedgerOperations.statement)


# ---- who awaits ------------------------------------------------------------------------------------------


def _async_context(
    operation: Callable[Concatenate[LedgerOperations, P], Plan[Hold]],
) -> Callable[Concatenate["AsyncLedger", P], AbstractAsyncContextManager[Hold]]:
    @asynccontextmanager
    async def method(self: "AsyncLedger", /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[Hold]:
        held = await self._run(operation(self._operations, *args, **kwargs))
        try:
            yield held
        except BaseException as error:
            with noted(error, "settle the hold"):
                await self._run(self._operations._settle(held))
            raise
        await self._run(self._operations._settle(held))

    method.__doc__ = _CONTEXT
    return method


class AsyncLedger(AsyncRunner[LedgerOperations]):
    """The same for programs that await, over a connection or a pool that does."""

    def __init__(self, source: psycopg.AsyncConnection[Any] | AsyncPool, *, actor: int | None = None) -> None:
        super().__init__(source, LedgerOperations(actor))

    wallet = async_call(LedgerOperations.wallet)
    balance = async_call(LedgerOperations.balance)
    transfer = async_call(LedgerOperations.transfer)
    place_hold = async_call(LedgerOperations.place_hold)
    capture_hold = async_call(LedgerOperations.capture_hold)
    release_hold = async_call(LedgerOperations.release_hold)
    hold = _async_context(LedgerOperations._hold)
    statement = async_call(LedgerOperations.statement)
