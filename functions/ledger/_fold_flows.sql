-- Job: adds the transactions behind the roll-up that are decided to daily_flow and daily_holder_flow, at most 100 x p_limit at
-- a time. Reports are exact whether or not this runs; it keeps reading them short.
-- Locks: the flow's horizon.
CREATE OR REPLACE FUNCTION agora_ledger._fold_flows(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_fold_flows$
DECLARE
    v_after  bigint;
    v_up_to  bigint;
BEGIN
    INSERT INTO agora_ledger.flow_horizon AS f (up_to_transaction) VALUES (0) ON CONFLICT ON CONSTRAINT flow_horizon_pk DO NOTHING;
    SELECT f.up_to_transaction INTO v_after FROM agora_ledger.flow_horizon AS f FOR UPDATE;
    SELECT least(h.transaction_id, v_after + 100::bigint * p_limit) INTO v_up_to FROM agora_ledger.horizon AS h;
    IF v_up_to IS NULL OR v_up_to <= v_after THEN
        RETURN 0;
    END IF;

    INSERT INTO agora_ledger.daily_flow AS d (day, kind, reason, transactions, minted, burned, transferred, earned, spent, exchanged)
    SELECT n.day, n.kind, n.reason, n.transactions, n.minted, n.burned, n.transferred, n.earned, n.spent, n.exchanged
      FROM agora_ledger._flow_of(v_after, v_up_to) AS n
    ON CONFLICT ON CONSTRAINT daily_flow_pk DO UPDATE
       SET transactions = d.transactions + excluded.transactions,
           minted       = d.minted + excluded.minted,
           burned       = d.burned + excluded.burned,
           transferred  = d.transferred + excluded.transferred,
           earned       = d.earned + excluded.earned,
           spent        = d.spent + excluded.spent,
           exchanged    = d.exchanged + excluded.exchanged;
    INSERT INTO agora_ledger.daily_holder_flow AS d (principal_id, day, kind, reason, transactions, earned, spent)
    SELECT n.principal_id, n.day, n.kind, n.reason, n.transactions, n.earned, n.spent
      FROM agora_ledger._holder_flow_of(v_after, v_up_to) AS n
    ON CONFLICT ON CONSTRAINT daily_holder_flow_pk DO UPDATE
       SET transactions = d.transactions + excluded.transactions,
           earned       = d.earned + excluded.earned,
           spent        = d.spent + excluded.spent;
    UPDATE agora_ledger.flow_horizon AS f SET up_to_transaction = v_up_to;
    RETURN v_up_to - v_after;
END;
$_fold_flows$;

COMMENT ON FUNCTION agora_ledger._fold_flows(integer)
    IS 'Job: fold at most 100 x p_limit (1 to 1000000) decided transactions into the daily roll-up; returns how many ids were passed.';
REVOKE ALL ON FUNCTION agora_ledger._fold_flows(integer) FROM PUBLIC;
