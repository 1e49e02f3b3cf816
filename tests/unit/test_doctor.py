"""What `agora db doctor` says of the way over the network, on servers that answer as a test wants."""

from typing import Any

import pytest

from agora import doctor

EVERYWHERE = "0.0.0.0/0.0.0.0"
HERE = "127.0.0.1/255.255.255.255"


class Server:
    """A connection to a server with settings and rules."""

    def __init__(
        self, settings: tuple[Any, ...], rules: list[tuple[Any, ...]], is_superuser: bool = True
    ) -> None:
        self._settings, self._rules, self._is_superuser = settings, rules, is_superuser
        self._answer: list[tuple[Any, ...]] = []

    def execute(self, query: str | bytes, _: Any = None) -> "Server":
        asked = query.decode() if isinstance(query, bytes) else query
        if "is_superuser" in asked:
            self._answer = [("on" if self._is_superuser else "off",)]
        elif "listen_addresses" in asked:
            self._answer = [self._settings[:1]]
        else:
            self._answer = self._rules if "FROM pg_hba_file_rules" in asked else [self._settings[1:]]
        return self

    def fetchone(self) -> tuple[Any, ...]:
        return self._answer[0]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._answer


def said(settings: tuple[Any, ...], *rules: tuple[Any, ...], is_superuser: bool = True) -> list[str]:
    server: Any = Server(settings, list(rules), is_superuser)
    return [f"{finding.level} {finding.detail}" for finding in doctor._transport(server)]


GOOD = ("*", True, "TLSv1.3", "scram-sha-256")


@pytest.mark.parametrize("addresses", ["", "localhost", "127.0.0.1, ::1"])
def test_no_network(addresses: str) -> None:
    assert said((addresses, False, "TLSv1", "md5")) == ["ok the server listens to this machine alone"]


def test_all_is_well() -> None:
    rules = (
        (1, "host", HERE, "trust"),
        (2, "hostssl", EVERYWHERE, "scram-sha-256"),
        (3, "host", "all", "reject"),
    )
    assert said(GOOD, *rules) == ["ok TLS from TLSv1.3 on, and nobody comes in without it"]


@pytest.mark.parametrize(
    ("settings", "remark"),
    [
        (("*", False, "TLSv1.3", "scram-sha-256"), "fail ssl = off: whoever is on the network reads along"),
        (("10.0.0.1", True, "TLSv1.2", "scram-sha-256"), "warn ssl_min_protocol_version = TLSv1.2"),
        (("*", True, "TLSv1.3", "md5"), "fail password_encryption = md5"),
    ],
)
def test_settings(settings: tuple[Any, ...], remark: str) -> None:
    assert said(settings) == [remark]


@pytest.mark.parametrize(
    ("rule", "remark"),
    [
        ((7, "host", EVERYWHERE, "scram-sha-256"), "host from 0.0.0.0/0.0.0.0 does without TLS"),
        (
            (7, "hostnossl", "10.0.0.0/255.0.0.0", "cert"),
            "hostnossl from 10.0.0.0/255.0.0.0 does without TLS",
        ),
        ((7, "hostssl", "all", "trust"), "trust from all is no proof of who it is"),
        ((7, "hostssl", "samenet", "md5"), "md5 from samenet is no proof of who it is"),
        ((7, "hostssl", EVERYWHERE, "password"), "password from 0.0.0.0/0.0.0.0 is no proof of who it is"),
        ((7, "host", "127.0.0.1/0.0.0.0", "trust"), "trust from 127.0.0.1/0.0.0.0 is no proof of who it is"),
    ],
)
def test_rules(rule: tuple[Any, ...], remark: str) -> None:
    assert said(GOOD, rule) == [f"fail pg_hba.conf, line 7: {remark}"]


def test_who_may_not_look() -> None:
    assert said(GOOD, is_superuser=False) == ["warn who comes over the network was not looked at"]
