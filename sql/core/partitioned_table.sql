-- Tables partitioned by their bigint key. Parents carry no index: each partition has its own, so that a dumped partition
-- can be attached anywhere. Partition p0 is the pattern; a default partition catches rows if nobody ran tick() for long.
-- Dump: none
CREATE TABLE agora.partitioned_table (
    relation    text   NOT NULL,
    key_column  text   NOT NULL,
    step        bigint NOT NULL,
    CONSTRAINT partitioned_table_pk      PRIMARY KEY (relation),
    CONSTRAINT partitioned_table_name_ck CHECK (relation ~ '^agora(_[a-z]+)?\.[a-z_]+$'),
    CONSTRAINT partitioned_table_step_ck CHECK (step > 0)
);
COMMENT ON TABLE  agora.partitioned_table            IS 'Tables whose partitions tick() makes ahead of need.';
COMMENT ON COLUMN agora.partitioned_table.relation   IS 'Qualified name of the parent.';
COMMENT ON COLUMN agora.partitioned_table.key_column IS 'Its bigint partition key.';
COMMENT ON COLUMN agora.partitioned_table.step       IS 'Keys per partition.';
