-- Lineages: code that resembles what is usable is a version of it, and no news.
BEGIN;
SELECT plan(28);
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
SELECT is((SELECT t.novelty::numeric FROM agora_memory.transform AS t WHERE t.name = 'collect'), 1.000000, 'novelty looks at other lineages only, where the versions are one''s own');
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

-- A version of another's program is as new as it differs from that.
SELECT agora_test.add_login('mallory', 'agora_service', true);
CREATE TEMP TABLE hers AS SELECT (agora_memory.register_transform(pg_temp.code('group_theirs', E'    assert total > 1\n'), p_actor => agora_test.id('mallory'))).transform_id;
SELECT ok(t.version <> '1.0.0' AND t.novelty::numeric <= 1 - agora_memory.code_similarity(a.shingles, b.shingles) AND t.novelty < 0.3, 'a version of another''s is little news')
  FROM hers AS h JOIN agora_memory.transform AS t USING (transform_id) JOIN agora_memory.transform_shape AS a USING (transform_id) JOIN agora_memory.transform_shape AS b ON b.transform_id = t.supersedes_id;

-- A copy of what is blocked is blocked, however it is renamed or padded; what is only alike is not.
CREATE FUNCTION pg_temp.harm() RETURNS text LANGUAGE sql
RETURN E'    for name in sorted(found):\n        remove(name, total)\n    with open(key, "w") as file:\n        file.write(str(total))\n    while total > 0 and not found:\n        total -= 1\n    audit.send({"name": key, "left": [total, None]})\n';
CREATE TEMP TABLE leak AS SELECT (agora_memory.register_transform(pg_temp.code('drop_rows', pg_temp.harm()), p_actor => agora_test.id('mallory'))).transform_id;
SELECT agora_memory.block_transform(l.transform_id, 'it deletes what it groups') FROM leak AS l;
CREATE FUNCTION pg_temp.copied(p_code text) RETURNS TABLE (version text, is_usable boolean, reason text) LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.register_transform(p_code, p_actor => agora_test.id('mallory'));
    SELECT t.version, t.is_usable, replace(t.blocked_reason, l.transform_id::text, 'N') FROM agora_memory.known_transform AS t CROSS JOIN leak AS l ORDER BY t.transform_id DESC LIMIT 1;
END;
SELECT results_eq(format('SELECT * FROM pg_temp.copied(%L)', w.code), format($$VALUES (%L, false, 'copy of transform N, which is blocked')$$, w.version), w.what)
  FROM (VALUES (replace(replace(pg_temp.code('tidy_rows', pg_temp.harm()), 'rows', 'lines'), 'found', 'result'), '1.0.1', 'renamed'),
               (pg_temp.code('purge', pg_temp.harm() || E'    print(1)\n'), '1.0.2', 'padded')) AS w(code, version, what);
SELECT is((SELECT m.name FROM agora_memory.match_transforms('purge drop tidy rows', 10) AS m WHERE m.name IN ('purge', 'drop_rows', 'tidy_rows')), NULL, 'none of them is found');
SELECT agora_test.raises(format('SELECT agora_memory.start_attempt(''x'', p_transforms => ARRAY[%s])', t.transform_id), 'ZM031', 'nor used') FROM agora_memory.transform AS t WHERE t.name = 'purge';
SELECT results_eq($$SELECT h.decision, h.decided_by, h.evidence ->> 'similarity' >= '0.9' FROM agora_memory.transform_history AS h WHERE h.name = 'purge'$$, $$VALUES ('block', 1::bigint, true)$$, 'the system decided');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.transform.blocked.v1'), 3::bigint, 'and tells');
SELECT agora_memory.unblock_transform(t.transform_id, 'it asks first') FROM agora_memory.transform AS t WHERE t.name = 'purge';
SELECT results_eq(format('SELECT * FROM pg_temp.copied(%L)', pg_temp.code('purge_again', pg_temp.harm() || E'    print(2)\n')), $$VALUES ('1.0.3', true, NULL)$$, 'what a reviewer let pass is nearer than what is blocked');
SELECT results_eq(format('SELECT * FROM pg_temp.copied(%L)', E'def add(a, b):\n    return [a, b, a + b]\n'), $$VALUES ('1.0.0', true, NULL)$$, 'another program is another program');

SELECT * FROM finish();
ROLLBACK;
