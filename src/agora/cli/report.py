"""What a failed command says: message, DETAIL, HINT, SQLSTATE; AGORA_DEBUG=1 shows the traceback instead."""

import sys
from collections.abc import Iterator

import alembic.util
import psycopg

from agora import build, cluster, database, errors
from agora.simulation.scratch import SimulationError

# Codes of "there is no such schema, table, function": agora is not in this database, or an older one is.
_MISSING = {"3F000", "42P01", "42883"}


def report(error: Exception) -> int:
    """Say on stderr what went wrong and what to do; return the exit code."""
    if isinstance(original := getattr(error, "orig", None), psycopg.Error):
        error = original  # under SQLAlchemy's wrapping
    for line in (*_lines(error), *getattr(error, "__notes__", ())):
        print(line, file=sys.stderr)
    if isinstance(error, cluster.ServerNotFound):
        return 3
    if isinstance(error, psycopg.Error) and error.sqlstate is None:
        return 2  # not an answer of the database: it cannot be reached, or AGORA_DSN is no connection string
    return 2 if isinstance(error, (cluster.ClusterError, psycopg.OperationalError)) else 1


def _lines(error: Exception) -> Iterator[str]:
    match error:
        case psycopg.Error(sqlstate=str(sqlstate), diag=diag):
            yield f"agora: {diag.message_primary} (SQLSTATE {sqlstate})"
            if diag.message_detail:
                yield f"DETAIL: {diag.message_detail}"
            if diag.message_hint:
                yield f"HINT: {diag.message_hint}"
            elif sqlstate in _MISSING:
                yield "HINT: agora db upgrade, as a superuser; or is agora in another database than AGORA_DSN names?"
            elif sqlstate == "42501":
                yield "HINT: as a superuser: GRANT agora_service (or agora_operator) TO this login"
            elif sqlstate == "25006":
                yield "HINT: this server is a replica, or the session may only read: point AGORA_DSN at the primary"
        case errors.AgoraError(sqlstate=sqlstate, detail=detail, hint=hint):
            yield f"agora: {error.args[0]} (SQLSTATE {sqlstate})"
            if detail:
                yield f"DETAIL: {detail}"
            if hint:
                yield f"HINT: {hint}"
        case psycopg.Error():
            yield f"agora: cannot reach the database: {str(error).strip()}"
            yield "HINT: check AGORA_DSN, or unset it and use the private cluster: agora up"
        case alembic.util.CommandError():
            yield f"agora: {error}"
            yield "HINT: agora db history lists the revisions; a database at another one is a newer release's"
        case (
            cluster.ClusterError() | database.OutdatedDatabaseError() | SimulationError() | build.BuildError()
        ):
            yield f"agora: {error}"
        case OSError():
            yield f"agora: {error}"
        case _:
            yield f"agora: unexpected {type(error).__name__}: {error}"
            yield "HINT: AGORA_DEBUG=1 shows where"
