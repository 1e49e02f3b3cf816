"""A private installation of PostgreSQL to install the extension in; the machine's own is not touched.

A server finds its files relative to its program, so a copy of the programs beside links to everything else is
an installation of its own, with an extension directory that anybody may write to.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agora import build, cluster, resources


def ask(bindir: Path, what: str) -> Path:
    done = subprocess.run([bindir / "pg_config", f"--{what}"], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def imitate(original: Path, copy: Path) -> None:
    """Make `copy` a directory of links to what is in `original`."""
    copy.mkdir(parents=True, exist_ok=True)
    for entry in original.iterdir():
        if not (copy / entry.name).exists():
            (copy / entry.name).symlink_to(entry)


@pytest.fixture(scope="session")
def installed() -> Iterator[Path]:
    """Directory of the programs of an installation that has the extension."""
    bindir = cluster.find_bindir()
    sharedir, pkglibdir = ask(bindir, "sharedir"), ask(bindir, "pkglibdir")
    root = Path(tempfile.mkdtemp(prefix="agora-installation-", dir="/tmp"))
    try:
        root.chmod(0o755)
        own = root / bindir.relative_to("/")
        own.mkdir(parents=True)
        for program in ("postgres", "initdb", "pg_ctl", "pg_config", "psql", "pg_dump", "pg_restore"):
            shutil.copy(bindir / program, own)
        for directory in (sharedir / "extension", sharedir, pkglibdir):
            imitate(directory, root / directory.relative_to("/"))
        if ask(own, "sharedir") != root / sharedir.relative_to("/"):
            pytest.skip(f"the server in {bindir} does not look for its files beside its programs")
        extension = ask(own, "sharedir") / "extension"
        build.main(root / "build")
        for file in (*(root / "build").glob("agora--*.sql"), resources.root() / "agora.control"):
            shutil.copy(file, extension)
        yield own
    finally:
        shutil.rmtree(root)


@pytest.fixture(scope="session")
def extension_cluster(installed: Path) -> Iterator[cluster.Cluster]:
    """A server that CREATE EXTENSION agora works on."""
    server = cluster.temporary()
    server.bindir = installed
    with server:
        yield server


@pytest.fixture(scope="session")
def other_cluster(installed: Path) -> Iterator[cluster.Cluster]:
    """Another one, which has never heard of our roles."""
    server = cluster.temporary()
    server.bindir = installed
    with server:
        yield server
