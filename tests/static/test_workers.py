"""What looks at the login to tell what it allows, no message may ask for: another's login hands it in."""

import re
from pathlib import Path

FUNCTIONS = Path(__file__).parents[2] / "functions"
GUARDED = re.compile(r"(INSERT INTO|UPDATE) agora\.breaker\b")
"""Breakers: a trigger looks at the login."""
TELLING = {
    "agora_ledger._lock_hold",
    "agora_model._lock_authorization",
    "agora_pipeline._lock_run",
    "agora_pipeline.validate_artefact",
    "agora_reward._lock_dispute",
    "agora_reward.open_dispute",
}
"""Here the login decides only how a refusal reads: whether what is another's is said to be there."""


def sources() -> dict[str, str]:
    """The functions by name, without their comments."""
    found = {}
    for path in FUNCTIONS.glob("*/*.sql"):
        schema = "agora" if path.parent.name == "core" else f"agora_{path.parent.name}"
        lines = path.read_text(encoding="utf-8").splitlines()
        found[f"{schema}.{path.stem}"] = "\n".join(line for line in lines if not line.startswith("--"))
    return found


def looking() -> set[str]:
    """The public functions that take an actor and look at the login, or leave that to others."""
    known = {name: source for name, source in sources().items() if name not in TELLING}
    found = {name for name, source in known.items() if "visible_principal()" in source}
    while new := {name for name, source in known.items() if called(source) & found} - found:
        found |= new
    found |= {name for name, source in known.items() if GUARDED.search(source)}
    return {name for name in found if ".tg_" not in name and "._" not in name and "p_actor" in known[name]}


def called(source: str) -> set[str]:
    """The functions that a source names with arguments."""
    return set(re.findall(r"\b(agora(?:_[a-z]+)?\.[a-z0-9_]+)\(", source))


def test_messages_ask_for_nothing_that_looks_at_the_login() -> None:
    source = sources()["agora_work._callable"]
    listed = re.search(r"c_by_login[^']*'\{([^}]*)\}'", source)
    assert listed is not None
    assert {name.strip() for name in listed[1].split(",")} == looking() - {
        "agora.reset_breaker"
    }  # for operators
