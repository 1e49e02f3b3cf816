-- bind_login and unbind_login: one login, one principal.
BEGIN;
SELECT plan(18);
SELECT agora_test.add_login('one', 'agora_service');
SELECT agora_test.add_login('two', 'agora_service');
SELECT agora.register_principal('alice');
SELECT agora.register_principal('bob');

SELECT lives_ok($$SELECT agora.bind_login(agora_test.login('one'), agora_test.id('alice'))$$, 'bound');
SELECT lives_ok($$SELECT agora.bind_login(agora_test.login('one'), agora_test.id('alice'))$$, 'the same again changes nothing');
SELECT is((SELECT d.db_role FROM agora.principal_directory AS d WHERE d.name = 'alice'), agora_test.login('one'), 'the directory says so');
SELECT agora_test.raises($$SELECT agora.bind_login(agora_test.login('one'), agora_test.id('bob'))$$, 'ZA005', 'a login has one principal');
SELECT agora_test.raises($$SELECT agora.bind_login(agora_test.login('two'), agora_test.id('alice'))$$, 'ZA005', 'a principal has one login');
SELECT agora_test.raises($$SELECT agora.bind_login('no_such_role', agora_test.id('bob'))$$, '22023', 'an unknown role');
SELECT agora_test.raises($$SELECT agora.bind_login(session_user::text, agora_test.id('bob'))$$, '22023', 'a superuser is not bound');
SELECT agora_test.raises($$SELECT agora.bind_login('agora_service', agora_test.id('bob'))$$, '22023', 'a role that cannot log in');
SELECT agora_test.raises($$SELECT agora.bind_login(NULL, agora_test.id('bob'))$$, '22023', 'no role');
SELECT agora_test.raises($$SELECT agora.bind_login(repeat('r', 64), agora_test.id('bob'))$$, '22023', 'a name longer than a role''s');
SELECT agora_test.raises($$SELECT agora.bind_login(agora_test.login('two'), 999)$$, 'ZA001', 'an unknown principal');
SELECT agora_test.raises($$SELECT agora.bind_login(agora_test.login('two'), 1)$$, 'ZA001', 'nobody becomes system');

SELECT agora_test.become('one');
SELECT throws_ok($$SELECT agora.unbind_login(agora_test.login('one'))$$, '42501', NULL, 'a bound login cannot free itself');
RESET SESSION AUTHORIZATION;

SELECT ok(agora.unbind_login(agora_test.login('one')), 'unbound');
SELECT ok(NOT agora.unbind_login(agora_test.login('one')), 'unbound before');
SELECT agora_test.raises($$SELECT agora.unbind_login(NULL)$$, '22023', 'unbinding no role');
SELECT agora_test.become('one');
SELECT is(agora.current_principal(), 3::bigint, 'an unbound member of the services is the service again');
RESET SESSION AUTHORIZATION;
SELECT lives_ok($$SELECT agora.bind_login(agora_test.login('two'), agora_test.id('alice'))$$, 'what was unbound can be bound anew');

SELECT * FROM finish();
ROLLBACK;
