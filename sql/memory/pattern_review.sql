-- Every so many contributions somebody should look at the library: a task for a person.
-- Dump: all
CREATE TABLE agora_memory.pattern_review (
    pattern_review_id   bigint      GENERATED ALWAYS AS IDENTITY,
    first_contribution  bigint      NOT NULL,
    last_contribution   bigint      NOT NULL,
    status              text        NOT NULL DEFAULT 'open',
    opened_at           timestamptz NOT NULL,
    done_by             bigint,
    done_at             timestamptz,
    notes               text,
    CONSTRAINT pattern_review_pk         PRIMARY KEY (pattern_review_id),
    CONSTRAINT pattern_review_last_uq    UNIQUE (last_contribution),
    CONSTRAINT pattern_review_done_by_fk FOREIGN KEY (done_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT pattern_review_status_ck  CHECK (status IN ('open', 'done')),
    CONSTRAINT pattern_review_done_ck    CHECK ((status = 'done') = (done_at IS NOT NULL AND done_by IS NOT NULL AND notes IS NOT NULL)),
    CONSTRAINT pattern_review_range_ck   CHECK (first_contribution <= last_contribution)
);
CREATE INDEX pattern_review_done_by_ix ON agora_memory.pattern_review (done_by);
COMMENT ON TABLE  agora_memory.pattern_review                    IS 'Reviews of the patterns contributed since the one before; see pattern_review_task.';
COMMENT ON COLUMN agora_memory.pattern_review.pattern_review_id  IS 'Key.';
COMMENT ON COLUMN agora_memory.pattern_review.first_contribution IS 'First contribution to look at.';
COMMENT ON COLUMN agora_memory.pattern_review.last_contribution  IS 'Last one.';
COMMENT ON COLUMN agora_memory.pattern_review.status             IS 'open or done.';
COMMENT ON COLUMN agora_memory.pattern_review.opened_at          IS 'When it became due.';
COMMENT ON COLUMN agora_memory.pattern_review.done_by            IS 'Who did it.';
COMMENT ON COLUMN agora_memory.pattern_review.done_at            IS 'When.';
COMMENT ON COLUMN agora_memory.pattern_review.notes              IS 'What came of it.';

CREATE TRIGGER pattern_review_guard_status
    BEFORE UPDATE OF status ON agora_memory.pattern_review
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('pattern_review');
