"""Measures a discussion in which everybody answers the answer before."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Post:
    """A contribution with its answers."""

    author: str
    answers: list["Post"] = field(default_factory=list)


def discussion(length: int) -> Post:
    """Return a thread in which two people answer each other."""
    post = Post("mo")
    for number in range(length):
        post = Post("kim" if number % 2 else "mo", [post])
    return post


def posts_by(author: str, post: Post) -> int:
    """Count an author's posts in a thread."""
    own = 1 if post.author is author else 0
    for answer in post.answers:
        own += posts_by(author, answer)
    return own


def main() -> None:
    """Print who wrote how much."""
    thread = discussion(4001)
    for author in ("kim", "mo"):
        print(author, posts_by(author, thread))


if __name__ == "__main__":
    main()
