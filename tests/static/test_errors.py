"""agora.errors, the sources and agora.error_code name the same SQLSTATEs."""

import re
from typing import Any

import psycopg

from agora import build, errors


def test_classes_are_the_table(conn: psycopg.Connection[Any]) -> None:
    rows = conn.execute("SELECT e.sqlstate, e.name, e.is_retryable FROM agora.error_code AS e").fetchall()
    table = {sqlstate: (name.title().replace("_", ""), retryable) for sqlstate, name, retryable in rows}
    classes = {code: (kind.__name__, kind.retryable) for code, kind in errors.AgoraError.classes.items()}
    assert classes == table


def test_every_class_says_what_happened(conn: psycopg.Connection[Any]) -> None:
    meanings = dict(conn.execute("SELECT e.sqlstate, e.meaning FROM agora.error_code AS e").fetchall())
    assert {code: kind.__doc__ for code, kind in errors.AgoraError.classes.items()} == meanings


def test_literals_are_the_table(conn: psycopg.Connection[Any]) -> None:
    listed = {code for (code,) in conn.execute("SELECT e.sqlstate FROM agora.error_code AS e")}
    literals = {
        code
        for domain in build.current()
        for item in domain.items
        for code in re.findall(r"(?:ERRCODE|sqlstate)\s*=\s*'(Z\w{4})'", item.sql)
    }
    assert literals == listed
    assert all(code[1] in build.DOMAINS.values() and not code.endswith("000") for code in listed)


def test_a_database_error_becomes_its_class(conn: psycopg.Connection[Any]) -> None:
    try:
        with conn.transaction(), errors.translated():
            conn.execute("SELECT agora.setting('no.such')")
    except errors.UnknownSetting as caught:
        assert caught.detail == "p_key=no.such"
        assert caught.hint
        assert isinstance(caught.__cause__, psycopg.Error)
    else:
        raise AssertionError("nothing was raised")
