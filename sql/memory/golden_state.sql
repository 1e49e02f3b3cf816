-- Exemplary solutions, at most one per attempt, as many per problem as there are. What an attempt used (tools, model,
-- transforms) is read from the attempt; problem, solution and code are kept here, because texts of attempts can end.
-- Dump golden_state: all
CREATE TABLE agora_memory.golden_state (
    golden_state_id  bigint       GENERATED ALWAYS AS IDENTITY,
    attempt_id       bigint       NOT NULL,
    problem          text         NOT NULL,
    problem_hash     agora.sha256 NOT NULL,
    solution         text         NOT NULL,
    code             text,
    language         text,
    category         text,
    quality          agora.score  NOT NULL,
    claimed_quality  agora.score  NOT NULL,
    status           text         NOT NULL DEFAULT 'nominated',
    nominated_by     bigint       NOT NULL,
    nominated_at     timestamptz  NOT NULL,
    reuses           bigint       NOT NULL DEFAULT 0,
    successes        bigint       NOT NULL DEFAULT 0,
    last_reused_at   timestamptz,
    CONSTRAINT golden_state_pk              PRIMARY KEY (golden_state_id),
    CONSTRAINT golden_state_attempt_uq      UNIQUE (attempt_id),
    CONSTRAINT golden_state_attempt_id_fk   FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT golden_state_category_fk     FOREIGN KEY (category) REFERENCES agora.problem_category (category),
    CONSTRAINT golden_state_nominated_by_fk FOREIGN KEY (nominated_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT golden_state_status_ck       CHECK (status IN ('nominated', 'approved', 'rejected', 'revoked')),
    CONSTRAINT golden_state_reuses_ck       CHECK (successes >= 0 AND successes <= reuses)
) WITH (fillfactor = 80);
CREATE INDEX golden_state_category_ix     ON agora_memory.golden_state (category);
CREATE INDEX golden_state_nominated_by_ix ON agora_memory.golden_state (nominated_by);
CREATE INDEX golden_state_problem_hash_ix ON agora_memory.golden_state (problem_hash);
CREATE INDEX golden_state_nominated_ix    ON agora_memory.golden_state (nominated_at) WHERE status = 'nominated';
COMMENT ON TABLE  agora_memory.golden_state                 IS 'Golden states; see approved_golden_state and golden_review, find them with search_golden().';
COMMENT ON COLUMN agora_memory.golden_state.golden_state_id IS 'Key.';
COMMENT ON COLUMN agora_memory.golden_state.attempt_id      IS 'Attempt that found the solution; its principal is the author.';
COMMENT ON COLUMN agora_memory.golden_state.problem         IS 'Problem in words.';
COMMENT ON COLUMN agora_memory.golden_state.problem_hash    IS 'SHA-256 of the problem, blind to case and white space; for exact repeats, similar ones are searched.';
COMMENT ON COLUMN agora_memory.golden_state.solution        IS 'Solution in words; the code where there are none.';
COMMENT ON COLUMN agora_memory.golden_state.code            IS 'Code of the attempt, verbatim.';
COMMENT ON COLUMN agora_memory.golden_state.language        IS 'Language of the code.';
COMMENT ON COLUMN agora_memory.golden_state.category        IS 'Problem category.';
COMMENT ON COLUMN agora_memory.golden_state.quality         IS 'Quality 0..1: that of the attempt when it was nominated, no more than its new code measured, or than memory.golden_claim_max where it had none.';
COMMENT ON COLUMN agora_memory.golden_state.claimed_quality IS 'Quality 0..1 as recorded on the attempt when it was nominated; a claim.';
COMMENT ON COLUMN agora_memory.golden_state.status          IS 'nominated, approved, rejected or revoked.';
COMMENT ON COLUMN agora_memory.golden_state.nominated_by    IS 'Who nominated it.';
COMMENT ON COLUMN agora_memory.golden_state.nominated_at    IS 'When.';
COMMENT ON COLUMN agora_memory.golden_state.reuses          IS 'Reuses by others.';
COMMENT ON COLUMN agora_memory.golden_state.successes       IS 'Those that succeeded.';
COMMENT ON COLUMN agora_memory.golden_state.last_reused_at  IS 'Last reuse.';

CREATE TRIGGER golden_state_guard_status
    BEFORE UPDATE OF status ON agora_memory.golden_state
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('golden_state');

-- Dump golden_decision: all
CREATE TABLE agora_memory.golden_decision (
    golden_state_id  bigint      NOT NULL,
    status           text        NOT NULL,
    source           text        NOT NULL,
    notes            text,
    principal_id     bigint      NOT NULL,
    decided_at       timestamptz NOT NULL,
    CONSTRAINT golden_decision_pk                 PRIMARY KEY (golden_state_id, status),
    CONSTRAINT golden_decision_golden_state_id_fk FOREIGN KEY (golden_state_id) REFERENCES agora_memory.golden_state (golden_state_id),
    CONSTRAINT golden_decision_principal_id_fk    FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT golden_decision_status_ck          CHECK (status IN ('nominated', 'approved', 'rejected', 'revoked')),
    CONSTRAINT golden_decision_source_ck          CHECK (source IN ('automatic', 'human', 'quorum'))
);
CREATE INDEX golden_decision_principal_id_ix ON agora_memory.golden_decision (principal_id);
COMMENT ON TABLE  agora_memory.golden_decision                 IS 'How each golden state came to its status; a status is reached once; append-only; see golden_history.';
COMMENT ON COLUMN agora_memory.golden_decision.golden_state_id IS 'Golden state.';
COMMENT ON COLUMN agora_memory.golden_decision.status          IS 'Status it came to.';
COMMENT ON COLUMN agora_memory.golden_decision.source          IS 'automatic (the rule on quality), human or quorum.';
COMMENT ON COLUMN agora_memory.golden_decision.notes           IS 'Why.';
COMMENT ON COLUMN agora_memory.golden_decision.principal_id    IS 'Who decided.';
COMMENT ON COLUMN agora_memory.golden_decision.decided_at      IS 'When.';

CREATE TRIGGER golden_decision_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.golden_decision
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER golden_decision_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.golden_decision
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
