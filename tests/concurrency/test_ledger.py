"""The ledger with several sessions at once: kills, races, waiting transactions."""

import json
import os
import random
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
CLIENTS = 8
TRANSFERS = 20_000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 2_000
WALLETS = 12
TREASURY = 3
TRANSFER = (
    "SELECT agora_ledger.transfer(%(source)s, %(target)s, %(amount)s, 'a test',"
    " p_key => %(key)s, p_actor => %(actor)s)"
)


def one(connection: Connection, query: str, *arguments: object) -> Any:
    """Return the only column of the only row."""
    row = connection.execute(query, arguments).fetchone()
    assert row is not None
    return row[0]


@dataclass(frozen=True)
class Wallet:
    principal: int
    account: int


def open_wallets(connection: Connection, count: int, tokens: int) -> list[Wallet]:
    """Register principals with so many tokens each."""
    wallets = []
    for number in range(count):
        principal = one(connection, "SELECT agora.register_principal(%s)", f"holder {number}")
        account = one(connection, "SELECT agora_ledger.wallet_of(%s)", principal)
        if tokens:
            mint = "SELECT agora_ledger.mint(%s, %s, 'start', p_key => %s)"
            connection.execute(mint, (account, tokens, f"start {number}"))
        wallets.append(Wallet(principal, account))
    connection.commit()
    return wallets


def pay(
    connection: Connection, source: Wallet, target: int, key: str, amount: Decimal | int | str = 1
) -> int:
    arguments = {
        "source": source.account,
        "target": target,
        "amount": amount,
        "key": key,
        "actor": source.principal,
    }
    row = connection.execute(TRANSFER, arguments).fetchone()
    assert row is not None
    return int(row[0])


def balance(connection: Connection, account: int) -> Decimal:
    return Decimal(one(connection, "SELECT agora_ledger.balance(%s)", account))


def assert_invariants(connection: Connection) -> None:
    assert connection.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


# ---- blind repetition --------------------------------------------------------------------------------------


