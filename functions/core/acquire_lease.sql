-- Takes or renews the lease on a coarse resource (a job, a consumer's share). One INSERT decides the
-- race, so two principals cannot both win; two workers of one principal share its lease, so give each worker a principal
-- of its own where that matters. Rows are never deleted: the epoch must survive its holders.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA011 held by another.   Locks: the lease row.
CREATE OR REPLACE FUNCTION agora.acquire_lease(
    p_resource  text,
    p_ttl       interval DEFAULT '60 seconds',
    p_actor     bigint   DEFAULT agora.current_principal()
)
RETURNS agora.active_lease
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $acquire_lease$
DECLARE
    v_now    timestamptz := agora.now();
    v_lease  agora.active_lease;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_resource', p_resource, 200);
    PERFORM agora._check_interval('p_ttl', p_ttl, interval '1 day');

    INSERT INTO agora.lease AS l (resource, holder_id, epoch, lease_until)
    VALUES (p_resource, p_actor, 1, v_now + agora._as_seconds(p_ttl))
    ON CONFLICT ON CONSTRAINT lease_pk DO UPDATE
       SET holder_id   = excluded.holder_id,
           epoch       = l.epoch + (l.lease_until <= v_now)::integer,
           lease_until = excluded.lease_until
     WHERE l.holder_id = excluded.holder_id
        OR l.lease_until <= v_now
    RETURNING l.resource, l.holder_id, l.epoch, l.lease_until INTO v_lease;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA011',
            MESSAGE = 'resource is leased by another holder',
            DETAIL  = format('resource=%s', p_resource),
            HINT    = 'Retry after the lease expires.';
    END IF;
    RETURN v_lease;
END;
$acquire_lease$;

COMMENT ON FUNCTION agora.acquire_lease(text, interval, bigint)
    IS 'Take or renew a lease (ttl at most a day); returns it with its fencing epoch.';
REVOKE ALL ON FUNCTION agora.acquire_lease(text, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.acquire_lease(text, interval, bigint) TO agora_service;
