-- How a reward came about: by its transaction in the ledger, or by its calculation, which one of 0 tokens has, too. A bound login asks
-- for its own.
-- Errors: ZR004 no such reward.
CREATE OR REPLACE FUNCTION agora_reward.explain_reward(
    p_transaction  bigint,
    p_calculation  bigint DEFAULT NULL
)
RETURNS agora_reward.reward_explanation
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $explain_reward$
DECLARE
    v_paid      agora_reward.earned_reward;
    v_policy    agora_reward.reward_policy;
    v_kind      agora_reward.reward_kind;
    v_reversal  agora_reward.reward_reversal;
    v_terms     jsonb;
    v_sum       text;
    v_sentence  text;
BEGIN
    SELECT e.* INTO v_paid
      FROM agora_reward.earned_reward AS e
     WHERE e.transaction_id = p_transaction OR e.reward_calculation_id = p_calculation
     ORDER BY e.reward_calculation_id
     LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR004',
            MESSAGE = 'no such reward',
            DETAIL  = format('p_transaction=%s p_calculation=%s', coalesce(p_transaction::text, 'NULL'), coalesce(p_calculation::text, 'NULL')),
            HINT    = 'agora_reward.earned_reward has the rewards and their transactions; other transactions are no rewards.';
    END IF;
    SELECT p.* INTO v_policy FROM agora_reward.reward_policy AS p WHERE p.reward_policy_id = v_paid.reward_policy_id;
    SELECT k.* INTO v_kind FROM agora_reward.reward_kind AS k WHERE k.kind = v_paid.kind;
    SELECT r.* INTO v_reversal FROM agora_reward.reward_reversal AS r WHERE r.reward_calculation_id = v_paid.reward_calculation_id;
    v_terms := agora_reward._reward_terms(v_paid.kind, v_paid.factors, v_policy.parameters);
    SELECT string_agg(CASE WHEN (t.term ->> 'value')::numeric < 0 THEN ' - ' WHEN t.ordinal > 1 THEN ' x ' ELSE '' END
                      || format('%s %s (%s)', t.term ->> 'term', trim_scale(abs((t.term ->> 'value')::numeric)), t.term ->> 'because'), '' ORDER BY t.ordinal)
      INTO v_sum
      FROM jsonb_array_elements(v_terms) WITH ORDINALITY AS t(term, ordinal);

    v_sentence := format('%s earned %s tokens with %s %s%s: %s By policy %s: %s = %s%s.',
                         (SELECT p.name FROM agora.principal AS p WHERE p.principal_id = v_paid.principal_id), trim_scale(v_paid.earned),
                         v_paid.subject_kind, v_paid.subject_id, coalesce(' (' || v_paid.subject || ')', ''), v_kind.description,
                         v_policy.reward_policy_id, v_sum, trim_scale(v_paid.earned),
                         CASE WHEN v_policy.parameters ? 'cap' THEN format(', at most %s', v_policy.parameters ->> 'cap') ELSE '' END);
    IF v_paid.cuts <> '{}' THEN
        v_sentence := v_sentence || format(' Of that, %s was kept (%s).', trim_scale(v_paid.earned - v_paid.amount),
                                           (SELECT string_agg(c.key, ', ' ORDER BY c.key) FROM jsonb_object_keys(v_paid.cuts) AS c(key)));
    END IF;
    IF v_reversal.reward_calculation_id IS NOT NULL THEN
        v_sentence := v_sentence || format(CASE WHEN v_reversal.transaction_id IS NULL THEN ' It was to be given back and is owed: %s.' ELSE ' It was taken back: %s.' END,
                                           v_reversal.reason);
    END IF;
    RETURN (v_sentence,
            jsonb_build_object('reward_calculation_id', v_paid.reward_calculation_id, 'kind', v_paid.kind, 'subject_kind', v_paid.subject_kind,
                               'subject_id', v_paid.subject_id, 'principal_id', v_paid.principal_id, 'helped_id', v_paid.helped_id,
                               'evidence_id', v_paid.evidence_id, 'reward_policy_id', v_paid.reward_policy_id, 'constants', v_policy.parameters,
                               'factors', v_paid.factors, 'terms', v_terms, 'earned', v_paid.earned, 'cuts', v_paid.cuts, 'amount', v_paid.amount,
                               'transaction_id', v_paid.transaction_id, 'recorded_at', v_paid.recorded_at,
                               'taken_back_at', v_paid.taken_back_at))::agora_reward.reward_explanation;
END;
$explain_reward$;

COMMENT ON FUNCTION agora_reward.explain_reward(bigint, bigint)
    IS 'How a reward came about, in a sentence and in jsonb: by its transaction, or with p_transaction NULL by its calculation.';
REVOKE ALL ON FUNCTION agora_reward.explain_reward(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.explain_reward(bigint, bigint) TO agora_reader;
