-- Ranking strategy value: what of the need is covered, times how well the agent does, for what an hour costs. Who costs nothing is
-- first. Source: match × reputation ÷ cost per hour.
CREATE OR REPLACE FUNCTION agora_work.rank_value(
    p_match       numeric,
    p_reputation  numeric,
    p_cost_usd    numeric
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_cost_usd WHEN 0 THEN 'Infinity'::numeric ELSE p_match * p_reputation / p_cost_usd END;

COMMENT ON FUNCTION agora_work.rank_value(numeric, numeric, numeric)
    IS 'Score by strategy value: match (0 to 1) × reputation (0 to 1) ÷ US dollars an hour; infinite where it costs nothing.';
REVOKE ALL ON FUNCTION agora_work.rank_value(numeric, numeric, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.rank_value(numeric, numeric, numeric) TO agora_reader;
