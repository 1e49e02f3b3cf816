-- Schema of the core domain, and the rule that nothing is executable by everybody.
CREATE SCHEMA agora AUTHORIZATION agora_owner;
COMMENT ON SCHEMA agora IS 'agora core: principals, settings, flags, clock, errors, leases, jobs, health.';
GRANT USAGE ON SCHEMA agora TO agora_reader, agora_service, agora_operator;
ALTER DEFAULT PRIVILEGES FOR ROLE agora_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
