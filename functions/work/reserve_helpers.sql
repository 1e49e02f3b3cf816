-- Chooses helpers as cover_capabilities() does and reserves in their budgets what each is expected to cost, all or nothing of a call in
-- one transaction, by the policy of an environment, or of that of a task. Whose budget refuses is passed over. What nobody covers goes to a human, as an escalation. The key must be given.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL010 · ZP005 · ZW001 unknown task · ZW054 unknown capability · ZW900 unknown environment.
-- Locks: the key's row; rows of budget_period; the escalation.   Emits: what authorize_spend() and _escalate() emit.
CREATE OR REPLACE FUNCTION agora_work.reserve_helpers(
    p_required     text[],
    p_hours        numeric  DEFAULT 1,
    p_exclude      bigint[] DEFAULT '{}',
    p_environment  text     DEFAULT NULL,
    p_task         bigint   DEFAULT NULL,
    p_key          text     DEFAULT NULL,
    p_actor        bigint   DEFAULT agora.current_principal()
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reserve_helpers$
DECLARE
    c_scope    CONSTANT text := 'reserve_helpers';
    v_left     bigint[];
    v_exclude  bigint[] := ARRAY(SELECT x.id FROM unnest(p_exclude) AS x(id) WHERE x.id IS NOT NULL);
    v_policy   jsonb;
    v_rules    jsonb;
    v_helper   agora_work.helper;
    v_spend    agora_model.spend_authorization;
    v_chosen   jsonb := jsonb '[]';
    v_result   jsonb;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200), agora._check_number('p_hours', p_hours, 0.001, 10000);
    v_left := agora_work._capability_ids('p_required', p_required);
    v_result := agora._first_result(c_scope, p_actor, p_key, jsonb_build_array(p_required, p_hours, p_exclude, p_environment, p_task));
    IF v_result IS NOT NULL THEN
        RETURN v_result;
    END IF;
    IF p_task IS NOT NULL AND NOT EXISTS (SELECT FROM agora_work.task AS t WHERE t.task_id = p_task) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW001',
            MESSAGE = 'unknown task',
            DETAIL  = format('p_task=%s', p_task),
            HINT    = 'See agora_work.board.';
    END IF;
    v_policy := agora_work.policy_for(coalesce(p_environment, agora_work._environment_of(p_task)));
    v_rules := v_policy -> 'parameters';
    -- A loop, because each choice depends on what those before it cover and cost.
    LOOP
        SELECT h.* INTO v_helper FROM agora_work._cover(v_left, p_hours, v_rules, v_exclude) AS h ORDER BY h.place NULLS LAST LIMIT 1;
        EXIT WHEN v_helper.principal_id IS NULL;
        v_exclude := v_exclude || v_helper.principal_id;
        v_spend := agora_model.authorize_spend(v_helper.principal_id, NULL, v_helper.expected_usd, least(make_interval(secs => (p_hours * 3600)::double precision),
                                               agora.setting_interval('model.longest_authorization')), NULL, format('%s/%s', left(md5(p_key), 32), v_helper.principal_id), p_actor);
        CONTINUE WHEN v_spend.decision NOT IN ('allow', 'warn');
        v_left := ARRAY(SELECT l.id FROM unnest(v_left) AS l(id) WHERE l.id <> ALL (v_helper.covers) ORDER BY l.id);
        v_rules := v_rules || jsonb_build_object('max_helpers', (v_rules -> 'max_helpers')::integer - 1,
                                                 'task_cost_usd', (v_rules -> 'task_cost_usd')::numeric - v_helper.expected_usd);
        v_chosen := v_chosen || jsonb_build_object('principal_id', v_helper.principal_id, 'expected_usd', trim_scale(v_helper.expected_usd),
                                                   'authorization_id', v_spend.authorization_id, 'covers', to_jsonb(ARRAY(
                        SELECT c.code FROM agora_work.capability AS c WHERE c.capability_id = ANY (v_helper.covers) ORDER BY c.code)));
    END LOOP;
    v_result := jsonb_build_object('helpers', v_chosen, 'uncovered', to_jsonb(ARRAY(
                    SELECT c.code FROM agora_work.capability AS c WHERE c.capability_id = ANY (v_left) ORDER BY c.code)), 'policies', v_policy -> 'policies');
    IF cardinality(v_left) > 0 THEN
        PERFORM agora_work._escalate(p_actor, 'uncovered', p_task, NULL, v_result || jsonb_build_object('hours', p_hours), p_actor);
    END IF;
    PERFORM agora._keep_result(c_scope, p_actor, p_key, v_result);
    RETURN v_result;
END;
$reserve_helpers$;

COMMENT ON FUNCTION agora_work.reserve_helpers(text[], numeric, bigint[], text, bigint, text, bigint)
    IS 'Choose helpers that cover capabilities together, by the policy of an environment or of that of a task, and reserve in their budgets what each is expected to cost; returns helpers, uncovered and policies.';
REVOKE ALL ON FUNCTION agora_work.reserve_helpers(text[], numeric, bigint[], text, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.reserve_helpers(text[], numeric, bigint[], text, bigint, text, bigint) TO agora_service;
