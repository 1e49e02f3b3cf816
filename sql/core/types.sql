-- Domains for columns and results. Parameters are plain types, checked by the functions (a domain as a parameter
-- raises before the function can say anything useful).
CREATE DOMAIN agora.tokens AS numeric
    CONSTRAINT tokens_range_ck CHECK (value = round(value, 6) AND abs(value) <= 1e12);
COMMENT ON DOMAIN agora.tokens IS 'Compute credits; 1 token = 0.001 USD of compute; at most 6 decimals, at most 1e12, never NaN or infinite.';

CREATE DOMAIN agora.usd AS numeric
    CONSTRAINT usd_range_ck CHECK (value = round(value, 12) AND abs(value) <= 1e12);
COMMENT ON DOMAIN agora.usd IS 'US dollars; at most 12 decimals, never NaN or infinite; a cost is not rounded before it is stored.';

CREATE DOMAIN agora.score AS numeric
    CONSTRAINT score_range_ck CHECK (value BETWEEN 0 AND 1);
COMMENT ON DOMAIN agora.score IS 'A share, quality or confidence from 0 to 1.';

CREATE DOMAIN agora.sha256 AS text
    CONSTRAINT sha256_form_ck CHECK (value ~ '^[0-9a-f]{64}$');
COMMENT ON DOMAIN agora.sha256 IS 'SHA-256 as 64 lowercase hexadecimal digits; the name of content.';

CREATE TYPE agora.health_report AS (
    component  text,
    ok         boolean,
    detail     text,
    hint       text
);
COMMENT ON TYPE agora.health_report IS 'One line of health(): component, ok, what was seen, what to do.';

CREATE TYPE agora.rate_decision AS (
    granted      boolean,
    level        numeric,
    retry_after  interval
);
COMMENT ON TYPE agora.rate_decision IS 'Answer of take_token(): granted, units left, and how long to wait where not granted.';
