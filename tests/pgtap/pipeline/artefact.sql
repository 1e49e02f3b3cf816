-- add_artefact, validate_artefact, record_refinement, decide_checkpoint: what a run made, what was done to it, and what somebody decided.
BEGIN;
SELECT plan(48);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
CREATE FUNCTION pg_temp.run(p_number integer, p_who text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN agora_pipeline.start_run('standard', 'A service that counts orders.', ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid, '{}', agora_test.id(p_who));
CREATE FUNCTION pg_temp.add(p_run bigint, p_path text, p_content text DEFAULT NULL, p_hash text DEFAULT NULL, p_stage text DEFAULT 'generation', p_kind text DEFAULT 'code', p_meta jsonb DEFAULT '{}', p_who text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN agora_pipeline.add_artefact(p_run, p_path, p_kind, p_content, p_hash, p_stage, 't2', p_meta, agora_test.id(p_who));
SELECT pg_temp.run(1) AS run, pg_temp.run(2) AS other, pg_temp.run(1, 'bob') AS bobs \gset

-- artefacts
SELECT pg_temp.add(:run, 'orders.py', 'def count(): return 1') AS code \gset
SELECT is(pg_temp.add(:run, 'orders.py', 'def count(): return 1'), :code::bigint, 'run, path and content are the key');
SELECT isnt(pg_temp.add(:run, 'orders.py', 'def count(): return 2'), :code::bigint, 'another content is another artefact');
SELECT isnt(pg_temp.add(:other, 'orders.py', 'def count(): return 1'), :code::bigint, 'of another run, too');
SELECT is((SELECT count(*) FROM agora_pipeline.artefact_content), 2::bigint, 'but each content is kept once');
SELECT results_eq(format('SELECT a.hash::text, a.content, a.kind, a.stage, a.template_version, a.validation FROM agora_pipeline.recorded_artefact AS a WHERE a.artefact_id = %s', :code),
                  $$VALUES (encode(sha256('def count(): return 1'), 'hex'), 'def count(): return 1', 'code', 'generation', 't2', 'unchecked')$$, 'it is named by its SHA-256');
SELECT pg_temp.add(:run, 'key.py', 'password=hunter2hunter2') AS secret \gset
SELECT results_eq(format('SELECT a.hash::text, a.content FROM agora_pipeline.recorded_artefact AS a WHERE a.artefact_id = %s', :secret), $$VALUES (encode(sha256('password=hunter2hunter2'), 'hex'), NULL)$$, 'one with a secret is named, not kept');
SELECT pg_temp.add(:bobs, 'orders.py', p_hash => encode(sha256('def count(): return 1'), 'hex'), p_who => 'bob') AS named \gset
SELECT is((SELECT a.content FROM agora_pipeline.recorded_artefact AS a WHERE a.artefact_id = :named), NULL, 'whoever only names a hash does not see what others keep under it');
SELECT is(pg_temp.add(:run, 'a', 'x', encode(sha256('x'), 'hex')), pg_temp.add(:run, 'a', p_hash => encode(sha256('x'), 'hex')), 'content and hash are the same name');
SELECT is(agora_pipeline.validate_artefact(:code, 'valid', 0.9, agora_test.id('alice')), :code::bigint, 'it is valid');
SELECT is(agora_pipeline.validate_artefact(:code, 'valid', 0.9, agora_test.id('alice')), :code::bigint, 'said again, it is the same');
SELECT results_eq(format('SELECT a.validation, a.quality::numeric FROM agora_pipeline.recorded_artefact AS a WHERE a.artefact_id = %s', :code), $$VALUES ('valid', 0.9)$$, 'and how good');
SELECT agora_test.raises(w.call, w.code, w.why)
  FROM (VALUES (format('SELECT pg_temp.add(%s, ''a'')', :run), '22023', 'neither content nor hash'), (format('SELECT pg_temp.add(%s, ''a'', p_hash => ''ABC'')', :run), '22023', 'no hash'), (format('SELECT pg_temp.add(%s, ''a'', ''x'', repeat(''0'', 64))', :run), '22023', 'another hash'),
               (format('SELECT pg_temp.add(%s, '''', ''x'')', :run), '22023', 'no path'), (format('SELECT pg_temp.add(%s, ''a'', ''x'', p_stage => ''lunch'')', :run), 'ZG005', 'no stage'), (format('SELECT pg_temp.add(%s, ''a'', ''x'', p_meta => ''1'')', :run), '22023', 'no object'), ('SELECT pg_temp.add(-1, ''a'', ''x'')', 'ZG001', 'no run'),
               (format('SELECT agora_pipeline.validate_artefact(%s, ''fine'')', :code), '22023', 'no word for it'), ('SELECT agora_pipeline.validate_artefact(-1, ''valid'')', 'ZG013', 'no artefact'), (format('SELECT agora_pipeline.validate_artefact(%s, ''valid'', 2)', :code), '22023', 'no quality')) AS w(call, code, why);

-- refinement
CREATE FUNCTION pg_temp.refine(p_run bigint, p_applied boolean, p_reason text DEFAULT 'a shorter loop', p_before integer DEFAULT NULL, p_changed integer DEFAULT NULL, p_confidence numeric DEFAULT NULL, p_quorum jsonb DEFAULT '{}', p_key text DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN agora_pipeline.record_refinement(p_run, p_applied, p_reason, p_before, p_before, p_changed, p_confidence, p_quorum, p_key, agora_test.id('alice'));
SELECT pg_temp.refine(:run, true, p_before => 100, p_changed => 50, p_confidence => 0.8, p_quorum => '{"codestral": 0.9}', p_key => 'k') AS half \gset
SELECT is(pg_temp.refine(:run, true, p_before => 100, p_changed => 50, p_confidence => 0.8, p_quorum => '{"codestral": 0.9}', p_key => 'k'), :half::bigint, 'with a key, once');
SELECT agora_test.raises(format('SELECT pg_temp.refine(%s, false, p_key => ''k'')', :run), 'ZA003', 'and as it was');
SELECT pg_temp.refine(:run, false, p_before => 100, p_changed => 51, p_confidence => 0.79);
SELECT pg_temp.refine(:run, false, 'nothing to do');
SELECT results_eq('SELECT r.is_applied, r.change_ratio, r.is_large, r.was_due, r.quorum FROM agora_pipeline.recorded_refinement AS r ORDER BY r.refinement_id',
                  $$VALUES (true, 0.5, false, false, '{"codestral": 0.9}'::jsonb), (false, 0.51, true, true, '{}'), (false, NULL, NULL, NULL, '{}')$$, 'a half is not a large change, 0.8 is not too little confidence; votes are data');
SELECT agora_test.raises(w.call, w.code, w.why)
  FROM (VALUES (format('SELECT pg_temp.refine(%s, NULL)', :run), '22023', 'applied or not'), (format('SELECT pg_temp.refine(%s, true, '' '')', :run), '22023', 'no reason'), (format('SELECT pg_temp.refine(%s, true, p_before => -1)', :run), '22023', 'no lines'), (format('SELECT pg_temp.refine(%s, true, p_confidence => 1.1)', :run), '22023', 'too sure'),
               ('SELECT pg_temp.refine(-1, true)', 'ZG001', 'no run')) AS w(call, code, why);

-- checkpoints
CREATE FUNCTION pg_temp.decide(p_run bigint, p_stage text, p_decision text, p_key text DEFAULT NULL, p_note text DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN agora_pipeline.decide_checkpoint(p_run, p_stage, p_decision, p_note, '{"n": 1}', p_key, agora_test.id('alice'));
CREATE FUNCTION pg_temp.status(p_run bigint, p_stage text) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT s.status FROM agora_pipeline.recorded_stage AS s WHERE s.generation_run_id = p_run AND s.stage = p_stage; END;
SELECT agora_pipeline.start_stage(:run, 'intent', agora_test.id('alice')), agora_pipeline.finish_stage(:run, 'intent', p_actor => agora_test.id('alice'));
SELECT pg_temp.decide(:run, 'intent', 'approve', 'c', 'looks right') AS approved \gset
SELECT is(pg_temp.decide(:run, 'intent', 'approve', 'c', 'looks right'), :approved::bigint, 'a decision with a key is made once');
SELECT agora_test.raises(format('SELECT pg_temp.decide(%s, ''intent'', ''quit'', ''c'')', :run), 'ZA003', 'and as it was');
SELECT is(pg_temp.status(:run, 'intent'), 'completed', 'to approve is to go on');
SELECT pg_temp.decide(:run, 'intent', 'retry');
SELECT is(pg_temp.status(:run, 'intent'), 'running', 'to retry is to do it again');
SELECT pg_temp.decide(:run, 'intent', 'skip');
SELECT is(pg_temp.status(:run, 'intent'), 'skipped', 'to skip is to leave it out');
SELECT pg_temp.decide(:run, 'contract', 'skip');
SELECT is(pg_temp.status(:run, 'contract'), 'skipped', 'also before it began');
SELECT pg_temp.decide(:run, 'generation', 'quit');
SELECT results_eq(format('SELECT r.status, r.result ->> ''reason'' FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = %s', :run), $$VALUES ('failed', 'quit at a checkpoint')$$, 'to quit is to end the run');
SELECT is((SELECT array_agg(c.decision ORDER BY c.checkpoint_id) FROM agora_pipeline.recorded_checkpoint AS c), '{approve,retry,skip,skip,quit}', 'each is recorded');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'pipeline.checkpoint.decided.v1'), 5::bigint, 'and told once');
SELECT agora_pipeline.start_stage(:other, 'intent', agora_test.id('alice')), agora_pipeline.finish_stage(:other, 'intent', p_actor => agora_test.id('alice'));
SELECT agora_test.raises(format('SELECT pg_temp.decide(%s, ''intent'', ''skip'')', :other), 'ZA009', 'what is completed is not left out');
SELECT agora_test.raises(w.call, w.code, w.why)
  FROM (VALUES (format('SELECT pg_temp.decide(%s, ''intent'', ''approve'')', :run), 'ZG003', 'the run has ended'), (format('SELECT pg_temp.add(%s, ''b'', ''x'')', :run), 'ZG003', 'and makes nothing more'), (format('SELECT agora_pipeline.validate_artefact(%s, ''invalid'')', :code), 'ZG003', 'nor is judged'),
               (format('SELECT pg_temp.refine(%s, true)', :run), 'ZG003', 'nor refined'), (format('SELECT pg_temp.decide(%s, ''intent'', ''sleep'')', :other), '22023', 'no decision'), (format('SELECT pg_temp.decide(%s, ''lunch'', ''approve'')', :other), 'ZG005', 'no stage'), ('SELECT pg_temp.decide(-1, ''intent'', ''approve'')', 'ZG001', 'no run')) AS w(call, code, why);
SELECT is(pg_temp.add(:run, 'orders.py', 'def count(): return 1'), :code::bigint, 'a repeated call has its answer, also later');
SELECT agora_test.raises('DELETE FROM agora_pipeline.artefact', 'ZA010', 'nothing is deleted');
SELECT * FROM finish();
ROLLBACK;
