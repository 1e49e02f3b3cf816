"""The scripts in examples/ print what stands beside them, for a superuser, time and again."""

import subprocess
from pathlib import Path

import pytest

from agora import cluster as launcher
from agora import resources

ROOT = resources.root()


@pytest.mark.parametrize("script", sorted((ROOT / "examples").glob("*.sql")), ids=lambda script: script.stem)
def test_output(script: Path, quiet_dsn: str, quiet_cluster: launcher.Cluster) -> None:
    expected = script.with_suffix(".out").read_text(encoding="utf-8")
    for _ in range(2):
        with script.open(encoding="utf-8") as source:
            done = subprocess.run(
                [quiet_cluster.bindir / "psql", "--no-psqlrc", "--quiet", "--dbname", quiet_dsn],
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=True,
            )
        assert done.stdout == expected
