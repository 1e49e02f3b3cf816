-- Endpoints that events are posted to. A webhook is a consumer of the same name, with an address: position, order, retries and dead
-- letters are the consumer's. The secret is not here but with the workers that sign; the row knows its name only, so no view, dump,
-- replica or log of this database can give it away.
-- Dump: all
CREATE TABLE agora_event.webhook (
    webhook            text        NOT NULL,
    url                text        NOT NULL,
    secret_name        text        NOT NULL,
    status             text        NOT NULL DEFAULT 'enabled',
    disabled_reason    text,
    failures           integer     NOT NULL DEFAULT 0,
    last_error         text,
    last_failed_at     timestamptz,
    last_delivered_at  timestamptz,
    created_by         bigint      NOT NULL,
    created_at         timestamptz NOT NULL,
    CONSTRAINT webhook_pk             PRIMARY KEY (webhook),
    CONSTRAINT webhook_created_by_fk  FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT webhook_url_ck         CHECK (url ~ '^https?://' AND length(url) <= 2000),
    CONSTRAINT webhook_secret_name_ck CHECK (secret_name ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT webhook_status_ck      CHECK (status IN ('enabled', 'disabled')),
    CONSTRAINT webhook_disabled_ck    CHECK ((status = 'disabled') = (disabled_reason IS NOT NULL)),
    CONSTRAINT webhook_failures_ck    CHECK (failures >= 0)
) WITH (fillfactor = 70);
CREATE INDEX webhook_created_by_ix ON agora_event.webhook (created_by);
COMMENT ON TABLE  agora_event.webhook                   IS 'Webhooks; make one with create_webhook(), have them delivered by `agora worker webhooks`.';
COMMENT ON COLUMN agora_event.webhook.webhook           IS 'Name, that of its consumer.';
COMMENT ON COLUMN agora_event.webhook.url               IS 'Where events are posted to.';
COMMENT ON COLUMN agora_event.webhook.secret_name       IS 'Name of the secret that signs; the workers know the secret.';
COMMENT ON COLUMN agora_event.webhook.status            IS 'enabled, or disabled: nothing is posted, and the consumer stands still.';
COMMENT ON COLUMN agora_event.webhook.disabled_reason   IS 'Why it is disabled.';
COMMENT ON COLUMN agora_event.webhook.failures          IS 'Failed deliveries since the last that succeeded.';
COMMENT ON COLUMN agora_event.webhook.last_error        IS 'Why the last delivery failed; NULL = it did not.';
COMMENT ON COLUMN agora_event.webhook.last_failed_at    IS 'When a delivery last failed.';
COMMENT ON COLUMN agora_event.webhook.last_delivered_at IS 'When a delivery last succeeded.';
COMMENT ON COLUMN agora_event.webhook.created_by        IS 'Who made it.';
COMMENT ON COLUMN agora_event.webhook.created_at        IS 'When.';

CREATE TRIGGER webhook_guard_status
    BEFORE UPDATE OF status ON agora_event.webhook
    FOR EACH ROW
    WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('webhook');
