"""Sets the title page of a booklet with an external typesetter."""

import subprocess
import sys

TYPESETTERS = [
    ["centerline-ng", "--width", "24"],
    [sys.executable, "-c", "import sys; print(sys.stdin.read().strip().center(24, '.'))"],
]


def typeset(title: str) -> str:
    """Return the title as the typesetter sets it."""
    done = subprocess.run(TYPESETTERS[0], input=title, capture_output=True, text=True, check=True)
    return done.stdout


def main() -> None:
    """Print the title page."""
    print(typeset("Field Notes"), end="")


if __name__ == "__main__":
    main()
