"""Lists the ships in port with tonnage and call sign for the pilot's office."""

import os
import sys

import psycopg

CONNECTION = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
SHIPS = [("Aurora", 8200), ("Kestrel", 410), ("Meridian", 52000)]


def ships(port: psycopg.Connection[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return name, tonnage and call sign of every ship."""
    return port.execute("SELECT ship, tonnage, call_sign FROM berth WHERE tonnage > 500").fetchall()


def main() -> None:
    """Fill the berths and print the list."""
    port = psycopg.connect(CONNECTION, autocommit=True)
    try:
        port.execute("CREATE TEMPORARY TABLE berth (ship text, tonnage integer)")
        with port.cursor() as cursor:
            cursor.executemany("INSERT INTO berth VALUES (%s, %s)", SHIPS)
        for ship, tonnage, call_sign in ships(port):
            print(ship, tonnage, call_sign)
    finally:
        port.close()


if __name__ == "__main__":
    main()
