-- Draws into lanes what the policies of their environments ask of claims. A lane is made without, by whatever snapshot, and is looked up until a job has
-- drawn it; from then on every change of policy draws anew. The table's lock, taken before anything is read, keeps the two apart, so that no lane
-- follows a policy that was replaced. Needs READ COMMITTED.
-- Locks: policies, against whoever sets one; lanes by id.
CREATE OR REPLACE FUNCTION agora_work._draw_rules()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_draw_rules$
BEGIN
    LOCK TABLE agora_work.policy IN SHARE ROW EXCLUSIVE MODE;
    PERFORM FROM agora_work.lane AS l WHERE l.environment IS NOT NULL ORDER BY l.lane_id FOR NO KEY UPDATE;
    UPDATE agora_work.lane AS l
       SET rules = agora_work._claim_rules(l.environment)
     WHERE l.environment IS NOT NULL AND l.rules IS DISTINCT FROM agora_work._claim_rules(l.environment);
END;
$_draw_rules$;

COMMENT ON FUNCTION agora_work._draw_rules()
    IS 'Draw into lanes what the policies of their environments ask of claims.';
REVOKE ALL ON FUNCTION agora_work._draw_rules() FROM PUBLIC;
