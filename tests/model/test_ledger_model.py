"""The ledger beside a model of a few lines: after any sequence of calls both hold the same."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
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
MINUTES = st.integers(1, 60)
UNBONDING = 30
DAY = 24 * 60
"""Minutes."""
ANNUAL, EXEMPT, FINEST = Decimal("0.5"), Decimal(5), Decimal(1).scaleb(-24)
"""What decay takes in 365 days, and of what not; how exactly it counts."""
LIMIT = Decimal(10**12)
STEPS, EXAMPLES = (1000, 200) if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (60, 40)

TOLD_OTHERWISE = """
SELECT * FROM agora_ledger.account_balance AS b
  FULL JOIN agora_ledger._rebuild_balances(NULL, NULL) AS r ON r.account_id = b.account_id
 WHERE (b.account_id, b.principal_id, b.available, b.held, b.frozen_at, b.frozen_reason)
       IS DISTINCT FROM (r.account_id, r.principal_id, r.available, r.held, r.frozen_at, r.frozen_reason)
"""
"""Where the announced facts give other balances."""

# Mostly small, so that sums meet; sometimes at the edges.
AMOUNTS = st.one_of(
    st.integers(1, 5).map(lambda n: n * MICRO),
    st.integers(1, 10_000_000).map(lambda n: n * MICRO),
    st.integers(1, 60).map(Decimal),
    st.integers(1, 300).map(Decimal),
    st.sampled_from([Decimal(1), Decimal(2), LIMIT - MICRO, LIMIT]),
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


@dataclass
class Unbonding:
    """What the model knows of stake on its way back; times are minutes."""

    number: int
    left: Decimal
    until: int
    status: str = "open"


@dataclass
class Bonds:
    """What the model knows of a principal's stake."""

    stake: int
    unbonding: int
    staked: Decimal = Decimal(0)
    returning: list[Unbonding] = field(default_factory=list)

    def matured(self, minute: int) -> list[Unbonding]:
        return [u for u in self.returning if u.status == "open" and u.until <= minute]

    def slashable(self, minute: int) -> list[Unbonding]:
        """What a slash reaches, in its order."""
        return sorted(
            (u for u in self.returning if u.status == "open" and u.until > minute),
            key=lambda u: (u.until, u.number),
        )


