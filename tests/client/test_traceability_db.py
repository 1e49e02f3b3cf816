"""What the traceability file says is here, is here: in a migrated database and in the checkout."""

from typing import Any

import pytest
from psycopg import Connection

from agora.traceability import Row, check


def test_every_target_exists(conn: Connection[Any]) -> None:
    assert check(conn) == []


@pytest.mark.parametrize(
    "target",
    [
        "table agora.absent",
        "table agora_ledger.statement",
        "view agora.principal",
        "function agora.absent",
        "type agora.absent",
        "setting absent.absent",
        "flag absent",
        "file absent",
    ],
)
def test_an_absent_target_is_reported(conn: Connection[Any], target: str) -> None:
    row = Row("DE-T-x", "debug-and-economy", "1.1", "table", "x", "here", target, "")
    assert check(conn, [row]) == [f"DE-T-x: no {target}"]
