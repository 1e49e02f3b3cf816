-- Domains for columns and results. Parameters are plain types, checked by the functions (a domain as a parameter
-- raises before the function can say anything useful).
CREATE DOMAIN agora.tokens AS numeric
    CONSTRAINT tokens_range_ck CHECK (value = round(value, 6) AND abs(value) <= 1e12);
COMMENT ON DOMAIN agora.tokens IS 'Compute credits; 1 token = 0.001 USD of compute; at most 6 decimals, at most 1e12, never NaN or infinite.';

CREATE DOMAIN agora.usd AS numeric
    CONSTRAINT usd_range_ck CHECK (value = round(value, 12) AND abs(value) <= 1e12);
COMMENT ON DOMAIN agora.usd IS 'US dollars; at most 12 decimals, never NaN or infinite; a cost is not rounded before it is stored.';

CREATE DOMAIN agora.usd_amount AS numeric
    CONSTRAINT usd_amount_range_ck CHECK (value >= 0 AND value = round(value, 12) AND value <= 1e12);
COMMENT ON DOMAIN agora.usd_amount IS 'US dollars, as agora.usd, but never less than nothing.';

CREATE DOMAIN agora.score AS numeric
    CONSTRAINT score_range_ck CHECK (value BETWEEN 0 AND 1);
COMMENT ON DOMAIN agora.score IS 'A share, quality or confidence from 0 to 1.';

CREATE DOMAIN agora.sha256 AS text
    CONSTRAINT sha256_form_ck CHECK (value ~ '^[0-9a-f]{64}$');
COMMENT ON DOMAIN agora.sha256 IS 'SHA-256 as 64 lowercase hexadecimal digits; the name of content.';

CREATE DOMAIN agora.label AS text
    CONSTRAINT label_length_ck CHECK (length(value) BETWEEN 1 AND 200);
COMMENT ON DOMAIN agora.label IS 'A name or key, 1 to 200 characters.';

-- Of a token bucket: rules of a domain cost an UPDATE only of the column that has it, a CHECK of the table is read anew by each.
CREATE DOMAIN agora.bucket_size AS numeric
    CONSTRAINT bucket_size_range_ck CHECK (value > 0 AND value <= 1e9);
COMMENT ON DOMAIN agora.bucket_size IS 'Capacity of a token bucket, or its refill per second: above 0, at most 1e9.';

CREATE DOMAIN agora.bucket_units AS numeric
    CONSTRAINT bucket_units_range_ck CHECK (value >= 0 AND value <= 1e9);
COMMENT ON DOMAIN agora.bucket_units IS 'Units in a token bucket, from 0 to 1e9.';

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
