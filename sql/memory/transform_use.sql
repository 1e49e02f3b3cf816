-- One application of a transform in an attempt, and how it went. The uses are the only source of the summary, which a trigger
-- keeps and an invariant proves.
-- Dump transform_use: all
CREATE TABLE agora_memory.transform_use (
    transform_use_id  bigint      GENERATED ALWAYS AS IDENTITY,
    transform_id      bigint      NOT NULL,
    attempt_id        bigint      NOT NULL,
    principal_id      bigint      NOT NULL,
    outcome           text        NOT NULL,
    is_own            boolean     NOT NULL,
    used_at           timestamptz NOT NULL,
    recorded_at       timestamptz NOT NULL,
    CONSTRAINT transform_use_pk              PRIMARY KEY (transform_use_id),
    CONSTRAINT transform_use_attempt_uq      UNIQUE (attempt_id, transform_id),
    CONSTRAINT transform_use_transform_id_fk FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT transform_use_attempt_id_fk   FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT transform_use_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT transform_use_outcome_ck      CHECK (outcome IN ('success', 'failure', 'partial'))
);
CREATE INDEX transform_use_transform_id_ix ON agora_memory.transform_use (transform_id, principal_id, outcome);
CREATE INDEX transform_use_principal_id_ix ON agora_memory.transform_use (principal_id);
COMMENT ON TABLE  agora_memory.transform_use                  IS 'Uses of transforms with their outcome; append-only; see known_transform for the sums.';
COMMENT ON COLUMN agora_memory.transform_use.transform_use_id IS 'Key.';
COMMENT ON COLUMN agora_memory.transform_use.transform_id     IS 'Transform.';
COMMENT ON COLUMN agora_memory.transform_use.attempt_id       IS 'Attempt that used it.';
COMMENT ON COLUMN agora_memory.transform_use.principal_id     IS 'Who used it.';
COMMENT ON COLUMN agora_memory.transform_use.outcome          IS 'success, failure or partial.';
COMMENT ON COLUMN agora_memory.transform_use.is_own           IS 'Whether the contributor used it; such a use counts, its user does not.';
COMMENT ON COLUMN agora_memory.transform_use.used_at          IS 'When it was used, by the attempt''s own time.';
COMMENT ON COLUMN agora_memory.transform_use.recorded_at      IS 'When it was written here.';

CREATE TRIGGER transform_use_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.transform_use
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER transform_use_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.transform_use
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump transform_usage: all
CREATE TABLE agora_memory.transform_usage (
    transform_id      bigint      NOT NULL,
    uses              bigint      NOT NULL DEFAULT 0,
    successes         bigint      NOT NULL DEFAULT 0,
    failures          bigint      NOT NULL DEFAULT 0,
    distinct_users    bigint      NOT NULL DEFAULT 0,
    successful_users  bigint      NOT NULL DEFAULT 0,
    confidence        agora.score NOT NULL DEFAULT 0,
    last_used_at      timestamptz,
    CONSTRAINT transform_usage_pk              PRIMARY KEY (transform_id),
    CONSTRAINT transform_usage_transform_id_fk FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT transform_usage_counts_ck       CHECK (successes >= 0 AND failures >= 0 AND successes + failures <= uses),
    CONSTRAINT transform_usage_users_ck        CHECK (successful_users >= 0 AND successful_users <= distinct_users AND distinct_users <= uses)
) WITH (fillfactor = 50);
COMMENT ON TABLE  agora_memory.transform_usage                  IS 'Sums of transform_use, one row per transform, kept by trigger.';
COMMENT ON COLUMN agora_memory.transform_usage.transform_id     IS 'Transform.';
COMMENT ON COLUMN agora_memory.transform_usage.uses             IS 'Uses, whatever their outcome.';
COMMENT ON COLUMN agora_memory.transform_usage.successes        IS 'Uses that worked.';
COMMENT ON COLUMN agora_memory.transform_usage.failures         IS 'Uses that did not.';
COMMENT ON COLUMN agora_memory.transform_usage.distinct_users   IS 'Principals other than the contributor who used it.';
COMMENT ON COLUMN agora_memory.transform_usage.successful_users IS 'Those of them for whom it worked at least once.';
COMMENT ON COLUMN agora_memory.transform_usage.confidence       IS 'Wilson lower bound of successes among successes and failures, z in memory.wilson_z; 0 without a use.';
COMMENT ON COLUMN agora_memory.transform_usage.last_used_at     IS 'Last use, by the attempts'' own time.';
