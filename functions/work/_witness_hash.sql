-- Hash that an entry has to have: over every column, the hash of the one before included. Encoding: docs/agents.md.
CREATE OR REPLACE FUNCTION agora_work._witness_hash(p_entry agora_work.witness)
RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256('\x1101'::bytea || int8send((p_entry).stream_id) || int8send((p_entry).seq)
              || agora_work._hashed_text((p_entry).event) || agora_work._hashed_text((p_entry).severity) || int8send((p_entry).principal_id)
              || agora_work._hashed_text((p_entry).subject) || agora_work._hashed_text((p_entry).correlation_id::text)
              || agora_work._hashed_text((p_entry).payload::text) || timestamptz_send((p_entry).recorded_at) || (p_entry).previous_hash);

COMMENT ON FUNCTION agora_work._witness_hash(agora_work.witness)
    IS 'Hash that an entry of the witness has to have.';
REVOKE ALL ON FUNCTION agora_work._witness_hash(agora_work.witness) FROM PUBLIC;
