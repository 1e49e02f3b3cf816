-- What do the calls of a canary say so far? promote, continue or roll_back. May be asked after every call: chances of a wrong answer are
-- those of the whole canary, however often it is asked. Changes nothing; judge_canary() does, and a job every minute.
-- Errors: ZP053 · ZP057.
CREATE OR REPLACE FUNCTION agora_model.evaluate_canary(p_migration bigint)
RETURNS agora_model.migration_verdict
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $evaluate_canary$
DECLARE
    v_migration agora_model.model_migration := agora_model._migration_of(p_migration);
BEGIN
    PERFORM agora_model._check_canary(v_migration);
    RETURN agora_model._weigh_canary(v_migration);
END;
$evaluate_canary$;

COMMENT ON FUNCTION agora_model.evaluate_canary(bigint)
    IS 'Verdict on a running canary: promote, continue or roll_back; with the reasons, each criterion of promotion, the runs of the candidate still needed, and the evidence of the sequential tests.';
REVOKE ALL ON FUNCTION agora_model.evaluate_canary(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.evaluate_canary(bigint) TO agora_reader;
