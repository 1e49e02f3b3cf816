-- What usage costs by a price list; no list, no cost. The most special units first: what they count is taken off the units they are part
-- of, so nothing is charged twice; more parts than there are of the whole is a fault. A tier counts for all of a call, by all its input
-- tokens. The arithmetic is that of genai-prices.
CREATE OR REPLACE FUNCTION agora_model._cost_of(
    p_list     bigint,
    p_at       timestamptz,
    p_variant  jsonb,
    p_usage    jsonb,
    OUT usd    numeric,
    OUT fault  text[]
)
LANGUAGE plpgsql STABLE
AS $_cost_of$
DECLARE
    c_exact   constant numeric := 0.0000000000000000; -- a quotient has as many decimals as its dividend, however large it is
    v_lines   agora_model.price_line[];
    v_line    agora_model.price_line;
    v_input   numeric := coalesce((p_usage ->> 'input_tokens')::numeric, 0);
    v_rest    numeric[] := '{}';
    v_count   numeric;
    v_part    smallint;
    v_tier    integer;
    v_found   text;
BEGIN
    IF p_list IS NULL THEN
        RETURN;
    END IF;
    SELECT l.lines INTO v_lines FROM agora_model.price_list AS l WHERE l.price_list_id = p_list;
    v_lines := coalesce(v_lines, agora_model._lines_at(p_list, p_at, p_variant));
    usd := 0;
    -- Loops, because each unit needs what is left of the ones before it; a list has two to ten.
    FOREACH v_line IN ARRAY v_lines LOOP
        v_count := CASE v_line.unit WHEN 'requests' THEN 1 ELSE (p_usage ->> v_line.unit)::numeric END;
        IF v_count IS NULL THEN
            v_count := 0;
            v_found := agora_model._missing_for(v_line.unit, p_usage);
            IF v_found IS NOT NULL THEN
                fault := ARRAY['usage is not consistent', format('missing=%s reported=%s', v_line.unit, v_found),
                               'Report the whole beside its parts: input_tokens counts cached tokens, too.'];
                RETURN;
            END IF;
        ELSIF v_count > 0 AND v_count < v_line.minimum THEN
            v_count := v_line.minimum;
        END IF;
        FOREACH v_part IN ARRAY v_line.parts LOOP
            v_count := v_count - v_rest[v_part];
        END LOOP;
        IF v_count < 0 THEN
            fault := ARRAY['usage is not consistent', format('unit=%s reported=%s parts_exceed_it_by=%s', v_line.unit, p_usage ->> v_line.unit, -v_count),
                           'Report the whole beside its parts: input_tokens counts cached tokens, too.'];
            RETURN;
        END IF;
        v_rest := v_rest || v_count;
        v_tier := 1;
        WHILE v_line.starts[v_tier] > 0 AND v_line.starts[v_tier] >= v_input LOOP
            v_tier := v_tier + 1;
        END LOOP;
        usd := usd + (v_count * v_line.usd[v_tier] + c_exact) / v_line.per;
    END LOOP;
    usd := trim_scale(round(usd, 12));
    IF usd > 1000000000000 THEN
        fault := ARRAY['cost is not usable', format('usd=%s', usd), 'A call costs at most 1e12 US dollars: look at its usage, and at the price.'];
        usd := NULL;
    END IF;
END;
$_cost_of$;

COMMENT ON FUNCTION agora_model._cost_of(bigint, timestamptz, jsonb, jsonb)
    IS 'Cost of usage by a price list in US dollars, or the fault of the usage as message, detail and hint.';
REVOKE ALL ON FUNCTION agora_model._cost_of(bigint, timestamptz, jsonb, jsonb) FROM PUBLIC;
