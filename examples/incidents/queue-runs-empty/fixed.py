"""Writes measurements in batches of ten."""

import queue
import threading
from typing import Any


def take_batch(source: queue.Queue[Any], limit: int, patience: float = 1.0) -> list[Any]:
    """Take up to limit items from a queue and return what came, possibly nothing.

    Waits at most patience seconds for each next item; an empty queue ends the batch instead of raising
    queue.Empty, so a consumer can flush a partial batch and go on.
    """
    batch: list[Any] = []
    while len(batch) < limit:
        try:
            batch.append(source.get(timeout=patience))
        except queue.Empty:
            break
    return batch


def produce(target: queue.Queue[int], count: int) -> None:
    """Put count measurements into the queue."""
    for number in range(count):
        target.put(number * number)


def main() -> None:
    """Produce 17 measurements and consume them."""
    measurements: queue.Queue[int] = queue.Queue()
    producer = threading.Thread(target=produce, args=(measurements, 17))
    producer.start()
    producer.join()
    while batch := take_batch(measurements, 10, patience=0.005):
        print(len(batch), "measurements, sum", sum(batch))


if __name__ == "__main__":
    main()
