-- Shares of an assignment as they are kept: models, the largest share first.
-- Errors: 22023 · ZP001 · ZP050.
CREATE OR REPLACE FUNCTION agora_model._read_shares(
    p_shares        jsonb,
    OUT model_ids   bigint[],
    OUT shares      numeric[]
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_read_shares$
BEGIN
    PERFORM agora._check_object('p_shares', p_shares);
    IF p_shares = '{}' OR EXISTS (SELECT FROM jsonb_each(p_shares) AS s WHERE jsonb_typeof(s.value) <> 'number' OR NOT agora._is_number(s.value, 0, 1, 6)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'shares are not usable',
            DETAIL  = format('p_shares=%s', left(p_shares::text, 300)),
            HINT    = 'Pass models with their shares, from 0 to 1 with at most six decimals, such as {"acme/turbo": 0.9, "acme/mini": 0.1}.';
    END IF;
    SELECT array_agg(n.model ORDER BY n.share DESC, n.model), array_agg(n.share ORDER BY n.share DESC, n.model)
      INTO model_ids, shares
      FROM (SELECT agora_model._serving_model(s.key) AS model, trim_scale(sum(s.value::numeric)) AS share FROM jsonb_each(p_shares) AS s GROUP BY 1) AS n;
    IF NOT agora_model._is_whole(shares) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP050',
            MESSAGE = 'shares do not sum to one',
            DETAIL  = format('p_shares=%s sum=%s', left(p_shares::text, 300), (SELECT sum(s) FROM unnest(shares) AS s)),
            HINT    = 'Say which model serves each part of the calls; a model with share 0 serves where a budget asks for something cheaper.';
    END IF;
END;
$_read_shares$;

COMMENT ON FUNCTION agora_model._read_shares(jsonb)
    IS 'Models and shares of a JSON object; raises where they are not a whole.';
REVOKE ALL ON FUNCTION agora_model._read_shares(jsonb) FROM PUBLIC;
