-- The version is that of the package that installed core.
BEGIN;
SELECT plan(1);
SELECT is(agora.version(), (SELECT r.version FROM agora.release AS r WHERE r.domain = 'core'), 'the version of core''s release');
SELECT * FROM finish();
ROLLBACK;
