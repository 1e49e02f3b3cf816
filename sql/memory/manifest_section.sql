-- The parts of a manifest, in the order in which they are asked and told. Reference rows.
-- Dump: none
CREATE TABLE agora_memory.manifest_section (
    section      text    NOT NULL,
    ordinal      integer NOT NULL,
    object_kind  text,
    object_key   text,
    title        text    NOT NULL,
    CONSTRAINT manifest_section_pk         PRIMARY KEY (section),
    CONSTRAINT manifest_section_ordinal_uq UNIQUE (ordinal),
    CONSTRAINT manifest_section_object_ck  CHECK ((object_kind IS NULL) = (object_key IS NULL))
);
COMMENT ON TABLE  agora_memory.manifest_section             IS 'Sections of a manifest.';
COMMENT ON COLUMN agora_memory.manifest_section.section     IS 'Name, as in the manifest and in its option sections.';
COMMENT ON COLUMN agora_memory.manifest_section.ordinal     IS 'Order of importance: what comes first is asked first and told first.';
COMMENT ON COLUMN agora_memory.manifest_section.object_kind IS 'What its items recommend, such as transform; NULL where it has no items.';
COMMENT ON COLUMN agora_memory.manifest_section.object_key  IS 'Field of an item that holds the key of that object.';
COMMENT ON COLUMN agora_memory.manifest_section.title       IS 'Heading in the text.';
