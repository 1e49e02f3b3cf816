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

CREATE TYPE agora_model.spend_authorization AS (
    decision          text,
    authorization_id  bigint,
    remaining_usd     agora.usd,
    expires_at        timestamptz,
    hold_id           bigint,
    budget_id         bigint,
    options           jsonb
);
COMMENT ON TYPE agora_model.spend_authorization IS 'Answer of authorize_spend(): allow, warn, throttle or deny; the authorisation, if there is one; what is left after it in US dollars, in budget_id, which is the fullest or the one that refused; and the ways on.';

CREATE TYPE agora_model.spend_settlement AS (
    authorization_id  bigint,
    actual_usd        agora.usd,
    over_usd          agora.usd,
    returned_usd      agora.usd,
    is_late           boolean,
    uncovered         agora.tokens
);
COMMENT ON TYPE agora_model.spend_settlement IS 'Answer of settle_spend(): what the call cost, how much above or below the authorisation, whether after its time, and tokens that the wallet did not pay.';

CREATE TYPE agora_model.reservation AS (
    is_granted     boolean,
    budget_ids     bigint[],
    period_starts  timestamptz[],
    slices         smallint[],
    budget_id      bigint,
    period_start   timestamptz,
    remaining_usd  numeric,
    is_warning     boolean
);
COMMENT ON TYPE agora_model.reservation IS 'What _reserve_spending() did: where it reserved, the budget with the least left or the one that refused, and whether any has passed its first mark.';

CREATE TYPE agora_model.cost_line AS (
    key                text,
    calls              bigint,
    success_share      numeric,
    quality            numeric,
    latency_ms         numeric,
    input_tokens       numeric,
    cached_tokens      numeric,
    output_tokens      numeric,
    cost_usd           agora.usd,
    cost_per_call_usd  agora.usd,
    unpriced_calls     bigint
);
COMMENT ON TYPE agora_model.cost_line IS 'A line of cost_report(): calls, the share of them that gave a usable answer, mean quality (0..1) and latency (milliseconds) where told, tokens, cost in US dollars, in all and of a priced call, and calls without a price.';
CREATE TYPE agora_model.migration_verdict AS (
    verdict      text,
    reasons      text[],
    criteria     jsonb,
    runs_needed  bigint,
    evidence     jsonb
);
COMMENT ON TYPE agora_model.migration_verdict IS 'Answer of evaluate_migration() and evaluate_canary(): the verdict and why; each criterion with its value, limit and whether it is met; runs of the candidate still needed; the figures behind it.';

CREATE TYPE agora_model.routed_call AS (
    model               text,
    model_id            bigint,
    reason              text,
    model_migration_id  bigint
);
COMMENT ON TYPE agora_model.routed_call IS 'Answer of route_call(): the model, and why it is this one: assigned, canary, degraded, or unaffordable, without a model.';

CREATE TYPE agora_model.arm_report AS (
    arm            text,
    control        text,
    runs           bigint,
    control_runs   bigint,
    value          numeric,
    control_value  numeric,
    difference     numeric,
    lower          numeric,
    upper          numeric,
    verdict        text,
    required_runs  bigint
);
COMMENT ON TYPE agora_model.arm_report IS 'Answer of experiment_report() for an arm against the control: runs, rate or mean of each, the difference with its limits, the verdict, and the runs that each arm needs.';
