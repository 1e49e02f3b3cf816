-- What holds between the columns of an authorisation. Not a CHECK, which every INSERT and UPDATE would parse anew: that took a tenth of a call. It runs within the statement that
-- changes the table, which is the owner's, with its path.
-- Errors: 23514.
CREATE OR REPLACE FUNCTION agora_model.tg_budget_authorization_rules()
RETURNS trigger
LANGUAGE plpgsql
AS $tg_budget_authorization_rules$
BEGIN
    IF (new.status = 'settled') <> (new.actual_usd IS NOT NULL) OR (new.status = 'open') <> (new.closed_at IS NULL)
       OR cardinality(new.period_starts) <> cardinality(new.budget_ids) OR cardinality(new.slices) <> cardinality(new.budget_ids) THEN
        RAISE EXCEPTION USING
            ERRCODE = '23514',
            MESSAGE = 'authorisation is not sound',
            DETAIL  = format('budget_authorization_id=%s status=%s actual_usd=%s closed_at=%s', new.budget_authorization_id, new.status, new.actual_usd, new.closed_at),
            HINT    = 'One that is settled, and no other, has a cost; one that is open, and no other, has no end; each budget has a period and a slice.';
    END IF;
    RETURN new;
END;
$tg_budget_authorization_rules$;

COMMENT ON FUNCTION agora_model.tg_budget_authorization_rules()
    IS 'Trigger: refuses an authorisation whose columns contradict one another.';
REVOKE ALL ON FUNCTION agora_model.tg_budget_authorization_rules() FROM PUBLIC;

CREATE OR REPLACE TRIGGER budget_authorization_rules
    BEFORE INSERT OR UPDATE ON agora_model.budget_authorization
    FOR EACH ROW EXECUTE FUNCTION agora_model.tg_budget_authorization_rules();
