-- Models serve a stage by shares that are a whole; nothing of the past is overwritten.
BEGIN;
SELECT plan(32);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('reader', 'agora_reader');
SELECT agora_model.register_provider('acme');
SELECT agora_model.register_model('acme', m) FROM unnest(ARRAY['turbo', 'mini', 'nano']) AS m;

SELECT agora_model.assign_models('design', '{"acme/turbo": 1}') AS first \gset
SELECT agora_test.advance('1 hour');
SELECT is(agora_model.assign_models('design', '{"ACME/turbo": 1.0}'), :first::bigint, 'the same again is the same');
SELECT agora_model.assign_models('design', '{"acme/mini": 0.3, "acme/turbo": 0.7, "acme/nano": 0}', p_reason => 'a trial') AS second \gset
SELECT results_eq('SELECT a.model, a.share, a.is_pinned, a.reason, a.valid_from FROM agora_model.assigned_model AS a WHERE a.stage = ''design'' ORDER BY a.share DESC',
    $$VALUES ('acme/turbo', 0.7, false, 'a trial', '2026-06-01 13:00Z'::timestamptz), ('acme/mini', 0.3, false, 'a trial', '2026-06-01 13:00Z'), ('acme/nano', 0, false, 'a trial', '2026-06-01 13:00Z')$$, 'what holds now');
SELECT results_eq('SELECT h.model, h.share, h.valid_from, h.valid_until FROM agora_model.assignment_history AS h WHERE h.stage = ''design'' ORDER BY h.model_assignment_id, h.share DESC',
    $$VALUES ('acme/turbo', 1::numeric, '2026-06-01 12:00Z'::timestamptz, '2026-06-01 13:00Z'::timestamptz), ('acme/turbo', 0.7, '2026-06-01 13:00Z', NULL),
             ('acme/mini', 0.3, '2026-06-01 13:00Z', NULL), ('acme/nano', 0, '2026-06-01 13:00Z', NULL)$$, 'and what held before');
SELECT results_eq('SELECT p.payload ->> ''stage'', p.payload -> ''shares'' FROM agora_event.published AS p WHERE p.topic = ''model.assignment.changed.v1'' ORDER BY p.event_id',
    $$VALUES ('design', '{"acme/turbo": 1}'::jsonb), ('design', '{"acme/mini": 0.3, "acme/nano": 0, "acme/turbo": 0.7}')$$, 'each change is told once');
SELECT is((SELECT count(*) FROM agora_model.assigned_model AS a WHERE a.stage = 'review'), 0::bigint, 'another stage has none');

-- pinned stays pinned until somebody says otherwise
SELECT agora_model.assign_models('contract', '{"acme/turbo": 1}', true);
SELECT agora_model.assign_models('contract', '{"acme/mini": 1}');
SELECT is((SELECT a.is_pinned FROM agora_model.assigned_model AS a WHERE a.stage = 'contract'), true, 'new models leave a stage pinned');
SELECT agora_model.assign_models('contract', '{"acme/mini": 1}', false);
SELECT is((SELECT a.is_pinned FROM agora_model.assigned_model AS a WHERE a.stage = 'contract'), false, 'until it is unpinned');

-- a name that only a call had, and that turned out to be another model
SELECT agora_model.record_call('wrapper/turbo', NULL, '{}');
SELECT agora_model.state_reference('wrapper/turbo', 'acme/turbo');
SELECT agora_model.assign_models('review', '{"wrapper/turbo": 0.5, "acme/turbo": 0.5}');
SELECT results_eq('SELECT a.model, a.share FROM agora_model.assigned_model AS a WHERE a.stage = ''review''', 'VALUES (''acme/turbo'', 1::numeric)', 'two names of one model are one');

-- wrong arguments change nothing
SELECT agora_test.raises('SELECT agora_model.assign_models(' || w.arguments || ')', w.code, w.why)
  FROM (VALUES ('''design'', ''{"acme/turbo": 0.9}''', 'ZP050', 'shares below one'), ('''design'', ''{"acme/turbo": 0.9, "acme/mini": 0.100001}''', 'ZP050', 'shares above one'),
               ('''design'', ''{"acme/turbo": 0}''', 'ZP050', 'no share at all'), ('''design'', ''{}''', '22023', 'no model'), ('''design'', NULL', '22023', 'nothing'), ('''design'', ''[1]''', '22023', 'no object'),
               ('''design'', ''{"acme/turbo": "1"}''', '22023', 'a text for a share'), ('''design'', ''{"acme/turbo": null, "acme/mini": 1}''', '22023', 'a missing share'), ('''design'', ''{"acme/turbo": 2, "acme/mini": -1}''', '22023', 'a negative share'),
               ('''design'', ''{"acme/turbo": 0.3333333, "acme/mini": 0.6666667}''', '22023', 'seven decimals'), ('''design'', ''{"acme/none": 1}''', 'ZP001', 'an unknown model'), ('''design'', ''{"": 1}''', '22023', 'a model without a name'),
               ('''lunch'', ''{"acme/turbo": 1}''', 'ZP005', 'an unknown stage'), ('NULL, ''{"acme/turbo": 1}''', '22023', 'no stage'), ('''design'', ''{"acme/turbo": 1}'', p_reason => '' ''', '22023', 'no reason')) AS w(arguments, code, why);
SELECT is((SELECT a.model_assignment_id FROM agora_model.assigned_model AS a WHERE a.stage = 'design' LIMIT 1), :second::bigint, 'nothing was changed by any of them');
SELECT throws_ok($$INSERT INTO agora_model.model_assignment (stage, model_ids, shares, is_pinned, reason, created_by, recorded_at)
                   VALUES ('design', '{1,2}', '{0.5,0.4}', false, 'x', 1, agora.now())$$, '23514', NULL, 'the table itself refuses what is no whole');
SELECT throws_ok('UPDATE agora_model.model_assignment SET reason = ''x''', 'ZA010', NULL, 'and changes nothing');
SELECT throws_ok('DELETE FROM agora_model.model_assignment', 'ZA010', NULL, 'nor forgets');
SELECT ok(NOT agora_model._is_whole(s), format('%s is no whole', coalesce(s::text, 'NULL'))) FROM (VALUES ('{}'::numeric[]), (NULL), ('{NULL,1}'), ('{NaN}')) AS t(s);

-- who
SELECT agora_test.become('alice');
SELECT throws_ok('SELECT agora_model.assign_models(''design'', ''{"acme/turbo": 1}'')', '42501', NULL, 'a service assigns none');
SELECT * FROM finish();
ROLLBACK;
