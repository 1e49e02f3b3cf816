"""Sweeps expired sessions while users log in."""

import threading

sessions = {"ana": 10.0, "ben": 95.0, "cho": 20.0}  # user -> expiry
sweeping, arrived = threading.Event(), threading.Event()


def log_in() -> None:
    """Add a session as soon as the sweep has begun."""
    sweeping.wait(timeout=5)
    sessions["dee"] = 99.0
    arrived.set()


def expired(expiry: float, now: float) -> bool:
    """Tell whether a session is over; other threads run meanwhile."""
    sweeping.set()
    arrived.wait(timeout=5)
    return expiry < now


def main() -> None:
    """Sweep at time 50 while somebody logs in."""
    visitor = threading.Thread(target=log_in)
    visitor.start()
    try:
        stale = [user for user, expiry in sessions.items() if expired(expiry, 50.0)]
        for user in stale:
            del sessions[user]
        print("gone:", stale, "left:", sorted(sessions))
    finally:
        visitor.join()


if __name__ == "__main__":
    main()
