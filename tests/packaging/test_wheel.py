"""The wheel alone, in a bare environment and another directory, migrates a database."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agora import migrate, resources

NewDatabase = Callable[..., str]
Snapshot = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The programs of an environment with the wheel in it; what the wheel depends on is lent by this one."""
    place = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        place,
        resources.root(),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = place.glob("pg_agora-*.whl")
    venv.create(place / "env", symlinks=True)
    programs = place / "env" / "bin"
    (site,) = (place / "env").glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        programs / "python",
        "install",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*install, "--ignore-installed", wheel], check=True, capture_output=True)
    yield programs


@pytest.fixture
def elsewhere(environment: Path, tmp_path: Path) -> Callable[..., str]:
    """Run a program of that environment in an empty directory."""

    def run(program: str, *arguments: str, **variables: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            [environment / program, *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=kept | variables,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_wheel_brings_its_own_files(elsewhere: Callable[..., str], environment: Path) -> None:
    where = "from agora import resources; print(resources.__file__, resources.root())"
    module, root = map(Path, elsewhere("python", "-c", where).split())
    assert module.is_relative_to(environment.parent)
    assert root == module.parent / "_db"
    assert not list(root.rglob("clock.sql"))


def test_agora_db_upgrade(
    elsewhere: Callable[..., str], new_database: NewDatabase, snapshot: Snapshot, dsn: str
) -> None:
    target = new_database()
    assert elsewhere("agora", "db", "upgrade", AGORA_DSN=target) == f"{migrate.head()} (head)\n"
    assert elsewhere("agora", "db", "verify", AGORA_DSN=target) == "no drift\n"
    assert snapshot(target) == snapshot(dsn)


def test_alembic_upgrade_head(
    elsewhere: Callable[..., str], new_database: NewDatabase, snapshot: Snapshot, dsn: str, tmp_path: Path
) -> None:
    target = new_database()
    (tmp_path / "alembic.ini").write_text(elsewhere("agora", "db", "ini"))
    elsewhere("python", "-m", "alembic", "upgrade", "head", AGORA_DSN=target)
    assert snapshot(target) == snapshot(dsn)
    elsewhere("python", "-m", "alembic", "-x", f"dsn={target}", "downgrade", "base")
    assert migrate.revision(target) is None


def test_the_same_scripts(elsewhere: Callable[..., str]) -> None:
    assert elsewhere("agora", "db", "sql") == migrate.script()
