-- The lexical index: one row for everything that can be found by words, whatever table owns it. No text is kept
-- here. toast_tuple_target keeps the rows whole, because reading a vector from TOAST costs more than scoring it.
-- Dump: all
CREATE TABLE agora_memory.document (
    kind       text                         NOT NULL,
    object_id  bigint                       NOT NULL,
    category   text,
    language   text,
    is_active  boolean                      NOT NULL DEFAULT true,
    terms      integer[]                    NOT NULL,
    vector     public.sparsevec(134217728)  NOT NULL,
    CONSTRAINT document_pk      PRIMARY KEY (kind, object_id),
    CONSTRAINT document_kind_ck CHECK (kind ~ '^[a-z][a-z_]{0,39}$')
) WITH (toast_tuple_target = 8160);
CREATE INDEX document_terms_ix ON agora_memory.document USING gin (terms) WITH (fastupdate = off) WHERE is_active;
COMMENT ON TABLE  agora_memory.document           IS 'Searchable words of transforms, error signatures and other objects; written by their owners, searched by kind.';
COMMENT ON COLUMN agora_memory.document.kind      IS 'What the object is, such as transform or signature; kinds never meet in one result.';
COMMENT ON COLUMN agora_memory.document.object_id IS 'Key of the object in its own table.';
COMMENT ON COLUMN agora_memory.document.category  IS 'Problem category for filtered searches; NULL = none.';
COMMENT ON COLUMN agora_memory.document.language  IS 'Programming language for filtered searches; NULL = none.';
COMMENT ON COLUMN agora_memory.document.is_active IS 'Whether searches may return it; set by the owner.';
COMMENT ON COLUMN agora_memory.document.terms     IS 'Index keys: 4 * dimension + weight tier (0 to 3) of each term, and 4 * dimension of each facet.';
COMMENT ON COLUMN agora_memory.document.vector    IS 'BM25 weight of each term, at the dimension that tokenize() gives it.';
