"""The rules of the build: each is broken once in a small tree of sources, and the message says where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agora import build

CORE = {
    "sql/core/roles.sql": "SELECT 'roles';",
    "sql/core/extensions.sql": "SELECT 'extensions';",
    "sql/core/schema.sql": "SELECT 'schema';",
    "sql/core/team.sql": "-- Dump: all\nCREATE TABLE agora.team (team_id integer);",
    "functions/core/now.sql": "SELECT 'now';",
    "python_udfs/core/twice.sql": "AS $twice$\nif 'twice' not in SD:\n    #@include twice.py\n$twice$;",
    "python_udfs/core/twice.py": """\"\"\"Doubles.\"\"\"


def twice(n: int) -> int:
    '''Double.'''
    return 2 * n
""",
}
MANIFEST = r"""
-- == core ==
\ir core/roles.sql
\ir core/extensions.sql
\ir core/schema.sql
\ir core/team.sql
\ir ../functions/core/now.sql
\ir ../python_udfs/core/twice.sql
"""

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Write a tree of sources, with changes to the small one."""

    def write(manifest: str = MANIFEST, **changes: str) -> Path:
        files = CORE | {"sql/install.sql": manifest} | changes
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return tmp_path

    return write


def test_manifest_is_read_in_order(tree: Tree) -> None:
    (core,) = build.read_manifest(tree())
    assert [item.path.name for item in core.items] == [
        "roles.sql",
        "extensions.sql",
        "schema.sql",
        "team.sql",
        "now.sql",
        "twice.sql",
    ]
    assert core.schema == "agora"
    assert [item.path.name for item in core.items if item.by_installer] == [
        "roles.sql",
        "extensions.sql",
        "schema.sql",
        "twice.sql",
    ]


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (MANIFEST + "\\ir core/team.sql\n", "install.sql:9: sql/core/team.sql is listed twice"),
        (MANIFEST + "\\ir core/none.sql\n", "sql/core/none.sql does not exist"),
        (
            MANIFEST + "\\ir ../docs/core/none.sql\n",
            "docs/core/none.sql does not belong under the heading 'core'",
        ),
        (MANIFEST + "\\ir event/topic.sql\n", "sql/event/topic.sql does not belong under the heading 'core'"),
        (MANIFEST + "-- == core ==\n", "heading 'core' is unknown, repeated or out of order"),
        (MANIFEST + "-- == nonsense ==\n", "heading 'nonsense' is unknown, repeated or out of order"),
        (
            MANIFEST + "-- == ledger ==\n-- == event ==\n",
            "heading 'event' is unknown, repeated or out of order",
        ),
        (MANIFEST + "SELECT 1;\n", "expected a heading, a comment or \\ir, not 'SELECT 1;'"),
        ("\\ir core/roles.sql\n" + MANIFEST, "sql/core/roles.sql stands before the first heading"),
        (MANIFEST.replace("\\ir core/team.sql\n", ""), "not listed: sql/core/team.sql"),
        (MANIFEST.replace("\\ir core/roles.sql\n", "") + "\\ir core/roles.sql\n", "core must begin with"),
        ("", "not listed: functions/core/now.sql, "),
    ],
)
def test_manifest_is_refused(tree: Tree, manifest: str, message: str) -> None:
    root = tree(manifest)
    with pytest.raises(build.BuildError) as caught:
        build.read_manifest(root)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("team", "dumps"),
    [
        ("-- Dump: all\nCREATE TABLE agora.team (x integer);", [("agora.team", "")]),
        ("-- Dump: none\nCREATE TABLE agora.team (x integer);", [("agora.team", None)]),
        ("-- Dump: WHERE x > 1\nCREATE TABLE agora.team (x integer);", [("agora.team", "WHERE x > 1")]),
        (
            "-- Dump a: all\nCREATE TABLE agora.a ();\n-- Dump b: none\nCREATE UNLOGGED TABLE agora.b ();",
            [("agora.a", ""), ("agora.b", None)],
        ),
        ("CREATE VIEW agora.x AS SELECT 1;", []),
    ],
)
def test_dump_lines(tree: Tree, team: str, dumps: list[tuple[str, str | None]]) -> None:
    (core,) = build.read_manifest(tree(**{"sql/core/team.sql": team}))
    assert [(dump.table, dump.condition) for dump in core.items[3].dumps] == dumps


