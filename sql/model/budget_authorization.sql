-- Money of budgets that a call may cost, asked for before it is made, and what it came to. A call that nobody asked for is settled above
-- nothing. Everything counts in the periods and slices of the authorisation. An open one is over at expires_at, written down or not.
-- Principals and budgets are never deleted; foreign keys to them would lock one row of each for every call of a team.
-- Dump: all
CREATE SEQUENCE agora_model.budget_authorization_id_seq AS bigint;
CREATE TABLE agora_model.budget_authorization (
    budget_authorization_id  bigint                     NOT NULL DEFAULT nextval('agora_model.budget_authorization_id_seq'),
    principal_id             bigint                     NOT NULL,
    created_by               bigint                     NOT NULL,
    stage                    text,
    correlation_id           uuid,
    decision                 agora_model.spend_decision NOT NULL,
    status                   agora_model.spend_status   NOT NULL DEFAULT 'open',
    estimate_usd             agora.usd_amount           NOT NULL,
    actual_usd               agora.usd_amount,
    remaining_usd            agora.usd,
    budget_id                bigint,
    budget_ids               bigint[]                   NOT NULL,
    period_starts            timestamptz[]              NOT NULL,
    slices                   smallint[]                 NOT NULL,
    hold_id                  bigint,
    uncovered                agora.tokens,
    authorized_at            timestamptz                NOT NULL,
    expires_at               timestamptz                NOT NULL,
    closed_at                timestamptz,
    idempotency_key          text,
    CONSTRAINT budget_authorization_pk         PRIMARY KEY (budget_authorization_id),
    CONSTRAINT budget_authorization_key_uq     UNIQUE (created_by, idempotency_key),
    CONSTRAINT budget_authorization_hold_id_fk FOREIGN KEY (hold_id) REFERENCES agora_ledger.hold (hold_id)
) WITH (fillfactor = 80);
ALTER SEQUENCE agora_model.budget_authorization_id_seq OWNED BY agora_model.budget_authorization.budget_authorization_id;
CREATE INDEX budget_authorization_hold_id_ix      ON agora_model.budget_authorization (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX budget_authorization_expires_at_ix   ON agora_model.budget_authorization (expires_at) WHERE status = 'open';
COMMENT ON TABLE  agora_model.budget_authorization                         IS 'Authorisations to spend; see recorded_authorization.';
COMMENT ON COLUMN agora_model.budget_authorization.budget_authorization_id IS 'Key.';
COMMENT ON COLUMN agora_model.budget_authorization.principal_id            IS 'Whose budgets it counts in.';
COMMENT ON COLUMN agora_model.budget_authorization.created_by              IS 'Who asked.';
COMMENT ON COLUMN agora_model.budget_authorization.stage                   IS 'Stage the call is for.';
COMMENT ON COLUMN agora_model.budget_authorization.correlation_id          IS 'The caller''s correlation, if any.';
COMMENT ON COLUMN agora_model.budget_authorization.decision                IS 'allow or warn; recorded = nobody asked before the call.';
COMMENT ON COLUMN agora_model.budget_authorization.status                  IS 'open, then settled, released or expired; expired may still be settled.';
COMMENT ON COLUMN agora_model.budget_authorization.estimate_usd            IS 'What was reserved, in US dollars.';
COMMENT ON COLUMN agora_model.budget_authorization.actual_usd              IS 'What the call cost.';
COMMENT ON COLUMN agora_model.budget_authorization.remaining_usd           IS 'Least that was left in a budget after it; NULL = no budget applied.';
COMMENT ON COLUMN agora_model.budget_authorization.budget_id               IS 'Budget with the least left; NULL = none applied.';
COMMENT ON COLUMN agora_model.budget_authorization.budget_ids              IS 'Budgets it counts in.';
COMMENT ON COLUMN agora_model.budget_authorization.period_starts           IS 'Periods of them.';
COMMENT ON COLUMN agora_model.budget_authorization.slices                  IS 'Slices of them.';
COMMENT ON COLUMN agora_model.budget_authorization.hold_id                 IS 'Hold of tokens in the wallet, where token_spending is on.';
COMMENT ON COLUMN agora_model.budget_authorization.uncovered               IS 'Tokens that the wallet did not pay of what the call cost; NULL = there was no hold.';
COMMENT ON COLUMN agora_model.budget_authorization.authorized_at           IS 'When it was given.';
COMMENT ON COLUMN agora_model.budget_authorization.expires_at              IS 'From when on it reserves nothing.';
COMMENT ON COLUMN agora_model.budget_authorization.closed_at               IS 'When it was settled or released, or found expired.';
COMMENT ON COLUMN agora_model.budget_authorization.idempotency_key         IS 'The caller''s key, unique per actor; NULL = nobody asked.';

CREATE TRIGGER budget_authorization_guard_status
    BEFORE UPDATE OF status ON agora_model.budget_authorization
    FOR EACH ROW EXECUTE FUNCTION agora.tg_guard_status('budget_authorization');
CREATE TRIGGER budget_authorization_refuse_delete
    BEFORE DELETE ON agora_model.budget_authorization
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER budget_authorization_refuse_truncate
    BEFORE TRUNCATE ON agora_model.budget_authorization
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
