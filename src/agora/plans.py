"""Calls of SQL functions as plans: what a call asks the database, question by question, and makes of the answers.

Whoever runs a plan brings the connection, so that one plan serves programs that wait and programs that await.
"""

import inspect
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from keyword import iskeyword
from typing import Any, TypeVar

from psycopg import sql
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from agora import exact

_SIGNATURES = sql.SQL("""
SELECT n.nspname || '.' || p.proname AS function,
       p.proretset AS returns_set, p.prorettype = 'void'::pg_catalog.regtype AS returns_void,
       t.typtype = 'c' OR p.proargmodes IS NOT NULL AS returns_row,
       (SELECT pg_catalog.json_object_agg(a.name, pg_catalog.format_type(a.type, NULL) ORDER BY a.place)
          FROM ROWS FROM (pg_catalog.unnest(p.proargnames), pg_catalog.unnest(p.proargtypes))
               WITH ORDINALITY AS a(name, type, place)
         WHERE a.type IS NOT NULL) AS types,
       p.pronargs - p.pronargdefaults AS required, pg_catalog.pg_get_function_result(p.oid) AS result,
       pg_catalog.obj_description(p.oid, 'pg_proc') AS comment,
       pg_catalog.has_function_privilege(p.oid, 'EXECUTE') AS may_call
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_type AS t ON t.oid = p.prorettype
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
 WHERE {}
""")
_ONE = _SIGNATURES.format(sql.SQL("n.nspname = %s AND p.proname = %s"))
_PUBLIC = _SIGNATURES.format(
    sql.SQL(
        "n.nspname = ANY (%s) AND pg_catalog.left(p.proname, 1) <> '_'"
        " AND p.prorettype <> 'trigger'::pg_catalog.regtype ORDER BY p.proname"
    )
)

_WHOLE = {int, type(None)}

T = TypeVar("T")
Question = tuple[bytes | sql.SQL | sql.Composed, Sequence[Any] | Mapping[str, Any] | None]
Plan = Generator[Question, list[DictRow], T]
"""Asks the database, question by question, is sent the rows of each answer, and returns what it makes of them."""


class NoSuchFunctionError(AttributeError):
    """The database has no function of this name."""


class WrongArgumentsError(TypeError):
    """The function takes other arguments."""


@dataclass(frozen=True)
class Signature:
    """What a function takes and gives, and whether the login may call it."""

    function: str
    returns_set: bool
    returns_void: bool
    returns_row: bool
    types: dict[str, str]
    required: int
    result: str
    comment: str | None
    may_call: bool

    def shown(self) -> inspect.Signature:
        """The same as Python shows it: arguments by name, optional ones as `...`."""
        return inspect.Signature(
            [
                inspect.Parameter(
                    natural(name),
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
        known = ", ".join(map(natural, self.types))
        for name in given:
            if name not in self.types:
                raise WrongArgumentsError(
                    f"{function} has no argument {name.removeprefix('p_')}; it takes: {known}"
                )
        if missing := [name for name in list(self.types)[: self.required] if name not in given]:
            raise WrongArgumentsError(
                f"{function} needs {', '.join(map(natural, missing))}; it takes: {known}"
            )


def natural(name: str) -> str:
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
        self._signatures: dict[str, Signature] = {}
        self._learned: set[str] = set()
        self._queries: dict[tuple[str, ...], bytes] = {}

    @property
    def has_learned(self) -> bool:
        """Whether there are schemas whose functions are all known."""
        return bool(self._learned)

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

    def signature(self, function: str) -> Plan[Signature]:
        """What a function takes and gives."""
        found = self._signatures.get(function)
        if found is None:
            schema, _, name = function.rpartition(".")
            self._keep((yield _ONE, [schema, name]))
            found = self._signatures.get(function)
        if found is None:
            names = yield from self.names(schema)
            near = " or ".join(f"{schema}.{each}" for each in get_close_matches(name, names))
            meant = f"did you mean {near}?" if near else "see the SQL reference"
            raise NoSuchFunctionError(f"the database has no function {function}; {meant}")
        return found

    def names(self, schema: str) -> Plan[list[str]]:
        """Functions of a schema that the login may call."""
        if schema not in self._learned:
            yield from self.learn([schema])
        functions = (name.rpartition(".") for name, each in self._signatures.items() if each.may_call)
        return sorted(name for home, _, name in functions if home == schema and not name.startswith("_"))

    def learn(self, schemas: Iterable[str]) -> Plan[None]:
        """All functions of these schemas at once."""
        asked = list(schemas)
        self._keep((yield _PUBLIC, [asked]))
        self._learned.update(asked)

    def _keep(self, rows: list[DictRow]) -> None:
        for row in rows:
            self._signatures[row["function"]] = Signature(**row | {"types": row["types"] or {}})


def _query(function: str, names: Sequence[str], signature: Signature) -> sql.Composed:
    return sql.SQL("SELECT * FROM {}({})").format(
        sql.Identifier(*function.split(".")),
        sql.SQL(", ").join(
            sql.SQL("{} => %s::{}").format(sql.Identifier(name), sql.SQL(signature.types[name]))
            for name in names
        ),
    )


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
