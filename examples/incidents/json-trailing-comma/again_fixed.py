"""Adds up the litres that tomorrow's watering plan needs."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

PLAN = '{"beds": {"tomato": 12.5, "basil": 3.0},\n "note": "check valve 2,",\n "repeat": 2,\n}\n'


def loads_tolerant(text: str) -> Any:
    """Parse JSON that a person edited by hand: a byte-order mark and trailing commas are forgiven.

    Commas inside string literals stay untouched; every other departure from JSON still raises
    json.JSONDecodeError with its position.
    """
    string_or_comma = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])')

    def keep_strings(found: re.Match[str]) -> str:
        token = found.group()
        return " " if token == "," else token

    return json.loads(string_or_comma.sub(keep_strings, text.removeprefix("\ufeff")))


def litres_needed(plan_file: Path) -> float:
    """Return the litres of all beds times the number of rounds."""
    plan = loads_tolerant(plan_file.read_text(encoding="utf-8"))
    return float(sum(plan["beds"].values()) * plan["repeat"])


def main() -> None:
    """Write a plan as the gardener would and read it back."""
    with tempfile.TemporaryDirectory() as folder:
        plan_file = Path(folder, "plan.json")
        plan_file.write_text(PLAN, encoding="utf-8")
        print(f"{litres_needed(plan_file):.1f} litres")


if __name__ == "__main__":
    main()
