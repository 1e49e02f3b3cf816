-- What follows from a request that was done: the verification of a transform where the requester may still decide about it, and violations held
-- against whoever is to blame: the author of code, where somebody trusted asked or the author did; who asked for a command; who asked for a
-- call, but not for pace and size, which are the server's. Of every attempt to get out, and every hazard, a human hears.
-- Errors: those of record_verification() and record_violation(): 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM005 · ZM032.
-- Locks: the transform, the escalation, the breaker of whoever is to blame, its stream of the witness.
CREATE OR REPLACE FUNCTION agora_work._judge_request(
    p_request  agora_work.request,
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_judge_request$
DECLARE
    v_vouches  boolean := p_request.vouches
                          AND (agora._operates(p_request.requester_id)
                               OR EXISTS (SELECT FROM agora_memory.reviewer AS w JOIN agora.principal AS p ON p.principal_id = w.principal_id
                                           WHERE w.principal_id = p_request.requester_id AND p.suspended_at IS NULL));
    v_name     text := format('request %s', p_request.request_id);
    v_blamed   bigint := coalesce(p_request.author_id, p_request.requester_id);
    v_kinds    text[] := ARRAY(SELECT DISTINCT v.kind FROM agora_work.request_violation AS v WHERE v.violation = ANY (p_request.violations));
    v_details  jsonb := jsonb_build_object('request_id', p_request.request_id, 'requester_id', p_request.requester_id,
                                           'transform_id', p_request.transform_id, 'violations', p_request.violations);
BEGIN
    IF v_vouches THEN
        PERFORM agora_memory.record_verification(p_request.transform_id, p_request.outcome,
            jsonb_build_object('limits', p_request.limits, 'environment', coalesce(p_request.result -> 'environment', '{}')), v_name,
            left(jsonb_build_object('violations', p_request.violations, 'cases', p_request.result -> 'cases')::text, 10000), NULL, p_actor);
    END IF;
    IF v_kinds && '{security,hazard}' THEN
        PERFORM agora_work._escalate(v_blamed, CASE WHEN p_request.kind = 'sandbox' THEN 'sandbox_escape' ELSE 'request_hazard' END, NULL, NULL, v_details, p_actor);
    END IF;
    IF v_blamed >= 1000 -- seeded principals are not accused
       AND (v_vouches OR p_request.requester_id = p_request.author_id OR p_request.kind = 'exec' OR p_request.kind = 'http' AND 'security' = ANY (v_kinds))
       AND v_kinds && '{security,limit}' THEN
        PERFORM agora_work.record_violation(v_blamed, CASE WHEN 'security' = ANY (v_kinds) THEN 'security' ELSE 'limit' END, v_details, v_name, v_name, p_actor);
    END IF;
END;
$_judge_request$;

COMMENT ON FUNCTION agora_work._judge_request(agora_work.request, bigint)
    IS 'Record what a finished request says about a transform and about whoever is to blame.';
REVOKE ALL ON FUNCTION agora_work._judge_request(agora_work.request, bigint) FROM PUBLIC;
