-- Who changed which setting when and why.
CREATE OR REPLACE VIEW agora.setting_change WITH (security_barrier) AS
SELECT h.setting_history_id,
       h.key,
       h.old_value,
       h.new_value,
       h.reason,
       h.changed_by,
       h.changed_at
  FROM agora.setting_history AS h;

COMMENT ON VIEW agora.setting_change IS 'Changes of settings, newest last; NULL stands for the default.';
GRANT SELECT ON agora.setting_change TO agora_reader;
