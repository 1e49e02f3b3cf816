-- States of agents, each content once: named by the SHA-256 of its canonical text, which is jsonb's own. Attempts refer to them.
-- Dump snapshot: all
CREATE TABLE agora_memory.snapshot (
    snapshot_id  bigint       GENERATED ALWAYS AS IDENTITY,
    hash         agora.sha256 NOT NULL,
    content      jsonb        NOT NULL,
    recorded_at  timestamptz  NOT NULL,
    CONSTRAINT snapshot_pk         PRIMARY KEY (snapshot_id),
    CONSTRAINT snapshot_hash_uq    UNIQUE (hash),
    CONSTRAINT snapshot_content_ck CHECK (jsonb_typeof(content) = 'object')
);
COMMENT ON TABLE  agora_memory.snapshot             IS 'States that attempts recorded, without repetition; see recorded_snapshot.';
COMMENT ON COLUMN agora_memory.snapshot.snapshot_id IS 'Key.';
COMMENT ON COLUMN agora_memory.snapshot.hash        IS 'SHA-256 of the content''s text.';
COMMENT ON COLUMN agora_memory.snapshot.content     IS 'The state, a JSON object.';
COMMENT ON COLUMN agora_memory.snapshot.recorded_at IS 'When it was first recorded.';

-- Dump attempt_snapshot: all
CREATE TABLE agora_memory.attempt_snapshot (
    attempt_id   bigint      NOT NULL,
    ordinal      integer     NOT NULL,
    kind         text        NOT NULL,
    step_number  integer,
    snapshot_id  bigint      NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT attempt_snapshot_pk                     PRIMARY KEY (attempt_id, ordinal),
    CONSTRAINT attempt_snapshot_attempt_id_fk          FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT attempt_snapshot_attempt_id_step_number_fk FOREIGN KEY (attempt_id, step_number)
                                                       REFERENCES agora_memory.workflow_step (attempt_id, number),
    CONSTRAINT attempt_snapshot_snapshot_id_fk         FOREIGN KEY (snapshot_id) REFERENCES agora_memory.snapshot (snapshot_id),
    CONSTRAINT attempt_snapshot_step_uq                UNIQUE (attempt_id, step_number, kind),
    CONSTRAINT attempt_snapshot_ordinal_ck             CHECK (ordinal >= 1),
    CONSTRAINT attempt_snapshot_kind_ck                CHECK (kind IN ('error', 'success', 'checkpoint', 'pre', 'post')),
    CONSTRAINT attempt_snapshot_step_ck                CHECK ((kind IN ('pre', 'post')) = (step_number IS NOT NULL))
);
CREATE INDEX attempt_snapshot_snapshot_id_ix ON agora_memory.attempt_snapshot (snapshot_id);
COMMENT ON TABLE  agora_memory.attempt_snapshot             IS 'Which attempt was in which state, in order.';
COMMENT ON COLUMN agora_memory.attempt_snapshot.attempt_id  IS 'Attempt.';
COMMENT ON COLUMN agora_memory.attempt_snapshot.ordinal     IS 'Order of recording, from 1.';
COMMENT ON COLUMN agora_memory.attempt_snapshot.kind        IS 'error, success, checkpoint; pre or post of a step.';
COMMENT ON COLUMN agora_memory.attempt_snapshot.step_number IS 'Step that it was taken before (pre) or after (post).';
COMMENT ON COLUMN agora_memory.attempt_snapshot.snapshot_id IS 'The state.';
COMMENT ON COLUMN agora_memory.attempt_snapshot.recorded_at IS 'When it was recorded.';
