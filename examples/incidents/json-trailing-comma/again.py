"""Adds up the litres that tomorrow's watering plan needs."""

import json
import tempfile
from pathlib import Path

PLAN = '{"beds": {"tomato": 12.5, "basil": 3.0},\n "note": "check valve 2,",\n "repeat": 2,\n}\n'


def litres_needed(plan_file: Path) -> float:
    """Return the litres of all beds times the number of rounds."""
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    return float(sum(plan["beds"].values()) * plan["repeat"])


def main() -> None:
    """Write a plan as the gardener would and read it back."""
    with tempfile.TemporaryDirectory() as folder:
        plan_file = Path(folder, "plan.json")
        plan_file.write_text(PLAN, encoding="utf-8")
        print(f"{litres_needed(plan_file):.1f} litres")


if __name__ == "__main__":
    main()
