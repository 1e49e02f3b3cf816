-- What the pgTAP files share, in test databases only: logins for a transaction, and the catalog as the laws read it.

-- ---- who calls ----------------------------------------------------------------------------------------------------

-- Role names carry the process, so that files may run side by side.
CREATE FUNCTION agora_test.login(p_name text)
RETURNS name
LANGUAGE sql STABLE
RETURN format('%s_%s', p_name, pg_backend_pid())::name;
COMMENT ON FUNCTION agora_test.login(text)
    IS 'Database role of a login made by add_login().';

CREATE FUNCTION agora_test.id(p_name text)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT p.principal_id FROM agora.principal AS p WHERE p.name = p_name;
END;
COMMENT ON FUNCTION agora_test.id(text)
    IS 'Id of a principal, whoever asks.';

CREATE FUNCTION agora_test.add_login(p_name text, p_group text, p_is_bound boolean DEFAULT false)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $add_login$
BEGIN
    EXECUTE format('CREATE ROLE %I LOGIN', agora_test.login(p_name));
    IF p_group IS NOT NULL THEN
        EXECUTE format('GRANT %I TO %I', p_group, agora_test.login(p_name));
    END IF;
    IF p_is_bound THEN
        PERFORM agora.bind_login(agora_test.login(p_name), agora.register_principal(p_name));
    END IF;
END;
$add_login$;
COMMENT ON FUNCTION agora_test.add_login(text, text, boolean)
    IS 'Make a login, a member of a group, and bind it to a principal of its name; all of it ends with the transaction.';

CREATE FUNCTION agora_test.become(p_name text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $become$
BEGIN
    PERFORM set_config('session_authorization', agora_test.login(p_name), true);
END;
$become$;
COMMENT ON FUNCTION agora_test.become(text)
    IS 'Go on as a login; RESET SESSION AUTHORIZATION goes back.';

-- ---- who signs ----------------------------------------------------------------------------------------------------

-- Signing as RFC 8032 has it, by the shortest way and with nothing of the verifier under test; without a message, the public key.
CREATE FUNCTION agora_test.sign(p_name text, p_message bytea)
RETURNS bytea
LANGUAGE plpython3u IMMUTABLE
AS $sign$
from hashlib import sha256, sha512
p = 2**255 - 19
order = 2**252 + 27742317777372353535851937790883648493
d = -121665 * pow(121666, p - 2, p) % p
base = (15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960)
def add(a, b):
    w = d * a[0] * b[0] * a[1] * b[1] % p
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + w, p - 2, p) % p, (a[1] * b[1] + a[0] * b[0]) * pow(1 - w, p - 2, p) % p)
def times(n, a):
    found = (0, 1)
    while n:
        found, a, n = (add(found, a) if n & 1 else found), add(a, a), n >> 1
    return (found[1] | (found[0] & 1) << 255).to_bytes(32, 'little')
secret = sha512(sha256(p_name.encode()).digest()).digest()
a = int.from_bytes(secret[:32], 'little') & (1 << 254) - 8 | 1 << 254
if p_name not in SD:
    SD[p_name] = times(a, base)
if p_message is None:
    return SD[p_name]
r = int.from_bytes(sha512(secret[32:] + p_message).digest(), 'little') % order
point = times(r, base)
h = int.from_bytes(sha512(point + SD[p_name] + p_message).digest(), 'little') % order
return point + ((r + h * a) % order).to_bytes(32, 'little')
$sign$;
COMMENT ON FUNCTION agora_test.sign(text, bytea)
    IS 'Ed25519 signature by the key that a name gives, or that public key where there is no message.';

