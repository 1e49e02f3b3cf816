-- Job: deletes credentials that ended so long ago that nobody asks for them any more; the witness keeps what was issued.
CREATE OR REPLACE FUNCTION agora_work._forget_credentials(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_forget_credentials$
DECLARE
    v_forgotten bigint;
BEGIN
    DELETE FROM agora_work.credential AS c
     WHERE c.credential_id IN (
           SELECT o.credential_id
             FROM agora_work.credential AS o
            WHERE o.expires_at < agora.now() - agora.setting_interval('work.credential_retention')
            ORDER BY o.expires_at
            LIMIT p_limit
              FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_forgotten = ROW_COUNT;
    RETURN v_forgotten;
END;
$_forget_credentials$;

COMMENT ON FUNCTION agora_work._forget_credentials(integer)
    IS 'Job: delete credentials past their retention, at most p_limit (1 to 1000000).';
REVOKE ALL ON FUNCTION agora_work._forget_credentials(integer) FROM PUBLIC;
