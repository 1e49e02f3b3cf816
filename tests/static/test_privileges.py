"""The matrix role × object is the committed one."""

from pathlib import Path
from typing import Any

import psycopg

from tests.support import privileges

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "privileges.txt"


def test_matrix(conn: psycopg.Connection[Any]) -> None:
    assert privileges.matrix(conn).splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_a_grant_is_seen(conn: psycopg.Connection[Any]) -> None:
    conn.execute("GRANT UPDATE (epoch) ON agora.lease TO agora_reader")
    assert "- x x x  update  agora.lease\n" in privileges.matrix(conn)
