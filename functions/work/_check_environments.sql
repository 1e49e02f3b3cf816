-- Environments that are named must have a policy of their own: a name that is only misspelt would have the rules of none.
-- Errors: ZW900 unknown environment.
CREATE OR REPLACE FUNCTION agora_work._check_environments(p_environments text[])
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_environments$
DECLARE
    v_unknown text;
BEGIN
    SELECT u.environment INTO v_unknown
      FROM unnest(p_environments) AS u(environment)
     WHERE u.environment IS NOT NULL AND NOT EXISTS (SELECT FROM agora_work.policy AS p WHERE p.scope = 'environment' AND p.subject = u.environment)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW900',
            MESSAGE = 'unknown environment',
            DETAIL  = format('environment=%s', left(v_unknown, 200)),
            HINT    = 'Name one that has a policy, see agora_work.policy_version; an operator sets one with agora_work.set_policy().';
    END IF;
END;
$_check_environments$;

COMMENT ON FUNCTION agora_work._check_environments(text[])
    IS 'Refuse environments that no policy is for; NULL = none is named.';
REVOKE ALL ON FUNCTION agora_work._check_environments(text[]) FROM PUBLIC;
