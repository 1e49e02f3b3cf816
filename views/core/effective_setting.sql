-- Every setting with the value in force.
CREATE OR REPLACE VIEW agora.effective_setting WITH (security_barrier) AS
SELECT s.key,
       coalesce(v.value, s.default_value) AS value,
       s.default_value,
       v.value IS NOT NULL AS is_changed,
       s.type,
       s.unit,
       s.min_value,
       s.max_value,
       s.choices,
       s.description,
       v.set_by,
       v.set_at
  FROM agora.setting AS s
  LEFT JOIN agora.setting_value AS v ON v.key = s.key;

COMMENT ON VIEW agora.effective_setting IS 'Settings: value in force, default, type, range, meaning.';
GRANT SELECT ON agora.effective_setting TO agora_reader;
