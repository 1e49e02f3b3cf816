-- Who may decide about a contribution: an operator or an appointed reviewer, and never who contributed it.
-- Errors: 42501 neither · ZM032 its own.
CREATE OR REPLACE FUNCTION agora_memory._check_reviewer(
    p_contributor  bigint,
    p_actor        bigint
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_reviewer$
BEGIN
    IF NOT agora._is_operator(p_actor)
       AND NOT EXISTS (SELECT 1 FROM agora_memory.reviewer AS r WHERE r.principal_id = p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'only an operator or a reviewer decides',
            DETAIL  = format('actor=%s', p_actor),
            HINT    = 'An operator appoints reviewers with agora_memory.appoint_reviewer().';
    END IF;
    IF p_actor = p_contributor THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM032',
            MESSAGE = 'nobody decides about its own contribution',
            DETAIL  = format('actor=%s', p_actor),
            HINT    = 'Ask another reviewer.';
    END IF;
END;
$_check_reviewer$;

COMMENT ON FUNCTION agora_memory._check_reviewer(bigint, bigint)
    IS 'Refuse a decision by somebody who may not make it.';
REVOKE ALL ON FUNCTION agora_memory._check_reviewer(bigint, bigint) FROM PUBLIC;
