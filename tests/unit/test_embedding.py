"""The providers of vectors: what they ask, what they take for an answer, and what they make of a refusal."""

import json
import math
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora import embedding
from agora.embedding import (
    EmbeddingError,
    HashProvider,
    HttpProvider,
    Model,
    ProviderBusyError,
    TextRefusedError,
)


class Endpoint:
    """An embeddings endpoint that answers what a test has prepared, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes, dict[str, str]]] = []
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.asked.append((self.path, dict(self.headers), json.loads(body)))
                status, answer, headers = endpoint.answers.pop(0)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def answer(self, status: int, body: Any, **headers: str) -> None:
        self.answers.append((status, body if isinstance(body, bytes) else json.dumps(body).encode(), headers))

    def vectors(self, *vectors: list[float]) -> None:
        items = [{"index": index, "embedding": vector} for index, vector in enumerate(vectors)]
        self.answer(200, {"data": items[::-1]})


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


Make = Callable[..., HttpProvider]


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def provider(endpoint: Endpoint, waits: list[float]) -> Make:
    def make(key: str | None = None, **options: Any) -> HttpProvider:
        model = Model("mini", 2, "openai", {"url": endpoint.url, "timeout": 20, **options})
        return HttpProvider(model, key, tries=3, wait=waits.append)

    return make


class TestHttpProvider:
    def test_asks_and_sorts(self, endpoint: Endpoint, provider: Make) -> None:
        endpoint.vectors([1, 0], [0.5, 2])
        assert provider("secret").embed(["a", "b"]) == [[1.0, 0.0], [0.5, 2.0]]
        ((path, headers, body),) = endpoint.asked
        assert path == "/v1/embeddings"
        assert headers["Authorization"] == "Bearer secret"
        assert body == {"model": "mini", "input": ["a", "b"]}

    def test_options(self, endpoint: Endpoint, provider: Make) -> None:
        endpoint.vectors([1, 0])
        endpoint.vectors([1, 0])
        made = provider(model="other", document_prefix="d: ", query_prefix="q: ", batch=7)
        assert made.batch == 7
        made.embed(["a"])
        made.embed(["a"], is_query=True)
        assert [body for _, _, body in endpoint.asked] == [
            {"model": "other", "input": ["d: a"]},
            {"model": "other", "input": ["q: a"]},
        ]
        assert "Authorization" not in endpoint.asked[0][1]

    def test_asks_again(self, endpoint: Endpoint, provider: Make, waits: list[float]) -> None:
        endpoint.answer(429, b"", **{"Retry-After": "7"})
        endpoint.answer(503, b"")
        endpoint.vectors([1, 0])
        assert provider().embed(["a"]) == [[1.0, 0.0]]
        assert waits == [7.0, 2.0]

    def test_gives_up(self, endpoint: Endpoint, provider: Make, waits: list[float]) -> None:
        for _ in range(3):
            endpoint.answer(500, b"")
        with pytest.raises(ProviderBusyError, match="500"):
            provider().embed(["a"])
        assert waits == [1.0, 2.0]

    def test_out_of_reach(self, endpoint: Endpoint, provider: Make, waits: list[float]) -> None:
        with pytest.raises(ProviderBusyError, match="cannot be reached"):
            provider(url="http://127.0.0.1:1").embed(["a"])
        assert len(waits) == 2

    @pytest.mark.parametrize("status", [400, 413, 422])
    def test_refuses_a_text(self, status: int, endpoint: Endpoint, provider: Make) -> None:
        endpoint.answer(status, b"too long")
        with pytest.raises(TextRefusedError, match="too long"):
            provider().embed(["a"])

    @pytest.mark.parametrize("status", [401, 403, 404])
    def test_is_not_usable(self, status: int, endpoint: Endpoint, provider: Make, waits: list[float]) -> None:
        endpoint.answer(status, b"your key is secret")
        with pytest.raises(EmbeddingError, match=str(status)) as caught:
            provider("secret").embed(["a"])
        assert type(caught.value) is EmbeddingError
        assert "secret" not in str(caught.value)
        assert waits == []

    def test_follows_no_redirect(self, endpoint: Endpoint, provider: Make) -> None:
        endpoint.answer(302, b"", Location=endpoint.url)
        with pytest.raises(EmbeddingError, match="302"):
            provider("secret").embed(["a"])
        assert len(endpoint.asked) == 1

    @pytest.mark.parametrize(
        "answer",
        [
            b"<html>",
            {"error": "no"},
            {"data": []},
            {"data": [{"index": 1, "embedding": [1, 0]}]},
            {"data": [{"index": 0, "embedding": ["x"]}]},
            {"data": [{"index": 0, "embedding": None}]},
            [1],
        ],
    )
    def test_answer_without_sense(self, answer: Any, endpoint: Endpoint, provider: Make) -> None:
        endpoint.answer(200, answer)
        with pytest.raises(EmbeddingError):
            provider().embed(["a"])


class TestHashProvider:
    provider = HashProvider(Model("test", 64, "hash", {}))

    @given(st.lists(st.text(), max_size=5))
    def test_unit_vectors(self, texts: list[str]) -> None:
        vectors = self.provider.embed(texts)
        assert [embedding.fault(vector, 64) for vector in vectors] == [None] * len(texts)
        assert all(math.isclose(math.hypot(*vector), 1) for vector in vectors)

    def test_is_always_the_same(self) -> None:
        assert self.provider.embed(["readLedger"]) == self.provider.embed(["READ ledger"], is_query=True)
        assert HashProvider(Model("tiny", 3, "hash", {})).embed(["one"]) == [[0.0, 1.0, 0.0]]

    def test_likeness(self) -> None:
        one, like, other = self.provider.embed(["read the ledger", "read a ledger", "parse dates"])
        assert sum(map(float.__mul__, one, like)) > sum(map(float.__mul__, one, other))


class TestProviderFor:
    def test_key_from_the_environment(self, monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint) -> None:
        monkeypatch.setenv("MY_KEY", "mine")
        options = {"url": endpoint.url, "key_variable": "MY_KEY"}
        endpoint.vectors([1, 0])
        embedding.provider_for(Model("mini", 2, "openai", options)).embed(["a"])
        assert endpoint.asked[0][1]["Authorization"] == "Bearer mine"

    def test_external(self) -> None:
        with pytest.raises(EmbeddingError, match="no provider"):
            embedding.provider_for(Model("mini", 2, "external", {}))

    def test_library_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "sentence_transformers", None)
        with pytest.raises(EmbeddingError, match=r"pg-agora\[embed\]"):
            embedding.provider_for(Model("mini", 2, "sentence-transformers", {}))

    def test_library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Library:
            def __init__(self, name: str) -> None:
                self.name = name

            def encode(self, texts: list[str], show_progress_bar: bool) -> list[list[float]]:
                assert not show_progress_bar
                return [[len(text), len(self.name)] for text in texts]

        fake = type(sys)("sentence_transformers")
        fake.SentenceTransformer = Library  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "sentence_transformers", fake)
        options = {"model": "/models/mini", "query_prefix": "query: "}
        made = embedding.provider_for(Model("mini", 2, "sentence-transformers", options))
        assert made.embed(["abc"]) == [[3.0, 12.0]]
        assert made.embed(["abc"], is_query=True) == [[10.0, 12.0]]


@pytest.mark.parametrize(
    ("vector", "reason"),
    [
        ([1.0], "1 dimensions"),
        ([1.0, math.nan], "not finite"),
        ([math.inf, 0.0], "not finite"),
        ([0.0, 0.0], "zero"),
    ],
)
def test_fault(vector: list[float], reason: str) -> None:
    assert reason in (embedding.fault(vector, 2) or "")
