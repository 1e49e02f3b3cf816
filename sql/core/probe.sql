-- What check_invariants() and health() ask. Each domain seeds its own.
-- Dump: none
CREATE TABLE agora.probe (
    probe          text NOT NULL,
    kind           text NOT NULL,
    function_name  text NOT NULL,
    description    text NOT NULL,
    CONSTRAINT probe_pk          PRIMARY KEY (probe),
    CONSTRAINT probe_probe_ck    CHECK (probe ~ '^[a-z]+\.[a-z][a-z0-9_]*$'),
    CONSTRAINT probe_kind_ck     CHECK (kind IN ('invariant', 'health')),
    CONSTRAINT probe_function_ck CHECK (function_name ~ '^agora(_[a-z]+)?\._[a-z0-9_]+$')
);
COMMENT ON TABLE  agora.probe               IS 'Checks that check_invariants() and health() run.';
COMMENT ON COLUMN agora.probe.probe         IS 'Name: domain and what is checked.';
COMMENT ON COLUMN agora.probe.kind          IS 'invariant: function () RETURNS SETOF text, a row per violation; health: function () RETURNS agora.health_report.';
COMMENT ON COLUMN agora.probe.function_name IS 'Private function to call.';
COMMENT ON COLUMN agora.probe.description   IS 'What holds when it is quiet.';
