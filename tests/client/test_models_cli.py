"""`agora models`, as an operator types it."""

import json
import subprocess
from collections.abc import Callable

import psycopg
import pytest

Run = Callable[..., str]

SETUP = """
SELECT agora_model.register_provider('acme');
SELECT agora_model.register_model('acme', m) FROM unnest(ARRAY['turbo', 'mini', 'weak', 'new']) AS m;
SELECT agora_model.set_price('acme/' || p.model, jsonb_build_object('input_mtok', p.usd), '2026-01-01Z')
  FROM (VALUES ('turbo', 10), ('mini', 2), ('weak', 0.1)) AS p(model, usd);
SELECT agora_model.assign_models('design', '{"acme/turbo": 1}');
SELECT agora_model.record_calls((
    SELECT jsonb_agg(jsonb_build_object('key', m.model || n, 'model', m.model, 'stage', 'design', 'quality', m.quality,
                                        'usage', '{"input_tokens": 1000}'::jsonb))
      FROM (VALUES ('acme/turbo', 0.95), ('acme/mini', 0.94), ('acme/weak', 0.90)) AS m(model, quality),
           generate_series(1, 100) AS n));
"""


@pytest.fixture
def models(dsn: str, run: Run) -> Run:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(SETUP.encode())

    def call(*arguments: str) -> str:
        return run("agora", "models", *arguments, AGORA_DSN=dsn)

    return call


def test_models_of_a_stage_are_compared(models: Run) -> None:
    shown = {row["model"]: row for row in json.loads(models("compare", "design", "--json"))}
    assert (shown["acme/turbo"]["share"], shown["acme/turbo"]["verdict"]) == (1, None)
    assert (shown["acme/mini"]["saving"], shown["acme/mini"]["verdict"]) == (0.8, "accept")
    assert shown["acme/weak"]["verdict"] == "refuse"
    prices = [row.split()[-3] for row in models("compare", "design").splitlines()[2:]]
    assert prices == ["0.0001", "0.002"], "the cheapest first, to its last digit"


def test_a_migration_from_proposal_to_end(models: Run) -> None:
    assert models("history") == "No migration was proposed.\n"
    dry = models("migrate", "design", "acme/mini", "--dry-run")
    assert dry.splitlines()[-1] == "accept"
    assert models("history") == "No migration was proposed.\n"
    assert models("migrate", "design", "acme/mini", "--share", "0.2").splitlines()[-1].endswith(": canary")
    said = models("canary", "1").splitlines()
    assert said[-2:] == ["continue: it has fewer runs than planned", "100 more runs are needed"]
    assert json.loads(models("canary", "1", "--judge", "--json"))["verdict"] == "continue"
    assert models("stop", "1", "--reason", "too early") == "migration 1: rolled_back\n"
    assert [row["status"] for row in json.loads(models("history", "design", "--json"))] == [
        "proposed",
        "canary",
        "rolled_back",
    ]
    assert "too early" in models("history")
    assert models("history", "review") == "No migration was proposed.\n"


def test_what_is_refused_ends_with_1(models: Run) -> None:
    with pytest.raises(subprocess.CalledProcessError) as error:
        models("migrate", "design", "acme/weak", "--unproven")
    assert error.value.returncode == 1
    assert "refuse: quality is 0.9, not >= 0.92" in error.value.stdout
    (row,) = json.loads(models("history", "--json"))
    assert row["status"] == "rejected"


def test_what_is_not_proven_takes_a_word(models: Run) -> None:
    said = models("migrate", "design", "acme/new").splitlines()[-1]
    assert said == "migration 1: no canary; --unproven starts one, as an operator"
    assert "started_at" in json.loads(models("migrate", "design", "acme/new", "--unproven", "--json"))
