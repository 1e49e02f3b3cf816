-- What follows from a run: the verification of a transform where the requester may decide about it, and violations held against the author
-- where somebody trusted asked, or the author did. Anybody else could make harmless code look bad by what they call it with: then a
-- human looks, as at every attempt to get out.
-- Errors: those of record_verification() and record_violation(): 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM005 · ZM032.
-- Locks: the transform, the escalation, the breaker of the author, its stream of the witness.
CREATE OR REPLACE FUNCTION agora_work._judge_request(
    p_request  agora_work.request,
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_judge_request$
DECLARE
    v_name       text := format('request %s', p_request.request_id);
    v_security   boolean := EXISTS (SELECT 1 FROM agora_work.request_violation AS v WHERE v.violation = ANY (p_request.violations) AND v.kind = 'security');
    v_details    jsonb := jsonb_build_object('request_id', p_request.request_id, 'requester_id', p_request.requester_id,
                                             'transform_id', p_request.transform_id, 'violations', p_request.violations);
BEGIN
    IF p_request.vouches THEN
        PERFORM agora_memory.record_verification(p_request.transform_id, p_request.outcome,
            jsonb_build_object('limits', p_request.limits, 'environment', coalesce(p_request.result -> 'environment', '{}')), v_name,
            left(jsonb_build_object('violations', p_request.violations, 'cases', p_request.result -> 'cases')::text, 10000), NULL, p_actor);
    END IF;
    IF v_security AND p_request.kind = 'sandbox' THEN
        PERFORM agora_work._escalate(p_request.author_id, 'sandbox_escape', NULL, NULL, v_details, p_actor);
    END IF;
    IF cardinality(p_request.violations) > 0 AND (p_request.vouches OR p_request.requester_id = p_request.author_id)
       AND p_request.author_id >= 1000 THEN -- seeded principals are not accused
        PERFORM agora_work.record_violation(p_request.author_id, CASE WHEN v_security THEN 'security' ELSE 'limit' END, v_details, v_name, v_name, p_actor);
    END IF;
END;
$_judge_request$;

COMMENT ON FUNCTION agora_work._judge_request(agora_work.request, bigint)
    IS 'Record what a finished run says about a transform and its author.';
REVOKE ALL ON FUNCTION agora_work._judge_request(agora_work.request, bigint) FROM PUBLIC;
