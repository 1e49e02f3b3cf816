"""A server for what reads events, which on the run's own any other test would hold back; a sandbox."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from agora import cluster as launcher
from agora import isolation, migrate

TEMPLATE = "agora_template"
ROOT = Path(__file__).parents[2]
UNPACKED = ROOT / ".venv" / "bubblewrap" / "usr" / "bin" / "bwrap"
WITHOUT = ROOT / ".venv" / "without-sandbox"
"""A file that says why this machine can have no sandbox: written by who knows that it cannot, never by a test."""


@pytest.fixture(scope="session")
def quiet_cluster() -> Iterator[launcher.Cluster]:
    """A server that one test uses at a time."""
    with launcher.temporary() as server:
        with psycopg.connect(server.dsn(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate.upgrade(server.dsn(TEMPLATE))
        yield server


@pytest.fixture
def quiet_dsn(quiet_cluster: launcher.Cluster) -> Iterator[str]:
    """The test's own database on it."""
    with psycopg.connect(quiet_cluster.dsn(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {launcher.DATABASE} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        yield quiet_cluster.dsn(launcher.DATABASE)
        admin.execute(f"DROP DATABASE {launcher.DATABASE} WITH (FORCE)")


@pytest.fixture(scope="session")
def bwrap() -> Iterator[str]:
    """A bubblewrap that nobody, too, may start. Its absence is a failure, unless this machine is known to have none."""
    if WITHOUT.exists():
        pytest.skip(f"no sandbox on this machine: {WITHOUT.read_text(encoding='utf-8').strip()}")
    if not shutil.which("bwrap"):
        subprocess.run([ROOT / "scripts" / "sandbox.sh"], check=True)
    found = shutil.which("bwrap") or (str(UNPACKED) if UNPACKED.exists() else None)
    if found is None:
        pytest.fail(
            f"bubblewrap could not be had; install it, or write into {WITHOUT} why not", pytrace=False
        )
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        yield shutil.copy(found, directory)


@pytest.fixture
def box(bwrap: str, monkeypatch: pytest.MonkeyPatch) -> isolation.Box:
    """A box that holds, as a worker finds it."""
    monkeypatch.setenv(isolation.BWRAP_VARIABLE, bwrap)
    return isolation.find()
