-- What an agent does next, in one call: the task it waits for, where that is free again; else the next task; else help with what is
-- stuck, where its knowledge applies; else a filler of its own; else a universal one. Fillers stop for tasks and for help.
-- No row means that there is nothing now. A filler comes only to who has none. p_sources says what it wants of that.
-- Errors: 0A000 isolation, of who has a hard budget · 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW002 · ZW004 no budget left · ZW061 halted · ZW095 too soon.   Locks: as claim_next().
-- Emits: work.task.claimed.v1 · work.task.returned.v1 · work.help.joined.v1 · work.message.sent.v1, and what a sweep that is due emits.
CREATE OR REPLACE FUNCTION agora_work.next_work(
    p_agent    bigint,
    p_sources  text[] DEFAULT '{own,next,help,filler,universal}',
    p_key      text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS SETOF agora_work.work_offer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $next_work$
DECLARE
    v_first   jsonb;
    v_offers  agora_work.work_offer[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_work._check_self(p_agent, p_actor);
    IF p_sources IS NULL OR cardinality(p_sources) = 0 OR NOT p_sources <@ '{own,next,help,filler,universal}' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'sources are not usable',
            DETAIL  = format('p_sources=%s', left(coalesce(p_sources::text, 'NULL'), 200)),
            HINT    = 'Pass an array of own, next, help, filler and universal.';
    END IF;
    v_first := agora._first_result('next_work', p_actor, p_key, jsonb_build_array(p_agent, to_jsonb(p_sources)));
    IF v_first IS NOT NULL THEN
        RETURN QUERY SELECT f.* FROM jsonb_populate_recordset(NULL::agora_work.work_offer, v_first) AS f;
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM agora_work.blocker AS b WHERE b.due_at <= agora.now()) THEN
        PERFORM agora_work._climb_ladder(100);
    END IF;
    v_offers := ARRAY(SELECT o FROM agora_work._next_offer(p_agent, p_sources, p_actor) AS o WHERE o.source IS NOT NULL);
    PERFORM agora._keep_result('next_work', p_actor, p_key, to_jsonb(v_offers));
    RETURN QUERY SELECT o.* FROM unnest(v_offers) AS o;
END;
$next_work$;

COMMENT ON FUNCTION agora_work.next_work(bigint, text[], text, bigint)
    IS 'Claim what an agent should do next, source own, next, help, filler or universal, of those in p_sources the first that there is, and stop its fillers for better work; no row = nothing now.';
REVOKE ALL ON FUNCTION agora_work.next_work(bigint, text[], text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.next_work(bigint, text[], text, bigint) TO agora_service;
