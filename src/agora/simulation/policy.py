"""A policy to simulate: kinds of reward policies with the constants that differ."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg.types.json import Jsonb

from agora.simulation.scratch import Connection, SimulationError

Policy = Mapping[str, Mapping[str, Any]]


def read_policy(path: Path) -> Policy:
    """Read {"kind": {"constant": value, …}, …}."""
    try:
        policy = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SimulationError(f"{path} is not JSON: {error}") from error
    if not isinstance(policy, dict) or not all(isinstance(constants, dict) for constants in policy.values()):
        raise SimulationError(f"{path} is not an object of kinds, each an object of constants")
    return policy


def apply_policy(connection: Connection, policy: Policy) -> None:
    """Put versions in force from now on that differ from those of the release in what the policy names.

    They stand from the first moment, as a release would bring them; the guards of changes are for economies that run.
    """
    for kind, constants in policy.items():
        row = connection.execute(
            "SELECT v.parameters FROM agora_reward.policy_version AS v WHERE v.kind = %s AND v.valid @> agora.now()",
            [kind],
        ).fetchone()
        if row is None:
            known = connection.execute(
                "SELECT DISTINCT v.kind FROM agora_reward.policy_version AS v ORDER BY v.kind"
            ).fetchall()
            raise SimulationError(
                f"there is no policy of kind {kind!r}; there are {', '.join(name for (name,) in known)}"
            )
        for name, value in constants.items():
            if name not in row[0]:
                raise SimulationError(f"{kind} has no constant {name!r}; it has {', '.join(sorted(row[0]))}")
            if _shape(value) != _shape(row[0][name]):
                raise SimulationError(
                    f"{kind}.{name} is {json.dumps(row[0][name])}: {json.dumps(value)} is not alike"
                )
        connection.execute(
            "INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at)"
            " VALUES (%s, %s, agora.now(), 1, agora.now())",
            [kind, Jsonb(row[0] | dict(constants))],
        )


def _shape(value: Any) -> str:
    """What a constant must have in common with the one that it replaces."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return type(value).__name__
    return "number"
