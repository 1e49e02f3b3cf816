-- Every object of ours with its definition, privileges and comment: what verify() compares and the roads are compared by.
-- Partitions are left out, and tables that were: tick() makes them, and detaches them when their time is over; p0 is the pattern of the others.
CREATE OR REPLACE VIEW agora.catalog_object WITH (security_barrier) AS
WITH ours AS (
    SELECT n.oid, n.nspname, n.nspacl
      FROM pg_catalog.pg_namespace AS n
     WHERE n.nspname = 'agora' OR (n.nspname LIKE 'agora\_%' AND n.nspname IN (SELECT 'agora_' || r.domain FROM agora.release AS r))
), relation AS (
    SELECT c.oid, o.nspname, c.relname, c.relkind, c.relacl, c.reloptions, c.relowner, format('%s.%s', o.nspname, c.relname) AS name
      FROM pg_catalog.pg_class AS c
      JOIN ours AS o ON o.oid = c.relnamespace
     WHERE NOT c.relispartition AND c.relname !~ '_p[0-9]+_retired$' AND c.relname <> 'alembic_version'
), object AS (
    SELECT 'schema' AS kind, o.nspname::text AS identity, '' AS definition, o.nspacl::text AS acl, NULL::oid AS owner,
           'pg_catalog.pg_namespace'::regclass AS classid, o.oid AS objid, 0 AS objsubid
      FROM ours AS o
    UNION ALL
    SELECT 'function' AS kind, p.oid::regprocedure::text AS identity, pg_get_functiondef(p.oid) AS definition, p.proacl::text AS acl,
           p.proowner AS owner, 'pg_catalog.pg_proc'::regclass AS classid, p.oid AS objid, 0 AS objsubid
      FROM pg_catalog.pg_proc AS p
      JOIN ours AS o ON o.oid = p.pronamespace
     WHERE p.prokind <> 'a'
    UNION ALL
    SELECT 'aggregate' AS kind, p.oid::regprocedure::text AS identity, NULL::text AS definition, p.proacl::text AS acl,
           p.proowner AS owner, 'pg_catalog.pg_proc'::regclass AS classid, p.oid AS objid, 0 AS objsubid
      FROM pg_catalog.pg_proc AS p
      JOIN ours AS o ON o.oid = p.pronamespace
     WHERE p.prokind = 'a'
    UNION ALL
    SELECT CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind,
           r.name AS identity,
           concat_ws(' ', CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END, r.reloptions::text, pg_get_partkeydef(r.oid)) AS definition,
           r.relacl::text AS acl, r.relowner AS owner, 'pg_catalog.pg_class'::regclass AS classid, r.oid AS objid, 0 AS objsubid
      FROM relation AS r
     WHERE r.relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT 'column' AS kind, r.name || '.' || a.attname AS identity,
           concat_ws(' ', a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, a.attstorage,
                     pg_get_expr(d.adbin, d.adrelid)) AS definition,
           a.attacl::text AS acl, NULL::oid AS owner, 'pg_catalog.pg_class'::regclass AS classid, r.oid AS objid, a.attnum::integer AS objsubid
      FROM pg_catalog.pg_attribute AS a
      JOIN relation AS r ON r.oid = a.attrelid AND r.relkind IN ('r', 'p', 'v', 'm', 'c')
      LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'constraint' AS kind, coalesce(r.name, k.contypid::regtype::text) || '.' || k.conname AS identity,
           concat_ws(' ', pg_get_constraintdef(k.oid), k.convalidated) AS definition, NULL::text AS acl, NULL::oid AS owner,
           'pg_catalog.pg_constraint'::regclass AS classid, k.oid AS objid, 0 AS objsubid
      FROM pg_catalog.pg_constraint AS k
      JOIN ours AS o ON o.oid = k.connamespace
      LEFT JOIN relation AS r ON r.oid = k.conrelid
     WHERE (r.oid IS NOT NULL OR k.contypid <> 0) AND k.contype <> 'n'
    UNION ALL
    SELECT 'index' AS kind, i.indexrelid::regclass::text AS identity,
           concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid) AS definition, NULL::text AS acl, NULL::oid AS owner,
           'pg_catalog.pg_class'::regclass AS classid, i.indexrelid AS objid, 0 AS objsubid
      FROM pg_catalog.pg_index AS i
      JOIN relation AS r ON r.oid = i.indrelid
    UNION ALL
    SELECT 'trigger' AS kind, r.name || '.' || t.tgname AS identity, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled) AS definition,
           NULL::text AS acl, NULL::oid AS owner, 'pg_catalog.pg_trigger'::regclass AS classid, t.oid AS objid, 0 AS objsubid
      FROM pg_catalog.pg_trigger AS t
      JOIN relation AS r ON r.oid = t.tgrelid
     WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'type' AS kind, t.oid::regtype::text AS identity,
           concat_ws(' ', t.typtype, format_type(t.typbasetype, t.typtypmod), t.typnotnull) AS definition, t.typacl::text AS acl,
           t.typowner AS owner, 'pg_catalog.pg_type'::regclass AS classid, t.oid AS objid, 0 AS objsubid
      FROM pg_catalog.pg_type AS t
      JOIN ours AS o ON o.oid = t.typnamespace
      LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
     WHERE t.typtype IN ('d', 'e', 'r') OR (t.typtype = 'c' AND c.relkind = 'c')
)
SELECT b.kind,
       b.identity,
       concat_ws(E'\n', nullif(b.definition, ''), 'owner ' || pg_get_userbyid(b.owner), 'privileges ' || b.acl,
                 'comment ' || CASE WHEN b.objsubid > 0 THEN col_description(b.objid, b.objsubid)
                                    ELSE obj_description(b.objid, (SELECT c.relname FROM pg_catalog.pg_class AS c WHERE c.oid = b.classid)) END) AS definition
  FROM object AS b;

COMMENT ON VIEW agora.catalog_object IS 'Objects of agora in this database: kind, identity, definition with privileges and comment.';
GRANT SELECT ON agora.catalog_object TO agora_reader;
