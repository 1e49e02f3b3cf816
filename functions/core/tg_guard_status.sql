-- Refuses a change of status that state_transition does not list. Attached by each governed table, with the machine's name. It runs
-- within the statement that changes the table, which is the owner's, with its path.
-- Errors: ZA009.
CREATE OR REPLACE FUNCTION agora.tg_guard_status()
RETURNS trigger
LANGUAGE plpgsql
AS $tg_guard_status$
BEGIN
    IF (agora._legal_moves() -> tg_argv[0] -> old.status ? new.status) IS NOT TRUE THEN
        PERFORM agora._check_move(tg_argv[0], old.status, new.status);
    END IF;
    RETURN new;
END;
$tg_guard_status$;

COMMENT ON FUNCTION agora.tg_guard_status()
    IS 'Trigger: refuses a change of status that its state machine does not list.';
REVOKE ALL ON FUNCTION agora.tg_guard_status() FROM PUBLIC;