def test_a_client_that_repeats_blindly_pays_once(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Whatever comes back, or nothing, it makes the same call again and asks for no reason."""
    payer, payee = open_wallets(db, 2, 0)
    world, holder = session(autocommit=True), session()
    errors: list[str | None] = []

    def call(connection: Connection, meanwhile: Callable[[], object] = lambda: None) -> int | None:
        answer = background(pay, connection, payer, payee.account, "the key", 7)
        meanwhile()
        try:
            return int(answer.result())
        except psycopg.Error as error:
            errors.append(error.sqlstate)
            return None

    def client(setting: str = "lock_timeout=0") -> Connection:
        connection = session(autocommit=True)
        connection.execute(f"SET {setting}".encode())
        return connection

    call(client())
    world.execute("SELECT agora_ledger.mint(%s, 100, 'start', p_key => 'start')", [payer.account])
    world.execute("SELECT agora_ledger.freeze_account(%s, 'a dispute')", [payer.account])
    call(client())
    world.execute("SELECT agora_ledger.unfreeze_account(%s, 'settled')", [payer.account])
    world.execute("SELECT agora.suspend_principal(%s, 'a test')", [payee.principal])
    call(client())
    world.execute("SELECT agora.resume_principal(%s)", [payee.principal])

    touch = "UPDATE agora_ledger.account_balance SET available = available WHERE account_id = %s"
    holder.execute(touch, [payer.account])
    call(client("lock_timeout=1"))
    killed = client()

    def kill() -> None:
        waits_for(killed, holder)
        world.execute("SELECT pg_terminate_backend(%s)", [killed.info.backend_pid])

    call(killed, kill)
    older = client("default_transaction_isolation = 'repeatable read'")

    def overtake() -> None:
        waits_for(older, holder)
        holder.commit()

    call(older, overtake)
    assert errors == ["ZL002", "ZL010", "ZA002", "55P03", "57P01", "40001"]
    assert balance(db, payee.account) == 0

    gone = session()
    assert call(gone)  # and the client is gone before it commits
    gone.close()
    db.rollback()
    assert balance(db, payee.account) == 0
    made = call(client())  # committed, and the answer is lost
    assert made
    assert [call(client()) for _ in range(3)] == [made] * 3
    db.rollback()
    assert (balance(db, payer.account), balance(db, payee.account)) == (93, 7)
    told = "SELECT count(*) FROM agora_event.event WHERE topic = 'ledger.transaction.posted.v1' AND key = %s"
    assert one(db, told, str(made)) == 1
    assert_invariants(db)


# ---- kills -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Order:
    source: int
    target: int
    amount: Decimal
    key: str


class Client:
    """Pays its orders in turn; after any lost connection it repeats the call with the same key."""

    def __init__(
        self, dsn: str, wallets: list[Wallet], orders: list[Order], paid: Callable[[], None]
    ) -> None:
        self.dsn, self.wallets, self.orders, self.paid = dsn, wallets, orders, paid
        self.pid = 0
        self.lost = 0
        self.acknowledged: dict[str, int] = {}

    def connect(self) -> Connection:
        connection = psycopg.connect(self.dsn, autocommit=True)
        self.pid = connection.info.backend_pid
        return connection

    def run(self) -> None:
        connection = self.connect()
        for order in self.orders:
            while order.key not in self.acknowledged:
                target = self.wallets[order.target].account if order.target < len(self.wallets) else TREASURY
                try:
                    number = pay(connection, self.wallets[order.source], target, order.key, order.amount)
                    self.acknowledged[order.key] = number
                except psycopg.OperationalError as error:
                    if error.sqlstate not in (None, "57P01"):  # a deadlock, for one
                        raise
                    self.lost += 1
                    connection.close()
                    connection = self.connect()
            self.paid()
        connection.close()


def test_kills_lose_nothing_and_double_nothing(
    dsn: str, db: Connection, session: Session, background: Background
) -> None:
    wallets = open_wallets(db, WALLETS, 1_000_000)
    rng = random.Random(20_000)
    progress = threading.Semaphore(0)
    clients = []
    for name in range(CLIENTS):
        orders = []
        for number in range(TRANSFERS // CLIENTS):
            source, target = rng.sample(range(WALLETS + 1), 2)  # the last one is the treasury
            if source == WALLETS:
                source, target = target, source
            amount = Decimal(rng.randint(1, 10_000_000)).scaleb(-6)
            orders.append(Order(source, target, amount, f"{name}/{number}"))
        clients.append(Client(dsn, wallets, orders, progress.release))

    runs = [background(client.run) for client in clients]
    kills = 0
    killer = session(autocommit=True)
    for done in range(1, TRANSFERS + 1):
        while not progress.acquire(timeout=1):
            assert not [run.exception() for run in runs if run.done() and run.exception()]
        if done % 25 == 0:
            at_work = [client for client, run in zip(clients, runs, strict=True) if not run.done()]
            # Who is just coming back has no connection to lose: then another.
            kills += any(
                one(killer, "SELECT pg_terminate_backend(%s)", client.pid)
                for client in rng.sample(at_work, len(at_work))
            )
    for run in runs:
        run.result()
    assert kills > TRANSFERS // 50
    assert sum(client.lost for client in clients) > kills // 4

    acknowledged = {key: number for client in clients for key, number in client.acknowledged.items()}
    recorded = db.execute(
        "SELECT idempotency_key, transaction_id FROM agora_ledger.transaction WHERE kind = 'transfer'"
    ).fetchall()
    assert len(recorded) == TRANSFERS
    assert dict(recorded) == acknowledged

    expected = [Decimal(1_000_000)] * WALLETS + [Decimal(0)]
    for client in clients:
        for order in client.orders:
            expected[order.source] -= order.amount
            expected[order.target] += order.amount
    accounts = [wallet.account for wallet in wallets] + [TREASURY]
    assert [balance(db, account) for account in accounts] == expected
    told = one(
        db,
        "SELECT count(DISTINCT payload ->> 'transaction_id') FROM agora_event.event"
        " WHERE topic = 'ledger.transaction.posted.v1' AND payload ->> 'kind' = 'transfer'",
    )
    assert told == TRANSFERS
    assert_invariants(db)


# ---- races -------------------------------------------------------------------------------------------------


def test_the_second_with_a_key_returns_what_the_first_made(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    payer, payee = open_wallets(db, 2, 10)
    first, second = session(), session()
    made = pay(first, payer, payee.account, "same", 10)
    repeated = background(pay, second, payer, payee.account, "same", 10)
    waits_for(second, first)
    first.commit()
    assert repeated.result() == made
    second.commit()
    assert balance(db, payee.account) == 20
    assert_invariants(db)


def test_the_second_with_a_key_goes_ahead_where_the_first_rolls_back(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    payer, payee = open_wallets(db, 2, 10)
    first, second = session(), session()
    undone = pay(first, payer, payee.account, "same", 10)
    repeated = background(pay, second, payer, payee.account, "same", 10)
    waits_for(second, first)
    first.rollback()
    assert repeated.result() > undone
    second.commit()
    assert balance(db, payee.account) == 20
    assert_invariants(db)


def test_a_key_raced_with_other_arguments_is_refused(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    one_wallet, another = open_wallets(db, 2, 10)
    mint = "SELECT agora_ledger.mint(%s, 1, 'a test', p_key => 'same')"
    first, second = session(), session()
    one(first, mint, one_wallet.account)
    repeated = background(one, second, mint, another.account)  # shares nothing with the first but the key
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.DatabaseError) as refused:
        repeated.result()
    assert refused.value.sqlstate == "ZA003"
    assert [balance(db, wallet.account) for wallet in (one_wallet, another)] == [11, 10]
    assert_invariants(db)


def test_two_cannot_spend_the_same_tokens(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    payer, payee = open_wallets(db, 2, 10)
    first, second = session(), session()
    pay(first, payer, payee.account, "first", "9.5")
    late = background(pay, second, payer, TREASURY, "second", "0.500001")
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.DatabaseError) as refused:
        late.result()
    assert refused.value.sqlstate == "ZL002"
    assert "missing=0.000001" in (refused.value.diag.message_detail or "")
    assert_invariants(db)


@pytest.mark.parametrize("level", list(psycopg.IsolationLevel)[1:])
def test_a_system_account_is_not_overdrawn(
    db: Connection,
    session: Session,
    background: Background,
    waits_for: WaitsFor,
    level: psycopg.IsolationLevel,
) -> None:
    payee, payer = open_wallets(db, 2, 10)
    pay(db, payer, TREASURY, "fill", 10)
    db.commit()
    spend = "SELECT agora_ledger.transfer(3, %s, 6, 'a test', p_key => %s)"
    first, second = session(), session()
    second.isolation_level = level
    assert one(second, "SELECT agora_ledger.balance(3)") == 10  # takes the snapshot, where there is one
    one(first, spend, payee.account, "first")
    late = background(one, second, spend, payer.account, "second")
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.DatabaseError) as refused:
        late.result()
    assert refused.value.sqlstate == ("ZL002" if level <= psycopg.IsolationLevel.READ_COMMITTED else "40001")
    assert balance(db, TREASURY) == 4
    assert_invariants(db)


def test_payments_to_a_system_account_do_not_wait(db: Connection, session: Session) -> None:
    payers = open_wallets(db, 3, 10)
    opened = [session() for _ in range(3)]
    for payer, open_session in zip(payers, opened, strict=True):
        open_session.execute("SET lock_timeout = '1s'")
        pay(open_session, payer, TREASURY, "in", 5)
    assert balance(db, TREASURY) == 0
    for open_session in opened:
        open_session.commit()
    assert balance(db, TREASURY) == 15
    assert_invariants(db)


def test_two_who_open_one_wallet_get_the_same(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    principal = one(db, "SELECT agora.register_principal('late')")
    db.commit()
    first, second = session(), session()
    made = one(first, "SELECT agora_ledger.wallet_of(%s)", principal)
    repeated = background(one, second, "SELECT agora_ledger.wallet_of(%s)", principal)
    waits_for(second, first)
    first.commit()
    assert repeated.result() == made
    second.commit()
    assert_invariants(db)


# ---- holds and batches ---------------------------------------------------------------------------------------

HOLD = "SELECT agora_ledger.place_hold(%s, %s, 'a test', %s, p_key => %s, p_actor => %s)"
CAPTURE = "SELECT agora_ledger.capture_hold(%s, %s, %s, %s, %s)"
BATCH = "SELECT count(transaction_id) FROM agora_ledger.post_batch(%s::jsonb, %s, %s)"


def test_fifty_spenders_cannot_overdraw(db: Connection, session: Session, background: Background) -> None:
    """Payments, holds and batches at once, of ten tokens each, from an account that has 105."""
    payer, payee = open_wallets(db, 2, 105)

    def spend(number: int) -> int:
        connection = session(autocommit=True)
        item = {
            "from": payer.account,
            "to": payee.account,
            "amount": 10,
            "reason": "a test",
            "key": f"{number}",
        }
        try:
            match number % 3:
                case 0:
                    pay(connection, payer, payee.account, f"{number}", 10)
                case 1:
                    one(connection, HOLD, payer.account, 10, "1 hour", f"{number}", payer.principal)
                case _:
                    one(connection, BATCH, json.dumps([item]), True, payer.principal)
        except psycopg.DatabaseError as error:
            assert error.sqlstate == "ZL002", error
            return 0
        return 1

    assert sum(run.result() for run in [background(spend, number) for number in range(50)]) == 10
    query = "SELECT available FROM agora_ledger.account_balance_view WHERE account_id = %s"
    assert one(db, query, payer.account) == 5
    assert_invariants(db)


@pytest.mark.parametrize("is_captured_first", [True, False])
def test_a_hold_is_captured_or_released_once(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor, is_captured_first: bool
) -> None:
    payer, payee = open_wallets(db, 2, 10)
    hold = one(db, HOLD, payer.account, 10, "1 hour", "hold", payer.principal)
    db.commit()
    capture = (CAPTURE, hold, 6, payee.account, "capture", payer.principal)
    release = ("SELECT agora_ledger.release_hold(%s, %s)", hold, payer.principal)
    calls = [capture, release] if is_captured_first else [release, capture]
    first, second = session(), session()
    one(first, *calls[0])
    late = background(one, second, *calls[1])
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.DatabaseError) as refused:
        late.result()
    assert refused.value.sqlstate == "ZL007"
    assert balance(db, payee.account) == (16 if is_captured_first else 10)
    assert_invariants(db)


@pytest.mark.parametrize("is_captured_first", [True, False])
def test_a_capture_races_with_the_end_of_its_hold(
    timed_dsn: str, session: Session, background: Background, waits_for: WaitsFor, is_captured_first: bool
) -> None:
    """The capturer's clock is before the end, the sweeper's behind it: whoever has the account decides."""
    capturer, other, sweeper = (session(to=timed_dsn) for _ in range(3))
    payer, payee = open_wallets(capturer, 2, 10)
    capturer.execute("SET agora_test.now = '2026-01-01 00:00'")
    for late in (other, sweeper):
        late.execute("SET agora_test.now = '2026-01-01 00:15'")
    hold = one(capturer, HOLD, payer.account, 10, "15 minutes", "hold", payer.principal)
    for connection in (capturer, other, sweeper):
        connection.commit()

    capture = (CAPTURE, hold, 6, payee.account, "capture", payer.principal)
    if is_captured_first:
        one(capturer, *capture)
        assert one(sweeper, "SELECT agora_ledger._sweep_holds(10)") == 0, "the job waits for nobody"
        spent = background(pay, other, payer, payee.account, "spend", 5)
        waits_for(other, capturer)
        capturer.commit()
        with pytest.raises(psycopg.DatabaseError) as refused:
            spent.result()
        assert refused.value.sqlstate == "ZL002"
        other.rollback()
    else:
        assert one(sweeper, "SELECT agora_ledger._sweep_holds(10)") == 1
        captured = background(one, capturer, *capture)
        waits_for(capturer, sweeper)
        sweeper.commit()
        with pytest.raises(psycopg.DatabaseError) as refused:
            captured.result()
        assert refused.value.sqlstate == "ZL008"
        capturer.rollback()
    assert balance(other, payee.account) == (16 if is_captured_first else 10)
    assert_invariants(other)


def test_a_transaction_is_reversed_once(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    payer, payee = open_wallets(db, 2, 10)
    paid = pay(db, payer, payee.account, "pay", 5)
    db.commit()
    reverse = "SELECT agora_ledger.reverse(%s, 'a test', %s)"
    first, second = session(), session()
    one(first, reverse, paid, "first")
    late = background(one, second, reverse, paid, "second")
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.DatabaseError) as refused:
        late.result()
    assert refused.value.sqlstate == "ZL012"
    assert balance(db, payer.account) == 10
    assert_invariants(db)


def test_no_mix_of_calls_deadlocks(db: Connection, session: Session, background: Background) -> None:
    """Batches in opposite orders with keys in opposite orders, beside transfers, holds and posts."""
    wallets = open_wallets(db, 6, 10_000)

    def work(number: int) -> None:
        connection = session(autocommit=True)
        rng = random.Random(number)
        for turn in range(25):
            payer, *payees = rng.sample(wallets, 4)
            key = f"{number}/{turn}"
            match number % 4:
                case 0 | 1:
                    items = [
                        {
                            "from": payer.account,
                            "to": to.account,
                            "amount": 1,
                            "reason": "a test",
                            "key": f"{i} {key}",
                        }
                        for i, to in enumerate(payees)
                    ]
                    rng.shuffle(items)
                    assert one(connection, BATCH, json.dumps(items), bool(number % 2), payer.principal) == 3
                case 2:
                    lines = [{"account_id": to.account, "amount": 1} for to in payees]
                    lines.append({"account_id": payer.account, "amount": -3})
                    one(
                        connection,
                        "SELECT agora_ledger.post('bounty', %s::jsonb, 'a test', p_key => %s)",
                        json.dumps(lines),
                        key,
                    )
                case _:
                    hold = one(connection, HOLD, payer.account, 2, "1 hour", key, payer.principal)
                    one(connection, CAPTURE, hold, 1, payees[0].account, key + " c", payer.principal)
                    pay(connection, payees[0], TREASURY, key + " t")

    for run in [background(work, number) for number in range(12)]:
        run.result()
    assert one(db, "SELECT count(*) FROM agora_ledger.transaction WHERE reason = 'a test'") == 25 * (
        6 * 3 + 3 + 3 * 2
    )
    assert_invariants(db)


# ---- stake -------------------------------------------------------------------------------------------------

STAKE = "SELECT agora_ledger.stake(%s, p_key => %s, p_actor => %s)"
UNSTAKE = "SELECT agora_ledger.unstake(%s, p_key => %s, p_actor => %s)"
SLASH = "SELECT agora_ledger.slash(%s, %s, 'a test', p_key => %s)"
TAKEN = "SELECT coalesce(sum(amount), 0) FROM agora_ledger.recorded_slash"


@pytest.mark.parametrize("is_slashed_first", [True, False])
def test_nobody_unstakes_out_of_a_slash(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor, is_slashed_first: bool
) -> None:
    (owner,) = open_wallets(db, 1, 100)
    one(db, STAKE, 10, "stake", owner.principal)
    db.commit()
    calls = [(SLASH, owner.principal, 10, "slash"), (UNSTAKE, 10, "unstake", owner.principal)]
    first, second = session(), session()
    one(first, *calls[not is_slashed_first])
    late = background(one, second, *calls[is_slashed_first])
    waits_for(second, first)
    first.commit()
    if is_slashed_first:
        with pytest.raises(psycopg.DatabaseError) as refused:
            late.result()
        assert refused.value.sqlstate == "ZL020"
        second.rollback()
    else:
        late.result()
        second.commit()
    assert one(db, TAKEN) == 10
    assert_invariants(db)


@pytest.mark.parametrize("tokens", [10, 0])
def test_a_slash_happens_once(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor, tokens: int
) -> None:
    """Also where nothing is staked, and no account keeps the two apart."""
    (owner,) = open_wallets(db, 1, 100)
    if tokens:
        one(db, STAKE, tokens, "stake", owner.principal)
    db.commit()
    first, second = session(), session()
    made = one(first, SLASH, owner.principal, 4, "same")
    late = background(one, second, SLASH, owner.principal, 4, "same")
    waits_for(second, first)
    first.commit()
    assert late.result() == made
    second.commit()
    assert one(db, TAKEN) == min(tokens, 4)
    assert_invariants(db)


def test_stake_is_opened_once(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    (owner,) = open_wallets(db, 1, 100)
    first, second = session(), session()
    one(first, STAKE, 1, "first", owner.principal)
    late = background(one, second, STAKE, 2, "second", owner.principal)
    waits_for(second, first)
    first.commit()
    late.result()
    second.commit()
    assert one(db, "SELECT staked FROM agora_ledger.current_stake") == 3
    assert_invariants(db)


@pytest.mark.parametrize("is_swept_first", [True, False])
def test_an_unbonding_is_completed_once(
    timed_dsn: str, session: Session, background: Background, waits_for: WaitsFor, is_swept_first: bool
) -> None:
    owner_session, sweeper = session(to=timed_dsn), session(to=timed_dsn)
    (owner,) = open_wallets(owner_session, 1, 100)
    one(owner_session, STAKE, 10, "stake", owner.principal)
    one(owner_session, UNSTAKE, 10, "unstake", owner.principal)
    for connection in (owner_session, sweeper):
        connection.execute("SELECT set_config('agora_test.now', (now() + interval '8 days')::text, false)")
        connection.commit()
    complete = ("SELECT agora_ledger.complete_unbonding('complete', %s)", owner.principal)
    if is_swept_first:
        assert one(sweeper, "SELECT agora_ledger._sweep_unbondings(10)") == 1
        late = background(one, owner_session, *complete)
        waits_for(owner_session, sweeper)
        sweeper.commit()
        with pytest.raises(psycopg.DatabaseError) as refused:
            late.result()
        assert refused.value.sqlstate == "ZL021"
        owner_session.rollback()
    else:
        assert one(owner_session, *complete) == 10
        assert one(sweeper, "SELECT agora_ledger._sweep_unbondings(10)") == 0, "the job waits for nobody"
        owner_session.commit()
        assert one(sweeper, "SELECT agora_ledger._sweep_unbondings(10)") == 0
    sweeper.rollback()
    assert balance(sweeper, owner.account) == 100
    assert_invariants(sweeper)


# ---- the horizon -------------------------------------------------------------------------------------------


def horizon(connection: Connection) -> tuple[int, int]:
    """Run the job and return the horizon and its mark."""
    with connection.transaction():
        connection.execute("SELECT agora_ledger._fold_subtotals(1000)")
    row = connection.execute(
        "SELECT transaction_id, next_transaction_id FROM agora_ledger.horizon"
    ).fetchone()
    connection.commit()
    assert row is not None
    return row[0], row[1]


def horizon_reaches(connection: Connection, expected: int) -> bool:
    """Run the job until the horizon is there; writers in the server's other databases hold it back, too."""
    deadline = monotonic() + SECONDS
    while (reached := horizon(connection)[0]) < expected and monotonic() < deadline:
        pass
    return reached == expected


def test_the_horizon_waits_for_what_is_open(db: Connection, session: Session) -> None:
    early, late = open_wallets(db, 2, 10)
    slow = session()
    first = pay(slow, early, TREASURY, "slow", 1)
    last = pay(db, late, TREASURY, "fast", 2)
    db.commit()
    assert first < last
    assert horizon(db) == (0, last)
    assert horizon(db) == (0, last), "an older id is still open"
    assert balance(db, TREASURY) == 2
    db.commit()
    slow.commit()
    assert balance(db, TREASURY) == 3
    assert horizon_reaches(db, last)
    assert one(db, "SELECT balance FROM agora_ledger.account_subtotal WHERE account_id = 3") == 3_000_000
    assert balance(db, TREASURY) == 3
    assert_invariants(db)


def test_a_mark_made_in_an_old_transaction_is_safe(db: Connection, session: Session) -> None:
    """The job's own transaction is older than a writer that is still open: its xid must not date the mark."""
    payer, _ = open_wallets(db, 2, 10)
    job, slow = session(), session()
    one(job, "SELECT pg_current_xact_id()::text")
    first = pay(slow, payer, TREASURY, "slow", 1)
    job.execute("SELECT agora_ledger._fold_subtotals(1000)")
    job.commit()
    assert horizon(db) == (0, first), "the writer is younger than the job, and open"
    slow.commit()
    assert horizon_reaches(db, first)
    assert balance(db, TREASURY) == 1
    assert_invariants(db)


def test_balances_stay_exact_while_the_horizon_moves(
    db: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    payers = open_wallets(db, CLIENTS, 1000)
    opened = [session() for _ in range(CLIENTS)]

    def spend(session: Connection, payer: Wallet) -> None:
        for number in range(50):
            pay(session, payer, TREASURY, str(number))
            session.commit()

    running = [background(spend, *pair) for pair in zip(opened, payers, strict=True)]
    while not all(call.done() for call in running):
        horizon(db)
        total = "SELECT sum(balance) FROM agora_ledger.account_balance_view"
        assert one(db, total) == 0
        db.commit()
    for call in running:
        call.result()
    horizon(db)
    assert horizon_reaches(db, one(db, "SELECT max(transaction_id) FROM agora_ledger.transaction"))
    assert balance(db, TREASURY) == 50 * CLIENTS
    assert_invariants(db)
