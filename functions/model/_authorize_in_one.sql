-- The short road of an authorisation, which most calls take: one budget, in one of its slices, up to that slice's share of the limit. That is
-- right as long as no slice is above its own, which is looked at when the slice is locked. An answer without an authorisation: take the
-- long road; then a budget in slices must be undone, and of one in a single row nothing is left.
-- Sessions have slices of their own as far as there are any, and all move on together, so that slices fill evenly.
-- Locks: the slice's row of budget_period; the key.   Emits: model.budget.crossed.v1 · model.budget.exhausted.v1.
CREATE OR REPLACE FUNCTION agora_model._authorize_in_one(
    p_budget          agora_model.due_budget,
    p_warning         numeric,
    p_principal       bigint,
    p_stage           text,
    p_usd             numeric,
    p_ttl             interval,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint
)
RETURNS agora_model.spend_authorization
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $_authorize_in_one$
DECLARE
    v_now     timestamptz := agora.now();
    v_id      bigint := nextval('agora_model.budget_authorization_id_seq');
    v_slice   smallint := (pg_backend_pid() + v_id / 256) % p_budget.slices;
    v_share   numeric := CASE WHEN p_budget.is_hard THEN trunc(p_budget.limit_usd / p_budget.slices, 12) ELSE 'Infinity' END;
    v_answer  agora_model.spend_authorization;
BEGIN
    UPDATE agora_model.budget_period AS p
       SET reserved_usd = p.reserved_usd + p_usd
     WHERE p.budget_id = p_budget.budget_id AND p.period_start = p_budget.period_start AND p.slice = v_slice
       AND p.spent_usd + p.reserved_usd + p_usd <= v_share;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    -- A statement of its own, because its snapshot is younger than the lock.
    INSERT INTO agora_model.budget_authorization AS a (budget_authorization_id, principal_id, created_by, stage, correlation_id, decision, estimate_usd, remaining_usd,
                                                       budget_id, budget_ids, period_starts, slices, authorized_at, expires_at, idempotency_key)
    SELECT v_id, p_principal, p_actor, p_stage, p_correlation_id, CASE WHEN u.usd * 100 >= p_budget.limit_usd * p_warning THEN 'warn' ELSE 'allow' END, p_usd,
           greatest(p_budget.limit_usd - u.usd, 0), p_budget.budget_id, ARRAY[p_budget.budget_id], ARRAY[p_budget.period_start], ARRAY[v_slice],
           v_now, v_now + make_interval(secs => date_part('epoch', p_ttl)), p_key
      FROM (SELECT sum(p.spent_usd + p.reserved_usd) AS usd, max(p.spent_usd + p.reserved_usd) AS fullest
              FROM agora_model.budget_period AS p
             WHERE p.budget_id = p_budget.budget_id AND p.period_start = p_budget.period_start) AS u
     WHERE u.fullest <= v_share
    ON CONFLICT ON CONSTRAINT budget_authorization_key_uq DO NOTHING
    RETURNING a.decision, a.budget_authorization_id, a.remaining_usd, a.expires_at, a.hold_id, a.budget_id, '[]'::jsonb INTO v_answer;
    IF v_answer.decision IS NULL THEN
        IF p_budget.slices = 1 THEN
            PERFORM agora_model._post_spending(ARRAY[p_budget.budget_id], ARRAY[p_budget.period_start], ARRAY[v_slice], ARRAY[0], ARRAY[-p_usd]);
        END IF;
    ELSIF v_answer.decision = 'warn' THEN
        PERFORM agora_model._note_crossings(ARRAY[p_budget.budget_id], ARRAY[p_budget.period_start], NULL, p_actor);
    END IF;
    RETURN v_answer;
END;
$_authorize_in_one$;

COMMENT ON FUNCTION agora_model._authorize_in_one(agora_model.due_budget, numeric, bigint, text, numeric, interval, uuid, text, bigint)
    IS 'Reserve what a call needs in one slice of its only budget, if it plainly fits.';
REVOKE ALL ON FUNCTION agora_model._authorize_in_one(agora_model.due_budget, numeric, bigint, text, numeric, interval, uuid, text, bigint) FROM PUBLIC;
