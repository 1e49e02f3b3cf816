-- Who helps whom. A task has at most max_helpers (of the policy) helpers that are alive, which the lock of its row guards, and an agent helps
-- with it once at a time.
-- Dump: all
CREATE TABLE agora_work.help_assignment (
    help_assignment_id  bigint      GENERATED ALWAYS AS IDENTITY,
    blocker_id          bigint      NOT NULL,
    task_id             bigint      NOT NULL,
    agent_id            bigint      NOT NULL,
    joined_at           timestamptz NOT NULL,
    ended_at            timestamptz,
    outcome             text,
    note                text,
    CONSTRAINT help_assignment_pk            PRIMARY KEY (help_assignment_id),
    CONSTRAINT help_assignment_blocker_id_fk FOREIGN KEY (blocker_id) REFERENCES agora_work.blocker (blocker_id),
    CONSTRAINT help_assignment_task_id_fk    FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT help_assignment_agent_id_fk   FOREIGN KEY (agent_id) REFERENCES agora_work.agent (agent_id),
    CONSTRAINT help_assignment_outcome_ck    CHECK (outcome IN ('solved', 'partial', 'unable', 'lost', 'over')),
    CONSTRAINT help_assignment_ended_ck      CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX help_assignment_open_uq   ON agora_work.help_assignment (task_id, agent_id) WHERE ended_at IS NULL;
CREATE INDEX help_assignment_task_id_ix       ON agora_work.help_assignment (task_id);
CREATE INDEX help_assignment_blocker_id_ix    ON agora_work.help_assignment (blocker_id);
CREATE INDEX help_assignment_agent_id_ix      ON agora_work.help_assignment (agent_id, ended_at);
COMMENT ON TABLE  agora_work.help_assignment                    IS 'Agents that help with blockers; see recorded_help.';
COMMENT ON COLUMN agora_work.help_assignment.help_assignment_id IS 'Key.';
COMMENT ON COLUMN agora_work.help_assignment.blocker_id         IS 'Blocker.';
COMMENT ON COLUMN agora_work.help_assignment.task_id            IS 'Task that is stuck.';
COMMENT ON COLUMN agora_work.help_assignment.agent_id           IS 'Agent that helps.';
COMMENT ON COLUMN agora_work.help_assignment.joined_at          IS 'Since when.';
COMMENT ON COLUMN agora_work.help_assignment.ended_at           IS 'Until when; NULL = it still helps.';
COMMENT ON COLUMN agora_work.help_assignment.outcome            IS 'solved, partial, unable, lost (its agent went away) or over (somebody else solved it).';
COMMENT ON COLUMN agora_work.help_assignment.note               IS 'What it found.';
