"""A process of its own that LISTENs and drains a consumer: `python -m agora.demo.listener DSN CONSUMER`.

Prints one JSON line per event until its standard input closes, then drains once more and ends.
"""

import json
import select
import sys

import psycopg

CHANNEL = "agora_event"


def drain(connection: psycopg.Connection[tuple[object, ...]], consumer: str) -> None:
    """Print and acknowledge everything that waits."""
    while True:
        batch = connection.execute(
            "SELECT p.event_id, p.topic, p.key, p.payload FROM agora_event.poll(%s, 500) AS p", [consumer]
        ).fetchall()
        if not batch:
            return
        for event_id, topic, key, payload in batch:
            print(
                json.dumps({"event_id": event_id, "topic": topic, "key": key, "payload": payload}), flush=True
            )
        connection.execute("SELECT agora_event.ack(%s, %s)", [consumer, batch[-1][0]])


def main() -> None:
    """Listen until standard input closes. A wake-up is a hint: what it missed, the next drain finds."""
    dsn, consumer = sys.argv[1:]
    with psycopg.connect(dsn, autocommit=True, application_name="agora demo listener") as connection:
        connection.execute("SELECT agora_event.create_consumer(%s, ARRAY['**'], 'end')", [consumer])
        connection.execute(f"LISTEN {CHANNEL}")
        print(json.dumps({"ready": True}), flush=True)
        while sys.stdin not in select.select([sys.stdin, connection.fileno()], [], [], 0.5)[0]:
            for _ in connection.notifies(timeout=0):
                pass
            drain(connection, consumer)
        drain(connection, consumer)
        connection.execute("SELECT agora_event.drop_consumer(%s)", [consumer])


if __name__ == "__main__":
    main()
