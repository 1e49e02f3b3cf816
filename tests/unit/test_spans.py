"""Spans with gen_ai.* attributes as instrumentations write them, old and new, and what is read from each."""

import gzip
import json
from typing import Any

import pytest

from agora import spans

TRACE = "5b8efff798038103d269b633813fc60c"
OWN = "eee19b7ec3c1b174"
START = 1_780_315_200_000_000_000  # 2026-06-01 12:00Z


def plain(value: Any) -> dict[str, Any]:
    """A value as OTLP JSON types it."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    return {"stringValue": value}


def span(said: dict[str, Any], around: dict[str, Any] | None = None, **body: Any) -> spans.Span:
    """A span of a successful call that took 1.5 seconds, but for what is said otherwise."""
    pairs = [{"key": key, "value": plain(value)} for key, value in said.items()]
    resource = [{"key": key, "value": plain(value)} for key, value in (around or {}).items()]
    whole = {
        "traceId": TRACE,
        "spanId": OWN,
        "startTimeUnixNano": str(START),
        "endTimeUnixNano": str(START + 1_500_000_000),
        "attributes": pairs,
        **body,
    }
    return spans.Span("line 1", {"attributes": resource}, whole)


NEW = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.response.model": "gpt-4o-2024-08-06",
    "gen_ai.response.id": "chatcmpl-1",
    "gen_ai.usage.input_tokens": 2006,
    "gen_ai.usage.output_tokens": 300,
    "gen_ai.usage.cache_read.input_tokens": 1920,
    "gen_ai.usage.reasoning.output_tokens": 100,
}
OLD = {
    "gen_ai.system": "az.ai.openai",
    "gen_ai.request.model": "gpt-4o",
    "llm.request.type": "chat",
    "gen_ai.usage.prompt_tokens": 10,
    "gen_ai.usage.completion_tokens": 5,
}
RAW_CACHE = {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": "anthropic",
    "gen_ai.response.model": "claude-sonnet-4",
    "gen_ai.usage.input_tokens": 20,
    "gen_ai.usage.output_tokens": 5,
    "gen_ai.usage.cache_read_input_tokens": 1000,
    "gen_ai.usage.cache_creation_input_tokens": 200,
}


def read(found: spans.Span, **options: Any) -> dict[str, Any]:
    return spans.record(found, spans.FIELDS, **options)[0]


def test_the_conventions_of_today() -> None:
    assert read(span(NEW)) == {
        "key": f"span:{TRACE}/{OWN}",
        "model": "openai/gpt-4o-2024-08-06",
        "usage": {
            "input_tokens": 2006,
            "output_tokens": 300,
            "cache_read_tokens": 1920,
            "output_reasoning_tokens": 100,
        },
        "success": True,
        "latency_ms": 1500.0,
        "correlation_id": "5b8efff7-9803-8103-d269-b633813fc60c",
        "called_at": "2026-06-01T12:00:00+00:00",
        "meta": {
            "trace_id": TRACE,
            "span_id": OWN,
            "operation": "chat",
            "requested_model": "gpt-4o",
            "response_id": "chatcmpl-1",
        },
    }


def test_the_conventions_they_replaced() -> None:
    record = read(span(OLD))
    assert record["model"] == "azure/gpt-4o"
    assert record["usage"] == {"input_tokens": 10, "output_tokens": 5}


def test_cached_tokens_are_in_the_input_unless_said_otherwise() -> None:
    cached = {"cache_read_tokens": 1000, "cache_write_tokens": 200, "output_tokens": 5}
    assert read(span(RAW_CACHE))["usage"] == {"input_tokens": 20, **cached}
    assert read(span(RAW_CACHE), cached_apart=True)["usage"] == {"input_tokens": 1220, **cached}


def test_nothing_cached_is_no_part() -> None:
    none = {**NEW, "gen_ai.usage.cache_read.input_tokens": 0, "gen_ai.usage.output_tokens": 0}
    usage = read(span(none))["usage"]
    assert "cache_read_tokens" not in usage
    assert usage["output_tokens"] == 0


@pytest.mark.parametrize(
    "failure",
    [{"status": {"code": 2}}, {"status": {"code": "STATUS_CODE_ERROR", "message": "rate limit"}}],
)
def test_a_failed_call_may_have_used_nothing(failure: dict[str, Any]) -> None:
    said = {key: value for key, value in NEW.items() if ".usage." not in key}
    record = read(span(said, **failure))
    assert (record["success"], record["usage"]) == (False, {})


def test_an_error_type_is_a_failure() -> None:
    record = read(span({**NEW, "error.type": "timeout"}))
    assert record["success"] is False
    assert record["meta"]["error_type"] == "timeout"
    assert record["usage"]["input_tokens"] == 2006


@pytest.mark.parametrize("code", [0, 1, "STATUS_CODE_OK", "STATUS_CODE_UNSET"])
def test_no_other_status_is_a_failure(code: int | str) -> None:
    assert read(span(NEW, status={"code": code}))["success"] is True


def test_attribution_by_span_then_resource() -> None:
    said = {**NEW, "agora.stage": "generation", "agora.quality": 0.9, "gen_ai.agent.name": "coder"}
    found = span(said, {"agora.stage": "review", "service.name": "shop", "agora.principal": "ada"})
    fields = {**spans.FIELDS, "project": "service.name"}
    record, owner = spans.record(found, fields)
    assert owner == "ada"
    assert {key: record[key] for key in ("stage", "quality", "agent_type", "project")} == {
        "stage": "generation",
        "quality": 0.9,
        "agent_type": "coder",
        "project": "shop",
    }


@pytest.mark.parametrize(
    ("said", "is_call"),
    [
        (NEW, True),
        (OLD, True),
        ({"gen_ai.operation.name": "embeddings"}, True),
        ({"gen_ai.operation.name": "text_completion"}, True),
        ({"llm.request.type": "completion"}, True),
        ({"gen_ai.request.model": "m", "gen_ai.usage.prompt_tokens": 1}, True),
        ({"gen_ai.request.model": "m"}, False),
        ({"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 9}, False),
        ({"gen_ai.operation.name": "execute_tool"}, False),
        ({"http.method": "GET"}, False),
    ],
)
def test_what_is_a_model_call(said: dict[str, Any], is_call: bool) -> None:
    assert spans.is_model_call(spans.attributes(span(said).body)) is is_call


@pytest.mark.parametrize(
    ("system", "provider"),
    [
        ("openai", "openai"),
        ("aws.bedrock", "aws"),
        ("gcp.vertex_ai", "google"),
        ("gcp.gemini", "google"),
        ("azure.ai.inference", "azure"),
        ("mistral_ai", "mistral"),
        ("x_ai", "x-ai"),
        ("Anthropic", "anthropic"),
        ("acme", "acme"),
    ],
)
def test_providers_go_by_the_names_of_the_catalogue(system: str, provider: str) -> None:
    assert read(span({**NEW, "gen_ai.provider.name": system}))["model"].startswith(f"{provider}/")


@pytest.mark.parametrize(
    ("changes", "body", "reason"),
    [
        ({}, {"traceId": "0" * 32}, "traceId"),
        ({}, {"spanId": "xyz"}, "spanId"),
        ({}, {"startTimeUnixNano": "soon"}, "startTimeUnixNano"),
        ({}, {"endTimeUnixNano": str(10**21)}, "endTimeUnixNano"),
        ({}, {"endTimeUnixNano": str(START - 1)}, "before it begins"),
        ({"gen_ai.provider.name": "", "gen_ai.system": ""}, {}, "gen_ai.provider.name"),
        ({"gen_ai.request.model": "", "gen_ai.response.model": ""}, {}, "gen_ai.response.model"),
        ({key: None for key in NEW if ".usage." in key}, {}, "what it used"),
        ({"gen_ai.response.model": "tur\0bo"}, {}, "NUL"),
        ({"gen_ai.response.id": "half of \ud83d"}, {}, "surrogate"),
        ({"agora.quality": float("inf")}, {}, "larger"),
        ({"agora.principal": "a\\\0"}, {}, "NUL"),
    ],
)
def test_what_cannot_be_recorded(changes: dict[str, Any], body: dict[str, Any], reason: str) -> None:
    said = {key: value for key, value in {**NEW, **changes}.items() if value is not None}
    with pytest.raises(spans.NotACallError, match=reason):
        read(span(said, **body))


def test_files() -> None:
    document = {"resourceSpans": [{"scopeSpans": [{"spans": [span(NEW).body]}]}]}
    one = json.dumps(document, indent=2).encode()
    assert list(spans.documents(one)) == [(1, document)]
    assert list(spans.documents(gzip.compress(one))) == [(1, document)]
    lines = f"{json.dumps(document)}\n\nnot json\n{json.dumps(document)}\n".encode()
    (first, bad, last) = spans.documents(lines)
    assert first == (1, document)
    assert last == (4, document)
    assert (bad[0], type(bad[1])) == (3, json.JSONDecodeError)
    assert [found.body["spanId"] for found in spans.spans(1, document)] == [OWN]


def test_any_other_text_is_kept() -> None:
    said = {**NEW, "gen_ai.response.id": "\\u0000 \U0001f600 \x01 \u2028"}
    assert read(span(said))["meta"]["response_id"] == said["gen_ai.response.id"]


def test_lines_end_where_json_lines_do() -> None:
    line = json.dumps({"text": "a\u2028b\x85c"}, ensure_ascii=False)
    assert [number for number, _ in spans.documents(f"{line}\r\n{line}\n".encode())] == [1, 2]


@pytest.mark.parametrize("line", ["[" * 100_000, '{"a": NaN}', '{"a": -Infinity}'])
def test_a_line_that_is_no_json(line: str) -> None:
    ((number, fault),) = spans.documents(line.encode())
    assert (number, isinstance(fault, Exception)) == (1, True)


BROKEN = gzip.compress(b"x" * 1000, mtime=0)[:12] + b"\xff" * 20


@pytest.mark.parametrize("data", [b"\x1f\x8b broken", b"\xff\xfe", BROKEN])
def test_unreadable_files(data: bytes) -> None:
    with pytest.raises(spans.UnreadableFileError):
        list(spans.documents(data))


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"resourceSpans": {}},
        {"resourceSpans": [1]},
        {"resourceSpans": [{"scopeSpans": 1}]},
        {"resourceSpans": [{"scopeSpans": [{"spans": ["x"]}]}]},
    ],
)
def test_other_json(document: Any) -> None:
    with pytest.raises(spans.NotACallError, match="not OTLP JSON"):
        list(spans.spans(1, document))


def test_a_rejected_span_is_a_file_of_its_own() -> None:
    found = span(NEW, {"service.name": "shop"})
    (again,) = spans.spans(1, json.loads(json.dumps(found.document())))
    assert (again.resource, again.body) == (found.resource, found.body)
