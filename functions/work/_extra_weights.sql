-- What capabilities weigh beyond the one that each of them weighs, by position; none where nothing is weighed.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._extra_weights(
    p_capabilities  bigint[],
    p_weights       jsonb
)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_extra_weights$
DECLARE
    v_known  text[];
    v_wrong  text;
BEGIN
    IF p_weights = '{}' THEN
        RETURN '{}';
    END IF;
    PERFORM agora._check_object('p_weights', p_weights);
    v_known := ARRAY(SELECT c.code FROM agora_work.capability AS c WHERE c.capability_id = ANY (p_capabilities));
    SELECT min(e.key) INTO v_wrong
      FROM jsonb_each(p_weights) AS e
     WHERE e.key <> ALL (v_known) OR jsonb_typeof(e.value) <> 'number' OR NOT agora._is_number(e.value, 1, 1000, 0);
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'weights are not usable',
            DETAIL  = format('p_weights: wrong=%s', left(v_wrong, 200)),
            HINT    = 'Pass an object of whole numbers from 1 to 1000 by codes that are needed; the others weigh 1.';
    END IF;
    RETURN ARRAY(SELECT coalesce((p_weights -> c.code)::bigint, 1) - 1
                   FROM unnest(p_capabilities) WITH ORDINALITY AS u(id, place)
                   JOIN agora_work.capability AS c ON c.capability_id = u.id
                  ORDER BY u.place);
END;
$_extra_weights$;

COMMENT ON FUNCTION agora_work._extra_weights(bigint[], jsonb)
    IS 'What capabilities weigh beyond one, by position.';
REVOKE ALL ON FUNCTION agora_work._extra_weights(bigint[], jsonb) FROM PUBLIC;
