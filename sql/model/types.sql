-- Composite types of the model domain.
CREATE TYPE agora_model.call_receipt AS (
    llm_call_id  bigint,
    cost_usd     agora.usd
);
COMMENT ON TYPE agora_model.call_receipt IS 'Answer of record_call(): the call, NULL where cost_tracking is off; its cost in US dollars, NULL where it has no price yet.';

CREATE TYPE agora_model.call_outcome AS (
    ordinal      bigint,
    llm_call_id  bigint,
    cost_usd     agora.usd,
    outcome      text,
    reason       text
);
COMMENT ON TYPE agora_model.call_outcome IS 'Answer of record_calls() for one call: recorded, existing or rejected, with the reason.';

CREATE TYPE agora_model.catalogue_change AS (
    change      text,
    provider    text,
    model       text,
    valid_from  timestamptz,
    prices      jsonb,
    detail      jsonb
);
COMMENT ON TYPE agora_model.catalogue_change IS 'What a catalogue would change: new model, new price, changed price, kept.';

CREATE TYPE agora_model.repricing AS (
    calls    bigint,
    old_usd  numeric,
    new_usd  numeric
);
COMMENT ON TYPE agora_model.repricing IS 'Answer of reprice_calls(): how many calls change, and their cost in US dollars before and after.';

CREATE TYPE agora_model.price_line AS (
    unit     text,
    per      integer,
    parts    smallint[],
    minimum  numeric,
    starts   bigint[],
    usd      numeric[]
);
COMMENT ON TYPE agora_model.price_line IS 'What a list charges for a unit: US dollars by tier, the highest first; and the places of the units that are its parts, which come before it.';
