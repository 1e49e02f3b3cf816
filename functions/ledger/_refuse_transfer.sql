-- Says why a debit of p_from or a credit of p_to is not made: the first thing that stands against it. One of them does, else
-- nobody calls this.
-- Errors: 42501 · ZA002 receiver suspended · ZL002 · ZL004 · ZL010.
CREATE OR REPLACE FUNCTION agora_ledger._refuse_transfer(
    p_from       bigint,
    p_to         bigint,
    p_micro      bigint,
    p_funds      numeric,
    p_is_owner   boolean,
    p_suspended  timestamptz,
    p_frozen     timestamptz,
    p_actor      bigint
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refuse_transfer$
BEGIN
    IF NOT p_is_owner THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'only its owner pays from an account',
            DETAIL  = format('p_from=%s p_actor=%s', p_from, p_actor),
            HINT    = 'Pay from your own account; a service names the owner as p_actor, an operator pays from system accounts.';
    END IF;
    IF p_suspended IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA002',
            MESSAGE = 'principal is suspended',
            DETAIL  = format('p_to=%s since=%s', p_to, p_suspended),
            HINT    = 'An operator may lift it with agora.resume_principal().';
    END IF;
    IF p_frozen IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL010',
            MESSAGE = 'account is frozen',
            DETAIL  = format('account_id=%s since=%s', p_from, p_frozen),
            HINT    = 'It may be paid into, not from; an operator may lift it with agora_ledger.unfreeze_account().';
    END IF;
    IF p_funds < p_micro THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL002',
            MESSAGE = 'balance is insufficient',
            DETAIL  = format('account_id=%s available=%s needed=%s missing=%s', p_from, trim_scale(p_funds * 0.000001),
                             trim_scale(p_micro * 0.000001), trim_scale((p_micro - p_funds) * 0.000001)),
            HINT    = 'Earn or receive what is missing, or ask for less; nothing was moved.';
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'ZL004',
        MESSAGE = 'balance would exceed its limit',
        DETAIL  = format('account_id=%s limit=1000000000000', p_to),
        HINT    = 'Send less, or to another account; nothing was moved.';
END;
$_refuse_transfer$;

COMMENT ON FUNCTION agora_ledger._refuse_transfer(bigint, bigint, bigint, numeric, boolean, timestamptz, timestamptz, bigint)
    IS 'Raise the reason for which a debit or a credit is not made.';
REVOKE ALL ON FUNCTION agora_ledger._refuse_transfer(bigint, bigint, bigint, numeric, boolean, timestamptz, timestamptz, bigint) FROM PUBLIC;
