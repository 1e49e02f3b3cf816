-- Types of the model domain. Domains where rows are written by every call: their rules cost an UPDATE only of the columns that it assigns,
-- a CHECK of the table is read anew by each.
CREATE DOMAIN agora_model.spend_decision AS text
    CONSTRAINT spend_decision_choice_ck CHECK (value IN ('allow', 'warn', 'recorded'));
COMMENT ON DOMAIN agora_model.spend_decision IS 'How an authorisation came about: allow, warn, or recorded where nobody asked.';

CREATE DOMAIN agora_model.spend_status AS text
    CONSTRAINT spend_status_choice_ck CHECK (value IN ('open', 'settled', 'released', 'expired'));
COMMENT ON DOMAIN agora_model.spend_status IS 'State of an authorisation: open, settled, released or expired.';

CREATE DOMAIN agora_model.slice AS smallint
    CONSTRAINT slice_range_ck CHECK (value BETWEEN 0 AND 63);
COMMENT ON DOMAIN agora_model.slice IS 'Slice of a budget, from 0.';

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

CREATE TYPE agora_model.call_record AS (
    key             text,
    model           text,
    stage           text,
    usage           jsonb,
    success         boolean,
    latency_ms      numeric,
    quality         numeric,
    correlation_id  uuid,
    called_at       timestamptz,
    category        text,
    project         text,
    agent_type      text,
    variant         jsonb,
    meta            jsonb
);
COMMENT ON TYPE agora_model.call_record IS 'A call as record_calls_from() reads it from a table: CREATE TEMP TABLE incoming (LIKE agora_model.call_record).';

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

CREATE TYPE agora_model.due_budget AS (
    budget_id     bigint,
    period_start  timestamptz,
    limit_usd     numeric,
    is_hard       boolean,
    slices        smallint
);
COMMENT ON TYPE agora_model.due_budget IS 'A budget that a call counts in, and the start of its period.';

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

CREATE TYPE agora_model.month_forecast AS (
    month           date,
    spent_usd       agora.usd,
    forecast_usd    agora.usd,
    low_usd         agora.usd,
    high_usd        agora.usd,
    confidence      numeric,
    daily_usd       agora.usd,
    days            integer,
    remaining_days  numeric
);
COMMENT ON TYPE agora_model.month_forecast IS 'Answer of forecast_month(): what was spent since the month began, what it will be at its end, the interval that holds it with that confidence, mean cost of how many whole days, and days that remain; US dollars.';

CREATE TYPE agora_model.model_metrics AS (
    stage              text,
    model              text,
    calls              bigint,
    success_share      numeric,
    rated              bigint,
    quality            numeric,
    quality_deviation  numeric,
    latency_p50_ms     numeric,
    latency_p95_ms     numeric,
    latency_p99_ms     numeric,
    cost_usd           agora.usd,
    cost_per_call_usd  agora.usd
);
COMMENT ON TYPE agora_model.model_metrics IS 'How a model did in a stage: calls, share that gave a usable answer, answers that were judged, their mean quality and its standard deviation, latency that 50, 95 and 99 of 100 calls stay within, cost in US dollars.';

CREATE TYPE agora_model.metric_difference AS (
    metric          text,
    n               bigint,
    value           numeric,
    other_n         bigint,
    other_value     numeric,
    difference      numeric,
    low             numeric,
    high            numeric,
    is_significant  boolean
);
COMMENT ON TYPE agora_model.metric_difference IS 'A metric of two models: calls that have it and its mean, the difference of the first to the other, its interval, and whether 0 is outside of it.';

CREATE TYPE agora_model.cheaper_model AS (
    model                      text,
    cost_per_call_usd          agora.usd,
    current_model              text,
    current_cost_per_call_usd  agora.usd,
    saving_share               numeric,
    saving_usd_month           agora.usd,
    evidence                   text,
    calls                      bigint,
    success_share              numeric,
    current_success_share      numeric,
    quality                    numeric,
    current_quality            numeric
);
COMMENT ON TYPE agora_model.cheaper_model IS 'A model that would cost less than the current one for the same usage: cost of a mean call of both, share saved, saved in 30 days as busy as these; and how good it is: from calls in this stage, elsewhere, or there are none.';

CREATE TYPE agora_model.investment_return AS (
    local_calls      bigint,
    compared_calls   bigint,
    cloud_usd        agora.usd,
    calls_usd        agora.usd,
    running_usd      agora.usd,
    invested_usd     agora.usd,
    saved_usd        numeric,
    saved_usd_month  numeric,
    payback_months   numeric,
    return_share     numeric
);
COMMENT ON TYPE agora_model.investment_return IS 'Answer of roi(): calls of models on own infrastructure and those a cloud model has a price for, what they would have cost there, what they cost by their own prices, what the infrastructure cost to run and to buy, what was saved without the purchase, in 30 days, after how many months the purchase is paid, and the return on all that was spent.';
