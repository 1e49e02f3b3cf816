"""Who may do what: the matrix role × object of a database, as the text of tests/golden/privileges.txt.

After a change that is meant: `python -m tests.support.privileges > tests/golden/privileges.txt`
"""

from typing import Any

import psycopg

from agora import cluster, migrate

ROLES = ("public", "agora_reader", "agora_service", "agora_operator")
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

MATRIX = """
SELECT o.kind, o.identity, o.may
  FROM (SELECT 'schema' AS kind, n.nspname::text AS identity,
               ARRAY(SELECT has_schema_privilege(r, n.oid, 'USAGE')
                       FROM unnest(%(roles)s::text[]) AS r) AS may
          FROM pg_namespace AS n
         WHERE n.nspname ~ '^agora(_|$)'
        UNION ALL
        SELECT 'create', n.nspname,
               ARRAY(SELECT has_schema_privilege(r, n.oid, 'CREATE') FROM unnest(%(roles)s::text[]) AS r)
          FROM pg_namespace AS n
         WHERE n.nspname ~ '^agora(_|$)'
        UNION ALL
        SELECT 'execute', p.oid::regprocedure::text,
               ARRAY(SELECT has_function_privilege(r, p.oid, 'EXECUTE') FROM unnest(%(roles)s::text[]) AS r)
          FROM pg_proc AS p
         WHERE p.pronamespace::regnamespace::text ~ '^agora(_|$)'
        UNION ALL
        SELECT 'use', c.oid::regclass::text,
               ARRAY(SELECT has_sequence_privilege(r, c.oid, 'USAGE, SELECT, UPDATE')
                       FROM unnest(%(roles)s::text[]) AS r)
          FROM pg_class AS c
         WHERE c.relnamespace::regnamespace::text ~ '^agora(_|$)' AND c.relkind = 'S'
        UNION ALL
        SELECT lower(v.privilege), c.oid::regclass::text,
               ARRAY(SELECT has_table_privilege(r, c.oid, v.privilege)
                         OR v.privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                            AND has_any_column_privilege(r, c.oid, v.privilege)
                       FROM unnest(%(roles)s::text[]) AS r)
          FROM pg_class AS c
         CROSS JOIN unnest(%(rights)s::text[]) AS v(privilege)
         WHERE c.relnamespace::regnamespace::text ~ '^agora(_|$)'
           AND c.relkind IN ('r', 'p', 'v', 'm')) AS o
 WHERE true = ANY (o.may)
 ORDER BY o.kind COLLATE "C", o.identity COLLATE "C"
"""

HEADER = """\
# What others than agora_owner may do, inherited privileges included; what is not listed, nobody may.
# Regenerate: python -m tests.support.privileges > tests/golden/privileges.txt
# public reader service operator
"""


def matrix(connection: psycopg.Connection[Any]) -> str:
    """The matrix of a database."""
    with connection.transaction():
        connection.execute("SET LOCAL search_path = pg_catalog, pg_temp")
        rows = connection.execute(MATRIX, {"roles": list(ROLES), "rights": list(RIGHTS)}).fetchall()
    lines = [HEADER]
    for kind, identity, allowed in rows:
        lines.append(f"{' '.join('x' if may else '-' for may in allowed)}  {kind:8}{identity}\n")
    return "".join(lines)


def main() -> None:
    with cluster.temporary() as server:
        migrate.upgrade(server.dsn())
        with psycopg.connect(server.dsn()) as connection:
            print(matrix(connection), end="")


if __name__ == "__main__":
    main()
