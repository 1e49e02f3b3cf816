-- Finds or makes the signatures of errors, and their documents for retrieval. Equal errors are normalised once, and sessions
-- that see a new one at once agree on one row. An error that says nothing has no signature.
-- Locks: signatures, in the order of their text, then of their ids.   Emits: memory.error.discovered.v1
CREATE OR REPLACE FUNCTION agora_memory._signatures_of(
    p_types     text[],
    p_messages  text[],
    p_stacks    text[],
    p_seen_at   timestamptz[],
    p_announce  boolean,
    p_actor     bigint
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_signatures_of$
DECLARE
    v_errors  agora_memory.normalized_error[];
    v_ids     bigint[];
    r_new     record;
BEGIN
    -- OFFSET 0 keeps the look-ups below row by row, however many signatures there are.
    WITH reported AS (
        SELECT u.type, u.message, u.stack, u.ordinal
          FROM unnest(p_types, p_messages, p_stacks) WITH ORDINALITY AS u(type, message, stack, ordinal)
    ), distinct_error AS MATERIALIZED (
        SELECT array_agg(r.ordinal) AS ordinals, agora_memory._try_normalize_error(r.type, r.message, r.stack) AS error
          FROM reported AS r
         GROUP BY r.type, r.message, r.stack
    )
    SELECT array_agg(d.error ORDER BY o.ordinal) INTO v_errors
      FROM distinct_error AS d
     CROSS JOIN LATERAL unnest(d.ordinals) AS o(ordinal);

    FOR r_new IN
        INSERT INTO agora_memory.error_signature AS s
               (normalizer_version, signature, error_type, category, language, pattern, message, first_seen_at, recorded_at)
        SELECT DISTINCT ON (e.signature, e.normalizer_version)
               e.normalizer_version, e.signature, e.error_type, e.category, e.language, e.pattern, e.message, e.seen_at, agora.now()
          FROM unnest(v_errors, p_seen_at)
               AS e(error_type, category, language, pattern, signature, message, confidence, normalizer_version, seen_at)
         WHERE e.signature IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM agora_memory.error_signature AS k
                            WHERE k.signature = e.signature AND k.normalizer_version = e.normalizer_version
                           OFFSET 0)
         ORDER BY e.signature, e.normalizer_version, e.seen_at
        ON CONFLICT ON CONSTRAINT error_signature_signature_uq DO NOTHING
        RETURNING s.*
    LOOP
        PERFORM agora_memory._put_document('signature', r_new.error_signature_id, r_new.error_type, r_new.pattern, r_new.category, r_new.language);
        IF p_announce THEN
            PERFORM agora_event._emit('memory.error.discovered.v1', r_new.error_signature_id::text,
                                      jsonb_build_object('error_signature_id', r_new.error_signature_id, 'error_type', r_new.error_type,
                                                         'category', r_new.category),
                                      NULL, p_actor);
        END IF;
    END LOOP;

    SELECT array_agg(s.error_signature_id ORDER BY e.ordinality) INTO v_ids
      FROM unnest(v_errors) WITH ORDINALITY AS e
      LEFT JOIN LATERAL (SELECT k.error_signature_id
                           FROM agora_memory.error_signature AS k
                          WHERE k.signature = e.signature AND k.normalizer_version = e.normalizer_version
                         OFFSET 0) AS s ON true;

    PERFORM 1
       FROM agora_memory.error_signature AS s
       JOIN (SELECT u.id, min(u.seen_at) AS seen_at FROM unnest(v_ids, p_seen_at) AS u(id, seen_at) GROUP BY u.id) AS x
         ON s.error_signature_id = x.id AND x.seen_at < s.first_seen_at
      ORDER BY s.error_signature_id
        FOR NO KEY UPDATE OF s;
    IF FOUND THEN
        UPDATE agora_memory.error_signature AS s
           SET first_seen_at = x.seen_at
          FROM (SELECT u.id, min(u.seen_at) AS seen_at FROM unnest(v_ids, p_seen_at) AS u(id, seen_at) GROUP BY u.id) AS x
         WHERE s.error_signature_id = x.id AND x.seen_at < s.first_seen_at;
    END IF;
    RETURN v_ids;
END;
$_signatures_of$;

COMMENT ON FUNCTION agora_memory._signatures_of(text[], text[], text[], timestamptz[], boolean, bigint)
    IS 'Ids of the signatures of errors, in their order, made where they are new.';
REVOKE ALL ON FUNCTION agora_memory._signatures_of(text[], text[], text[], timestamptz[], boolean, bigint) FROM PUBLIC;
