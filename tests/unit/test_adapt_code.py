"""Templates: whatever the value, the program stays the program and the value comes back."""

import ast
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

adapt_code = load("memory/adapt_code").adapt_code

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


@given(values)
def test_python_gives_the_value_back(value: Any) -> None:
    code = adapt_code("x = f(1, {{v}}) # c\ny = 2\n", "python", {"v": {"type": "json"}}, {"v": value})
    tree = ast.parse(code)
    assert len(tree.body) == 2
    call = tree.body[0].value  # type: ignore[attr-defined]
    assert ast.literal_eval(call.args[1]) == value


@given(values)
def test_javascript_is_json(value: Any) -> None:
    code = adapt_code("f({{v}});", "javascript", {"v": {"type": "json"}}, {"v": value})
    assert code.isascii()
    assert json.loads(code[2:-2].strip("()") if isinstance(value, int) else code[2:-2]) == value


@given(texts)
def test_sql_text_is_one_literal(text: str) -> None:
    code = adapt_code("SELECT {{v}}", "sql", {"v": {"type": "text"}}, {"v": text})
    body = code.removeprefix("SELECT ").strip()
    assert body.startswith("E'" if "\\" in text else "'") and body.endswith("'")
    inner = body[2:-1] if body.startswith("E") else body[1:-1]
    read = (
        inner.replace("\\\\", "\0").replace("''", "'").replace("\0", "\\")
        if "\\" in text
        else inner.replace("''", "'")
    )
    assert read == text
    assert "'" not in inner.replace("''", "")


@pytest.mark.parametrize("sign", ["2 ** {{v}}", "-{{v}}", "{{v}} ** 2", "1 - {{v}}"])
def test_a_negative_number_keeps_its_sign(sign: str) -> None:
    code = adapt_code("x = " + sign, "python", {"v": {"type": "integer"}}, {"v": -3})
    assert eval(code.removeprefix("x = ")) == eval(sign.replace("{{v}}", "(-3)"))


def test_faults_have_four_parts() -> None:
    for parameters, given_values, code in (({}, None, "ZM034"), ({"v": {"type": "text"}}, {}, "22023")):
        with pytest.raises(ValueError) as caught:
            adapt_code("x = {{v}}", "python", parameters, given_values)
        message, detail, hint, sqlstate = caught.value.args
        assert message and detail and hint and sqlstate == code
