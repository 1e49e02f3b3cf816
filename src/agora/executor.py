"""Runs commands that the allow-list lets through, for `agora worker exec`.

    outcome, result, violations = agora.executor.run(box, request.body, request.limits)

A command is a program and its arguments, one by one; no shell reads any of it. It runs in the box of `isolation`, so it
reaches no network, no other process and no file but /usr, what the worker shows, and a /tmp of its own.
"""

import json
import math
import re
import signal
from pathlib import Path
from typing import Any

from agora import isolation, outside

COMMAND = re.compile(r"(/[A-Za-z0-9_+][A-Za-z0-9_+.-]*)+")
BY_SIGNAL = {signal.SIGXCPU: "cpu", signal.SIGXFSZ: "file"}

Fields = dict[str, Any]


def run(box: isolation.Box, body: Fields, limits: dict[str, int]) -> outside.Verdict:
    """Run a command as `claim_request()` gives it; returns outcome, result and violations for `finish_request()`."""
    command, arguments = body.get("command"), body.get("arguments")
    if (
        not isinstance(command, str)
        or not COMMAND.fullmatch(command)
        or not isinstance(arguments, list)
        or not all(isinstance(argument, str) and "\0" not in argument for argument in arguments)
    ):
        return "error", {"error": "not what an allow-list can say"}, ["tampering"]
    percent = (
        limits["cpu_percent"] if not box.groups else 100
    )  # a share of the time where no group shares it out
    within = {**limits, "cpu_seconds": math.ceil(limits["wall_seconds"] * percent / 100)}
    job = {"command": command, "arguments": arguments, "limits": within}
    launcher = Path(__file__).with_name("executor_launcher.py").read_text(encoding="utf-8")
    seen = isolation.Run()
    seen.follow(
        box,
        within,
        (box.python, "-I", "-S", "-B", "-c", launcher),
        json.dumps(job).encode(),
        apart=True,
    )
    seen.violations |= {name for number, name in BY_SIGNAL.items() if seen.was_ended_by(number)}
    if (
        seen.was_ended_by(signal.SIGKILL)
        and not seen.violations
        and seen.wall_seconds >= within["cpu_seconds"]
    ):
        seen.violations.add("cpu")  # it took no notice of the first signal
    started, *refused = seen.report.decode(errors="replace").splitlines() or [""]
    result = {
        "exit": seen.exit_code,
        **outside.content("stdout", bytes(seen.output), limits["output_bytes"]),
        **outside.content("stderr", bytes(seen.errors), limits["output_bytes"] - len(seen.output)),
        "wall_seconds": seen.wall_seconds,
    }
    if started != "started" or refused:
        return "error", {**result, "error": refused[0] if refused else "the sandbox did not start"}, []
    good = seen.exit_code == 0 and not seen.violations
    return "passed" if good else "failed", result, sorted(seen.violations)
