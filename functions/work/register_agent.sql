-- Registers a principal for work, or changes its registration: what is given now is what holds. NULL means the team's setting, as it is now.
-- What it holds already it keeps, also where that is more than it may hold now. What it can do it declares by that: nothing is verified, and
-- NULL leaves it as it was declared.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW054 unknown capability · ZW056 sensitive.   Emits: work.agent.registered.v1.
-- Locks: the agent's profile, the agent.
CREATE OR REPLACE FUNCTION agora_work.register_agent(
    p_agent         bigint,
    p_capabilities  text[]   DEFAULT NULL,
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
    v_now         timestamptz := agora.now();
    v_is_changed  boolean := false;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_work._check_self(p_agent, p_actor);
    PERFORM agora._check_principal('p_agent', p_agent, true);
    PERFORM agora._check_number('p_max_tasks', p_max_tasks, 1, 10000, true);
    IF p_capacity IS NOT NULL THEN
        PERFORM agora._check_interval('p_capacity', p_capacity, interval '10 years');
    END IF;
    IF p_lease IS NOT NULL THEN
        PERFORM agora._check_interval('p_lease', p_lease, '24 hours'), agora._check_number('p_lease', extract(epoch FROM p_lease), 1, 86400);
    END IF;

    PERFORM agora_work._open_profile(p_agent);
    IF p_capabilities IS NOT NULL THEN
        v_is_changed := agora_work._declare(p_agent, agora_work._check_codes('p_capabilities', p_capabilities, 100));
    END IF;
    INSERT INTO agora_work.agent AS a (agent_id, max_tasks, capacity, lease, is_open, seen_at, held_since, registered_at)
    VALUES (p_agent, coalesce(p_max_tasks, agora.setting_integer('work.max_tasks')), coalesce(p_capacity, agora.setting_interval('work.capacity')),
            coalesce(agora._as_seconds(p_lease), agora.setting_interval('work.lease')), coalesce(p_is_open, true), v_now, v_now, v_now)
    ON CONFLICT ON CONSTRAINT agent_pk DO UPDATE
       SET max_tasks = excluded.max_tasks,
           capacity  = excluded.capacity,
           lease     = excluded.lease,
           is_open   = excluded.is_open
     WHERE (a.max_tasks, a.capacity, a.lease, a.is_open) IS DISTINCT FROM (excluded.max_tasks, excluded.capacity, excluded.lease, excluded.is_open);
    v_is_changed := v_is_changed OR FOUND;
    PERFORM agora_work._refresh_capabilities(ARRAY[p_agent]);
    IF v_is_changed THEN
        PERFORM agora_event._emit(
            'work.agent.registered.v1', p_agent::text,
            jsonb_build_object('agent_id', p_agent, 'capabilities', to_jsonb(agora_work.held_capabilities(p_agent)), 'is_open', coalesce(p_is_open, true)), NULL, p_actor);
    END IF;
    RETURN p_agent;
END;
$register_agent$;

COMMENT ON FUNCTION agora_work.register_agent(bigint, text[], integer, interval, interval, boolean, bigint)
    IS 'Register a principal for work, or change how: what it declares that it can do (at most 100 codes), tasks (1 to 10000) and estimated work it may hold at once, lease (1 s to 24 h), whether it takes new tasks. What is not given is as the settings of the team say.';
REVOKE ALL ON FUNCTION agora_work.register_agent(bigint, text[], integer, interval, interval, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.register_agent(bigint, text[], integer, interval, interval, boolean, bigint) TO agora_service;
