-- What was tried in answer to an error, and how it went. Evidence is the only source of the counts: a trigger keeps the
-- summary on the resolution, an invariant proves that it agrees. Weights and confidence are as of the last evidence, whatever the
-- clock says; standing() brings them, and the state, to the present.
-- Dump resolution: all
CREATE TABLE agora_memory.resolution (
    resolution_id       bigint           GENERATED ALWAYS AS IDENTITY,
    error_signature_id  bigint           NOT NULL,
    family              text             NOT NULL,
    approach_key        text             NOT NULL,
    approach            text,
    transform_id        bigint,
    status              text             NOT NULL DEFAULT 'new',
    successes           bigint           NOT NULL DEFAULT 0,
    failures            bigint           NOT NULL DEFAULT 0,
    success_weight      double precision NOT NULL DEFAULT 0,
    failure_weight      double precision NOT NULL DEFAULT 0,
    half_life           interval         NOT NULL DEFAULT '0',
    confidence          agora.score      NOT NULL DEFAULT 0,
    last_success_at     timestamptz,
    last_failure_at     timestamptz,
    recorded_at         timestamptz      NOT NULL,
    CONSTRAINT resolution_pk                    PRIMARY KEY (resolution_id),
    CONSTRAINT resolution_approach_uq           UNIQUE (error_signature_id, approach_key),
    CONSTRAINT resolution_error_signature_id_fk FOREIGN KEY (error_signature_id) REFERENCES agora_memory.error_signature (error_signature_id),
    CONSTRAINT resolution_transform_id_fk       FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT resolution_successes_ck          CHECK (successes >= 0),
    CONSTRAINT resolution_failures_ck           CHECK (failures >= 0),
    CONSTRAINT resolution_status_ck             CHECK (status IN ('new', 'tracking', 'confident', 'deprecated')),
    CONSTRAINT resolution_weight_ck             CHECK (success_weight >= 0 AND failure_weight >= 0),
    CONSTRAINT resolution_half_life_ck          CHECK (half_life >= interval '0'),
    CONSTRAINT resolution_transform_ck          CHECK ((transform_id IS NOT NULL) = (approach_key LIKE 'transform:%'))
) WITH (fillfactor = 80);
CREATE INDEX resolution_transform_id_ix    ON agora_memory.resolution (transform_id);
CREATE INDEX resolution_best_ix            ON agora_memory.resolution (error_signature_id, confidence DESC, last_success_at DESC) WHERE successes > 0;
CREATE INDEX resolution_family_best_ix     ON agora_memory.resolution (family, confidence DESC, last_success_at DESC) WHERE successes > 0;
CREATE INDEX resolution_family_failing_ix  ON agora_memory.resolution (family, last_failure_at DESC) WHERE last_failure_at > coalesce(last_success_at, '-infinity');
CREATE INDEX resolution_family_approach_ix ON agora_memory.resolution (family, approach_key) WHERE successes > 0;
COMMENT ON TABLE  agora_memory.resolution                    IS 'Approaches tried against errors; see error_resolution, ask known_fixes().';
COMMENT ON COLUMN agora_memory.resolution.resolution_id      IS 'Key.';
COMMENT ON COLUMN agora_memory.resolution.error_signature_id IS 'Error it answers.';
COMMENT ON COLUMN agora_memory.resolution.family             IS 'Family of that error, repeated here so that the best answers of a family are the first rows of an index.';
COMMENT ON COLUMN agora_memory.resolution.approach_key       IS 'Approach, as in attempt.approach_key.';
COMMENT ON COLUMN agora_memory.resolution.approach           IS 'Approach in words, as first described.';
COMMENT ON COLUMN agora_memory.resolution.transform_id       IS 'Transform, where the approach is one.';
COMMENT ON COLUMN agora_memory.resolution.status             IS 'new, tracking, confident or deprecated, as it was last written; standing() says what it is now.';
COMMENT ON COLUMN agora_memory.resolution.successes          IS 'Successful evidence.';
COMMENT ON COLUMN agora_memory.resolution.failures           IS 'Failed evidence.';
COMMENT ON COLUMN agora_memory.resolution.success_weight     IS 'Successes, each halved once per half_life before the last evidence.';
COMMENT ON COLUMN agora_memory.resolution.failure_weight     IS 'Failures, weighed alike.';
COMMENT ON COLUMN agora_memory.resolution.half_life          IS 'Half-life the weights were made with; 0 = every piece of evidence counts as one.';
COMMENT ON COLUMN agora_memory.resolution.confidence         IS 'Lower bound of the Wilson score interval (Wilson 1927) of the weights, z in memory.wilson_z; 0 without evidence.';
COMMENT ON COLUMN agora_memory.resolution.last_success_at    IS 'Last success, by the attempts'' own time.';
COMMENT ON COLUMN agora_memory.resolution.last_failure_at    IS 'Last failure, by the attempts'' own time.';
COMMENT ON COLUMN agora_memory.resolution.recorded_at        IS 'When the approach was first recorded.';

CREATE TRIGGER resolution_guard_status
    BEFORE UPDATE OF status ON agora_memory.resolution
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('resolution');

-- Dump resolution_evidence: all
CREATE TABLE agora_memory.resolution_evidence (
    resolution_evidence_id  bigint      GENERATED ALWAYS AS IDENTITY,
    resolution_id           bigint      NOT NULL,
    attempt_id              bigint      NOT NULL,
    is_success              boolean     NOT NULL,
    is_rewardable           boolean     NOT NULL,
    occurred_at             timestamptz NOT NULL,
    recorded_at             timestamptz NOT NULL,
    CONSTRAINT resolution_evidence_pk               PRIMARY KEY (resolution_evidence_id),
    CONSTRAINT resolution_evidence_attempt_uq       UNIQUE (attempt_id, resolution_id),
    CONSTRAINT resolution_evidence_resolution_id_fk FOREIGN KEY (resolution_id) REFERENCES agora_memory.resolution (resolution_id),
    CONSTRAINT resolution_evidence_attempt_id_fk    FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id)
);
CREATE INDEX resolution_evidence_resolution_id_ix ON agora_memory.resolution_evidence (resolution_id, is_success, occurred_at);
COMMENT ON TABLE  agora_memory.resolution_evidence                        IS 'Outcomes of approaches, one per attempt; append-only.';
COMMENT ON COLUMN agora_memory.resolution_evidence.resolution_evidence_id IS 'Key.';
COMMENT ON COLUMN agora_memory.resolution_evidence.resolution_id          IS 'What was tried against what.';
COMMENT ON COLUMN agora_memory.resolution_evidence.attempt_id             IS 'Attempt that shows it.';
COMMENT ON COLUMN agora_memory.resolution_evidence.is_success             IS 'Whether the attempt succeeded.';
COMMENT ON COLUMN agora_memory.resolution_evidence.is_rewardable          IS 'Whether it may pay a contributor; imports pay only on request.';
COMMENT ON COLUMN agora_memory.resolution_evidence.occurred_at            IS 'When the attempt ended, by its own time.';
COMMENT ON COLUMN agora_memory.resolution_evidence.recorded_at            IS 'When it was written here.';

CREATE TRIGGER resolution_evidence_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.resolution_evidence
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER resolution_evidence_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.resolution_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
