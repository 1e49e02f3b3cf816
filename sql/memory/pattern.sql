-- Ways of working that proved themselves. A pattern is the representative of its near-duplicates, which are its versions; patterns
-- that are related or of one name share a cluster. Counts follow from uses by others.
-- Dump pattern: all
CREATE TABLE agora_memory.pattern (
    pattern_id       bigint      GENERATED ALWAYS AS IDENTITY,
    cluster_id       bigint      NOT NULL,
    name             text        NOT NULL,
    pattern_type     text        NOT NULL,
    role             text,
    category         text,
    author_id        bigint      NOT NULL,
    status           text        NOT NULL DEFAULT 'active',
    quality          agora.score NOT NULL,
    novelty          agora.score NOT NULL,
    diversity        agora.score NOT NULL,
    versions         bigint      NOT NULL DEFAULT 0,
    uses             bigint      NOT NULL DEFAULT 0,
    successes        bigint      NOT NULL DEFAULT 0,
    failures         bigint      NOT NULL DEFAULT 0,
    own_uses         bigint      NOT NULL DEFAULT 0,
    last_used_at     timestamptz,
    archived_at      timestamptz,
    archived_reason  text,
    restored_at      timestamptz,
    recorded_at      timestamptz NOT NULL,
    CONSTRAINT pattern_pk            PRIMARY KEY (pattern_id),
    CONSTRAINT pattern_cluster_id_fk FOREIGN KEY (cluster_id) REFERENCES agora_memory.pattern (pattern_id),
    CONSTRAINT pattern_category_fk   FOREIGN KEY (category) REFERENCES agora.problem_category (category),
    CONSTRAINT pattern_author_id_fk  FOREIGN KEY (author_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT pattern_name_ck       CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT pattern_type_ck       CHECK (pattern_type IN ('workflow', 'code', 'naming', 'architecture', 'error_handling', 'testing')),
    CONSTRAINT pattern_role_ck       CHECK (role IN ('effect', 'compute', 'reducer', 'orchestrator', 'utility', 'example')),
    CONSTRAINT pattern_status_ck     CHECK (status IN ('active', 'archived')),
    CONSTRAINT pattern_archived_ck   CHECK ((status = 'archived') = (archived_at IS NOT NULL)),
    CONSTRAINT pattern_reason_ck     CHECK (archived_reason IN ('unused', 'dominated')),
    CONSTRAINT pattern_uses_ck       CHECK (successes >= 0 AND failures >= 0 AND own_uses >= 0 AND successes + failures <= uses)
) WITH (fillfactor = 80);
CREATE INDEX pattern_cluster_id_ix ON agora_memory.pattern (cluster_id);
CREATE INDEX pattern_category_ix   ON agora_memory.pattern (category);
CREATE INDEX pattern_author_id_ix  ON agora_memory.pattern (author_id);
CREATE INDEX pattern_name_ix       ON agora_memory.pattern (lower(name), pattern_type) WHERE status = 'active';
COMMENT ON TABLE  agora_memory.pattern                 IS 'Patterns; see known_pattern, find them with search_patterns().';
COMMENT ON COLUMN agora_memory.pattern.pattern_id      IS 'Key.';
COMMENT ON COLUMN agora_memory.pattern.cluster_id      IS 'First pattern of its cluster, itself where it began one.';
COMMENT ON COLUMN agora_memory.pattern.name            IS 'Name, as first contributed.';
COMMENT ON COLUMN agora_memory.pattern.pattern_type    IS 'What it is: workflow, code, naming, architecture, error_handling or testing.';
COMMENT ON COLUMN agora_memory.pattern.role            IS 'What its code does in a system, where it is code: effect, compute, reducer, orchestrator, utility or example.';
COMMENT ON COLUMN agora_memory.pattern.category        IS 'Problem category.';
COMMENT ON COLUMN agora_memory.pattern.author_id       IS 'Who contributed it first.';
COMMENT ON COLUMN agora_memory.pattern.status          IS 'active or archived.';
COMMENT ON COLUMN agora_memory.pattern.quality         IS 'Quality of its best version, 0..1.';
COMMENT ON COLUMN agora_memory.pattern.novelty         IS '1 - highest similarity to an active pattern when it was contributed, 0..1.';
COMMENT ON COLUMN agora_memory.pattern.diversity       IS '1 - mean similarity of the nearest active patterns when it was contributed, 0..1.';
COMMENT ON COLUMN agora_memory.pattern.versions        IS 'Versions, the first one included.';
COMMENT ON COLUMN agora_memory.pattern.uses            IS 'Uses by others than its authors.';
COMMENT ON COLUMN agora_memory.pattern.successes       IS 'Those that succeeded.';
COMMENT ON COLUMN agora_memory.pattern.failures        IS 'Those that failed.';
COMMENT ON COLUMN agora_memory.pattern.own_uses        IS 'Uses by its authors, which prove nothing.';
COMMENT ON COLUMN agora_memory.pattern.last_used_at    IS 'Last use by anybody.';
COMMENT ON COLUMN agora_memory.pattern.archived_at     IS 'When it was archived.';
COMMENT ON COLUMN agora_memory.pattern.archived_reason IS 'unused, or dominated by a better one of its cluster.';
COMMENT ON COLUMN agora_memory.pattern.restored_at     IS 'When it was last taken out of the archive.';
COMMENT ON COLUMN agora_memory.pattern.recorded_at     IS 'When it was contributed.';

CREATE TRIGGER pattern_guard_status
    BEFORE UPDATE OF status ON agora_memory.pattern
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('pattern');

-- Dump pattern_counter: all
CREATE TABLE agora_memory.pattern_counter (
    pattern_counter_id  integer NOT NULL,
    contributions       bigint  NOT NULL,
    CONSTRAINT pattern_counter_pk     PRIMARY KEY (pattern_counter_id),
    CONSTRAINT pattern_counter_one_ck CHECK (pattern_counter_id = 1)
);
COMMENT ON TABLE  agora_memory.pattern_counter                    IS 'One row that every contribution changes first: it numbers them, and its lock lets one at a time judge what is novel.';
COMMENT ON COLUMN agora_memory.pattern_counter.pattern_counter_id IS 'Key: 1.';
COMMENT ON COLUMN agora_memory.pattern_counter.contributions      IS 'Contributions so far, repeated texts included.';
