"""Private PostgreSQL servers: one launcher for the demo, the tests and `agora up`.

A private server listens on a Unix socket in a directory only its owner can enter, never on the network;
its port number is part of a file name and clashes with nothing. PostgreSQL refuses to run as root, so
root's server runs as `postgres` (or `nobody`); every other user's runs as that user.

`persistent()` is the user's own cluster: crash-safe, and it outlives the process that started it.
`temporary()` is thrown away: a guard process holds the other end of a pipe, and when the owner goes,
however it goes, the guard stops the server and removes the directory.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

from psycopg.conninfo import make_conninfo

DATABASE: Final = "agora"
MIN_MAJOR: Final = 15
PORT: Final = 5439
# sun_path holds 104 bytes on macOS and 108 on Linux, the final NUL included.
SOCKET_PATH_LIMIT: Final = 103
MEMORY: Final = Path("/dev/shm")  # noqa: S108
ROOM: Final = 1 + (os.cpu_count() or 1) << 30
"""Bytes that must be free in it for a server to live there: the tests use half a gigabyte for each core, and some."""

_PG_CONFIGS: Final = (
    "usr/lib/postgresql/*/bin/pg_config",
    "usr/pgsql-*/bin/pg_config",
    "opt/homebrew/opt/postgresql@*/bin/pg_config",
    "usr/local/opt/postgresql@*/bin/pg_config",
    "Applications/Postgres.app/Contents/Versions/*/bin/pg_config",
)

# Runs as the server's user, so that root never writes where that user could plant a link.
# $1 root  $2 bindir  $3 socket directory  $4 text of postgresql.conf  $5… further options of initdb
_START: Final = r"""
set -eu; umask 077
root=$1 bin=$2 sock=$3 conf=$4; shift 4
mkdir -p "$sock"
if [ ! -O "$sock" ] || [ -h "$sock" ]; then echo "$sock is not a directory of $(id -un)"; exit 1; fi
chmod 700 "$sock"
if [ ! -d "$root/data" ]; then
    rm -rf "$root/data.new"
    "$bin/initdb" -D "$root/data.new" -U postgres -A trust -E UTF8 "$@" >"$root/initdb.log" 2>&1 </dev/null ||
        { cat "$root/initdb.log"; exit 1; }
    mv "$root/data.new" "$root/data"
fi
printf %s "$conf" >"$root/data/postgresql.conf"
"$bin/pg_ctl" -D "$root/data" -l "$root/server.log" -w -t 60 -s start </dev/null ||
    { tail -n 15 "$root/server.log"; exit 1; }
