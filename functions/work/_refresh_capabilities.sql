-- Draws from the registry and the policies what counts for agents where they claim: what they hold, whether that is all that an environment can ask
-- (is_plain), and how long they pause; after every change of either. Claims read the result, so they look up one row.
-- Locks: the agents by id.
CREATE OR REPLACE FUNCTION agora_work._refresh_capabilities(p_agents bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_refresh_capabilities$
BEGIN
    PERFORM FROM agora_work.agent AS a WHERE a.agent_id = ANY (p_agents) ORDER BY a.agent_id FOR NO KEY UPDATE;
    UPDATE agora_work.agent AS a
       SET capabilities = h.codes, capabilities_until = h.until, is_plain = h.is_plain, pause = h.pause, is_restrained = a.is_restrained OR h.pause IS NOT NULL
      FROM (SELECT u.agent_id, ARRAY(SELECT c.code FROM agora_work._holding(u.agent_id) AS c ORDER BY c.code) AS codes,
                   coalesce((SELECT min(k.expires_at) FROM agora_work.agent_capability AS k WHERE k.principal_id = u.agent_id AND k.expires_at > agora.now()), 'infinity') AS until,
                   ARRAY(SELECT s.code FROM agora_work._said(u.agent_id) AS s ORDER BY s.code) = ARRAY(SELECT c.code FROM agora_work._holding(u.agent_id, p_standing => 'verified') AS c ORDER BY c.code)
                   AND coalesce((SELECT NOT p.parameters ?| '{claim_standing,min_reputation,disqualifying,min_level,hourly_usd}' FROM agora_work.policy AS p
                                  WHERE p.scope = 'agent' AND p.subject = u.agent_id::text ORDER BY p.version DESC LIMIT 1), true) AS is_plain,
                   make_interval(secs => nullif((agora_work._rules_for(NULL, u.agent_id) -> 'claim_pause_seconds')::double precision, 0)) AS pause
              FROM unnest(p_agents) AS u(agent_id)) AS h
     WHERE a.agent_id = h.agent_id
       AND (a.capabilities, a.capabilities_until, a.is_plain, a.pause) IS DISTINCT FROM (h.codes, h.until, h.is_plain, h.pause);
END;
$_refresh_capabilities$;

COMMENT ON FUNCTION agora_work._refresh_capabilities(bigint[])
    IS 'Draw from the registry and the policies what counts for agents where they claim.';
REVOKE ALL ON FUNCTION agora_work._refresh_capabilities(bigint[]) FROM PUBLIC;
