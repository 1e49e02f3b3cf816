-- bind_login and unbind_login: one login, one principal.
BEGIN;
SELECT plan(41);
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


-- A role that was renamed is not an unbound service: it may not act until it is bound anew.
SELECT agora_test.add_login('carol', 'agora_service', true);
SELECT ok((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'bindings'), 'health: the role that was bound');
DO $$ BEGIN EXECUTE format('ALTER ROLE %I RENAME TO %I', agora_test.login('carol'), agora_test.login('renamed')); END $$;
SELECT results_eq($$SELECT h.ok, h.detail FROM agora.health() AS h WHERE h.component = 'bindings'$$, $$SELECT false, agora_test.login('carol') || ': no such role'$$, 'health: a role that is gone');
SELECT agora_test.become('renamed');
SELECT is(agora.current_principal(), NULL, 'renamed: nobody');
SELECT is(agora.visible_principal(), -1::bigint, 'who sees nothing private');
SELECT agora_test.raises($$SELECT agora.register_principal('mallory')$$, '42501', 'and has no right');
SELECT agora_test.raises($$SELECT agora.register_principal('mallory', p_actor => agora_test.id('bob'))$$, '42501', 'and is trusted with no name');
SELECT agora_test.raises($$SELECT agora.register_principal('mallory', p_actor => agora_test.id('carol'))$$, '42501', 'not even its own');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises($$SELECT agora.bind_login(agora_test.login('renamed'), agora_test.id('bob'))$$, 'ZA005', 'it is still somebody''s');
SELECT agora.bind_login(agora_test.login('renamed'), agora_test.id('carol'));
SELECT ok((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'bindings'), 'bound anew: healthy');
SELECT agora_test.become('renamed');
SELECT is(agora.current_principal(), agora_test.id('carol'), 'and itself again');
SELECT is(agora.visible_principal(), agora_test.id('carol'), 'with its own rows');
RESET SESSION AUTHORIZATION;

-- A role that was dropped, and another one of its name.
DO $$ BEGIN EXECUTE format('DROP ROLE %I', agora_test.login('renamed')); END $$;
SELECT agora_test.add_login('renamed', 'agora_service');
SELECT results_eq($$SELECT h.ok, h.detail FROM agora.health() AS h WHERE h.component = 'bindings'$$, $$SELECT false, agora_test.login('renamed') || ': made anew after it was bound'$$, 'health: another role of that name');
SELECT agora_test.become('renamed');
SELECT agora_test.raises($$SELECT agora.register_principal('mallory')$$, '42501', 'is not who was bound');
SELECT is(agora.current_principal(), NULL, 'but nobody');
RESET SESSION AUTHORIZATION;
SELECT ok(agora.unbind_login(agora_test.login('renamed')), 'the binding can be ended');
SELECT agora_test.become('renamed');
SELECT is(agora.current_principal(), 3::bigint, 'then it is a service');
RESET SESSION AUTHORIZATION;

-- A dump that was loaded on another server: its roles have other numbers, and names count.
SELECT agora_test.add_login('dora', 'agora_service', true);
SELECT agora_test.add_login('evan', 'agora_service');
UPDATE agora.principal SET db_system = 1, db_role_oid = agora_test.login('evan')::regrole WHERE db_role = agora_test.login('dora');
SELECT results_eq($$SELECT h.ok, h.detail FROM agora.health() AS h WHERE h.component = 'bindings'$$, $$SELECT false, agora_test.login('dora') || ': bound on another server'$$, 'health: a binding of another server');
SELECT agora_test.become('dora');
SELECT is(agora.current_principal(), agora_test.id('dora'), 'whoever has the name is the principal');
SELECT lives_ok($$SELECT agora.register_principal('by dora')$$, 'and acts');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('evan');
SELECT is(agora.current_principal(), 3::bigint, 'who has the number is not');
SELECT lives_ok($$SELECT agora.register_principal('by evan', p_actor => agora_test.id('bob'))$$, 'and acts for others as before');
RESET SESSION AUTHORIZATION;
SELECT lives_ok($$SELECT agora.bind_login(d.db_role::text, d.principal_id) FROM agora.principal_directory AS d WHERE d.db_role = agora_test.login('dora')$$, 'bound anew on this server');
SELECT ok((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'bindings'), 'healthy');

SELECT * FROM finish();
ROLLBACK;
