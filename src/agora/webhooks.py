"""Webhooks: a consumer whose handling is an HTTP POST that was answered with 2xx.

The request is that of Standard Webhooks: webhook-id is the event's and the same at every attempt, webhook-timestamp is
that of the attempt, webhook-signature has for every valid secret v1 and the base64 of HMAC-SHA256 over
id.timestamp.body. The body is a CloudEvent in JSON. Nothing of an answer but its status is read, so that its size and
pace do not matter; a redirect is a failure, because an operator chose the address and the endpoint is not to change it.
"""

import base64
import binascii
import hashlib
import hmac
import logging
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import time
from typing import Any

import psycopg
from psycopg.rows import dict_row

from agora import database, errors, outbound, records
from agora.events import Subscription, subscribe

SECRETS = "AGORA_WEBHOOK_SECRETS"
"""Environment: the directory of secrets, a file for each; without it each is in AGORA_WEBHOOK_SECRET_<NAME>."""

_log = logging.getLogger(__name__)


class MissingSecretError(Exception):
    """This worker does not know the secret; nothing is wrong with the endpoint."""


class DeliveryError(Exception):
    """The endpoint did not take it."""

    def __init__(self, message: str, is_gone: bool = False) -> None:
        super().__init__(message)
        self.is_gone = is_gone


# ---- signing -------------------------------------------------------------------------------------------------


def secrets_of(name: str) -> list[bytes]:
    """Secrets that sign: several while one replaces another. Files are read anew for each delivery."""
    if directory := os.environ.get(SECRETS):
        path = Path(directory, name)
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        place = str(path)
    else:
        place = f"AGORA_WEBHOOK_SECRET_{name.upper()}"
        text = os.environ.get(place, "")
    try:
        found = [base64.b64decode(word.removeprefix("whsec_"), validate=True) for word in text.split()]
    except binascii.Error as error:
        raise MissingSecretError(f"{place} holds no base64: {error}") from error
    if not found or any(len(secret) < 24 for secret in found):
        raise MissingSecretError(f"{place} holds no secret of 24 bytes or more, written whsec_ and base64")
    return found


def signature(secrets: Sequence[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """Value of webhook-signature."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(
        "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() for secret in secrets
    )


# ---- the request ---------------------------------------------------------------------------------------------


def post(url: str, body: bytes, headers: dict[str, str], timeout: float, allow_private: bool = False) -> None:
    """POST and be answered with 2xx within `timeout` seconds, looking up the name and all, else DeliveryError."""
    if not allow_private and not url.startswith("https:"):
        raise DeliveryError("http is for endpoints in one's own network: --allow-private")
    try:
        answer = outbound.exchange("POST", url, body, headers, timeout, is_private=allow_private)
    except outbound.AddressError as error:
        raise DeliveryError(f"{error}: --allow-private") from error
    except outbound.OutboundError as error:
        raise DeliveryError(str(error)) from error
    if answer.status // 100 == 3:
        raise DeliveryError(f"answered {answer.status}: redirects are not followed")
    if answer.status // 100 != 2:
        raise DeliveryError(
            outbound.words(f"answered {answer.status} {answer.reason}"), is_gone=answer.status == 410
        )


# ---- the worker ----------------------------------------------------------------------------------------------


class Deliverer(Thread):
    """Delivers the events of one webhook until it is stopped, or disabled."""

    def __init__(self, dsn: str, webhook: str, timeout: float, worker: str, allow_private: bool) -> None:
        super().__init__(name=f"webhook {webhook}", daemon=True)
        self.webhook = webhook
        self._dsn = dsn
        self._allow_private = allow_private
        self._subscription = subscribe(dsn, webhook, worker=worker, ttl=timeout + 15, batch=10)

    def stop(self) -> None:
        """End after the delivery in hand."""
        self._subscription.stop()

    def run(self) -> None:
        """Deliver, and say why where it ends before it was told to."""
        try:
            with (
                database.connect(self._dsn, autocommit=True) as connection,
                closing(iter(self._subscription)) as stream,  # type: ignore[type-var]
            ):
                for event in stream:
                    if not self._deliver(connection, self._subscription, event):
                        return
        except (MissingSecretError, errors.AgoraError, psycopg.Error) as error:
            _log.warning("agora: webhook %s waits: %s", self.webhook, error)

    def _deliver(self, connection: psycopg.Connection[Any], subscription: Subscription, event: Any) -> bool:
        """Whether to go on. Leaving the loop without a word has the event in hand delivered again."""
        webhook = _one(connection, self.webhook)
        if webhook is None or webhook["status"] != "enabled":
            return False
        secrets = secrets_of(webhook["secret_name"])
        (record,) = records.fetch(connection, [event.event_id])
        body = records.cloudevent(record, f"/agora/{connection.info.dbname}").encode()
        timestamp = int(time())
        headers = {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "user-agent": "agora-webhooks",
            "webhook-id": record.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(secrets, record.id, timestamp, body),
        }
        if record.trace_parent:
            headers["traceparent"] = record.trace_parent
        try:
            post(webhook["url"], body, headers, webhook["timeout"].total_seconds(), self._allow_private)
        except DeliveryError as error:
            _log.warning("agora: webhook %s, event %s: %s", self.webhook, record.id, error)
            subscription.retry(event, str(error))
            if not _record(connection, self.webhook, str(error), error.is_gone):
                subscription.stop()
        else:
            _record(connection, self.webhook, None, False)
        return True


class Deliverers:
    """A deliverer for each webhook that is enabled."""

    def __init__(self, dsn: str, worker: str, allow_private: bool = False) -> None:
        self._dsn, self._worker, self._allow_private = dsn, worker, allow_private
        self._running: dict[str, Deliverer] = {}

    def step(self, connection: psycopg.Connection[Any]) -> None:
        """Start what was enabled and end what was disabled since the last step."""
        enabled = {row["webhook"]: row for row in _all(connection) if row["status"] == "enabled"}
        for name, deliverer in list(self._running.items()):
            if name not in enabled:
                deliverer.stop()
            if not deliverer.is_alive():
                del self._running[name]
        for name in enabled.keys() - self._running.keys():
            timeout = enabled[name]["timeout"].total_seconds()
            self._running[name] = Deliverer(self._dsn, name, timeout, self._worker, self._allow_private)
            self._running[name].start()

    def stop(self) -> None:
        """End all of them, each after the delivery in hand."""
        for deliverer in self._running.values():
            deliverer.stop()
        for deliverer in self._running.values():
            deliverer.join()


def _all(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "SELECT w.webhook, w.url, w.secret_name, w.status, w.timeout FROM agora_event.registered_webhook AS w"
        ).fetchall()


def _one(connection: psycopg.Connection[Any], webhook: str) -> dict[str, Any] | None:
    return next((row for row in _all(connection) if row["webhook"] == webhook), None)


def _record(connection: psycopg.Connection[Any], webhook: str, error: str | None, is_gone: bool) -> bool:
    row = connection.execute(
        "SELECT agora_event.record_delivery(%s, %s, %s)", [webhook, error, is_gone]
    ).fetchone()
    return bool(row and row[0])
