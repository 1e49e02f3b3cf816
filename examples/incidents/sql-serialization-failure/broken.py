"""Withdraws from an account while another client pays into it."""

import os
import sys

import psycopg

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
SCHEMA = f"incident_sql_serialization_failure_{os.getpid()}"
deposits = [5]


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
                print("balance", withdraw(customer))
        finally:
            rival.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
