-- A criterion as answers show it: value, comparison, limit, met. At equality it is met; what is not known is not.
CREATE OR REPLACE FUNCTION agora_model._criterion(
    p_criterion   text,
    p_value       numeric,
    p_comparison  text,
    p_bound       numeric
)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_build_object('criterion', p_criterion, 'value', trim_scale(round(p_value, 9)), 'comparison', p_comparison, 'limit', trim_scale(p_bound),
                          'met', coalesce(CASE p_comparison WHEN '>=' THEN round(p_value, 9) >= p_bound ELSE round(p_value, 9) <= p_bound END, false));

COMMENT ON FUNCTION agora_model._criterion(text, numeric, text, numeric)
    IS 'A criterion with its value and limit, and whether it is met; p_comparison is >= or <=.';
REVOKE ALL ON FUNCTION agora_model._criterion(text, numeric, text, numeric) FROM PUBLIC;
