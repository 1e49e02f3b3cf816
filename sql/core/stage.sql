-- Vocabulary of the stages of generation work that models, budgets and reports refer to.
-- Dump: WHERE NOT is_builtin
CREATE TABLE agora.stage (
    stage        text    NOT NULL,
    ordinal      integer NOT NULL,
    description  text    NOT NULL,
    is_builtin   boolean NOT NULL DEFAULT false,
    CONSTRAINT stage_pk       PRIMARY KEY (stage),
    CONSTRAINT stage_stage_ck CHECK (stage ~ '^[a-z][a-z0-9_]{0,99}$')
);
COMMENT ON TABLE  agora.stage             IS 'Stages of work that model calls are charged to.';
COMMENT ON COLUMN agora.stage.stage       IS 'Name.';
COMMENT ON COLUMN agora.stage.ordinal     IS 'Order in reports.';
COMMENT ON COLUMN agora.stage.description IS 'What happens in it.';
COMMENT ON COLUMN agora.stage.is_builtin  IS 'Whether it came with the release.';
