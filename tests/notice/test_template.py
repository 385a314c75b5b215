"""Word templates: fields, lists, parts; values are text and nothing else."""

import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.model.safe import visible
from gouji.model.text import GoujiError
from gouji.show.word_template import filled


def template(path, *paragraphs, cell=None, footer=None):
    document = docx.Document()
    for paragraph in paragraphs:
        made = document.add_paragraph()
        for run in [paragraph] if isinstance(paragraph, str) else paragraph:
            made.add_run(run).bold = True
    if cell:
        document.add_table(1, 1).cell(0, 0).text = cell
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    document.save(path)
    return path


def lines(data):
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "template.docx"


def test_fields_are_filled_wherever_they_stand(path):
    template(path, "给 {{ 机关 }}：", "没有", cell="{{机关}}", footer="{{机关}} {{机关}}")
    data = filled(path, {"机关": "甲局"}, {})
    document = docx.Document(io.BytesIO(data))
    assert lines(data) == ["给 甲局：", "没有"]
    assert document.tables[0].cell(0, 0).text == "甲局"
    assert document.sections[0].footer.paragraphs[0].text == "甲局 甲局"


def test_a_field_that_word_cut_into_runs_is_filled_and_keeps_its_format(path):
    template(path, ["给 {", "{机", "关}", "}，{{年", "度}} 年"])
    data = filled(path, {"机关": "甲局", "年度": "2024"}, {})
    assert lines(data) == ["给 甲局，2024 年"]
    runs = docx.Document(io.BytesIO(data)).paragraphs[0].runs
    assert all(run.bold for run in runs)


def test_a_paragraph_with_a_list_is_repeated_and_left_out_for_none(path):
    template(path, "依据：{{依据}}", "原文：{{原文}}", "完")
    assert lines(filled(path, {"依据": ["一", "二"], "原文": []}, {})) == ["依据：一", "依据：二", "完"]


def test_a_part_is_repeated_for_each_item_with_all_it_holds(path):
    template(path, "{{#问题}}", "{{序号}} {{机关}}", "{{依据}}", "{{/问题}}", "完")
    items = [{"序号": "1", "依据": ["a", "b"]}, {"序号": "2", "依据": []}]
    assert lines(filled(path, {"机关": "甲"}, {"问题": items})) == ["1 甲", "a", "b", "2 甲", "完"]
    assert lines(filled(path, {"机关": "甲"}, {"问题": []})) == ["完"]


def test_a_value_is_never_taken_for_a_field(path):
    template(path, "{{a}}{{b}}", "{{#p}}", "{{c}}", "{{/p}}", "{{d}}")
    values = {"a": "{{b", "b": "}}", "d": ["{{a}}"]}
    data = filled(path, values, {"p": [{"c": "{{a}}"}, {"c": "{{/p}}"}]})
    assert lines(data) == ["{{b}}", "{{a}}", "{{/p}}", "{{a}}"]


@settings(max_examples=40, deadline=None)
@given(value=st.text(max_size=30))
def test_any_text_at_all_can_be_a_value(tmp_path_factory, value):
    path = template(tmp_path_factory.mktemp("t") / "t.docx", "<{{a}}>")
    assert lines(filled(path, {"a": value}, {})) == [f"<{visible(value)}>"]


def test_equal_values_give_equal_bytes(path):
    template(path, "{{a}}")
    assert filled(path, {"a": "x"}, {}) == filled(path, {"a": "x"}, {})


@pytest.mark.parametrize(
    ("paragraphs", "zh"),
    [
        (["{{没有}}"], "没有“没有”这一项可填；可用的：机关"),
        (["{{#没有}}", "{{/没有}}"], "没有“#没有”这一项可填；可用的：#问题"),
        (["{{#问题}}", "x"], "{{#问题}} 没有对应的 {{/问题}} 段落"),
    ],
)
def test_what_is_wrong_with_a_template_is_said(path, paragraphs, zh):
    template(path, *paragraphs)
    with pytest.raises(GoujiError) as caught:
        filled(path, {"机关": "甲"}, {"问题": [{}]})
    assert zh in caught.value.text.zh
    assert "template.docx" in caught.value.text.en


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"plain"])
def test_another_file_is_no_template(path, content):
    path.write_bytes(content)
    with pytest.raises(GoujiError, match="不是可用的 DOCX 文件"):
        filled(path, {}, {})
