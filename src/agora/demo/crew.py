"""Three worker processes empty a board while one of them is killed; each is `python -m agora.demo.crew DSN AGENT`."""

import asyncio
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Thread
from time import monotonic, sleep
from typing import Any

from agora import client
from agora.work import Task
from agora.worker import Worker

CREW = ("demo-dan", "demo-eve", "demo-fay")
TASKS = 30
LEASE = 2
"""Seconds without a heartbeat after which a task of the crew is lost."""
PATIENCE = 60.0
"""Seconds until the board must be empty."""

_OPEN = "SELECT count(*) AS tasks FROM agora_work.board AS b WHERE b.closed_at IS NULL"
_STATE = """
SELECT count(*) FILTER (WHERE b.status = 'completed') AS done, max(b.agent_id) AS busy
  FROM agora_work.board AS b WHERE b.task_id = ANY (%s::bigint[])
"""
_SHARES = """
SELECT d.name, count(*) FILTER (WHERE h.outcome = 'completed') AS completed,
       count(*) FILTER (WHERE h.outcome = 'lost') AS lost
  FROM agora_work.claim_history AS h
  JOIN agora.principal_directory AS d ON d.principal_id = h.agent_id
 WHERE h.task_id = ANY (%s::bigint[])
 GROUP BY d.name ORDER BY d.name
"""
_DOUBLES = """
SELECT h.task_id FROM agora_work.claim_history AS h
 WHERE h.task_id = ANY (%s::bigint[]) AND h.outcome = 'completed' GROUP BY h.task_id HAVING count(*) > 1
"""


@dataclass(frozen=True)
class Shift:
    """What the crew did."""

    killed: str
    shares: list[dict[str, Any]]
    """Of each: completed and lost tasks."""
    done: int
    doubled: int
    seconds: float


def run(dsn: str) -> Shift | None:
    """Let the crew work, kill one of it, and wait for the rest; None = the board has tasks of somebody else."""
    with client.connect(dsn) as team, ExitStack() as ending:
        team.connection.autocommit = True
        if team.rows(_OPEN)[0]["tasks"]:
            return None
        agents = {team.core.register_principal(name=name): name for name in CREW}
        for agent in agents:
            team.work.register_agent(agent=agent, lease=f"{LEASE} seconds")
        tasks = team.work.add_tasks(
            tasks=[{"title": f"part {n}", "max_attempts": 10} for n in range(TASKS - 1)]
            + [{"title": "put it together", "priority": 100, "max_attempts": 10}]
        )
        begin = monotonic()
        processes = {agent: ending.enter_context(_Process(dsn, agent)) for agent in agents}
        killed: int | None = None
        while (state := team.rows(_STATE, [tasks])[0])["done"] < TASKS and monotonic() - begin < PATIENCE:
            if killed is None and state["done"] >= TASKS // 3 and state["busy"]:
                killed = state["busy"]
                processes[killed].kill()
            sleep(0.02)
        return Shift(
            agents.get(killed or 0, "nobody"),
            team.rows(_SHARES, [tasks]),
            state["done"],
            len(team.rows(_DOUBLES, [tasks])),
            monotonic() - begin,
        )


class _Process:
    """A worker, which ends when its standard input does."""

    def __init__(self, dsn: str, agent: int) -> None:
        command = [sys.executable, "-m", "agora.demo.crew", dsn, str(agent)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE)
        self.kill = self._process.kill

    def __enter__(self) -> "_Process":
        return self

    def __exit__(self, *error: object) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()


def main() -> None:
    """Work until standard input closes."""
    dsn, agent = sys.argv[1:]

    async def handle(task: Task) -> dict[str, str]:
        await asyncio.sleep(0.05)
        return {"made": task.title}

    async def work() -> None:
        loop = asyncio.get_running_loop()
        worker = Worker(dsn, int(agent), handle, beat=LEASE / 4, idle=0.5)

        def stop_at_the_end() -> None:
            sys.stdin.read()
            loop.call_soon_threadsafe(worker.stop)

        Thread(target=stop_at_the_end, daemon=True).start()
        await worker.run()

    asyncio.run(work())


if __name__ == "__main__":
    main()
