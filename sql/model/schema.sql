-- Schema of the model domain.
CREATE SCHEMA agora_model AUTHORIZATION agora_owner;
COMMENT ON SCHEMA agora_model IS 'agora models: catalogue, prices, calls with their cost, budgets, routing.';
GRANT USAGE ON SCHEMA agora_model TO agora_reader, agora_service, agora_operator;
