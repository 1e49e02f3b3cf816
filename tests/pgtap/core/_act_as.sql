-- Who acts: the identity of a session is its login, and what the login may name as actor follows from it.
BEGIN;
SELECT plan(65);

-- While nobody was ever bound the index of bindings is empty, and nothing else is asked; with the first binding that is over at once.
REINDEX INDEX agora.principal_db_role_oid_ix;
SELECT is(pg_relation_size('agora.principal_db_role_oid_ix'), current_setting('block_size')::bigint, 'nobody is bound: the index of bindings is one page');
SELECT agora_test.add_login('first', 'agora_service');
SELECT agora_test.add_login('second', 'agora_service');
SELECT agora_test.add_login('nobody', 'agora_reader');
SELECT agora.register_principal('erin');
SELECT agora_test.become('first');
SELECT is(agora.current_principal(), 3::bigint, 'nobody is bound: a service is the service');
SELECT is((agora.record_outcome('b', true, agora_test.id('erin'))).changed_by, agora_test.id('erin'), 'nobody is bound: a service names the actor');
SELECT is((agora.record_outcome('b', true)).changed_by, 3::bigint, 'nobody is bound: or acts as the service');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 2)$$, '42501', 'nobody is bound: a service is not operator');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 999)$$, 'ZA001', 'nobody is bound: an unknown actor');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('nobody');
SELECT is(agora.current_principal(), NULL, 'nobody is bound: a reader is nobody');
SELECT throws_ok($$SELECT agora.accept_terms(3)$$, '42501', NULL, 'nobody is bound: a reader may not act');
RESET SESSION AUTHORIZATION;
SELECT agora.bind_login(agora_test.login('first'), agora_test.id('erin'));
SELECT cmp_ok(pg_relation_size('agora.principal_db_role_oid_ix'), '>', current_setting('block_size')::bigint, 'the first binding: the index says so before it is committed');
SELECT agora_test.become('first');
SELECT is(agora.current_principal(), agora_test.id('erin'), 'the first binding: itself at once');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 3)$$, '42501', 'the first binding: not the service any more');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('second');
SELECT is((agora.record_outcome('b', true, agora_test.id('erin'))).changed_by, agora_test.id('erin'), 'the first binding: another login is a service still');
RESET SESSION AUTHORIZATION;
SELECT agora.unbind_login(agora_test.login('first'));
SELECT agora_test.become('first');
SELECT is(agora.current_principal(), 3::bigint, 'unbound, with an index of bindings that had one: the service');
SELECT is((agora.record_outcome('b', true, agora_test.id('erin'))).changed_by, agora_test.id('erin'), 'unbound, with an index of bindings that had one: names the actor');
RESET SESSION AUTHORIZATION;

SELECT agora_test.add_login('stranger', NULL);
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.add_login('operator', 'agora_operator');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.add_login('olga', 'agora_operator', true);
SELECT agora.register_principal('carol');
SELECT agora.register_principal('dave');
SELECT agora.suspend_principal(agora_test.id('dave'), 'a test');

-- An unbound superuser is system.
SELECT is(agora.current_principal(), 1::bigint, 'superuser: is system');
SELECT is(agora.visible_principal(), 0::bigint, 'superuser: sees all');
SELECT is(agora._act_as(1), 1::bigint, 'superuser: acts as system');
SELECT is(agora._act_as(agora_test.id('carol')), agora_test.id('carol'), 'superuser: acts as anybody');
SELECT agora_test.raises('SELECT agora._act_as(NULL)', 'ZA001', 'nobody acts');
SELECT agora_test.raises('SELECT agora._act_as(999)', 'ZA001', 'an unknown principal does not act');
SELECT agora_test.raises('SELECT agora._act_as(-1)', 'ZA001', 'no negative principal acts');
SELECT agora_test.raises(format('SELECT agora._act_as(%s)', agora_test.id('dave')), 'ZA002', 'a suspended principal does not act');

-- A login without a role of ours reaches nothing.
SELECT agora_test.become('stranger');
SELECT throws_ok('SELECT agora.current_principal()', '42501', NULL, 'stranger: cannot ask who it is');
SELECT throws_ok('SELECT * FROM agora.effective_setting', '42501', NULL, 'stranger: cannot read');
RESET SESSION AUTHORIZATION;

SELECT agora_test.become('reader');
SELECT is(agora.current_principal(), NULL, 'reader: is nobody');
SELECT is(agora.visible_principal(), -1::bigint, 'reader: sees the private rows of nobody');
SELECT throws_ok($$SELECT agora.accept_terms(3)$$, '42501', NULL, 'reader: may not act');
RESET SESSION AUTHORIZATION;

