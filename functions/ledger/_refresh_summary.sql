-- Job: makes the balance summary anew where anything moved, or where it is empty, as after a restore. Beside its readers, unless it
-- is empty or the owner may not make temporary tables, which such a refresh needs: then readers wait for it.
-- Locks: the materialized view, EXCLUSIVE; the job runs last, because tick() holds it until it ends.
CREATE OR REPLACE FUNCTION agora_ledger._refresh_summary(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_refresh_summary$
DECLARE
    v_decided   bigint := coalesce((SELECT h.transaction_id FROM agora_ledger.horizon AS h), 0);
    v_has_data  boolean;
BEGIN
    v_has_data := (SELECT c.relispopulated FROM pg_class AS c WHERE c.oid = 'agora_ledger.mv_balance_summary'::regclass);
    IF v_has_data THEN
        v_has_data := EXISTS (SELECT FROM agora_ledger.mv_balance_summary AS m);
    END IF;
    IF p_limit < 1 OR NOT EXISTS (
           SELECT FROM agora_ledger.transaction AS t
            WHERE NOT v_has_data OR t.transaction_id > coalesce((SELECT r.transaction_id FROM agora_ledger.summary_refresh AS r), 0)) THEN
        RETURN 0;
    END IF;
    IF v_has_data AND has_database_privilege(current_database(), 'TEMP') THEN
        REFRESH MATERIALIZED VIEW CONCURRENTLY agora_ledger.mv_balance_summary;
    ELSE
        REFRESH MATERIALIZED VIEW agora_ledger.mv_balance_summary;
    END IF;
    INSERT INTO agora_ledger.summary_refresh AS r (refreshed_at, transaction_id)
    VALUES (agora.now(), v_decided)
    ON CONFLICT ON CONSTRAINT summary_refresh_pk DO UPDATE
       SET refreshed_at = excluded.refreshed_at, transaction_id = excluded.transaction_id;
    RETURN 1;
EXCEPTION WHEN lock_not_available THEN
    RETURN 0;
END;
$_refresh_summary$;

COMMENT ON FUNCTION agora_ledger._refresh_summary(integer)
    IS 'Job: make the balance summary anew where anything moved; one piece of work whatever p_limit (1 to 1000000) is.';
REVOKE ALL ON FUNCTION agora_ledger._refresh_summary(integer) FROM PUBLIC;
