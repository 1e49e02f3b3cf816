-- Registers the units of code of many attempts that are not known yet, each once; sessions that bring the same program at once agree
-- on one transform. All lineages that it adds to are locked before the first transform is written: one that it finds out about
-- later, and that another session holds, undoes all of this, its locks included, and it begins anew with the lineages known by then.
-- Locks: the shapes of the lineages' first versions, in id order; then transforms, in the order of their hash.
CREATE OR REPLACE FUNCTION agora_memory._register_units(
    p_attempts     bigint[],
    p_units        text[],
    p_codes        agora_memory.normalized_code[],
    p_is_imported  boolean
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_register_units$
DECLARE
    v_lineages  bigint[] := '{}';
    v_detail    text;
    r_new       record;
BEGIN
    LOOP
        BEGIN
            PERFORM 1 FROM agora_memory.transform_shape AS x WHERE x.transform_id = ANY (v_lineages) ORDER BY x.transform_id FOR NO KEY UPDATE;
            -- A loop, because each is compared with those before it.
            FOR r_new IN
                SELECT DISTINCT ON (u.hash, u.language)
                       u.ordinality, d.approach, d.request, a.category, a.quality, a.attempt_id, a.principal_id
                  FROM unnest(p_attempts, p_codes) WITH ORDINALITY
                       AS u(attempt_id, normalized, hash, language, is_parsed, cyclomatic, line_count, symbol, docstring, normalizer_version)
                  JOIN agora_memory.attempt AS a ON a.attempt_id = u.attempt_id
                  JOIN agora_memory.attempt_detail AS d ON d.attempt_id = u.attempt_id
                 WHERE u.hash IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM agora_memory.transform AS t
                                    WHERE t.hash = u.hash AND t.language = u.language AND t.normalizer_version = u.normalizer_version
                                   OFFSET 0)
                 ORDER BY u.hash, u.language, u.attempt_id
            LOOP
                PERFORM agora_memory._register_transform(
                    p_units[r_new.ordinality], p_codes[r_new.ordinality], NULL, left(concat_ws(E'\n', r_new.approach, r_new.request), 10000),
                    r_new.category, r_new.quality, NULL, NULL, r_new.attempt_id, p_is_imported, true, r_new.principal_id);
            END LOOP;
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
            IF v_detail !~ '^lineage=' THEN -- lock_timeout
                RAISE;
            END IF;
            v_lineages := v_lineages || substr(v_detail, 9)::bigint;
        END;
    END LOOP;
END;
$_register_units$;

COMMENT ON FUNCTION agora_memory._register_units(bigint[], text[], agora_memory.normalized_code[], boolean)
    IS 'Register the code of attempts as transforms.';
REVOKE ALL ON FUNCTION agora_memory._register_units(bigint[], text[], agora_memory.normalized_code[], boolean) FROM PUBLIC;
