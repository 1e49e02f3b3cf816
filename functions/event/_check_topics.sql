-- What may be asked for: 1 to 100 topics, or patterns where * stands for one part and ** at the end for the rest.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_event._check_topics(p_topics text[])
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_topics$
BEGIN
    IF p_topics IS NULL OR cardinality(p_topics) NOT BETWEEN 1 AND 100
       OR EXISTS (SELECT 1 FROM unnest(p_topics) AS t(topic)
                   WHERE t.topic IS NULL OR length(t.topic) > 200
                      OR t.topic !~ '^([a-z][a-z0-9_]*|\*)(\.([a-z][a-z0-9_]*|\*))*(\.\*\*)?$|^\*\*$') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'not topics or patterns',
            DETAIL  = format('p_topics=%s', coalesce(left(p_topics::text, 500), 'NULL')),
            HINT    = 'Pass 1 to 100 topics or patterns such as memory.*.*.v1 or memory.**.';
    END IF;
END;
$_check_topics$;

COMMENT ON FUNCTION agora_event._check_topics(text[])
    IS 'Refuse what is not 1 to 100 topics or patterns.';
REVOKE ALL ON FUNCTION agora_event._check_topics(text[]) FROM PUBLIC;
