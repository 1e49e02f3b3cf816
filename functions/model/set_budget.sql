-- Sets what model calls may cost in every hour, day or month: all of them, or those of a team, a principal or a stage. Set anew, the
-- same budget gets another limit and policy, and what it has spent stays. Scope and period are its key, so a repeated call is the same.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA006 · ZP005 · ZP014.   Emits: model.budget.changed.v1.   Locks: the budget.
CREATE OR REPLACE FUNCTION agora_model.set_budget(
    p_limit_usd     numeric,
    p_period        text     DEFAULT 'day',
    p_team          bigint   DEFAULT NULL,
    p_principal     bigint   DEFAULT NULL,
    p_stage         text     DEFAULT NULL,
    p_is_hard       boolean  DEFAULT true,
    p_on_exhausted  text     DEFAULT 'deny',
    p_slices        integer  DEFAULT 1,
    p_actor         bigint   DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_budget$
DECLARE
    v_zone    text := agora.setting('model.budget_time_zone');
    v_budget  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_model._check_usd('p_limit_usd', p_limit_usd), agora._check_number('p_slices', p_slices, 1, 64);
    IF coalesce(p_period NOT IN ('hour', 'day', 'month') OR p_on_exhausted NOT IN ('deny', 'throttle', 'degrade') OR p_is_hard IS NULL, true) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'policy of a budget is not usable',
            DETAIL  = format('p_period=%s p_is_hard=%s p_on_exhausted=%s', coalesce(left(p_period, 100), 'NULL'), coalesce(p_is_hard::text, 'NULL'), coalesce(left(p_on_exhausted, 100), 'NULL')),
            HINT    = 'A period is hour, day or month; an exhausted budget may deny, throttle or degrade.';
    END IF;
    PERFORM agora_model._check_budget_scope(p_team, p_principal, p_stage), agora_model._check_time_zone(v_zone);

    INSERT INTO agora_model.budget AS b (team_id, principal_id, stage, period, time_zone, limit_usd, is_hard, on_exhausted, slices, created_by, recorded_at)
    VALUES (p_team, p_principal, p_stage, p_period, v_zone, p_limit_usd, p_is_hard, p_on_exhausted, p_slices, p_actor, agora.now())
    ON CONFLICT (team_id, principal_id, stage, period) WHERE ended_at IS NULL
    DO UPDATE SET limit_usd = excluded.limit_usd, is_hard = excluded.is_hard, on_exhausted = excluded.on_exhausted
            WHERE b.slices = excluded.slices
    RETURNING b.budget_id INTO v_budget;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP014',
            MESSAGE = 'slices of a budget stay',
            DETAIL  = format('p_slices=%s p_period=%s', p_slices, p_period),
            HINT    = 'Name the slices it has, see agora_model.budget_state; or end it with agora_model.end_budget() and set another, which starts with nothing spent.';
    END IF;
    PERFORM agora_event._emit('model.budget.changed.v1', v_budget::text,
        jsonb_build_object('budget_id', v_budget, 'change', 'set', 'team_id', p_team, 'principal_id', p_principal, 'stage', p_stage, 'period', p_period,
                           'limit_usd', trim_scale(p_limit_usd), 'is_hard', p_is_hard, 'on_exhausted', p_on_exhausted), NULL, p_actor);
    RETURN v_budget;
END;
$set_budget$;

COMMENT ON FUNCTION agora_model.set_budget(numeric, text, bigint, bigint, text, boolean, text, integer, bigint)
    IS 'Set what model calls may cost in every hour, day or month, in US dollars; NULL for team, principal and stage = of any. p_slices (1 to 64) share the count where many call at once. Returns the budget_id.';
REVOKE ALL ON FUNCTION agora_model.set_budget(numeric, text, bigint, bigint, text, boolean, text, integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.set_budget(numeric, text, bigint, bigint, text, boolean, text, integer, bigint) TO agora_operator;
