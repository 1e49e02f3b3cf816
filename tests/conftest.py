"""One throw-away server for the whole run, two migrated templates, a clone per worker or per test.

The xdist controller (or the only process) starts the server and builds the templates; the workers find it by
the environment. It ends with the process that started it, however that ends.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import psycopg
import pytest
from psycopg import sql
from pytest_postgresql import factories
from pytest_postgresql.janitor import DatabaseJanitor

from agora import cluster as launcher
from agora import database, migrate
from tests.support.pace import UNHURRIED

Connection = psycopg.Connection[Any]

ROOT = "AGORA_TEST_ROOT"
BROKEN = "AGORA_TEST_BROKEN"
PLAIN = "agora_template"
"""The product as it is shipped."""
TIMED = "agora_timed_template"
"""The same with pgTAP and clocks that a test can set."""
TASTES = ("FORCE_COLOR", "NO_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "COLUMNS", "LINES")
"""By which a terminal or a CI service changes what programs print."""
SESSIONS = 100
"""More than any test opens; the server has room for one in every process, and for the sessions that are just ending."""

# A slow machine is no failure, and neither is luck: `make test` always draws the same examples, `make test-deep` many
# more, and others each time.
_patient = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("usual", _patient, derandomize=True)
hypothesis.settings.register_profile("deep", _patient, max_examples=5000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))

_server = pytest.StashKey[launcher.TemporaryCluster]()
_home = pytest.StashKey[str]()
_outcome = pytest.StashKey[str]()


# ---- the server --------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    for name in [name for name in os.environ if name.startswith(("AGORA_", "PG"))]:
        if name != "PG_CONFIG":
            del os.environ[name]
    config.stash[_home] = os.environ["AGORA_HOME"] = tempfile.mkdtemp(prefix="agora-home-")
    processes = len(getattr(config.option, "tx", ())) or 1
    server = config.stash[_server] = launcher.temporary(max_connections=SESSIONS * (processes + 1)).start()
    os.environ[ROOT] = str(server.root)
    try:
        build_templates(server)
    except Exception as error:  # tests without a database still run; the others fail and say why
        os.environ[BROKEN] = "\n".join(
            [f"the database cannot be built: {error}", *getattr(error, "__notes__", ())]
        )


def pytest_sessionstart() -> None:
    """Programs under test print as they do by themselves, and reach what is on this machine.

    By now pytest has taken its own colours from the environment, and no worker has been started.
    """
    for name in TASTES:
        os.environ.pop(name, None)
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1,localhost"


def build_templates(server: launcher.Cluster) -> None:
    with database.connect(server.dsn(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {PLAIN}")
        migrate.upgrade(server.dsn(PLAIN))
        admin.execute(f"CREATE DATABASE {TIMED} TEMPLATE {PLAIN} STRATEGY file_copy")
        with database.connect(server.dsn(TIMED)) as timed:
            timed.execute("CREATE EXTENSION pgtap WITH SCHEMA public")
            for support in ("clock.sql", "helpers.sql"):
                timed.execute((Path(__file__).parent / "support" / support).read_bytes())
            if timed.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'plpgsql_check'").fetchone():
                timed.execute("CREATE EXTENSION plpgsql_check WITH SCHEMA public")
        for name in (PLAIN, TIMED):
            admin.execute(f"ALTER DATABASE {name} IS_TEMPLATE true ALLOW_CONNECTIONS false")
    os.environ["AGORA_TEST_TIMED"] = TIMED


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(_server, None):
        server.stop()
        shutil.rmtree(config.stash[_home], ignore_errors=True)
    if outcome := config.stash.get(_outcome, None):
        config.get_terminal_writer().line(outcome)


# ---- databases ---------------------------------------------------------------------------------------------


class Janitor(DatabaseJanitor):
    """Clones by copying files, three times faster than by writing WAL when fsync is off."""

    def init(self) -> None:
        with self.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(self.dbname), sql.Identifier(self.template_dbname or "template1")
                )
            )


@pytest.fixture(scope="session")
def cluster() -> launcher.Cluster:
    """The server of this run."""
    return launcher.Cluster(Path(os.environ[ROOT]))


@pytest.fixture(scope="session")
def _template(cluster: launcher.Cluster) -> SimpleNamespace:
    """The address that pytest-postgresql works with."""
    if broken := os.environ.get(BROKEN):
        pytest.fail(broken, pytrace=False)
    return SimpleNamespace(
        host=cluster.host,
        port=cluster.port,
        user=cluster.user,
        password=None,
        options="",
        maintenance_dbname="postgres",
        template_dbname=PLAIN,
    )


_worker_template = factories.postgresql_noproc(depends_on="_template", dbname="agora")
_numbers = count(1)


@pytest.fixture(scope="session")
def _clone(_worker_template: Any) -> Callable[[str | None], Janitor]:
    """Make the janitor of a new database, cloned from a template (None: this worker's of the product)."""

    def janitor(template: str | None = None) -> Janitor:
        return Janitor(
            user=_worker_template.user,
            host=_worker_template.host,
            port=_worker_template.port,
            dbname=f"{_worker_template.dbname}_{next(_numbers)}",
            template_dbname=template or _worker_template.template_dbname,
        )

    return janitor


@pytest.fixture
def login(cluster: launcher.Cluster) -> Iterator[Callable[..., str]]:
    """Make logins: `login("ada", "agora_reader")` is a member of that role; returns the name that it has got.

    A role is of the whole server, which runs other tests beside this one: no two have the same name. Logins end after
    the test's databases, with which goes what they own there.
    """
    made: list[sql.Identifier] = []

    def make(name: str, *groups: str) -> str:
        name = f"{name}_{os.getpid()}_{next(_numbers)}"
        role = sql.Identifier(name)
        with psycopg.connect(cluster.dsn()) as admin:
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
            for group in groups:
                admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), role))
        made.append(role)
        return name

    yield make
    if made:
        with psycopg.connect(cluster.dsn()) as admin:
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.SQL(", ").join(made)))


