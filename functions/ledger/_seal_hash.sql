-- Hash of a seal over all that it says, the hash of the one before included. The prefix is neither that of a leaf nor of a node.
CREATE OR REPLACE FUNCTION agora_ledger._seal_hash(p_seal agora_ledger.seal)
RETURNS bytea
LANGUAGE sql STABLE
RETURN sha256('\x02'::bytea || int2send((p_seal).version) || int8send((p_seal).seal_id) || int8send((p_seal).first_transaction)
              || int8send((p_seal).last_transaction) || int8send((p_seal).transactions) || timestamptz_send((p_seal).sealed_at)
              || (p_seal).root || (p_seal).previous_hash);

COMMENT ON FUNCTION agora_ledger._seal_hash(agora_ledger.seal)
    IS 'Hash that a seal has to have.';
REVOKE ALL ON FUNCTION agora_ledger._seal_hash(agora_ledger.seal) FROM PUBLIC;
