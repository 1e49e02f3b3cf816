"""`agora worker proxy`: calls of the allow-list to real local HTTP servers; whatever a server does, work goes on."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

import agora
from agora import outbound, outside, proxy
from agora.cli import app

Verdict = outside.Verdict
LIMITS = {"wall_seconds": 5, "output_bytes": 10_000}


class Server:
    """An HTTP server of the test's own; a path says what it answers."""

    def __init__(self) -> None:
        self.received: Queue[tuple[str, str, dict[str, str], bytes]] = Queue()
        self.ended = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"] or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.received.put((self.command, self.path, headers, body))
                server.say(self)

            do_GET = do_HEAD = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815

            def log_message(self, *_: Any) -> None: ...

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self._thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def say(self, handler: BaseHTTPRequestHandler) -> None:
        status, headers, body = {
            "/gone": (404, {}, b"no"),
            "/slow": (200, {}, b"x" * 1000),
            "/cut": (200, {}, b"x" * 1000),
            "/elsewhere": (302, {"location": f"{self.url}/secret"}, b""),
            "/binary": (200, {}, b"\xff\x00"),
            "/large": (200, {}, b"x" * (LIMITS["output_bytes"] + 1)),
            "/whole": (200, {}, b"x" * LIMITS["output_bytes"]),
            "/secret": (200, {"set-cookie": "session=1", "content-type": "text/plain"}, b"told"),
        }.get(handler.path, (200, {"content-type": "text/plain", "etag": "7"}, "äh".encode()))
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        if handler.path == "/slow":
            self._drip(handler)
        elif handler.command != "HEAD":
            handler.wfile.write(body[:10] if handler.path == "/cut" else body)

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        """A byte now and then: never late, never done."""
        while not self.ended.wait(0.05):
            handler.wfile.write(b"x")

    def close(self) -> None:
        self.ended.set()
        self.http.shutdown()
        self.http.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    with closing(Server()) as server:
        yield server


Call = Callable[..., Verdict]


@pytest.fixture
def call(server: Server) -> Call:
    def call(
        path: str, method: str = "GET", seconds: int = 5, base: str = server.url, **more: Any
    ) -> Verdict:
        body = {"method": method, "url": base + path, "path": path, "headers": {}, "is_private": True, **more}
        return proxy.run(body, {**LIMITS, "wall_seconds": seconds})

    return call


# ---- what is called ------------------------------------------------------------------------------------------


def test_a_call(server: Server, call: Call) -> None:
    outcome, result, violations = call("/things/5?q=a%2fb", headers={"accept": "text/plain"})
    assert (outcome, violations) == ("passed", [])
    assert (result["status"], result["body"]) == (200, "äh")
    assert result["headers"].keys() == {"content-length", "content-type", "date", "etag"}
    method, path, headers, body = server.received.get()
    assert (method, path, body) == ("GET", "/things/5?q=a%2fb", b"")
    assert headers == {
        "host": server.url.removeprefix("http://"),
        "user-agent": "agora-proxy",
        "accept": "text/plain",
        "accept-encoding": "identity",
        "connection": "close",
    }


def test_a_body(server: Server, call: Call) -> None:
    assert (
        call("/things", "POST", body='{"a": "ä"}', headers={"content-type": "application/json"})[0]
        == "passed"
    )
    _, _, headers, body = server.received.get()
    assert (headers["content-type"], body.decode()) == ("application/json", '{"a": "ä"}')


def test_answers(call: Call) -> None:
    outcome, result, violations = call("/gone")
    assert (outcome, result["status"], result["body"], violations) == ("failed", 404, "no", [])
    assert call("/binary")[1]["body_base64"] == "/wA="
    assert call("/secret", "HEAD")[1]["body"] == ""


