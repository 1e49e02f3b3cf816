-- _pass_comments(): a column of a table says the same in views over it; one that is computed, or says something itself, is left.
BEGIN;
SELECT plan(4);

CREATE SCHEMA passed;
CREATE TABLE passed.thing (thing_id bigint, "its {name}" text, weight numeric, nothing text);
COMMENT ON COLUMN passed.thing.thing_id IS 'Key.';
COMMENT ON COLUMN passed.thing."its {name}" IS 'What it''s called.';
COMMENT ON COLUMN passed.thing.weight IS 'Kilograms.';
CREATE VIEW passed.first AS
WITH w AS (SELECT t.* FROM passed.thing AS t)
SELECT w.thing_id AS id, w."its {name}", w.weight, w.weight * 1000 AS grams, w.nothing,
       (SELECT max(x.weight) FROM passed.thing AS x) AS heaviest
  FROM w JOIN passed.thing AS other USING (thing_id);
COMMENT ON COLUMN passed.first.weight IS 'Its weight.';
CREATE MATERIALIZED VIEW passed.second AS SELECT f.weight, f.id, f.grams FROM passed.first AS f;
CREATE VIEW passed.third AS SELECT f.id FROM passed.first AS f UNION ALL SELECT 1;

PREPARE comments AS
SELECT c.relname::text COLLATE "default", a.attname::text COLLATE "default", col_description(c.oid, a.attnum)
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
 WHERE c.relnamespace = 'passed'::regnamespace AND c.relkind IN ('v', 'm')
   AND col_description(c.oid, a.attnum) IS NOT NULL
 ORDER BY c.relname, a.attnum;

DO $$BEGIN PERFORM agora._pass_comments('passed'); END$$;
SELECT results_eq('comments', $$VALUES
    ('first', 'id', 'Key.'), ('first', 'its {name}', 'What it''s called.'), ('first', 'weight', 'Its weight.'),
    ('second', 'weight', 'Its weight.'), ('second', 'id', 'Key.')$$, 'through WITH, joins and views');
COMMENT ON COLUMN passed.thing.thing_id IS 'Another.';
DO $$BEGIN PERFORM agora._pass_comments('passed'); END$$;
SELECT is(col_description('passed.first'::regclass, 1), 'Key.', 'what is said stays');
SELECT throws_ok($$SELECT agora._pass_comments('nowhere')$$, '3F000', NULL, 'a schema that is not there');

-- Law: where a driver sees that a view passes a column on that says something, so does the view.
SELECT is_empty($$
    SELECT c.identity, a.attname
      FROM agora_test.relation AS c
      JOIN pg_rewrite AS w ON w.ev_class = c.oid
     CROSS JOIN LATERAL agora._passed_columns(w.ev_action::text) AS p
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = p.number
     WHERE c.kind IN ('v', 'm') AND col_description(p.relation, p.source) IS NOT NULL
       AND col_description(c.oid, p.number) IS NULL$$, 'no view of ours is silent where its table speaks');

SELECT * FROM finish();
ROLLBACK;
