-- Checks that a run passes or not. What a failure means is said here, by the gate's type, never by the result.
-- Dump gate_type: none
CREATE TABLE agora_pipeline.gate_type (
    gate_type    text    NOT NULL,
    weight       numeric NOT NULL,
    is_blocking  boolean NOT NULL,
    description  text    NOT NULL,
    CONSTRAINT gate_type_pk        PRIMARY KEY (gate_type),
    CONSTRAINT gate_type_weight_ck CHECK (weight > 0 AND weight <= 1)
);
COMMENT ON TABLE  agora_pipeline.gate_type             IS 'Types of gates.';
COMMENT ON COLUMN agora_pipeline.gate_type.gate_type   IS 'Name.';
COMMENT ON COLUMN agora_pipeline.gate_type.weight      IS 'What a gate of it counts for in the score of a run.';
COMMENT ON COLUMN agora_pipeline.gate_type.is_blocking IS 'Whether a run cannot succeed while one failed.';
COMMENT ON COLUMN agora_pipeline.gate_type.description IS 'What it is for.';

-- Dump gate: WHERE NOT is_builtin
CREATE TABLE agora_pipeline.gate (
    gate         text    NOT NULL,
    category     text    NOT NULL,
    gate_type    text    NOT NULL,
    stage        text,
    target_ms    numeric,
    title        text    NOT NULL,
    is_builtin   boolean NOT NULL DEFAULT false,
    CONSTRAINT gate_pk           PRIMARY KEY (gate),
    CONSTRAINT gate_gate_type_fk FOREIGN KEY (gate_type) REFERENCES agora_pipeline.gate_type (gate_type),
    CONSTRAINT gate_stage_fk     FOREIGN KEY (stage) REFERENCES agora_pipeline.pipeline_stage (stage),
    CONSTRAINT gate_gate_ck      CHECK (gate ~ '^[A-Z][A-Z0-9-]{0,19}$'),
    CONSTRAINT gate_category_ck  CHECK (category ~ '^[a-z][a-z0-9_]{0,49}$'),
    CONSTRAINT gate_target_ms_ck CHECK (target_ms > 0)
);
CREATE INDEX gate_gate_type_ix ON agora_pipeline.gate (gate_type);
CREATE INDEX gate_stage_ix     ON agora_pipeline.gate (stage);
COMMENT ON TABLE  agora_pipeline.gate            IS 'Gates of generation runs; see known_gate.';
COMMENT ON COLUMN agora_pipeline.gate.gate       IS 'Its number, such as G9 or SV-001.';
COMMENT ON COLUMN agora_pipeline.gate.category   IS 'What it looks at; failures are counted by it.';
COMMENT ON COLUMN agora_pipeline.gate.gate_type  IS 'Type: weight, and whether it blocks.';
COMMENT ON COLUMN agora_pipeline.gate.stage      IS 'Stage that it stands in; NULL = of any.';
COMMENT ON COLUMN agora_pipeline.gate.target_ms  IS 'What it should take at most, in milliseconds; NULL = pipeline.gate_target.';
COMMENT ON COLUMN agora_pipeline.gate.title      IS 'What it asks for.';
COMMENT ON COLUMN agora_pipeline.gate.is_builtin IS 'Whether it came with the release.';

-- Dump grade: none
CREATE TABLE agora_pipeline.grade (
    grade    text        NOT NULL,
    minimum  agora.score NOT NULL,
    CONSTRAINT grade_pk         PRIMARY KEY (grade),
    CONSTRAINT grade_minimum_uq UNIQUE (minimum)
);
COMMENT ON TABLE  agora_pipeline.grade         IS 'Grades of runs by the score of their gates.';
COMMENT ON COLUMN agora_pipeline.grade.grade   IS 'Grade.';
COMMENT ON COLUMN agora_pipeline.grade.minimum IS 'Least score for it.';
