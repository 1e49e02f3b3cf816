"""What commands share: the connection, and principals by name."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from agora.client import Agora


def connect(dsn: str | None) -> "Agora":
    """The team's database; imported late, so that `--help` is quick."""
    from agora import client

    return client.connect(dsn)


def principal_id(team: "Agora", named: str | None) -> int | None:
    """The id of whoever is named, by name or by id."""
    if named is None:
        return None
    rows = team.rows(
        "SELECT d.principal_id FROM agora.principal_directory AS d"
        " WHERE d.name = %(named)s OR d.principal_id::text = %(named)s ORDER BY d.name <> %(named)s LIMIT 1",
        {"named": named},
    )
    if not rows:
        raise typer.BadParameter(f"there is no principal {named}; agora.principal_directory has all of them")
    found: int = rows[0]["principal_id"]
    return found