"""

# The life of a temporary server is one shell that ends when its standard input does. Each step waits for
# the one before, so there is no moment at which the owner's death leaves something behind.
_GUARD_BEGIN: Final = r"""
trap '' PIPE; trap 'exit 1' HUP INT TERM
trap '"$bin/pg_ctl" -D "$root/data" -m immediate -w -s stop >/dev/null 2>&1 || :; rm -rf "$root" "$sock"' EXIT
"""
_GUARD_END: Final = r"""
echo ready || :
exec >/dev/null 2>&1
cat
"""

_COMMON: Final = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "cluster_name": "agora",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.english",
    "max_connections": "100",
    "min_wal_size": "1GB",
    "max_wal_size": "1GB",
    "jit": "off",
}
_TEMPORARY: Final = {
    "shared_buffers": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "80MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
}


class ClusterError(RuntimeError):
    """A private server could not do what was asked; the message ends with what to do."""


class ServerNotFound(ClusterError):  # noqa: N818
    """No usable PostgreSQL is installed."""


def find_bindir(major: int | None = None) -> Path:
    """Directory of the server's programs: what $PG_CONFIG names, else the newest with all our extensions.

    `major` narrows the choice to the version that an existing cluster was made by.
    """
    if named := os.environ.get("PG_CONFIG"):
        candidates = [Path(named)]
    else:
        candidates = [path for pattern in _PG_CONFIGS for path in Path("/").glob(pattern)]
        if on_path := shutil.which("pg_config"):
            candidates.append(Path(on_path))
    found = [server for path in candidates if (server := _inspect(path))]
    fitting = [server for server in found if server[1] == major or (major is None and server[1] >= MIN_MAJOR)]
    if fitting:
        return max(fitting)[2]
    wanted = f"PostgreSQL {major}, which made this cluster," if major else f"PostgreSQL {MIN_MAJOR} or newer"
    places = f"PG_CONFIG={named}" if named else "PATH and the usual places"
    raise ServerNotFound(
        f"{wanted} was not found in {places}. "
        "Run `make setup` in a checkout, or set PG_CONFIG to the server's pg_config, "
        "or AGORA_DSN to a server that is already running."
    )


def _inspect(pg_config: Path) -> tuple[bool, int, Path] | None:
    """(has the extensions, major version, bindir) of an installed server; the greatest is the best."""
    try:
        output = subprocess.run(
            [pg_config, "--version", "--bindir", "--sharedir"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version, bindir, sharedir = output.splitlines()
    number = re.search(r"\d+", version)
    if number is None or not all((Path(bindir) / name).exists() for name in ("postgres", "initdb", "pg_ctl")):
        return None
    extensions = Path(sharedir) / "extension"
    complete = all((extensions / f"{name}.control").exists() for name in ("vector", "plpython3u"))
    return complete, int(number[0]), Path(bindir)


def data_dir() -> Path:
    """Where this user's private cluster lives; AGORA_HOME overrides it."""
    if home := os.environ.get("AGORA_HOME"):
        return Path(home)
    if os.geteuid() == 0:
        return Path("/var/lib/agora")
    if share := os.environ.get("XDG_DATA_HOME"):
        return Path(share, "agora")
    return Path.home() / ".local" / "share" / "agora"


