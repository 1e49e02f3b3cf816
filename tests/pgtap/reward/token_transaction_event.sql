-- The two token streams, field by field: token.transactions.v1 and token.balances.v1.
BEGIN;
SELECT plan(24);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('ada', 'agora_service', true);
SELECT agora_test.add_login('bob', 'agora_service', true);
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.line(p_transaction bigint) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', d.name, v.transaction_type, v.amount, v.reason, coalesce((SELECT c.name FROM agora.principal AS c WHERE c.principal_id = v.counterparty_peer_id), '-')), '; ' ORDER BY v.peer_id)
          FROM agora_reward.token_transaction_event AS v
          JOIN agora.principal AS d ON d.principal_id = v.peer_id
         WHERE v.transaction_id = p_transaction);

-- A reward, with all its facts.
CREATE TEMP TABLE failed AS SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'ValueError', 'it broke')).attempt_id;
CREATE TEMP TABLE made AS SELECT (agora_memory.register_transform(E'def f(a: int) -> str:\n    return str(a)', p_quality => 0.75, p_actor => agora_test.id('ada'))).*;
SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_parent => f.attempt_id, p_transforms => ARRAY[m.transform_id], p_details => '{"model": "test-model"}',
            p_correlation_id => a.correlation_id, p_actor => agora_test.id('bob')), 'success', p_actor => agora_test.id('bob'))).status
  FROM failed AS f, made AS m, agora_memory.attempt AS a WHERE a.attempt_id = f.attempt_id;
CREATE TEMP TABLE paid AS SELECT c.* FROM agora_reward.reward_calculation AS c WHERE c.kind = 'transform';
SELECT is((SELECT count(*) FROM paid), 1::bigint, 'a reward was paid');
SELECT is(to_jsonb(v), jsonb_build_object(
           'transaction_id', p.transaction_id, 'peer_id', agora_test.id('ada'), 'transaction_type', 'earned', 'amount', p.amount,
           'reason', 'stf_contribution', 'context_hash', m.hash, 'quality_score', p.factors -> 'quality', 'novelty_score', p.factors -> 'novelty', 'counterparty_peer_id', NULL,
           'metadata', jsonb_build_object('stf_id', m.transform_id::text, 'execution_id', NULL, 'correlation_id', a.correlation_id, 'model_used', 'test-model', 'complexity', p.factors -> 'complexity'),
           'timestamp', '2026-01-01 00:00+00'::timestamptz), 'every field of it, and no other')
  FROM agora_reward.token_transaction_event AS v, paid AS p, made AS m, agora_memory.attempt AS a, failed AS f
 WHERE v.transaction_id = p.transaction_id AND a.attempt_id = f.attempt_id;

-- Everything else that moves.
CREATE TEMP TABLE moved (name text, id bigint);
INSERT INTO moved VALUES ('grant', agora_ledger.mint(pg_temp.wallet('bob'), 500, 'welcome', p_key => '1'));
INSERT INTO moved VALUES ('golden', agora_ledger.mint(pg_temp.wallet('bob'), 200, 'golden_state', p_key => '2'));
INSERT INTO moved VALUES ('gift', agora_ledger.transfer(pg_temp.wallet('bob'), pg_temp.wallet('ada'), 20.5, 'thanks', p_key => '3', p_actor => agora_test.id('bob')));
INSERT INTO moved VALUES ('context', agora_ledger.transfer(pg_temp.wallet('bob'), pg_temp.wallet('ada'), 2, 'context_served', p_key => '4', p_actor => agora_test.id('bob')));
INSERT INTO moved VALUES ('query', agora_ledger.burn(pg_temp.wallet('bob'), 0.225, 'llm_query', p_key => '5', p_actor => agora_test.id('bob'),
    p_meta => '{"model_used": "m", "context_hash": "abc", "execution_id": "e-1", "stf_id": "s-1", "private": 1}', p_correlation_id => '6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10'));
INSERT INTO moved VALUES ('treasury', agora_ledger.transfer(pg_temp.wallet('bob'), 3, 7, 'a fee', p_key => '6', p_actor => agora_test.id('bob')));
INSERT INTO moved VALUES ('treasury to', agora_ledger.transfer(3, pg_temp.wallet('bob'), 1, 'a prize', p_key => '7'));
CREATE FUNCTION pg_temp.moved(p_name text) RETURNS text LANGUAGE sql RETURN (SELECT pg_temp.line(m.id) FROM pg_temp.moved AS m WHERE m.name = p_name);
SELECT is(pg_temp.moved('grant'), 'bob bonus 500 welcome -', 'made for no work of the list: a bonus');
SELECT is(pg_temp.moved('golden'), 'bob earned 200 golden_state -', 'made for work: earned');
SELECT is(pg_temp.moved('gift'), 'ada earned 20.5 thanks bob; bob transferred 20.5 thanks ada', 'between peers: two records, and the type says the direction');
SELECT is(pg_temp.moved('context'), 'ada earned 2 context_served bob; bob spent 2 context_retrieved ada', 'a context: served by one, retrieved by the other');
SELECT is(pg_temp.moved('query'), 'bob spent 0.225 llm_query -', 'spent');
SELECT is(pg_temp.moved('treasury'), 'bob spent 7 a fee -', 'to an account of the system');
SELECT is(pg_temp.moved('treasury to'), 'bob bonus 1 a prize -', 'and from it');
SELECT results_eq($$SELECT v.context_hash, v.metadata FROM agora_reward.token_transaction_event AS v JOIN moved AS m ON m.id = v.transaction_id WHERE m.name = 'query'$$,
                  $$VALUES ('abc', '{"stf_id": "s-1", "execution_id": "e-1", "correlation_id": "6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10", "model_used": "m", "complexity": null}'::jsonb)$$,
                  'what a spender said in the meta, and nothing else of it');
