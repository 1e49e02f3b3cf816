-- Pulls a lever that switches flags: on or off, for some days or until it is switched back, for everybody, for some, or for the top
-- earners of the last 30 days.
-- Errors: ZA001.   Locks: the definitions of the flags, in the order of their names.
CREATE OR REPLACE FUNCTION agora_reward._pull_flag(
    p_flags      text[],
    p_arguments  jsonb,
    p_actor      bigint
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_pull_flag$
DECLARE
    v_now         timestamptz := agora.now();
    v_on          boolean     := coalesce((p_arguments ->> 'on')::boolean, true);
    v_until       timestamptz := v_now + (p_arguments ->> 'days')::numeric * interval '24 hours';
    v_principals  bigint[];
BEGIN
    IF p_arguments ? 'top' THEN
        SELECT array_agg(x.principal_id) INTO v_principals
          FROM (SELECT e.principal_id
                  FROM agora_reward.earning AS e
                 WHERE e.day > (v_now AT TIME ZONE 'UTC')::date - 30
                 GROUP BY e.principal_id
                 ORDER BY sum(e.amount) DESC, e.principal_id
                 LIMIT (p_arguments ->> 'top')::integer) AS x;
    ELSIF p_arguments ? 'principals' THEN
        SELECT array_agg(p.id::bigint) INTO v_principals FROM jsonb_array_elements_text(p_arguments -> 'principals') AS p(id);
    ELSE
        PERFORM agora.set_flag(f.flag, v_on, p_valid => CASE WHEN v_until IS NOT NULL THEN tstzrange(v_now, v_until) ELSE tstzrange(NULL, NULL) END, p_actor => p_actor)
           FROM (SELECT u.flag FROM unnest(p_flags) AS u(flag) ORDER BY u.flag) AS f;
    END IF;
    PERFORM agora.set_flag(f.flag, v_on, p.principal_id, p_actor => p_actor)
       FROM (SELECT u.flag FROM unnest(p_flags) AS u(flag) ORDER BY u.flag) AS f
      CROSS JOIN unnest(v_principals) AS p(principal_id);
    RETURN jsonb_build_object('flags', p_flags, 'on', v_on, 'until', v_until, 'principals', v_principals);
END;
$_pull_flag$;

COMMENT ON FUNCTION agora_reward._pull_flag(text[], jsonb, bigint)
    IS 'Switch the flags of a lever.';
REVOKE ALL ON FUNCTION agora_reward._pull_flag(text[], jsonb, bigint) FROM PUBLIC;
