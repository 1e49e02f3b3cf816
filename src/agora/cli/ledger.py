"""`agora balance`, `history`, `grant`, `adjust`, `reconcile` and `agora ledger …`: money, and proof of it."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, cell, dumped, show
from agora.cli.team import connect as _team
from agora.cli.team import principal_id as _principal

if TYPE_CHECKING:
    from agora.client import Agora
    from agora.seals import Seal

app = typer.Typer(help="Seals of the ledger: make, keep, verify, prove.", no_args_is_help=True)

Principal = Annotated[
    str | None, typer.Argument(help="Name or id. Default: all that the login may see.", show_default=False)
]
Whose = Annotated[str, typer.Argument(metavar="PRINCIPAL", help="Name or id.", show_default=False)]
Limit = Annotated[int, typer.Option(help="Most rows.", min=1, max=100_000)]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept.", show_default=False)]
Key = Annotated[
    str | None,
    typer.Option(
        "--key", help="Makes a repeated call answer with the first. Default: a new one.", show_default=False
    ),
]

_ACCOUNTS = """
SELECT v.account_id, v.principal_id, coalesce(d.name, v.name) AS name, v.kind, v.balance, v.held, v.available,
       v.frozen_at, v.frozen_reason
  FROM agora_ledger.account_balance_view AS v
  LEFT JOIN agora.principal_directory AS d ON d.principal_id = v.principal_id
 WHERE %(principal)s::bigint IS NULL OR v.principal_id = %(principal)s
 ORDER BY v.balance DESC, v.account_id
 LIMIT %(limit)s
"""
_MOVEMENTS = """
SELECT s.transaction_id, s.recorded_at, coalesce(d.name, a.name) AS name, s.kind, s.reason, s.amount, s.balance_after,
       s.account_id, s.line, s.created_by, s.correlation_id, s.meta
  FROM agora_ledger.account_balance_view AS a
 CROSS JOIN LATERAL agora_ledger.read_statement(
          a.account_id, p_before => %(before)s, p_from => %(start)s::timestamptz, p_to => %(end)s::timestamptz,
          p_reason => %(reason)s, p_limit => %(limit)s) AS s
  LEFT JOIN agora.principal_directory AS d ON d.principal_id = s.principal_id
 WHERE %(principal)s::bigint IS NULL OR a.principal_id = %(principal)s
 ORDER BY s.transaction_id DESC, s.line DESC
 LIMIT %(limit)s
"""
# The time as text, besides its microseconds: whoever edits a row may give it one that Python has not.
_SEALS = """
SELECT s.seal_id, s.version, s.first_transaction, s.last_transaction, s.transactions, s.root, s.previous_hash,
       to_json(s.sealed_at) #>> '{}' AS sealed_at, s.hash, timestamptz_send(s.sealed_at) AS micros
  FROM agora_ledger.published_seal AS s
 ORDER BY s.seal_id
"""
_UNSEALED = """
SELECT count(*) AS unsealed
  FROM (SELECT DISTINCT s.transaction_id
          FROM agora_ledger.statement AS s
         WHERE s.transaction_id > coalesce((SELECT max(p.last_transaction)
                                              FROM agora_ledger.published_seal AS p), 0)) AS t
"""


# ---- accounts --------------------------------------------------------------------------------------------


def balance(
    principal: Principal = None,
    limit: Limit = 100,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show what accounts hold, exact now, the richest first."""
    with _team(dsn) as team:
        rows = team.rows(_ACCOUNTS, {"principal": _principal(team, principal), "limit": limit})
    columns = ("account_id", "name", "kind", "balance", "held", "available", "frozen_at")
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="No account.")


