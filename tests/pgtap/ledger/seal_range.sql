-- Seals: closed ranges, chained, whole. How they wait for open transactions is seen with several sessions, in
-- tests/concurrency/test_seals.py; what a change under them looks like, in tests/client/test_seals.py.
BEGIN;
SELECT plan(41);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('alice');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('alice')), n.number, 'start', p_key => 'k' || n.number) FROM generate_series(1, 7) AS n(number);
CREATE FUNCTION pg_temp.last() RETURNS bigint LANGUAGE sql RETURN (SELECT max(t.transaction_id) FROM agora_ledger.transaction AS t);
CREATE FUNCTION pg_temp.first() RETURNS bigint LANGUAGE sql RETURN (SELECT min(t.transaction_id) FROM agora_ledger.transaction AS t);
CREATE FUNCTION pg_temp.decide() RETURNS void LANGUAGE sql BEGIN ATOMIC UPDATE agora_ledger.horizon SET transaction_id = next_transaction_id; END;

-- nothing is decided while it is open
SELECT is(agora_ledger.seal_range(), NULL::bigint, 'the first call only marks');
SELECT is(agora_ledger.seal_range(), NULL::bigint, 'what is open is not sealed');
SELECT agora_test.raises('SELECT agora_ledger.seal_range(pg_temp.last())', 'ZL030', 'not even when asked for');
SELECT agora_test.raises('SELECT agora_ledger.seal_range(0)', '22023', 'nor what cannot be');
SELECT agora_test.raises('SELECT * FROM agora_ledger.inclusion_proof(pg_temp.last())', 'ZL032', 'no proof without a seal');
SELECT agora_test.raises('SELECT * FROM agora_ledger.inclusion_proof(NULL)', 'ZL011', 'nor of nothing');
SELECT agora_test.raises('SELECT * FROM agora_ledger.inclusion_proof(999999)', 'ZL011', 'nor of what there is not');
SELECT agora_test.raises('SELECT * FROM agora_ledger.verify_seal(1)', 'ZL031', 'no seal yet');
SELECT agora_test.raises('SELECT * FROM agora_ledger.verify_seal(NULL)', 'ZL031', 'none');
SELECT is_empty('SELECT * FROM agora_ledger.verify_seals()', 'nothing to be wrong');

-- decided
SELECT pg_temp.decide();
SELECT is(agora_ledger.seal_range(pg_temp.first() + 2), 1::bigint, 'sealed up to where it was asked');
SELECT results_eq('SELECT s.first_transaction, s.last_transaction, s.transactions FROM agora_ledger.published_seal AS s', 'SELECT 1::bigint, pg_temp.first() + 2, 3::bigint', 'from the beginning, whole');
SELECT is((SELECT s.previous_hash FROM agora_ledger.published_seal AS s), repeat('0', 64), 'after nothing');
SELECT is(agora_ledger.seal_range(pg_temp.first()), 1::bigint, 'what is sealed stays: the seal it is in');
SELECT agora.set_setting('ledger.seal_size', '2', 'a test');
SELECT is(agora_ledger.seal_range(), 3::bigint, 'the rest, no more than fits into one');
SELECT is(agora_ledger.seal_range(), 3::bigint, 'again: nothing to do');
SELECT results_eq('SELECT s.seal_id, s.first_transaction - pg_temp.first(), s.last_transaction - pg_temp.first(), s.transactions FROM agora_ledger.published_seal AS s WHERE s.seal_id > 1 ORDER BY 1',
                  'VALUES (2::bigint, 3::bigint, 4::bigint, 2::bigint), (3, 5, 6, 2)', 'without a gap');
SELECT is_empty('SELECT s.seal_id FROM agora_ledger.published_seal AS s JOIN agora_ledger.published_seal AS b ON b.seal_id = s.seal_id - 1 WHERE s.previous_hash <> b.hash', 'each carries the hash of the one before');
SELECT results_eq($$SELECT e.key, e.payload ->> 'hash', e.principal_id FROM agora_event.event AS e WHERE e.topic = 'ledger.seal.made.v1' ORDER BY e.event_id$$,
                  'SELECT s.seal_id::text, s.hash, 1::bigint FROM agora_ledger.published_seal AS s ORDER BY s.seal_id', 'and is told');
