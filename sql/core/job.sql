-- Time-dependent work, driven by tick(). Definitions are part of the release; state and runs are user data.
-- Dump job: none
CREATE TABLE agora.job (
    job            text     NOT NULL,
    function_name  text     NOT NULL,
    every          interval NOT NULL,
    ordinal        integer  NOT NULL DEFAULT 0,
    description    text     NOT NULL,
    CONSTRAINT job_pk          PRIMARY KEY (job),
    CONSTRAINT job_job_ck      CHECK (job ~ '^[a-z]+\.[a-z][a-z0-9_]*$'),
    CONSTRAINT job_function_ck CHECK (function_name ~ '^agora(_[a-z]+)?\._[a-z0-9_]+$'),
    CONSTRAINT job_every_ck    CHECK (every > interval '0')
);
COMMENT ON TABLE  agora.job               IS 'Jobs that tick() runs.';
COMMENT ON COLUMN agora.job.job           IS 'Name: domain and purpose.';
COMMENT ON COLUMN agora.job.function_name IS 'Private function (p_limit integer) RETURNS bigint, the number of rows handled.';
COMMENT ON COLUMN agora.job.every         IS 'Least time between two runs.';
COMMENT ON COLUMN agora.job.ordinal       IS 'Jobs that are due run in this order; one that takes strong locks comes last, because tick() holds them until it ends.';
COMMENT ON COLUMN agora.job.description   IS 'What it does.';

-- Dump job_state: all
CREATE TABLE agora.job_state (
    job          text        NOT NULL,
    is_enabled   boolean     NOT NULL DEFAULT true,
    next_run_at  timestamptz NOT NULL DEFAULT '-infinity',
    CONSTRAINT job_state_pk     PRIMARY KEY (job),
    CONSTRAINT job_state_job_fk FOREIGN KEY (job) REFERENCES agora.job (job)
);
COMMENT ON TABLE  agora.job_state             IS 'When each job is due; its row lock lets one session run a job at a time.';
COMMENT ON COLUMN agora.job_state.job         IS 'Job.';
COMMENT ON COLUMN agora.job_state.is_enabled  IS 'Whether tick() runs it.';
COMMENT ON COLUMN agora.job_state.next_run_at IS 'Not before this moment.';

-- Dump job_run: all
CREATE TABLE agora.job_run (
    job_run_id   bigint           GENERATED ALWAYS AS IDENTITY,
    job          text             NOT NULL,
    started_at   timestamptz      NOT NULL,
    duration_ms  double precision NOT NULL,
    handled      bigint           NOT NULL,
    error        text,
    CONSTRAINT job_run_pk     PRIMARY KEY (job_run_id),
    CONSTRAINT job_run_job_fk FOREIGN KEY (job) REFERENCES agora.job (job)
);
CREATE INDEX job_run_job_ix ON agora.job_run (job, job_run_id);
COMMENT ON TABLE  agora.job_run             IS 'Runs of jobs that handled something, failed or recovered; kept for core.job_run_retention.';
COMMENT ON COLUMN agora.job_run.job_run_id  IS 'Key.';
COMMENT ON COLUMN agora.job_run.job         IS 'Job.';
COMMENT ON COLUMN agora.job_run.started_at  IS 'Start of the tick.';
COMMENT ON COLUMN agora.job_run.duration_ms IS 'Run time in milliseconds.';
COMMENT ON COLUMN agora.job_run.handled     IS 'Rows handled.';
COMMENT ON COLUMN agora.job_run.error       IS 'SQLSTATE and message where it failed; the other jobs still ran.';
