-- Job: empties the partition of nonces that nothing fresh is in, and forgets conversations that nobody went on with.
-- Locks: ACCESS EXCLUSIVE on that partition alone, which no message uses then.
CREATE OR REPLACE FUNCTION agora_work._forget_messages(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '1s'
AS $_forget_messages$
DECLARE
    v_now            timestamptz := agora.now();
    v_period         bigint := floor(extract(epoch FROM v_now) / 600)::bigint;
    v_partition      text := format('agora_work.nonce_p%s', (v_period + 1) % 3);
    v_nonces         bigint;
    v_newest         bigint;
    v_conversations  bigint;
BEGIN
    -- The partition of the next period is that of two periods ago, whose messages are all stale; unless something was issued early.
    EXECUTE format('SELECT count(*), max(n.period) FROM %s AS n', v_partition) INTO v_nonces, v_newest;
    IF v_newest <= v_period - 2 THEN
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', v_partition);
        EXECUTE format('SELECT max(n.period) FROM %s AS n', v_partition) INTO v_newest;
    END IF;
    IF v_newest <= v_period - 2 THEN
        EXECUTE format('TRUNCATE %s', v_partition);
    ELSE
        v_nonces := 0;
    END IF;
    DELETE FROM agora_work.conversation AS c
     WHERE (c.principal_id, c.conversation) IN (
           SELECT o.principal_id, o.conversation
             FROM agora_work.conversation AS o
            WHERE o.last_at < v_now - agora.setting_interval('work.conversation_retention')
            LIMIT p_limit
              FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_conversations = ROW_COUNT;
    RETURN v_nonces + v_conversations;
END;
$_forget_messages$;

COMMENT ON FUNCTION agora_work._forget_messages(integer)
    IS 'Job: empty the oldest partition of nonces, and delete at most p_limit (1 to 1000000) conversations past their retention.';
REVOKE ALL ON FUNCTION agora_work._forget_messages(integer) FROM PUBLIC;
