"""What trusted workers alone may call, no message may ask for: a message comes from an agent."""

import re
from pathlib import Path

FUNCTIONS = Path(__file__).parents[2] / "functions"
REFUSES = re.compile(r"visible_principal\(\) <> 0 THEN|_check_worker\(")


def test_messages_ask_for_nothing_that_refuses_bound_logins() -> None:
    refusing = {
        f"agora_{path.parent.name}.{path.stem}"
        for path in FUNCTIONS.glob("*/[!_]*.sql")
        if REFUSES.search(path.read_text(encoding="utf-8"))
    }
    known = re.search(
        r"c_workers[^']*'\{([^}]*)\}'", (FUNCTIONS / "work" / "_callable.sql").read_text(encoding="utf-8")
    )
    assert known is not None
    assert {name.strip() for name in known[1].split(",")} == refusing
