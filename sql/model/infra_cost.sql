-- What own infrastructure costs that serves the models of a provider: from its moment until the next row of that name. Append-only;
-- what ended costs nothing from then on.
-- Dump: all
CREATE TABLE agora_model.infra_cost (
    infra_cost_id  bigint      GENERATED ALWAYS AS IDENTITY,
    name           text        NOT NULL,
    provider_id    bigint      NOT NULL,
    valid_from     timestamptz NOT NULL,
    monthly_usd    agora.usd   NOT NULL,
    once_usd       agora.usd   NOT NULL,
    created_by     bigint      NOT NULL,
    recorded_at    timestamptz NOT NULL,
    CONSTRAINT infra_cost_pk             PRIMARY KEY (infra_cost_id),
    CONSTRAINT infra_cost_name_uq        UNIQUE (name, valid_from),
    CONSTRAINT infra_cost_provider_id_fk FOREIGN KEY (provider_id) REFERENCES agora_model.provider (provider_id),
    CONSTRAINT infra_cost_created_by_fk  FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT infra_cost_usd_ck         CHECK (monthly_usd >= 0 AND once_usd >= 0),
    CONSTRAINT infra_cost_valid_from_ck  CHECK (isfinite(valid_from))
);
CREATE INDEX infra_cost_provider_id_ix ON agora_model.infra_cost (provider_id);
CREATE INDEX infra_cost_created_by_ix  ON agora_model.infra_cost (created_by);
COMMENT ON TABLE  agora_model.infra_cost               IS 'What own infrastructure for models costs; see infrastructure.';
COMMENT ON COLUMN agora_model.infra_cost.infra_cost_id IS 'Key.';
COMMENT ON COLUMN agora_model.infra_cost.name          IS 'What it is, such as the name of a server.';
COMMENT ON COLUMN agora_model.infra_cost.provider_id   IS 'Provider whose models it serves.';
COMMENT ON COLUMN agora_model.infra_cost.valid_from    IS 'From when this holds, until the next row of the name.';
COMMENT ON COLUMN agora_model.infra_cost.monthly_usd   IS 'US dollars for 30 days: power, rent, work.';
COMMENT ON COLUMN agora_model.infra_cost.once_usd      IS 'US dollars paid at valid_from: what was bought.';
COMMENT ON COLUMN agora_model.infra_cost.created_by    IS 'Who said so.';
COMMENT ON COLUMN agora_model.infra_cost.recorded_at   IS 'When it was written here.';

CREATE TRIGGER infra_cost_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.infra_cost
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER infra_cost_refuse_truncate
    BEFORE TRUNCATE ON agora_model.infra_cost
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
