"""Five dimensions of quality, each from 0 to 1, by one of three scorers.

syntax reads the facts of code_facts(). legacy_stf and legacy_pattern repeat the arithmetic of two earlier
scorers, quirks included, so that figures from before can be compared; docs/transforms.md has the formulas.
"""

import re
from typing import Any, Callable, Dict

Facts = Dict[str, Any]
Context = Dict[str, Any]
STEPS = ((5, 1.0), (10, 0.8), (15, 0.6), (20, 0.4))
STUBS = ("pass", "TODO", "NotImplemented", "...", "raise NotImplementedError")
LEGACY_TYPES = ("Effect", "Compute", "Reducer", "Orchestrator")
LEGACY_METHODS = {
    "effect": "execute_effect",
    "compute": "execute_compute",
    "reducer": "execute_reduction",
    "orchestrator": "execute_orchestration",
}


def share(part: float, whole: float, otherwise: float) -> float:
    """part of whole, at most 1; `otherwise` where there is no whole."""
    return min(1.0, part / whole) if whole else otherwise


def simplicity_of(cyclomatic: int) -> float:
    """1 for up to 5 paths, down to 0.2 for more than 20."""
    return next((score for most, score in STEPS if cyclomatic <= most), 0.2)


def metadata_of(context: Context, description: bool) -> float:
    return 0.3 * bool(context.get("version")) + 0.4 * description + 0.3 * bool(context.get("author"))


def syntax(code: str, facts: Facts, context: Context) -> Dict[str, float]:
    """What the syntax tree shows. Where nothing can fail, nothing needs to be handled."""
    definitions = facts["functions"] + facts["classes"]
    implemented = share(definitions - facts["stubs"], definitions, 0.0)
    if facts["handlers"] > facts["swallowed"] or facts["raises"]:
        failures = 1.0
    else:
        failures = 0.0 if facts["swallowed"] else share(0, facts["risks"], 1.0) if facts["is_parsed"] else 0.0
    edges = (
        1.0
        if facts["guards"] or facts["checks"]
        else share(0, facts["parameters"], 1.0)
        if facts["is_parsed"]
        else 0.0
    )
    completeness = implemented * (0.4 + 0.3 * failures + 0.3 * edges) - 0.1 * min(2, facts["todos"])

    documented = share(facts["documented"], facts["documentable"], float(facts["is_documented"]))
    explained = share(facts["docstring_words"], 5 * facts["documented"], 0.0)
    wanted = facts["lines"] // 20
    commented = share(facts["comment_lines"], wanted, documented)

    annotated = share(facts["annotated"], facts["annotatable"], 0.0)
    contract = 1.0 if facts["checks"] or facts["structures"] else annotated
    named = share(facts["well_named"], facts["names"], 0.0)

    described = bool(context.get("description")) or facts["is_documented"] or documented > 0
    nested = 0.2 if facts["nesting"] > 4 else 0.0
    return {
        "completeness": completeness,
        "documentation": 0.6 * documented + 0.2 * explained + 0.2 * commented,
        "compliance": 0.3 * named + 0.3 * annotated + 0.4 * contract,
        "metadata": metadata_of(context, described),
        "simplicity": simplicity_of(facts["worst_cyclomatic"]) - nested if definitions else 0.2,
    }


def legacy_stf(code: str, facts: Facts, context: Context) -> Dict[str, float]:
    """The contract of the transform scorer; its words are read off the tree."""
    has_main = facts["functions"] > 0
    return {
        "completeness": 0.4 * has_main + 0.3 * (facts["handlers"] > 0) + 0.3 * (facts["guards"] > 0),
        "documentation": 0.4 * (facts["documented"] > 0 or facts["is_documented"])
        + 0.3 * (facts["annotated"] > 0)
        + 0.3 * (facts["comment_lines"] > 0),
        "compliance": 0.3 * ("pydantic" in code or "BaseModel" in code)
        + 0.3 * (facts["names"] > 0 and facts["well_named"] == facts["names"])
        + 0.4 * (facts["checks"] > 0),
        "metadata": metadata_of(context, bool(context.get("description"))),
        "simplicity": simplicity_of(facts["cyclomatic"]),
    }


def legacy_pattern(code: str, facts: Facts, context: Context) -> Dict[str, float]:
    """The pattern scorer: substrings, whatever they are part of."""
    lines = code.split("\n")
    completeness = 0.0
    if code.strip():
        completeness = 1.0 - 0.2 * sum(stub in code for stub in STUBS)
        completeness += 0.1 * any(
            word in code for word in ("if ", "for ", "while ", "try:", "class ", "async ")
        )
        completeness += 0.05 * ("import " in code) + min(0.15, len(lines) / 100)
    comments = sum(line.strip().startswith("#") for line in lines)
    text = str(context.get("text") or "")
    documentation = 0.4 * ('"""' in code or "'''" in code) + min(0.2, comments / 20)
    documentation += 0.2 * bool(re.search(r":\s*\w+|->\s*\w+", code)) + 0.2 * (len(text) > 100)

    name, kind = str(context.get("name") or ""), str(context.get("node_type") or "")
    if kind:
        method = LEGACY_METHODS.get(kind.lower(), "")
        compliance = (
            0.7
            + 0.15 * (kind.lower() in name.lower())
            + 0.15 * bool(method and "async def " + method in code)
        )
    else:
        compliance = 0.5 if any(word in name for word in LEGACY_TYPES) else 0.3

    cases, examples = (len(context.get(key) or []) for key in ("use_cases", "examples"))
    metadata = min(0.4, cases / 3 * 0.4) + min(0.3, examples / 2 * 0.3)
    metadata += 0.3 * (len(context.get("metadata") or {}) > 3)

    count = sum(code.count(word) for word in ("if", "for", "while", "except"))
    measured = "low" if count < 3 else "medium" if count < 8 else "high"
    declared = context.get("complexity")
    return {
        "completeness": completeness,
        "documentation": documentation,
        "compliance": compliance,
        "metadata": metadata,
        "simplicity": 0.4 if not declared else 1.0 if declared == measured else 0.6,
    }


SCORERS: Dict[str, Callable[[str, Facts, Context], Dict[str, float]]] = {
    "syntax": syntax,
    "legacy_stf": legacy_stf,
    "legacy_pattern": legacy_pattern,
}


def score_dimensions(code: str, facts: Facts, context: Context, scorer: str) -> Dict[str, float]:
    """The dimensions that a scorer gives, rounded to six decimals."""
    if scorer not in SCORERS:
        raise ValueError(
            "unknown scorer", "scorer={}".format(scorer)[:200], "Known: " + ", ".join(sorted(SCORERS)) + "."
        )
    found = SCORERS[scorer](code, facts, context)
    return {name: round(max(0.0, min(1.0, value)), 6) for name, value in found.items()}
