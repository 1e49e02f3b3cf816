"""Looks up a postcode through a remote service, or in the local book."""

import subprocess
import sys

REMOTE = [sys.executable, "-c", "import signal; signal.pause()"]  # a service that never answers
LOCAL = [sys.executable, "-c", "print({'Oslo': '0010', 'Bergen': '5003'}['Bergen'])"]


def postcode() -> str:
    """Return the postcode of Bergen."""
    answer = subprocess.run(REMOTE, capture_output=True, text=True, timeout=0.02, check=True)
    return answer.stdout.strip()


def main() -> None:
    """Print the postcode."""
    print("Bergen", postcode())


if __name__ == "__main__":
    main()
