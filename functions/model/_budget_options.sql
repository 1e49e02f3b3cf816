-- What somebody can do whom a budget refuses: where it degrades, a call that what is left pays for; wait for its next period, which has room
-- for no more than the limit, so whoever needs more asks for less.
CREATE OR REPLACE FUNCTION agora_model._budget_options(
    p_budget     bigint,
    p_start      timestamptz,
    p_remaining  numeric,
    p_usd        numeric
)
RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE WHEN b.on_exhausted = 'degrade' AND p_remaining > 0
                THEN jsonb_build_array(jsonb_build_object('option', 'cheaper_model', 'max_usd', trim_scale(p_remaining),
                                                          'advice', 'Choose a model for which the call costs at most max_usd.'))
                ELSE '[]' END
           || CASE WHEN p_usd > b.limit_usd
                   THEN jsonb_build_object('option', 'ask_for_less', 'max_usd', trim_scale(b.limit_usd), 'at', agora_model.period_end(b.period, p_start, b.time_zone),
                                           'advice', 'The budget never has as much: from then on a call may cost at most max_usd.')
                   ELSE jsonb_build_object('option', 'wait', 'at', agora_model.period_end(b.period, p_start, b.time_zone),
                                           'advice', 'Ask again when the next period of the budget has begun.') END
      FROM agora_model.budget AS b
     WHERE b.budget_id = p_budget;
END;

COMMENT ON FUNCTION agora_model._budget_options(bigint, timestamptz, numeric, numeric)
    IS 'Ways on for whom a budget refuses.';
REVOKE ALL ON FUNCTION agora_model._budget_options(bigint, timestamptz, numeric, numeric) FROM PUBLIC;
