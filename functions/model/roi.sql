-- Is own infrastructure worth it? The calls of its models between two moments, priced call by call as if p_cloud_model had answered them,
-- against what they and the infrastructure cost in that time. A purchase counts as a whole, whenever it was made before p_until.
-- Errors: 22023 · ZP001 · ZP002 no price · ZP006 unknown provider.
CREATE OR REPLACE FUNCTION agora_model.roi(
    p_cloud_model  text,
    p_since        timestamptz,
    p_until        timestamptz DEFAULT agora.now(),
    p_provider     text        DEFAULT NULL
)
RETURNS agora_model.investment_return
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $roi$
DECLARE
    v_cloud   bigint := agora_model._serving_model(p_cloud_model);
    v_months  numeric;
    v_return  agora_model.investment_return;
BEGIN
    IF NOT coalesce(p_since < p_until AND isfinite(p_since) AND isfinite(p_until), false) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'time to compare is not usable',
            DETAIL  = format('p_since=%s p_until=%s', coalesce(p_since::text, 'NULL'), coalesce(p_until::text, 'NULL')),
            HINT    = 'Pass two moments, the first before the second.';
    END IF;
    IF agora_model._list_at(v_cloud, p_until) IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP002',
            MESSAGE = 'model has no price',
            DETAIL  = format('p_cloud_model=%s p_until=%s', p_cloud_model, p_until),
            HINT    = 'Compare with one that has, see agora_model.known_model.';
    END IF;
    IF p_provider IS NOT NULL THEN
        PERFORM agora_model._provider_of(p_provider);
    END IF;
    v_months := extract(epoch FROM p_until - p_since) / (30 * 86400);

    SELECT count(*), count(f.usd), coalesce(sum(f.usd), 0), coalesce(sum(c.cost_usd) FILTER (WHERE f.usd IS NOT NULL), 0)
      INTO v_return.local_calls, v_return.compared_calls, v_return.cloud_usd, v_return.calls_usd
      FROM agora_model.recorded_call AS c
      JOIN agora_model.model AS m ON m.model_id = c.model_id
     CROSS JOIN LATERAL agora_model._cost_of(agora_model._list_at(v_cloud, c.called_at), c.called_at, '{}', c.usage) AS f
     WHERE c.called_at >= p_since AND c.called_at < p_until
       AND m.provider_id IN (SELECT p.provider_id FROM agora_model.infrastructure AS i JOIN agora_model.provider AS p ON p.provider = i.provider
                              WHERE p_provider IS NULL OR i.provider = p_provider);
    SELECT coalesce(sum(i.monthly_usd * greatest(extract(epoch FROM least(coalesce(i.valid_until, p_until), p_until) - greatest(i.valid_from, p_since)), 0) / (30 * 86400)), 0),
           coalesce(sum(i.once_usd) FILTER (WHERE i.valid_from < p_until), 0)
      INTO v_return.running_usd, v_return.invested_usd
      FROM agora_model.infrastructure AS i
     WHERE p_provider IS NULL OR i.provider = p_provider;
    v_return.running_usd := trim_scale(round(v_return.running_usd::numeric, 6));
    v_return.saved_usd := trim_scale(round(v_return.cloud_usd - v_return.calls_usd - v_return.running_usd, 6));
    v_return.saved_usd_month := trim_scale(round(v_return.saved_usd / v_months, 6));
    v_return.payback_months := CASE WHEN v_return.saved_usd_month > 0 THEN round(v_return.invested_usd / v_return.saved_usd_month, 3) END;
    v_return.return_share := round((v_return.saved_usd - v_return.invested_usd) / nullif(v_return.invested_usd + v_return.running_usd + v_return.calls_usd, 0), 6);
    RETURN v_return;
END;
$roi$;

COMMENT ON FUNCTION agora_model.roi(text, timestamptz, timestamptz, text)
    IS 'What own infrastructure saved between two moments against a cloud model, in US dollars: cloud price of the same calls less their own and what it took to run; in 30 days, until the purchase is paid, and the return. p_provider NULL = all infrastructure.';
REVOKE ALL ON FUNCTION agora_model.roi(text, timestamptz, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.roi(text, timestamptz, timestamptz, text) TO agora_operator;
