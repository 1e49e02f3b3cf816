-- The job behind the policy: approves what no call could, because it was busy, restored or the policy has changed.
-- Emits: memory.transform.approved.v1
CREATE OR REPLACE FUNCTION agora_memory._approve_pending(p_limit integer)
RETURNS bigint
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    SELECT agora_memory._approve_by_policy(NULL, p_limit);
END;

COMMENT ON FUNCTION agora_memory._approve_pending(integer)
    IS 'Job: approve at most p_limit (1 to 1000000) pending transforms that the policy lets pass; returns how many.';
REVOKE ALL ON FUNCTION agora_memory._approve_pending(integer) FROM PUBLIC;
