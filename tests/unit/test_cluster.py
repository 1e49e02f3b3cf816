"""The launcher of private clusters, on real servers."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from agora import cluster
from agora.cli import cluster as commands


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An AGORA_HOME that the server's user may enter, unlike pytest's tmp_path when the tests run as root."""
    directory = Path(tempfile.mkdtemp(prefix="agora-test-", dir="/tmp"))
    directory.chmod(0o755)
    monkeypatch.setenv("AGORA_HOME", str(directory))
    monkeypatch.delenv("AGORA_DSN", raising=False)
    yield directory
    cluster.persistent().stop("immediate")
    shutil.rmtree(directory)


def value(server: cluster.Cluster, query: str) -> object:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        cursor = connection.execute(query)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def server_pid(server: cluster.Cluster) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def wait_for_end(*pids: int) -> None:
    """Until these processes, which need not be our children, are gone."""
    for pid in pids:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        ended, _, _ = select.select([descriptor], [], [], 30)
        os.close(descriptor)
        assert ended, f"process {pid} is still there"


def python(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_temporary_cluster_serves_and_leaves_nothing() -> None:
    with cluster.temporary(max_connections=7, fsync="on") as server:
        assert server.running()
        assert value(server, "SELECT current_setting('max_connections')") == "7"
        assert value(server, "SELECT current_setting('fsync')") == "on"
        assert value(server, "SELECT current_setting('listen_addresses')") == ""
        assert value(server, "SELECT lower('ÄÉ')") == "äé"
        assert server.root.stat().st_mode & 0o077 == 0
    assert server.status() == "stopped"
    assert not server.root.exists()


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stand-in for the directory in memory, with room."""
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")
    monkeypatch.setattr(cluster, "_free", lambda _: cluster.ROOM)
    with tempfile.TemporaryDirectory(prefix="agora-test-", dir="/tmp") as directory:
        Path(directory).chmod(0o1777)
        monkeypatch.setattr(cluster, "MEMORY", Path(directory))
        yield Path(directory)


def test_a_server_that_need_not_survive_lives_in_memory(memory: Path) -> None:
    with cluster.temporary() as server:
        assert server.root.parent == memory
        cluster.Cluster.stop(server)
        cluster.Cluster.start(server)  # which takes a lock
        assert len(list(memory.iterdir())) == 2
    assert not list(memory.iterdir())


def test_a_durable_server_lives_on_disk(memory: Path) -> None:
    assert cluster.temporary(fsync="on").root.parent == Path("/tmp")


def test_tmpdir_has_the_last_word(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/tmp")
    assert cluster.temporary().root.parent == Path("/tmp")


def test_memory_that_cannot_be_used(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_free", lambda _: cluster.ROOM - 1)
    assert cluster.temporary().root.parent == Path("/tmp")
    monkeypatch.setattr(cluster, "MEMORY", memory / "missing")
    assert cluster.temporary().root.parent == Path("/tmp")


def test_another_process_reaches_a_temporary_cluster_by_its_directory() -> None:
    with cluster.temporary() as server:
        attached = cluster.Cluster(server.root)
        assert attached.dsn() == server.dsn()
        assert attached.running()
        assert value(attached, "SELECT 1") == 1


def test_killed_owner_leaves_no_server_and_no_directory() -> None:
    owner = python(
        "from agora import cluster; import sys\n"
        "server = cluster.temporary().start()\n"
        "pid = (server.data / 'postmaster.pid').read_text().split()[0]\n"
        "print(server.root, server._guard.pid, pid, flush=True)\n"
        "sys.stdin.read()"
    )
    assert owner.stdout
    root, guard, server = owner.stdout.readline().split()
    assert Path(root).exists()
    owner.kill()
    owner.wait()
    wait_for_end(int(guard), int(server))
    assert not Path(root).exists()


def test_owner_killed_while_the_server_starts_leaves_nothing() -> None:
    owner = python(
        "from agora import cluster; import os\n"
        "server = cluster.temporary()\n"
        "def killed(_):\n"
        "    print(server.root, server._guard.pid, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "cluster.atexit.register = killed\n"
        "server.start()"
    )
    output, _ = owner.communicate()
    assert owner.returncode == -signal.SIGKILL
    root, guard = output.split()
    wait_for_end(int(guard))
    assert not Path(root).exists()


def test_a_start_that_fails_says_why_and_leaves_nothing() -> None:
    server = cluster.temporary(shared_buffers="nonsense")
    with pytest.raises(cluster.ClusterError, match="shared_buffers"):
        server.start()
    assert not server.root.exists()


@pytest.mark.usefixtures("home")
def test_persistent_cluster_is_crash_safe_and_keeps_its_data() -> None:
    server = cluster.persistent().start()
    assert value(server, "SELECT current_setting('fsync')") == "on"
    assert value(server, "SELECT current_setting('data_checksums')") == "on"
    assert value(server, "SELECT current_setting('listen_addresses')") == ""
    value(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    assert server.status() == "stopped"
    server.stop()  # a second time is no error
    assert value(cluster.persistent().start(), "SELECT answer FROM kept") == 42


@pytest.mark.usefixtures("home")
def test_concurrent_starters_share_one_server() -> None:
    code = (
        "from agora import cluster\n"
        "server = cluster.persistent().start()\n"
        "print((server.data / 'postmaster.pid').read_text().split()[0])"
    )
    starters = [python(code) for _ in range(4)]
    outputs = [starter.communicate()[0] for starter in starters]
    assert [starter.returncode for starter in starters] == [0] * 4
    assert {int(output) for output in outputs} == {server_pid(cluster.persistent())}


@pytest.mark.usefixtures("home")
def test_a_killed_server_recovers() -> None:
    server = cluster.persistent().start()
    value(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    pid = server_pid(server)
    os.kill(pid, signal.SIGKILL)
    wait_for_end(pid)
    assert server.status() == "stopped"
    assert value(server.start(), "SELECT answer FROM kept") == 42


@pytest.mark.parametrize(
    "content", ["", f"{os.getpid()}\n/somewhere\n"], ids=["empty", "somebody else's pid"]
)
@pytest.mark.usefixtures("home")
def test_a_pid_file_from_before_a_reboot_is_recovered(content: str) -> None:
    server = cluster.persistent().start()
    pid_file = server.data / "postmaster.pid"
    before = pid_file.stat()
    server.stop()
    pid_file.write_text(content)
    os.chown(pid_file, before.st_uid, before.st_gid)
    assert server.status() == "stopped"
    assert server.start().running()


@pytest.mark.usefixtures("home")
def test_a_lost_socket_is_brought_back() -> None:
    server = cluster.persistent().start()
    Path(server.host, f".s.PGSQL.{cluster.PORT}").unlink()
    assert value(server.start(), "SELECT 1") == 1


def test_a_path_too_long_for_a_socket(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGORA_HOME", str(home / ("long" * 30)))
    server = cluster.persistent().start()
    try:
        assert len(server.host) < 40
        assert Path(server.host).stat().st_mode & 0o077 == 0
        assert value(server, "SELECT 1") == 1
    finally:
        server.stop()
        Path(server.host).rmdir()


def test_a_socket_directory_of_somebody_else_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGORA_HOME", str(home / ("long" * 30)))
    server = cluster.persistent()
    Path(server.host).symlink_to(home)
    try:
        with pytest.raises(cluster.ClusterError, match="is not a directory of"):
            server.start()
    finally:
        Path(server.host).unlink()


def test_a_home_that_the_server_may_not_enter(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o500)
    monkeypatch.setenv("AGORA_HOME", str(closed))
    with pytest.raises(cluster.ClusterError, match="Set AGORA_HOME to a directory"):
        cluster.persistent().start()
    closed.chmod(0o700)


@pytest.mark.usefixtures("home")
def test_no_server_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_CONFIG", "/nowhere/pg_config")
    with pytest.raises(cluster.ServerNotFound, match=r"15 or newer was not found in .*nowhere.*make setup"):
        cluster.find_bindir()


def test_a_cluster_of_another_version_is_not_touched(home: Path) -> None:
    data = home / "cluster" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(cluster.ServerNotFound, match="PostgreSQL 9, which made this cluster"):
        cluster.persistent().start()
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]
    shutil.rmtree(data)


def test_where_the_data_live(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AGORA_HOME", str(tmp_path))
    assert cluster.data_dir() == tmp_path
    monkeypatch.delenv("AGORA_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", "/share")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert cluster.data_dir() == Path("/share/agora")
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert cluster.data_dir() == Path("/home/somebody/.local/share/agora")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert cluster.data_dir() == Path("/var/lib/agora")


def test_a_command_runs_against_a_temporary_server(capfd: pytest.CaptureFixture[str]) -> None:
    assert cluster.main(["sh", "-c", 'echo "$PGHOST:$PGPORT:$PGUSER"; exit 5']) == 5
    host, port, user = capfd.readouterr().out.strip().split(":")
    assert (port, user) == (str(cluster.PORT), "postgres")
    assert not Path(host).exists()


@pytest.fixture
def app() -> typer.Typer:
    application = typer.Typer()
    commands.register(application)
    return application


@pytest.mark.usefixtures("home")
def test_status_and_down(app: typer.Typer) -> None:
    run = CliRunner().invoke
    stopped = run(app, ["status"])
    assert (stopped.exit_code, stopped.output) == (1, "stopped. Start it with `agora up`.\n")
    assert run(app, ["down"]).output == "not running.\n"
    server = cluster.persistent().start()
    running = run(app, ["status"])
    assert (running.exit_code, running.output) == (0, f"running: {server.dsn('agora')}\n")
    assert run(app, ["dsn"]).output == f"{server.dsn('agora')}\n"
    assert run(app, ["down"]).output.startswith("stopped; the data stay")
    assert server.status() == "stopped"


@pytest.mark.usefixtures("home")
def test_psql_without_a_cluster_says_what_to_do(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["psql", "-c", "SELECT 1"])
    assert isinstance(result.exception, cluster.ClusterError)
    assert "Make it with `agora up`" in str(result.exception)


def test_agora_dsn_starts_nothing(app: typer.Typer, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGORA_DSN", "host=/nowhere dbname=mine")
    run = CliRunner().invoke
    assert run(app, ["dsn"]).output == "host=/nowhere dbname=mine\n"
    assert run(app, ["up"]).exit_code == 0
    assert run(app, ["down"]).exit_code == 0
    unreachable = run(app, ["status"])
    assert unreachable.exit_code == 1
    assert "unreachable" in unreachable.output
    assert list(home.iterdir()) == []


def test_psql_reaches_the_server_of_agora_dsn(monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster.temporary() as server:
        monkeypatch.setenv("AGORA_DSN", server.dsn())
        code = (
            "import typer; from agora.cli import cluster; app = typer.Typer(); cluster.register(app)\n"
            "app(['psql', '-XAtc', 'SELECT 6 * 7'])"
        )
        assert subprocess.check_output([sys.executable, "-c", code], text=True) == "42\n"
