-- Every call that moves money, with every amount and account that is none: a documented refusal, and nothing has changed.
BEGIN;
SELECT plan(179);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob', 'frozen']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
SELECT agora_ledger.mint(pg_temp.wallet(n.name), 100, 'start', p_key => n.name) FROM unnest(ARRAY['alice', 'bob', 'frozen']) AS n(name);
SELECT agora_ledger.mint(3, 100, 'start', p_key => 'treasury');
SELECT agora_ledger.place_hold(pg_temp.wallet(n.name), 10, 'a call', p_key => 'h', p_actor => agora_test.id(n.name)),
       agora_ledger.stake(10, p_key => 's', p_actor => agora_test.id(n.name)), agora_ledger.unstake(5, p_key => 'u', p_actor => agora_test.id(n.name))
  FROM unnest(ARRAY['alice', 'frozen']) AS n(name);
SELECT agora_ledger.freeze_account(v.account_id, 'a dispute') FROM agora_ledger.account_balance_view AS v WHERE v.principal_id = agora_test.id('frozen');

-- {amount}, {account}, {payee} and {actor} stand for what is wrong; the rest is right.
CREATE TEMPORARY TABLE call (name text PRIMARY KEY, text text NOT NULL);
INSERT INTO call
VALUES ('transfer', $$agora_ledger.transfer({account}, {payee}, {amount}, 'x', p_key => 'bad', p_actor => {actor})$$),
       ('mint', $$agora_ledger.mint({payee}, {amount}, 'x', p_key => 'bad')$$),
       ('burn', $$agora_ledger.burn({account}, {amount}, 'x', p_key => 'bad')$$),
       ('place_hold', $$agora_ledger.place_hold({account}, {amount}, 'x', p_key => 'bad', p_actor => {actor})$$),
       ('capture_hold', $$agora_ledger.capture_hold((SELECT h.hold_id FROM agora_ledger.hold AS h WHERE h.created_by = {actor}), {amount}, {payee}, 'bad', {actor})$$),
       ('stake', $$agora_ledger.stake({amount}, p_key => 'bad', p_actor => {actor})$$),
       ('unstake', $$agora_ledger.unstake({amount}, p_key => 'bad', p_actor => {actor})$$),
       ('slash', $$agora_ledger.slash(agora_test.id('alice'), {amount}, 'x', p_split => jsonb_build_array(jsonb_build_object('to', {payee}, 'percent', 50)), p_key => 'bad')$$),
       ('post', $$agora_ledger.post('fine', jsonb_build_array(jsonb_build_object('account_id', {account}, 'amount', -({amount})), jsonb_build_object('account_id', {payee}, 'amount', {amount})), 'x', p_key => 'bad')$$),
       ('post_batch', $$b.error_code FROM agora_ledger.post_batch(jsonb_build_array(jsonb_build_object('from', {account}, 'to', {payee}, 'amount', {amount}, 'reason', 'x', 'key', 'bad')), true, {actor}) AS b$$);
CREATE FUNCTION pg_temp.call(p_text text, p_amount text DEFAULT '1::numeric', p_account text DEFAULT $$pg_temp.wallet('alice')$$, p_payee text DEFAULT $$pg_temp.wallet('bob')$$, p_actor text DEFAULT 'alice')
RETURNS text LANGUAGE sql
RETURN 'SELECT ' || replace(replace(replace(replace(p_text, '{amount}', p_amount), '{account}', p_account), '{payee}', p_payee), '{actor}', format('agora_test.id(%L)', p_actor));
CREATE TEMPORARY TABLE before AS SELECT v.account_id, v.balance, v.held FROM agora_ledger.account_balance_view AS v;

-- amounts
SELECT agora_test.raises(pg_temp.call(c.text, a.amount || '::numeric'), '22023', format('%s of %s', c.name, a.amount))
  FROM call AS c CROSS JOIN unnest(ARRAY['NULL', $$'NaN'$$, $$'Infinity'$$, $$'-Infinity'$$, '(-1)', '0', '0.0000001', '1.0000001', '1000000000000.000001', '1e30', $$(repeat('9', 1000))$$]) AS a(amount)
 WHERE (c.name, a.amount) <> ('post', '(-1)') -- turns the payment round
 ORDER BY c.name, a.amount;

-- accounts that pay and that are paid
SELECT agora_test.raises(pg_temp.call(c.text, p_account => a.account), 'ZL001', format('%s from %s', c.name, a.account))
  FROM call AS c CROSS JOIN unnest(ARRAY['999999', '0', '-1']) AS a(account)
 WHERE c.text ~ '\{account\}' ORDER BY c.name, a.account;
SELECT agora_test.raises(pg_temp.call(c.text, p_payee => a.account), 'ZL001', format('%s to %s', c.name, a.account))
  FROM call AS c CROSS JOIN unnest(ARRAY['999999', '0', '-1']) AS a(account)
 WHERE c.text ~ '\{payee\}' ORDER BY c.name, a.account;
SELECT agora_test.raises(pg_temp.call(c.text, p_account => $$pg_temp.wallet('frozen')$$, p_actor => 'frozen'), 'ZL010', c.name || ' from a frozen account')
  FROM call AS c WHERE c.name NOT IN ('mint', 'slash') ORDER BY c.name;
SELECT agora_test.raises(pg_temp.call(c.text, p_account => $$pg_temp.wallet('bob')$$, p_payee => '3'), '42501', c.name || ' from the account of another')
  FROM call AS c WHERE c.name IN ('transfer', 'place_hold', 'post_batch') ORDER BY c.name;
SELECT agora_test.raises(pg_temp.call(c.text, p_payee => '1'), '22023', c.name || ' to the mint')
  FROM call AS c WHERE c.text ~ '\{payee\}' ORDER BY c.name;
SELECT agora_test.raises(pg_temp.call(c.text, p_actor => 'ghost'), 'ZA001', c.name || ' by nobody')
  FROM call AS c WHERE c.text ~ '\{actor\}' ORDER BY c.name;

-- more than there is, and the top of the range
SELECT agora_test.raises(pg_temp.call(c.text, '1e12::numeric'), CASE c.name WHEN 'capture_hold' THEN 'ZL009' WHEN 'unstake' THEN 'ZL020' WHEN 'mint' THEN 'ZL004' ELSE 'ZL002' END, c.name || ' of more than there is')
  FROM call AS c WHERE c.name <> 'slash' ORDER BY c.name;
SELECT is_empty($$SELECT v.account_id FROM agora_ledger.account_balance_view AS v FULL JOIN before AS b USING (account_id, balance, held) WHERE v.account_id IS NULL OR b.account_id IS NULL$$, 'nothing has changed');
SELECT is_empty($$SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.idempotency_key = 'bad'$$, 'nothing was posted');
SELECT is_empty($$SELECT e.event_id FROM agora_event.event AS e WHERE e.topic = 'ledger.stake.slashed.v1'$$, 'nothing was told');
SELECT lives_ok(pg_temp.call(c.text), c.name || ' is right, but for what was wrong') FROM call AS c WHERE c.name = 'transfer';
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');

SELECT * FROM finish();
ROLLBACK;
