-- May work under this breaker go on? Open and past its cooldown, a transient trip lets exactly one caller probe.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: the breaker, only to hand out the probe.
CREATE OR REPLACE FUNCTION agora.breaker_allows(
    p_breaker  text,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $breaker_allows$
DECLARE
    v_now       timestamptz := agora.now();
    v_cooldown  interval := agora.setting_interval('core.breaker_cooldown');
    v_status    text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_breaker', p_breaker, 200);
    SELECT b.status INTO v_status FROM agora.breaker AS b WHERE b.breaker = p_breaker;
    IF NOT FOUND OR v_status = 'closed' THEN
        RETURN true;
    END IF;
    UPDATE agora.breaker AS b
       SET status = 'half_open', probe_until = v_now + v_cooldown, changed_by = p_actor, changed_at = v_now
     WHERE b.breaker = p_breaker
       AND b.reason_class IN ('transient', 'performance')
       AND ((b.status = 'open' AND b.opened_at + v_cooldown <= v_now) OR (b.status = 'half_open' AND b.probe_until <= v_now));
    RETURN FOUND;
END;
$breaker_allows$;

COMMENT ON FUNCTION agora.breaker_allows(text, bigint)
    IS 'Whether work under a breaker may go on; after the cooldown of a transient trip one caller may probe.';
REVOKE ALL ON FUNCTION agora.breaker_allows(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.breaker_allows(text, bigint) TO agora_service;
