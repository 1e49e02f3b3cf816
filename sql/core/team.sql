-- A team groups principals for budgets and reports.
-- Dump: all
CREATE TABLE agora.team (
    team_id     bigint      GENERATED ALWAYS AS IDENTITY,
    name        text        NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT team_pk      PRIMARY KEY (team_id),
    CONSTRAINT team_name_uq UNIQUE (name),
    CONSTRAINT team_name_ck CHECK (length(name) BETWEEN 1 AND 200)
);
COMMENT ON TABLE  agora.team            IS 'Teams of principals.';
COMMENT ON COLUMN agora.team.team_id    IS 'Key.';
COMMENT ON COLUMN agora.team.name       IS 'Unique name, 1 to 200 characters.';
COMMENT ON COLUMN agora.team.created_at IS 'When the team was made.';
