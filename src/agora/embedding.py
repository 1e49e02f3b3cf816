"""Turns texts into vectors, for `agora worker embed` and for whoever searches.

    vector = agora.embedding.embed_query(team.connection, "parse a date with a zone")
    team.memory.match_transforms(problem="parse a date with a zone", vector=vector)

A provider is chosen by the model's row in the database: `sentence-transformers` (a model on this machine; install
`pg-agora[embed]`), `openai` (any endpoint that speaks its /v1/embeddings) or `hash` (words hashed into dimensions: no
meaning, but always the same, for tests). Keys come from the environment and are never stored.
"""

import hashlib
import http.client
import json
import math
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from agora import errors

KEY_VARIABLE = "AGORA_EMBEDDING_KEY"

Vector = list[float]


class EmbeddingError(Exception):
    """No vector could be made; the provider cannot be used as it is."""


class TextRefusedError(EmbeddingError):
    """The provider works, but not for this text."""


class ProviderBusyError(EmbeddingError):
    """The same request may succeed later; after `wait` seconds, if the provider said so."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Provider(Protocol):
    """What makes the vectors."""

    batch: int

    def embed(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vector]:
        """Return a vector for each text; raises `EmbeddingError`."""


@dataclass(frozen=True)
class Model:
    """An embedding model as the database knows it."""

    name: str
    dimensions: int
    provider: str
    options: dict[str, Any] = field(hash=False)


# ---- providers -------------------------------------------------------------------------------------------


class HashProvider:
    """Signed feature hashing of words and their parts: similar words, similar vector; no model, no meaning."""

    batch = 256
    _word = re.compile(r"[^\W_]+")
    _part = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")

    def __init__(self, model: Model) -> None:
        self._dimensions = model.dimensions

    def embed(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vector]:
        """Return a unit vector for each text."""
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> Vector:
        vector = [0.0] * self._dimensions
        counts: dict[str, int] = {}
        for word in self._word.findall(text):
            for part in self._part.findall(word):
                counts[part.lower()] = counts.get(part.lower(), 0) + 1
        for part, count in (counts or {"": 1}).items():
            place = int.from_bytes(hashlib.blake2b(part.encode(), digest_size=8).digest())
            vector[(place >> 1) % self._dimensions] += (1 + math.log(count)) * (1 if place & 1 else -1)
        if not any(vector):  # features that cancel each other out
            vector[0] = 1.0
        length = math.hypot(*vector)
        return [value / length for value in vector]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


class HttpProvider:
    """An endpoint that speaks the /v1/embeddings of OpenAI: hosted, or a server of one's own."""

    def __init__(
        self, model: Model, key: str | None, *, tries: int = 4, wait: Callable[[float], None] = time.sleep
    ) -> None:
        options = model.options
        self.batch = int(options.get("batch", 64))
        self._name = options.get("model", model.name)
        self._url = options.get("url", "https://api.openai.com/v1").rstrip("/")
        if not self._url.endswith("/embeddings"):
            self._url += "/embeddings"
        self._timeout = float(options.get("timeout", 60))
        self._prefixes = (options.get("document_prefix", ""), options.get("query_prefix", ""))
        self._headers = {"Content-Type": "application/json", "User-Agent": "agora"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._tries = tries
        self._wait = wait
        self._open = urllib.request.build_opener(_NoRedirect).open

    def embed(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vector]:
        """Return a vector for each text; asks again where the endpoint is busy or out of reach."""
        prefix = self._prefixes[is_query]
        body = json.dumps({"model": self._name, "input": [prefix + text for text in texts]}).encode()
        for attempt in range(1, self._tries + 1):
            try:
                return _vectors_of(self._ask(body), len(texts))
            except ProviderBusyError as error:
                if attempt == self._tries:
                    raise
                self._wait(min(60.0, error.wait if error.wait is not None else 2.0 ** (attempt - 1)))
        raise AssertionError("tries is at least 1")

    def _ask(self, body: bytes) -> Any:
        request = urllib.request.Request(self._url, body, self._headers)  # noqa: S310 - checked by the database
        try:
            with self._open(request, timeout=self._timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                said = error.read(300).decode("utf-8", "replace")
            message = f"{self._url} answered {error.code} {error.reason}"
            if error.code in (400, 413, 422):
                raise TextRefusedError(f"{message}: {said}") from error
            if error.code in (408, 429) or error.code >= 500:
                raise ProviderBusyError(message, _seconds(error.headers.get("Retry-After"))) from error
            raise EmbeddingError(message) from error
        except (OSError, http.client.HTTPException) as error:
            raise ProviderBusyError(f"{self._url} cannot be reached: {error}") from error
        except ValueError as error:
            raise EmbeddingError(f"{self._url} does not answer with JSON: {error}") from error


class SentenceTransformersProvider:
    """A model of the sentence-transformers library, by name or from a directory."""

    def __init__(self, model: Model) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EmbeddingError(
                "the library sentence-transformers is missing: pip install 'pg-agora[embed]'"
            ) from error
        options = model.options
        self.batch = int(options.get("batch", 64))
        self._prefixes = (options.get("document_prefix", ""), options.get("query_prefix", ""))
        self._model = SentenceTransformer(options.get("model", model.name))

    def embed(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vector]:
        """Return a vector for each text."""
        prefix = self._prefixes[is_query]
        vectors = self._model.encode([prefix + text for text in texts], show_progress_bar=False)
        return [[float(value) for value in vector] for vector in vectors]


def provider_for(model: Model) -> Provider:
    """Return the provider that the model's row names."""
    match model.provider:
        case "hash":
            return HashProvider(model)
        case "openai":
            return HttpProvider(model, os.environ.get(model.options.get("key_variable", KEY_VARIABLE)))
        case "sentence-transformers":
            return SentenceTransformersProvider(model)
    raise EmbeddingError(
        f"{model.name} has no provider here ({model.provider}): somebody else stores its vectors"
    )


def _vectors_of(answer: Any, count: int) -> list[Vector]:
    """Return the vectors of an endpoint's answer, in the order of the texts."""
    try:
        items = sorted(answer["data"], key=lambda item: item["index"])
        vectors = [[float(value) for value in item["embedding"]] for item in items]
        indexes = [item["index"] for item in items]
    except (KeyError, TypeError, ValueError) as error:
        raise EmbeddingError(f"the endpoint's answer has no embeddings: {str(answer)[:200]}") from error
    if indexes != list(range(count)):
        raise EmbeddingError(f"the endpoint answered {len(vectors)} vectors for {count} texts")
    return vectors


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header or ""))
    except ValueError:
        return None


