-- Locks transforms that may be paid, with the first versions of their lineages, whose budget they share.
-- Locks: the transforms, in id order.
CREATE OR REPLACE FUNCTION agora_reward._lock_lineages(p_transforms bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_lineages$
BEGIN
    PERFORM 1
       FROM agora_memory.transform AS t
      WHERE t.transform_id IN (SELECT unnest(ARRAY[x.transform_id, x.lineage_id])
                                 FROM agora_memory.transform AS x
                                WHERE x.transform_id = ANY (p_transforms))
      ORDER BY t.transform_id
        FOR NO KEY UPDATE;
END;
$_lock_lineages$;

COMMENT ON FUNCTION agora_reward._lock_lineages(bigint[])
    IS 'Lock transforms and the first versions of their lineages.';
REVOKE ALL ON FUNCTION agora_reward._lock_lineages(bigint[]) FROM PUBLIC;
