"""Which columns a view passes on, read from its rule, without a database."""

import pytest

from tests.support.udf import load

passed_columns = load("core/passed_columns").passed_columns


def entry(number: int, relation: int, column: int, inside: str = "") -> str:
    return (
        f"{{TARGETENTRY :expr {{VAR :varno 1{inside}}} :resno {number} :resname a"
        f" :ressortgroupref 0 :resorigtbl {relation} :resorigcol {column} :resjunk false}}"
    )


def rule(*entries: str, before: str = "") -> str:
    return f"({{QUERY :rtable ({before}) :targetList ({' '.join(entries)}) :override 0 :havingQual <>}})"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<>", []),
        (rule(entry(1, 16, 2), entry(2, 0, 0), entry(3, 17, 1)), [(1, 16, 2), (3, 17, 1)]),
        (rule(entry(1, 16, 2), before="{RTE :subquery " + rule(entry(1, 9, 9)) + "}"), [(1, 16, 2)]),
        (rule(entry(1, 16, 2, inside=" :subselect " + rule(entry(4, 9, 9)))), [(1, 16, 2)]),
        (rule(entry(1, 16, 2, inside=r" :name \}\{x\\")), [(1, 16, 2)]),
    ],
    ids=["none", "columns", "a subquery's are its own", "so are a sublink's", "braces in names"],
)
def test_the_outermost_list(text: str, found: list[tuple[int, int, int]]) -> None:
    assert passed_columns(text) == found
