-- How long claims took in the server, up to the commit: a histogram whose counters are sequences, which sessions share at once and
-- which leave no dead rows. Bucket n counts below its bound in claim_latency(); snapshots are kept to look at a window of time.
-- Dump: all
CREATE TABLE agora_work.claim_latency (
    recorded_at  timestamptz NOT NULL,
    counts       bigint[]    NOT NULL,
    CONSTRAINT claim_latency_pk PRIMARY KEY (recorded_at)
);
COMMENT ON TABLE  agora_work.claim_latency             IS 'Snapshots of the histogram of claims; see claim_latency().';
COMMENT ON COLUMN agora_work.claim_latency.recorded_at IS 'When it was taken.';
COMMENT ON COLUMN agora_work.claim_latency.counts      IS 'Claims by bucket since the installation.';

CREATE SEQUENCE agora_work.claim_latency_1 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_2 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_3 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_4 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_5 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_6 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_7 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_8 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_9 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_10 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_11 OWNED BY agora_work.claim_latency.counts;
CREATE SEQUENCE agora_work.claim_latency_12 OWNED BY agora_work.claim_latency.counts;
