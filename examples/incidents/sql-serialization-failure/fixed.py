"""Withdraws from an account while another client pays into it."""

import os
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import errors

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
SCHEMA = f"incident_sql_serialization_failure_{os.getpid()}"
deposits = [5]


def run_transaction(
    conn: psycopg.Connection[Any],
    work: Callable[[psycopg.Connection[Any]], Any],
    attempts: int = 5,
    pause: Callable[[float], object] = time.sleep,
) -> Any:
    """Run work in one transaction, and again from its start when it lost a race against another one.

    Serialization failures and deadlocks are retried after a random, growing pause; every other error, and
    the last attempt's, is raised. The work must have no effect outside the transaction.
    """
    for attempt in range(1, attempts):
        try:
            with conn.transaction():
                return work(conn)
        except (errors.SerializationFailure, errors.DeadlockDetected):
            pause(random.uniform(0, 0.01 * 2**attempt))
    with conn.transaction():
        return work(conn)


def withdraw(conn: psycopg.Connection[tuple[int]]) -> int:
    """Take 30 from the account and return the balance; a deposit overtakes the first try."""
    (balance,) = conn.execute(f"SELECT balance FROM {SCHEMA}.account").fetchone() or (0,)
    while deposits:
        rival.execute(f"UPDATE {SCHEMA}.account SET balance = balance + %s", [deposits.pop()])
    conn.execute(f"UPDATE {SCHEMA}.account SET balance = %s", [balance - 30])
    return balance - 30


if __name__ == "__main__":
    with psycopg.connect(DSN, autocommit=True) as rival:
        rival.execute(f"CREATE SCHEMA {SCHEMA} CREATE TABLE account (balance int)")
        try:
            rival.execute(f"INSERT INTO {SCHEMA}.account VALUES (100)")
            with psycopg.connect(DSN) as customer:
                customer.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                print("balance", run_transaction(customer, withdraw, pause=lambda _: None))
        finally:
            rival.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
