-- Circuit breakers. Only a transient trip half-opens by itself; the others wait for an operator.
-- Dump: all
CREATE TABLE agora.breaker (
    breaker       text        NOT NULL,
    status        text        NOT NULL DEFAULT 'closed',
    reason_class  text,
    reason        text,
    failures      integer     NOT NULL DEFAULT 0,
    opened_at     timestamptz,
    probe_until   timestamptz,
    changed_by    bigint      NOT NULL,
    changed_at    timestamptz NOT NULL,
    CONSTRAINT breaker_pk              PRIMARY KEY (breaker),
    CONSTRAINT breaker_changed_by_fk   FOREIGN KEY (changed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT breaker_breaker_ck      CHECK (length(breaker) BETWEEN 1 AND 200),
    CONSTRAINT breaker_status_ck       CHECK (status IN ('closed', 'open', 'half_open')),
    CONSTRAINT breaker_reason_class_ck CHECK (reason_class IN ('transient', 'performance', 'policy', 'budget', 'security', 'manual')),
    CONSTRAINT breaker_failures_ck     CHECK (failures >= 0),
    CONSTRAINT breaker_open_ck         CHECK ((status = 'closed') = (opened_at IS NULL)),
    CONSTRAINT breaker_why_ck          CHECK ((opened_at IS NULL) = (reason_class IS NULL))
);
CREATE INDEX breaker_changed_by_ix ON agora.breaker (changed_by);
COMMENT ON TABLE  agora.breaker              IS 'Circuit breakers; ask breaker_allows(), report with record_outcome().';
COMMENT ON COLUMN agora.breaker.breaker      IS 'Name, 1 to 200 characters.';
COMMENT ON COLUMN agora.breaker.status       IS 'closed, open or half_open.';
COMMENT ON COLUMN agora.breaker.reason_class IS 'Why it opened; only transient and performance half-open after the cooldown.';
COMMENT ON COLUMN agora.breaker.reason       IS 'Why, in words.';
COMMENT ON COLUMN agora.breaker.failures     IS 'Consecutive failures seen.';
COMMENT ON COLUMN agora.breaker.opened_at    IS 'Since when it is not closed.';
COMMENT ON COLUMN agora.breaker.probe_until  IS 'Half-open: until when the one probe may run.';
COMMENT ON COLUMN agora.breaker.changed_by   IS 'Who changed it last.';
COMMENT ON COLUMN agora.breaker.changed_at   IS 'When.';
