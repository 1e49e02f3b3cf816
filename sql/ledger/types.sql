-- Answers of the calls around a model call.
CREATE TYPE agora_ledger.spending_authorization AS (
    is_authorized  boolean,
    hold_id        bigint,
    tokens         numeric,
    available      numeric,
    missing        numeric,
    options        jsonb
);
COMMENT ON TYPE agora_ledger.spending_authorization IS 'Answer of authorize_spending(): the hold and the tokens in it, or what is missing and the options; available is what can be spent besides.';

CREATE TYPE agora_ledger.spending_settlement AS (
    transaction_id  bigint,
    charged         numeric,
    released        numeric,
    uncovered       numeric
);
COMMENT ON TYPE agora_ledger.spending_settlement IS 'Answer of settle_spending(): what was paid and by which transaction (NULL = nothing), what was released, and what the call cost above its hold.';
