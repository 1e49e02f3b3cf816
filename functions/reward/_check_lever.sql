-- A lever takes only its own arguments, each of its type and range.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_reward._check_lever(
    p_lever      agora_reward.lever,
    p_arguments  jsonb
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_lever$
DECLARE
    v_bad text;
BEGIN
    SELECT string_agg(format('%s=%s', a.key, left(a.value::text, 100)), ' ' ORDER BY a.key) INTO v_bad
      FROM jsonb_each(p_arguments) AS a
     WHERE NOT (a.key = ANY (p_lever.arguments)
                AND CASE a.key
                        WHEN 'factor' THEN jsonb_typeof(a.value) = 'number' AND jsonb_path_exists(a.value, '$ ? (@ > 0 && @ <= 1000)')
                        WHEN 'value' THEN jsonb_typeof(a.value) = 'number' AND jsonb_path_exists(a.value, '$ ? (@ >= 0 && @ <= 1000000000000)')
                        WHEN 'amount' THEN jsonb_typeof(a.value) = 'number'
                        WHEN 'days' THEN jsonb_typeof(a.value) = 'number' AND jsonb_path_exists(a.value, '$ ? (@ > 0 && @ <= 3650)')
                        WHEN 'top' THEN jsonb_typeof(a.value) = 'number' AND jsonb_path_exists(a.value, '$ ? (@ >= 1 && @ <= 1000 && @ == @.floor())')
                        WHEN 'principals' THEN jsonb_typeof(a.value) = 'array' AND jsonb_array_length(a.value) BETWEEN 1 AND 1000
                                               AND NOT jsonb_path_exists(a.value, '$[*] ? (@.type() != "number" || @ < 1 || @ > 9007199254740992 || @ != @.floor())')
                        WHEN 'before' THEN jsonb_typeof(a.value) = 'string' AND a.value #>> '{}' ~ '^\d{4}-' AND jsonb_path_exists_tz(a.value, '$.datetime()', silent => true)
                        WHEN 'on' THEN jsonb_typeof(a.value) = 'boolean'
                        WHEN 'emergency' THEN jsonb_typeof(a.value) = 'boolean'
                        ELSE jsonb_typeof(a.value) = 'string'
                    END);
    IF v_bad IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'lever does not take this argument',
            DETAIL  = format('p_lever=%s %s', p_lever.lever, v_bad),
            HINT    = format('It takes %s; see agora_reward.economy_lever.', array_to_string(p_lever.arguments, ', '));
    END IF;
END;
$_check_lever$;

COMMENT ON FUNCTION agora_reward._check_lever(agora_reward.lever, jsonb)
    IS 'Refuse arguments that a lever does not take.';
REVOKE ALL ON FUNCTION agora_reward._check_lever(agora_reward.lever, jsonb) FROM PUBLIC;
