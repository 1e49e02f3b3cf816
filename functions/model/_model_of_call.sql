-- Model of a call: the one its reference means, kept so that the next call need not search. Nobody knows it: a row of its own,
-- under the provider that the reference names, else under "unknown".
-- Locks: the reference's row, where it is new.
CREATE OR REPLACE FUNCTION agora_model._model_of_call(
    p_reference  text,
    p_actor      bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_model_of_call$
DECLARE
    v_now       timestamptz := agora.now();
    v_model     bigint := agora_model._find_model(p_reference);
    v_provider  bigint;
    v_name      text := p_reference;
BEGIN
    IF v_model IS NULL THEN
        SELECT p.provider_id INTO v_provider FROM agora_model.provider AS p WHERE p.provider = lower(split_part(p_reference, '/', 1)) AND strpos(p_reference, '/') > 0;
        IF FOUND THEN
            v_name := substr(p_reference, strpos(p_reference, '/') + 1);
        ELSE
            INSERT INTO agora_model.provider (provider, name, ordinal, recorded_at)
            VALUES ('unknown', 'unknown', 2147483647, v_now)
            ON CONFLICT ON CONSTRAINT provider_provider_uq DO NOTHING;
            SELECT p.provider_id INTO v_provider FROM agora_model.provider AS p WHERE p.provider = 'unknown';
        END IF;
        INSERT INTO agora_model.model (provider_id, model, is_registered, created_by, recorded_at)
        VALUES (v_provider, lower(v_name), false, p_actor, v_now)
        ON CONFLICT ON CONSTRAINT model_model_uq DO NOTHING;
        SELECT m.model_id INTO v_model FROM agora_model.model AS m WHERE m.provider_id = v_provider AND m.model = lower(v_name) AND m.version IS NULL;
    END IF;
    INSERT INTO agora_model.model_reference (reference, model_id, is_stated, recorded_at)
    VALUES (lower(p_reference), v_model, false, v_now)
    ON CONFLICT ON CONSTRAINT model_reference_pk DO NOTHING;
    RETURN v_model;
END;
$_model_of_call$;

COMMENT ON FUNCTION agora_model._model_of_call(text, bigint)
    IS 'Find, or make, the model that the reference of a call means.';
REVOKE ALL ON FUNCTION agora_model._model_of_call(text, bigint) FROM PUBLIC;