CREATE FUNCTION agora_test.envelope(p_sender text, p_action text, p_seq bigint, p_content jsonb DEFAULT '{}', p_other jsonb DEFAULT '{}')
RETURNS bytea
LANGUAGE sql STABLE
RETURN convert_to((jsonb_build_object('id', format('%s-%s', p_sender, p_seq), 'sender', p_sender, 'action', p_action, 'seq', p_seq,
                                      'conversation', 'main', 'nonce', encode(sha256(int8send(p_seq)), 'hex'),
                                      'issued_at', to_char(agora.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                                      'ttl_s', 300, 'content', p_content) || p_other)::text, 'UTF8');
COMMENT ON FUNCTION agora_test.envelope(text, text, bigint, jsonb, jsonb)
    IS 'Envelope of a message issued now, with other fields where they are given.';

-- ---- assertions ---------------------------------------------------------------------------------------------------

CREATE FUNCTION agora_test.raises(p_sql text, p_sqlstate text, p_description text)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $raises$
DECLARE
    v_sqlstate  text;
    v_message   text;
    v_detail    text;
    v_hint      text;
BEGIN
    BEGIN
        EXECUTE p_sql;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS v_sqlstate = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT,
                                v_detail = PG_EXCEPTION_DETAIL, v_hint = PG_EXCEPTION_HINT;
    END;
    RETURN concat_ws(E'\n',
        public.ok(v_sqlstate IS NOT DISTINCT FROM p_sqlstate AND v_detail <> '' AND v_hint <> '', p_description),
        CASE WHEN v_sqlstate IS NULL THEN public.diag(format('wanted %s, nothing was raised', p_sqlstate))
             WHEN v_sqlstate <> p_sqlstate OR v_detail = '' OR v_hint = ''
             THEN public.diag(format('wanted %s with DETAIL and HINT, got %s: %s; DETAIL: %s; HINT: %s',
                                     p_sqlstate, v_sqlstate, v_message, v_detail, v_hint)) END);
END;
$raises$;
COMMENT ON FUNCTION agora_test.raises(text, text, text)
    IS 'Assert that a statement raises an SQLSTATE, with DETAIL and HINT.';

-- ---- the catalog, for the laws ------------------------------------------------------------------------------------

CREATE VIEW agora_test.domain AS
SELECT d.domain, d.letter, d.ordinal, CASE d.domain WHEN 'core' THEN 'agora' ELSE 'agora_' || d.domain END AS schema
  FROM unnest(ARRAY['core', 'event', 'ledger', 'model', 'memory', 'reward', 'quorum',
                    'clarify', 'pipeline', 'work', 'market', 'court', 'context', 'ops'],
              ARRAY['A', 'E', 'L', 'P', 'M', 'R', 'Q', 'C', 'G', 'W', 'K', 'J', 'X', 'O']) WITH ORDINALITY AS d(domain, letter, ordinal);
COMMENT ON VIEW agora_test.domain IS 'Domains in the only allowed order of dependency, with the letter of their error codes.';

CREATE VIEW agora_test.relation AS
SELECT c.oid, d.domain, n.nspname AS schema, c.relname AS name, format('%s.%s', n.nspname, c.relname) AS identity, c.relkind AS kind,
       c.relispartition AS is_partition,
       -- event_p0 and event_default are the parts of event
       coalesce((SELECT p.relname FROM pg_catalog.pg_inherits AS i JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid), c.relname) AS root
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN agora_test.domain AS d ON d.schema = n.nspname;
COMMENT ON VIEW agora_test.relation IS 'Relations of every domain.';

CREATE VIEW agora_test.routine AS
SELECT p.oid, d.domain, n.nspname AS schema, p.proname AS name, p.oid::regprocedure::text AS identity, l.lanname AS language,
       p.prorettype = 'trigger'::regtype AS is_trigger,
       p.proname NOT LIKE '\_%' AND p.prorettype <> 'trigger'::regtype AS is_public,
       p.prosqlbody IS NOT NULL AS is_parsed,
       p.provolatile AS volatility, p.prosecdef AS is_definer, p.proconfig AS config, p.proacl AS acl, p.proowner AS owner,
       coalesce(p.proargnames[:p.pronargs], '{}') AS parameters, p.pronargs AS arity, p.proargtypes AS parameter_types,
       pg_get_function_arguments(p.oid) AS arguments,
       -- without comments: what is said about a thing is not the thing
       regexp_replace(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), CASE l.lanname WHEN 'plpython3u' THEN '(^|\s)#[^\n]*' ELSE '--[^\n]*' END, '', 'g') AS source
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
  JOIN agora_test.domain AS d ON d.schema = n.nspname;
COMMENT ON VIEW agora_test.routine IS 'Functions of every domain with their sources.';

GRANT SELECT ON ALL TABLES IN SCHEMA agora_test TO PUBLIC;