def test_no_redirect_is_followed(server: Server, call: Call) -> None:
    outcome, result, _ = call("/elsewhere")
    assert (outcome, result["status"], result["headers"]["location"]) == (
        "passed",
        302,
        f"{server.url}/secret",
    )
    assert (server.received.get()[1], server.received.empty()) == ("/elsewhere", True)


def test_what_opens_doors_is_not_kept(call: Call) -> None:
    assert "set-cookie" not in call("/secret")[1]["headers"]


def test_no_proxy_of_the_environment_is_used(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert call("/things")[0] == "passed"


# ---- what is held --------------------------------------------------------------------------------------------


def test_size(call: Call) -> None:
    outcome, result, violations = call("/large")
    assert (outcome, violations, len(result["body"])) == ("failed", ["output"], LIMITS["output_bytes"])
    outcome, result, violations = call("/whole")
    assert (outcome, violations, len(result["body"])) == ("passed", [], LIMITS["output_bytes"])


def test_time(call: Call) -> None:
    """However regularly a byte comes."""
    outcome, result, violations = call("/slow", seconds=1)
    assert (outcome, violations, result["error"]) == ("failed", ["wall"], "no answer within 1 s")


def test_the_look_up_of_a_name_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that does not answer keeps nobody longer than the call may take."""
    never = threading.Event()
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: [never.wait()])
    with pytest.raises(outbound.LateError, match=r"no answer within 0\.05 s"):
        outbound.exchange("GET", "http://a.example/", None, {}, 0.05, is_private=True)
    never.set()


def test_all_addresses_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: each gets what is left."""
    now = iter([0.0, 1.0, 2.0, 4.0, 5.0])
    monkeypatch.setattr(outbound, "monotonic", lambda: next(now))
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{n}", 80)) for n in (1, 2, 3)]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: found)
    given = []

    def connect(_: tuple[str, int], timeout: float) -> socket.socket:
        given.append(timeout)
        raise TimeoutError

    monkeypatch.setattr(outbound.socket, "create_connection", connect)
    with pytest.raises(outbound.LateError):
        outbound.exchange("GET", "http://a.example/", None, {}, 5, is_private=True)
    assert given == [3.0, 1.0]


def test_a_name_that_leads_nowhere(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(outbound.socket, "getaddrinfo", fail)
    outcome, result, violations = call("/", base="http://a.example")
    assert (outcome, violations) == ("error", [])
    assert result["error"].startswith("gaierror")


NAME = "0f9d4c0e-8a51-4f6e-9a66-0b8f2f1f7f3a"


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("POST", {}, f'"{NAME}"'),
        ("PATCH", {}, f'"{NAME}"'),
        ("POST", {"Idempotency-Key": "mine"}, "mine"),
        ("GET", {}, None),
        ("DELETE", {}, None),
    ],
)
def test_a_server_can_tell_a_second_attempt(
    server: Server, call: Call, method: str, headers: dict[str, str], expected: str | None
) -> None:
    call("/things", method, headers=headers, idempotency_key=NAME)
    assert server.received.get()[2].get("idempotency-key") == expected


def test_half_an_answer_is_none(call: Call) -> None:
    outcome, result, violations = call("/cut")
    assert (outcome, violations) == ("error", [])
    assert result["error"].startswith("IncompleteRead")