@pytest.mark.parametrize(
    "team",
    [
        "CREATE TABLE agora.team (x integer);",
        "-- Dump: some\nCREATE TABLE agora.team (x integer);",
        "-- Dump other: all\nCREATE TABLE agora.team (x integer);",
        "-- Dump: all\nCREATE TABLE agora.a ();\nCREATE TABLE agora.b ();",
        "-- Dump a: all\nCREATE TABLE agora.a ();\nCREATE TABLE agora.b ();",
        "-- Dump: all",
    ],
)
def test_dump_lines_are_refused(tree: Tree, team: str) -> None:
    root = tree(**{"sql/core/team.sql": team})
    with pytest.raises(build.BuildError, match=r"sql/core/team\.sql: .*Dump"):
        build.read_manifest(root)


def test_include_is_indented_and_loses_the_module_docstring(tree: Tree) -> None:
    (core,) = build.read_manifest(tree())
    assert core.items[-1].sql == (
        "AS $twice$\n"
        "if 'twice' not in SD:\n"
        "    def twice(n: int) -> int:\n"
        "        '''Double.'''\n"
        "        return 2 * n\n"
        "$twice$;\n"
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import numpy\n", "twice.py:1: numpy is not in the standard library"),
        ("from . import twice\n", "twice.py:1: . is not in the standard library"),
        (
            "from __future__ import annotations\n",
            "twice.py:1: a PL/Python body cannot import from __future__",
        ),
        ("x = 1\ny = '''a\nb'''\n", "twice.py:2: a multi-line string"),
        ('x = 1\ny = f"""{x}"""\n', "twice.py:2: a multi-line string"),
        ("match 1:\n    case 1:\n        pass\n", ": not Python 3.9: "),
        (
            "def f(x: int | str) -> None:\n    pass\n",
            "twice.py:1: 'X | Y' in an annotation needs Python 3.10",
        ),
        ("def f() -> int | None:\n    pass\n", "twice.py:1: 'X | Y' in an annotation needs Python 3.10"),
        ("x = '$twice$'\n", "contains the dollar quote $twice$"),
    ],
)
def test_python_is_refused(tree: Tree, source: str, message: str) -> None:
    root = tree(**{"python_udfs/core/twice.py": source})
    with pytest.raises(build.BuildError) as caught:
        build.read_manifest(root)
    assert message in str(caught.value)


def test_missing_include(tree: Tree) -> None:
    root = tree()
    (root / "python_udfs/core/twice.py").unlink()
    with pytest.raises(build.BuildError, match=r"twice\.sql: python_udfs/core/twice\.py does not exist"):
        build.read_manifest(root)


def test_fingerprint_sees_content_not_layout(tree: Tree) -> None:
    (core,) = build.read_manifest(tree())
    (spaced,) = build.read_manifest(tree(**{"functions/core/now.sql": "SELECT 'now';  \r\n\n"}))
    (changed,) = build.read_manifest(tree(**{"functions/core/now.sql": "SELECT 'then';"}))
    (included,) = build.read_manifest(
        tree(**{"python_udfs/core/twice.py": "def twice(n):\n    return n + n\n"})
    )
    assert core.fingerprint == spaced.fingerprint
    assert len({core.fingerprint, changed.fingerprint, included.fingerprint}) == 3


def test_extension_script(tree: Tree) -> None:
    text = build.render(build.extension_steps(build.read_manifest(tree()), "1.2.3"))
    assert text.startswith('\\echo Use "CREATE EXTENSION agora CASCADE" to load this file. \\quit\n')
    assert "SELECT 'roles'" in text
    assert "SELECT 'extensions'" not in text
    assert "('agora.team', '')" in text
    assert "_record_release('core', '1.2.3', '" in text
    assert not [line for line in text.splitlines() if line in ("BEGIN;", "COMMIT;")]


def test_the_sources_obey() -> None:
    assert build.current()[0].name == "core"