def history(
    principal: Principal = None,
    start: Annotated[str | None, typer.Option("--from", help="From this time on.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Before this time.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Only for this reason.")] = None,
    before: Annotated[int | None, typer.Option(help="Only before this transaction.", min=0)] = None,
    limit: Limit = 50,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show what moved, the latest first, with the balance after each."""
    with _team(dsn) as team:
        asked = {"start": start, "end": end, "reason": reason, "before": before, "limit": limit}
        rows = team.rows(_MOVEMENTS, {"principal": _principal(team, principal), **asked})
    columns = ("transaction_id", "recorded_at", "name", "kind", "reason", "amount", "balance_after")
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="Nothing moved.")


def grant(
    principal: Whose,
    amount: Annotated[str, typer.Argument(help="Tokens, above 0.", show_default=False)],
    reason: Reason,
    key: Key = None,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Make tokens and give them to a principal. For operators."""
    with _team(dsn) as team:
        wallet = team.ledger.wallet_of(principal=_principal(team, principal))
        made = team.ledger.mint(
            to=wallet, amount=_tokens(amount), reason=reason, key=(key := key or _new_key())
        )
        _posted(team, made, wallet, key, as_json)


def adjust(
    principal: Whose,
    amount: Annotated[
        str, typer.Argument(help="Tokens, above 0 to it, below 0 from it.", show_default=False)
    ],
    reason: Reason,
    against: Annotated[str, typer.Option(help="The other side: treasury or reward_pool.")] = "treasury",
    key: Key = None,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Put a principal's wallet right, against a system account. For operators."""
    with _team(dsn) as team:
        wallet = team.ledger.wallet_of(principal=_principal(team, principal))
        made = team.ledger.adjust(
            account=wallet,
            amount=_tokens(amount),
            reason=reason,
            against=against,
            key=(key := key or _new_key()),
        )
        _posted(team, made, wallet, key, as_json)


def _tokens(amount: str) -> Any:
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(amount)
    except InvalidOperation:
        raise typer.BadParameter(f"{amount} is no number") from None


def _new_key() -> str:
    from uuid import uuid4

    return str(uuid4())


def _posted(team: "Agora", transaction: int, wallet: int, key: str, as_json: bool) -> None:
    """Say what was booked."""
    balance = team.ledger.balance(account=wallet)
    told = {"transaction_id": transaction, "account_id": wallet, "balance": balance, "key": key}
    if as_json:
        typer.echo(dumped(told, indent=2))
    else:
        typer.echo(f"transaction {transaction}: account {wallet} now holds {cell(balance)} (key {key})")


def reconcile(as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Compare everything in the ledger with everything. Exit code 1: something does not agree."""
    with _team(dsn) as team:
        rows = team.ledger.reconcile()
    show(rows, ("subject", "violation"), as_json=as_json, as_csv=as_csv, nothing="Everything agrees.")
    if rows:
        raise typer.Exit(1)


# ---- seals -----------------------------------------------------------------------------------------------


@app.command()
def seal(
    export: Annotated[
        Path | None, typer.Option(help="Write all seals to this file, to be kept elsewhere.")
    ] = None,
    leaves: Annotated[
        bool,
        typer.Option("--leaves", help="With the hash of every transaction, which names what was changed."),
    ] = False,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Seal what is decided. Two calls do it: the first one marks, the second one finds that all before it has ended."""
    with _team(dsn) as team:
        before = _seals(team)
        for _ in range(2):
            team.ledger.seal_range()
        made = _seals(team)[len(before) :]
        (waiting,) = team.rows(_UNSEALED)
        if export:
            _export(team, export, leaves)
    show(made, _COLUMNS, as_json=as_json, as_csv=as_csv, nothing="Nothing new to seal.")
    if waiting["unsealed"]:
        typer.echo(f"{waiting['unsealed']} transactions wait until those that are open have ended", err=True)


_COLUMNS = ("seal_id", "first_transaction", "last_transaction", "transactions", "sealed_at", "hash")


def _seals(team: "Agora") -> list[dict[str, Any]]:
    """The seals, to be shown: a time that Python has not stays as the database writes it."""
    from datetime import datetime

    found = [{name: value for name, value in row.items() if name != "micros"} for row in team.rows(_SEALS)]
    for one in found:
        with suppress(ValueError):
            one["sealed_at"] = datetime.fromisoformat(one["sealed_at"])
    return found


def _export(team: "Agora", file: Path, with_leaves: bool) -> None:
    """Write the seals; leaves are in a table that not everybody reads."""
    from dataclasses import replace

    from agora import seals

    found = [
        seals.Seal.told(dumped(row | {"sealed_at": int.from_bytes(row["micros"], "big", signed=True)}))
        for row in team.rows(_SEALS)
    ]
    if with_leaves:
        found = [replace(one, leaves=seals.stored_leaves(team.connection, one)) for one in found]
    file.write_text("".join(f"{one.line()}\n" for one in found), encoding="utf-8")


@app.command("seals")
def list_seals(as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Show the seals."""
    with _team(dsn) as team:
        rows = _seals(team)
    show(rows, _COLUMNS, as_json=as_json, as_csv=as_csv, nothing="No seal yet: agora ledger seal")


@app.command()
def proof(
    transaction: Annotated[int, typer.Argument(help="Its id.", show_default=False)],
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Show that a transaction is under a seal. Exit code 1: it is not, or not as it is now."""
    with _team(dsn) as team:
        (found,) = team.ledger.inclusion_proof(transaction=transaction)
        arguments = {name: found[name] for name in ("leaf", "index", "size", "audit_path", "root")}
        holds: bool = team.ledger.check_inclusion(**arguments)
    told = {name: _plain(value) for name, value in found.items()} | {"holds": holds}
    if as_json:
        typer.echo(dumped(told, indent=2))
    else:
        rows = [{"field": name, "value": cell(value)} for name, value in told.items()]
        show(rows, ("field", "value"), as_json=False, as_csv=False, nothing="")
    if not holds:
        raise typer.Exit(1)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.hex() if isinstance(value, bytes) else value


@app.command()
def verify(
    root: Annotated[
        Path | None, typer.Option(help="Seals that were kept elsewhere: a file of `seal --export`.")
    ] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Hash the rows of the ledger anew and compare them with the seals. Exit code 1: something was changed.

    The database's own functions are not asked. Without seals that were kept elsewhere this finds mistakes, not whoever
    can make seals anew.
    """
    from agora import seals

    kept = _kept(root) if root else []
    with _team(dsn) as team, team.transaction():
        findings = [vars(found) for found in seals.verify(team.connection, kept)]
        sealed = seals.stored(team.connection)
    count = sum(one.transactions for one in sealed)
    told = f"Nothing was changed: {len(sealed)} seals, {count} transactions, {len(kept)} kept elsewhere."
    columns = ("seal_id", "transaction_id", "problem")
    show(findings, columns, as_json=as_json, as_csv=as_csv, nothing=told)
    if findings:
        raise typer.Exit(1)


def _kept(file: Path) -> "list[Seal]":
    from agora import seals

    try:
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        found = [seals.Seal.told(line) for line in lines]
    except (ValueError, KeyError, TypeError) as error:
        raise typer.BadParameter(f"{file} is no export of seals: {error}") from None
    if not found:
        raise typer.BadParameter(f"{file} has no seal in it")
    return found


def register(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (balance, history, grant, reconcile):
        main.command()(command)
    # A negative amount is no option.
    main.command(context_settings={"ignore_unknown_options": True})(adjust)
    main.add_typer(app, name="ledger")
