-- What the tables of the ledger count in, and answers of the calls around a model call.
CREATE DOMAIN agora_ledger.micro_tokens AS bigint
    CONSTRAINT micro_tokens_range_ck CHECK (value >= 0);
COMMENT ON DOMAIN agora_ledger.micro_tokens IS 'Micro-tokens (0.000001 token), 0 or above. A plan keeps the check of a domain; that of a table is parsed by every statement.';

CREATE DOMAIN agora_ledger.positive_micro_tokens AS bigint
    CONSTRAINT positive_micro_tokens_range_ck CHECK (value > 0);
COMMENT ON DOMAIN agora_ledger.positive_micro_tokens IS 'Micro-tokens (0.000001 token) that move, above 0: nothing but this keeps a movement from going the other way.';

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
