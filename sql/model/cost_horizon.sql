-- Up to which call and which correction daily_cost is complete; never beyond call_horizon.
-- Dump: all
CREATE TABLE agora_model.cost_horizon (
    is_only           boolean NOT NULL DEFAULT true,
    up_to_call        bigint  NOT NULL DEFAULT 0,
    up_to_correction  bigint  NOT NULL DEFAULT 0,
    CONSTRAINT cost_horizon_pk         PRIMARY KEY (is_only),
    CONSTRAINT cost_horizon_is_only_ck CHECK (is_only)
);
COMMENT ON TABLE  agora_model.cost_horizon                  IS 'One row, made by the first run of the job that moves it.';
COMMENT ON COLUMN agora_model.cost_horizon.is_only          IS 'Keeps it one row.';
COMMENT ON COLUMN agora_model.cost_horizon.up_to_call       IS 'Last call in the roll-up.';
COMMENT ON COLUMN agora_model.cost_horizon.up_to_correction IS 'Last correction in the roll-up.';
