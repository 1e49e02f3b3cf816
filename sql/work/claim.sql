-- Claims that ended, one row each, written when they end; the one that lasts is in the task's row. Epochs of a task count from 1
-- without a gap, and no two of its claims overlap: that each task had one owner at a time can be read here. No foreign keys: they
-- would be half of what a batch costs, a task goes together with its claims, agents never do, and probe work.tasks checks the same.
-- Dump: all
CREATE TABLE agora_work.claim (
    task_id     bigint             NOT NULL,
    epoch       bigint             NOT NULL,
    agent_id    bigint             NOT NULL,
    outcome     agora_work.outcome NOT NULL,
    claimed_at  timestamptz        NOT NULL,
    started_at  timestamptz,
    ended_at    timestamptz        NOT NULL,
    retry_at    timestamptz,
    cost_usd    agora.usd_amount,
    error       text,
    CONSTRAINT claim_pk PRIMARY KEY (task_id, epoch)
);
CREATE INDEX claim_agent_id_ix ON agora_work.claim (agent_id, ended_at);
CREATE INDEX claim_ended_at_ix ON agora_work.claim USING brin (ended_at);
COMMENT ON TABLE  agora_work.claim            IS 'Claims that ended; see claim_history.';
COMMENT ON COLUMN agora_work.claim.task_id    IS 'Task.';
COMMENT ON COLUMN agora_work.claim.epoch      IS 'Number of the claim, from 1.';
COMMENT ON COLUMN agora_work.claim.agent_id   IS 'Agent that held the task.';
COMMENT ON COLUMN agora_work.claim.outcome    IS 'completed, failed, lost (no heartbeat, or past its time), released, blocked or cancelled.';
COMMENT ON COLUMN agora_work.claim.claimed_at IS 'From when.';
COMMENT ON COLUMN agora_work.claim.started_at IS 'When work began, if it did.';
COMMENT ON COLUMN agora_work.claim.ended_at   IS 'Until when; of a lost one, when it was lost.';
COMMENT ON COLUMN agora_work.claim.retry_at   IS 'When the task may be claimed again; NULL = it may not.';
COMMENT ON COLUMN agora_work.claim.cost_usd   IS 'What the agent says that it cost, in US dollars.';
COMMENT ON COLUMN agora_work.claim.error      IS 'What went wrong.';

CREATE TRIGGER claim_refuse_change
    BEFORE UPDATE ON agora_work.claim
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER claim_refuse_delete
    BEFORE DELETE ON agora_work.claim
    FOR EACH ROW WHEN ((old.ended_at < agora.now() - agora_work._tasks_kept()) IS NOT TRUE)
    EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER claim_refuse_truncate
    BEFORE TRUNCATE ON agora_work.claim
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
