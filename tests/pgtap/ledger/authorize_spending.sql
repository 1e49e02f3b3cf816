-- tokens_for_usd, authorize_spending, settle_spending: hold, pay what it came to, release the rest; or say what is missing.
BEGIN;
SELECT plan(59);
SELECT agora_test.at('2026-01-01 12:00+00');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('svc', 'agora_service');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora.register_principal('bob');
CREATE FUNCTION pg_temp.balance(p_name text) RETURNS numeric LANGUAGE sql RETURN agora_ledger.balance(agora_ledger.wallet_of(agora_test.id(p_name)));
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('alice')), 300, 'start', p_key => 'start', p_actor => 2);

-- USD in tokens.
SELECT is(agora_ledger.tokens_for_usd(v.usd), v.tokens, format('$%s', v.usd)) FROM (VALUES (0.0105, 10.5), (0.25, 250.0), (0.000225, 0.225), (0, 0), (0.0000000005, 0.000001), (0.0000000004, 0.0)) AS v(usd, tokens);
SELECT is(agora_ledger.tokens_for_usd(0.0105, 2), 21.0, 'another multiplier');
SELECT agora_test.raises(format('SELECT agora_ledger.tokens_for_usd(%s)', w.arguments), '22023', w.arguments)
  FROM (VALUES ('NULL'), ('''NaN'''), ('''Infinity'''), ('-1'), ('1e30'), ('1, NULL'), ('1, -1'), ('1, ''NaN''')) AS w(arguments);
SELECT agora_test.become('reader');
SELECT is(agora_ledger.tokens_for_usd(0.01), 10.0, 'for every reader');
RESET SESSION AUTHORIZATION;

-- Off, as it is by default: authorised, and nothing is held.
SELECT results_eq($$SELECT a.is_authorized, a.hold_id, a.tokens, a.available FROM agora_ledger.authorize_spending(0.25, 'a model call', p_key => 'c0', p_actor => agora_test.id('alice')) AS a$$, 'VALUES (true, NULL::bigint, 250.0, 300::numeric)', 'without token_spending');
SELECT agora.set_flag('token_spending', true);

-- Held, paid, released.
SELECT agora_test.become('alice');
CREATE TEMP TABLE asked AS SELECT a.* FROM agora_ledger.authorize_spending(0.25, 'a model call', p_key => 'c1') AS a;
SELECT results_eq('SELECT a.is_authorized, a.hold_id IS NOT NULL, a.tokens, a.available, a.missing, a.options FROM asked AS a', $$VALUES (true, true, 250.0, 50::numeric, 0::numeric, '[]'::jsonb)$$, 'authorised: held, and 50 are left');
SELECT is(a.hold_id, x.hold_id, 'the same call again is the first') FROM asked AS a, agora_ledger.authorize_spending(0.25, 'a model call', p_key => 'c1') AS x;
SELECT agora_test.raises($$SELECT agora_ledger.authorize_spending(0.26, 'a model call', p_key => 'c1')$$, 'ZA003', 'the key with another cost');
CREATE TEMP TABLE settled AS SELECT s.* FROM asked AS a, agora_ledger.settle_spending(a.hold_id, 0.0105, 'c1-paid') AS s;
SELECT results_eq('SELECT s.transaction_id IS NOT NULL, s.charged, s.released, s.uncovered FROM settled AS s', 'VALUES (true, 10.5, 239.5, 0::numeric)', 'what it came to is paid, the rest released');
SELECT is(agora_ledger.balance(agora_ledger.wallet_of()), 289.5, 'the balance');
SELECT is(to_jsonb(x), to_jsonb(s), 'settled again: the first result') FROM asked AS a, settled AS s, agora_ledger.settle_spending(a.hold_id, 0.0105, 'c1-paid') AS x;
SELECT agora_test.raises(format('SELECT agora_ledger.settle_spending(%s, 0.0105, ''c1-again'')', a.hold_id), 'ZL007', 'with another key: it is closed') FROM asked AS a;
RESET SESSION AUTHORIZATION;
SELECT is(agora_ledger.balance(3), 10.5, 'the treasury has it');
SELECT agora_test.become('alice');
CREATE TEMP TABLE free AS SELECT x.* FROM agora_ledger.authorize_spending(0.1, 'a cached call', p_key => 'c2') AS a, agora_ledger.settle_spending(a.hold_id, 0, 'c2-paid') AS x;
SELECT results_eq('SELECT * FROM free', 'VALUES (NULL::bigint, 0::numeric, 100::numeric, 0::numeric)', 'what cost nothing is released');
SELECT is(agora_ledger.balance(agora_ledger.wallet_of()), 289.5, 'and nothing is paid');
CREATE TEMP TABLE more AS SELECT x.* FROM agora_ledger.authorize_spending(0.1, 'a long call', p_key => 'c3') AS a, agora_ledger.settle_spending(a.hold_id, 0.15, 'c3-paid') AS x;
SELECT results_eq('SELECT m.charged, m.released, m.uncovered FROM more AS m', 'VALUES (100::numeric, 0::numeric, 50::numeric)', 'what is above the hold is not taken, but told');
SELECT is(to_jsonb(x), to_jsonb(m), 'told again: the first result') FROM more AS m, agora_ledger.recorded_hold AS h, agora_ledger.settle_spending(h.hold_id, 0.15, 'c3-paid') AS x WHERE h.purpose = 'a long call';
SELECT agora_test.raises(format('SELECT agora_ledger.settle_spending(%s, %s, ''c3-paid'')', h.hold_id, w.usd), 'ZA003', w.why)
  FROM agora_ledger.recorded_hold AS h, (VALUES (0.16, 'the key with another cost, above the hold as well'), (0.1, 'or with just what was held')) AS w(usd, why) WHERE h.purpose = 'a long call';