def fault(vector: Vector, dimensions: int) -> str | None:
    """Say what keeps a vector out of the database, if anything does."""
    if len(vector) != dimensions:
        return f"the provider made {len(vector)} dimensions, the model is registered with {dimensions}"
    if not all(math.isfinite(value) for value in vector):
        return "the provider made a vector that is not finite"
    if not any(vector):
        return "the provider made a zero vector"
    return None


# ---- models and queries ----------------------------------------------------------------------------------


def models(connection: psycopg.Connection[Any], kind: str | None = None) -> list[Model]:
    """Return the registered models; for a kind of document, the active one."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(
            "SELECT DISTINCT model, dimensions, provider, options FROM agora_memory.known_embedding_model"
            " WHERE %(kind)s::text IS NULL OR is_active AND kind = %(kind)s ORDER BY model",
            {"kind": kind},
        ).fetchall()
    return [Model(*row) for row in rows]


@lru_cache(maxsize=8)
def shared_provider(model: Model) -> Provider:
    """Return the provider of a model; loading one may take seconds, so it is kept."""
    return provider_for(model)


def embed_query(connection: psycopg.Connection[Any], text: str, kind: str = "transform") -> Vector | None:
    """Return the vector that searches of a kind of document compare with; None where no model is active."""
    found = models(connection, kind)
    if not found:
        return None
    (vector,) = shared_provider(found[0]).embed([text], is_query=True)
    if reason := fault(vector, found[0].dimensions):
        raise EmbeddingError(reason)
    return vector


# ---- the worker's work -----------------------------------------------------------------------------------


def embed_batch(
    connection: psycopg.Connection[Any], model: Model, provider: Provider, ttl: str
) -> dict[str, int]:
    """Claim, embed and store one batch; return how many became stored, failed or superseded.

    A text that the provider refuses is reported as failed and waits; where the provider itself cannot be used,
    `EmbeddingError` is raised and the documents go to whoever asks after the lease.
    """
    with errors.translated(), connection.cursor(row_factory=tuple_row) as cursor:
        claimed = cursor.execute(
            "SELECT kind, object_id, epoch, text FROM agora_memory.claim_documents(%s, %s, %s::interval)",
            [model.name, provider.batch, ttl],
        ).fetchall()
        connection.commit()
        if not claimed:
            return {}
        results = _results(provider, [text for *_, text in claimed], model.dimensions)
        items = [
            {"kind": kind, "object_id": object_id, "epoch": epoch, **result}
            for (kind, object_id, epoch, _), result in zip(claimed, results, strict=True)
        ]
        outcomes = cursor.execute(
            "SELECT outcome, count(*)::integer FROM agora_memory.store_embeddings(%s, %s) GROUP BY outcome",
            [model.name, Jsonb(items)],
        ).fetchall()
        connection.commit()
    return dict(outcomes)


def _results(provider: Provider, texts: list[str], dimensions: int) -> list[dict[str, Any]]:
    """Return a vector or an error for each text; one that is refused does not take the others with it."""
    try:
        vectors = provider.embed(texts)
    except TextRefusedError as error:
        if len(texts) == 1:
            return [{"error": str(error)}]
        return [result for text in texts for result in _results(provider, [text], dimensions)]
    reasons = [fault(vector, dimensions) for vector in vectors]
    return [
        {"error": reason} if reason else {"vector": vector}
        for vector, reason in zip(vectors, reasons, strict=True)
    ]
