-- Holds: money set aside is not spent twice, is paid once, and comes back by itself.
BEGIN;
SELECT plan(87);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text DEFAULT 'alice') RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.hold(p_key text, p_amount numeric DEFAULT 40, p_purpose text DEFAULT 'a call', p_ttl interval DEFAULT '15 minutes', p_correlation_id uuid DEFAULT NULL)
RETURNS bigint LANGUAGE sql
RETURN agora_ledger.place_hold(pg_temp.wallet(), p_amount, p_purpose, p_ttl, p_correlation_id, p_key, agora_test.id('alice'));
CREATE FUNCTION pg_temp.capture(p_hold bigint, p_key text, p_amount numeric DEFAULT 30, p_to bigint DEFAULT 3, p_actor text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN agora_ledger.capture_hold(p_hold, p_amount, p_to, p_key, agora_test.id(p_actor));
CREATE FUNCTION pg_temp.release(p_hold bigint, p_actor text DEFAULT 'alice') RETURNS numeric LANGUAGE sql
RETURN agora_ledger.release_hold(p_hold, agora_test.id(p_actor));
CREATE FUNCTION pg_temp.pay(p_key text, p_amount numeric) RETURNS bigint LANGUAGE sql
RETURN agora_ledger.transfer(pg_temp.wallet(), pg_temp.wallet('bob'), p_amount, 'a test', p_key => p_key, p_actor => agora_test.id('alice'));
CREATE FUNCTION pg_temp.funds() RETURNS numeric[] LANGUAGE sql
RETURN (SELECT ARRAY[v.balance, v.held, v.available] FROM agora_ledger.account_balance_view AS v WHERE v.account_id = pg_temp.wallet());
CREATE FUNCTION pg_temp.events() RETURNS text[] LANGUAGE sql
RETURN (SELECT array_agg(split_part(e.topic, '.', 3) ORDER BY e.event_id) FROM agora_event.event AS e WHERE e.topic LIKE 'ledger.hold.%');
CREATE TEMPORARY TABLE held (name text PRIMARY KEY, hold_id bigint);
CREATE FUNCTION pg_temp.held(p_name text) RETURNS bigint LANGUAGE sql RETURN (SELECT h.hold_id FROM held AS h WHERE h.name = p_name);
SELECT agora_ledger.mint(pg_temp.wallet(), 100, 'start', p_key => 'start');

-- placing
INSERT INTO held SELECT 'first', pg_temp.hold('h1', p_correlation_id => '00000000-0000-0000-0000-000000000001');
SELECT is(pg_temp.funds(), ARRAY[100, 40, 60]::numeric[], 'held money stays, and is not available');
SELECT results_eq($$SELECT h.account_id, h.principal_id, h.status, h.amount::numeric, h.captured::numeric, h.purpose, h.placed_at, h.expires_at, h.closed_at, h.transaction_id, h.created_by, h.correlation_id
                      FROM agora_ledger.recorded_hold AS h$$,
                  $$VALUES (pg_temp.wallet(), agora_test.id('alice'), 'open', 40::numeric, NULL::numeric, 'a call', '2026-01-01'::timestamptz, '2026-01-01 00:15'::timestamptz,
                            NULL::timestamptz, NULL::bigint, agora_test.id('alice'), '00000000-0000-0000-0000-000000000001'::uuid)$$, 'who, what for, until when');
SELECT results_eq($$SELECT e.topic, e.key, e.principal_id, e.correlation_id, e.payload FROM agora_event.event AS e WHERE e.topic LIKE 'ledger.hold.%'$$,
                  $$SELECT 'ledger.hold.placed.v1', h.hold_id::text, agora_test.id('alice'), '00000000-0000-0000-0000-000000000001'::uuid,
                           jsonb_build_object('hold_id', h.hold_id, 'account_id', pg_temp.wallet(), 'amount', 40, 'purpose', 'a call', 'expires_at', '2026-01-01 00:15'::timestamptz)
                      FROM held AS h$$, 'one event');
SELECT is(pg_temp.hold('h1', p_correlation_id => '00000000-0000-0000-0000-000000000001'), pg_temp.held('first'), 'the same call again: the same hold');
SELECT is(pg_temp.funds(), ARRAY[100, 40, 60]::numeric[], 'held once');
SELECT agora_test.raises($$SELECT pg_temp.hold('h1')$$, 'ZA003', 'the key without its correlation');
SELECT agora_test.raises($$SELECT pg_temp.hold('h1', 41, p_correlation_id => '00000000-0000-0000-0000-000000000001')$$, 'ZA003', 'with another amount');
SELECT agora_test.raises($$SELECT pg_temp.hold('h1', 40, 'b', p_correlation_id => '00000000-0000-0000-0000-000000000001')$$, 'ZA003', 'for another purpose');
SELECT agora_test.raises($$SELECT pg_temp.hold('h1', 40, p_ttl => '16 minutes', p_correlation_id => '00000000-0000-0000-0000-000000000001')$$, 'ZA003', 'for another time');
SELECT agora_test.raises($$SELECT pg_temp.pay('p1', 60.000001)$$, 'ZL002', 'what is held is not spent');
SELECT agora_test.raises($$SELECT agora_ledger.burn(pg_temp.wallet(), 60.000001, 'x', p_key => 'b1')$$, 'ZL002', 'nor burnt');
SELECT agora_test.raises($$SELECT pg_temp.hold('h2', 60.000001)$$, 'ZL002', 'nor held again');
INSERT INTO held SELECT 'second', pg_temp.hold('h2', 60, p_ttl => '10 minutes');
SELECT is(pg_temp.funds(), ARRAY[100, 100, 0]::numeric[], 'all there is can be held');
SELECT is(pg_temp.hold('h2', 60, p_ttl => '10 minutes'), pg_temp.held('second'), 'a repeated call that left nothing is repeated, not refused');
SELECT agora_test.raises($$SELECT pg_temp.hold('h2', 61, p_ttl => '10 minutes')$$, 'ZA003', 'nor confused with another');
SELECT agora_test.raises($$SELECT pg_temp.hold('h3', 0.000001)$$, 'ZL002', 'no more than there is');

-- capture
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'c1', 40.000001)$$, 'ZL009', 'more than is held');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'c1', p_actor => 'bob')$$, 'ZL006', 'by someone else');
SELECT agora_test.raises($$SELECT pg_temp.capture(999999, 'c1')$$, 'ZL005', 'an unknown hold');
SELECT agora_test.raises($$SELECT pg_temp.capture(NULL, 'c1')$$, 'ZL005', 'none');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'c1', p_to => 999999)$$, 'ZL001', 'for an unknown account');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'c1', p_to => 1)$$, '22023', 'for the mint');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'c1', p_to => pg_temp.wallet())$$, '22023', 'for itself');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), NULL)$$, '22023', 'without a key');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'reward:1')$$, '22023', 'with a key of the rewards');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'p0', 0)$$, '22023', 'nothing');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'start', 1, 3, 'ghost')$$, 'ZA001', 'by nobody');
SELECT pg_temp.capture(pg_temp.held('first'), 'c1', 30.5);
SELECT is(pg_temp.funds(), ARRAY[69.5, 60, 9.5], 'the capture is paid, the rest released, the other hold stands');
SELECT results_eq($$SELECT t.kind, t.reason, t.meta, t.correlation_id, t.idempotency_key FROM agora_ledger.transaction AS t JOIN agora_ledger.recorded_hold AS h USING (transaction_id)$$,
                  $$VALUES ('capture', 'a call', jsonb_build_object('hold_id', pg_temp.held('first')), '00000000-0000-0000-0000-000000000001'::uuid, 'c1')$$, 'by a transaction that names the hold');
