-- Schema of the pipeline domain.
CREATE SCHEMA agora_pipeline AUTHORIZATION agora_owner;
COMMENT ON SCHEMA agora_pipeline IS 'agora generation runs: stages, gates, artefacts, releases, experiments.';
GRANT USAGE ON SCHEMA agora_pipeline TO agora_reader, agora_service, agora_operator;
