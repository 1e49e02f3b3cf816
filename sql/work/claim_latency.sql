-- How long claims took in the server, up to the commit: a histogram whose counters are sequences, which sessions share at once and
-- which leave no dead rows. Bucket n counts below its bound in claim_latency(); snapshots are kept to look at a window of time.
-- Dump: none
CREATE TABLE agora_work.claim_latency (
    recorded_at  timestamptz NOT NULL,
    counts       bigint[]    NOT NULL,
    CONSTRAINT claim_latency_pk PRIMARY KEY (recorded_at)
);
COMMENT ON TABLE  agora_work.claim_latency             IS 'Snapshots of the histogram of claims; see claim_latency().';
COMMENT ON COLUMN agora_work.claim_latency.recorded_at IS 'When it was taken.';
COMMENT ON COLUMN agora_work.claim_latency.counts      IS 'Claims by bucket since the installation.';

CREATE SEQUENCE agora_work.claim_latency_1;
CREATE SEQUENCE agora_work.claim_latency_2;
CREATE SEQUENCE agora_work.claim_latency_3;
CREATE SEQUENCE agora_work.claim_latency_4;
CREATE SEQUENCE agora_work.claim_latency_5;
CREATE SEQUENCE agora_work.claim_latency_6;
CREATE SEQUENCE agora_work.claim_latency_7;
CREATE SEQUENCE agora_work.claim_latency_8;
CREATE SEQUENCE agora_work.claim_latency_9;
CREATE SEQUENCE agora_work.claim_latency_10;
CREATE SEQUENCE agora_work.claim_latency_11;
CREATE SEQUENCE agora_work.claim_latency_12;
