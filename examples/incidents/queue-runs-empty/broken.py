"""Writes measurements in batches of ten."""

import queue
import threading


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
    for _ in range(2):
        batch = [measurements.get(timeout=0.005) for _ in range(10)]
        print(len(batch), "measurements, sum", sum(batch))


if __name__ == "__main__":
    main()
