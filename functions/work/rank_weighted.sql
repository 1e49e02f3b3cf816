-- Ranking strategy weighted: a weighted sum of five parts, each 0 to 1. Skills beyond the need are worth a little, never a malus.
-- Source: .40 capability + .30 fit + .15 cost + .10 experience + .05 availability by default; the weights are of the policy.
CREATE OR REPLACE FUNCTION agora_work.rank_weighted(
    p_match         numeric,
    p_extra_skills  bigint,
    p_fit           numeric,
    p_cost_share    numeric,
    p_experience    numeric,
    p_availability  numeric,
    p_weights       numeric[] DEFAULT '{0.40,0.30,0.15,0.10,0.05}'
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_weights[1] * least(1, p_match + least(0.10, 0.02 * p_extra_skills)) + p_weights[2] * p_fit
       + p_weights[3] * greatest(0, 1 - p_cost_share) + p_weights[4] * p_experience + p_weights[5] * p_availability;

COMMENT ON FUNCTION agora_work.rank_weighted(numeric, bigint, numeric, numeric, numeric, numeric, numeric[])
    IS 'Score by strategy weighted: match, skills beyond the need, fit, cost as a share of what a task may cost, experience and availability; p_weights has five.';
REVOKE ALL ON FUNCTION agora_work.rank_weighted(numeric, bigint, numeric, numeric, numeric, numeric, numeric[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.rank_weighted(numeric, bigint, numeric, numeric, numeric, numeric, numeric[]) TO agora_reader;
