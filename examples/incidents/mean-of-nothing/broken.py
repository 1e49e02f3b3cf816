"""Prints the average rating of every product."""

RATINGS = {"kettle": [4, 5, 3], "toaster": [], "blender": [2, 4]}


def averages(ratings: dict[str, list[int]]) -> dict[str, float | None]:
    """Return the mean rating per product."""
    return {name: sum(stars) / len(stars) for name, stars in ratings.items()}


def main() -> None:
    """Print one line per product."""
    for name, average in averages(RATINGS).items():
        print(f"{name:<8}", "no ratings yet" if average is None else f"{average:.1f}")


if __name__ == "__main__":
    main()
