-- Schema of the memory domain.
CREATE SCHEMA agora_memory AUTHORIZATION agora_owner;
COMMENT ON SCHEMA agora_memory IS 'agora memory: attempts, errors and their fixes, transforms, retrieval.';
GRANT USAGE ON SCHEMA agora_memory TO agora_reader, agora_service, agora_operator;
