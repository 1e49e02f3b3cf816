-- Evidence of a kind, recorded in [p_from, p_to), whose reward is neither paid nor withheld, in the order it came: imported or live, with
-- or without rewards switched on at that time. What must not be used, was revoked, or is the system's is left out.
CREATE OR REPLACE FUNCTION agora_reward._unpaid(
    p_kind   text,
    p_from   timestamptz,
    p_to     timestamptz,
    p_limit  integer
)
RETURNS TABLE (kind text, subject_kind text, subject_id bigint, principal_id bigint, evidence_id bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_unpaid$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH evidence AS (
        SELECT 'transform' AS subject_kind, t.transform_id AS subject_id, t.contributor_id AS principal_id,
               min(e.resolution_evidence_id) AS evidence_id, '' AS occasion, min(e.recorded_at) AS at
          FROM agora_memory.resolution_evidence AS e
          JOIN agora_memory.resolution AS r ON r.resolution_id = e.resolution_id
          JOIN agora_memory.transform AS t ON t.transform_id = r.transform_id AND agora_memory._is_usable(t)
          JOIN agora_memory.attempt AS a ON a.attempt_id = e.attempt_id AND a.principal_id <> t.contributor_id
         WHERE p_kind = 'transform' AND e.is_success AND e.recorded_at >= p_from AND e.recorded_at < p_to
         GROUP BY t.transform_id
         UNION ALL
        SELECT 'golden', g.golden_state_id, a.principal_id, g.golden_state_id, '', d.decided_at
          FROM agora_memory.golden_decision AS d
          JOIN agora_memory.golden_state AS g ON g.golden_state_id = d.golden_state_id AND g.status = 'approved'
          JOIN agora_memory.attempt AS a ON a.attempt_id = g.attempt_id
         WHERE p_kind = 'golden' AND d.status = 'approved' AND d.decided_at >= p_from AND d.decided_at < p_to
         UNION ALL
        SELECT 'golden', g.golden_state_id, a.principal_id, u.golden_reuse_id, u.golden_reuse_id::text, u.recorded_at
          FROM agora_memory.golden_reuse AS u
          JOIN agora_memory.golden_state AS g ON g.golden_state_id = u.golden_state_id AND g.status = 'approved'
          JOIN agora_memory.attempt AS a ON a.attempt_id = g.attempt_id
         WHERE p_kind = 'reuse' AND u.outcome = 'success' AND u.recorded_at >= p_from AND u.recorded_at < p_to
           AND NOT EXISTS (SELECT 1 FROM agora_reward.reward_calculation AS c
                            WHERE c.subject_id = u.golden_state_id AND c.kind = 'royalty' AND c.subject_kind = 'golden' AND c.occasion = u.attempt_id::text)
         UNION ALL
        SELECT 'pattern', v.pattern_id, v.author_id, v.pattern_version_id, v.pattern_version_id::text, v.recorded_at
          FROM agora_memory.pattern_version AS v
         WHERE p_kind = 'pattern' AND v.recorded_at >= p_from AND v.recorded_at < p_to
         UNION ALL
        SELECT 'transform', u.transform_id, t.contributor_id, u.transform_use_id, u.attempt_id::text, u.recorded_at
          FROM agora_memory.transform_use AS u
          JOIN agora_memory.transform AS t ON t.transform_id = u.transform_id AND agora_memory._is_usable(t)
         WHERE p_kind = 'royalty' AND u.outcome = 'success' AND NOT u.is_own AND u.recorded_at >= p_from AND u.recorded_at < p_to
         UNION ALL
        SELECT 'pattern', u.pattern_id, p.author_id, u.pattern_use_id, u.attempt_id::text, u.recorded_at
          FROM agora_memory.pattern_use AS u
          JOIN agora_memory.pattern AS p ON p.pattern_id = u.pattern_id
         WHERE p_kind = 'royalty' AND u.outcome = 'success' AND NOT u.is_own AND u.recorded_at >= p_from AND u.recorded_at < p_to
    )
    SELECT p_kind, e.subject_kind, e.subject_id, e.principal_id, e.evidence_id
      FROM evidence AS e
     WHERE agora_reward._may_earn(e.principal_id)
       AND NOT EXISTS (SELECT 1 FROM agora_reward.reward_calculation AS c
                        WHERE c.subject_id = e.subject_id AND c.kind = p_kind AND c.subject_kind = e.subject_kind AND c.occasion = e.occasion)
       AND NOT EXISTS (SELECT 1 FROM agora_reward.withholding AS w
                        WHERE w.subject_id = e.subject_id AND w.kind = p_kind AND w.subject_kind = e.subject_kind AND w.occasion = e.occasion)
     ORDER BY e.at, e.evidence_id, e.subject_kind
     LIMIT p_limit;
END;
$_unpaid$;

COMMENT ON FUNCTION agora_reward._unpaid(text, timestamptz, timestamptz, integer)
    IS 'Evidence of a kind that nobody was paid for, at most p_limit (1 to 10000) pieces.';
REVOKE ALL ON FUNCTION agora_reward._unpaid(text, timestamptz, timestamptz, integer) FROM PUBLIC;