def test_nobody_is_there(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outcome, result, violations = call("/", base=f"http://127.0.0.1:{port}")
    assert (outcome, violations) == ("error", [])
    assert result["error"].startswith("ConnectionRefusedError")


@pytest.mark.parametrize(
    ("address", "is_private", "is_allowed"),
    [
        ("93.184.216.34", False, True),
        ("2606:2800:220:1:248:1893:25c8:1946", False, True),
        ("127.0.0.1", False, False),
        ("127.0.0.1", True, True),
        ("10.1.2.3", False, False),
        ("10.1.2.3", True, True),
        ("172.16.0.1", False, False),
        ("192.168.0.1", False, False),
        ("100.64.0.1", False, False),
        ("100.64.0.1", True, True),
        ("169.254.169.254", False, False),
        ("169.254.169.254", True, False),
        ("0.0.0.0", False, False),
        ("0.0.0.0", True, False),
        ("224.0.0.1", True, False),
        ("255.255.255.255", False, False),
        ("::1", False, False),
        ("::1", True, True),
        ("fe80::1%eth0", True, False),
        ("fc00::1", False, False),
        ("ff02::1", True, False),
        ("::ffff:127.0.0.1", False, False),
        ("::ffff:169.254.169.254", True, False),
        ("64:ff9b::7f00:1", False, False),
        ("2002:7f00:1::", False, False),
        ("64:ff9b:1::7f00:1", False, False),
        ("::7f00:1", False, False),
        ("::ffff:0:7f00:1", False, False),
        ("fec0::1", False, False),
        ("fec0::1", True, True),
    ],
)
def test_addresses(
    monkeypatch: pytest.MonkeyPatch, call: Call, address: str, is_private: bool, is_allowed: bool
) -> None:
    """What a name leads to is looked at, and that very address is connected to."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (address, 80))]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: found)
    reached = []

    def connect(to: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(to)
        raise ConnectionRefusedError("a test")

    monkeypatch.setattr(outbound.socket, "create_connection", connect)
    outcome, _, violations = call("/", base="http://a.example", is_private=is_private)
    assert (outcome, violations) == ("error", [] if is_allowed else ["address"])
    assert reached == ([(address, 80)] if is_allowed else [])


PLAIN = {"method": "GET", "url": "http://a.example/b", "path": "/b", "headers": {}}


@pytest.mark.parametrize(
    "change",
    [
        {"method": "CONNECT"},
        {"method": "GET /x"},
        {"url": "ftp://a.example/b"},
        {"url": "http://me:pw@a.example/b"},
        {"url": "http://a.example/c"},
        {"url": "http://a.example?/b"},
        {"url": "/b"},
        {"path": "b", "url": "http://a.exampleb"},
        *[
            {"path": path, "url": f"http://a.example{path}"}
            for path in (
                "/../b",
                "/a/..",
                "//b",
                "/%2e",
                "/a b",
                "/a\r\nb",
                "/a;b",
                "/a#b",
                "/a%zz",
                "/ä",
                "/\\b",
                "/a%00",
            )
        ],
        {"headers": {"Host": "b.example"}},
        {"headers": {"authorization": "x"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"X_Forwarded_For": "127.0.0.1"}},
        {"headers": {"Transfer_Encoding": "chunked"}},
        {"headers": {"_host": "b.example"}},
        {"headers": {"accept": "a\r\nhost: b"}},
        {"headers": {"accept": 1}},
        {"headers": []},
        {"body": 7},
        {"idempotency_key": "a\r\nhost: b"},
        {"idempotency_key": 7},
        {"method": None},
        {"url": None},
    ],
    ids=str,
)
def test_what_no_list_can_say(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]) -> None:
    """The worker looks again: whoever put this into the queue did not go through its functions."""
    monkeypatch.setattr(outbound, "exchange", lambda *_, **__: pytest.fail("it was called"))
    outcome, _, violations = proxy.run({**PLAIN, **change}, LIMITS)
    assert (outcome, violations) == ("error", ["tampering"])


# ---- with the database ---------------------------------------------------------------------------------------


@pytest.fixture
def ada(dsn: str, server: Server) -> int:
    with agora.connect(dsn) as team:
        ada = int(team.core.register_principal(name="ada"))
        team.work.grant_capability(principal=ada, code="network:http:external", level=1, reason="a test")
        for alias, is_private in (("ours", True), ("theirs", False)):
            team.work.allow_target(
                alias=alias, base_url=server.url, reason="a test", is_private=is_private, key=alias
            )
            team.work.allow_route(
                target=alias,
                methods=["GET", "POST"],
                path="/.*",
                reason="a test",
                headers=["accept"],
                key=alias,
            )
    return ada


def asked(dsn: str, ada: int, target: str, path: str) -> int:
    with agora.connect(dsn) as team:
        answer = team.work.submit_http(
            target=target, method="GET", path=path, headers={"accept": "*/*"}, key=target + path, actor=ada
        )
        assert answer["status"] == "queued", answer
        return int(answer["request_id"])


def work(dsn: str) -> str:
    done = CliRunner().invoke(app, ["worker", "proxy", "--once"], env={"AGORA_DSN": dsn})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_worker(dsn: str, ada: int, server: Server) -> None:
    """From a request to its result; a name that leads where it may not is nobody's fault, and a human hears of it."""
    one = asked(dsn, ada, "ours", "/things/5")
    asked(dsn, ada, "ours", "/gone")
    other = asked(dsn, ada, "theirs", "/things/5")
    assert work(dsn) == "1 error, 1 failed, 1 passed\n"
    assert [server.received.get()[1] for _ in range(2)] == ["/things/5", "/gone"]
    assert server.received.empty()
    with psycopg.connect(dsn) as connection:
        told = dict(
            connection.execute(
                "SELECT r.request_id, r.result FROM agora_work.submitted_request AS r"
            ).fetchall()
        )
        assert (told[one]["status"], told[one]["body"]) == (200, "äh")
        assert told[other] == {"error": "127.0.0.1 is an address of a private network"}
        assert connection.execute("SELECT e.reason FROM agora_work.recorded_escalation AS e").fetchall() == [
            ("request_hazard",)
        ]
        assert connection.execute("SELECT 1 FROM agora_work.recorded_violation").fetchall() == []


def test_a_worker_that_does_not_come_back(dsn: str, ada: int, server: Server) -> None:
    """Whoever makes the call again makes it under the same name, and no other call has it."""
    with agora.connect(dsn) as team:
        for path in ("/first", "/second"):
            team.work.submit_http(target="ours", method="POST", path=path, key=path, actor=ada)
    with psycopg.connect(dsn) as connection:
        claimed = connection.execute(
            "SELECT c.body, c.limits FROM agora_work.claim_request('http', p_actor => 3) AS c"
        ).fetchone()
        assert claimed is not None
        proxy.run(*claimed)
        connection.execute("UPDATE agora_work.request SET lease_until = '-infinity' WHERE status = 'running'")
    assert work(dsn) == "2 passed\n"
    names = [server.received.get() for _ in range(3)]
    first, again, other = ((path, headers["idempotency-key"]) for _, path, headers, _ in names)
    assert first == again
    assert (first[0], other[0], first[1] != other[1]) == ("/first", "/second", True)


def test_what_was_put_into_the_queue_by_hand(dsn: str, ada: int, server: Server) -> None:
    """The database looks again when a worker comes, and the worker once more: what passes neither halts who asked."""
    asked(dsn, ada, "ours", "/a")
    asked(dsn, ada, "ours", "/b")
    with psycopg.connect(dsn) as connection:
        change = "UPDATE agora_work.request SET body = body || %s WHERE body ->> 'path' = %s"
        connection.execute(change, ['{"url": "http://10.0.0.1/a"}', "/a"])
        connection.execute(change, ['{"headers": {"accept": "a\\r\\nhost: b"}}', "/b"])
    assert work(dsn) == "1 error\n"
    assert server.received.empty()
    with psycopg.connect(dsn) as connection:
        assert connection.execute(
            "SELECT r.status, r.denial, r.violations FROM agora_work.submitted_request AS r ORDER BY r.request_id"
        ).fetchall() == [("denied", "target", []), ("finished", None, ["tampering"])]
        assert connection.execute("SELECT b.status, b.reason_class FROM agora.breaker AS b").fetchall() == [
            ("open", "security")
        ]