@pytest.fixture
def new_database(
    cluster: launcher.Cluster, _clone: Callable[[str | None], Janitor], login: Callable[..., str]
) -> Iterator[Callable[..., str]]:
    """Make databases: `new_database()` is empty, `new_database(PLAIN)` a clone; returns the DSN."""
    made: list[Janitor] = []

    def make(template: str = "template1") -> str:
        janitor = _clone(template)
        janitor.init()
        made.append(janitor)
        return cluster.dsn(janitor.dbname)

    yield make
    for janitor in made:
        janitor.drop()


@pytest.fixture
def dsn(
    cluster: launcher.Cluster, _clone: Callable[[str | None], Janitor], login: Callable[..., str]
) -> Iterator[str]:
    """The test's own clone of the product: commit, LISTEN, kill and drop as you like."""
    with _clone(None) as janitor:
        yield cluster.dsn(janitor.dbname)


@pytest.fixture
def db(dsn: str) -> Iterator[Connection]:
    """A connection to the test's own clone."""
    with psycopg.connect(dsn) as connection:
        yield connection


@pytest.fixture
def unhurried(dsn: str) -> None:
    """In the test's own clone a manifest has the time that it needs."""
    with psycopg.connect(dsn) as connection:
        connection.execute(UNHURRIED)


@pytest.fixture
def timed_dsn(new_database: Callable[..., str]) -> str:
    """The test's own clone with clocks that it can set."""
    return new_database(TIMED)


@pytest.fixture(scope="session")
def _shared(cluster: launcher.Cluster, _clone: Callable[[str | None], Janitor]) -> Iterator[Connection]:
    with _clone(None) as janitor, psycopg.connect(cluster.dsn(janitor.dbname)) as connection:
        yield connection


@pytest.fixture
def conn(_shared: Connection) -> Iterator[Connection]:
    """A connection to a clone that the worker's tests share; what the test does is rolled back."""
    with _shared.transaction(force_rollback=True):
        yield _shared


@pytest.fixture(scope="session")
def incident_dsn(cluster: launcher.Cluster, _clone: Callable[[str | None], Janitor]) -> Iterator[str]:
    """An empty database for the programs in examples/incidents to break."""
    with _clone("template1") as janitor:
        yield cluster.dsn(janitor.dbname)


@pytest.fixture(scope="session")
def run(cluster: launcher.Cluster) -> Callable[..., str]:
    """Run one of the server's programs, or agora itself; returns its output, raises when it fails."""

    def run(program: str, *arguments: str | Path, **environment: str) -> str:
        command = [sys.executable, "-m", "agora"] if program == "agora" else [cluster.bindir / program]
        done = subprocess.run(
            [*command, *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
            timeout=120,
        )
        if done.returncode:
            error = subprocess.CalledProcessError(done.returncode, program, done.stdout, done.stderr)
            error.add_note(done.stdout + done.stderr)
            raise error
        return done.stdout

    return run


@pytest.fixture(scope="session")
def snapshot(run: Callable[..., str]) -> Callable[[str], list[str]]:
    """Everything pg_dump knows of a database, but what differs between any two: times and its own tokens."""

    def snapshot(dsn: str) -> list[str]:
        text = run("pg_dump", "--dbname", dsn, "--inserts")
        text = re.sub(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*\+00'", "'<time>'", text)
        return sorted(line for line in text.splitlines() if line and not line.startswith(("--", "\\")))

    return snapshot


# ---- the last line -----------------------------------------------------------------------------------------


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    reports = terminalreporter.stats
    tap = [dict(r.user_properties) for group in reports.values() for r in group if _is_tap(r)]
    ok, not_ok, todo, skipped = (
        sum(counts[name] for counts in tap) for name in ("ok", "not_ok", "todo", "skip")
    )
    failed = {r.nodeid for name in ("failed", "error") for r in reports.get(name, ())}
    skips = {r.nodeid for name in ("skipped", "xfailed") for r in reports.get(name, ())} - failed
    passed = {r.nodeid for name in ("passed", "xpassed") for r in reports.get(name, ())} - failed - skips
    config.stash[_outcome] = (
        f"pgTAP: {len(tap)} files, {ok + not_ok + todo + skipped} assertions: "
        f"{ok} ok, {not_ok} not ok, {todo} todo, {skipped} skipped\n"
        f"{len(passed)} passed, {len(failed)} failed, {len(skips)} skipped"
    )


def _is_tap(report: Any) -> bool:
    return getattr(report, "when", None) == "call" and any(
        name == "not_ok" for name, _ in report.user_properties
    )
