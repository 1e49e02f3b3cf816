-- Guards a task: a change of status is a legal move, what is closed stays as it is, and what a task says of itself agrees with its status:
-- whoever waits is blocked, whoever is held has a claim, begun or not, and whoever is closed has a time for that.
-- One trigger, and neither a check nor a condition of a trigger: those are parsed from text in every statement that writes a row.
-- Errors: 23514 columns and status disagree · ZA009 move is not legal · ZA010 closed.
CREATE OR REPLACE FUNCTION agora_work.tg_task_guard()
RETURNS trigger
LANGUAGE plpgsql
AS $tg_task_guard$
BEGIN
    -- Of a new row, everything that it was is null. Few operators: each is looked up anew in every transaction.
    IF (old.closed_at IS NULL AND (old.status IS NULL OR old.status = new.status OR agora._legal_moves() -> tg_argv[0] -> old.status ? new.status)) IS NOT TRUE THEN
        IF old.closed_at IS NOT NULL THEN
            PERFORM agora._refuse_change(tg_table_schema, tg_table_name, tg_op);
        END IF;
        PERFORM agora._check_move(tg_argv[0], old.status, new.status);
    END IF;
    IF (least(new.unmet, new.blockers, new.attempts) >= 0
        AND CASE WHEN new.closed_at IS NOT NULL THEN new.status IN ('completed', 'failed', 'cancelled')
                 ELSE new.status = CASE WHEN new.unmet + new.blockers > 0 THEN 'blocked' WHEN new.holder_id IS NULL THEN 'available'
                                        WHEN new.started_at IS NULL THEN 'claimed' ELSE 'in_progress' END END
        AND CASE WHEN new.holder_id IS NULL
                 THEN coalesce(new.claimed_at, new.started_at, new.lease_until, new.finish_by) IS NULL AND new.lease IS NULL
                 ELSE new.closed_at IS NULL AND new.status <> 'blocked'
                      AND new.claimed_at IS NOT NULL AND new.lease IS NOT NULL AND new.lease_until IS NOT NULL AND new.finish_by IS NOT NULL END) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = '23514',
        MESSAGE = 'columns of a task disagree with its status',
        DETAIL  = format('task_id=%s status=%s unmet=%s blockers=%s attempts=%s holder_id=%s started_at=%s closed_at=%s', new.task_id, new.status, new.unmet, new.blockers,
                         new.attempts, new.holder_id, new.started_at, new.closed_at),
        HINT    = 'Change tasks with the functions of agora_work.';
END;
$tg_task_guard$;

CREATE OR REPLACE TRIGGER task_guard_status
    BEFORE INSERT OR UPDATE ON agora_work.task
    FOR EACH ROW EXECUTE FUNCTION agora_work.tg_task_guard('task');

COMMENT ON FUNCTION agora_work.tg_task_guard()
    IS 'Trigger: guards the moves of a task, what is closed, and that its columns agree with its status.';
REVOKE ALL ON FUNCTION agora_work.tg_task_guard() FROM PUBLIC;
