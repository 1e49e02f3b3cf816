-- Law: everything a caller can see says what it is. Partitions say it through their parent, sequences through their column.
BEGIN;
SELECT plan(10);

SELECT is_empty($$SELECT d.schema FROM agora_test.domain AS d JOIN pg_namespace AS n ON n.nspname = d.schema WHERE obj_description(n.oid, 'pg_namespace') IS NULL$$, 'schemas');
SELECT is_empty($$SELECT r.identity FROM agora_test.routine AS r WHERE obj_description(r.oid, 'pg_proc') IS NULL$$, 'functions');
SELECT is_empty($$SELECT c.identity FROM agora_test.relation AS c WHERE c.kind IN ('r', 'p') AND NOT c.is_partition AND obj_description(c.oid, 'pg_class') IS NULL$$, 'tables');
SELECT is_empty($$SELECT c.identity FROM agora_test.relation AS c WHERE c.kind IN ('v', 'm') AND obj_description(c.oid, 'pg_class') IS NULL$$, 'views');
SELECT is_empty($$
    SELECT c.identity, a.attname FROM agora_test.relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE c.kind IN ('r', 'p') AND NOT c.is_partition AND a.attnum > 0 AND NOT a.attisdropped AND col_description(c.oid, a.attnum) IS NULL$$, 'columns of tables');
-- A column of a view that is one of a table has its comment by itself; agora.usd and agora.tokens say the unit by the type, shares,
-- ratios, rates, scores, qualities, confidences and coverages are 0..1 where nothing else is said, and counts have none.
SELECT is_empty($$
    SELECT c.identity, a.attname FROM agora_test.relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE c.kind IN ('v', 'm') AND a.attnum > 0 AND a.atttypid = ANY ('{numeric,real,double precision}'::regtype[])
       AND col_description(c.oid, a.attnum) IS NULL
       AND a.attname !~ '(^|_)(usd|ms|percent|tokens|seconds|hours|days|share|success_ratio|rate|score|quality|confidence|coverage|calls|occurrences)(_|$)'$$, 'numbers in views, where the name does not tell the unit');
SELECT is_empty($$
    SELECT t.oid::regtype FROM pg_type AS t JOIN agora_test.domain AS d ON d.schema = t.typnamespace::regnamespace::text
      LEFT JOIN pg_class AS c ON c.oid = t.typrelid
     WHERE (t.typtype IN ('d', 'e', 'r') OR c.relkind = 'c') AND obj_description(t.oid, 'pg_type') IS NULL$$, 'types and domains');
SELECT is_empty($$
    SELECT o.kind, o.identity, o.definition FROM agora.catalog_object AS o
     WHERE o.kind IN ('schema', 'function', 'table', 'view', 'materialized view', 'column', 'type')
       AND (substring(o.definition FROM '\ncomment (.*)$') !~ '^[^\n]+\.$' OR length(substring(o.definition FROM '\ncomment (.*)$')) > 400)$$,
    'one line that ends with a full stop');
SELECT is_empty($$SELECT r.identity FROM agora_test.routine AS r WHERE r.is_trigger AND obj_description(r.oid, 'pg_proc') NOT LIKE 'Trigger: %'$$, 'trigger functions say that they are');
SELECT is_empty($$SELECT r.identity FROM agora_test.routine AS r WHERE 'p_limit' = ANY (r.parameters) AND obj_description(r.oid, 'pg_proc') !~ 'p_limit \(\d+ to \d+'$$, 'a limit has its range in the comment');

SELECT * FROM finish();
ROLLBACK;
