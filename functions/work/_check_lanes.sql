-- What tasks refer to must be there: an assignee that takes work, capabilities of the vocabulary, as no agent can hold another, and an
-- environment that has a policy.
-- Errors: ZW002 assignee not registered · ZW054 unknown capability · ZW900 unknown environment.
CREATE OR REPLACE FUNCTION agora_work._check_lanes(
    p_assignees     bigint[],
    p_capabilities  jsonb[],
    p_environments  text[]
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_lanes$
DECLARE
    v_unknown text;
BEGIN
    SELECT u.agent_id INTO v_unknown
      FROM unnest(p_assignees) AS u(agent_id)
     WHERE u.agent_id IS NOT NULL AND NOT EXISTS (SELECT FROM agora_work.agent AS a WHERE a.agent_id = u.agent_id)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW002',
            MESSAGE = 'principal is not registered for work',
            DETAIL  = format('assignee=%s', v_unknown),
            HINT    = 'Register it with agora_work.register_agent().';
    END IF;
    SELECT string_agg(u.code, ', ' ORDER BY u.code) INTO v_unknown
      FROM (SELECT DISTINCT e.code FROM unnest(p_capabilities) AS w(capabilities) CROSS JOIN LATERAL jsonb_array_elements_text(w.capabilities) AS e(code)) AS u
     WHERE NOT EXISTS (SELECT FROM agora_work.capability AS c WHERE c.code = u.code);
    IF v_unknown IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW054',
            MESSAGE = 'unknown capability',
            DETAIL  = format('unknown=%s', left(v_unknown, 500)),
            HINT    = 'Use codes of agora_work.known_capability; agora_work.suggest_capabilities() finds some by words, an operator adds others with agora_work.add_capability().';
    END IF;
    PERFORM agora_work._check_environments(p_environments);
END;
$_check_lanes$;

COMMENT ON FUNCTION agora_work._check_lanes(bigint[], jsonb[], text[])
    IS 'Refuse tasks that refer to what is not there.';
REVOKE ALL ON FUNCTION agora_work._check_lanes(bigint[], jsonb[], text[]) FROM PUBLIC;
