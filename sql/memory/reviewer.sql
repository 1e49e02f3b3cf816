-- Principals that may decide about what others contributed. Operators may without being listed.
-- Dump: all
CREATE TABLE agora_memory.reviewer (
    principal_id  bigint      NOT NULL,
    appointed_by  bigint      NOT NULL,
    appointed_at  timestamptz NOT NULL,
    CONSTRAINT reviewer_pk              PRIMARY KEY (principal_id),
    CONSTRAINT reviewer_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT reviewer_appointed_by_fk FOREIGN KEY (appointed_by) REFERENCES agora.principal (principal_id)
);
CREATE INDEX reviewer_appointed_by_ix ON agora_memory.reviewer (appointed_by);
COMMENT ON TABLE  agora_memory.reviewer              IS 'Reviewers; see appointed_reviewer.';
COMMENT ON COLUMN agora_memory.reviewer.principal_id IS 'Who.';
COMMENT ON COLUMN agora_memory.reviewer.appointed_by IS 'Who appointed it.';
COMMENT ON COLUMN agora_memory.reviewer.appointed_at IS 'When.';
