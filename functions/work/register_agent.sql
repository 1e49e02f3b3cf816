-- Registers a principal for work, or changes its registration: what is given now is what holds. NULL means the team's setting, as it is now.
-- What it holds already it keeps, also where that is more than it may hold now.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Emits: work.agent.registered.v1.   Locks: the agent.
CREATE OR REPLACE FUNCTION agora_work.register_agent(
    p_agent         bigint,
    p_capabilities  text[]   DEFAULT '{}',
    p_max_tasks     integer  DEFAULT NULL,
    p_capacity      interval DEFAULT NULL,
    p_lease         interval DEFAULT NULL,
    p_is_open       boolean  DEFAULT true,
    p_actor         bigint   DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $register_agent$
DECLARE
    v_now           timestamptz := agora.now();
    v_capabilities  text[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_work._check_self(p_agent, p_actor);
    PERFORM agora._check_principal('p_agent', p_agent, true);
    v_capabilities := agora_work._check_codes('p_capabilities', p_capabilities, 200);
    PERFORM agora._check_number('p_max_tasks', p_max_tasks, 1, 10000, true);
    IF p_capacity IS NOT NULL THEN
        PERFORM agora._check_interval('p_capacity', p_capacity, interval '10 years');
    END IF;
    IF p_lease IS NOT NULL THEN
        PERFORM agora._check_number('p_lease', extract(epoch FROM p_lease), 1, 86400);
    END IF;

    INSERT INTO agora_work.agent AS a (agent_id, capabilities, max_tasks, capacity, lease, is_open, seen_at, held_since, registered_at)
    VALUES (p_agent, v_capabilities, coalesce(p_max_tasks, agora.setting_integer('work.max_tasks')), coalesce(p_capacity, agora.setting_interval('work.capacity')),
            coalesce(p_lease, agora.setting_interval('work.lease')), coalesce(p_is_open, true), v_now, v_now, v_now)
    ON CONFLICT ON CONSTRAINT agent_pk DO UPDATE
       SET capabilities = excluded.capabilities,
           max_tasks    = excluded.max_tasks,
           capacity     = excluded.capacity,
           lease        = excluded.lease,
           is_open      = excluded.is_open
     WHERE (a.capabilities, a.max_tasks, a.capacity, a.lease, a.is_open)
           IS DISTINCT FROM (excluded.capabilities, excluded.max_tasks, excluded.capacity, excluded.lease, excluded.is_open);
    IF FOUND THEN
        PERFORM agora_event._emit(
            'work.agent.registered.v1', p_agent::text,
            jsonb_build_object('agent_id', p_agent, 'capabilities', to_jsonb(v_capabilities), 'is_open', coalesce(p_is_open, true)), NULL, p_actor);
    END IF;
    RETURN p_agent;
END;
$register_agent$;

COMMENT ON FUNCTION agora_work.register_agent(bigint, text[], integer, interval, interval, boolean, bigint)
    IS 'Register a principal for work, or change how: capabilities (at most 200 codes), tasks (1 to 10000) and estimated work it may hold at once, lease (1 s to 24 h), whether it takes new tasks.';
REVOKE ALL ON FUNCTION agora_work.register_agent(bigint, text[], integer, interval, interval, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.register_agent(bigint, text[], integer, interval, interval, boolean, bigint) TO agora_service;
