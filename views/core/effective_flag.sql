-- Every feature flag with its state.
CREATE OR REPLACE VIEW agora.effective_flag WITH (security_barrier) AS
SELECT f.flag,
       coalesce(s.is_on AND s.valid @> agora.now(), f.default_on) AS is_on,
       coalesce(s.stage, f.default_stage) AS stage,
       s.valid,
       (SELECT count(*) FROM agora.feature_flag_override AS o WHERE o.flag = f.flag) AS overrides,
       f.description,
       s.set_by,
       s.set_at
  FROM agora.feature_flag AS f
  LEFT JOIN agora.feature_flag_state AS s ON s.flag = f.flag;

COMMENT ON VIEW agora.effective_flag IS 'Feature flags: state, roll-out stage, validity, number of overrides.';
GRANT SELECT ON agora.effective_flag TO agora_reader;
