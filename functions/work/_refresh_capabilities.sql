-- Draws from the registry and the policies what counts for agents where they claim: what they hold, and how long they pause; after every change of
-- either. Claims read the result, so they look up one row.
-- Locks: the agents by id.
CREATE OR REPLACE FUNCTION agora_work._refresh_capabilities(p_agents bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_refresh_capabilities$
BEGIN
    PERFORM FROM agora_work.agent AS a WHERE a.agent_id = ANY (p_agents) ORDER BY a.agent_id FOR NO KEY UPDATE;
    UPDATE agora_work.agent AS a
       SET capabilities = h.codes, capabilities_until = h.until, pause = p.pause, is_restrained = a.is_restrained OR p.pause IS NOT NULL
      FROM (SELECT u.agent_id, array_remove(array_agg(k.code ORDER BY k.code), NULL) AS codes, coalesce(min(k.expires_at), 'infinity') AS until
              FROM unnest(p_agents) AS u(agent_id)
              LEFT JOIN LATERAL agora_work._holding(u.agent_id) AS k ON true
             GROUP BY u.agent_id) AS h
     CROSS JOIN LATERAL (SELECT make_interval(secs => nullif((agora_work.policy_for(NULL, h.agent_id) #>> '{parameters,claim_pause_seconds}')::double precision, 0)) AS pause) AS p
     WHERE a.agent_id = h.agent_id AND (a.capabilities, a.capabilities_until, a.pause) IS DISTINCT FROM (h.codes, h.until, p.pause);
END;
$_refresh_capabilities$;

COMMENT ON FUNCTION agora_work._refresh_capabilities(bigint[])
    IS 'Draw from the registry and the policies what counts for agents where they claim.';
REVOKE ALL ON FUNCTION agora_work._refresh_capabilities(bigint[]) FROM PUBLIC;
