-- Last step of an attempt that succeeds: nominates it where it is fit. Where the flag golden_states is off nothing is written.
CREATE OR REPLACE FUNCTION agora_memory._nominate_golden(
    p_attempt  bigint,
    p_actor    bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_nominate_golden$
BEGIN
    IF NOT agora.flag_on('golden_states', p_actor) THEN
        RETURN NULL;
    END IF;
    RETURN (agora_memory._add_golden(p_attempt, NULL, NULL, NULL, 'automatic', p_actor)).golden_state_id;
END;
$_nominate_golden$;

COMMENT ON FUNCTION agora_memory._nominate_golden(bigint, bigint)
    IS 'Nominate a fit attempt and return the golden state; NULL where it is not fit or the flag is off.';
REVOKE ALL ON FUNCTION agora_memory._nominate_golden(bigint, bigint) FROM PUBLIC;
