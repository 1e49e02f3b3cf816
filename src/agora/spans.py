"""Model calls from traces: OpenTelemetry spans with gen_ai.* attributes, as OTLP JSON, become records of calls.

A file is one JSON document or one per line, plain or gzip. What is a model call, and what it used, is read from the
attributes of the semantic conventions, those of today and those they replaced. What the conventions do not know (stage,
category, …) is read from attributes that the caller names. No price and no rule of the product is known here.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

Json = dict[str, Any]

MODEL_OPERATIONS = frozenset({"chat", "generate_content", "text_completion", "embeddings"})
"""Operations that a model answers; agents, workflows and tools only enclose some."""

PROVIDERS = {
    "aws.bedrock": "aws",
    "az.ai.inference": "azure",
    "az.ai.openai": "azure",
    "azure.ai.inference": "azure",
    "azure.ai.openai": "azure",
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "google",
    "gemini": "google",
    "mistral_ai": "mistral",
    "moonshot_ai": "moonshotai",
    "vertex_ai": "google",
    "x_ai": "x-ai",
    "xai": "x-ai",
}
"""Providers that the conventions and the catalogue call differently."""

USAGE = {
    "input_tokens": ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens"),
    "output_tokens": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.usage.completion_tokens",
    ),
    "cache_read_tokens": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.input_tokens.cached",
    ),
    "cache_write_tokens": (
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.cache_write_input_tokens",
        "gen_ai.usage.input_tokens.cache_write",
    ),
    "output_reasoning_tokens": ("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"),
}
"""Where the attributes say how much of a unit was used; the first that is there counts."""

UNSTORABLE = re.compile(r"(?<!\\)(?:\\\\)*\\u0000|[\ud800-\udfff]")
"""What PostgreSQL keeps in no text, in JSON that leaves everything else unescaped."""

CACHED = ("cache_read_tokens", "cache_write_tokens")

FIELDS = {
    "principal": "agora.principal",
    "stage": "agora.stage",
    "category": "agora.category",
    "project": "agora.project",
    "agent_type": "gen_ai.agent.name",
    "correlation_id": "agora.correlation_id",
    "quality": "agora.quality",
}
"""What a call is attributed to, and the attribute of the span, or of its resource, that says so."""


class UnreadableFileError(Exception):
    """The file is not what it says it is."""


class NotACallError(ValueError):
    """A span of a model call that cannot become a record; the message says why."""


class Span(NamedTuple):
    """A span in the place where it stands."""

    place: str
    resource: Json
    body: Json

    def document(self) -> Json:
        """The span as a file of its own."""
        scope = {"spans": [self.body]}
        return {"resourceSpans": [{"resource": self.resource, "scopeSpans": [scope]}]}


def documents(data: bytes) -> Iterator[tuple[int, Any]]:
    """The JSON documents of a file, each with its first line; an exception in place of one that is none."""
    try:
        text = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UnreadableFileError(f"neither UTF-8 nor gzip of it: {error}") from error
    whole = parsed(text)
    if not isinstance(whole, Exception):
        yield 1, whole
        return
    for number, line in enumerate(
        text.split("\n"), 1
    ):  # a text may hold what else splitlines() takes for an end
        if line.strip():
            yield number, parsed(line)


def parsed(text: str) -> Any:
    """A JSON document, or the exception that says why it is none."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return error


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def spans(line: int, document: Any) -> Iterator[Span]:
    """The spans of a document of OTLP JSON."""
    if not isinstance(document, Mapping) or not isinstance(document.get("resourceSpans"), list):
        raise NotACallError("not OTLP JSON: there is no list resourceSpans")
    for resource_spans in document["resourceSpans"]:
        resource = _object(_object(resource_spans).get("resource", {}))
        for scope in _list(resource_spans.get("scopeSpans", resource_spans.get("scope_spans", []))):
            for body in _list(_object(scope).get("spans", [])):
                yield Span(f"line {line}, span {_object(body).get('spanId')}", resource, body)


def _object(value: Any) -> Json:
    if not isinstance(value, dict):
        raise NotACallError(f"not OTLP JSON: an object was expected, not {json.dumps(value)[:100]}")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise NotACallError(f"not OTLP JSON: a list was expected, not {json.dumps(value)[:100]}")
    return value


def attributes(holder: Json) -> Json:
    """Attributes of a span or resource as plain values."""
    found = {}
    for pair in _list(holder.get("attributes", [])):
        typed = _object(_object(pair).get("value", {}))
        kind, value = next(iter(typed.items()), ("", None))
        found[str(pair.get("key"))] = _number(value) if kind == "intValue" else value
    return found


