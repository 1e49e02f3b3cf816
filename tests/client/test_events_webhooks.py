"""Webhooks, against real local HTTP servers: signed, retried, disabled; whatever an endpoint does, work goes on."""

import base64
import hmac
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from time import monotonic
from typing import Any

import psycopg
import pytest

from agora import webhooks

Connection = psycopg.Connection[Any]
TOPIC = "test.thing.happened.v1"
SECRET, OTHER = b"s" * 32, b"o" * 32
SECONDS = 60


def written(secret: bytes) -> str:
    return "whsec_" + base64.b64encode(secret).decode()


class Endpoint:
    """An HTTP server of the test's own; `answers` says what becomes of the next requests, then all are taken."""

    def __init__(self) -> None:
        self.received: Queue[tuple[dict[str, str], bytes, str]] = Queue()
        self.answers: Queue[Callable[[BaseHTTPRequestHandler], None]] = Queue()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = status(204) if endpoint.answers.empty() else endpoint.answers.get()
                endpoint.received.put((headers, body, self.path))
                answer(self)

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in?x=1"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def next(self) -> tuple[dict[str, str], dict[str, Any]]:
        headers, body, _ = self.received.get(timeout=SECONDS)
        return headers, json.loads(body)


def status(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    return answer


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with closing(Endpoint()) as found:
        yield found


@pytest.fixture
def admin(quiet_dsn: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setenv("AGORA_WEBHOOK_SECRET_KEY", written(SECRET))
    with psycopg.connect(quiet_dsn, autocommit=True) as connection:
        connection.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
        connection.execute(
            "SELECT agora.set_setting('event.webhook_retry_delay', '10 milliseconds', 'a test')"
        )
        yield connection


@pytest.fixture
def worker(quiet_dsn: str, admin: Connection) -> Iterator[webhooks.Deliverers]:
    """A worker that delivers to this machine; it ends with the test."""
    found = webhooks.Deliverers(quiet_dsn, "w", allow_private=True)
    yield found
    found.stop()


def hook(connection: Connection, url: str, name: str = "hook", secret: str = "key") -> None:
    connection.execute(
        "SELECT agora_event.create_webhook(%s, %s, '{test.**}', %s, 'beginning')", [name, url, secret]
    )


def publish(connection: Connection, n: int, key: str = "k") -> int:
    row = connection.execute(
        "SELECT agora_event.publish(%s, %s, jsonb_build_object('n', %s::int))", [TOPIC, key, n]
    ).fetchone()
    assert row
    return int(row[0])


def fact(connection: Connection, columns: str, name: str = "hook") -> Any:
    row = connection.execute(
        f"SELECT {columns} FROM agora_event.registered_webhook AS w"
        " JOIN agora_event.consumer_lag AS l ON l.consumer = w.webhook WHERE w.webhook = %s".encode(),
        [name],
    ).fetchone()
    assert row
    return row[0] if len(row) == 1 else row


def until(condition: Callable[[], Any]) -> None:
    deadline = monotonic() + SECONDS
    while not condition():
        assert monotonic() < deadline


# ---- signing -------------------------------------------------------------------------------------------------


def test_the_signature_of_the_standard() -> None:
    """The example that the libraries of Standard Webhooks are tested with."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    found = webhooks.signature([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGORA_WEBHOOK_SECRET_KEY", f"{written(SECRET)} {written(OTHER)}")
    assert webhooks.secrets_of("key") == [SECRET, OTHER]
    monkeypatch.setenv(webhooks.SECRETS, str(tmp_path))
    with pytest.raises(webhooks.MissingSecretError):
        webhooks.secrets_of("key")
    (tmp_path / "key").write_text(f"{written(OTHER)}\n{written(SECRET)}\n")
    assert webhooks.secrets_of("key") == [OTHER, SECRET]
    for bad in ("", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!aaa", written(SECRET)[:-2]):
        (tmp_path / "key").write_text(bad)
        with pytest.raises(webhooks.MissingSecretError) as refused:
            webhooks.secrets_of("key")
        assert bad in ("", "whsec_") or bad[6:] not in str(refused.value), "a secret is not shown"


def verified(headers: dict[str, str], body: bytes, secret: bytes) -> bool:
    """As a receiver does it."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(secret, signed, "sha256").digest()).decode()
    return any(hmac.compare_digest(wanted, given) for given in headers["webhook-signature"].split())


# ---- one request ---------------------------------------------------------------------------------------------


def refusal(url: str, timeout: float = SECONDS, allow_private: bool = True) -> str:
    with pytest.raises(webhooks.DeliveryError) as refused:
        webhooks.post(url, b"{}", {}, timeout, allow_private)
    return str(refused.value)


@pytest.mark.parametrize("code", [200, 201, 202, 204])
def test_taken(endpoint: Endpoint, code: int) -> None:
    endpoint.answers.put(status(code))
    webhooks.post(endpoint.url, b'{"a": 1}', {"x-y": "z"}, SECONDS, allow_private=True)
    headers, body, path = endpoint.received.get(timeout=SECONDS)
    assert (headers["x-y"], body, path) == ("z", b'{"a": 1}', "/in?x=1")


@pytest.mark.parametrize("code", [400, 401, 404, 408, 410, 429, 500, 502, 503])
def test_refused(endpoint: Endpoint, code: int) -> None:
    endpoint.answers.put(status(code))
    with pytest.raises(webhooks.DeliveryError, match=f"^answered {code} ") as refused:
        webhooks.post(endpoint.url, b"{}", {}, SECONDS, allow_private=True)
    assert refused.value.is_gone is (code == 410)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(endpoint: Endpoint, code: int) -> None:
    endpoint.answers.put(status(code, location=endpoint.url))
    assert refusal(endpoint.url) == f"answered {code}: redirects are not followed"
    endpoint.received.get(timeout=SECONDS)
    assert endpoint.received.empty()


def test_a_huge_or_slow_body_does_not_matter(endpoint: Endpoint) -> None:
    """Nothing of it is read: the status is all that counts."""
    done = threading.Event()

    def flood(handler: BaseHTTPRequestHandler) -> None:
        status(200, **{"content-length": str(10**15)})(handler)
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            done.set()

    endpoint.answers.put(flood)
    webhooks.post(endpoint.url, b"{}", {}, SECONDS, allow_private=True)
    assert done.wait(SECONDS), "it was hung up on"


@pytest.mark.parametrize("drip", [b"", b"HTTP/1.1 200 OK\r\nx: "])
def test_silence_and_headers_without_end(drip: bytes) -> None:
    """The whole answer has one deadline, however regularly a byte of it comes."""
    over = threading.Event()

    def serve(listener: socket.socket) -> None:
        stream, _ = listener.accept()
        with stream:
            try:
                stream.sendall(drip)
                while not over.wait(0.01):
                    if drip:
                        stream.sendall(b"x")
            except OSError:
                return

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            assert refusal(f"http://127.0.0.1:{listener.getsockname()[1]}/", 0.2) == "no answer within 0.2 s"
        finally:
            over.set()
            thread.join(SECONDS)


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 2OO OK\r\n\r\n", b"\x00\x1b[31m\r\n\r\n"]
)
def test_what_is_no_http(answer: bytes) -> None:
    def serve(listener: socket.socket) -> None:
        stream, _ = listener.accept()
        with stream:
            stream.recv(65536)
            stream.sendall(answer)

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        found = refusal(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join(SECONDS)
    assert found.isprintable()
    assert len(found) <= 200


def test_nobody_there() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    assert refusal(url).startswith("ConnectionRefusedError")
    assert refusal("http://no-such-host.invalid/")
    assert refusal("http://a..b/")
    assert refusal("http://127.0.0.1:99999/")


def test_the_certificate_is_checked(
    endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of its own is refused, until it is trusted; then it is delivered to."""
    import ssl

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=localhost",
            ),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    endpoint.server.socket = context.wrap_socket(endpoint.server.socket, server_side=True)
    url = endpoint.url.replace("http://127.0.0.1", "https://localhost")
    assert "certificate verify failed" in refusal(url)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    webhooks.post(url, b"{}", {}, SECONDS, allow_private=True)
    assert endpoint.received.get(timeout=SECONDS)[1] == b"{}"
    assert "certificate verify failed" in refusal(url.replace("localhost", "127.0.0.1"))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "224.0.0.1", "2130706433", "0x7f.1"],
)  # fmt: skip
def test_a_private_address_is_refused(host: str) -> None:
    assert "private network" in refusal(f"https://{host}/", allow_private=False)


def test_http_is_refused() -> None:
    assert "--allow-private" in refusal("http://example.org/", allow_private=False)


# ---- the worker ----------------------------------------------------------------------------------------------


def test_a_delivery(admin: Connection, worker: webhooks.Deliverers, endpoint: Endpoint) -> None:
    """A CloudEvent, signed; the trace is passed on; all that was published comes, in order."""
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    first = admin.execute(
        "SELECT agora_event.publish(%s, 'a', '{\"n\": 0}', p_trace_parent => %s)", [TOPIC, trace]
    ).fetchone()
    hook(admin, endpoint.url)
    worker.step(admin)
    headers, body, _ = endpoint.received.get(timeout=SECONDS)
    assert first
    assert headers["webhook-id"] == str(first[0])
    assert headers["content-type"].startswith("application/cloudevents+json")
    assert headers["traceparent"] == trace
    assert verified(headers, body, SECRET)
    assert not verified(headers, body + b" ", SECRET)
    assert not verified(headers, body, OTHER)
    event = json.loads(body)
    assert (event["specversion"], event["type"], event["data"]) == ("1.0", TOPIC, {"n": 0})
    for n in range(1, 30):
        publish(admin, n)
    assert [endpoint.next()[1]["data"]["n"] for _ in range(1, 30)] == list(range(1, 30))
    until(lambda: fact(admin, "l.events_behind") == 0)
    assert fact(admin, "w.failures, w.last_error, w.last_delivered_at IS NOT NULL") == (0, None, True)


def test_retries_in_order(admin: Connection, worker: webhooks.Deliverers, endpoint: Endpoint) -> None:
    """What failed comes again under its id, with a new signature; what is behind it waits."""
    for n in range(2):
        publish(admin, n)
    for code in (500, 503):
        endpoint.answers.put(status(code))
    hook(admin, endpoint.url)
    worker.step(admin)
    found = [endpoint.received.get(timeout=SECONDS) for _ in range(4)]
    assert [json.loads(body)["data"]["n"] for _, body, _ in found] == [0, 0, 0, 1]
    assert len({headers["webhook-id"] for headers, _, _ in found[:3]}) == 1
    assert all(verified(headers, body, SECRET) for headers, body, _ in found)
    until(lambda: fact(admin, "l.events_behind") == 0)
    assert fact(admin, "w.failures") == 0


def test_a_dead_letter(admin: Connection, worker: webhooks.Deliverers, endpoint: Endpoint) -> None:
    """After event.webhook_retry_limit attempts the next event is delivered; requeued, it comes again."""
    admin.execute("SELECT agora.set_setting('event.webhook_retry_limit', '3', 'a test')")
    made = [publish(admin, n) for n in range(2)]
    for _ in range(3):
        endpoint.answers.put(status(500))
    hook(admin, endpoint.url)
    worker.step(admin)
    assert [endpoint.next()[1]["data"]["n"] for _ in range(4)] == [0, 0, 0, 1]
    until(lambda: fact(admin, "l.events_behind") == 0)
    dead = admin.execute(
        "SELECT p.event_id, p.attempts, p.reason FROM agora_event.parked_event AS p"
    ).fetchall()
    assert dead == [(made[0], 3, "answered 500 Internal Server Error")]
    admin.execute("SELECT agora_event.requeue('hook')")
    publish(admin, 2)
    assert sorted(endpoint.next()[1]["data"]["n"] for _ in range(2)) == [0, 2]


def test_disabled_after_failures(admin: Connection, worker: webhooks.Deliverers, endpoint: Endpoint) -> None:
    """Too many in a row: it stands still, and goes on where it was once somebody enables it."""
    admin.execute("SELECT agora.set_setting('event.webhook_failure_limit', '2', 'a test')")
    publish(admin, 0)
    for _ in range(2):
        endpoint.answers.put(status(500))
    hook(admin, endpoint.url)
    worker.step(admin)
    until(lambda: fact(admin, "w.status") == "disabled")
    assert fact(admin, "w.disabled_reason, l.events_behind") == ("2 failures in a row", 1)
    until(lambda: not worker._running["hook"].is_alive())
    worker.step(admin)
    assert "hook" not in worker._running
    admin.execute("SELECT agora_event.enable_webhook('hook')")
    worker.step(admin)
    assert [endpoint.next()[1]["data"]["n"] for _ in range(3)] == [0, 0, 0]
    until(lambda: fact(admin, "l.events_behind") == 0)


def test_an_endpoint_that_is_gone(admin: Connection, worker: webhooks.Deliverers, endpoint: Endpoint) -> None:
    endpoint.answers.put(status(410))
    publish(admin, 0)
    hook(admin, endpoint.url)
    worker.step(admin)
    until(lambda: fact(admin, "w.status") == "disabled")
    assert fact(admin, "w.disabled_reason, w.failures, l.events_behind") == ("answered 410 Gone", 1, 1)


def test_a_secret_is_replaced(
    admin: Connection,
    worker: webhooks.Deliverers,
    endpoint: Endpoint,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While both are valid, whoever knows either accepts; no restart."""
    monkeypatch.setenv(webhooks.SECRETS, str(tmp_path))
    file = tmp_path / "key"
    hook(admin, endpoint.url)
    accepted = []
    for n, secrets in enumerate([[SECRET], [OTHER, SECRET], [OTHER]]):
        file.write_text("\n".join(map(written, secrets)))
        publish(admin, n)
        worker.step(admin)
        headers, body, _ = endpoint.received.get(timeout=SECONDS)
        accepted.append([verified(headers, body, secret) for secret in (SECRET, OTHER)])
    assert accepted == [[True, False], [True, True], [False, True]]


def test_a_secret_that_is_missing(
    admin: Connection, worker: webhooks.Deliverers, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """That is the worker's fault, not the endpoint's: nothing is sent, counted or lost."""
    publish(admin, 0)
    hook(admin, endpoint.url, secret="missing")
    with caplog.at_level(logging.WARNING):
        worker.step(admin)
        until(lambda: not worker._running["hook"].is_alive())
    assert "AGORA_WEBHOOK_SECRET_MISSING" in caplog.text
    assert fact(admin, "w.failures, w.status, l.events_behind, l.dead_letters") == (0, "enabled", 1, 0)
    assert endpoint.received.empty()
    monkeypatch.setenv("AGORA_WEBHOOK_SECRET_MISSING", written(SECRET))
    worker.step(admin)
    worker.step(admin)
    assert endpoint.next()[1]["data"] == {"n": 0}


def test_one_that_hangs_delays_no_other(
    admin: Connection, worker: webhooks.Deliverers, endpoint: Endpoint
) -> None:
    with closing(Endpoint()) as slow:
        over = threading.Event()
        slow.answers.put(lambda _: over.wait(SECONDS) and None)
        hook(admin, slow.url, "slow")
        hook(admin, endpoint.url)
        publish(admin, 0)
        worker.step(admin)
        slow.next()
        assert endpoint.next()[1]["data"] == {"n": 0}
        until(lambda: fact(admin, "l.events_behind") == 0)
        assert fact(admin, "l.events_behind", "slow") == 1
        over.set()


def test_changed_while_it_runs(admin: Connection, worker: webhooks.Deliverers, endpoint: Endpoint) -> None:
    """The next delivery goes to the new address; dropped with its consumer, nothing goes anywhere."""
    with closing(Endpoint()) as other:
        hook(admin, endpoint.url)
        worker.step(admin)
        publish(admin, 0)
        endpoint.next()
        admin.execute("SELECT agora_event.change_webhook('hook', %s)", [other.url])
        publish(admin, 1)
        assert other.next()[1]["data"] == {"n": 1}
        assert endpoint.received.empty()
        until(lambda: fact(admin, "l.events_behind") == 0)
        admin.execute("SELECT agora_event.drop_consumer('hook')")
        worker.step(admin)
        until(lambda: not worker._running or not worker._running["hook"].is_alive())
        worker.step(admin)
        assert worker._running == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command(quiet_dsn: str, admin: Connection, endpoint: Endpoint, number: signal.Signals) -> None:
    """`agora worker webhooks` delivers and ends at a signal; the secret is in no row of the database."""
    hook(admin, endpoint.url)
    command = [sys.executable, "-m", "agora", "worker", "webhooks", "--allow-private", "--every", "0.1"]
    with subprocess.Popen(command, env={**os.environ, "AGORA_DSN": quiet_dsn}) as process:
        publish(admin, 0)
        headers, body, _ = endpoint.received.get(timeout=SECONDS)
        assert verified(headers, body, SECRET)
        until(lambda: fact(admin, "l.events_behind") == 0)
        process.send_signal(number)
        assert process.wait(SECONDS) == 0
    assert admin.execute("SELECT * FROM agora_event.worker").fetchall() == []
    rows = admin.execute("SELECT w::text FROM agora_event.webhook AS w").fetchall()
    assert written(SECRET) not in str(rows)


def test_the_list(quiet_dsn: str, admin: Connection, endpoint: Endpoint, run: Callable[..., str]) -> None:
    hook(admin, endpoint.url)
    (line,) = run("agora", "events", "webhooks", "--json", AGORA_DSN=quiet_dsn).splitlines()
    assert json.loads(line) == {
        "webhook": "hook", "status": "enabled", "url": endpoint.url, "secret_name": "key", "failures": 0,
        "last_error": None, "last_delivered_at": None, "events_behind": 0,
    }  # fmt: skip
