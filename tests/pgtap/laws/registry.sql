-- Law: what the tables of the release name exists, and what the sources name is in those tables.
BEGIN;
SELECT plan(13);

-- Error codes.
CREATE TEMP VIEW raised AS
    SELECT DISTINCT r.domain, r.identity, m.code[1] AS sqlstate
      FROM agora_test.routine AS r, regexp_matches(r.source, '(?:ERRCODE\s*=\s*|sqlstate\s*=\s*)''(Z[0-9A-Z]{4})''', 'g') AS m(code);
SELECT is_empty($$SELECT r.* FROM raised AS r WHERE r.sqlstate NOT IN (SELECT e.sqlstate FROM agora.error_code AS e)$$, 'every code raised is listed');
SELECT is_empty($$SELECT e.sqlstate, e.name FROM agora.error_code AS e WHERE e.sqlstate NOT IN (SELECT r.sqlstate FROM raised AS r)$$, 'every code listed is raised');
SELECT is_empty($$
    SELECT e.sqlstate FROM agora.error_code AS e
     WHERE NOT EXISTS (SELECT 1 FROM agora_test.domain AS d JOIN pg_namespace AS n ON n.nspname = d.schema WHERE d.letter = substr(e.sqlstate, 2, 1))$$, 'its letter is that of an installed domain');
SELECT is_empty($$
    SELECT r.* FROM raised AS r JOIN agora_test.domain AS d ON d.domain = r.domain JOIN agora_test.domain AS o ON o.letter = substr(r.sqlstate, 2, 1) WHERE o.ordinal > d.ordinal$$,
    'nobody raises a code of a later domain');

-- Topics.
CREATE TEMP VIEW emitted AS
    SELECT DISTINCT r.domain, r.identity, m.topic[1] AS topic
      FROM agora_test.routine AS r, regexp_matches(r.source, '_emit(?:_set|_pair)?\(\s*''([^'']+)''', 'g') AS m(topic)
    UNION
    SELECT r.domain, r.identity, m.topic[1]
      FROM agora_test.routine AS r, regexp_matches(r.source, '_emit_pair\(\s*''[^'']+'',\s*''([^'']+)''', 'g') AS m(topic);
SELECT is_empty($$SELECT e.* FROM emitted AS e WHERE e.topic NOT IN (SELECT t.topic FROM agora_event.topic AS t WHERE t.is_builtin)$$, 'every topic emitted is registered');
SELECT is_empty($$SELECT t.topic FROM agora_event.topic AS t WHERE t.is_builtin AND t.topic NOT IN (SELECT e.topic FROM emitted AS e)$$, 'every topic registered is emitted');
SELECT is_empty($$SELECT e.* FROM emitted AS e WHERE split_part(e.topic, '.', 1) <> e.domain$$, 'by its own domain');

-- Settings.
CREATE TEMP VIEW used AS
    SELECT DISTINCT r.domain, r.identity, m.key[1] AS key
      FROM agora_test.routine AS r, regexp_matches(r.source, '''((?:core|event|ledger|model|memory|reward|quorum|clarify|pipeline|work|market|court|context|ops)\.[a-z][a-z0-9_]*)''', 'g') AS m(key)
    UNION
    SELECT c.domain, c.identity, m.key[1]
      FROM agora_test.relation AS c, regexp_matches(pg_get_viewdef(c.oid), '''([a-z]+\.[a-z][a-z0-9_]*)''', 'g') AS m(key) WHERE c.kind IN ('v', 'm');
SELECT is_empty($$SELECT u.* FROM used AS u WHERE u.key NOT IN (SELECT s.key FROM agora.setting AS s)$$, 'every setting read is defined');
SELECT is_empty($$SELECT s.key FROM agora.setting AS s WHERE s.key NOT IN (SELECT u.key FROM used AS u)$$, 'every setting defined is read');
SELECT is_empty($$SELECT s.key FROM agora.setting AS s WHERE split_part(s.key, '.', 1) NOT IN (SELECT r.domain FROM agora.release AS r)$$, 'and named after an installed domain');

-- Jobs, probes, state machines.
SELECT is_empty($$
    SELECT j.job, j.function_name FROM agora.job AS j
     WHERE NOT EXISTS (SELECT 1 FROM agora_test.routine AS r JOIN pg_proc AS p ON p.oid = r.oid
                        WHERE r.identity = j.function_name || '(integer)' AND p.prorettype = 'bigint'::regtype AND r.domain = split_part(j.job, '.', 1))$$,
    'every job is a function (integer) RETURNS bigint of its domain');
SELECT is_empty($$
    SELECT p.probe, p.function_name FROM agora.probe AS p
     WHERE NOT EXISTS (SELECT 1 FROM agora_test.routine AS r JOIN pg_proc AS f ON f.oid = r.oid
                        WHERE r.identity = p.function_name || '()' AND r.domain = split_part(p.probe, '.', 1)
                          AND CASE p.kind WHEN 'invariant' THEN f.prorettype = 'text'::regtype AND f.proretset
                                          WHEN 'health' THEN f.prorettype = 'agora.health_report'::regtype AND NOT f.proretset END)$$,
    'every probe is a function () of its domain that returns what its kind says');
SELECT is_empty($$
    SELECT s.machine FROM agora.state_machine AS s
     WHERE NOT EXISTS (SELECT 1 FROM pg_trigger AS t JOIN agora_test.relation AS c ON c.oid = t.tgrelid
                        WHERE t.tgfoid IN ('agora.tg_guard_status'::regproc, 'agora_work.tg_task_guard'::regproc) AND c.name = s.machine AND encode(t.tgargs, 'escape') = s.machine || '\000')$$,
    'every state machine guards the table of its name');

SELECT * FROM finish();
ROLLBACK;
