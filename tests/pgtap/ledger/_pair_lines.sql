-- Lines become movements: as few as can be, in their order, each line whole.
BEGIN;
SELECT plan(7);
CREATE FUNCTION pg_temp.pairs(p_accounts bigint[], p_amounts bigint[]) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(format('%s>%s:%s', p.from_account_id, p.to_account_id, p.amount), ' ' ORDER BY p.line)
          FROM agora_ledger._pair_lines(array_fill(1::bigint, ARRAY[cardinality(p_accounts)]), p_accounts, p_amounts) AS p);

SELECT is(pg_temp.pairs('{7,8}', '{-5,5}'), '7>8:5', 'two lines are one movement');
SELECT is(pg_temp.pairs('{8,7}', '{5,-5}'), '7>8:5', 'in whatever order');
SELECT is(pg_temp.pairs('{7,8,9}', '{-5,2,3}'), '7>8:2 7>9:3', 'one pays two');
SELECT is(pg_temp.pairs('{1,2,7,8,9}', '{-12,-3,7,6,2}'), '1>7:7 1>8:5 2>8:1 2>9:2', 'two pay three');
SELECT is(pg_temp.pairs('{1,2,7,8}', '{-9223372036854775807,-9223372036854775807,9223372036854775807,9223372036854775807}'), '1>7:9223372036854775807 2>8:9223372036854775807', 'sums are not bound by what a line can say');
-- Any lines that sum to zero: what each account gets and pays is kept, and there are fewer movements than lines.
CREATE TEMPORARY TABLE line AS
SELECT g.item, n.number AS account_id, (g.item * 7919 + n.number * n.number * 104729) % 1999 - 999 AS amount
  FROM generate_series(1, 200) AS g(item) CROSS JOIN generate_series(1, 12) AS n(number);
DELETE FROM line AS l WHERE l.amount = 0;
INSERT INTO line SELECT l.item, 99, -sum(l.amount) FROM line AS l GROUP BY l.item HAVING sum(l.amount) <> 0;
CREATE TEMPORARY TABLE pair AS
SELECT p.* FROM (SELECT array_agg(l.item) AS items, array_agg(l.account_id) AS accounts, array_agg(l.amount) AS amounts FROM line AS l) AS a
 CROSS JOIN LATERAL agora_ledger._pair_lines(a.items, a.accounts, a.amounts) AS p;
SELECT set_eq($$SELECT l.item, l.account_id, l.amount::numeric FROM line AS l$$,
              $$SELECT s.item, s.account_id, sum(s.amount) FROM (SELECT p.item, p.from_account_id AS account_id, -p.amount AS amount FROM pair AS p
                 UNION ALL SELECT p.item, p.to_account_id, p.amount FROM pair AS p) AS s GROUP BY s.item, s.account_id$$, 'every line is the sum of its movements');
SELECT is_empty($$SELECT l.item FROM (SELECT x.item, count(*) AS lines FROM line AS x GROUP BY x.item) AS l
                    JOIN (SELECT p.item, count(*) AS movements, max(p.line) AS last, min(p.amount) AS least FROM pair AS p GROUP BY p.item) AS m USING (item)
                   WHERE m.movements >= l.lines OR m.last <> m.movements OR m.least <= 0$$, 'fewer than lines, numbered, none empty');

SELECT * FROM finish();
ROLLBACK;
