-- Tries to lock an exclusive key until the transaction ends. The locks are 1024 for all keys, because a batch may take a million of them
-- and the server's table of locks is shared: two keys of one lock, taken at the same moment, only say "not now".
-- Locks: that of the key, tried.
CREATE OR REPLACE FUNCTION agora_work._try_key(p_key text)
RETURNS boolean
LANGUAGE sql VOLATILE
RETURN pg_try_advisory_xact_lock(hashtextextended('agora_work.exclusive_key:' || (hashtext(p_key) & 1023), 0));

COMMENT ON FUNCTION agora_work._try_key(text)
    IS 'Lock an exclusive key unless another session has it; whether it could.';
REVOKE ALL ON FUNCTION agora_work._try_key(text) FROM PUBLIC;