SELECT is((SELECT s.meta FROM agora_ledger.statement AS s, more AS m WHERE s.transaction_id = m.transaction_id AND s.amount < 0) - 'hold_id', '{"usd": 0.15}'::jsonb, 'the transaction says what the call cost');
SELECT results_eq($$SELECT a.is_authorized, a.hold_id, a.tokens FROM agora_ledger.authorize_spending(0, 'a free call', p_key => 'c4') AS a$$, 'VALUES (true, NULL::bigint, 0::numeric)', 'a call of no cost needs no hold');

-- Not enough: an answer, and nothing is left behind.
SELECT results_eq($$SELECT a.is_authorized, a.hold_id, a.tokens, a.available, a.missing FROM agora_ledger.authorize_spending(0.25, 'a model call', p_key => 'c5') AS a$$, 'VALUES (false, NULL::bigint, 250.0, 189.5, 60.5)', 'what is missing');
SELECT is(a.options, '[{"option": "cheaper_model", "max_usd": 0.1895, "advice": "Choose a model for which the call costs at most max_usd."},
                       {"option": "smaller_context", "max_share": 0.7580, "advice": "Send at most max_share of it."},
                       {"option": "wait_for_grant", "at": "2026-01-02T00:00:00+00:00", "advice": "Claim the free tokens of the day; the next ones can be claimed at that time."}]'::jsonb, 'and the ways on')
  FROM agora_ledger.authorize_spending(0.25, 'a model call', p_key => 'c5') AS a;
SELECT is((SELECT count(*) FROM agora_ledger.recorded_hold AS h WHERE h.status = 'open'), 0::bigint, 'nothing is held');
SELECT is((agora_ledger.authorize_spending(0.1895, 'a model call', p_key => 'c5')).is_authorized, true, 'what it says can be paid can be, under the same key');
SELECT results_eq($$SELECT a.available, a.missing, jsonb_array_length(a.options) FROM agora_ledger.authorize_spending(0.001, 'one more', p_key => 'c6') AS a$$, 'VALUES (0::numeric, 1::numeric, 1)', 'with nothing left there is only the grant');
RESET SESSION AUTHORIZATION;
SELECT agora_test.advance('16 minutes');
SELECT agora_test.become('alice');
SELECT is((agora_ledger.authorize_spending(0.001, 'one more', p_key => 'c6')).is_authorized, true, 'a hold that is past its time counts no longer');
RESET SESSION AUTHORIZATION;

