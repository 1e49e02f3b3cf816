-- Storm control: an agent reports and escalates at most work.report_quota times in an hour. Its row makes its calls wait for each
-- other, so that no two count the same past.
-- Errors: ZW085.   Locks: the principal.
CREATE OR REPLACE FUNCTION agora_work._check_quota(p_actor bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_check_quota$
DECLARE
    v_since  timestamptz := agora.now() - interval '1 hour';
    v_quota  integer := agora.setting_integer('work.report_quota');
    v_used   bigint;
BEGIN
    IF p_actor <= 3 THEN
        RETURN;
    END IF;
    PERFORM FROM agora.principal AS p WHERE p.principal_id = p_actor FOR NO KEY UPDATE;
    SELECT (SELECT count(*) FROM agora_work.blocker AS b WHERE b.reported_by = p_actor AND b.reported_at > v_since)
         + (SELECT count(*)
              FROM agora_work.escalation AS e
              JOIN agora_work.escalation_item AS i ON i.escalation_id = e.escalation_id
             WHERE e.agent_id = p_actor AND i.raised_at > v_since AND i.blocker_id IS NULL)
      INTO v_used;
    IF v_used >= v_quota THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW085',
            MESSAGE = 'too many reports in an hour',
            DETAIL  = format('actor=%s used=%s quota=%s', p_actor, v_used, v_quota),
            HINT    = 'Add to what is open, or wait; an operator may raise work.report_quota.';
    END IF;
END;
$_check_quota$;

COMMENT ON FUNCTION agora_work._check_quota(bigint)
    IS 'Refuse an agent that has reported and escalated as often as it may in an hour.';
REVOKE ALL ON FUNCTION agora_work._check_quota(bigint) FROM PUBLIC;
