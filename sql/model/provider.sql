-- Who sells model calls. Written by register_provider() and load_catalogue().
-- Dump: all
CREATE TABLE agora_model.provider (
    provider_id  bigint      GENERATED ALWAYS AS IDENTITY,
    provider     text        NOT NULL,
    name         text        NOT NULL,
    ordinal      integer     NOT NULL DEFAULT 0,
    match        jsonb,
    model_match  jsonb,
    fallbacks    text[]      NOT NULL DEFAULT '{}',
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT provider_pk          PRIMARY KEY (provider_id),
    CONSTRAINT provider_provider_uq UNIQUE (provider),
    CONSTRAINT provider_provider_ck CHECK (provider ~ '^[a-z0-9][a-z0-9._-]{0,99}$')
);
COMMENT ON TABLE  agora_model.provider             IS 'Providers of models; see known_provider.';
COMMENT ON COLUMN agora_model.provider.provider_id IS 'Key.';
COMMENT ON COLUMN agora_model.provider.provider    IS 'Name in references, such as anthropic.';
COMMENT ON COLUMN agora_model.provider.name        IS 'Name to show.';
COMMENT ON COLUMN agora_model.provider.ordinal     IS 'Order in which providers are tried.';
COMMENT ON COLUMN agora_model.provider.match       IS 'Rule for other names of the provider.';
COMMENT ON COLUMN agora_model.provider.model_match IS 'Rule for names of models that mean it where no provider is named.';
COMMENT ON COLUMN agora_model.provider.fallbacks   IS 'Providers whose models it offers, too, in the order in which they are tried.';
COMMENT ON COLUMN agora_model.provider.recorded_at IS 'When it was written.';
