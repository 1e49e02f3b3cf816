-- Pays for evidence that paid nobody when it came, in its order and by today's policy. A dry run is the real one, taken back: it shows
-- cuts and shared budgets as they would be. What is paid or withheld is left out, so repeated calls go on where the last one stopped.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZA015 ends a dry run, never told.
-- Locks: transforms and first versions of lineages in id order, then the wallets, in account order.
-- Emits: reward.token.issued.v1 · reward.token.withheld.v1
CREATE OR REPLACE FUNCTION agora_reward.pay_retroactively(
    p_kind     text,
    p_from     timestamptz DEFAULT '-infinity',
    p_to       timestamptz DEFAULT 'infinity',
    p_dry_run  boolean     DEFAULT true,
    p_limit    integer     DEFAULT 1000,
    p_key      text        DEFAULT NULL,
    p_actor    bigint      DEFAULT agora.current_principal()
)
RETURNS SETOF agora_reward.retroactive_payout
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pay_retroactively$
DECLARE
    v_first  jsonb;
    v_rows   agora_reward.retroactive_payout[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_limit', p_limit, 1, 10000);
    IF p_kind IS NULL OR p_kind NOT IN ('transform', 'golden', 'reuse', 'pattern', 'royalty') OR p_dry_run IS NULL
       OR NOT coalesce(p_from < p_to, false) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'nothing to pay for is named',
            DETAIL  = format('p_kind=%s p_from=%s p_to=%s p_dry_run=%s', left(coalesce(p_kind, 'NULL'), 40), coalesce(p_from::text, 'NULL'),
                             coalesce(p_to::text, 'NULL'), coalesce(p_dry_run::text, 'NULL')),
            HINT    = 'Pass transform, golden, reuse, pattern or royalty, a time before another one, and whether it is a dry run.';
    END IF;
    IF NOT p_dry_run THEN
        PERFORM agora._check_text('p_key', p_key, 200);
        v_first := agora._first_result('pay_retroactively', p_actor, p_key, jsonb_build_array(p_kind, extract(epoch FROM p_from), extract(epoch FROM p_to), p_limit));
        IF v_first IS NOT NULL THEN
            RETURN QUERY SELECT x.* FROM jsonb_populate_recordset(NULL::agora_reward.retroactive_payout, v_first) AS x;
            RETURN;
        END IF;
    END IF;
    BEGIN
        v_rows := agora_reward._pay_unpaid(p_kind, p_from, p_to, p_limit);
        IF p_dry_run THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZA015',
                MESSAGE = 'the dry run ends',
                DETAIL  = format('payouts=%s', cardinality(v_rows)),
                HINT    = 'It is caught here.';
        END IF;
    EXCEPTION WHEN SQLSTATE 'ZA015' THEN
        SELECT array_agg(ROW(u.kind, u.subject_kind, u.subject_id, u.principal_id, u.evidence_id, u.factors, u.earned, u.cuts, u.amount, u.withheld,
                             NULL)::agora_reward.retroactive_payout ORDER BY u.ordinality)
          INTO v_rows
          FROM unnest(v_rows) WITH ORDINALITY AS u;
    END;
    PERFORM agora._keep_result('pay_retroactively', p_actor, CASE WHEN NOT p_dry_run THEN p_key END, coalesce(to_jsonb(v_rows), '[]'));
    RETURN QUERY SELECT u.* FROM unnest(v_rows) AS u;
END;
$pay_retroactively$;

COMMENT ON FUNCTION agora_reward.pay_retroactively(text, timestamptz, timestamptz, boolean, integer, text, bigint)
    IS 'Pay a kind of reward (transform, golden, reuse, pattern, royalty) for evidence recorded in [p_from, p_to) that paid nobody, at most p_limit (1 to 10000, by default 1000) pieces; a dry run, the default, shows it. p_key is required otherwise.';
REVOKE ALL ON FUNCTION agora_reward.pay_retroactively(text, timestamptz, timestamptz, boolean, integer, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.pay_retroactively(text, timestamptz, timestamptz, boolean, integer, text, bigint) TO agora_operator;
