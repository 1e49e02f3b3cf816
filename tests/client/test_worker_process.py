"""A worker in a process of its own that is told to end, is killed, or is left without a server."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import psycopg
import pytest

from agora.work import Work
from tests.support.board import SECONDS, Connection, agent, board
from tests.support.crash import durable, kill, restart

PROGRAM = """
import asyncio, signal, sys
import agora

async def handle(task):
    print("begun", task.title, task.epoch, flush=True)
    await asyncio.to_thread(sys.stdin.readline)

async def main():
    worker = agora.Worker(sys.argv[1], int(sys.argv[2]), handle, grace=1000, beat=float(sys.argv[3]))
    loop = asyncio.get_running_loop()

    def stop():
        worker.stop()
        print("stopping", flush=True)

    loop.add_signal_handler(signal.SIGTERM, stop)
    loop.add_signal_handler(signal.SIGUSR1, lambda: worker.stop(at_once=True))
    print("ready", flush=True)
    await worker.run()
    print("ended", worker.completed, flush=True)

asyncio.run(main())
"""
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def admin(dsn: str) -> Iterator[Connection]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a worker, which reads a line for each task that it is to end."""
    processes = []

    def begin(dsn: str, who: int, beat: float = 0.05) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM, dsn, str(who), str(beat)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert said(process) == "ready"
        return process

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().rstrip()


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def until(holds: Callable[[], Any]) -> None:
    deadline = monotonic() + SECONDS
    while not holds():
        assert monotonic() < deadline


def outcomes(admin: Connection) -> list[Any]:
    query = "SELECT h.epoch, h.outcome FROM agora_work.claim_history AS h ORDER BY h.task_id, h.epoch"
    return admin.execute(query).fetchall()


def test_told_to_end_twice_it_ends_its_task_first(admin: Connection, start: Start) -> None:
    ada = agent(admin)
    Work(admin).add_many([{"title": "one"}, {"title": "two"}])
    worker = start(admin.info.dsn, ada)
    assert said(worker) == "begun one 1"
    worker.send_signal(signal.SIGTERM)
    assert said(worker) == "stopping"
    worker.send_signal(signal.SIGTERM)
    assert said(worker) == "stopping"
    go_on(worker)
    assert said(worker) == "ended 1"
    assert worker.wait(SECONDS) == 0
    assert board(admin) == {"one": ("completed", 0), "two": ("available", 0)}


def told_to_hurry(worker: subprocess.Popen[str], admin: Connection) -> bool:
    worker.send_signal(signal.SIGUSR1)
    return outcomes(admin) == [(1, "released")]


def test_told_to_hurry_it_gives_its_task_back(admin: Connection, start: Start) -> None:
    ada = agent(admin)
    Work(admin).add("one")
    worker = start(admin.info.dsn, ada)
    assert said(worker) == "begun one 1"
    worker.send_signal(signal.SIGTERM)
    assert said(worker) == "stopping"
    until(lambda: told_to_hurry(worker, admin))  # however often: it gives back once
    assert said(worker) == "ended 0"
    go_on(worker)
    assert worker.wait(SECONDS) == 0
    assert board(admin) == {"one": ("available", 0)}


def test_killed_it_loses_its_task(admin: Connection, start: Start) -> None:
    ada, ben = agent(admin, lease="2 seconds"), agent(admin, "ben")
    Work(admin).add("one")
    killed = start(admin.info.dsn, ada)
    assert said(killed) == "begun one 1"
    killed.kill()
    heir = start(admin.info.dsn, ben)
    assert said(heir) == "begun one 2"
    go_on(heir)
    until(lambda: board(admin) == {"one": ("completed", 1)})
    assert outcomes(admin) == [(1, "lost"), (2, "completed")]


def test_a_server_that_was_away_takes_nothing_from_it(start: Start) -> None:
    """Its lease ran out while the server was away: nothing is lost, and the worker goes on by itself."""
    with durable(10) as server:
        with psycopg.connect(server.dsn(), autocommit=True) as admin:
            ada = agent(admin, lease="1 minute", max_tasks=1)
            Work(admin).add_many([{"title": "one"}, {"title": "two"}])
            worker = start(server.dsn(), ada, beat=1000)  # once on each connection
            assert said(worker) == "begun one 1"
            admin.execute(
                "UPDATE agora_work.task SET lease_until = claimed_at - interval '1 second' WHERE holder_id IS NOT NULL"
            )
        kill(server)
        restart(server)
        go_on(worker)
        assert said(worker) == "begun two 1"
        go_on(worker)
        with psycopg.connect(server.dsn(), autocommit=True) as admin:
            until(lambda: board(admin) == {"one": ("completed", 0), "two": ("completed", 0)})
            assert outcomes(admin) == [(1, "completed"), (1, "completed")]
        worker.send_signal(signal.SIGTERM)
        assert said(worker) == "stopping"
        assert said(worker) == "ended 2"
        assert worker.wait(SECONDS) == 0
