-- Transforms that a manifest may recommend: approved, of at least memory.recommend_min_quality.
CREATE OR REPLACE VIEW agora_memory.recommended_transform WITH (security_barrier) AS
SELECT k.transform_id,
       k.name,
       k.description,
       k.language,
       k.category,
       k.quality,
       k.complexity,
       k.uses,
       k.successful_uses,
       round(k.successful_uses::numeric / nullif(k.uses, 0), 6) AS success_share,
       k.contributor_id,
       k.code,
       k.recorded_at
  FROM agora_memory.known_transform AS k
 WHERE k.status = 'approved' AND k.is_usable AND k.quality >= agora.setting_numeric('memory.recommend_min_quality');

COMMENT ON VIEW agora_memory.recommended_transform IS 'Approved transforms of sufficient quality, with how often they were used and helped.';
GRANT SELECT ON agora_memory.recommended_transform TO agora_reader;
