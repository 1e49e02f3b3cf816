#!/usr/bin/env bash
# scripts/installcheck.sh: creates the installed extension in a scratch database and asks it how it is.
# On the server that PGHOST and its kin name, as PGXS does; without PGHOST on a temporary one.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -n "${PGHOST:-}" ] || exec .venv/bin/python -m agora.cluster "scripts/installcheck.sh"

bin=$("$PG_CONFIG" --bindir)
scratch=agora_installcheck
trap '"$bin/dropdb" --if-exists --force "$scratch"' EXIT
"$bin/createdb" --template template0 --encoding UTF8 "$scratch"
"$bin/psql" -X -q -v ON_ERROR_STOP=1 -d "$scratch" <<'SQL'
SET client_min_messages = warning;
CREATE EXTENSION agora CASCADE;
DO $check$
DECLARE
    r_finding record;
BEGIN
    FOR r_finding IN SELECT * FROM agora.check_invariants() LOOP
        RAISE EXCEPTION 'a fresh installation breaks an invariant: %', r_finding;
    END LOOP;
END;
$check$;
SQL
echo "installcheck: CREATE EXTENSION agora works, and every invariant holds"
