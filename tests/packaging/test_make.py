"""What make says where the machine lacks something: one sentence, soon, and exit codes as documented."""

import os
import shlex
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
SECONDS = 60


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """Environment of an ordinary user of a machine with apt-get whose PostgreSQL has none of the extensions."""
    programs = {
        "pg_config": f"case $1 in --version) echo PostgreSQL 15.1 ;; *) echo {shlex.quote(str(tmp_path))} ;; esac",
        "id": "echo 1000",
        "apt-get": "echo apt-get was called >&2; exit 1",
    }
    for name, script in programs.items():
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    ours = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    return ours | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PG_CONFIG": str(tmp_path / "pg_config")}


def run(environment: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=REPO, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def test_the_script_exits_3_with_the_administrators_command(bare: dict[str, str]) -> None:
    done = run(bare, "scripts/server.sh")
    assert (done.returncode, done.stdout) == (3, "")
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith("agora: this machine lacks PostgreSQL, pgvector, plpython3u, pgtap")
    assert "an administrator brings it with: " in sentence
    assert f"make -C {REPO} system" in sentence


@pytest.mark.parametrize("target", ["setup", "demo", "test", "bench"])
def test_make_shows_the_sentence_and_the_code_and_exits_2(bare: dict[str, str], target: str) -> None:
    done = run(bare, "make", "--no-print-directory", target)
    assert (done.returncode, done.stdout) == (2, "")
    sentence, code = done.stderr.splitlines()
    assert sentence.startswith("agora: this machine lacks ")
    assert code.startswith("make: *** ") and code.endswith(f"{target}] Error 3")


def test_a_wrong_pg_config_is_named(bare: dict[str, str]) -> None:
    done = run(bare | {"PG_CONFIG": "/nonexistent/pg_config"}, "scripts/server.sh", "--find")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(
        "agora: PG_CONFIG=/nonexistent/pg_config is not the pg_config of a PostgreSQL"
    )


def test_without_bubblewrap_the_tests_go_on(bare: dict[str, str], tmp_path: Path) -> None:
    """Its script says what that means, installs nothing and does not fail."""
    shutil.copytree(REPO / "scripts", tmp_path / "scripts")
    (tmp_path / ".venv").mkdir()
    programs = [shutil.which(name) for name in ("bash", "dirname", "mktemp", "tail", "rm")]
    for program in filter(None, programs):
        (tmp_path / Path(program).name).symlink_to(program)
    (tmp_path / "dpkg-deb").symlink_to("/bin/false")
    done = run(bare | {"PATH": str(tmp_path)}, str(tmp_path / "scripts" / "sandbox.sh"))
    assert (done.returncode, done.stdout) == (0, "")
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith("agora: going on without bubblewrap (apt-get was called)")
    assert [path.name for path in (tmp_path / ".venv").iterdir()] == ["without-sandbox"]
    assert (tmp_path / ".venv" / "without-sandbox").read_text() == "apt-get was called\n"
