-- What signed messages may ask for.
CREATE OR REPLACE VIEW agora_work.allowed_action WITH (security_barrier) AS
SELECT a.action,
       a.function_name,
       a.description,
       a.is_allowed,
       a.changed_by,
       a.changed_at
  FROM agora_work.action AS a;

COMMENT ON VIEW agora_work.allowed_action IS 'Actions of signed messages, the functions that do them, and whether they are allowed now.';
GRANT SELECT ON agora_work.allowed_action TO agora_reader;
