"""A policy to simulate: kinds of reward policies with the constants that differ."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
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

    They have the form of those, and stand from the first moment, as a release would bring them: the guards of
    step, pace and notice are for economies that run.
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
        parameters = Jsonb(row[0] | dict(constants))
        try:
            connection.execute(
                "SELECT agora_reward._check_policy_shape(%s, %s, %s)", [kind, parameters, Jsonb(row[0])]
            )
        except psycopg.Error as error:
            if error.sqlstate != "ZR020":
                raise
            raise SimulationError(f"{error.diag.message_primary}: {error.diag.message_detail}") from error
        connection.execute(
            "INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at)"
            " VALUES (%s, %s, agora.now(), 1, agora.now())",
            [kind, parameters],
        )
