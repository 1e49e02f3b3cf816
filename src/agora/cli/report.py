"""What a failed command says: message, DETAIL, HINT, SQLSTATE; AGORA_DEBUG=1 shows the traceback instead."""

import sys
from collections.abc import Iterator

import alembic.util
import psycopg

from agora import build, cluster, database, errors, plans
from agora.simulation.scratch import SimulationError

# Codes of "there is no such schema, table, column, function": agora is not in this database, or an older one is.
_MISSING = {"3F000", "42P01", "42703", "42883"}
_UPGRADE = "HINT: agora db upgrade, as a superuser; or is agora in another database than AGORA_DSN names?"
UNREACHED = "HINT: check AGORA_DSN, or unset it and use the private cluster: agora up"


def report(error: Exception) -> int:
    """Say on stderr what went wrong and what to do; return the exit code."""
    for line in lines(error):
        print(line, file=sys.stderr)
    error = _original(error)
    if isinstance(error, cluster.ServerNotFound):
        return 3
    if isinstance(error, psycopg.Error) and error.sqlstate is None:
        return 2  # not an answer of the database: it cannot be reached, or AGORA_DSN is no connection string
    return 2 if isinstance(error, (cluster.ClusterError, psycopg.OperationalError)) else 1


def lines(error: Exception) -> list[str]:
    """What went wrong, and what to do."""
    error = _original(error)
    return [*_lines(error), *getattr(error, "__notes__", ())]


def _original(error: Exception) -> Exception:
    """The database's error under SQLAlchemy's wrapping."""
    original = getattr(error, "orig", None)
    return original if isinstance(original, psycopg.Error) else error


def _lines(error: Exception) -> Iterator[str]:
    match error:
        case psycopg.Error(sqlstate=str(sqlstate), diag=diag):
            yield f"agora: {diag.message_primary} (SQLSTATE {sqlstate})"
            if diag.message_detail:
                yield f"DETAIL: {diag.message_detail}"
            if diag.message_hint:
                yield f"HINT: {diag.message_hint}"
            elif sqlstate in _MISSING:
                yield _UPGRADE
            elif sqlstate == "42501" and "for table" in (diag.message_primary or ""):
                yield "HINT: rows are read from the tables: as a superuser or a member of pg_read_all_data"
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
            said = " ".join(str(error).split()).removeprefix("connection is bad: ")
            yield f"agora: cannot reach the database: {said}"
            yield UNREACHED
        case plans.NoSuchFunctionError() | plans.WrongArgumentsError():
            yield f"agora: {error}"
            yield _UPGRADE
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
