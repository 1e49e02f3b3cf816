-- Law: nobody reaches more than was granted on purpose.
BEGIN;
SELECT plan(21);

-- Private functions that every transfer or model call runs. A SET costs each some 3 microseconds, at its start and at its end; they run with
-- the path of their caller, which is pinned.
CREATE TEMP TABLE inheriting (identity text PRIMARY KEY, reason text NOT NULL);
INSERT INTO inheriting
VALUES ('agora._act_as(bigint)', 'head of every call'),
       ('agora.tg_guard_status()', 'every change of status'),
       ('agora._check_text(text,text,integer,boolean,boolean)', 'arguments'),
       ('agora._check_object(text,jsonb,integer)', 'arguments'),
       ('agora_ledger._check_amount(numeric)', 'arguments'),
       ('agora_ledger._system_kind(bigint)', 'accounts'),
       ('agora_ledger._transfer(text,bigint,bigint,numeric,text,jsonb,uuid,text,bigint,boolean)', 'the road to the ledger'),
       ('agora_event._emit(text,text,jsonb,uuid,bigint)', 'the event'),
       ('agora_event._writing_xid(bigint)', 'the event; names one function, with its schema'),
       ('agora._claim_result(text,bigint,text,jsonb,jsonb)', 'keys of model calls'),
       ('agora._first_result(text,bigint,text,jsonb)', 'keys'),
       ('agora._keep_result(text,bigint,text,jsonb)', 'keys'),
       ('agora_model._call_fault(text,jsonb,boolean,numeric,numeric,timestamp with time zone,jsonb,text)', 'every model call'),
       ('agora_model._record_fault(jsonb)', 'every model call of a batch'),
       ('agora_model._usage_fault(jsonb)', 'every model call'),
       ('agora_model._check_work(text,text)', 'every model call'),
       ('agora_model._list_at(bigint,timestamp with time zone)', 'every model call'),
       ('agora_model._cost_of(bigint,timestamp with time zone,jsonb,jsonb)', 'every model call'),
       ('agora_model._missing_for(text,jsonb)', 'every model call'),
       ('agora_model._first_authorization(bigint,text,numeric,interval,uuid,text,bigint)', 'every authorisation'),
       ('agora_model._authorize(agora_model.due_budget[],bigint,text,numeric,interval,uuid,text,bigint,boolean)', 'every authorisation'),
       ('agora_model._authorize_quickly(agora_model.due_budget[],bigint,text,numeric,interval,uuid,text,bigint)', 'every authorisation'),
       ('agora_model._authorize_thoroughly(agora_model.due_budget[],bigint,text,numeric,interval,uuid,text,bigint)', 'every authorisation'),
       ('agora_model.tg_budget_authorization_rules()', 'every authorisation and settlement'),
       ('agora_model._authorize_in_one(agora_model.due_budget,numeric,bigint,text,numeric,interval,uuid,text,bigint)', 'every authorisation'),
       ('agora_model._reserve_spending(agora_model.due_budget[],numeric,bigint,boolean)', 'every authorisation, others waiting'),
       ('agora_model._reserve_in(bigint,timestamp with time zone,numeric,smallint,numeric,bigint,boolean)', 'every authorisation, others waiting'),
       ('agora_model._give_back(agora_model.reservation,numeric)', 'authorisations, others waiting'),
       ('agora_model._overdue(bigint,timestamp with time zone)', 'authorisations, others waiting'),
       ('agora_model._lock_authorization(bigint,bigint)', 'every settlement'),
       ('agora_model._post_spending(bigint[],timestamp with time zone[],smallint[],numeric[],numeric[])', 'every settlement, others waiting'),
       ('agora_work.tg_task_guard()', 'every write of a task'),
       ('agora_work._check_self(bigint,bigint)', 'every claim'),
       ('agora_work._check_claims(bigint[],bigint[])', 'every heartbeat'),
       ('agora_work._check_wanted(integer,text[])', 'every claim'),
       ('agora_work._lock_agent(bigint,bigint,bigint,timestamp with time zone)', 'every claim'),
       ('agora_work._pick_tasks(bigint,text[],integer,interval,boolean,bigint[])', 'every claim'),
       ('agora_work._claim_set(bigint,bigint[],timestamp with time zone,interval,bigint,agora_work.held_claim)', 'every claim'),
       ('agora_work._claim_each(bigint[],bigint[],timestamp with time zone[])', 'every exchange'),
       ('agora_work._claim_together(bigint[],bigint[],timestamp with time zone[],text[],boolean,bigint)', 'every exchange'),
       ('agora_work._unhindered(bigint[])', 'every claim of who has a budget'),
       ('agora_work._lanes_there(bigint[],text[])', 'every exchange where environments have tasks'),
       ('agora_work._claim_one(bigint,text[],bigint,timestamp with time zone,boolean,boolean,bigint,agora_work.held_claim)', 'every exchange of one'),
       ('agora_work._exchange_one(bigint,bigint,bigint,jsonb,text[],boolean,bigint)', 'every exchange of one'),
       ('agora_work._exchange_set(bigint[],bigint[],bigint[],jsonb,text[],boolean,bigint)', 'every exchange of several'),
       ('agora_work._check_exchange(bigint[],bigint[],bigint[],jsonb,bigint)', 'every exchange'),
       ('agora_event._emit_set(text,text[],jsonb[],uuid,bigint)', 'the events of a set'),
       ('agora_event._emit_pair(text,text,text,jsonb,text,jsonb,bigint)', 'every completion with a claim'),
       ('agora_work._lock_held(bigint,bigint,bigint)', 'every completion'),
       ('agora_work._lock_claim(bigint,bigint,text,bigint)', 'every completion'),
       ('agora_work._complete(agora_work.held_claim[],jsonb[],text[],numeric,bigint,boolean)', 'every completion'),
       ('agora_work._tell_completed(agora_work.held_claim,bigint)', 'every completion');
