-- tg_guard_status and tg_refuse_change on a table of the test's own.
BEGIN;
SELECT plan(11);
CREATE TABLE agora.thing (thing_id bigint PRIMARY KEY, status text NOT NULL, note text);
CREATE TRIGGER thing_guard_status BEFORE UPDATE OF status ON agora.thing
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status) EXECUTE FUNCTION agora.tg_guard_status('thing');
INSERT INTO agora.state_machine VALUES ('thing', 'A test.'), ('other', 'A test.');
INSERT INTO agora.state_transition VALUES ('thing', 'new', 'done', 'A test.'), ('other', 'done', 'new', 'A test.');
INSERT INTO agora.thing VALUES (1, 'new', 'x');

SELECT lives_ok($$UPDATE agora.thing SET status = 'new', note = 'y'$$, 'no move');
SELECT agora_test.raises($$UPDATE agora.thing SET status = 'lost'$$, 'ZA009', 'a move that is not listed');
SELECT lives_ok($$UPDATE agora.thing SET status = 'done'$$, 'a listed move');
SELECT agora_test.raises($$UPDATE agora.thing SET status = 'new'$$, 'ZA009', 'no way back, though another machine has one');
SELECT is((SELECT t.status FROM agora.thing AS t), 'done', 'what was refused changed nothing');
INSERT INTO agora.state_transition VALUES ('thing', 'done', 'new', 'A test.');
SELECT lives_ok($$UPDATE agora.thing SET status = 'new'$$, 'a move that is new to the session');
SELECT set_eq($$SELECT t.from_state || '>' || t.to_state FROM agora.allowed_transition AS t WHERE t.machine = 'thing'$$, ARRAY['new>done', 'done>new'], 'the view lists the moves');

CREATE TRIGGER thing_refuse_change BEFORE UPDATE OR DELETE ON agora.thing FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER thing_refuse_truncate BEFORE TRUNCATE ON agora.thing FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
SELECT agora_test.raises($$UPDATE agora.thing SET note = 'z'$$, 'ZA010', 'history: no update');
SELECT agora_test.raises($$DELETE FROM agora.thing$$, 'ZA010', 'history: no delete');
SELECT agora_test.raises($$TRUNCATE agora.thing$$, 'ZA010', 'history: no truncate');
SELECT lives_ok($$INSERT INTO agora.thing VALUES (2, 'new', 'x')$$, 'history: more');

SELECT * FROM finish();
ROLLBACK;
