-- State machines as data. A table under a machine keeps its state in a column named status, guarded by tg_guard_status.
-- Dump state_machine: none
CREATE TABLE agora.state_machine (
    machine      text NOT NULL,
    description  text NOT NULL,
    CONSTRAINT state_machine_pk PRIMARY KEY (machine)
);
COMMENT ON TABLE  agora.state_machine             IS 'State machines.';
COMMENT ON COLUMN agora.state_machine.machine     IS 'Name: the table it governs.';
COMMENT ON COLUMN agora.state_machine.description IS 'What it governs.';

-- Dump state_transition: none
CREATE TABLE agora.state_transition (
    machine      text NOT NULL,
    from_state   text NOT NULL,
    to_state     text NOT NULL,
    description  text NOT NULL,
    CONSTRAINT state_transition_pk         PRIMARY KEY (machine, from_state, to_state),
    CONSTRAINT state_transition_machine_fk FOREIGN KEY (machine) REFERENCES agora.state_machine (machine)
);
COMMENT ON TABLE  agora.state_transition             IS 'Legal moves; everything else is refused.';
COMMENT ON COLUMN agora.state_transition.machine     IS 'Machine.';
COMMENT ON COLUMN agora.state_transition.from_state  IS 'State before.';
COMMENT ON COLUMN agora.state_transition.to_state    IS 'State after.';
COMMENT ON COLUMN agora.state_transition.description IS 'What makes the move.';
