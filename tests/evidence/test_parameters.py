"""Parameters are values and stay values."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.show.notebook import ReadableParameters

values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(st.characters(exclude_categories=()))),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["report", "sha256", "earlier"]), values))
def test_every_value_comes_back_and_nothing_else_is_code(parameters):
    tree = ast.parse(ReadableParameters.codify(parameters).encode("utf-8", "surrogatepass"))
    assert [type(line) for line in tree.body] == [ast.Assign] * len(parameters)
    assert {line.targets[0].id: ast.literal_eval(line.value) for line in tree.body} == parameters


def test_chinese_stays_readable_and_a_quote_stays_inside():
    code = ReadableParameters.codify({"report": "义乌\"; import os; os.system('x')\n#"}, "Parameters")
    assert code == "# Parameters\nreport = '义乌\"; import os; os.system(\\'x\\')\\n#'\n"


def test_a_value_of_another_type_is_refused():
    with pytest.raises(TypeError, match="no parameter of type object"):
        ReadableParameters.translate(object())