SELECT is_empty('SELECT * FROM agora_ledger.verify_seals()', 'they agree with the rows');
SELECT is_empty('SELECT * FROM agora_ledger.reconcile()', 'all agrees');

-- the job
SELECT agora_ledger.burn(agora_ledger.wallet_of(agora_test.id('alice')), 1, 'x', p_key => 'b' || n.number) FROM generate_series(1, 5) AS n(number);
SELECT pg_temp.decide(), agora_ledger._move_horizon(), pg_temp.decide();
UPDATE agora_ledger.horizon SET next_transaction_id = pg_temp.last(), transaction_id = pg_temp.last();
SELECT is(agora_ledger._seal_decided(2), 2::bigint, 'the job makes as many as it may');
SELECT is(agora_ledger._seal_decided(2), 1::bigint, 'and the rest the next time');
SELECT is(agora_ledger._seal_decided(2), 0::bigint, 'until nothing is left');
SELECT is((SELECT sum(s.transactions) FROM agora_ledger.published_seal AS s), 12::numeric, 'all of it');

-- proofs
CREATE TEMPORARY VIEW proof AS SELECT p.* FROM agora_ledger.transaction AS t CROSS JOIN LATERAL agora_ledger.inclusion_proof(t.transaction_id) AS p;
SELECT is((SELECT count(*) FROM proof AS p WHERE agora_ledger.check_inclusion(p.leaf, p.index, p.size, p.audit_path, p.root)), 12::bigint, 'every transaction has a proof that holds');
SELECT is((SELECT count(*) FROM proof AS p WHERE agora_ledger.check_inclusion(sha256(p.leaf), p.index, p.size, p.audit_path, p.root)), 0::bigint, 'none for another leaf');
SELECT is((SELECT count(*) FROM proof AS p WHERE agora_ledger.check_inclusion(p.leaf, p.index, p.size, p.audit_path, sha256(p.root))), 0::bigint, 'nor for another root');
SELECT is((SELECT count(*) FROM proof AS p WHERE agora_ledger.check_inclusion(p.leaf, (p.index + 1) % p.size, p.size, p.audit_path, p.root) AND p.size > 1), 0::bigint, 'nor in another place');
SELECT is((SELECT count(*) FROM proof AS p WHERE agora_ledger.check_inclusion(p.leaf, p.index, p.size, p.audit_path || p.leaf, p.root)), 0::bigint, 'nor by another way');
SELECT ok(NOT agora_ledger.check_inclusion(p.leaf, v.index, v.size, v.audit_path, p.root), 'no proof: ' || v.description)
  FROM (SELECT x.* FROM proof AS x WHERE x.seal_id = 2 LIMIT 1) AS p
 CROSS JOIN (VALUES (NULL::bigint, 2::bigint, '{}'::bytea[], 'no index'), (-1, 2, '{}', 'below 0'), (2, 2, '{}', 'behind the end'), (0, 0, '{}', 'of nothing'),
                    (0, 2, NULL, 'no way'), (0, 2, ARRAY[NULL::bytea], 'a way through nothing'), (0, 2, '{"\\x00"}', 'too short a node')) AS v(index, size, audit_path, description);
SELECT is_empty($$SELECT agora_ledger.check_inclusion(NULL, 0, 1, '{}', NULL) AS x INTERSECT SELECT true$$, 'nothing is not in nothing');
SELECT agora_test.raises('UPDATE agora_ledger.seal SET transactions = 1', 'ZA010', 'seals stay');
SELECT agora_test.raises('DELETE FROM agora_ledger.seal_tree', 'ZA010', 'and their trees');
SELECT agora_test.add_login('sam', 'agora_service');
SELECT ok(NOT has_function_privilege(agora_test.login('sam'), 'agora_ledger.seal_range(bigint, bigint)', 'EXECUTE'), 'operators seal');

SELECT * FROM finish();
ROLLBACK;
