"""Where the SQL lives: `agora/_db` in an installed wheel, the top of the repository in a checkout."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """The directory that holds sql/, functions/, views/, python_udfs/ and migrations/."""
    for candidate in (_PACKAGE / "_db", _PACKAGE.parents[1]):
        if (candidate / "sql" / "install.sql").is_file():
            return candidate
    raise FileNotFoundError(f"agora's SQL files are not beside {_PACKAGE}: the installation is incomplete")


def migrations() -> Path:
    """Alembic's script location."""
    return root() / "migrations"