class Cluster:
    """A PostgreSQL server of our own in `root`. Making the object starts nothing.

    host, port, user, password, options, maintenance_dbname and template_dbname are what pytest-postgresql's
    `postgresql_noproc(depends_on=…)` reads.
    """

    port: Final = PORT
    user: Final = "postgres"
    password: Final = None
    options: Final = ""
    maintenance_dbname: Final = "postgres"
    template_dbname: Final = "template1"

    initdb_options: tuple[str, ...] = ("--data-checksums",)

    def __init__(self, root: Path, conf: Mapping[str, str] | None = None) -> None:
        self.root = root.resolve()
        self.conf = dict(conf or {})

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def host(self) -> str:
        """The socket's directory: in `root`, or under /tmp where that path is too long for a socket."""
        inside = self.root / "socket"
        if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return str(inside)
        return "/tmp/agora-" + hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]  # noqa: S108

    @property
    def _lock(self) -> Path:
        return self.root.with_name(f"{self.root.name}.lock")

    @property
    def _socket(self) -> Path:
        return Path(self.host, f".s.PGSQL.{PORT}")

    def dsn(self, dbname: str = "postgres") -> str:
        """Connection string of a database, for the cluster's own superuser."""
        return make_conninfo(host=self.host, port=PORT, user=self.user, dbname=dbname)

    @cached_property
    def bindir(self) -> Path:
        version = self.data / "PG_VERSION"
        return find_bindir(int(version.read_text())) if version.exists() else find_bindir()

    def status(self) -> str:
        """`stopped`, or what the server says of itself: `starting`, `ready`, `stopping`."""
        with self._explained():
            return self._state()

    def running(self) -> bool:
        return self.status() == "ready"

    def start(self) -> Self:
        """Start the server, made first if need be, unless it runs; a second starter waits for the first."""
        with self._explained(), self._locked():
            state = self._state()
            if state == "ready" and self._socket.exists():
                return self
            if state == "ready":  # something cleaned /tmp: nobody can reach this server any more
                self._stop("fast")
            elif state != "stopped":
                raise ClusterError(
                    f"the server in {self.root} is {state}. Look at {self.log}, wait, and run this again."
                )
            # Left by a crash: the pids in them may be anybody's by now, and would keep the server down.
            for stale in (self.data / "postmaster.pid", self._socket.with_name(f"{self._socket.name}.lock")):
                stale.unlink(missing_ok=True)
            self._prepare()
            if self.log.exists() and self.log.stat().st_size > 10_000_000:
                self.log.replace(self.log.with_suffix(".log.1"))
            done = subprocess.run(
                self._command(_START), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self._as_server()
            )
            if done.returncode:
                raise self._start_error(done.stdout)
        return self

    def stop(self, mode: str = "fast") -> None:
        """Stop the server if it runs: `fast` ends the sessions, `immediate` is a crash on purpose."""
        if not self.root.exists():
            return
        with self._explained(), self._locked():
            if self._state() != "stopped":
                self._stop(mode)

    def _stop(self, mode: str) -> None:
        done = subprocess.run(
            [self.bindir / "pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "60", "-s", "stop"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **self._as_server(),
        )
        if done.returncode:
            raise ClusterError(
                f"the server in {self.root} did not stop: {done.stdout.strip()}. "
                f"Look at {self.log} and run this again."
            )

    def _state(self) -> str:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return "stopped"
        # After a power cut the file may be empty or name somebody else's process.
        if not lines or not lines[0].isdigit() or not _serves(int(lines[0]), self.data):
            return "stopped"
        return lines[7].strip() if len(lines) > 7 else "starting"

    def _prepare(self) -> None:
        """Make `root`, owned by the account that the server runs as."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account := self._account():
            os.chown(self.root, *account)
            if subprocess.run(["test", "-w", self.root], **self._as_server()).returncode:
                raise ClusterError(
                    f"the server runs as {pwd.getpwuid(account[0]).pw_name}, who cannot reach {self.root}. "
                    "Set AGORA_HOME to a directory that user can reach, such as /var/lib/agora."
                )

    def _account(self) -> tuple[int, int] | None:
        """(uid, gid) the server runs as when that is not ourselves."""
        if os.geteuid() != 0:
            return None
        with contextlib.suppress(FileNotFoundError):
            owner = self.root.stat()
            if owner.st_uid != 0:
                return owner.st_uid, owner.st_gid
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return entry.pw_uid, entry.pw_gid
        raise ClusterError("PostgreSQL does not run as root. Create an account: adduser --system postgres")

    def _as_server(self) -> dict[str, Any]:
        """Arguments of subprocess for a child of the server's account, with nothing of our environment:

        PL/Python would take PYTHONHOME or a virtual environment for its own.
        """
        arguments: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/", "LC_ALL": "C", "TZ": "UTC"},
            "text": True,
        }
        if account := self._account():
            arguments |= {"user": account[0], "group": account[1], "extra_groups": []}
        return arguments

    def _command(self, script: str) -> list[str | Path]:
        socket_dir = self.host.replace('"', '""')
        settings = {**_COMMON, "unix_socket_directories": f'"{socket_dir}"', **self.conf}
        conf = "".join(f"{name} = {_quote(value)}\n" for name, value in settings.items())
        # Bytes order everywhere alike, letters beyond ASCII are letters; older macOS has no C.UTF-8.
        locale = ("--lc-collate=C", f"--lc-ctype={'C' if sys.platform == 'darwin' else 'C.UTF-8'}")
        return [
            "/bin/sh", "-c", script, "agora-server", self.root, self.bindir, self.host, conf,
            *locale, *self.initdb_options,
        ]  # fmt: skip

    def _start_error(self, output: str) -> ClusterError:
        return ClusterError(
            f"the server in {self.root} did not start:\n{output.strip()}\n"
            "Mend the cause named above and run this again."
        )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One starter or stopper at a time."""
        directory = self.root.parent
        if not directory.exists():
            directory.mkdir(parents=True)
            directory.chmod(0o755)  # whatever the umask: root's server runs as another user
        with self._lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ClusterError(f"{error}. Set AGORA_HOME to a directory that belongs to you.") from error


class TemporaryCluster(Cluster):
    """A server that ends with this process, or with `stop()`, and leaves nothing."""

    initdb_options = ("--no-sync",)

    def __init__(self, conf: Mapping[str, str]) -> None:
        settings = {**_TEMPORARY, **conf}
        base = _temporary_base(durable=settings["fsync"] != "off")
        super().__init__(base / f"agora-{secrets.token_hex(6)}", settings)
        self._guard: subprocess.Popen[str] | None = None

    def start(self) -> Self:
        if self._guard:
            return self
        with self._explained():
            self._prepare()
            self._guard = subprocess.Popen(
                self._command(_GUARD_BEGIN + _START + _GUARD_END),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._as_server(),
            )
        atexit.register(self.stop)
        output = []
        for line in self._guard.stdout or ():
            if line == "ready\n":
                return self
            output.append(line)
        self.stop()
        raise self._start_error("".join(output))

    def stop(self, mode: str = "immediate") -> None:
        """End the guard, which stops the server and removes the directory."""
        if self._guard is None:
            return
        guard, self._guard = self._guard, None
        atexit.unregister(self.stop)
        for pipe in (guard.stdin, guard.stdout):
            if pipe:
                pipe.close()
        guard.wait()
        self._lock.unlink(missing_ok=True)


def persistent() -> Cluster:
    """This user's own cluster, under `data_dir()`."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return Cluster(
        data_dir() / "cluster",
        {
            "shared_buffers": f"{min(max(memory // 8, 128), 1024)}MB",
            "effective_cache_size": f"{max(memory // 2, 256)}MB",
            "work_mem": "16MB",
            "maintenance_work_mem": f"{min(max(memory // 32, 64), 256)}MB",
            "random_page_cost": "1.1",
        },
    )


def temporary(**conf: str | int) -> TemporaryCluster:
    """A throw-away cluster; `conf` adds to or overrides its settings: `temporary(fsync="on")`."""
    return TemporaryCluster({name: str(value) for name, value in conf.items()})


def _temporary_base(*, durable: bool) -> Path:
    """Where a temporary server lives: in memory if there is room, unless what it writes is to reach a disk.

    A clone of a database is two thousand files, and a disk may take ten times as long to make them. A TMPDIR that is
    set has the last word. For root only a directory that the server's own user may write to.
    """
    places = [Path(tempfile.gettempdir())]
    if not (durable or os.environ.get("TMPDIR")) and MEMORY.is_dir() and _free(MEMORY) >= ROOM:
        places.insert(0, MEMORY)
    for place in places:
        if os.access(place, os.W_OK) and (os.geteuid() != 0 or place.stat().st_mode & 0o002):
            return place
    return Path("/tmp")  # noqa: S108


def _free(directory: Path) -> int:
    return shutil.disk_usage(directory).free


def _serves(pid: int, data: Path) -> bool:
    """Is this process a PostgreSQL server on this data directory?"""
    if Path("/proc/self").exists():
        try:
            program = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
            return program.endswith(b"postgres") and Path(f"/proc/{pid}/cwd").samefile(data)
        except OSError:
            return False
    ps = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)
    return "postgres" in ps.stdout and str(data) in ps.stdout


def _quote(value: str) -> str:
    """A value for postgresql.conf."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def main(arguments: Sequence[str]) -> int:
    """`python -m agora.cluster COMMAND…`: run a command against a temporary server, like pg_virtualenv."""
    with temporary() as cluster:
        address = {"PGHOST": cluster.host, "PGPORT": str(PORT), "PGUSER": cluster.user}
        return subprocess.run(arguments, env={**os.environ, **address, "PGDATABASE": "postgres"}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
