-- The shape of each transform, to tell versions of one program from new ones. Its row for the first version is also what
-- sessions lock that add versions to the lineage.
-- Dump: all
CREATE TABLE agora_memory.transform_shape (
    transform_id  bigint       NOT NULL,
    hash          agora.sha256 NOT NULL,
    shingles      integer[]    NOT NULL,
    CONSTRAINT transform_shape_pk              PRIMARY KEY (transform_id),
    CONSTRAINT transform_shape_transform_id_fk FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id)
);
CREATE INDEX transform_shape_hash_ix ON agora_memory.transform_shape (hash);
COMMENT ON TABLE  agora_memory.transform_shape              IS 'Code without its own names, as code_shape() gives it.';
COMMENT ON COLUMN agora_memory.transform_shape.transform_id IS 'Transform.';
COMMENT ON COLUMN agora_memory.transform_shape.hash         IS 'SHA-256 of the tokens: equal for programs that differ in names only.';
COMMENT ON COLUMN agora_memory.transform_shape.shingles     IS 'Hashed runs of tokens, ascending, the 1,024 smallest.';