SELECT results_eq($$SELECT h.status, h.captured::numeric, h.closed_at FROM agora_ledger.recorded_hold AS h WHERE h.hold_id = pg_temp.held('first')$$,
                  $$VALUES ('captured', 30.5, '2026-01-01'::timestamptz)$$, 'and closed it');
SELECT is((SELECT e.payload - 'transaction_id' FROM agora_event.event AS e WHERE e.topic = 'ledger.hold.captured.v1'),
          jsonb_build_object('hold_id', pg_temp.held('first'), 'account_id', pg_temp.wallet(), 'captured', 30.5, 'released', 9.5, 'to', 3), 'told');
SELECT is(pg_temp.capture(pg_temp.held('first'), 'c1', 30.5), (SELECT h.transaction_id FROM agora_ledger.recorded_hold AS h WHERE h.hold_id = pg_temp.held('first')), 'the same call again: the same transaction');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'c1', 30)$$, 'ZA003', 'the key for another amount');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('first'), 'c2', 30.5)$$, 'ZL007', 'twice');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('second'), 'c1', 30.5)$$, 'ZA003', 'the key for another hold');
SELECT agora_test.raises($$SELECT pg_temp.release(pg_temp.held('first'))$$, 'ZL007', 'released after it was captured');

-- release
SELECT agora_test.raises($$SELECT pg_temp.release(pg_temp.held('second'), 'bob')$$, 'ZL006', 'released by someone else');
SELECT agora_test.raises($$SELECT pg_temp.release(999999)$$, 'ZL005', 'an unknown hold released');
SELECT agora_test.raises($$SELECT pg_temp.release(pg_temp.held('second'), 'ghost')$$, 'ZA001', 'released by nobody');
SELECT is(pg_temp.release(pg_temp.held('second')), 60::numeric, 'given back');
SELECT is(pg_temp.funds(), ARRAY[69.5, 0, 69.5], 'all of it');
SELECT is(pg_temp.release(pg_temp.held('second')), 60::numeric, 'releasing again returns the same');
SELECT is(pg_temp.funds(), ARRAY[69.5, 0, 69.5], 'and gives nothing twice');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('second'), 'c3')$$, 'ZL007', 'captured after it was released');
SELECT is(pg_temp.events(), '{placed,placed,captured,released}', 'an event for each, once');