-- What is refused.
SELECT agora_test.raises(w.call, w.code, w.why)
  FROM (VALUES ('SELECT agora_ledger.authorize_spending(NULL, ''x'', p_key => ''w'', p_actor => agora_test.id(''bob''))', '22023', 'no cost'),
               ('SELECT agora_ledger.authorize_spending(''NaN'', ''x'', p_key => ''w'', p_actor => agora_test.id(''bob''))', '22023', 'a cost that is none'),
               ('SELECT agora_ledger.authorize_spending(-1, ''x'', p_key => ''w'', p_actor => agora_test.id(''bob''))', '22023', 'a negative one'),
               ('SELECT agora_ledger.authorize_spending(1, NULL, p_key => ''w'', p_actor => agora_test.id(''bob''))', '22023', 'no purpose'),
               ('SELECT agora_ledger.authorize_spending(1, ''x'', p_actor => agora_test.id(''bob''))', '22023', 'no key'),
               ('SELECT agora_ledger.authorize_spending(1, ''x'', ''0'', p_key => ''w'', p_actor => agora_test.id(''bob''))', '22023', 'no time'),
               ('SELECT agora_ledger.authorize_spending(1, ''x'', p_key => ''w'', p_actor => 1)', '22023', 'the system'),
               ('SELECT agora_ledger.authorize_spending(1, ''x'', p_key => ''w'', p_actor => NULL)', 'ZA001', 'nobody'),
               ('SELECT agora_ledger.settle_spending(-1, 0.1, ''w'', agora_test.id(''bob''))', 'ZL005', 'an unknown hold'),
               ('SELECT agora_ledger.settle_spending(NULL, 0, ''w'', agora_test.id(''bob''))', 'ZL005', 'none'),
               ('SELECT agora_ledger.settle_spending(1, NULL, ''w'', agora_test.id(''bob''))', '22023', 'an unknown cost')) AS w(call, code, why);
SELECT is((agora_ledger.authorize_spending(1e9, 'x', p_key => 'w', p_actor => agora_test.id('bob'))).is_authorized, false, 'the largest cost is only too much');
SELECT agora_test.raises(format('SELECT agora_ledger.settle_spending(%s, 0.001, ''w'', agora_test.id(''bob''))', h.hold_id), 'ZL006', 'the hold of another') FROM agora_ledger.recorded_hold AS h WHERE h.status = 'open';
SELECT agora_test.become('alice');
SELECT agora_test.raises('SELECT agora_ledger.authorize_spending(0.001, ''x'', p_key => ''w'', p_actor => agora_test.id(''bob''))', '42501', 'nobody spends for others');
RESET SESSION AUTHORIZATION;
SELECT agora_ledger.freeze_account(agora_ledger.wallet_of(agora_test.id('alice')), 'a test', p_actor => 2);
SELECT agora_test.raises('SELECT agora_ledger.authorize_spending(0.001, ''x'', p_key => ''w'', p_actor => agora_test.id(''alice''))', 'ZL010', 'a frozen wallet');
SELECT agora_ledger.unfreeze_account(agora_ledger.wallet_of(agora_test.id('alice')), 'a test', p_actor => 2);
SELECT agora.suspend_principal(agora_test.id('alice'), 'a test');
SELECT agora_test.raises('SELECT agora_ledger.authorize_spending(0.001, ''x'', p_key => ''w'', p_actor => agora_test.id(''alice''))', 'ZA002', 'a suspended principal');
SELECT agora.resume_principal(agora_test.id('alice'));

-- Settings.
SELECT agora.set_setting('ledger.usd_per_token', '0.01', 'a test');
SELECT is(agora_ledger.tokens_for_usd(0.25), 25.0, 'a dearer token');
SELECT agora.set_setting('ledger.llm_multiplier', '0', 'a test');
SELECT is((agora_ledger.authorize_spending(5, 'x', p_key => 'free', p_actor => agora_test.id('bob'))).is_authorized, true, 'calls that are free need nothing');
SELECT agora_test.raises($$SELECT agora.set_setting('ledger.usd_per_token', '0', 'a test')$$, '22023', 'a token is worth something');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

SELECT * FROM finish();
ROLLBACK;
