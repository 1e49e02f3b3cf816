"""Runs submitted Python and judges it, for `agora worker sandbox`.

outcome, result, violations = agora.sandbox.run(box, request.body, request.limits)
"""

import json
import math
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agora import isolation

SHOWN = 10_000
"""Characters of the output, and of what failed cases gave, that are kept."""
VIOLATIONS = {"network", "write", "read", "signal", "native", "processes", "memory", "file"}
"""What the harness reports; the rest is seen from outside."""

Fields = dict[str, Any]


@dataclass
class Run(isolation.Run):
    """What was seen of a run."""

    steps: dict[int, Fields] = field(default_factory=dict)
    used: Fields = field(default_factory=dict)
    started: bool = False

    def read(self, cpu_seconds: int) -> None:
        """Take in what was reported; whatever the harness would not have said is tampering."""
        for line in self.report.splitlines():
            try:
                match json.loads(line, parse_constant=_refuse):
                    case {"violation": str(name)} if name in VIOLATIONS:
                        self.violations.add(name)
                    case {"step": int(number), "value": value} if number == len(self.steps) and not self.used:
                        self.steps[number] = {"value": value}
                    case {"step": int(number), "error": str(text)} if (
                        number == len(self.steps) and not self.used
                    ):
                        self.steps[number] = {"error": isolation.text(text, SHOWN)}
                    case {"started": True} if not self.started:
                        self.started = True
                    case {"ended": True, "cpu_seconds": float(cpu), "peak_memory_bytes": int(peak)} if (
                        not self.used and math.isfinite(cpu)  # 1e999 is a number of JSON
                    ):
                        self.used = {"cpu_seconds": round(cpu, 3), "peak_memory_bytes": peak}
                    case _:
                        self.violations.add("tampering")
            except (ValueError, RecursionError):
                if self.exit_code == 0 and "output" not in self.violations:  # not cut off in the middle
                    self.violations.add("tampering")
        # the second where the code ignores the first
        if self.was_ended_by(signal.SIGXCPU, signal.SIGKILL) and self.wall_seconds >= cpu_seconds:
            self.violations.add("cpu")


def run(box: isolation.Box, body: Fields, limits: dict[str, int]) -> tuple[str, Fields, list[str]]:
    """Run a job as `claim_request()` gives it; returns outcome, result and violations for `finish_request()`."""
    calls = [{key: value for key, value in case.items() if key != "expected"} for case in body["cases"]]
    job = {"code": body["code"], "calls": calls, "test": body.get("test"), "limits": limits}
    seen = Run()
    harness = Path(__file__).with_name("sandbox_harness.py").read_text(encoding="utf-8")
    program = (box.python, "-I", "-S", "-B", "-c", harness)
    seen.follow(box, limits, program, json.dumps(job).encode())
    seen.read(limits["cpu_seconds"])
    cases = [_judge(seen.steps.get(number), case) for number, case in enumerate(body["cases"], 1)]
    loaded = seen.steps.get(0, {"error": "it ended before the code was loaded"})
    tested = seen.steps.get(len(cases) + 1, {"error": "not reached"}) if body.get("test") is not None else {}
    good = bool(seen.used) and all(case["ok"] for case in cases) and "error" not in {**loaded, **tested}
    outcome = "passed" if good and not seen.violations else "failed" if seen.started else "error"
    result = {
        "cases": {
            "passed": sum(case["ok"] for case in cases),
            "failed": [c for c in cases if not c["ok"]][:20],
        },
        "load_error": loaded.get("error"),
        "test_error": tested.get("error"),
        "output": isolation.text(bytes(seen.output), SHOWN),
        "exit_code": seen.exit_code,
        "wall_seconds": seen.wall_seconds,
        **seen.used,
        "environment": {"sandbox": "bubblewrap", "python": box.version, "system": os.uname().release},
    }
    return outcome, result, sorted(seen.violations)


def _judge(step: Fields | None, case: Fields) -> Fields:
    """Compare what a call gave with what it should have: out here, where the code cannot reach."""
    if step is None or "value" not in step:
        return {
            "ok": False,
            "call": case["call"],
            "error": (step or {}).get("error", "not reached"),
        }
    if _same(step["value"], case["expected"]):
        return {"ok": True}
    try:
        got = json.dumps(step["value"])
    except RecursionError:  # it was just not too deep to be read
        got = "nested too deeply"
    return {"ok": False, "call": case["call"], "got": isolation.text(got, 500)}


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 is 1.0, but true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return bool(one == other)


def _refuse(constant: str) -> None:
    raise ValueError(constant)
