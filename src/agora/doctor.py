"""`agora db doctor`: what a database and its server need for agora, and how to mend what they lack."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from agora import database, migrate

ROLES = ("agora_owner", "agora_reader", "agora_service", "agora_operator")

# Extension, least version, Debian package.
EXTENSIONS = (
    ("plpython3u", (1,), "postgresql-plpython3-{major}"),
    ("vector", (0, 7), "postgresql-{major}-pgvector"),
)

# Setting, the value it should have, why another one is worth knowing about.
SETTINGS = (
    ("fsync", "on", "a crash of the machine destroys the database"),
    ("full_page_writes", "on", "a crash of the machine can tear pages"),
    ("synchronous_commit", "on", "a crash loses the last transactions, although they were acknowledged"),
    ("autovacuum", "on", "tables and indexes grow without bound"),
    (
        "default_transaction_isolation",
        "read committed",
        "callers must repeat transactions that fail with 40001",
    ),
    ("default_transaction_read_only", "off", "every function that writes fails"),
)

LOCAL = {"", "localhost", "127.0.0.1", "::1"}
"""Values of listen_addresses that no other machine reaches."""
LOOPBACK = {
    "127.0.0.1/255.255.255.255",
    "::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "localhost",
    "samehost",
}
"""Addresses in pg_hba.conf of this machine."""


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    level: Literal["ok", "warn", "fail"]
    check: str
    detail: str
    fix: str = ""


def examine(connection: database.Connection) -> Iterator[Finding]:
    """Make every check that makes sense on this server."""
    major = connection.info.server_version // 10000
    version = connection.info.parameter_status("server_version") or str(major)
    if major < 15:
        yield Finding(
            "fail",
            "server",
            f"PostgreSQL {version}",
            "agora needs PostgreSQL 15 or newer: upgrade the server",
        )
        return
    yield Finding("ok", "server", f"PostgreSQL {version}")
    checks: tuple[Callable[[database.Connection], Iterator[Finding]], ...] = (
        _encoding,
        _replica,
        _extensions,
        _roles,
        _login,
        _settings,
        _transport,
        _services,
        _horizon,
        _schema,
    )
    for check in checks:
        yield from check(connection)


def _one(connection: database.Connection, query: str, *parameters: Any) -> Any:
    row = connection.execute(query.encode(), parameters).fetchone()
    return row[0] if row else None


def _encoding(connection: database.Connection) -> Iterator[Finding]:
    encoding = _one(connection, "SELECT current_setting('server_encoding')")
    if encoding == "UTF8":
        yield Finding("ok", "encoding", encoding)
    else:
        yield Finding(
            "fail",
            "encoding",
            encoding,
            "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and use that one",
        )


def _replica(connection: database.Connection) -> Iterator[Finding]:
    if _one(connection, "SELECT pg_is_in_recovery()"):
        yield Finding(
            "warn", "replica", "read-only: it answers reads, nothing else", "point AGORA_DSN at the primary"
        )


def _extensions(connection: database.Connection) -> Iterator[Finding]:
    major = connection.info.server_version // 10000
    for name, least, package in EXTENSIONS:
        row = connection.execute(
            "SELECT a.default_version, e.extversion, e.extnamespace::regnamespace::text"
            "  FROM pg_available_extensions AS a LEFT JOIN pg_extension AS e ON e.extname = a.name"
            " WHERE a.name = %s",
            [name],
        ).fetchone()
        check = f"extension {name}"
        if row is None:
            fix = f"install it on the server, on Debian: apt-get install {package.format(major=major)}"
            yield Finding("fail", check, "not available on this server", fix)
            continue
        available, installed, schema = row
        wanted = ".".join(map(str, least))
        if tuple(map(int, re.findall(r"\d+", installed or available))) < least:
            fix = f"install {wanted} or newer on the server, then ALTER EXTENSION {name} UPDATE"
            yield Finding("fail", check, f"version {installed or available} is too old", fix)
        elif installed is None:
            yield Finding("warn", check, f"{available} is available, not installed", "agora db upgrade")
        elif name == "vector" and schema != "public":
            yield Finding(
                "fail", check, f"it is in schema {schema}", "ALTER EXTENSION vector SET SCHEMA public"
            )
        else:
            yield Finding("ok", check, installed)


def _roles(connection: database.Connection) -> Iterator[Finding]:
    missing = [name for name in ROLES if _one(connection, "SELECT to_regrole(%s) IS NULL", name)]
    if missing:
        fix = "agora db upgrade makes them; before a dump is restored: agora db roles"
        yield Finding("warn", "roles", f"missing: {', '.join(missing)}", fix)
    else:
        yield Finding("ok", "roles", ", ".join(ROLES))


def _login(connection: database.Connection) -> Iterator[Finding]:
    role = _one(connection, "SELECT current_user::text")
    if _one(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        yield Finding("ok", "login", f"{role} is a superuser: it may migrate; services should not run as one")
        return
    member = "SELECT to_regrole(%s) IS NOT NULL AND pg_has_role(to_regrole(%s), 'USAGE')"
    held = [name for name in reversed(ROLES) if _one(connection, member, name, name)]
    if held:
        yield Finding(
            "ok", "login", f"{role} has the rights of {', '.join(held)}; only a superuser may migrate"
        )
    elif _one(connection, "SELECT to_regrole('agora_service') IS NULL"):
        fix = "connect as a superuser, then: agora db upgrade"
        yield Finding("fail", "login", f"{role} is no superuser, and only one may install agora", fix)
    else:
        fix = f"as a superuser: GRANT agora_service TO {role}"
        yield Finding("fail", "login", f"{role} has none of agora's roles", fix)


def _settings(connection: database.Connection) -> Iterator[Finding]:
    odd = False
    for name, wanted, harm in SETTINGS:
        value = _one(connection, "SELECT current_setting(%s)", name)
        # synchronous_commit has stricter values than on.
        if value != wanted and not (name == "synchronous_commit" and value.startswith("remote")):
            odd = True
            fix = f"ALTER SYSTEM SET {name} = '{wanted}'; SELECT pg_reload_conf();"
            yield Finding("warn", "setting", f"{name} = {value}: {harm}", fix)
    connections = int(_one(connection, "SELECT current_setting('max_connections')"))
    if connections < 50:
        odd = True
        fix = "ALTER SYSTEM SET max_connections = 100, and restart the server; or put a pooler in front"
        yield Finding("warn", "setting", f"max_connections = {connections}: few services fit", fix)
    if not odd:
        yield Finding("ok", "settings", "nothing to remark")


def _transport(connection: database.Connection) -> Iterator[Finding]:
    """Whether who comes over a network is asked who it is, and nobody can listen."""
    addresses = _one(connection, "SELECT current_setting('listen_addresses')")
    if not set(addresses.replace(" ", "").split(",")) - LOCAL:
        yield Finding("ok", "transport", "the server listens to this machine alone")
        return
    if _one(connection, "SELECT current_setting('is_superuser')") != "on":
        yield Finding(
            "warn", "transport", "who comes over the network was not looked at", "run this as a superuser"
        )
        return
    is_secure, least, stored = connection.execute(
        "SELECT current_setting('ssl') = 'on', current_setting('ssl_min_protocol_version'),"
        " current_setting('password_encryption')"
    ).fetchone() or (False, "", "")
    odd = False
    remarks: tuple[tuple[bool, Literal["warn", "fail"], str, str], ...] = (
        (
            not is_secure,
            "fail",
            "ssl = off: whoever is on the network reads along",
            "ALTER SYSTEM SET ssl = on",
        ),
        (
            is_secure and least != "TLSv1.3",
            "warn",
            f"ssl_min_protocol_version = {least}",
            "ALTER SYSTEM SET ssl_min_protocol_version = 'TLSv1.3'",
        ),
        (
            stored != "scram-sha-256",
            "fail",
            f"password_encryption = {stored}",
            "set the passwords anew after ALTER SYSTEM SET password_encryption = 'scram-sha-256'",
        ),
    )
    for is_wrong, level, detail, fix in remarks:
        if is_wrong:
            odd = True
            yield Finding(level, "transport", detail, f"{fix}; SELECT pg_reload_conf();")
    for line, kind, address, method in connection.execute(
        "SELECT r.line_number, r.type, r.address || coalesce('/' || r.netmask, ''), r.auth_method"
        "  FROM pg_hba_file_rules AS r"
        " WHERE r.error IS NULL AND r.type LIKE 'host%' ORDER BY r.line_number"
    ).fetchall():
        if harm := lax(kind, address, method):
            odd = True
            fix = "let it say hostssl, and scram-sha-256 or cert with clientcert=verify-full"
            yield Finding("fail", "transport", f"pg_hba.conf, line {line}: {harm}", fix)
    if not odd:
        yield Finding("ok", "transport", f"TLS from {least} on, and nobody comes in without it")


def lax(kind: str, address: str, method: str) -> str:
    """What is wrong with a rule of pg_hba.conf for connections over a network; empty = nothing."""
    if method == "reject" or address in LOOPBACK:
        return ""
    if method not in ("scram-sha-256", "cert", "gss", "sspi", "ldap", "radius", "pam"):
        return f"{method} from {address} is no proof of who it is"
    return "" if kind in ("hostssl", "hostgssenc") else f"{kind} from {address} does without TLS"


def _services(connection: database.Connection) -> Iterator[Finding]:
    """A service that stops in the middle of a transaction holds back every consumer of events."""
    query = """
        SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname)
          FROM pg_roles AS r
         WHERE r.rolcanlogin AND NOT r.rolsuper AND to_regrole('agora_service') IS NOT NULL
           AND pg_has_role(r.oid, to_regrole('agora_service'), 'MEMBER')
           AND NOT EXISTS (SELECT
                             FROM pg_db_role_setting AS s
                             CROSS JOIN LATERAL unnest(s.setconfig) AS c (pair)
                            WHERE s.setrole IN (r.oid, 0)
                              AND c.pair LIKE 'idle_in_transaction_session_timeout=%%')
           AND (SELECT p.reset_val FROM pg_settings AS p
                 WHERE p.name = 'idle_in_transaction_session_timeout') = '0'
    """
    if careless := _one(connection, query):
        first = careless.split(", ")[0]
        fix = f"ALTER ROLE {first} SET idle_in_transaction_session_timeout = '60s'; and so for the others"
        yield Finding("warn", "services", f"may stay idle in a transaction for ever: {careless}", fix)


def _horizon(connection: database.Connection) -> Iterator[Finding]:
    """Events are delivered up to the oldest open transaction that writes."""
    query = """
        SELECT format('session %s of %s', a.pid, a.usename), date_trunc('second', now() - a.xact_start)::text,
               format('SELECT pg_terminate_backend(%s);', a.pid)
          FROM pg_stat_activity AS a
         WHERE a.backend_xid IS NOT NULL AND a.xact_start < now() - interval '5 minutes'
        UNION ALL
        SELECT format('prepared transaction %s', p.gid), date_trunc('second', now() - p.prepared)::text,
               format('in database %s: ROLLBACK PREPARED %L;', p.database, p.gid)
          FROM pg_prepared_xacts AS p
         WHERE p.prepared < now() - interval '5 minutes'
    """
    holders = connection.execute(query).fetchall()
    for holder, age, fix in holders:
        yield Finding("warn", "event horizon", f"{holder} has been open for {age} and holds back events", fix)
    if not holders:
        yield Finding("ok", "event horizon", "no transaction holds back events")


def _schema(connection: database.Connection) -> Iterator[Finding]:
    """Whether agora is here, which agora, and whether it is as it was installed."""
    may_look = "SELECT coalesce(has_schema_privilege(to_regnamespace('agora'), 'USAGE'), true)"
    if not _one(connection, may_look):
        return  # the login has none of our roles; that was said
    if not _one(connection, "SELECT to_regprocedure('agora.version()') IS NOT NULL"):
        yield Finding("fail", "schema", "agora is not installed in this database", "agora db upgrade")
        return
    extension = _one(connection, "SELECT extversion FROM pg_extension WHERE extname = 'agora'")
    fix = "ALTER EXTENSION agora UPDATE" if extension else "agora db upgrade"
    installed = _one(connection, "SELECT agora.version()")
    road = "as an extension" if extension else "by migrations"
    if (built_from := database.fingerprints(connection)) is None:
        yield Finding("ok", "schema", f"agora {installed}, installed {road}")
    elif not extension and (revision := migrate.stands_at(connection)) != migrate.head():
        yield Finding("fail", "schema", f"at revision {revision}, this release is at {migrate.head()}", fix)
    elif built_from != database.sources():
        rebuild = "install the release that the database was built by, or rebuild the database"
        yield Finding(
            "fail", "schema", f"agora {installed} was built from other sources than this release's", rebuild
        )
    else:
        yield Finding("ok", "schema", f"agora {installed}, installed {road}")
    if drift := _one(connection, "SELECT count(*) FROM agora.verify()"):
        yield Finding(
            "fail", "drift", f"{drift} objects differ from what was installed", "agora db verify lists them"
        )
    else:
        yield Finding("ok", "drift", "every object is as it was installed")
