"""The pgTAP files run under pg_prove alone, too."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

HERE = Path(__file__).parents[1] / "pgtap"
FILES = sorted(HERE.rglob("*.sql"))[:2]

PASSING = "BEGIN;\nSELECT plan(1);\nSELECT ok(true);\nSELECT * FROM finish();\nROLLBACK;\n"
DYING = "BEGIN;\nSELECT plan(2);\nSELECT ok(true);\nSELECT nonsense;\nROLLBACK;\n"


def prove(dsn: str, *files: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("pg_prove")
    if program is None:
        pytest.skip("pg_prove is not installed")
    address = conninfo_to_dict(dsn)
    flags = [f"--{name}={address[name]}" for name in ("host", "port", "dbname")]
    command = [program, *flags, f"--username={address['user']}", "--ext", ".sql", *files]
    return subprocess.run(command, capture_output=True, text=True, env=dict(os.environ))


def test_files_pass(timed_dsn: str) -> None:
    assert FILES
    done = prove(timed_dsn, *FILES)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Files={len(FILES)}," in done.stdout
    assert "Result: PASS" in done.stdout


def test_a_file_that_dies_fails(timed_dsn: str, tmp_path: Path) -> None:
    (tmp_path / "passing.sql").write_text(PASSING)
    (tmp_path / "dying.sql").write_text(DYING)
    done = prove(timed_dsn, tmp_path)
    assert done.returncode != 0
    assert "Result: FAIL" in done.stdout


FILES_OF_EVERY_KIND = {
    "passes": (PASSING, "PASSED"),
    "dies": (DYING, "FAILED"),
    "stops_early": (PASSING.replace("plan(1)", "plan(2)"), "FAILED"),
    "is_wrong": (PASSING.replace("ok(true)", "ok(false)"), "FAILED"),
    "expects_to_be_wrong": (
        PASSING.replace("SELECT ok(true)", "SELECT todo(1);\nSELECT ok(false)"),
        "PASSED",
    ),
    "skips_a_step": (PASSING.replace("SELECT ok(true)", "SELECT skip('not here')"), "PASSED"),
    "has_no_plan": (
        PASSING.replace("SELECT plan(1);\n", "").replace("SELECT ok(true);", "SELECT 1;"),
        "FAILED",
    ),
    "keeps_its_rows": (PASSING.replace("BEGIN;\n", ""), "ERROR"),
}


def test_the_collector_judges_every_kind_of_file(tmp_path: Path) -> None:
    """A run of pytest inside this one, on the same server, with nothing but the collector."""
    shutil.copy(HERE / "conftest.py", tmp_path)
    for name, (text, _) in FILES_OF_EVERY_KIND.items():
        (tmp_path / f"{name}.sql").write_text(text)
    options = [
        "-rA",
        "--tb=no",
        "--continue-on-collection-errors",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", tmp_path, *options, tmp_path],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTEST_XDIST_WORKER": "inner_" + os.environ.get("PYTEST_XDIST_WORKER", "main")},
    )
    verdicts = {
        name: verdict
        for verdict, name in re.findall(r"^([A-Z]+) (?:\S*/)?(\w+)\.sql", done.stdout, re.MULTILINE)
    }
    assert verdicts == {name: verdict for name, (_, verdict) in FILES_OF_EVERY_KIND.items()}, done.stdout
