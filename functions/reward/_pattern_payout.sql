-- What the author of a pattern is due for a contribution. Similarity and novelty are those of the moment, which contribution by
-- contribution saw: a near-duplicate that became a version, and a text that was there before, archived or not, are duplicates. The
-- complexity is that of the code which the same attempt gave, where it gave any.
CREATE OR REPLACE FUNCTION agora_reward._pattern_payout(p_version bigint)
RETURNS agora_reward.payout
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_pattern_payout$
DECLARE
    v_policy  agora_reward.reward_policy := agora_reward._policy_in_force('pattern', agora.now());
    v_payout  agora_reward.payout;
BEGIN
    SELECT v.pattern_id, v.author_id,
           jsonb_strip_nulls(jsonb_build_object(
               'quality', v.quality, 'novelty', 1 - s.similarity, 'similarity', s.similarity, 'role', p.role,
               'complexity', coalesce((SELECT max(t.complexity)
                                         FROM agora_memory.attempt_transform AS x
                                         JOIN agora_memory.transform AS t ON t.transform_id = x.transform_id
                                        WHERE x.attempt_id = v.attempt_id AND x.is_source), 0)))
      INTO v_payout.subject_id, v_payout.principal_id, v_payout.factors
      FROM agora_memory.pattern_version AS v
      JOIN agora_memory.pattern AS p ON p.pattern_id = v.pattern_id
     CROSS JOIN LATERAL (
           SELECT CASE WHEN EXISTS (SELECT 1 FROM agora_memory.pattern_version AS o WHERE o.hash = v.hash AND o.contribution < v.contribution) THEN 1
                       WHEN EXISTS (SELECT 1 FROM agora_memory.pattern_version AS o WHERE o.pattern_id = v.pattern_id AND o.contribution < v.contribution) THEN v.similarity
                       ELSE 1 - p.novelty END AS similarity) AS s
     WHERE v.pattern_version_id = p_version;
    v_payout.kind             := 'pattern';
    v_payout.subject_kind     := 'pattern';
    v_payout.occasion         := p_version::text;
    v_payout.evidence_id      := p_version;
    v_payout.reward_policy_id := v_policy.reward_policy_id;
    v_payout.amount           := agora_reward._formula('pattern', v_payout.factors, v_policy.parameters);
    RETURN v_payout;
END;
$_pattern_payout$;

COMMENT ON FUNCTION agora_reward._pattern_payout(bigint)
    IS 'What is due for a version of a pattern.';
REVOKE ALL ON FUNCTION agora_reward._pattern_payout(bigint) FROM PUBLIC;
