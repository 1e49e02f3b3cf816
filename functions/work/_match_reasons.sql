-- What preferred and disqualifying capabilities had to do with a match; nothing where there are none.
-- Reads: agent_capability.
CREATE OR REPLACE FUNCTION agora_work._match_reasons(
    p_agent          bigint,
    p_preferred      bigint[],
    p_disqualifying  bigint[]
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_match_reasons$
DECLARE
    v_reasons  jsonb := jsonb '{}';
    v_held     text[];
BEGIN
    IF p_preferred <> '{}' THEN
        v_held := ARRAY(SELECT c.code
                          FROM agora_work.agent_capability AS k
                          JOIN agora_work.capability AS c ON c.capability_id = k.capability_id
                         WHERE k.principal_id = p_agent AND k.capability_id = ANY (p_preferred) AND k.standing = 'verified' AND k.expires_at > agora.now()
                         ORDER BY c.code);
        v_reasons := jsonb_build_object('preferred', v_held, 'preferred_missing', ARRAY(
                         SELECT c.code FROM agora_work.capability AS c WHERE c.capability_id = ANY (p_preferred) AND c.code <> ALL (v_held) ORDER BY c.code));
    END IF;
    IF p_disqualifying <> '{}' THEN
        v_reasons := v_reasons || jsonb_build_object('disqualifying', ARRAY(
                         SELECT c.code FROM agora_work.capability AS c WHERE c.capability_id = ANY (p_disqualifying) ORDER BY c.code));
    END IF;
    RETURN v_reasons;
END;
$_match_reasons$;

COMMENT ON FUNCTION agora_work._match_reasons(bigint, bigint[], bigint[])
    IS 'Preferred capabilities that an agent holds and lacks, and the disqualifying ones, of which it has none.';
REVOKE ALL ON FUNCTION agora_work._match_reasons(bigint, bigint[], bigint[]) FROM PUBLIC;