class LedgerMachine(RuleBasedStateMachine):
    """Calls the database and the model in step; an example is one transaction, which is rolled back."""

    connection: Connection

    accounts = Bundle("accounts")
    stakers = Bundle("stakers")
    posted = Bundle("posted")
    holds = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.balances = dict.fromkeys((MINT, BURN, TREASURY, REWARD_POOL), Decimal(0))
        self.owners: dict[int, int] = {}
        self.suspended: set[int] = set()
        self.frozen: set[int] = set()
        self.placed: list[Hold] = []
        self.wallets: dict[int, int] = {}
        self.bonds: dict[int, Bonds] = {}
        self.reversed: set[int] = set()
        self.decayed: dict[int, int] = {}
        self.owed: dict[int, Decimal] = {}
        self.minute = 0
        self.keys = 0
        self.posts = 0

    def teardown(self) -> None:
        try:
            assert self.connection.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
            moves = self.one("SELECT count(*) FROM agora_event.event WHERE topic = %s", TOPIC)
            assert moves == self.posts
            assert self.connection.execute(TOLD_OTHERWISE).fetchall() == []
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
        """What open holds keep from being spent, and bonds; a hold ends at its minute."""
        held = sum(
            (h.amount for h in self.placed if h.account == account and self.status(h) == "open"), Decimal(0)
        )
        bonds = self.bonds.get(self.owners.get(account, SYSTEM))
        if bonds and account == bonds.stake:
            held += bonds.staked
        elif bonds and account == bonds.unbonding:
            held += sum(u.left for u in bonds.returning if u.status == "open")
        return held

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

    def wait(self, minutes: int) -> None:
        midnights = (self.minute + minutes) // DAY - self.minute // DAY
        for wallet in self.wallets.values() if midnights else ():
            self.decay_daily(wallet, midnights)
        self.minute += minutes
        self.one("SELECT agora_test.at(%s)", START + timedelta(minutes=self.minute))

    def decay_daily(self, wallet: int, days: int) -> None:
        """What a wallet owes to decay grows at every midnight, whether or not anybody collects it."""
        with localcontext(prec=60):
            balance = self.balances[wallet]
            left = max(Decimal(0), balance - self.owed.get(wallet, Decimal(0)))
            for _ in range(days):
                if left > EXEMPT:
                    kept = (left - EXEMPT) * (1 - ANNUAL) ** (Decimal(1) / 365)
                    left = EXEMPT + kept.quantize(FINEST)
            self.owed[wallet] = balance - left

    def register(self) -> int:
        principal = self.one("SELECT agora.register_principal(%s)", f"holder {len(self.owners)}")
        account = int(self.one("SELECT agora_ledger.wallet_of(%s)", principal))
        self.owners[account] = principal
        self.wallets[principal] = account
        self.balances[account] = Decimal(0)
        return account

    def is_over(self, account: int, amount: Decimal) -> bool:
        """Whether a credit would pass the limit of a principal's account."""
        return account in self.owners and self.balances[account] + amount > LIMIT

    def move(self, lines: dict[int, Decimal]) -> None:
        for account, amount in lines.items():
            self.balances[account] += amount
        self.posts += 1

    def lines_obstacle(self, lines: dict[int, Decimal]) -> str | None:
        """What stands against the lines of a set, in the order in which the ledger looks."""
        for account, amount in lines.items():
            if amount < 0:
                if account in self.frozen:
                    return "ZL010"
                if self.available(account) < -amount:
                    return "ZL002"
            elif self.owners.get(account) in self.suspended:
                return "ZA002"
            elif self.is_over(account, amount):
                return "ZL004"
        return None

    def payment_obstacle(self, source: int, to: int, amount: Decimal) -> str | None:
        return "22023" if to == source else self.lines_obstacle({source: -amount, to: amount})

    # ---- what happens --------------------------------------------------------------------------------------

    @initialize(target=accounts)
    def begin(self) -> Any:
        self.one("SELECT agora_test.at(%s)", START)
        minutes = f"{UNBONDING} minutes"
        self.one("SELECT agora.set_setting('ledger.unbonding_time', %s, 'a test')::text", minutes)
        self.connection.execute(
            "INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at)"
            " VALUES ('decay', jsonb_build_object('enabled', true, 'annual', %s::numeric, 'exempt', %s::numeric,"
            " 'expiry', 'none', 'expiry_days', 365), %s, 1, agora.now())",
            (ANNUAL, EXEMPT, START),
        )
        holders = [self.register() for _ in range(4)]
        for account in holders:
            self.send(self.call("mint", MINT, account, Decimal(500)))
            self.move({MINT: Decimal(-500), account: Decimal(500)})
        return multiple(TREASURY, *holders)

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

    @rule(
        source=accounts,
        items=st.lists(st.tuples(st.integers(0, 99), AMOUNTS), min_size=1, max_size=4),
        is_atomic=st.booleans(),
    )
    def batch(self, source: int, items: list[tuple[int, Decimal]], is_atomic: bool) -> None:
        """All from one account; each item is judged as if those before it were posted."""
        known = [account for account in self.balances if account not in (MINT, BURN)]
        actor = self.owners.get(source, SYSTEM)
        calls = [(known[number % len(known)], amount, self.key()) for number, amount in items]
        query = "SELECT error_code FROM agora_ledger.post_batch(%s::jsonb, %s, %s) ORDER BY item"
        transfers = ", ".join(
            f'{{"from": {source}, "to": {to}, "amount": {amount:f}, "reason": "a test", "key": "{key}"}}'
            for to, amount, key in calls
        )
        arguments = (f"[{transfers}]", is_atomic, actor)
        if actor in self.suspended or (is_atomic and any(to == source for to, _, _ in calls)):
            with self.refused("ZA002" if actor in self.suspended else "22023"):
                self.one(query, *arguments)
            return
        before, posts = dict(self.balances), self.posts
        outcomes: list[str | None] = []
        for to, amount, _ in calls:
            outcomes.append(self.payment_obstacle(source, to, amount))
            if outcomes[-1] is None:
                self.move({source: -amount, to: amount})
        if is_atomic and (refusal := next(filter(None, outcomes), None)):
            self.balances, self.posts = before, posts
            with self.refused(refusal):
                self.one(query, *arguments)
            return
        assert [code for (code,) in self.connection.execute(query, arguments)] == outcomes
        repeated = [
            outcome and self.payment_obstacle(source, to, amount)
            for outcome, (to, amount, _) in zip(outcomes, calls, strict=True)
        ]
        assert [code for (code,) in self.connection.execute(query, arguments)] == repeated

    @rule(payer=accounts, first=accounts, second=accounts, amount=AMOUNTS, other=AMOUNTS)
    def post(self, payer: int, first: int, second: int, amount: Decimal, other: Decimal) -> None:
        lines = {payer: -amount - other, first: amount, second: other}
        query = "SELECT agora_ledger.post('bounty', %s::jsonb, 'a test', p_key => %s)"
        text = ", ".join(f'{{"account_id": {a}, "amount": {n:f}}}' for a, n in lines.items())
        arguments = (f"[{text}]", self.key())
        sqlstate = (
            "22023"
            if any(abs(n) > LIMIT for n in lines.values())
            else "ZL003"
            if len(lines) < 3
            else self.lines_obstacle(lines)
        )
        if sqlstate:
            with self.refused(sqlstate):
                self.one(query, *arguments)
            return
        transaction = self.one(query, *arguments)
        self.move(lines)
        assert self.one(query, *arguments) == transaction, "a repeated call"

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
        self.wait(minutes)
        if is_swept:
            self.one("SELECT agora_ledger._sweep_holds(1000)")
            self.one("SELECT agora_ledger._sweep_unbondings(1000)")
            for principal in self.bonds:
                if principal not in self.suspended and self.completion_obstacle(principal) is None:
                    self.complete(principal)

    def complete(self, principal: int) -> Decimal:
        bonds = self.bonds[principal]
        amount = Decimal(0)
        for unbonding in bonds.matured(self.minute):
            amount += unbonding.left
            unbonding.left, unbonding.status = Decimal(0), "completed"
        self.move({bonds.unbonding: -amount, self.wallets[principal]: amount})
        return amount

    def completion_obstacle(self, principal: int) -> str | None:
        bonds = self.bonds.get(principal)
        amount = sum(u.left for u in bonds.matured(self.minute)) if bonds else 0
        if not bonds or not amount:
            return "ZL021"
        if bonds.unbonding in self.frozen:
            return "ZL010"
        return "ZL004" if self.is_over(self.wallets[principal], Decimal(amount)) else None

    @rule(targets=(accounts, stakers), account=accounts, amount=AMOUNTS)
    def stake(self, account: int, amount: Decimal) -> Any:
        """The accounts of a stake can be paid into and from like others, but for what is bonded."""
        principal = self.owners.get(account, SYSTEM)
        query = "SELECT agora_ledger.stake(%s::numeric, p_key => %s, p_actor => %s)"
        arguments = (amount, self.key(), principal)
        wallet, bonds = self.wallets.get(principal), self.bonds.get(principal)
        sqlstate = (
            "ZA002"
            if principal in self.suspended
            else "22023"
            if wallet is None
            else "ZL010"
            if wallet in self.frozen
            else "ZL002"
            if self.available(wallet) < amount
            else "ZL004"
            if bonds and self.is_over(bonds.stake, amount)
            else None
        )
        if sqlstate or wallet is None:
            with self.refused(sqlstate or ""):
                self.one(query, *arguments)
            return multiple()
        transaction = self.one(query, *arguments)
        opened = []
        if bonds is None:
            kinds = "SELECT account_id FROM agora_ledger.account WHERE principal_id = %s AND kind = %s"
            opened = [int(self.one(kinds, principal, kind)) for kind in ("stake", "unbonding")]
            bonds = self.bonds[principal] = Bonds(*opened)
            for new in opened:
                self.owners[new], self.balances[new] = principal, Decimal(0)
        bonds.staked += amount
        self.move({wallet: -amount, bonds.stake: amount})
        assert self.one(query, *arguments) == transaction, "a repeated call"
        return multiple(*opened)

    @rule(account=stakers, amount=AMOUNTS, is_all=st.booleans())
    def unstake(self, account: int, amount: Decimal, is_all: bool) -> None:
        principal = self.owners.get(account, SYSTEM)
        bonds = self.bonds.get(principal)
        if is_all and bonds and bonds.staked:
            amount = min(bonds.staked, LIMIT)
        query = "SELECT agora_ledger.unstake(%s::numeric, p_key => %s, p_actor => %s)"
        arguments = (amount, self.key(), principal)
        sqlstate = (
            "ZA002"
            if principal in self.suspended
            else "ZL020"
            if not bonds or bonds.staked < amount
            else "ZL010"
            if bonds.stake in self.frozen
            else "ZL004"
            if self.is_over(bonds.unbonding, amount)
            else None
        )
        if sqlstate or bonds is None:
            with self.refused(sqlstate or ""):
                self.one(query, *arguments)
            return
        number = self.one(query, *arguments)
        bonds.staked -= amount
        bonds.returning.append(Unbonding(number, amount, self.minute + UNBONDING))
        self.move({bonds.stake: -amount, bonds.unbonding: amount})
        assert self.one(query, *arguments) == number, "a repeated call"

    @rule(account=stakers, minutes=st.sampled_from([0, 1, UNBONDING]))
    def mature(self, account: int, minutes: int) -> None:
        self.wait(minutes)
        principal = self.owners.get(account, SYSTEM)
        query = "SELECT agora_ledger.complete_unbonding(%s, %s)"
        arguments = (self.key(), principal)
        sqlstate = (
            "ZA002"
            if principal in self.suspended
            else "22023"
            if principal == SYSTEM
            else self.completion_obstacle(principal)
        )
        if sqlstate:
            with self.refused(sqlstate):
                self.one(query, *arguments)
            return
        amount = self.complete(principal)
        assert self.one(query, *arguments) == amount
        assert self.one(query, *arguments) == amount, "a repeated call"

    @rule(
        account=stakers,
        payee=accounts,
        other=accounts,
        split=st.sampled_from(["one", "two", "rest"]),
        amount=AMOUNTS,
    )
    def slash(self, account: int, payee: int, other: int, split: str, amount: Decimal) -> None:
        """Half to somebody, or to two, in whole tokens; the rest is burnt, or another's."""
        principal = self.owners.get(account, SYSTEM)
        query = "SELECT agora_ledger.slash(%s, %s::numeric, 'a test', p_split => %s::jsonb, p_key => %s)"
        shares: list[dict[str, Any]] = [{"to": [payee, other] if split == "two" else payee, "percent": 50}]
        if split == "rest":
            shares.append({"to": other})
        arguments = (principal, amount, json.dumps(shares), self.key())
        named = {payee} if split == "one" else {payee, other}
        if (split != "one" and payee == other) or (
            principal != SYSTEM and principal in {self.owners.get(one) for one in named}
        ):
            with self.refused("22023"):
                self.one(query, *arguments)
            return
        bonds = self.bonds.get(principal) or Bonds(0, 0)
        parts: list[tuple[Unbonding, Decimal]] = []
        from_stake = min(bonds.staked, amount)
        missing = amount - from_stake
        for unbonding in bonds.slashable(self.minute):
            if part := min(missing, unbonding.left):
                parts.append((unbonding, part))
                missing -= part
        taken = amount - missing
        share = Decimal(int(taken / 2))
        each = Decimal(int(share / 2)) if split == "two" else Decimal(0)
        credits = {payee: share - each, BURN: Decimal(0)} | ({other: each} if split == "two" else {})
        credits[other if split == "rest" else BURN] = taken - share
        if any(part and self.is_over(one, part) for one, part in credits.items()):
            with self.refused("ZL004"):
                self.one(query, *arguments)
            return
        number = self.one(query, *arguments)
        if taken:
            bonds.staked -= from_stake
            for unbonding, part in parts:
                unbonding.left -= part
                unbonding.status = unbonding.status if unbonding.left else "slashed"
            self.move({bonds.stake: -from_stake, bonds.unbonding: from_stake - taken} | credits)
        assert self.one(query, *arguments) == number, "a repeated call"

    @rule(days=st.sampled_from([0, 0, 1, 1, 2, 31, 400]))
    def decay(self, days: int) -> None:
        """The job collects once a day what is owed, as far as it is there."""
        self.wait(days * DAY)
        today = self.minute // DAY
        due: dict[int, Decimal] = {}
        for wallet in self.wallets.values():
            if self.balances[wallet] and wallet not in self.frozen and self.decayed.get(wallet, -1) < today:
                with localcontext(prec=60):
                    owed = self.owed.get(wallet, Decimal(0)).quantize(MICRO, ROUND_HALF_UP)
                due[wallet] = max(Decimal(0), min(owed, self.available(wallet)))
        assert self.one("SELECT agora_reward._decay_balances(1000)") == len(due)
        for wallet, amount in due.items():
            self.decayed[wallet] = today
            if amount:
                self.move({wallet: -amount, BURN: amount})
                with localcontext(prec=60):
                    self.owed[wallet] -= amount

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

    @rule(number=st.integers(0, 10_000))
    def reverse_any(self, number: int) -> None:
        """Whatever was posted, by whatever call: holds, stakes and slashes say what is held, and stay as they are."""
        query = "SELECT transaction_id, kind FROM agora_ledger.transaction ORDER BY 1"
        posted = self.connection.execute(query).fetchall()
        transaction, kind = posted[number % len(posted)]
        moved = self.connection.execute(
            "SELECT account_id, -0.000001 * sum(amount) FROM agora_ledger.entry WHERE transaction_id = %s"
            " GROUP BY account_id ORDER BY min(line)",
            (transaction,),
        ).fetchall()
        lines = {account: Decimal(amount) for account, amount in moved}
        query = "SELECT agora_ledger.reverse(%s, 'a test', %s)"
        arguments = (transaction, self.key())
        sqlstate = (
            "ZL013"
            if kind == "reversal"
            else "ZL012"
            if transaction in self.reversed
            else self.correction_obstacle(lines)
        )
        if sqlstate:
            with self.refused(sqlstate):
                self.one(query, *arguments)
            return
        reversal = self.one(query, *arguments)
        self.reversed.add(transaction)
        self.move(lines)
        assert self.one(query, *arguments) == reversal, "a repeated call"

    def correction_obstacle(self, lines: dict[int, Decimal]) -> str | None:
        """It passes freezes and suspensions."""
        for account, amount in lines.items():
            if amount < 0 and account != MINT and self.available(account) < -amount:
                return "ZL002"
            if amount > 0 and self.is_over(account, amount):
                return "ZL004"
        return None

    @rule(
        account=accounts,
        amount=AMOUNTS,
        against=st.sampled_from([TREASURY, REWARD_POOL]),
        is_paid=st.booleans(),
    )
    def adjust(self, account: int, amount: Decimal, against: int, is_paid: bool) -> None:
        name = {TREASURY: "treasury", REWARD_POOL: "reward_pool"}[against]
        source, target = (against, account) if is_paid else (account, against)
        query = "SELECT agora_ledger.adjust(%s, %s::numeric, 'a test', %s, p_key => %s)"
        arguments = (account, amount if is_paid else -amount, name, self.key())
        if account not in self.wallets.values():
            sqlstate: str | None = "22023"
        else:
            sqlstate = self.obstacle(Call("adjust", SYSTEM, source, target, amount, ""))
        if sqlstate:
            with self.refused(sqlstate):
                self.one(query, *arguments)
            return
        transaction = self.one(query, *arguments)
        self.move({source: -amount, target: amount})
        assert self.one(query, *arguments) == transaction, "a repeated call"

    @rule(account=accounts, size=st.integers(1, 4), is_oldest=st.booleans())
    def page(self, account: int, size: int, is_oldest: bool) -> None:
        """Pages are the statement, each line once, and end at the balance."""
        place, order = ("p_after", "ASC") if is_oldest else ("p_before", "DESC")
        query = (
            f"SELECT transaction_id, line, amount, balance_after FROM agora_ledger.read_statement(%s, {place} => %s,"
            " p_line => %s, p_limit => %s)"
        )
        read: list[Any] = []
        transaction, line = 0 if is_oldest else 2**62, 0
        while rows := self.connection.execute(query.encode(), (account, transaction, line, size)).fetchall():
            assert len(rows) <= size
            read += rows
            transaction, line = rows[-1][:2]
        query = (
            "SELECT transaction_id, line, amount, balance_after FROM agora_ledger.statement WHERE account_id = %s"
            f" ORDER BY transaction_id {order}, line {order}"
        )
        assert read == self.connection.execute(query.encode(), (account,)).fetchall()
        assert sum(amount for _, _, amount, _ in read) == self.balances[account]
        if read and account in self.owners:
            assert read[-1 if is_oldest else 0][3] == self.balances[account]

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
