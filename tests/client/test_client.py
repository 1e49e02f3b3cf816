"""The thin client: SQL functions as methods, errors as classes, several calls in one transaction."""

import inspect
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

import agora
from agora import client, errors


@pytest.fixture
def team(dsn: str) -> Iterator[client.Agora]:
    with agora.connect(dsn) as team:
        yield team


@pytest.fixture
def ada(team: client.Agora) -> int:
    ada = team.core.register_principal(name="ada", meta={"speaks": ["sql"]})
    assert isinstance(ada, int)
    return ada


@pytest.mark.usefixtures("unhurried")
def test_values_rows_and_sets(team: client.Agora, ada: int) -> None:
    assert team.core.register_principal(name="ada", kind="agent", meta={"speaks": ["sql"]}) == ada
    correlation = uuid.uuid4()
    attempt = team.memory.start_attempt(
        request="read the feed",
        correlation_id=correlation,
        transforms=[],
        details={"tools": ["read"], "cost_usd": 0.5},
        actor=ada,
    )
    ended = team.memory.finish_attempt(
        attempt=attempt, status="error", error_type="KeyError", error_message="'name'", actor=ada
    )
    assert (ended["attempt_id"], ended["status"], ended["is_known_error"]) == (attempt, "error", False)
    retry = team.memory.start_attempt(request="again", approach="use get", parent=attempt, actor=ada)
    team.memory.finish_attempt(attempt=retry, status="success", actor=ada)

    fixes = team.memory.known_fixes(error="'name'", error_type="KeyError")
    assert [(fix["approach"], fix["confidence"]) for fix in fixes] == [("use get", Decimal("0.206543"))]
    assert team.memory.match_transforms(problem="nothing like it") == []
    assert team.memory.manifest(problem="x", correlation_id=correlation)["fixes"]["available"] is True
    assert team.core.check_invariants() == []
    assert {row["component"] for row in team.core.health()} >= {"release"}
    assert team.reward.transform_reward(quality=Decimal("0.9"), novelty=1, complexity=1) == Decimal(390)
    assert team.rows(
        "SELECT count(*) AS n FROM agora_memory.recorded_attempt WHERE tools = %s", [["read"]]
    ) == [{"n": 1}]


def test_nothing_comes_back_from_a_function_without_a_result(team: client.Agora, ada: int) -> None:
    assert team.core.assign_principal(principal=ada, team=None, cohort="beta") is None


def test_defaults_apply_and_none_is_null(team: client.Agora, ada: int) -> None:
    attempt = team.memory.start_attempt(request="x", category=None, key=None, actor=ada)
    (row,) = team.rows("SELECT * FROM agora_memory.recorded_attempt WHERE attempt_id = %s", [attempt])
    assert (row["category"], row["meta"], row["principal_id"]) == (None, {}, ada)


def test_an_error_of_agora_is_its_class(team: client.Agora, ada: int) -> None:
    with pytest.raises(errors.UnknownAttempt) as caught:
        team.memory.finish_attempt(attempt=0, status="success", actor=ada)
    assert (caught.value.sqlstate, caught.value.retryable) == ("ZM001", False)
    assert caught.value.args == ("unknown attempt",)
    assert caught.value.detail == f"p_attempt=0 actor={ada}"
    assert caught.value.hint
    assert isinstance(caught.value.__cause__, psycopg.Error)
    with pytest.raises(errors.InsufficientBalance) as broke:
        team.ledger.transfer(
            **{"from": team.ledger.wallet_of(principal=ada), "to": team.ledger.wallet_of(principal=3)},
            amount=1,
            reason="a test",
            key="k",
            actor=ada,
        )
    assert broke.value.retryable


def test_a_standard_error_is_that_of_psycopg(team: client.Agora) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        team.memory.start_attempt(request=" ")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        team.memory.start_attempt(request="x", parent="the last one")
    assert team.core.version(), "the connection goes on"


def test_what_does_not_exist_is_named(team: client.Agora) -> None:
    with pytest.raises(AttributeError, match=r"no function agora_memory\.forget_everything"):
        team.memory.forget_everything()
    with pytest.raises(AttributeError):
        _ = team.memory._start_attempt
    with pytest.raises(TypeError, match=r"start_attempt has no argument reqest; it takes: .*\brequest\b"):
        team.memory.start_attempt(reqest="x")
    with pytest.raises(AttributeError, match=r"did you mean agora_memory\.known_fixes"):
        _ = team.memory.known_fix
    assert not hasattr(team.core, "nonsense")
    with pytest.raises(
        TypeError, match=r"^agora_ledger\.transfer needs from_, reason; it takes: from_, to, amount,"
    ):
        team.ledger.transfer(to=1, amount=1)
    with pytest.raises(TypeError, match=r"known_fixes takes its arguments by name: error, limit"):
        team.memory.known_fixes("KeyError: 'name'")
    with pytest.raises(AttributeError):
        team.call("pg_sleep'); DROP SCHEMA agora --", seconds=1)


