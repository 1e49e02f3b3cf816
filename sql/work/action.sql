-- What a signed message may ask for: a name, and the function that does it. Nothing is allowed until an operator allows it.
-- Dump: all
CREATE TABLE agora_work.action (
    action         text        NOT NULL,
    function_name  text        NOT NULL,
    description    text        NOT NULL,
    is_allowed     boolean     NOT NULL DEFAULT true,
    changed_by     bigint      NOT NULL,
    changed_at     timestamptz NOT NULL,
    CONSTRAINT action_pk            PRIMARY KEY (action),
    CONSTRAINT action_changed_by_fk FOREIGN KEY (changed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT action_action_ck     CHECK (action ~ '^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)*$' AND length(action) <= 100),
    CONSTRAINT action_function_ck   CHECK (function_name ~ '^agora(_[a-z]+)?[.][a-z][a-z0-9_]*$')
);
CREATE INDEX action_changed_by_ix ON agora_work.action (changed_by);
COMMENT ON TABLE  agora_work.action               IS 'Actions of signed messages; read allowed_action.';
COMMENT ON COLUMN agora_work.action.action        IS 'Name: lower case, with dots, at most 100 characters.';
COMMENT ON COLUMN agora_work.action.function_name IS 'Function that does it, with its schema.';
COMMENT ON COLUMN agora_work.action.description   IS 'What it is for.';
COMMENT ON COLUMN agora_work.action.is_allowed    IS 'Whether messages may ask for it now.';
COMMENT ON COLUMN agora_work.action.changed_by    IS 'Operator who allowed or forbade it last.';
COMMENT ON COLUMN agora_work.action.changed_at    IS 'When.';