SELECT agora_test.become('service');
SELECT is(agora.current_principal(), 3::bigint, 'service: is the service');
SELECT is(agora.visible_principal(), 0::bigint, 'service: sees all');
SELECT is((agora.record_outcome('b', true)).changed_by, 3::bigint, 'service: acts as the service by default');
SELECT is((agora.record_outcome('b', true, agora_test.id('carol'))).changed_by, agora_test.id('carol'), 'service: names the actor');
SELECT is((agora.record_outcome('b', true, agora_test.id('alice'))).changed_by, agora_test.id('alice'), 'service: names a bound principal as actor');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 1)$$, '42501', 'service: is not system');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 2)$$, '42501', 'service: is not operator');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, agora_test.id('dave'))$$, 'ZA002', 'service: a suspended actor is refused');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, NULL)$$, 'ZA001', 'service: an actor must be named');
SELECT throws_ok($$SELECT agora.set_setting('core.breaker_failures', '5', 'r')$$, '42501', NULL, 'service: sets nothing');
SELECT throws_ok($$SELECT agora.reset_breaker('b', 'r')$$, '42501', NULL, 'service: resets nothing');
RESET SESSION AUTHORIZATION;

SELECT agora_test.become('operator');
SELECT is(agora.current_principal(), 2::bigint, 'operator: is the operator');
SELECT is(agora.visible_principal(), 0::bigint, 'operator: sees all');
SELECT is((agora.record_outcome('b', true, 1)).changed_by, 1::bigint, 'operator: acts as system');
SELECT is((agora.record_outcome('b', true, agora_test.id('carol'))).changed_by, agora_test.id('carol'), 'operator: names the actor');
SELECT lives_ok($$SELECT agora.set_setting('core.breaker_failures', '5', 'r')$$, 'operator: sets');
RESET SESSION AUTHORIZATION;
SELECT format('GRANT pg_write_all_data, pg_read_all_data, agora_owner TO %1$I', agora_test.login('operator')) \gexec
SELECT format('GRANT ALL ON pg_catalog.pg_authid TO %I', agora_test.login('operator')) \gexec
SELECT agora_test.become('operator');
SELECT is(agora.current_principal(), 2::bigint, 'operator: whatever is granted, is not system');
RESET SESSION AUTHORIZATION;
SELECT format('ALTER ROLE %I SUPERUSER', agora_test.login('operator')) \gexec
SELECT agora_test.become('operator');
SELECT is(agora.current_principal(), 1::bigint, 'but as a superuser is, at once');
RESET SESSION AUTHORIZATION;
SELECT format('ALTER ROLE %I NOSUPERUSER', agora_test.login('operator')) \gexec

SELECT agora_test.become('alice');
SELECT is(agora.current_principal(), agora_test.id('alice'), 'bound: is its principal');
SELECT is(agora.visible_principal(), agora_test.id('alice'), 'bound: sees its own');
SELECT is((agora.record_outcome('b', true)).changed_by, agora_test.id('alice'), 'bound: acts as itself by default');
SELECT is((agora.record_outcome('b', true, agora_test.id('alice'))).changed_by, agora_test.id('alice'), 'bound: may name itself');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, agora_test.id('bob'))$$, '42501', 'bound: is nobody else');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 3)$$, '42501', 'bound: is not the service');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 1)$$, '42501', 'bound: is not system');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 999)$$, '42501', 'bound: learns nothing of unknown principals');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, NULL)$$, '42501', 'bound: does not drop its name');
RESET SESSION AUTHORIZATION;

-- SET ROLE changes what one may, not who one is.
SELECT format('GRANT %I, agora_operator TO %I', agora_test.login('bob'), agora_test.login('alice')) \gexec
SELECT agora_test.become('alice');
SELECT set_config('role', agora_test.login('bob'), true);
SELECT is(agora.current_principal(), agora_test.id('alice'), 'SET ROLE to another login: still itself');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, agora_test.id('bob'))$$, '42501', 'SET ROLE to another login: cannot act as it');
SELECT set_config('role', 'agora_operator', true);
SELECT is(agora.current_principal(), agora_test.id('alice'), 'SET ROLE to the operators: still itself');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 2)$$, '42501', 'SET ROLE to the operators: cannot act as operator');
RESET SESSION AUTHORIZATION;

SELECT agora_test.become('olga');
SELECT is(agora.current_principal(), agora_test.id('olga'), 'bound operator: is its principal');
SELECT is(agora.visible_principal(), 0::bigint, 'bound operator: sees all');
SELECT agora_test.raises($$SELECT agora.set_setting('core.breaker_failures', '6', 'r', 2)$$, '42501', 'bound operator: acts only as itself');
RESET SESSION AUTHORIZATION;

SELECT agora.suspend_principal(agora_test.id('alice'), 'a test');
SELECT agora_test.become('alice');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true)$$, 'ZA002', 'bound and suspended: may not act');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 3)$$, '42501', 'nor as anybody else');
RESET SESSION AUTHORIZATION;

-- All of it at once, in a session that has acted before.
SELECT agora.resume_principal(agora_test.id('alice'));
SELECT agora_test.become('alice');
SELECT is((agora.record_outcome('b', true)).changed_by, agora_test.id('alice'), 'resumed: acts at once');
RESET SESSION AUTHORIZATION;
SELECT agora.unbind_login(agora_test.login('alice'));
SELECT agora_test.become('alice');
SELECT is((agora.record_outcome('b', true, agora_test.id('bob'))).changed_by, agora_test.id('bob'), 'unbound: a service at once');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
