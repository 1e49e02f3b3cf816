-- Lineages: code that resembles what is usable is a version of it, and no news.
BEGIN;
SELECT plan(19);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.add(p_code text, p_language text DEFAULT 'python') RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.register_transform(p_code, p_language);
    SELECT format('%s of %s', t.version, l.name) FROM agora_memory.known_transform AS t JOIN agora_memory.transform AS l ON l.transform_id = t.lineage_id ORDER BY t.transform_id DESC LIMIT 1;
END;
CREATE FUNCTION pg_temp.code(p_name text, p_more text DEFAULT '') RETURNS text LANGUAGE sql
RETURN format(E'def %s(rows, key):\n    found = {}\n    for row in rows:\n        value = row.get(key)\n        if value is None:\n            continue\n        found.setdefault(value, []).append(row)\n    total = sum(len(part) for part in found.values())\n%s    return found, total\n', p_name, p_more);

SELECT is(pg_temp.add(pg_temp.code('group_rows')), '1.0.0 of group_rows', 'a new program');
SELECT is(pg_temp.add(replace(replace(pg_temp.code('bundle'), 'rows', 'lines'), 'found', 'result')), '1.0.1 of group_rows', 'renaming is a patch');
SELECT is(pg_temp.add(E'# other words\n' || replace(pg_temp.code('collect'), 'key):', E'key):\n    "Rows by key."')), '1.0.2 of group_rows', 'so are words about it');
SELECT is(pg_temp.add(pg_temp.code('group_more', E'    if total == 0:\n        raise ValueError("none")\n')), '1.1.0 of group_rows', 'a little more is a minor version');
SELECT is(pg_temp.add(pg_temp.code('group_most', E'    if total == 0:\n        raise ValueError("none")\n    print("found", total)\n')), '1.2.0 of group_rows', 'more of it too, counted from the nearest');
SELECT is(pg_temp.add(E'def add(a, b):\n    return a + b\n'), '1.0.0 of add', 'another program is another lineage');
SELECT is(pg_temp.add('function bundle(rows, key) { return rows.map(key); }', 'javascript'), '1.0.0 of bundle', 'a lineage has one language');
SELECT results_eq($$SELECT v.version, v.name FROM agora_memory.transform_version AS v WHERE v.lineage_id = (SELECT t.transform_id FROM agora_memory.transform AS t WHERE t.name = 'group_rows') ORDER BY v.version_number$$,
                  $$VALUES ('1.0.0', 'group_rows'), ('1.0.1', 'bundle'), ('1.0.2', 'collect'), ('1.1.0', 'group_more'), ('1.2.0', 'group_most')$$, 'the versions side by side');
SELECT is((SELECT n.name FROM agora_memory.transform AS t JOIN agora_memory.transform AS n ON n.transform_id = t.supersedes_id WHERE t.name = 'group_most'), 'group_more', 'each names the nearest');
SELECT is((SELECT t.novelty::numeric FROM agora_memory.transform AS t WHERE t.name = 'collect'), 1.000000, 'novelty looks at other lineages only');
SELECT cmp_ok((SELECT t.novelty::numeric FROM agora_memory.transform AS t WHERE t.name = 'add'), '<', 1.0, 'of which it finds words');
SELECT is((SELECT e.payload ->> 'version' FROM agora_event.event AS e WHERE e.payload ->> 'name' = 'group_more'), '1.1.0', 'the event tells the version');

-- Thresholds.
SELECT agora.set_setting('memory.lineage_patch_min', '1', 'a test');
SELECT agora.set_setting('memory.lineage_minor_min', '1', 'a test');
SELECT is(pg_temp.add(pg_temp.code('group_other', E'    print(total)\n')), '2.0.0 of group_rows', 'thresholds are settings');
SELECT is(pg_temp.add(pg_temp.code('group_same', E'    print(found)\n')), '2.0.1 of group_rows', 'met at equality: the same shape');
SELECT agora.set_setting('memory.lineage_major_min', '1', 'a test');
SELECT is(pg_temp.add(pg_temp.code('group_alone', E'    print(found, total, key)\n')), '1.0.0 of group_alone', 'below the last one a lineage begins');
SELECT agora.set_setting(k, NULL, 'a test') FROM unnest(ARRAY['memory.lineage_patch_min', 'memory.lineage_minor_min', 'memory.lineage_major_min']) AS k;

-- What cannot be used has no successors.
UPDATE agora_memory.transform SET status = 'rejected';
SELECT is(pg_temp.add(pg_temp.code('group_again', E'    assert total\n')), '1.0.0 of group_again', 'a rejected program is no ancestor');
SELECT is(agora_memory.code_similarity(a, b), s, d)
  FROM (VALUES ('{1,2,3}'::integer[], '{2,3,4}'::integer[], 0.5, 'the share of what both have'), ('{}', '{}', 0, 'nothing is like nothing')) AS v(a, b, s, d);
SELECT is((agora_memory.code_shape((agora_memory.normalize_code('def f(a): return a', 'python')).normalized, 'python')).hash,
          (agora_memory.code_shape((agora_memory.normalize_code('def g(b): return b', 'python')).normalized, 'python')).hash, 'a shape is blind to names');

SELECT * FROM finish();
ROLLBACK;
