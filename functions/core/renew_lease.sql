-- Prolongs a lease that is still held under the given epoch.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA012 lost.   Locks: the lease row.
CREATE OR REPLACE FUNCTION agora.renew_lease(
    p_resource  text,
    p_epoch     bigint,
    p_ttl       interval DEFAULT '60 seconds',
    p_actor     bigint   DEFAULT agora.current_principal()
)
RETURNS agora.active_lease
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $renew_lease$
DECLARE
    v_now    timestamptz := agora.now();
    v_lease  agora.active_lease;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_interval('p_ttl', p_ttl, interval '1 day');
    UPDATE agora.lease AS l
       SET lease_until = greatest(l.lease_until, v_now + agora._as_seconds(p_ttl))
     WHERE l.resource = p_resource AND l.holder_id = p_actor AND l.epoch = p_epoch AND l.lease_until > v_now
    RETURNING l.resource, l.holder_id, l.epoch, l.lease_until INTO v_lease;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA012',
            MESSAGE = 'lease is not held',
            DETAIL  = format('resource=%s actor=%s epoch=%s', coalesce(p_resource, 'NULL'), p_actor, coalesce(p_epoch::text, 'NULL')),
            HINT    = 'Stop the work and take the lease anew; somebody else may hold it.';
    END IF;
    RETURN v_lease;
END;
$renew_lease$;

COMMENT ON FUNCTION agora.renew_lease(text, bigint, interval, bigint)
    IS 'Prolong a lease held under this epoch; a lost one raises ZA012.';
REVOKE ALL ON FUNCTION agora.renew_lease(text, bigint, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.renew_lease(text, bigint, interval, bigint) TO agora_service;
