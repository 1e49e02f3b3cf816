-- Whether a recommendation was right, with the score it was shown with, and the thresholds drawn from that.
-- Dump pattern_feedback: all
CREATE TABLE agora_memory.pattern_feedback (
    pattern_feedback_id  bigint      GENERATED ALWAYS AS IDENTITY,
    pattern_id           bigint      NOT NULL,
    attempt_id           bigint      NOT NULL,
    principal_id         bigint      NOT NULL,
    verdict              text        NOT NULL,
    score                agora.score NOT NULL,
    weight               agora.score NOT NULL,
    is_own               boolean     NOT NULL,
    comment              text,
    recorded_at          timestamptz NOT NULL,
    CONSTRAINT pattern_feedback_pk              PRIMARY KEY (pattern_feedback_id),
    CONSTRAINT pattern_feedback_attempt_uq      UNIQUE (pattern_id, attempt_id, principal_id),
    CONSTRAINT pattern_feedback_pattern_id_fk   FOREIGN KEY (pattern_id) REFERENCES agora_memory.pattern (pattern_id),
    CONSTRAINT pattern_feedback_attempt_id_fk   FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT pattern_feedback_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT pattern_feedback_verdict_ck      CHECK (verdict IN ('correct', 'incorrect', 'partial', 'adjusted'))
);
CREATE INDEX pattern_feedback_pattern_id_ix   ON agora_memory.pattern_feedback (pattern_id);
CREATE INDEX pattern_feedback_attempt_id_ix   ON agora_memory.pattern_feedback (attempt_id);
CREATE INDEX pattern_feedback_principal_id_ix ON agora_memory.pattern_feedback (principal_id);
COMMENT ON TABLE  agora_memory.pattern_feedback                     IS 'Verdicts on recommended patterns; append-only; see pattern_precision.';
COMMENT ON COLUMN agora_memory.pattern_feedback.pattern_feedback_id IS 'Key.';
COMMENT ON COLUMN agora_memory.pattern_feedback.pattern_id          IS 'Pattern that was recommended.';
COMMENT ON COLUMN agora_memory.pattern_feedback.attempt_id          IS 'Attempt that it was recommended for.';
COMMENT ON COLUMN agora_memory.pattern_feedback.principal_id        IS 'Who judges.';
COMMENT ON COLUMN agora_memory.pattern_feedback.verdict             IS 'correct, incorrect, partial or adjusted.';
COMMENT ON COLUMN agora_memory.pattern_feedback.score               IS 'Score that it was shown with, 0..1.';
COMMENT ON COLUMN agora_memory.pattern_feedback.weight              IS 'Weight of the verdict, 0..1: of a user or of a program.';
COMMENT ON COLUMN agora_memory.pattern_feedback.is_own              IS 'Whether an author of the pattern judges; such a verdict does not count.';
COMMENT ON COLUMN agora_memory.pattern_feedback.comment             IS 'Why.';
COMMENT ON COLUMN agora_memory.pattern_feedback.recorded_at         IS 'When.';

CREATE TRIGGER pattern_feedback_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.pattern_feedback
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER pattern_feedback_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.pattern_feedback
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump pattern_threshold: all
CREATE TABLE agora_memory.pattern_threshold (
    pattern_threshold_id  bigint      GENERATED ALWAYS AS IDENTITY,
    pattern_type          text        NOT NULL,
    threshold             agora.score NOT NULL,
    samples               bigint      NOT NULL,
    precision             agora.score NOT NULL,
    confidence            agora.score NOT NULL,
    principal_id          bigint      NOT NULL,
    applied_at            timestamptz NOT NULL,
    CONSTRAINT pattern_threshold_pk              PRIMARY KEY (pattern_threshold_id),
    CONSTRAINT pattern_threshold_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id)
);
CREATE INDEX pattern_threshold_principal_id_ix ON agora_memory.pattern_threshold (principal_id);
CREATE INDEX pattern_threshold_type_ix         ON agora_memory.pattern_threshold (pattern_type, pattern_threshold_id);
COMMENT ON TABLE  agora_memory.pattern_threshold                      IS 'Tuned thresholds, the latest of a type is in force; append-only; see pattern_precision.';
COMMENT ON COLUMN agora_memory.pattern_threshold.pattern_threshold_id IS 'Key.';
COMMENT ON COLUMN agora_memory.pattern_threshold.pattern_type         IS 'Type of pattern.';
COMMENT ON COLUMN agora_memory.pattern_threshold.threshold            IS 'Least score of a recommendation.';
COMMENT ON COLUMN agora_memory.pattern_threshold.samples              IS 'Verdicts it is drawn from.';
COMMENT ON COLUMN agora_memory.pattern_threshold.precision            IS 'Weighted share of correct ones, 0..1.';
COMMENT ON COLUMN agora_memory.pattern_threshold.confidence           IS 'How sure the change was, 0..1.';
COMMENT ON COLUMN agora_memory.pattern_threshold.principal_id         IS 'Who applied it; the system by itself.';
COMMENT ON COLUMN agora_memory.pattern_threshold.applied_at           IS 'When.';

CREATE TRIGGER pattern_threshold_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.pattern_threshold
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER pattern_threshold_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.pattern_threshold
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
