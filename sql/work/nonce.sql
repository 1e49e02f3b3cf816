-- Nonces of messages that are still fresh. The partition follows from the time that was signed, so a replay meets the first
-- wherever the clock is. What can be fresh spans at most two of the three; the third is emptied as a whole.
-- Dump nonce: none
CREATE TABLE agora_work.nonce (
    period        bigint NOT NULL,
    principal_id  bigint NOT NULL,
    nonce         bytea  NOT NULL
) PARTITION BY LIST ((period % 3));
COMMENT ON TABLE  agora_work.nonce              IS 'Nonces that were used, by the period in which their message was issued.';
COMMENT ON COLUMN agora_work.nonce.period       IS 'Number of the ten minutes in which the message was issued, from 1970 on.';
COMMENT ON COLUMN agora_work.nonce.principal_id IS 'Who signed it.';
COMMENT ON COLUMN agora_work.nonce.nonce        IS '16 to 64 bytes.';

-- Dump nonce_p0: all
CREATE TABLE agora_work.nonce_p0 PARTITION OF agora_work.nonce FOR VALUES IN (0);
ALTER TABLE agora_work.nonce_p0 ADD CONSTRAINT nonce_p0_pk PRIMARY KEY (principal_id, nonce, period);
-- Dump nonce_p1: all
CREATE TABLE agora_work.nonce_p1 PARTITION OF agora_work.nonce FOR VALUES IN (1);
ALTER TABLE agora_work.nonce_p1 ADD CONSTRAINT nonce_p1_pk PRIMARY KEY (principal_id, nonce, period);
-- Dump nonce_p2: all
CREATE TABLE agora_work.nonce_p2 PARTITION OF agora_work.nonce FOR VALUES IN (2);
ALTER TABLE agora_work.nonce_p2 ADD CONSTRAINT nonce_p2_pk PRIMARY KEY (principal_id, nonce, period);