def test_functions_tell_what_they_take(team: client.Agora, dsn: str) -> None:
    shown = str(inspect.signature(team.ledger.transfer))
    assert shown.startswith(
        "(*, from_: bigint, to: bigint, amount: numeric, reason: text, meta: jsonb = ...,"
    )
    assert shown.endswith(" -> bigint")
    assert team.ledger.transfer.__doc__.startswith("Move tokens")
    assert "transfer" in dir(team.ledger)
    assert not [name for name in dir(team.ledger) if name.startswith(("_transfer", "tg_"))]
    with psycopg.connect(dsn) as connection:
        connection.execute("SET ROLE agora_reader")
        reader = client.Agora(connection)
        assert "known_fixes" in dir(reader.memory)
        assert "start_attempt" not in dir(reader.memory), "it may not call that"
        assert "database=" in repr(reader)


def test_who_brings_another_connection_is_told(team: client.Agora, dsn: str) -> None:
    for wrong in (dsn, team):
        with pytest.raises(TypeError, match=rf"^Memory takes a connection, .*, not {type(wrong).__name__}$"):
            agora.Memory(wrong)  # type: ignore[arg-type]
    with pytest.raises(
        TypeError, match=r"^AsyncLedger takes a connection, such as await .*, not Connection$"
    ):
        agora.AsyncLedger(team.connection)  # type: ignore[arg-type]


def test_text_is_text(team: client.Agora) -> None:
    request = "'; DROP TABLE agora.principal; -- %s %(x)s {}"
    attempt = team.memory.start_attempt(request=request)
    assert team.rows(
        "SELECT request FROM agora_memory.recorded_attempt WHERE attempt_id = %s", [attempt]
    ) == [{"request": request}]


def test_a_transaction_is_all_or_nothing(team: client.Agora, ada: int, dsn: str) -> None:
    with pytest.raises(errors.UnknownAttempt), team.transaction():
        team.memory.start_attempt(request="undone", actor=ada)
        team.memory.finish_attempt(attempt=0, status="success", actor=ada)
    with team.transaction():
        team.memory.start_attempt(request="first", actor=ada)
        team.memory.start_attempt(request="second", actor=ada)
    query = "SELECT request FROM agora_memory.recorded_attempt ORDER BY attempt_id"
    with agora.connect(dsn) as other:
        assert [row["request"] for row in other.rows(query)] == ["first", "second"]


def test_each_call_commits_unless_asked_otherwise(dsn: str) -> None:
    with agora.connect(dsn, autocommit=False) as kept:
        kept.memory.start_attempt(request="kept")
    with pytest.raises(ZeroDivisionError), agora.connect(dsn, autocommit=False) as undone:
        undone.memory.start_attempt(request="undone")
        raise ZeroDivisionError
    with agora.connect(dsn) as team:
        team.memory.start_attempt(request="at once")
        with psycopg.connect(dsn) as other:
            found = other.execute("SELECT request FROM agora_memory.recorded_attempt ORDER BY attempt_id")
            assert [request for (request,) in found] == ["kept", "at once"]
    assert kept.connection.closed and undone.connection.closed and team.connection.closed


