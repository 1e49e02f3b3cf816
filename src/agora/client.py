"""The thin client: every SQL function under its natural name, every error as its own class.

    with agora.connect() as team:
        ada = team.core.register_principal(name="ada")
        attempt = team.memory.start_attempt(request="parse the feed", actor=ada)
        team.memory.finish_attempt(attempt=attempt, status="success", actor=ada)

Names, arguments and results are those of the SQL reference, without the prefix p_; one that is a word of Python takes
an underscore behind it: transfer(from_=…, to=…). `dir(team.memory)` lists the functions that the login may call,
`help(team.memory.known_fixes)` tells what one takes and returns. No rule lives here.
"""

import inspect
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from keyword import iskeyword
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb

from agora import errors, exact

SCHEMAS = {
    "core": "agora",
    "event": "agora_event",
    "ledger": "agora_ledger",
    "model": "agora_model",
    "memory": "agora_memory",
    "reward": "agora_reward",
    "pipeline": "agora_pipeline",
    "work": "agora_work",
}

_SIGNATURE = sql.SQL("""
SELECT p.proretset AS returns_set, p.prorettype = 'void'::pg_catalog.regtype AS returns_void,
       t.typtype = 'c' OR p.proargmodes IS NOT NULL AS returns_row,
       (SELECT pg_catalog.json_object_agg(a.name, pg_catalog.format_type(a.type, NULL) ORDER BY a.place)
          FROM ROWS FROM (pg_catalog.unnest(p.proargnames), pg_catalog.unnest(p.proargtypes))
               WITH ORDINALITY AS a(name, type, place)
         WHERE a.type IS NOT NULL) AS types,
       p.pronargs - p.pronargdefaults AS required, pg_catalog.pg_get_function_result(p.oid) AS result,
       pg_catalog.obj_description(p.oid, 'pg_proc') AS comment
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_type AS t ON t.oid = p.prorettype
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
 WHERE n.nspname = %s AND p.proname = %s
""")

_NAMES = sql.SQL("""
SELECT p.proname AS name
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
 WHERE n.nspname = %s AND pg_catalog.left(p.proname, 1) <> '_' AND p.prorettype <> 'trigger'::pg_catalog.regtype
   AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
 ORDER BY p.proname
""")

_WHOLE = {int, type(None)}

T = TypeVar("T")
Question = tuple[bytes | sql.SQL, Sequence[Any] | Mapping[str, Any]]
Plan = Generator[Question, list[DictRow], T]
"""What a call asks the database, question by question, and makes of the answers; whoever runs it brings the connection,
so that one plan serves programs that wait and programs that await."""


@dataclass(frozen=True)
class _Signature:
    returns_set: bool
    returns_void: bool
    returns_row: bool
    types: dict[str, str]
    required: int
    result: str
    comment: str | None

    def shown(self) -> inspect.Signature:
        """The same as Python shows it: arguments by name, optional ones as `...`."""
        return inspect.Signature(
            [
                inspect.Parameter(
                    _natural(name),
                    inspect.Parameter.KEYWORD_ONLY,
                    default=inspect.Parameter.empty if place < self.required else _Sql("..."),
                    annotation=_Sql(type_name),
                )
                for place, (name, type_name) in enumerate(self.types.items())
            ],
            return_annotation=_Sql(self.result),
        )

    def check(self, function: str, given: Sequence[str]) -> None:
        """Refuse arguments that the function does not have, and a call without those that it needs."""
        known = ", ".join(map(_natural, self.types))
        for name in given:
            if name not in self.types:
                raise TypeError(f"{function} has no argument {name.removeprefix('p_')}; it takes: {known}")
        if missing := [name for name in list(self.types)[: self.required] if name not in given]:
            raise TypeError(f"{function} needs {', '.join(map(_natural, missing))}; it takes: {known}")


def _natural(name: str) -> str:
    """The name of an argument in Python."""
    name = name.removeprefix("p_")
    return f"{name}_" if iskeyword(name) else name


