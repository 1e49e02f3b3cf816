"""`agora policy`, as an operator types it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

Run = Callable[..., str]


@pytest.fixture
def policy(dsn: str, run: Run) -> Run:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT agora.register_principal('olga'), agora.register_principal('pia')")

    def call(*arguments: str) -> str:
        return run("agora", "policy", *arguments, AGORA_DSN=dsn)

    return call


def refused(policy: Run, *arguments: str) -> tuple[int, str]:
    with pytest.raises(subprocess.CalledProcessError) as error:
        policy(*arguments)
    return error.value.returncode, error.value.stderr


def versions(policy: Run, *options: str) -> list[int]:
    return [row["parameters"]["cap"] for row in json.loads(policy("show", "transform", "--json", *options))]


def test_a_change_from_proposal_to_version(policy: Run) -> None:
    changes = ("--set", "cap=600", "--set", "tiers.0.1=330")
    proposal = policy("propose", "transform", "--reason", "a test", *changes).strip()
    (shown,) = json.loads(policy("show", "--proposals", "--json"))
    assert (shown["proposal"], shown["status"], shown["approved_by"]) == (int(proposal), "open", [])
    assert shown["changes"] == {"cap": [500, 600], "tiers.0.1": [300, 330]}
    assert "330]" in policy("show", "--proposals", "transform")
    assert policy("approve", proposal, "--as", "olga", "--notes", "fine").startswith("adopted as version ")
    assert versions(policy) == [500, 600]
    assert policy("show", "--proposals") == "nothing is proposed\n"
    (shown,) = json.loads(policy("show", "--proposals", "--past", "--json"))
    assert (shown["status"], shown["approved_by"]) == ("adopted", ["olga"])


def test_an_emergency_and_a_withdrawal(policy: Run, tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(
        json.dumps({**json.loads(policy("show", "transform", "--json"))[0]["parameters"], "cap": 5000})
    )
    arguments = ("propose", "transform", "--reason", "a test", "--file", str(file))
    code, said = refused(policy, *arguments)
    assert (code, "too far at once" in said) == (1, True)
    proposal = policy(*arguments, "--emergency").strip()
    assert policy("approve", proposal, "--as", "olga") == "approved; more approvals are needed\n"
    assert policy("withdraw", proposal, "--reason", "not so bad") == "withdrawn\n"
    proposal = policy(*arguments, "--emergency").strip()
    for name in ("olga", "pia"):
        said = policy("approve", proposal, "--as", name)
    assert said.startswith("adopted")
    assert versions(policy) == [5000]
    assert versions(policy, "--past") == [500, 5000]


@pytest.mark.parametrize("change", ["cap", "cap=", "none=1", "tiers.9.1=1", "cap.x=1", "=1"])
def test_what_is_no_change(policy: Run, change: str) -> None:
    code, said = refused(policy, "propose", "transform", "--reason", "a test", "--set", change)
    assert (code, "path of a constant" in said) == (2, True)