-- Between accounts of one peer nothing moves.
INSERT INTO agora_ledger.account (account_id, principal_id, kind, name, created_at) OVERRIDING SYSTEM VALUE VALUES (999999, agora_test.id('bob'), 'stake', 'stake', agora.now());
INSERT INTO agora_ledger.account_balance (account_id, principal_id) VALUES (999999, agora_test.id('bob'));
INSERT INTO moved VALUES ('stake', agora_ledger.transfer(pg_temp.wallet('bob'), 999999, 100, 'stake', p_key => '8', p_actor => agora_test.id('bob')));
SELECT is(pg_temp.moved('stake'), NULL, 'one''s own tokens: no record');

-- Balances.
SELECT is(to_jsonb(b), jsonb_build_object('peer_id', agora_test.id('bob'), 'balance', 671.275, 'lifetime_earned', 701, 'lifetime_spent', 29.725,
                                          'last_transaction_id', (SELECT m.id FROM moved AS m WHERE m.name = 'stake'), 'last_updated', '2026-01-01 00:00+00'::timestamptz),
          'every field of a balance, and no other; a stake is still the peer''s')
  FROM agora_reward.token_balance_event AS b WHERE b.peer_id = agora_test.id('bob') AND b.balance = 671.275;
SELECT results_eq($$SELECT b.peer_id, b.balance FROM agora_reward.token_balance_event AS b ORDER BY 1$$,
                  $$SELECT v.peer_id, sum(CASE WHEN v.transaction_type IN ('earned', 'bonus') THEN v.amount ELSE -v.amount END) FROM agora_reward.token_transaction_event AS v GROUP BY 1 ORDER BY 1$$,
                  'the transactions of a peer give its balance');
SELECT is_empty($$SELECT 1 FROM agora_reward.token_balance_event AS b WHERE b.balance <> b.lifetime_earned - b.lifetime_spent$$, 'which is what came in less what went out');
SELECT is_empty($$SELECT v.principal_id, sum(v.balance) FROM agora_ledger.account_balance_view AS v WHERE v.principal_id IS NOT NULL GROUP BY 1
                  EXCEPT SELECT b.peer_id, b.balance FROM agora_reward.token_balance_event AS b$$, 'and what the accounts hold');

-- The map: both streams, keyed by peer, a balance behind the last transaction of its peer.
CREATE FUNCTION pg_temp.posted(p_names text[]) RETURNS bigint[] LANGUAGE sql
RETURN (SELECT array_agg(e.event_id ORDER BY e.event_id) FROM agora_event.event AS e JOIN pg_temp.moved AS m ON m.name = ANY (p_names) AND e.key = m.id::text WHERE e.topic = 'ledger.transaction.posted.v1');
SELECT results_eq($$SELECT r.topic, d.name, coalesce(r.payload ->> 'transaction_type', r.payload ->> 'balance')
                      FROM agora_event.records(pg_temp.posted('{gift,query}'), 'tokens') WITH ORDINALITY AS r(event_id, topic, key, payload, principal_id, correlation_id, occurred_at, causation_id, trace_parent, place)
                      JOIN agora.principal AS d ON d.principal_id = r.key::bigint ORDER BY r.place$$,
                  $$SELECT x.topic, x.name, x.fact FROM (VALUES ('token.transactions.v1', 'ada', 'earned'), ('token.transactions.v1', 'bob', 'transferred'),
                           ('token.balances.v1', 'ada', (SELECT b.balance::text FROM agora_reward.token_balance_event AS b WHERE b.peer_id = agora_test.id('ada'))),
                           ('token.transactions.v1', 'bob', 'spent'), ('token.balances.v1', 'bob', '671.275')) AS x(topic, name, fact)$$, 'in order');
SELECT ok(bool_and(r.payload = to_jsonb(v)), 'a record is the row') FROM agora_event.records(pg_temp.posted('{gift}'), 'tokens') AS r
  JOIN agora_reward.token_transaction_event AS v ON v.transaction_id = (r.payload ->> 'transaction_id')::bigint AND v.peer_id::text = r.key WHERE r.topic = 'token.transactions.v1';
SELECT is((SELECT array_agg(k.key ORDER BY k.key) FROM agora_event.records(pg_temp.posted('{gift}'), 'tokens') AS r, jsonb_object_keys(r.payload) AS k(key) WHERE r.topic = 'token.balances.v1' AND r.key = agora_test.id('ada')::text),
          '{balance,last_transaction_id,last_updated,lifetime_earned,lifetime_spent,peer_id}', 'the fields of a balance');
SELECT ok(bool_and(r.payload ->> 'timestamp' = '2026-01-01T00:00:00+00:00'), 'times in UTC, as ISO 8601 writes them') FROM agora_event.records(pg_temp.posted('{gift}'), 'tokens') AS r WHERE r.topic = 'token.transactions.v1';
SELECT is((SELECT count(*) FROM agora_event.records(pg_temp.posted('{stake}'), 'tokens')), 0::bigint, 'nothing of what is no record');
SELECT is((SELECT count(*) FROM agora_event.records('{}', 'tokens')), 0::bigint, 'nothing of nothing');

SELECT agora_test.become('ada');
SELECT is((SELECT count(DISTINCT v.peer_id) FROM agora_reward.token_transaction_event AS v), 1::bigint, 'a bound login sees its own transactions');
SELECT is((SELECT count(*) FROM agora_reward.token_balance_event AS b WHERE b.peer_id <> agora_test.id('ada')), 0::bigint, 'and its own balance');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM agora_ledger._probe_statements()', 'the ledger is whole');
SELECT * FROM finish();
ROLLBACK;
