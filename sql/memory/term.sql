-- Document frequencies behind the inverse document frequencies and the choice of index keys. Writers of documents
-- never touch them: a job counts anew when a corpus has grown, searches count for themselves until it has.
-- Dump corpus: all
CREATE TABLE agora_memory.corpus (
    kind               text        NOT NULL,
    documents          integer     NOT NULL,
    highest_object_id  bigint      NOT NULL,
    counted_at         timestamptz NOT NULL,
    CONSTRAINT corpus_pk           PRIMARY KEY (kind),
    CONSTRAINT corpus_documents_ck CHECK (documents >= 0)
);
COMMENT ON TABLE  agora_memory.corpus                   IS 'State of each kind of document when its terms were last counted.';
COMMENT ON COLUMN agora_memory.corpus.kind              IS 'Kind of document.';
COMMENT ON COLUMN agora_memory.corpus.documents         IS 'Active documents of the kind.';
COMMENT ON COLUMN agora_memory.corpus.highest_object_id IS 'Highest object_id of the kind; how far it has moved since tells how far the counts are out of date.';
COMMENT ON COLUMN agora_memory.corpus.counted_at        IS 'When.';

-- Dump term: all
CREATE TABLE agora_memory.term (
    kind       text       NOT NULL,
    dimension  integer    NOT NULL,
    documents  integer[]  NOT NULL,
    CONSTRAINT term_pk           PRIMARY KEY (kind, dimension),
    CONSTRAINT term_documents_ck CHECK (array_length(documents, 1) = 4)
);
COMMENT ON TABLE  agora_memory.term           IS 'Active documents per term and weight tier, for terms of at least two documents.';
COMMENT ON COLUMN agora_memory.term.kind      IS 'Kind of document.';
COMMENT ON COLUMN agora_memory.term.dimension IS 'Dimension of the term or facet.';
COMMENT ON COLUMN agora_memory.term.documents IS 'Number of documents that hold the term in weight tier 0 to 3.';