-- expiry
INSERT INTO held SELECT 'third', pg_temp.hold('h4', 69.5, p_ttl => '10 minutes');
SELECT agora_test.at('2026-01-01 00:09:59.999999');
SELECT agora_test.raises($$SELECT pg_temp.pay('p2', 1)$$, 'ZL002', 'held to the last moment');
SELECT agora_test.at('2026-01-01 00:10');
SELECT is(pg_temp.funds(), ARRAY[69.5, 0, 69.5], 'available at that very time, though nobody swept');
SELECT results_eq($$SELECT h.status FROM agora_ledger.recorded_hold AS h WHERE h.hold_id = pg_temp.held('third')$$, $$VALUES ('expired')$$, 'and expired');
SELECT is((SELECT h.status FROM agora_ledger.hold AS h WHERE h.hold_id = pg_temp.held('third')), 'open', 'which is not written down yet');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('third'), 'c4')$$, 'ZL008', 'captured after its time');
SELECT agora_test.raises($$SELECT pg_temp.release(pg_temp.held('third'))$$, 'ZL008', 'released after its time');
SELECT lives_ok($$SELECT pg_temp.pay('p3', 69.5)$$, 'a payment finds the money');
SELECT is(pg_temp.funds(), ARRAY[0, 0, 0]::numeric[], 'and takes it');
SELECT results_eq($$SELECT h.status, h.closed_at FROM agora_ledger.hold AS h WHERE h.hold_id = pg_temp.held('third')$$, $$VALUES ('expired', '2026-01-01 00:10'::timestamptz)$$, 'now it is written');
SELECT is((SELECT ARRAY[e.principal_id::text, e.payload::text] FROM agora_event.event AS e WHERE e.topic = 'ledger.hold.expired.v1'),
          ARRAY['1', jsonb_build_object('hold_id', pg_temp.held('third'), 'account_id', pg_temp.wallet(), 'released', 69.5, 'expired_at', '2026-01-01 00:10'::timestamptz)::text], 'and told');
