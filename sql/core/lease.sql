-- Leases on coarse resources (jobs, consumers). Rows are never deleted: the epoch must survive its holders.
-- Dump: all
CREATE TABLE agora.lease (
    resource     text        NOT NULL,
    holder_id    bigint      NOT NULL,
    epoch        bigint      NOT NULL,
    lease_until  timestamptz NOT NULL,
    CONSTRAINT lease_pk           PRIMARY KEY (resource),
    CONSTRAINT lease_holder_id_fk FOREIGN KEY (holder_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT lease_resource_ck  CHECK (length(resource) BETWEEN 1 AND 200),
    CONSTRAINT lease_epoch_ck     CHECK (epoch >= 1)
);
CREATE INDEX lease_holder_id_ix ON agora.lease (holder_id);
COMMENT ON TABLE  agora.lease             IS 'Current lease per resource; take one with acquire_lease().';
COMMENT ON COLUMN agora.lease.resource    IS 'What is leased, 1 to 200 characters.';
COMMENT ON COLUMN agora.lease.holder_id   IS 'Who holds it, or held it last.';
COMMENT ON COLUMN agora.lease.epoch       IS 'Fencing token; rises each time the lease is taken anew.';
COMMENT ON COLUMN agora.lease.lease_until IS 'The lease ends at this moment, whether anybody sweeps or not.';
