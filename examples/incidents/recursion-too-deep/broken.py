"""Flattens a folder tree that a runaway script has nested very deeply."""

from typing import Any


def nested_folders(depth: int) -> dict[str, Any]:
    """Return a folder in a folder in a folder ..."""
    folder: dict[str, Any] = {"name": "end", "folders": []}
    for level in range(depth, 0, -1):
        folder = {"name": f"level{level}", "folders": [folder]}
    return folder


def flatten(folder: dict[str, Any], names: list[str]) -> None:
    """Append the names of a folder and of all folders below it."""
    names += [folder["name"]]
    for inner in folder["folders"]:
        flatten(inner, names)


def main() -> None:
    """Print how many folders there are and what the last is called."""
    names: list[str] = []
    flatten(nested_folders(5000), names)
    print(len(names), "folders, last:", names[-1])


if __name__ == "__main__":
    main()
