-- Where the code of a transform comes from and under which licence. Rows are added, never changed: what was
-- said last about a place counts.
-- Dump: all
CREATE TABLE agora_memory.transform_source (
    transform_source_id  bigint      GENERATED ALWAYS AS IDENTITY,
    transform_id         bigint      NOT NULL,
    repository           text        NOT NULL,
    commit               text        NOT NULL,
    path                 text        NOT NULL,
    symbol               text,
    lines                int4range,
    licence              text,
    principal_id         bigint      NOT NULL,
    recorded_at          timestamptz NOT NULL,
    CONSTRAINT transform_source_pk              PRIMARY KEY (transform_source_id),
    CONSTRAINT transform_source_place_uq        UNIQUE NULLS NOT DISTINCT (transform_id, repository, commit, path, lines, licence),
    CONSTRAINT transform_source_transform_id_fk FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT transform_source_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT transform_source_commit_ck       CHECK (commit ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'),
    CONSTRAINT transform_source_lines_ck        CHECK (lower(lines) >= 1 AND NOT upper_inf(lines) AND NOT isempty(lines))
);
CREATE INDEX transform_source_principal_id_ix ON agora_memory.transform_source (principal_id);
COMMENT ON TABLE  agora_memory.transform_source                     IS 'Sources of transforms; see transform_licence.';
COMMENT ON COLUMN agora_memory.transform_source.transform_source_id IS 'Key.';
COMMENT ON COLUMN agora_memory.transform_source.transform_id        IS 'Transform.';
COMMENT ON COLUMN agora_memory.transform_source.repository          IS 'Repository, such as a URL without credentials.';
COMMENT ON COLUMN agora_memory.transform_source.commit              IS 'Full commit id, 40 or 64 hexadecimal digits.';
COMMENT ON COLUMN agora_memory.transform_source.path                IS 'File within the repository.';
COMMENT ON COLUMN agora_memory.transform_source.symbol              IS 'Function or class in that file.';
COMMENT ON COLUMN agora_memory.transform_source.lines               IS 'Lines of that file, from 1; NULL = all of it.';
COMMENT ON COLUMN agora_memory.transform_source.licence             IS 'SPDX licence expression; NULL = not known.';
COMMENT ON COLUMN agora_memory.transform_source.principal_id        IS 'Who says so.';
COMMENT ON COLUMN agora_memory.transform_source.recorded_at         IS 'When.';

CREATE TRIGGER transform_source_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.transform_source
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER transform_source_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.transform_source
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
