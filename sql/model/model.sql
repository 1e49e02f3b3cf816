-- Models of the providers. A call of a model nobody registered makes a row of its own, unpriced, so that the call is kept and
-- priced once somebody says what it costs.
-- Dump: all
CREATE TABLE agora_model.model (
    model_id             bigint      GENERATED ALWAYS AS IDENTITY,
    provider_id          bigint      NOT NULL,
    model                text        NOT NULL,
    version              text,
    name                 text,
    context_window       bigint,
    output_limit         bigint,
    latency_ms           numeric,
    capabilities         text[]      NOT NULL DEFAULT '{}',
    requests_per_minute  bigint,
    tokens_per_minute    bigint,
    ordinal              integer     NOT NULL DEFAULT 0,
    match                jsonb,
    alias_of             bigint,
    deprecated_at        timestamptz,
    is_registered        boolean     NOT NULL,
    created_by           bigint      NOT NULL,
    recorded_at          timestamptz NOT NULL,
    CONSTRAINT model_pk              PRIMARY KEY (model_id),
    CONSTRAINT model_model_uq        UNIQUE NULLS NOT DISTINCT (provider_id, model, version),
    CONSTRAINT model_provider_id_fk  FOREIGN KEY (provider_id) REFERENCES agora_model.provider (provider_id),
    CONSTRAINT model_alias_of_fk     FOREIGN KEY (alias_of) REFERENCES agora_model.model (model_id),
    CONSTRAINT model_created_by_fk   FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT model_alias_ck        CHECK (alias_of <> model_id AND (alias_of IS NULL OR NOT is_registered)),
    CONSTRAINT model_model_ck        CHECK (length(model) BETWEEN 1 AND 200),
    CONSTRAINT model_limits_ck       CHECK (context_window > 0 AND output_limit > 0 AND latency_ms >= 0 AND requests_per_minute > 0 AND tokens_per_minute > 0),
    CONSTRAINT model_capabilities_ck CHECK (capabilities <@ ARRAY['streaming', 'tools', 'vision'])
);
CREATE INDEX model_created_by_ix ON agora_model.model (created_by);
CREATE INDEX model_alias_of_ix   ON agora_model.model (alias_of) WHERE alias_of IS NOT NULL;
COMMENT ON TABLE  agora_model.model                     IS 'Models; see known_model.';
COMMENT ON COLUMN agora_model.model.model_id            IS 'Key.';
COMMENT ON COLUMN agora_model.model.provider_id         IS 'Provider.';
COMMENT ON COLUMN agora_model.model.model               IS 'Name at the provider.';
COMMENT ON COLUMN agora_model.model.version             IS 'Version, where the name does not say it.';
COMMENT ON COLUMN agora_model.model.name                IS 'Name to show.';
COMMENT ON COLUMN agora_model.model.context_window      IS 'Tokens it can read at once.';
COMMENT ON COLUMN agora_model.model.output_limit        IS 'Tokens it can write at once.';
COMMENT ON COLUMN agora_model.model.latency_ms          IS 'Typical time of a call in milliseconds, as its provider says.';
COMMENT ON COLUMN agora_model.model.capabilities        IS 'Any of streaming, tools, vision.';
COMMENT ON COLUMN agora_model.model.requests_per_minute IS 'Calls a minute that the provider allows.';
COMMENT ON COLUMN agora_model.model.tokens_per_minute   IS 'Tokens a minute that the provider allows.';
COMMENT ON COLUMN agora_model.model.ordinal             IS 'Order in which models of the provider are tried.';
COMMENT ON COLUMN agora_model.model.match               IS 'Rule that tells which references mean it: equals, starts_with, ends_with, contains, regex, or, and.';
COMMENT ON COLUMN agora_model.model.alias_of            IS 'Registered model that a model known from calls only turned out to be.';
COMMENT ON COLUMN agora_model.model.deprecated_at       IS 'From when on its provider advises against it.';
COMMENT ON COLUMN agora_model.model.is_registered       IS 'Whether somebody registered it; false where only a call named it.';
COMMENT ON COLUMN agora_model.model.created_by          IS 'Who made the row.';
COMMENT ON COLUMN agora_model.model.recorded_at         IS 'When the row was made.';
