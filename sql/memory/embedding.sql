-- Unit vectors of documents, one partition per model: embedding_p3 holds those of model 3, with an HNSW index for each kind,
-- made by register_embedding_model(). The column has no dimensions, because a partition cannot differ from its parent; the
-- index has. Vectors lie in the row, because reading one from TOAST costs more than comparing it.
-- Dump embedding: none
CREATE TABLE agora_memory.embedding (
    embedding_model_id  bigint         NOT NULL,
    kind                text           NOT NULL,
    object_id           bigint         NOT NULL,
    vector              public.vector  NOT NULL
) PARTITION BY RANGE (embedding_model_id);
ALTER TABLE agora_memory.embedding ALTER COLUMN vector SET STORAGE PLAIN;
COMMENT ON TABLE  agora_memory.embedding                    IS 'Vectors of documents, partitioned by model; the nearest are found through match_transforms() and the like.';
COMMENT ON COLUMN agora_memory.embedding.embedding_model_id IS 'Model that made it.';
COMMENT ON COLUMN agora_memory.embedding.kind               IS 'Kind of document.';
COMMENT ON COLUMN agora_memory.embedding.object_id          IS 'Key of the object in its own table.';
COMMENT ON COLUMN agora_memory.embedding.vector             IS 'Vector of length 1, with the dimensions of the model.';

-- Dump embedding_p0: all
CREATE TABLE agora_memory.embedding_p0 PARTITION OF agora_memory.embedding
    FOR VALUES FROM (MINVALUE) TO (1);
ALTER TABLE agora_memory.embedding_p0 ADD CONSTRAINT embedding_p0_pk PRIMARY KEY (kind, object_id, embedding_model_id);

-- Dump embedding_default: all
CREATE TABLE agora_memory.embedding_default PARTITION OF agora_memory.embedding DEFAULT;
ALTER TABLE agora_memory.embedding_default ADD CONSTRAINT embedding_default_pk PRIMARY KEY (kind, object_id, embedding_model_id);

-- Documents that wait for a vector; a row goes when the vector comes. The epoch counts claims and changes of the text, so
-- that a vector of an older text, or from a worker that was given up, does not end the wait.
-- Dump embedding_task: all
CREATE TABLE agora_memory.embedding_task (
    embedding_model_id  bigint      NOT NULL,
    kind                text        NOT NULL,
    object_id           bigint      NOT NULL,
    queued_at           timestamptz NOT NULL,
    epoch               bigint      NOT NULL DEFAULT 0,
    lease_until         timestamptz NOT NULL DEFAULT '-infinity',
    failures            integer     NOT NULL DEFAULT 0,
    last_error          text,
    CONSTRAINT embedding_task_pk                    PRIMARY KEY (embedding_model_id, kind, object_id),
    CONSTRAINT embedding_task_embedding_model_id_fk FOREIGN KEY (embedding_model_id) REFERENCES agora_memory.embedding_model (embedding_model_id)
);
COMMENT ON TABLE  agora_memory.embedding_task                    IS 'Documents without a vector of a model, or with one of an older text; claim_documents() hands them out.';
COMMENT ON COLUMN agora_memory.embedding_task.embedding_model_id IS 'Model.';
COMMENT ON COLUMN agora_memory.embedding_task.kind               IS 'Kind of document.';
COMMENT ON COLUMN agora_memory.embedding_task.object_id          IS 'Key of the object in its own table.';
COMMENT ON COLUMN agora_memory.embedding_task.queued_at          IS 'Since when it waits.';
COMMENT ON COLUMN agora_memory.embedding_task.epoch              IS 'Grows with every claim and every change of the text.';
COMMENT ON COLUMN agora_memory.embedding_task.lease_until        IS 'Not handed out before: a worker has it, or it failed and waits.';
COMMENT ON COLUMN agora_memory.embedding_task.failures           IS 'How often it failed in a row.';
COMMENT ON COLUMN agora_memory.embedding_task.last_error         IS 'Why it failed last.';
