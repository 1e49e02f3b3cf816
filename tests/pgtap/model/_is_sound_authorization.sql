-- What an authorisation says of itself agrees with its status, and the tables of budgets refuse what does not.
BEGIN;
SELECT plan(21);
CREATE FUNCTION pg_temp.is_sound(p_status text, p_has_cost boolean, p_is_closed boolean, p_decision text DEFAULT 'allow', p_estimate numeric DEFAULT 1,
                                 p_actual numeric DEFAULT 1, p_periods integer DEFAULT 1, p_slices integer DEFAULT 1) RETURNS boolean LANGUAGE sql
RETURN agora_model._is_sound_authorization(p_decision, p_status, p_estimate, CASE WHEN p_has_cost THEN p_actual END, CASE WHEN p_is_closed THEN agora.now() END,
                                           '{1}', array_fill(agora.now(), ARRAY[p_periods]), array_fill(0::smallint, ARRAY[p_slices]));
CREATE TEMP TABLE sound (status text PRIMARY KEY, has_cost boolean, is_closed boolean);
INSERT INTO sound
VALUES ('open', false, false), ('settled', true, true), ('released', false, true), ('expired', false, true);

SELECT ok(pg_temp.is_sound(s.status, s.has_cost, s.is_closed), s.status) FROM sound AS s;
SELECT ok(NOT pg_temp.is_sound(s.status, NOT s.has_cost, s.is_closed), s.status || ': what it cost, or not') FROM sound AS s;
SELECT ok(NOT pg_temp.is_sound(s.status, s.has_cost, NOT s.is_closed), s.status || ': closed, or open') FROM sound AS s;
SELECT ok(NOT pg_temp.is_sound('lost', false, true), 'a status that is none');
SELECT ok(NOT pg_temp.is_sound('open', false, false, p_decision => 'perhaps'), 'a decision that is none');
SELECT ok(NOT pg_temp.is_sound('open', false, false, p_estimate => -1), 'less than nothing reserved');
SELECT ok(NOT pg_temp.is_sound('settled', true, true, p_actual => -1), 'less than nothing spent');
SELECT ok(NOT pg_temp.is_sound('open', false, false, p_periods => 2), 'a period without a budget');
SELECT ok(NOT pg_temp.is_sound('open', false, false, p_slices => 2), 'a slice without a budget');

SELECT agora_model.set_budget(10);
SELECT agora_model.authorize_spend(agora.current_principal(), 'generation', 1, p_key => 'k');
SELECT throws_ok($$UPDATE agora_model.budget_authorization SET estimate_usd = -1$$, '23514', NULL, 'the table of authorisations refuses it');
SELECT throws_ok($$UPDATE agora_model.budget_period SET reserved_usd = -1$$, '23514', NULL, 'sums are not below zero');
SELECT throws_ok($$UPDATE agora_model.budget_period SET slice = 64$$, '23514', NULL, 'there are 64 slices');

SELECT * FROM finish();
ROLLBACK;
