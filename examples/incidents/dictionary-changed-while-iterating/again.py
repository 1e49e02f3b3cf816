"""Forgets the sensors of a field that have been silent for too long."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, RLock


class Field:
    """The sensors heard so far: number and minute of the last signal."""

    def __init__(self) -> None:
        self.heard = {7: 3, 8: 41, 9: 44}
        self.lock, self.meet = RLock(), Barrier(2, timeout=5)

    def receive(self, number: int, minute: int) -> None:
        """Note a new sensor in the middle of a clean-up."""
        self.meet.wait()
        with self.lock:
            self.heard[number] = minute
        self.meet.wait()

    def silent(self, number: int, minute: int) -> bool:
        """Tell whether a sensor is silent; the receiver gets its turn at sensor 7."""
        if number == 7:
            self.meet.wait()
            self.meet.wait()
        return minute < 30


if __name__ == "__main__":
    meadow = Field()
    with ThreadPoolExecutor(max_workers=1) as receiver:
        receiver.submit(meadow.receive, 10, 45)
        for number, minute in meadow.heard.items():
            if meadow.silent(number, minute):
                print("silent:", number)
    print("still heard:", sorted(meadow.heard))
