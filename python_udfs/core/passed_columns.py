"""Which columns of a view are simply columns of a table or of another view, read from its stored rule."""

import re

TOKENS = re.compile(r"\\.|[{}]|:targetList\b|:resno (\d+)|:resorigtbl (\d+)|:resorigcol (\d+)")


def passed_columns(rule: str) -> list[tuple[int, int, int]]:
    """Number of each column that passes one on, with the relation's oid and the column's number there.

    `rule` is pg_rewrite.ev_action of a view. PostgreSQL notes the origin itself, through joins, subqueries and WITH;
    what is read are the entries of the outermost target list. A character behind a backslash is data.
    """
    found: list[tuple[int, int, int]] = []
    depth, is_listed, number, relation = 0, False, 0, 0
    for token in TOKENS.finditer(rule):
        place, origin, column = token.groups()
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            depth -= 1
        elif depth == 1 and token[0] == ":targetList":
            is_listed = True
        elif depth == 2 and is_listed:
            if place:
                number = int(place)
            elif origin:
                relation = int(origin)
            elif column and relation:
                found.append((number, relation, int(column)))
    return found
