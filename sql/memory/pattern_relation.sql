-- How patterns relate. Contributions that resemble an active pattern, but are novel, relate themselves to it.
-- Dump: all
CREATE TABLE agora_memory.pattern_relation (
    source_id     bigint      NOT NULL,
    target_id     bigint      NOT NULL,
    relation      text        NOT NULL,
    confidence    agora.score NOT NULL,
    principal_id  bigint      NOT NULL,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT pattern_relation_pk              PRIMARY KEY (source_id, target_id, relation),
    CONSTRAINT pattern_relation_source_id_fk    FOREIGN KEY (source_id) REFERENCES agora_memory.pattern (pattern_id),
    CONSTRAINT pattern_relation_target_id_fk    FOREIGN KEY (target_id) REFERENCES agora_memory.pattern (pattern_id),
    CONSTRAINT pattern_relation_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT pattern_relation_relation_ck     CHECK (relation IN ('depends_on', 'extends', 'similar_to', 'replaces')),
    CONSTRAINT pattern_relation_other_ck        CHECK (source_id <> target_id)
);
CREATE INDEX pattern_relation_source_id_ix    ON agora_memory.pattern_relation (source_id);
CREATE INDEX pattern_relation_target_id_ix    ON agora_memory.pattern_relation (target_id);
CREATE INDEX pattern_relation_principal_id_ix ON agora_memory.pattern_relation (principal_id);
COMMENT ON TABLE  agora_memory.pattern_relation              IS 'Relations between patterns; see related_pattern.';
COMMENT ON COLUMN agora_memory.pattern_relation.source_id    IS 'Pattern that depends, extends, is similar or replaces.';
COMMENT ON COLUMN agora_memory.pattern_relation.target_id    IS 'The other one.';
COMMENT ON COLUMN agora_memory.pattern_relation.relation     IS 'depends_on, extends, similar_to or replaces.';
COMMENT ON COLUMN agora_memory.pattern_relation.confidence   IS 'How sure that is, 0..1; the similarity where it was measured.';
COMMENT ON COLUMN agora_memory.pattern_relation.principal_id IS 'Who said so last.';
COMMENT ON COLUMN agora_memory.pattern_relation.recorded_at  IS 'When.';
