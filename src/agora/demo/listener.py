"""A process of its own that subscribes to everything: `python -m agora.demo.listener DSN CONSUMER`.

Prints one JSON line per event until its standard input closes, then what is left, and ends.
"""

import json
import sys
from threading import Thread

import psycopg

from agora.events import subscribe


def main() -> None:
    """Listen until standard input closes."""
    dsn, consumer = sys.argv[1:]
    with psycopg.connect(dsn, autocommit=True, application_name="agora demo listener") as connection:
        connection.execute("SELECT agora_event.create_consumer(%s, ARRAY['**'], 'end')", [consumer])
        print(json.dumps({"ready": True}), flush=True)
        live, rest = subscribe(connection, consumer), subscribe(connection, consumer, wait=False)

        def stop_at_the_end() -> None:
            sys.stdin.read()
            live.stop()

        Thread(target=stop_at_the_end, daemon=True).start()
        for subscription in (live, rest):
            for event in subscription:
                facts = {name: getattr(event, name) for name in ("event_id", "topic", "key", "payload")}
                print(json.dumps(facts), flush=True)
        connection.execute("SELECT agora_event.drop_consumer(%s)", [consumer])


if __name__ == "__main__":
    main()
