"""A server for what reads events, which on the run's own any other test would hold back; a sandbox."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from agora import cluster as launcher
from agora import isolation, migrate

TEMPLATE = "agora_template"
ROOT = Path(__file__).parents[2]
UNPACKED = ROOT / ".venv" / "bubblewrap" / "usr" / "bin" / "bwrap"
WITHOUT = ROOT / ".venv" / "without-sandbox"
"""Where `scripts/sandbox.sh` says why bubblewrap cannot be had here."""
PYTHON = "/usr/bin/python3"
NAMESPACE = "import ctypes; raise SystemExit(ctypes.CDLL(None).unshare(0x10000000) != 0)"
"""A program that ends with 0 where the kernel gives it a user namespace."""


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
    """The test's own database on it. The roles that the test makes end with it, however the test ends."""
    roles = "SELECT rolname FROM pg_roles"
    with psycopg.connect(quiet_cluster.dsn(), autocommit=True) as admin:
        before = set(admin.execute(roles).fetchall())
        admin.execute(f"CREATE DATABASE {launcher.DATABASE} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        yield quiet_cluster.dsn(launcher.DATABASE)
        admin.execute(f"DROP DATABASE {launcher.DATABASE} WITH (FORCE)")
        for (role,) in set(admin.execute(roles)) - before:
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@pytest.fixture(scope="session")
def bwrap() -> Iterator[str]:
    """A bubblewrap that nobody, too, may start. What a machine cannot have is skipped, any other absence a failure."""
    if not Path(PYTHON).exists():
        pytest.skip(f"no sandbox: {PYTHON} is not here")
    nobody = isolation.NOBODY if os.geteuid() == 0 else None
    if subprocess.run(
        ["/usr/bin/python3", "-c", NAMESPACE], user=nobody, group=nobody, check=False
    ).returncode:
        pytest.skip("no sandbox: the kernel of this machine gives an unprivileged process no user namespace")
    if not shutil.which("bwrap") and not UNPACKED.exists():
        subprocess.run([ROOT / "scripts" / "sandbox.sh"], check=True)
    if WITHOUT.exists():
        pytest.skip(
            f"no sandbox: bubblewrap cannot be had here: {WITHOUT.read_text(encoding='utf-8').strip()}"
        )
    found = shutil.which("bwrap") or str(UNPACKED)
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        yield shutil.copy(found, directory)


@pytest.fixture
def box(bwrap: str, monkeypatch: pytest.MonkeyPatch) -> isolation.Box:
    """A box that holds, as a worker finds it."""
    monkeypatch.setenv(isolation.BWRAP_VARIABLE, bwrap)
    return isolation.find()
