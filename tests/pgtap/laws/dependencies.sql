-- Law: a domain uses those before it, never those after.
BEGIN;
SELECT plan(4);

-- Catalog: which schema an object is in, for every class that pg_depend knows of us.
CREATE TEMP VIEW place AS
    SELECT 'pg_class'::regclass::oid AS classid, c.oid AS objid, c.relnamespace::regnamespace::text AS schema, c.oid::regclass::text AS name FROM pg_class AS c
    UNION ALL SELECT 'pg_proc'::regclass, p.oid, p.pronamespace::regnamespace::text, p.oid::regprocedure::text FROM pg_proc AS p
    UNION ALL SELECT 'pg_type'::regclass, t.oid, t.typnamespace::regnamespace::text, t.oid::regtype::text FROM pg_type AS t
    UNION ALL SELECT 'pg_constraint'::regclass, k.oid, k.connamespace::regnamespace::text, k.conname FROM pg_constraint AS k
    UNION ALL SELECT 'pg_rewrite'::regclass, w.oid, c.relnamespace::regnamespace::text, c.oid::regclass::text FROM pg_rewrite AS w JOIN pg_class AS c ON c.oid = w.ev_class
    UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, c.relnamespace::regnamespace::text, c.oid::regclass::text FROM pg_attrdef AS d JOIN pg_class AS c ON c.oid = d.adrelid
    -- A trigger belongs to the domain of its function, wherever its table is.
    UNION ALL SELECT 'pg_trigger'::regclass, t.oid, p.pronamespace::regnamespace::text, t.tgname FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal;
SELECT is_empty($$
    SELECT DISTINCT s.name AS object, t.name AS uses
      FROM pg_depend AS x
      JOIN place AS s ON s.classid = x.classid AND s.objid = x.objid
      JOIN place AS t ON t.classid = x.refclassid AND t.objid = x.refobjid
      JOIN agora_test.domain AS sd ON sd.schema = s.schema
      JOIN agora_test.domain AS td ON td.schema = t.schema
     WHERE td.ordinal > sd.ordinal
       AND NOT (x.classid = 'pg_trigger'::regclass)$$, 'the catalog');
SELECT is_empty($$
    SELECT DISTINCT t.tgname, p.oid::regprocedure
      FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid JOIN agora_test.relation AS c ON c.oid = t.tgrelid JOIN agora_test.routine AS r ON r.oid = p.oid
      JOIN agora_test.domain AS cd ON cd.domain = c.domain JOIN agora_test.domain AS rd ON rd.domain = r.domain
     WHERE NOT t.tgisinternal AND rd.ordinal < cd.ordinal AND r.domain <> 'core'$$, 'a trigger on a later domain''s table is that domain''s, or core''s');

-- Sources, with what they say in strings: dynamic SQL counts, too.
SELECT is_empty($$
    SELECT DISTINCT r.identity, o.schema
      FROM agora_test.routine AS r JOIN agora_test.domain AS d ON d.domain = r.domain
      JOIN agora_test.domain AS o ON o.ordinal > d.ordinal
     WHERE r.source ~ ('\m' || o.schema || '\M')$$, 'sources of functions');
SELECT is_empty($$
    SELECT s.key FROM agora.setting AS s WHERE split_part(s.key, '.', 1) NOT IN (SELECT d.domain FROM agora_test.domain AS d)
    UNION ALL
    SELECT n.nspname FROM pg_namespace AS n WHERE n.nspname LIKE 'agora\_%' AND n.nspname <> 'agora_test' AND n.nspname NOT IN (SELECT d.schema FROM agora_test.domain AS d)$$, 'every schema of ours is a domain');

SELECT * FROM finish();
ROLLBACK;
