-- Whether the row of an agent, is_plain and capabilities_until, answers what an environment asks of claims by these rules, but for reputation: they are drawn
-- (NULL = not) and ask for no level and no cost. Given its columns, because a row would be made anew for each where a query asks of many.
-- Inlined into what asks it.
CREATE OR REPLACE FUNCTION agora_work._is_answered(
    p_is_plain  boolean,
    p_until     timestamptz,
    p_rules     jsonb
)
RETURNS boolean
LANGUAGE sql STABLE
RETURN p_is_plain AND p_until > agora.now() AND (p_rules -> 'min_level')::integer <= 1 AND (p_rules -> 'hourly_usd')::numeric >= 10000;

COMMENT ON FUNCTION agora_work._is_answered(boolean, timestamptz, jsonb)
    IS 'Whether the row of an agent answers what the rules of an environment ask; NULL = not known, so look it up.';
REVOKE ALL ON FUNCTION agora_work._is_answered(boolean, timestamptz, jsonb) FROM PUBLIC;
