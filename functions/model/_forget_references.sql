-- After the catalogue changed: references are looked up anew, and models that only calls had named are tied to the registered model
-- that they turned out to be.
-- Locks: the models that are tied, in id order.
CREATE OR REPLACE FUNCTION agora_model._forget_references()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_forget_references$
BEGIN
    UPDATE agora_model.model AS m
       SET alias_of = x.found
      FROM (SELECT u.model_id, agora_model._find_model(CASE p.provider WHEN 'unknown' THEN u.model ELSE p.provider || '/' || u.model END) AS found
              FROM (SELECT o.model_id, o.model, o.provider_id
                      FROM agora_model.model AS o
                     WHERE NOT o.is_registered AND o.alias_of IS NULL
                     ORDER BY o.model_id
                       FOR NO KEY UPDATE) AS u
              JOIN agora_model.provider AS p ON p.provider_id = u.provider_id) AS x
     WHERE m.model_id = x.model_id AND x.found IS NOT NULL;
    DELETE FROM agora_model.model_reference AS f WHERE NOT f.is_stated;
END;
$_forget_references$;

COMMENT ON FUNCTION agora_model._forget_references()
    IS 'Forget what references meant, and tie models known from calls only to registered ones.';
REVOKE ALL ON FUNCTION agora_model._forget_references() FROM PUBLIC;