def _number(value: Any) -> Any:
    """A whole number, which OTLP JSON writes as text."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return value


def is_model_call(said: Json) -> bool:
    """Whether attributes are those of a call that a model answered."""
    operation = said.get("gen_ai.operation.name", said.get("llm.request.type"))
    if operation is not None:
        return operation in MODEL_OPERATIONS or operation in ("completion", "embedding")
    has_model = "gen_ai.request.model" in said or "gen_ai.response.model" in said
    return has_model and any(name in said for names in USAGE.values() for name in names)


def record(span: Span, fields: Mapping[str, str], cached_apart: bool = False) -> tuple[Json, Any]:
    """A record for record_calls(), and what the span says about whose call it was."""
    said = attributes(span.body)
    around = {**attributes(span.resource), **said}
    told = {field: around.get(attribute) for field, attribute in fields.items()}
    trace, own = _identity(span.body, "traceId", 32), _identity(span.body, "spanId", 16)
    start, end = _time(span.body, "startTimeUnixNano"), _time(span.body, "endTimeUnixNano")
    if end < start:
        raise NotACallError("the span ends before it begins")
    failed = said.get("error.type")
    status = _object(span.body.get("status", {})).get("code")
    is_success = failed is None and status not in (2, "2", "STATUS_CODE_ERROR")
    usage = _usage(said, cached_apart)
    if is_success and not usage:
        raise NotACallError("a call that succeeded says what it used: gen_ai.usage.input_tokens and the like")
    meta = {
        "trace_id": trace,
        "span_id": own,
        "operation": said.get("gen_ai.operation.name", said.get("llm.request.type")),
        "requested_model": said.get("gen_ai.request.model"),
        "response_id": said.get("gen_ai.response.id"),
        "error_type": failed,
    }
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=start // 1000)
    call = {
        "key": f"span:{trace}/{own}",
        "model": _model(said),
        "stage": told["stage"],
        "usage": usage,
        "success": is_success,
        "latency_ms": (end - start) / 1_000_000,
        "quality": told["quality"],
        "correlation_id": told["correlation_id"] or str(UUID(trace)),
        "called_at": moment.isoformat(),
        "category": told["category"],
        "project": told["project"],
        "agent_type": told["agent_type"],
        "meta": {name: value for name, value in meta.items() if value is not None},
    }
    check_storable([call, told["principal"]])
    return {name: value for name, value in call.items() if value is not None}, told["principal"]


def check_storable(value: Any) -> None:
    """Refuse what PostgreSQL cannot keep: it would take the rest of a batch with it."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise NotACallError("a number is larger than 1e308") from error
    if UNSTORABLE.search(text):
        raise NotACallError("a text holds a NUL or half of a surrogate pair, which no database keeps")


def _identity(body: Json, name: str, digits: int) -> str:
    value = str(body.get(name, "")).lower()
    if len(value) != digits or not set(value) <= set("0123456789abcdef") or not int(value, 16):
        raise NotACallError(f"{name} is {digits} hexadecimal digits, not all zero")
    return value


def _time(body: Json, name: str) -> int:
    value = _number(body.get(name))
    # datetime ends with the year 9999
    if not isinstance(value, int) or not 0 < value < 253_402_300_800_000_000_000:
        raise NotACallError(f"{name} is a number of nanoseconds since 1970")
    return value


def _model(said: Json) -> str:
    provider = str(said.get("gen_ai.provider.name") or said.get("gen_ai.system") or "").lower()
    model = said.get("gen_ai.response.model") or said.get("gen_ai.request.model")
    if not provider or not model:
        raise NotACallError(
            "gen_ai.provider.name and gen_ai.response.model, or gen_ai.request.model, name the model"
        )
    return f"{PROVIDERS.get(provider, provider)}/{model}"


def _usage(said: Json, cached_apart: bool) -> Json:
    """What was used, by unit; a part is in its whole, as the conventions have it."""
    usage = {}
    for unit, names in USAGE.items():
        value = next((said[name] for name in names if name in said), None)
        if value is not None and (value or unit not in CACHED):
            usage[unit] = value
    if cached_apart:
        parts = [usage[unit] for unit in CACHED if unit in usage]
        if all(isinstance(part, int) for part in [*parts, usage.get("input_tokens", 0)]):
            usage["input_tokens"] = usage.get("input_tokens", 0) + sum(parts)
    return usage