class _Sql(str):
    """What stands in a signature as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Calls:
    """Plans of calls to SQL functions; what it learns of their signatures it keeps."""

    def __init__(self) -> None:
        self._signatures: dict[str, _Signature] = {}
        self._queries: dict[tuple[str, ...], bytes] = {}

    def plan(self, function: str, arguments: dict[str, Any]) -> Plan[Any]:
        """Call a function by its qualified SQL name: its value, row or list."""
        signature = yield from self.signature(function)
        named = [(f"p_{name.removesuffix('_')}", value) for name, value in arguments.items()]
        shape = (function, *(name for name, _ in named))
        query = self._queries.get(shape)
        if query is None:  # to compose it takes as long as to send it
            signature.check(function, shape[1:])
            query = self._queries[shape] = _query(function, shape[1:], signature).as_bytes(None)
        rows = yield query, [_adapted(name, value, signature.types[name]) for name, value in named]
        if signature.returns_void:
            return None
        results = rows if signature.returns_row else [next(iter(row.values())) for row in rows]
        return results if signature.returns_set else results[0]

    def signature(self, function: str) -> Plan[_Signature]:
        """What a function takes and gives."""
        found = self._signatures.get(function)
        if found is None:
            schema, _, name = function.rpartition(".")
            rows = yield _SIGNATURE, [schema, name]
            if not rows:
                names = yield from self.names(schema)
                near = " or ".join(f"{schema}.{each}" for each in get_close_matches(name, names))
                meant = f"did you mean {near}?" if near else "see the SQL reference"
                raise AttributeError(f"the database has no function {function}; {meant}")
            found = self._signatures[function] = _Signature(**rows[0] | {"types": rows[0]["types"] or {}})
        return found

    def names(self, schema: str) -> Plan[list[str]]:
        """Functions of a schema that the login may call."""
        rows = yield _NAMES, [schema]
        return [row["name"] for row in rows]


def _query(function: str, names: Sequence[str], signature: _Signature) -> sql.Composed:
    return sql.SQL("SELECT * FROM {}({})").format(
        sql.Identifier(*function.split(".")),
        sql.SQL(", ").join(
            sql.SQL("{} => %s::{}").format(sql.Identifier(name), sql.SQL(signature.types[name]))
            for name in names
        ),
    )


class Domain:
    """The functions of one domain as methods: arguments by name; back come values, rows or lists."""

    def __init__(self, team: "Agora", schema: str) -> None:
        self._team = team
        self._schema = schema

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        function, team = f"{self._schema}.{name}", self._team
        signature = team._run(team._calls.signature(function))

        def call(*by_place: Any, **arguments: Any) -> Any:
            if by_place:
                raise TypeError(
                    f"{function} takes its arguments by name: {', '.join(map(_natural, signature.types))}"
                )
            return team.call(function, **arguments)

        call.__name__, call.__qualname__, call.__doc__ = name, function, signature.comment
        call.__signature__ = signature.shown()  # type: ignore[attr-defined]
        vars(self)[name] = call  # the next time it is at hand
        return call

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._team._run(self._team._calls.names(self._schema))]


class Agora:
    """A connection to a database with agora in it.

    An `autocommit` connection commits each call; another one as a context manager or through `transaction()`.
    Not to be shared between threads that need transactions of their own.
    """

    core: Domain
    event: Domain
    ledger: Domain
    model: Domain
    memory: Domain
    reward: Domain
    pipeline: Domain
    work: Domain

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._calls = Calls()
        for name, schema in SCHEMAS.items():
            setattr(self, name, Domain(self, schema))

    def __repr__(self) -> str:
        return f"<agora.Agora over {self.connection}>"

    def call(self, function: str, /, **arguments: Any) -> Any:
        """Call a function by its qualified SQL name; raises `AgoraError` for an error of agora's own."""
        return self._run(self._calls.plan(function, arguments))

    def _run(self, plan: Plan[T]) -> T:
        with errors.translated():
            try:
                question = next(plan)
                while True:
                    with self.connection.cursor(row_factory=dict_row) as cursor:
                        rows = cursor.execute(*question).fetchall()
                    question = plan.send(rows)
            except StopIteration as done:
                result: T = done.value
                return result

    def rows(self, query: Any, parameters: Any = None) -> list[DictRow]:
        """Rows of a query over the views."""
        with errors.translated(), self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Several calls, all or none."""
        with errors.translated(), self.connection.transaction():
            yield

    @contextmanager
    def context(
        self,
        *,
        correlation_id: UUID | str | None = None,
        causation_id: int | None = None,
        trace_parent: str | None = None,
    ) -> Iterator[None]:
        """Inside, every event that this connection causes carries what is said here; afterwards none does."""
        facts = {"correlation_id": correlation_id, "causation_id": causation_id, "trace_parent": trace_parent}
        self.event.set_context(**facts, is_local=False)
        try:
            yield
        finally:
            # A transaction that failed takes back what was set in it, and nothing can be set there any more.
            if self.connection.info.transaction_status in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
                self.event.set_context(is_local=False)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self.connection.autocommit and not self.connection.closed:
                if kind is None:
                    with errors.translated():
                        self.connection.commit()
                else:
                    self.connection.rollback()
        finally:
            self.close()


def _adapted(name: str, value: Any, type_name: str) -> Any:
    """What the driver is given: JSON as such, a float as the decimal that it prints as, a tuple as an array.

    Numbers are a vector where one is wanted. What PostgreSQL would turn into a text that nobody meant, such as bytes
    or a list, is refused.
    """
    if value is None:
        return None
    if type_name == "jsonb":
        return Jsonb(value, dumps=exact.dumps)
    if type_name.endswith("[]") and isinstance(value, tuple):
        value = list(value)
    if type_name == "bigint[]" and isinstance(value, list) and _WHOLE.issuperset(map(type, value)):
        # The driver would look at each number for the smallest type, and prepare the statement anew for every mixture.
        return f"{{{','.join('NULL' if number is None else str(number) for number in value)}}}"
    if type_name in ("text", "text[]"):
        for text in value if type_name == "text[]" and isinstance(value, list) else [value]:
            if not (isinstance(text, str) or (text is None and type_name == "text[]")):
                raise TypeError(f"{name.removeprefix('p_')} takes {type_name}, not {type(text).__name__}")
    if isinstance(value, float) and type_name == "numeric":
        return Decimal(repr(value))
    if isinstance(value, Sequence) and type_name.endswith("vector") and not isinstance(value, str):
        return f"[{','.join(map(repr, value))}]"
    return value


def connect(dsn: str | None = None, *, autocommit: bool = True) -> Agora:
    """Connect to `dsn`, else to AGORA_DSN, else to the private cluster."""
    from agora import database

    return Agora(psycopg.connect(database.target(dsn), autocommit=autocommit, application_name="agora"))