SELECT agora_test.raises($$SELECT pg_temp.capture(pg_temp.held('third'), 'c4')$$, 'ZL008', 'it stays expired');
SELECT agora_ledger.mint(pg_temp.wallet(), 10, 'more', p_key => 'more');
INSERT INTO held SELECT 'fourth', pg_temp.hold('h5', 10, p_ttl => '1 minute');
INSERT INTO held SELECT 'fifth', pg_temp.hold('h6', 10, p_ttl => '1 hour') FROM agora_test.advance('1 minute');
SELECT is(pg_temp.funds(), ARRAY[10, 10, 0]::numeric[], 'a hold finds the money of an expired one');
SELECT is(agora_ledger._sweep_holds(10), 0::bigint, 'nothing to sweep');
SELECT agora_test.advance('1 hour');
SELECT is(agora_ledger._sweep_holds(10), 1::bigint, 'the job finds what is over');
SELECT results_eq($$SELECT h.status FROM agora_ledger.hold AS h WHERE h.hold_id = pg_temp.held('fifth')$$, $$VALUES ('expired')$$, 'and writes it down');
SELECT is((SELECT b.held::bigint FROM agora_ledger.account_balance AS b WHERE b.account_id = pg_temp.wallet()), 0::bigint, 'nothing is held');
SELECT is(agora_ledger._sweep_holds(10), 0::bigint, 'once');
SELECT ok((SELECT agora.tick(1000)) IS NOT NULL, 'tick runs the job');

-- arguments
SELECT agora_test.raises(format('SELECT pg_temp.hold(%L, %s)', 'bad', a.amount), '22023', format('not %s tokens', a.amount))
  FROM unnest(ARRAY['NULL', '0', '-1', '0.0000001', '1e13', $$'NaN'$$, $$'Infinity'$$]) AS a(amount);
SELECT agora_test.raises(format('SELECT pg_temp.hold(%L, 1, p_ttl => %s)', 'bad', a.ttl), '22023', format('not for %s', a.ttl))
  FROM unnest(ARRAY['NULL', $$'0'$$, $$'-1 second'$$, $$'31 days'$$]) AS a(ttl);
SELECT agora_test.raises($$SELECT pg_temp.hold('bad', 1, NULL)$$, '22023', 'not without a purpose');
SELECT agora_test.raises($$SELECT pg_temp.hold(NULL, 1)$$, '22023', 'not without a key');
SELECT agora_test.raises($$SELECT agora_ledger.place_hold(3, 1, 'x', p_key => 'bad')$$, '22023', 'not on a system account');
SELECT agora_test.raises($$SELECT agora_ledger.place_hold(999999, 1, 'x', p_key => 'bad')$$, 'ZL001', 'not on an unknown account');
SELECT agora_test.raises($$SELECT agora_ledger.place_hold(pg_temp.wallet(), 1, 'x', p_key => 'bad', p_actor => agora_test.id('bob'))$$, '42501', 'not on another''s');
SELECT agora_test.raises($$UPDATE agora_ledger.hold SET status = 'open', closed_at = NULL WHERE hold_id = pg_temp.held('fifth')$$, 'ZA009', 'no hold is opened again');
SELECT agora_test.raises('DELETE FROM agora_ledger.hold', 'ZA010', 'nor deleted');
SELECT is_empty($$SELECT h.hold_id FROM agora_ledger.hold AS h WHERE h.idempotency_key = 'bad'$$, 'what was refused is not there');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');

-- What the functions never write, the table refuses.
SELECT throws_ok('UPDATE agora_ledger.account_balance SET held = -1', '23514', NULL, 'less than nothing is not held');
SELECT throws_ok('UPDATE agora_ledger.account_balance SET available = available - 1000000000, held = held + 1000000000', '23514', NULL, 'nor more than there is');
SELECT throws_ok('UPDATE agora_ledger.account_balance SET available = -1', '23514', NULL, 'and nobody has less than nothing');
SELECT throws_ok('INSERT INTO agora_ledger.account_balance (account_id, principal_id, available) VALUES (999999, 1, -1)', '23514', NULL, 'from the start');

SELECT * FROM finish();
ROLLBACK;
