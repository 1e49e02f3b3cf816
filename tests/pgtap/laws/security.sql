-- Law: nobody reaches more than was granted on purpose.
BEGIN;
SELECT plan(13);

SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r
     WHERE NOT r.is_parsed  -- RETURN and BEGIN ATOMIC are resolved once, when they are created
       AND (r.is_definer OR r.language <> 'sql')
       AND r.identity <> 'agora_event._writing_xid(bigint)'  -- runs for every event, where a SET costs; names one function, with its schema
       AND NOT coalesce(r.config @> ARRAY['search_path=pg_catalog, pg_temp'], false)$$,
    'search_path is pinned wherever names are resolved at run time');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r WHERE r.language = 'sql' AND NOT r.is_parsed$$,
    'SQL functions use RETURN or BEGIN ATOMIC');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r, aclexplode(coalesce(r.acl, acldefault('f', r.owner))) AS a WHERE a.grantee = 0$$,
    'nothing is executable by PUBLIC');
SELECT is_empty($$
    SELECT r.identity, a.grantee::regrole FROM agora_test.routine AS r, aclexplode(r.acl) AS a
     WHERE NOT r.is_public AND a.grantee <> r.owner$$,
    'private and trigger functions are executable by their owner alone');
SELECT is_empty($$
    SELECT r.identity, a.grantee::regrole FROM agora_test.routine AS r, aclexplode(r.acl) AS a
     WHERE a.grantee <> r.owner
       AND (a.is_grantable OR a.grantee NOT IN ('agora_reader'::regrole, 'agora_service'::regrole, 'agora_operator'::regrole))$$,
    'public functions are granted to the three roles only, and not to be passed on');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r
     WHERE r.is_public AND (SELECT count(*) FROM aclexplode(r.acl) AS a WHERE a.grantee <> r.owner) NOT BETWEEN (r.language <> 'plpython3u')::integer AND 1$$,
    'every public function is granted to exactly one role, a formula at most to one; the roles include each other');
SELECT is_empty($$
    SELECT r.identity, r.volatility FROM agora_test.routine AS r WHERE r.is_public AND r.volatility = 'v' AND NOT r.is_definer$$,
    'what writes runs as the owner');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r WHERE r.language = 'plpython3u' AND (r.is_definer OR r.volatility <> 'i' OR r.source ~ 'plpy\.(execute|prepare|cursor|error|fatal)')$$,
    'PL/Python is pure');
SELECT is_empty($$
    SELECT c.identity, a.grantee::regrole, a.privilege_type
      FROM agora_test.relation AS c JOIN pg_class AS t ON t.oid = c.oid, aclexplode(t.relacl) AS a
     WHERE c.kind NOT IN ('v', 'm') AND a.grantee <> t.relowner$$,
    'tables and sequences are their owner''s alone');
SELECT is_empty($$
    SELECT c.identity, a.attname FROM agora_test.relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid WHERE a.attacl IS NOT NULL$$,
    'no privilege on a column');
SELECT is_empty($$
    SELECT c.identity, a.grantee::regrole, a.privilege_type
      FROM agora_test.relation AS c JOIN pg_class AS t ON t.oid = c.oid, aclexplode(t.relacl) AS a
     WHERE c.kind IN ('v', 'm') AND a.grantee <> t.relowner
       AND (a.privilege_type <> 'SELECT' OR a.is_grantable OR a.grantee NOT IN ('agora_reader'::regrole, 'agora_service'::regrole, 'agora_operator'::regrole))$$,
    'views are read only, by the three roles');
SELECT is_empty($$
    SELECT c.identity FROM agora_test.relation AS c JOIN pg_class AS t ON t.oid = c.oid
     WHERE c.kind = 'v' AND NOT coalesce(t.reloptions @> ARRAY['security_barrier=true'], false)$$,
    'every view is a security_barrier');
SELECT is_empty($$
    SELECT 'function', r.identity FROM agora_test.routine AS r WHERE r.owner <> 'agora_owner'::regrole
    UNION ALL
    SELECT 'relation', c.identity FROM agora_test.relation AS c JOIN pg_class AS t ON t.oid = c.oid WHERE t.relowner <> 'agora_owner'::regrole
    UNION ALL
    SELECT 'type', t.oid::regtype::text FROM pg_type AS t JOIN agora_test.domain AS d ON d.schema = t.typnamespace::regnamespace::text WHERE t.typowner <> 'agora_owner'::regrole
    UNION ALL
    SELECT 'schema', n.nspname FROM pg_namespace AS n JOIN agora_test.domain AS d ON d.schema = n.nspname WHERE n.nspowner <> 'agora_owner'::regrole$$,
    'agora_owner owns everything');

SELECT * FROM finish();
ROLLBACK;
