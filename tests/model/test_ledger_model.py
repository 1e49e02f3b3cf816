"""The ledger beside a model of a few lines: after any sequence of calls both hold the same."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

Connection = psycopg.Connection[Any]

SYSTEM, MINT, BURN, TREASURY, REWARD_POOL = 1, 1, 2, 3, 4
MICRO = Decimal("0.000001")
TOPIC = "ledger.transaction.posted.v1"
START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = st.integers(1, 20)
LIMIT = Decimal(10**12)
STEPS, EXAMPLES = (1000, 200) if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (60, 40)

# Mostly small, so that sums meet; sometimes at the edges.
AMOUNTS = st.one_of(
    st.integers(1, 5).map(lambda n: n * MICRO),
    st.integers(1, 10_000_000).map(lambda n: n * MICRO),
    st.sampled_from([LIMIT - MICRO, LIMIT]),
)
UNUSABLE = st.sampled_from(
    [None, *map(Decimal, ("0", "-1", "1E-7", "1000000000000.000001", "1E+30", "NaN", "Infinity"))]
)


@dataclass(frozen=True)
class Call:
    """Arguments of transfer(), mint() or burn()."""

    function: str
    actor: int
    source: int
    target: int
    amount: Decimal | None
    key: str


@dataclass
class Hold:
    """What the model knows of a hold; times are minutes."""

    number: int
    account: int
    amount: Decimal
    until: int
    status: str = "open"


class LedgerMachine(RuleBasedStateMachine):
    """Calls the database and the model in step; an example is one transaction, which is rolled back."""

    connection: Connection

    accounts = Bundle("accounts")
    posted = Bundle("posted")
    holds = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.balances = dict.fromkeys((MINT, BURN, TREASURY, REWARD_POOL), Decimal(0))
        self.owners: dict[int, int] = {}
        self.suspended: set[int] = set()
        self.frozen: set[int] = set()
        self.placed: list[Hold] = []
        self.reversed: set[int] = set()
        self.minute = 0
        self.keys = 0
        self.posts = 0

    def teardown(self) -> None:
        try:
            assert self.connection.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
            moves = self.one("SELECT count(*) FROM agora_event.event WHERE topic = %s", TOPIC)
            assert moves == self.posts
        finally:
            self.connection.rollback()

    # ---- the database --------------------------------------------------------------------------------------

    def one(self, query: str, *arguments: object) -> Any:
        row = self.connection.execute(query, arguments).fetchone()
        assert row is not None
        return row[0]

    def send(self, call: Call) -> int:
        """Make the call, and what would be checked at its commit."""
        arguments: tuple[object, ...]
        match call.function:
            case "transfer":
                query = (
                    "SELECT agora_ledger.transfer(%s, %s, %s::numeric, 'a test', p_key => %s, p_actor => %s)"
                )
                arguments = (call.source, call.target, call.amount, call.key, call.actor)
            case "mint":
                query = "SELECT agora_ledger.mint(%s, %s::numeric, 'a test', p_key => %s)"
                arguments = (call.target, call.amount, call.key)
            case _:
                query = "SELECT agora_ledger.burn(%s, %s::numeric, 'a test', p_key => %s)"
                arguments = (call.source, call.amount, call.key)
        number = self.one(query, *arguments)
        self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        return int(number)

    @contextmanager
    def refused(self, sqlstate: str) -> Iterator[None]:
        """Expect an error, and go on as if nothing had been tried."""
        try:
            with self.connection.transaction():
                yield
        except psycopg.DatabaseError as error:
            assert error.sqlstate == sqlstate, error
        else:
            raise AssertionError(f"{sqlstate} was not raised")

    # ---- the model -----------------------------------------------------------------------------------------

    def call(self, function: str, source: int, target: int, amount: Decimal | None) -> Call:
        actor = self.owners.get(source, SYSTEM) if function == "transfer" else SYSTEM
        return Call(function, actor, source, target, amount, self.key())

    def key(self) -> str:
        self.keys += 1
        return f"key {self.keys}"

    def held(self, account: int) -> Decimal:
        """What open holds keep from being spent; a hold ends at its minute."""
        return sum(
            (h.amount for h in self.placed if h.account == account and self.status(h) == "open"), Decimal(0)
        )

    def status(self, hold: Hold) -> str:
        return "expired" if hold.status == "open" and hold.until <= self.minute else hold.status

    def available(self, account: int) -> Decimal:
        return self.balances[account] - self.held(account)

    def obstacle(self, call: Call) -> str | None:
        """What stands against a call with a new key, in the order in which the ledger looks."""
        assert call.amount is not None
        if call.actor in self.suspended:
            return "ZA002"
        if call.source == call.target:
            return "22023"
        if self.owners.get(call.target) in self.suspended:
            return "ZA002"
        if call.source in self.frozen:
            return "ZL010"
        if call.source != MINT and self.available(call.source) < call.amount:
            return "ZL002"
        if call.target in self.owners and self.balances[call.target] + call.amount > LIMIT:
            return "ZL004"
        return None

    def attempt(self, call: Call) -> Any:
        if sqlstate := self.obstacle(call):
            with self.refused(sqlstate):
                self.send(call)
            return multiple()
        assert call.amount is not None
        transaction = self.send(call)
        self.balances[call.source] -= call.amount
        self.balances[call.target] += call.amount
        self.posts += 1
        return call, transaction

    def register(self) -> int:
        principal = self.one("SELECT agora.register_principal(%s)", f"holder {len(self.owners)}")
        account = int(self.one("SELECT agora_ledger.wallet_of(%s)", principal))
        self.owners[account] = principal
        self.balances[account] = Decimal(0)
        return account

    # ---- what happens --------------------------------------------------------------------------------------

    @initialize(target=accounts)
    def begin(self) -> Any:
        self.one("SELECT agora_test.at(%s)", START)
        return multiple(TREASURY, REWARD_POOL, self.register(), self.register())

    @rule(target=accounts)
    def open_wallet(self) -> int:
        return self.register()

    @rule(target=posted, account=accounts, amount=AMOUNTS)
    def mint(self, account: int, amount: Decimal) -> Any:
        return self.attempt(self.call("mint", MINT, account, amount))

    @rule(target=posted, account=accounts, amount=AMOUNTS)
    def burn(self, account: int, amount: Decimal) -> Any:
        return self.attempt(self.call("burn", account, BURN, amount))

    @rule(target=posted, source=accounts, receiver=accounts, amount=AMOUNTS)
    def transfer(self, source: int, receiver: int, amount: Decimal) -> Any:
        return self.attempt(self.call("transfer", source, receiver, amount))

    @rule(target=posted, source=accounts, receiver=accounts)
    def transfer_everything(self, source: int, receiver: int) -> Any:
        amount = min(self.available(source), LIMIT)
        return self.attempt(self.call("transfer", source, receiver, amount)) if amount else multiple()

    @rule(source=accounts, receiver=accounts, amount=UNUSABLE)
    def pass_an_unusable_amount(self, source: int, receiver: int, amount: Decimal | None) -> None:
        call = self.call("transfer", source, receiver, amount)
        with self.refused("ZA002" if call.actor in self.suspended else "22023"):
            self.send(call)

    @rule(first=posted)
    def repeat(self, first: tuple[Call, int]) -> None:
        call, transaction = first
        if call.actor in self.suspended:
            with self.refused("ZA002"):
                self.send(call)
        else:
            assert self.send(call) == transaction

    @rule(first=consumes(posted), amount=AMOUNTS)
    def reuse_a_key(self, first: tuple[Call, int], amount: Decimal) -> None:
        call, transaction = first
        if call.actor in self.suspended:
            return
        if amount == call.amount:
            assert self.send(call) == transaction
        else:
            with self.refused("ZA003"):
                self.send(replace(call, amount=amount))

    @rule(account=accounts)
    def suspend_or_resume(self, account: int) -> None:
        if (principal := self.owners.get(account)) is None:
            return
        if principal in self.suspended:
            self.one("SELECT agora.resume_principal(%s)::text", principal)
        else:
            self.one("SELECT agora.suspend_principal(%s, 'a test')::text", principal)
        self.suspended ^= {principal}

    @rule(account=accounts)
    def freeze_or_unfreeze(self, account: int) -> None:
        if account not in self.owners:
            with self.refused("22023"):
                self.one("SELECT agora_ledger.freeze_account(%s, 'a test')", account)
            return
        function = "unfreeze_account" if account in self.frozen else "freeze_account"
        self.one(f"SELECT agora_ledger.{function}(%s, 'a test')::text", account)
        self.frozen ^= {account}

    @rule(target=holds, account=accounts, amount=AMOUNTS, minutes=MINUTES)
    def hold(self, account: int, amount: Decimal, minutes: int) -> Any:
        query = "SELECT agora_ledger.place_hold(%s, %s::numeric, 'a test', %s, p_key => %s, p_actor => %s)"
        owner = self.owners.get(account, SYSTEM)
        arguments = (account, amount, timedelta(minutes=minutes), self.key(), owner)
        sqlstate = (
            "ZA002"
            if owner in self.suspended
            else "22023"
            if account not in self.owners
            else "ZL010"
            if account in self.frozen
            else "ZL002"
            if self.available(account) < amount
            else None
        )
        if sqlstate:
            with self.refused(sqlstate):
                self.one(query, *arguments)
            return multiple()
        number = self.one(query, *arguments)
        assert self.one(query, *arguments) == number, "a repeated call"
        self.placed.append(Hold(number, account, amount, self.minute + minutes))
        return self.placed[-1]

    @rule(hold=holds, receiver=accounts, amount=AMOUNTS, is_all=st.booleans())
    def capture(self, hold: Hold, receiver: int, amount: Decimal, is_all: bool) -> None:
        amount = hold.amount if is_all else amount
        query = "SELECT agora_ledger.capture_hold(%s, %s::numeric, %s, %s, %s)"
        arguments = (hold.number, amount, receiver, self.key(), self.owners[hold.account])
        if sqlstate := self.capture_obstacle(hold, receiver, amount):
            with self.refused(sqlstate):
                self.one(query, *arguments)
            return
        transaction = self.one(query, *arguments)
        hold.status = "captured"
        self.balances[hold.account] -= amount
        self.balances[receiver] += amount
        self.posts += 1
        assert self.one(query, *arguments) == transaction, "a repeated call"

    def capture_obstacle(self, hold: Hold, receiver: int, amount: Decimal) -> str | None:
        if self.owners[hold.account] in self.suspended:
            return "ZA002"
        if (status := self.status(hold)) != "open":
            return "ZL008" if status == "expired" else "ZL007"
        if amount > hold.amount:
            return "ZL009"
        if receiver == hold.account:
            return "22023"
        if self.owners.get(receiver) in self.suspended:
            return "ZA002"
        if hold.account in self.frozen:
            return "ZL010"
        if receiver in self.owners and self.balances[receiver] + amount > LIMIT:
            return "ZL004"
        return None

    @rule(hold=holds)
    def release(self, hold: Hold) -> None:
        query = "SELECT agora_ledger.release_hold(%s, %s)"
        owner = self.owners[hold.account]
        status = self.status(hold)
        if owner in self.suspended or status in ("captured", "expired"):
            refusals = {"captured": "ZL007", "expired": "ZL008"}
            with self.refused("ZA002" if owner in self.suspended else refusals[status]):
                self.one(query, hold.number, owner)
            return
        assert self.one(query, hold.number, owner) == hold.amount
        hold.status = "released"

    @rule(minutes=MINUTES, is_swept=st.booleans())
    def expire(self, minutes: int, is_swept: bool) -> None:
        """Time passes; whether the job runs changes nothing that anybody sees."""
        self.minute += minutes
        self.one("SELECT agora_test.at(%s)", START + timedelta(minutes=self.minute))
        if is_swept:
            self.one("SELECT agora_ledger._sweep_holds(1000)")

    @rule(first=posted)
    def reverse(self, first: tuple[Call, int]) -> None:
        call, transaction = first
        assert call.amount is not None
        query = "SELECT agora_ledger.reverse(%s, 'a test', %s)"
        arguments = (transaction, self.key())
        sqlstate = (
            "ZL012"
            if transaction in self.reversed
            else "ZL004"
            if call.source in self.owners and self.balances[call.source] + call.amount > LIMIT
            else "ZL002"
            if self.available(call.target) < call.amount
            else None
        )
        if sqlstate:
            with self.refused(sqlstate):
                self.one(query, *arguments)
            return
        reversal = self.one(query, *arguments)
        assert self.one(query, *arguments) == reversal, "a repeated call"
        with self.refused("ZL013"):
            self.one(query, reversal, self.key())
        self.reversed.add(transaction)
        self.balances[call.source] += call.amount
        self.balances[call.target] -= call.amount
        self.posts += 1

    @rule()
    def fold(self) -> None:
        """Everything is decided here, where only one session writes: the mark may be the horizon at once."""
        self.one("SELECT agora_ledger._fold_subtotals(1000)")
        self.connection.execute("UPDATE agora_ledger.horizon SET transaction_id = next_transaction_id")
        self.one("SELECT agora_ledger._fold_subtotals(1000)")

    @invariant()
    def both_hold_the_same(self) -> None:
        query = "SELECT account_id, balance, held FROM agora_ledger.account_balance_view"
        rows = self.connection.execute(query).fetchall()
        assert {account: balance for account, balance, _ in rows} == self.balances
        assert {account: held for account, _, held in rows} == {a: self.held(a) for a in self.balances}
        assert sum(self.balances.values()) == 0


def test_the_ledger_agrees_with_the_model(timed_dsn: str) -> None:
    with psycopg.connect(timed_dsn) as connection:

        class Machine(LedgerMachine):
            pass

        Machine.connection = connection
        run_state_machine_as_test(
            Machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
        )