def test_an_error_at_commit_is_translated_and_closes(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(
            "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
            " RAISE EXCEPTION USING ERRCODE = 'ZA010', MESSAGE = 'no', DETAIL = 'none', HINT = 'stop'; END$$"
        )
        admin.execute(
            "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON agora_memory.attempt"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse()"
        )
    with (
        pytest.raises(errors.HistoryImmutable, match="no; none; stop"),
        agora.connect(dsn, autocommit=False) as team,
    ):
        team.memory.start_attempt(request="x")
    assert team.connection.closed


def test_a_connection_of_ones_own(dsn: str) -> None:
    with client.Agora(psycopg.connect(dsn, row_factory=dict_row)) as team:
        assert team.core.version() == team.rows("SELECT agora.version() AS version")[0]["version"]


def test_without_a_dsn_the_environment_names_it(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGORA_DSN", dsn)
    with agora.connect() as team:
        assert team.connection.info.dbname in dsn


def test_python_words_and_floats(team: client.Agora, ada: int) -> None:
    wallets = [
        team.ledger.wallet_of(principal=ada),
        team.ledger.wallet_of(principal=team.core.register_principal(name="ben")),
    ]
    team.ledger.mint(to=wallets[0], amount=2_000_000_000, reason="start", key="start")
    team.ledger.transfer(
        from_=wallets[0], to=wallets[1], amount=1234567890.123456, reason="thanks", key="thanks", actor=ada
    )
    assert team.ledger.balance(account=wallets[1]) == Decimal("1234567890.123456")


def test_decimals_in_json_are_exact(team: client.Agora, ada: int) -> None:
    attempt = team.memory.start_attempt(request="read the feed", actor=ada)
    cost = Decimal("0.000000123457")
    team.memory.finish_attempt(attempt=attempt, status="success", details={"cost_usd": cost}, actor=ada)
    assert team.rows("SELECT cost_usd FROM agora_memory.recorded_attempt") == [{"cost_usd": cost}]
    for value in ({1, 2}, Decimal("NaN"), Decimal("-Infinity")):
        with pytest.raises(TypeError, match="no place in JSON"):
            team.memory.start_attempt(request="x", details={"meta": {"n": value}})


def test_a_number_written_otherwise_is_the_same_argument(team: client.Agora, ada: int) -> None:
    attempt = team.memory.start_attempt(request="read the feed", actor=ada)
    first, again = (
        team.memory.finish_attempt(
            attempt=attempt, status="success", quality=Decimal(quality), key="done", actor=ada
        )
        for quality in ("0.9", "0.90")
    )
    assert again == first


@pytest.mark.parametrize("wrong", [b"ada", ["ada"], ("ada",), 7, {"a": 1}, uuid.UUID(int=1)])
def test_what_is_no_text_is_refused(team: client.Agora, wrong: object) -> None:
    """PostgreSQL would store it as \\x616461 or {ada}."""
    with pytest.raises(TypeError, match=f"^name takes text, not {type(wrong).__name__}$"):
        team.core.register_principal(name=wrong)
    assert team.rows("SELECT FROM agora.principal_directory AS d WHERE d.principal_id >= 1000") == []


def test_a_tuple_is_an_array(team: client.Agora, ada: int) -> None:
    team.event.create_consumer(name="tuple", topics=("memory.**", "reward.**"), actor=ada)
    team.event.create_consumer(name="list", topics=["memory.**", "reward.**"], actor=ada)
    assert team.rows("SELECT DISTINCT l.topics FROM agora_event.consumer_lag AS l") == [
        {"topics": ["memory.**", "reward.**"]}
    ]
    assert team.memory.start_attempt(request="none", transforms=(), actor=ada) > 0
    with pytest.raises(TypeError, match=r"^topics takes text\[\], not bytes$"):
        team.event.create_consumer(name="bytes", topics=["memory.**", b"reward.**"], actor=ada)


@pytest.mark.parametrize("tasks", [[3, 2**40, 70_000], [2**63 - 1], []])
def test_arrays_of_numbers(team: client.Agora, ada: int, tasks: list[int]) -> None:
    """Small or large, one statement for all."""
    team.work.register_agent(agent=ada)
    told = team.work.heartbeat(tasks=tasks, epochs=tuple(range(len(tasks))), actor=ada)
    assert [(row["task_id"], row["is_held"]) for row in told] == [(task, False) for task in tasks]


def test_no_numbers(team: client.Agora, ada: int) -> None:
    with pytest.raises(psycopg.DataError):
        team.work.heartbeat(tasks=[2**63], epochs=[1], actor=ada)
    with pytest.raises(psycopg.Error):
        team.work.heartbeat(tasks=[True], epochs=[1], actor=ada)


def test_a_bare_driver_passes_money_as_numeric(team: client.Agora) -> None:
    """What the pages say: a float8 is no amount."""
    query = "SELECT agora_ledger.mint(3, %s, 'a test', p_key => 'k')"
    with pytest.raises(psycopg.errors.UndefinedFunction):
        team.connection.execute(query, [0.1])
    assert team.connection.execute(query, [Decimal("0.1")]).fetchone()


def test_what_is_said_of_a_call_is_beside_its_events(team: client.Agora, ada: int) -> None:
    """Whatever function writes them; for a transfer that fails, too; and not any more afterwards."""
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    def pay(key: str) -> dict[str, Any]:
        wallet = team.ledger.wallet_of(principal=ada)
        team.ledger.mint(to=wallet, amount=1, reason="a test", key=key)
        return team.rows(
            "SELECT p.event_id, p.correlation_id, p.causation_id, p.trace_parent FROM agora_event.published AS p"
            " ORDER BY p.event_id DESC LIMIT 1"
        )[0]

    first = pay("1")
    with team.context(causation_id=first["event_id"], trace_parent=trace):
        assert list(pay("2").values())[1:] == [None, first["event_id"], trace]
        with pytest.raises(errors.UnknownAccount), team.transaction():
            team.ledger.mint(to=999999, amount=1, reason="a test", key="3")
        assert list(pay("4").values())[1:] == [None, first["event_id"], trace]
    assert list(pay("5").values())[1:] == [None, None, None]
    with pytest.raises(errors.UnknownEvent), team.context(causation_id=999999):
        raise AssertionError
    with pytest.raises(KeyError), team.transaction(), team.context(trace_parent=trace):
        raise KeyError
    assert list(pay("6").values())[1:] == [None, None, None]
