-- What a manifest recommended, item by item, so that its effect can be measured without reading the contents.
-- Dump manifest_item: none
CREATE TABLE agora_memory.manifest_item (
    manifest_id  bigint  NOT NULL,
    item         integer NOT NULL,
    section      text    NOT NULL,
    object_id    bigint  NOT NULL,
    CONSTRAINT manifest_item_section_fk FOREIGN KEY (section) REFERENCES agora_memory.manifest_section (section)
) PARTITION BY RANGE (manifest_id);
COMMENT ON TABLE  agora_memory.manifest_item             IS 'Items of the manifests that were given; see recommendation.';
COMMENT ON COLUMN agora_memory.manifest_item.manifest_id IS 'Manifest.';
COMMENT ON COLUMN agora_memory.manifest_item.item        IS 'Number of the item in it, from 1.';
COMMENT ON COLUMN agora_memory.manifest_item.section     IS 'Section it stands in, which says what kind of object it is.';
COMMENT ON COLUMN agora_memory.manifest_item.object_id   IS 'Key of what is recommended, or warned of.';

-- Dump manifest_item_p0: all
CREATE TABLE agora_memory.manifest_item_p0 PARTITION OF agora_memory.manifest_item
    FOR VALUES FROM (MINVALUE) TO (1000000);
ALTER TABLE agora_memory.manifest_item_p0 ADD CONSTRAINT manifest_item_p0_pk PRIMARY KEY (manifest_id, item);
CREATE INDEX manifest_item_p0_section_ix ON agora_memory.manifest_item_p0 (section, object_id);

-- Dump manifest_item_default: all
CREATE TABLE agora_memory.manifest_item_default PARTITION OF agora_memory.manifest_item DEFAULT;
ALTER TABLE agora_memory.manifest_item_default ADD CONSTRAINT manifest_item_default_pk PRIMARY KEY (manifest_id, item);
CREATE INDEX manifest_item_default_section_ix ON agora_memory.manifest_item_default (section, object_id);
