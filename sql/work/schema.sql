-- Schema of the work domain.
CREATE SCHEMA agora_work AUTHORIZATION agora_owner;
COMMENT ON SCHEMA agora_work IS 'agora work: tasks, claims, messages, blockers, load; capabilities, limits and records of agents.';
GRANT USAGE ON SCHEMA agora_work TO agora_reader, agora_service, agora_operator;