-- One runs at every commit with an event, as its owner and with the path of the session: nothing in it may depend on a path.
CREATE TEMP TABLE pathless (identity text PRIMARY KEY);
INSERT INTO pathless VALUES ('agora_event.tg_event_wake()');
SELECT is_empty($$
    SELECT p.identity FROM pathless AS p
     WHERE NOT EXISTS (SELECT 1 FROM agora_test.routine AS r
                        WHERE r.identity = p.identity AND r.config IS NULL AND r.language = 'plpgsql'
                          AND r.source ~ '^\s*BEGIN(\s+(IF NOT|THEN|PERFORM|END IF;|RETURN NULL;|agora(_[a-z]+)?\._[a-z_]+\(\);?))*\s+END;\s*$')$$,
    'what has no path names functions with their schema, and nothing else');
CREATE TEMP VIEW pinned AS
    SELECT r.identity FROM agora_test.routine AS r WHERE r.config @> ARRAY['search_path=pg_catalog, pg_temp'] UNION ALL SELECT i.identity FROM inheriting AS i;
SELECT is_empty($$
    SELECT i.identity FROM inheriting AS i
     WHERE NOT EXISTS (SELECT 1 FROM agora_test.routine AS r WHERE r.identity = i.identity AND coalesce(r.config, '{enable_seqscan=off}') = '{enable_seqscan=off}' AND NOT r.is_public AND NOT r.is_definer AND r.language = 'plpgsql')$$,
    'a path is inherited only by private functions that run as their caller');
SELECT is_empty($$
    SELECT i.identity, r.identity FROM inheriting AS i JOIN agora_test.routine AS h USING (identity)
      JOIN agora_test.routine AS r ON r.source ~ format('\m%s\.%s\(', h.schema, h.name)
     WHERE r.identity NOT IN (SELECT p.identity FROM pinned AS p)$$,
    'from functions whose own is pinned');
SELECT is_empty($$
    SELECT i.identity, t.tgrelid::regclass FROM inheriting AS i JOIN agora_test.routine AS r USING (identity) JOIN pg_trigger AS t ON t.tgfoid = r.oid
     WHERE t.tgdeferrable$$,
    'never at a commit, which has the path of the session');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r
     WHERE NOT r.is_parsed  -- RETURN and BEGIN ATOMIC are resolved once, when they are created
       AND (r.is_definer OR r.language <> 'sql')
       AND r.identity NOT IN (SELECT i.identity FROM inheriting AS i UNION ALL SELECT p.identity FROM pathless AS p)
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
    SELECT r.identity, r.volatility FROM agora_test.routine AS r
     WHERE r.is_public AND r.volatility = 'v' AND NOT r.is_definer AND r.identity <> 'agora_model.record_calls_from(regclass,bigint)'$$,
    'what writes runs as the owner, but for what reads a relation of its caller, and hands on what is in it');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r WHERE r.source ~ 'pg_has_role' AND r.domain <> 'core'$$,
    'whose privilege counts is asked in one way, agora._is_operator(): the login''s own is not that of whom it speaks for');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r WHERE r.is_public AND r.is_definer AND 'regclass'::regtype = ANY (r.parameter_types::oid[])$$,
    'which the owner never does: what a relation runs when it is read is its maker''s');
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
-- A barrier keeps clever conditions behind a filter of rows; it also keeps an order with a limit, or a join, from every index. These have no such filter, and entry is nobody's to read.
SELECT is(
    (SELECT string_agg(c.identity, ' ' ORDER BY c.identity) FROM agora_test.relation AS c JOIN pg_class AS t ON t.oid = c.oid
      WHERE c.kind = 'v' AND NOT coalesce(t.reloptions @> ARRAY['security_barrier=true'], false)),
    'agora_ledger.entry agora_work.board agora_work.claim_history agora_work.registered_agent agora_work.session agora_work.task_part',
    'every view is a security_barrier, but for those of which everybody sees all that they are made of');
SELECT is_empty($$
    SELECT c.identity FROM agora_test.relation AS c JOIN pg_class AS t ON t.oid = c.oid
     WHERE c.kind = 'v' AND NOT coalesce(t.reloptions @> ARRAY['security_barrier=true'], false)
       AND pg_get_viewdef(c.oid) ~ 'visible_principal|current_principal|session_user|current_user'$$,
    'none of which asks who reads it');
CREATE FUNCTION pg_temp.refused(p_role text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    r_view text;
BEGIN
    FOR r_view IN SELECT c.oid::regclass::text FROM agora_test.relation AS c WHERE c.kind IN ('v', 'm') AND has_table_privilege(p_role, c.oid, 'SELECT') LOOP
        BEGIN
            EXECUTE format('SET LOCAL ROLE %I', p_role);
            EXECUTE format('SELECT FROM %s LIMIT 0', r_view);
        EXCEPTION WHEN insufficient_privilege THEN
            RETURN NEXT format('%s %s: %s', p_role, r_view, sqlerrm);
        END;
        RESET ROLE;
    END LOOP;
END $$;
SELECT is((SELECT string_agg(f.refused, '; ') FROM unnest('{agora_reader,agora_service,agora_operator}'::text[]) AS r(role), pg_temp.refused(r.role) AS f(refused)), NULL,
          'who may read a view may call what it calls');
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
