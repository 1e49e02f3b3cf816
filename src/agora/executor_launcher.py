"""Runs inside the sandbox, before a command: limits itself and becomes the command. Standard library only.

It reads a job from standard input, which is empty for the command, and writes to the descriptor that its argument
names: a line when it has come so far, and another where the command cannot be started. The command has no part of that.
"""

import json
import os
import resource
import signal
import sys


def main() -> None:
    """Set the limits, which nobody in the sandbox can raise, and become the command."""
    report = int(sys.argv[1])
    job = json.load(sys.stdin.buffer)
    limits = job["limits"]
    os.set_inheritable(report, False)
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    os.closerange(3, report)
    os.closerange(report + 1, 64)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and that would be inherited
        signal.signal(number, signal.SIG_DFL)
    os.write(report, b"started\n")
    for name, soft, hard in (
        (resource.RLIMIT_AS, limits["memory_bytes"], 0),
        (resource.RLIMIT_CPU, limits["cpu_seconds"], 1),
        (resource.RLIMIT_FSIZE, limits["file_bytes"], 0),
        (resource.RLIMIT_NPROC, limits["processes"] + 1, 0),  # and the init of the sandbox
        (resource.RLIMIT_NOFILE, limits["open_files"], 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(name, (soft, soft + hard))
    try:
        os.execv(job["command"], [job["command"], *job["arguments"]])  # noqa: S606 - no shell is the point
    except OSError as error:
        os.write(report, f"{error.strerror}\n".encode())
        sys.exit(127)


if __name__ == "__main__":
    main()
