"""Levers that are pulled when a figure enters a zone, as its advice says, by the functions of operators."""

from typing import Final

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from agora.simulation.scratch import Connection
from agora.simulation.trajectory import Row

PROPOSER: Final = 2
APPROVERS: Final = (1, 3)
"""Principals that every database has, so that no operator is among the agents: an emergency takes two approvals."""

_CALLED_FOR = """
SELECT h.day, h.metric, h.zone, z.lever,
       CASE l.kind WHEN 'batch' THEN z.arguments || jsonb_build_object('name', format('%%s %%s', h.metric, h.day))
                   ELSE z.arguments END AS arguments, z.advice
  FROM agora_reward.zone_history AS h
  JOIN agora_reward.economy_zone AS z ON z.metric = h.metric AND z.zone = h.zone AND z.advice = h.advice
  JOIN agora_reward.lever AS l ON l.lever = z.lever
 WHERE h.day = (agora.now() AT TIME ZONE 'UTC')::date - 1 AND z.arguments IS NOT NULL
 ORDER BY h.metric
"""
_PULL = "SELECT agora_reward.pull_lever(%s, %s, %s, p_key => %s, p_actor => %s)"
_APPROVE = "SELECT agora_reward.approve_policy(%s, p_key => %s, p_actor => %s)"
_OUTCOME = "SELECT p.outcome FROM agora_reward.pulled_lever AS p WHERE p.lever_pull_id = %s"
_OPEN = """
SELECT c.policy_proposal_id, a.actor
  FROM agora_reward.policy_change AS c
  JOIN unnest(%s::bigint[]) WITH ORDINALITY AS a(actor, n)
    ON a.n <= CASE WHEN c.is_emergency THEN agora.setting_integer('reward.policy_emergency_approvers')
                   ELSE agora.setting_integer('reward.policy_approvers') END
 WHERE c.status = 'open'
 ORDER BY c.policy_proposal_id, a.n
"""


def pull_levers(connection: Connection) -> list[Row]:
    """Pull what the zones that began yesterday call for; say what came of each, or why it was refused."""
    with connection.cursor(row_factory=dict_row) as cursor:
        called_for = cursor.execute(_CALLED_FOR).fetchall()
    return [row | _pull(connection, row) for row in called_for]


def _pull(connection: Connection, row: Row) -> Row:
    key = f"{row['metric']} {row['day']}"
    try:
        with connection.transaction():
            arguments = [row["lever"], Jsonb(row["arguments"]), row["advice"], key, PROPOSER]
            ((pull,),) = connection.execute(_PULL, arguments).fetchall()
            for proposal, actor in connection.execute(_OPEN, [list(APPROVERS)]).fetchall():
                connection.execute(_APPROVE, [proposal, f"{key} {proposal}", actor])
            ((outcome,),) = connection.execute(_OUTCOME, [pull]).fetchall()
    except psycopg.Error as error:
        if not (error.sqlstate or "").startswith("ZR"):
            raise
        return {"outcome": None, "refused": f"{error.diag.message_primary}: {error.diag.message_detail}"}
    return {"outcome": outcome, "refused": None}
