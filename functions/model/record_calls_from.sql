-- Records the calls that a relation of the caller holds, such as a table that COPY filled: as record_calls() does, each row a call, each column a
-- field of it, NULL what is not said; a relation of one column, of type jsonb, holds whole records. It reads as its caller, never as the owner,
-- because what a relation runs when it is read, from a view to a cast, is its maker's; only the records go on to who may write. One transaction
-- keeps what its first batch locks: so keys go in order over all of it, and larger loads wait for each other, for the sake of the budgets.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: that of loads of more than a batch; those of record_calls(), batch by batch.   Emits: what record_calls() does.
CREATE OR REPLACE FUNCTION agora_model.record_calls_from(
    p_relation  regclass,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS SETOF agora_model.call_outcome
LANGUAGE plpgsql VOLATILE ROWS 1000
SET search_path = pg_catalog, pg_temp
AS $record_calls_from$
DECLARE
    c_rows     constant integer := 1000;
    c_bytes    constant bigint  := 8000000;
    v_class    record;
    v_column   text;
    v_calls    jsonb[]  := '{}';
    v_numbers  bigint[] := '{}';
    v_bytes    bigint   := 0;
    v_is_first boolean  := true;
    v_number   bigint;
    v_record   jsonb;
    v_size     integer;
BEGIN
    PERFORM agora_model.record_calls('[]', p_actor); -- who may not act learns it before anything is read
    SELECT c.relkind, has_schema_privilege(c.relnamespace, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS is_readable INTO v_class
      FROM pg_class AS c
     WHERE c.oid = p_relation;
    IF v_class.relkind NOT IN ('r', 'p', 'v', 'm', 'f') IS NOT FALSE THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'relation is not usable',
            DETAIL  = format('p_relation=%s', coalesce(p_relation::text, 'NULL')),
            HINT    = 'Name a table or a view of yours; CREATE TEMP TABLE incoming (LIKE agora_model.call_record) makes one.';
    ELSIF NOT v_class.is_readable THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'relation may not be read',
            DETAIL  = format('p_relation=%s', p_relation),
            HINT    = 'It is read with the rights of who calls: name one that you may SELECT from.';
    END IF;
    SELECT CASE WHEN count(*) = 1 AND min(a.atttypid) = 'jsonb'::regtype THEN min(a.attname) END INTO v_column
      FROM pg_attribute AS a
     WHERE a.attrelid = p_relation AND a.attnum > 0 AND NOT a.attisdropped;
    -- A loop, because of a load only a batch is held: its rows, or as much as a few large ones weigh. The row that does not fit begins the next.
    FOR v_number, v_record, v_size IN EXECUTE format('SELECT n.number, n.record, pg_column_size(n.record) AS size'
                                '  FROM (SELECT row_number() OVER () AS number, CASE WHEN $1 IS NULL THEN to_jsonb(t.*) ELSE to_jsonb(t.*) -> $1 END AS record FROM %s AS t) AS n'
                                ' ORDER BY n.record ->> ''key'', n.number', p_relation) USING v_column LOOP
        IF cardinality(v_calls) = c_rows OR v_bytes > 0 AND v_bytes + v_size > c_bytes THEN
            IF v_is_first THEN
                PERFORM pg_advisory_xact_lock(hashtextextended('agora_model.record_calls_from', 0));
                v_is_first := false;
            END IF;
            RETURN QUERY
            SELECT v_numbers[o.ordinal], o.llm_call_id, o.cost_usd, o.outcome, o.reason FROM agora_model.record_calls(to_jsonb(v_calls), p_actor) AS o ORDER BY 1;
            v_calls   := '{}';
            v_numbers := '{}';
            v_bytes   := 0;
        END IF;
        v_calls   := v_calls || v_record;
        v_numbers := v_numbers || v_number;
        v_bytes   := v_bytes + v_size;
    END LOOP;
    RETURN QUERY
    SELECT v_numbers[o.ordinal], o.llm_call_id, o.cost_usd, o.outcome, o.reason FROM agora_model.record_calls(to_jsonb(v_calls), p_actor) AS o ORDER BY 1;
END;
$record_calls_from$;

COMMENT ON FUNCTION agora_model.record_calls_from(regclass, bigint)
    IS 'Record the calls in a table or view that the caller may read, with columns as agora_model.call_record has them, or one of jsonb; for each row, by its number in the order in which it is read, recorded, existing or rejected with the reason; in that order up to 1000 rows.';
REVOKE ALL ON FUNCTION agora_model.record_calls_from(regclass, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.record_calls_from(regclass, bigint) TO agora_service;
