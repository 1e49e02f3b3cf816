"""The files for a container agree with each other and with the package: no test machine has a daemon to run them."""

import re
from pathlib import Path

from agora import cluster

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")


def only(pattern: str, text: str) -> str:
    """What the one match of a pattern holds."""
    [found] = re.findall(pattern, text, re.MULTILINE)
    return str(found)


def test_the_data_are_in_the_volume() -> None:
    assert only(r"^ENV PGDATA=(\S+)$", DOCKERFILE) == only(r"^      - data:(\S+)$", COMPOSE)
    assert (
        f"install -d -o postgres -g postgres -m 700 {only(r'^ENV PGDATA=(.+)$', DOCKERFILE)} " in DOCKERFILE
    )


def test_the_server_is_not_root_and_not_for_everybody() -> None:
    assert DOCKERFILE.splitlines()[-1] == "USER postgres"
    assert re.fullmatch(
        r"127\.0\.0\.1:\$\{AGORA_PORT:-\d+\}:5432", only(r'^    ports:\n      - "(.+)"$', COMPOSE)
    )
    assert re.search(r"POSTGRES_PASSWORD: \$\{AGORA_PASSWORD:\?.+\}$", COMPOSE, re.MULTILINE)


def test_the_version_is_one_that_agora_runs_on() -> None:
    default = only(r"^ARG POSTGRES=(\d+)$", DOCKERFILE)
    assert default == only(r"AGORA_POSTGRES:-(\d+)\}", COMPOSE)
    assert int(default) >= cluster.MIN_MAJOR


def test_the_image_has_what_the_extension_requires() -> None:
    required = set(
        only(r"^requires = '(.+)'$", (ROOT / "agora.control").read_text(encoding="utf-8")).split(", ")
    )
    packages = {
        "plpython3u": '"postgresql-plpython3-${PG_MAJOR}"',
        "vector": '"postgresql-${PG_MAJOR}-pgvector"',
    }
    assert required - {"plpgsql"} == packages.keys()
    assert all(package in DOCKERFILE for package in packages.values())
