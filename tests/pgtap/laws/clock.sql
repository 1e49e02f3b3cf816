-- Law: agora.now() and agora.started_at() are the only clocks; agora._elapsed() tells how long a statement has been running,
-- agora._real_time() is for the machine, not for rules.
BEGIN;
SELECT plan(4);
SELECT is_empty($$
    SELECT r.identity, m.clock[1]
      FROM agora_test.routine AS r,
           regexp_matches(r.source, '(?<!agora\.)\m(now\(\)|current_timestamp|current_date|current_time|localtimestamp|localtime|clock_timestamp\(\)|statement_timestamp\(\)|transaction_timestamp\(\)|timeofday\(\)|pg_postmaster_start_time\(\))', 'gi') AS m(clock)
     WHERE r.identity NOT IN ('agora.now()', 'agora.started_at()', 'agora._elapsed()', 'agora._real_time()')
$$, 'functions');
SELECT results_eq($$SELECT r.identity FROM agora_test.routine AS r WHERE r.source ~ '\magora\._real_time\(' ORDER BY 1$$, $$VALUES ('agora_event._is_announced()'), ('agora_event._wake()')$$, 'only waking asks what time it really is');
SELECT is_empty($$
    SELECT c.identity FROM agora_test.relation AS c
     WHERE c.kind IN ('v', 'm') AND pg_get_viewdef(c.oid) ~* '(?<!agora\.)\m(now\(\)|current_timestamp|current_date|clock_timestamp\(\)|statement_timestamp\(\))'$$, 'views');
SELECT is_empty($$
    SELECT c.identity, pg_get_expr(d.adbin, d.adrelid) FROM agora_test.relation AS c JOIN pg_attrdef AS d ON d.adrelid = c.oid
     WHERE pg_get_expr(d.adbin, d.adrelid) ~* '(now\(\)|current_timestamp|clock_timestamp|statement_timestamp)'$$, 'defaults: a time is written by the function that read it');
SELECT * FROM finish();
ROLLBACK;
