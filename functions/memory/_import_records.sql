-- The one way in for records of finished attempts, one or thousands; their secrets go first. Where another session was faster with
-- one of the keys, all is looked at again: what it wrote is then there, so each round has fewer records to write. A transaction
-- above READ COMMITTED cannot see it, and must be repeated.
-- Errors: 40001 another session was faster.
CREATE OR REPLACE FUNCTION agora_memory._import_records(
    p_records        jsonb,
    p_is_rewardable  boolean,
    p_announce       boolean,
    p_dry_run        boolean,
    p_actor          bigint
)
RETURNS agora_memory.record_outcome[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_import_records$
DECLARE
    v_given       jsonb := agora_memory._redact_records(p_records);
    v_records     agora_memory.attempt_record[];
    v_ids         bigint[];
    v_constraint  text;
BEGIN
    LOOP
        SELECT array_agg(r ORDER BY r.ordinal) INTO v_records FROM agora_memory._resolve_records(v_given, p_actor) AS r;
        EXIT WHEN p_dry_run;
        BEGIN
            v_ids := agora_memory._write_records(v_records, p_is_rewardable, p_announce, p_actor);
            EXIT;
        EXCEPTION WHEN unique_violation THEN
            GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
            IF v_constraint <> 'attempt_idempotency_key_uq' THEN
                RAISE;
            END IF;
            IF current_setting('transaction_isolation') <> 'read committed' THEN
                RAISE EXCEPTION USING
                    ERRCODE = '40001',
                    MESSAGE = 'another session recorded the same attempt',
                    DETAIL  = format('transaction_isolation=%s', current_setting('transaction_isolation')),
                    HINT    = 'Repeat the transaction: the attempt is then found.';
            END IF;
        END;
    END LOOP;
    RETURN ARRAY(
        SELECT (r.ordinal, coalesce(i.attempt_id, r.attempt_id),
                CASE WHEN r.reason IS NOT NULL THEN 'rejected' WHEN r.is_new THEN 'imported' ELSE 'existing' END,
                r.sqlstate, r.reason)::agora_memory.record_outcome
          FROM unnest(v_records) AS r
          LEFT JOIN unnest(v_ids) WITH ORDINALITY AS i(attempt_id, ordinal) ON i.ordinal = r.ordinal
         ORDER BY r.ordinal);
END;
$_import_records$;

COMMENT ON FUNCTION agora_memory._import_records(jsonb, boolean, boolean, boolean, bigint)
    IS 'Import a JSON array of attempt records; the outcome of each, in their order.';
REVOKE ALL ON FUNCTION agora_memory._import_records(jsonb, boolean, boolean, boolean, bigint) FROM PUBLIC;
