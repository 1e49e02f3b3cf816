-- Writes the steps, files and states of attempts that were brought in: what record_step(), record_file() and record_snapshot() write
-- while an attempt runs.
-- Locks: snapshots, in the order of their content.
CREATE OR REPLACE FUNCTION agora_memory._write_trail(
    p_attempts  bigint[],
    p_records   jsonb[]
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_write_trail$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    IF NOT EXISTS (SELECT 1 FROM unnest(p_records) AS r(record) WHERE r.record ?| '{steps,files,snapshots}') THEN
        RETURN;
    END IF;
    INSERT INTO agora_memory.workflow_step (attempt_id, number, name, outcome, detail, started_at, finished_at, recorded_at)
    SELECT a.attempt_id, s.ordinality, s.value ->> 'name', s.value ->> 'outcome', s.value ->> 'detail', t.started_at,
           coalesce((s.value ->> 'finished_at')::timestamptz, greatest(t.started_at, a.finished_at)), v_now
      FROM unnest(p_attempts, p_records) AS r(attempt_id, record)
      JOIN agora_memory.attempt AS a ON a.attempt_id = r.attempt_id
     CROSS JOIN LATERAL jsonb_array_elements(nullif(r.record -> 'steps', 'null')) WITH ORDINALITY AS s
     CROSS JOIN LATERAL (SELECT coalesce((s.value ->> 'started_at')::timestamptz,
                                         least(a.started_at, (s.value ->> 'finished_at')::timestamptz)) AS started_at) AS t;

    INSERT INTO agora_memory.attempt_file (attempt_id, ordinal, path, operation, hash_before, hash_after, recorded_at)
    SELECT r.attempt_id, f.ordinality, f.value ->> 'path', f.value ->> 'operation', f.value ->> 'before', f.value ->> 'after', v_now
      FROM unnest(p_attempts, p_records) AS r(attempt_id, record)
     CROSS JOIN LATERAL jsonb_array_elements(nullif(r.record -> 'files', 'null')) WITH ORDINALITY AS f;

    -- Step by step the state before and after it, then the states of the attempt.
    WITH state AS MATERIALIZED (
        SELECT r.attempt_id, c.kind, s.ordinality AS step_number, s.value -> c.kind AS content, s.ordinality AS place
          FROM unnest(p_attempts, p_records) AS r(attempt_id, record)
         CROSS JOIN LATERAL jsonb_array_elements(nullif(r.record -> 'steps', 'null')) WITH ORDINALITY AS s
         CROSS JOIN (VALUES ('pre'), ('post')) AS c(kind)
         WHERE jsonb_typeof(s.value -> c.kind) = 'object'
        UNION ALL
        SELECT r.attempt_id, s.value ->> 'kind', NULL, s.value -> 'content', 1000000 + s.ordinality
          FROM unnest(p_attempts, p_records) AS r(attempt_id, record)
         CROSS JOIN LATERAL jsonb_array_elements(nullif(r.record -> 'snapshots', 'null')) WITH ORDINALITY AS s
    ), kept AS MATERIALIZED (
        SELECT d.content, agora_memory._put_snapshot(d.content) AS snapshot_id
          FROM (SELECT DISTINCT ON (s.content::text) s.content FROM state AS s ORDER BY s.content::text) AS d
    )
    INSERT INTO agora_memory.attempt_snapshot (attempt_id, ordinal, kind, step_number, snapshot_id, recorded_at)
    SELECT s.attempt_id, row_number() OVER (PARTITION BY s.attempt_id ORDER BY s.place, s.kind DESC), s.kind, s.step_number, k.snapshot_id, v_now
      FROM state AS s
      JOIN kept AS k ON k.content::text = s.content::text;
END;
$_write_trail$;

COMMENT ON FUNCTION agora_memory._write_trail(bigint[], jsonb[])
    IS 'Write steps, files and states of imported attempts.';
REVOKE ALL ON FUNCTION agora_memory._write_trail(bigint[], jsonb[]) FROM PUBLIC;
