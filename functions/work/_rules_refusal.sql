-- Why rules refuse an agent the tasks of a lane, by what counts for it there, what it holds or declares, what an hour of it costs and its measured reputation; that of
-- a newcomer, NULL, is the prior. NULL = they do not. The one place that compares; it ends with what costs most.
-- Inlined into what asks it.
CREATE OR REPLACE FUNCTION agora_work._rules_refusal(
    p_rules       jsonb,
    p_needs       text[],
    p_held        text[],
    p_said        text[],
    p_usd         numeric,
    p_reputation  numeric
)
RETURNS text
LANGUAGE sql STABLE
RETURN CASE WHEN NOT p_needs <@ p_held THEN 'capability_missing'
            WHEN p_usd > (p_rules -> 'hourly_usd')::numeric THEN 'too_dear'
            WHEN p_rules -> 'disqualifying' ?| p_said THEN 'disqualified'
            WHEN coalesce(p_reputation, agora.setting_numeric('work.reputation_prior')) < (p_rules -> 'min_reputation')::numeric THEN 'reputation_low' END;

COMMENT ON FUNCTION agora_work._rules_refusal(jsonb, text[], text[], text[], numeric, numeric)
    IS 'Why rules refuse an agent that such is known of: capability_missing, too_dear, disqualified, reputation_low; NULL = they do not.';
REVOKE ALL ON FUNCTION agora_work._rules_refusal(jsonb, text[], text[], text[], numeric, numeric) FROM PUBLIC;
