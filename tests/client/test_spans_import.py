"""Traced calls come in once, priced, under whoever made them; what is wrong with one is said while the rest goes in."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import agora
from agora import calls, client
from agora.cli import app

TRACE = "5b8efff798038103d269b633813fc60c"
START = 1_780_315_200_000_000_000


def span(number: int, said: dict[str, Any] | None = None, **body: Any) -> dict[str, Any]:
    """A call of acme/turbo that used 1000 and 500 tokens, but for what is said otherwise."""
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "acme",
        "gen_ai.request.model": "turbo",
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 500,
        **(said or {}),
    }
    return {
        "traceId": TRACE,
        "spanId": f"{number:016x}",
        "name": "chat turbo",
        "kind": 3,
        "startTimeUnixNano": str(START + number * 1_000_000_000),
        "endTimeUnixNano": str(START + number * 1_000_000_000 + 250_000_000),
        "attributes": [
            {
                "key": key,
                "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value},
            }
            for key, value in attributes.items()
        ],
        "status": {},
        **body,
    }


def document(*found: dict[str, Any], service: str = "shop") -> bytes:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    scope = {"scope": {"name": "opentelemetry.instrumentation.acme"}, "spans": list(found)}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [scope]}]}).encode()


@pytest.fixture
def team(dsn: str) -> Iterator[client.Agora]:
    with agora.connect(dsn) as team:
        team.model.register_provider(provider="acme")
        team.model.register_model(provider="acme", model="turbo")
        prices = {"input_mtok": 3, "cache_read_mtok": 1, "output_mtok": 15}
        team.model.set_price(model="acme/turbo", prices=prices, valid_from="-infinity")
        team.core.register_principal(name="ada")
        team.core.register_principal(name="shop")
        yield team


def recorded(team: client.Agora) -> list[dict[str, Any]]:
    return team.rows(
        "SELECT d.name, c.model, c.stage, c.cost_usd, c.latency_ms, c.is_success, c.project,"
        " c.correlation_id::text AS correlation"
        " FROM agora_model.recorded_call AS c JOIN agora.principal_directory AS d USING (principal_id)"
        " ORDER BY c.called_at"
    )


def test_a_trace_comes_in_once(team: client.Agora) -> None:
    data = document(
        span(1, {"agora.stage": "generation", "agora.project": "p"}),
        span(2, status={"code": 2}),
        {**span(3), "attributes": []},
    )
    report = calls.import_spans(team, data, principal="ada")
    assert report.outcomes == Counter({"recorded": 2, "skipped": 1})
    correlation = "5b8efff7-9803-8103-d269-b633813fc60c"
    shared = {
        "name": "ada",
        "model": "acme/turbo",
        "cost_usd": Decimal("0.0105"),
        "latency_ms": 250,
        "correlation": correlation,
    }
    assert recorded(team) == [
        {**shared, "stage": "generation", "project": "p", "is_success": True},
        {**shared, "stage": None, "project": None, "is_success": False},
    ]
    again = calls.import_spans(team, data, principal="ada")
    assert again.outcomes == Counter({"existing": 2, "skipped": 1})
    assert len(recorded(team)) == 2


def test_a_dry_run_leaves_nothing(team: client.Agora) -> None:
    report = calls.import_spans(team, document(span(1)), principal="ada", dry_run=True)
    assert report.outcomes["recorded"] == 1
    assert recorded(team) == []
    assert calls.import_spans(team, document(span(1)), principal="ada").outcomes["recorded"] == 1


def test_a_call_belongs_to_whom_it_names(team: client.Agora) -> None:
    data = document(span(1), span(2, {"agora.principal": "ada"}), span(3, {"agora.principal": "nobody"}))
    report = calls.import_spans(team, data, fields={"principal": "service.name"})
    assert [row["name"] for row in recorded(team)] == ["shop", "shop", "shop"]
    report = calls.import_spans(
        team, document(span(4, {"agora.principal": "nobody"}), span(5)), principal="ada"
    )
    assert report.outcomes == Counter({"recorded": 1, "rejected": 1})
    assert [reject.reason for reject in report.rejects] == ["unknown principal: nobody"]
    assert recorded(team)[-1]["name"] == "ada"


def test_a_suspended_principal_gets_none(team: client.Agora) -> None:
    (ada,) = team.rows("SELECT principal_id FROM agora.principal_directory WHERE name = 'ada'")
    team.core.suspend_principal(principal=ada["principal_id"], reason="a test")
    data = document(span(1), span(2, {"agora.principal": "shop"}))
    report = calls.import_spans(team, data, principal="ada")
    assert report.outcomes == Counter({"recorded": 1, "rejected": 1})
    assert report.rejects[0].reason.startswith("principal is suspended")


def test_what_is_wrong_is_said_while_the_rest_goes_in(team: client.Agora) -> None:
    data = document(
        span(1, {"gen_ai.usage.cache_read.input_tokens": 5000}),
        span(2, {"agora.stage": "lunch"}),
        span(3, traceId="x"),
        span(4, {"gen_ai.usage.output_tokens": -1}),
        span(5),
        span(6, {"agora.principal": "a\0b"}),
    )
    report = calls.import_spans(team, data, principal="ada")
    assert report.outcomes == Counter({"recorded": 1, "rejected": 5})
    places = [reject.place for reject in report.rejects]
    assert sorted(places) == [f"line 1, span {number:016x}" for number in (1, 2, 3, 4, 6)]
    reasons = {reject.place[-1]: reject.reason for reject in report.rejects}
    assert reasons["2"] == "unknown stage: lunch"
    assert reasons["3"].startswith("traceId")
    mended = calls.import_spans(
        team, document(span(1, {"gen_ai.usage.cache_read.input_tokens": 500})), principal="ada"
    )
    assert mended.outcomes == Counter({"recorded": 1})


def test_the_same_span_with_other_facts_is_rejected(team: client.Agora) -> None:
    calls.import_spans(team, document(span(1)), principal="ada")
    report = calls.import_spans(team, document(span(1, {"gen_ai.usage.input_tokens": 1})), principal="ada")
    assert [reject.reason for reject in report.rejects] == ["key was used with other facts"]


def test_what_encloses_a_call_is_not_counted_twice(team: client.Agora) -> None:
    wrapper = span(1, {"gen_ai.request.model": "turbo"})
    agent = span(3, {"gen_ai.operation.name": "invoke_agent"})
    data = document(wrapper, span(2, parentSpanId=wrapper["spanId"]), agent)
    report = calls.import_spans(team, data, principal="ada")
    assert report.outcomes == Counter({"recorded": 1, "skipped": 2})


def test_batches(team: client.Agora) -> None:
    data = b"\n".join(document(span(number)) for number in range(1, 8))
    assert calls.import_spans(team, data, principal="ada", batch=3).outcomes["recorded"] == 7


def test_where_costs_are_not_tracked_nothing_is_written(team: client.Agora) -> None:
    team.core.set_flag(flag="cost_tracking", on=False)
    assert calls.import_spans(team, document(span(1)), principal="ada").outcomes == Counter({"skipped": 1})


@pytest.fixture
def call(team: client.Agora, dsn: str, tmp_path: Path) -> Callable[..., Result]:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["calls", "import", *arguments], env={**os.environ, "AGORA_DSN": dsn})

    return call


def test_command(team: client.Agora, call: Callable[..., Result], tmp_path: Path) -> None:
    file, rejects = tmp_path / "traces.json", tmp_path / "traces.json.rejects.jsonl"
    file.write_bytes(document(span(1), span(2, {"agora.stage": "lunch"})) + b"\nno json\n")
    dry = call(str(file), "--principal", "ada", "--dry-run")
    assert dry.exit_code == 1
    assert "would be" in dry.stdout
    assert recorded(team) == []
    result = call(str(file), "--principal", "ada")
    assert (result.exit_code, len(recorded(team))) == (1, 1)
    reasons = Path(f"{rejects}.reasons").read_text().splitlines()
    assert [line.partition(":")[0] for line in reasons] == ["line 2", f"line 1, span {2:016x}"]
    mended = rejects.read_text().replace("lunch", "generation")
    file.write_text(mended)
    assert call(str(file), "--principal", "ada").exit_code == 0
    assert not rejects.exists()
    assert len(recorded(team)) == 2
    mapped = call(str(file), "--map", "principal=service.name", "--map", "stage=none")
    assert mapped.exit_code == 0
    assert [row["name"] for row in recorded(team)].count("shop") == 1


@pytest.mark.parametrize(
    "arguments", [["--map", "colour=x"], ["--map", "stage"], ["--batch", "0"], ["--rejects", "/no/such/file"]]
)
def test_command_used_wrongly(
    team: client.Agora, call: Callable[..., Result], tmp_path: Path, arguments: list[str]
) -> None:
    file = tmp_path / "traces.json"
    file.write_bytes(document(span(1)))
    assert call(str(file), "--principal", "ada", *arguments).exit_code == 2
    assert recorded(team) == []
    assert call(str(tmp_path / "none")).exit_code == 2
