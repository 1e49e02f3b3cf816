-- Makes a webhook with its consumer. The name is the natural key: the same call by the same actor again changes nothing. Only an
-- operator says where the workers send data to; remove a webhook with drop_consumer().
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE003 consumer exists otherwise · ZE012 webhook exists otherwise.
CREATE OR REPLACE FUNCTION agora_event.create_webhook(
    p_name         text,
    p_url          text,
    p_topics       text[],
    p_secret_name  text,
    p_from         text   DEFAULT 'end',
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $create_webhook$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_event._check_webhook(p_url, p_secret_name);
    PERFORM agora_event.create_consumer(p_name, p_topics, p_from, 1, p_actor);
    INSERT INTO agora_event.webhook (webhook, url, secret_name, created_by, created_at)
    VALUES (p_name, p_url, p_secret_name, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT webhook_pk DO NOTHING;
    IF NOT FOUND AND NOT EXISTS (SELECT 1 FROM agora_event.webhook AS w WHERE w.webhook = p_name AND w.url = p_url AND w.secret_name = p_secret_name) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE012',
            MESSAGE = 'webhook exists otherwise',
            DETAIL  = format('p_name=%s', p_name),
            HINT    = 'Change it with agora_event.change_webhook(), or choose another name.';
    END IF;
    RETURN p_name;
END;
$create_webhook$;

COMMENT ON FUNCTION agora_event.create_webhook(text, text, text[], text, text, bigint)
    IS 'Have events of topic patterns posted to an address, from ''beginning'' or ''end'' on, signed with the secret that the workers know by p_secret_name; returns the name.';
REVOKE ALL ON FUNCTION agora_event.create_webhook(text, text, text[], text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.create_webhook(text, text, text[], text, text, bigint) TO agora_operator;
