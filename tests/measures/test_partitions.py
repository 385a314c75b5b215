"""Wholes and their parts, as sentences state them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.measures.partitions import partitions
from rules.build import filing


def found(text):
    return [(p.whole, p.parts) for p in partitions(filing(prose={1: text}))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理申请共65件，其中公民30件、企业法人8件、法律服务机构27件。", [(65, (30, 8, 27))]),
        (
            "共受理政府信息公开申请65件，均按期答复。从申请对象看，公民申请30件，企业法人申请8件，法律服务机构27件；"
            "从申请途径看，通过网络平台申请20件，通过信函申请45件。",
            [(65, (30, 8, 27)), (65, (20, 45))],
        ),
        ("学校共开展13批次招聘，其中特岗11批次，非特岗2批次。", [(13, (11, 2))]),
        ("收到申请12件（自然人9件，商业企业3件）。", [(12, (9, 3))]),
        ("受理12件政府信息公开申请，其中自然人9件，法人3件。", [(12, (9, 3))]),
        ("办结12件，分别为予以公开5件、不予公开6件。", [(12, (5, 6))]),
        ("收到申请12件，其中自然人10件，法人3件。", [(12, (10, 3))]),
        ("行政复议5件，其中维持3件，纠正2件。", [(5, (3, 2))]),
        # parts may be of another count of the paragraph
        ("新收申请70件，办结申请65件，按申请人类型分，自然人60件，企业5件。", [(65, (60, 5))]),
    ],
)
def test_partitions_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "收到申请65件，其中自然人30件，商业企业8件。",  # some of them only
        "发布信息100条，其中政策信息60条，图文信息50条。",  # kinds that may overlap
        "收到申请65件，其中自然人30件，办结60件。",  # of different kinds
        "收到申请60余件，其中自然人50件，商业企业18件。",  # a rough whole
        "收到申请65件，其中自然人30件，其中网上申请50件。",  # nested
        "收到申请65件。从申请人看，自然人30件，企业8件等。",  # more follow
        "收到申请65件。从申请人看，自然人30件，企业8件，其余为法律服务机构。",
        "受理咨询1.2万件，其中网上9000件，电话2500件。",  # a rounded whole
        "收到申请65件，其中自然人30人，企业50家。",  # other units
    ],
)
def test_no_partition(text):
    assert found(text) == []


def unsure(text):
    return [(p.whole, p.parts) for p in partitions(filing(prose={1: text})) if not p.disjoint]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全年主动公开政府信息40条,其中人事信息12条,政务动态20条,公告公示15条。",
            [(40, (12, 20, 15))],
        ),
        ("办理建议提案40件，其中人大建议25件，政协提案20件。", [(40, (25, 20))]),
        ("主动公开信息100条（机构信息30条、财政信息45条、政策文件40条）。", [(100, (30, 45, 40))]),
        ("公开规范性文件8件，其中县政府文件6件，县政府办文件5件，并解读文件3件。", [(8, (6, 5))]),
        ("发布解读材料12篇，包括部门解读8篇、专家解读6篇。", [(12, (8, 6))]),
        ("公开信息40条，其中人事信息52条。", [(40, (52,))]),
        ("公开信息40条，其中机构类12条、动态类20条、公告类15条。", [(40, (12, 20, 15))]),
        # the list ends where another statement starts
        ("公开信息40条，其中人事信息12条，政务动态20条，召开发布会3场。", [(40, (12, 20))]),
        ("公开信息40条，其中人事信息12条，政务动态20条，回应关切15条。", [(40, (12, 20))]),
        # parts that may overlap: ways, shapes, stages, persons
        ("发布信息100条，其中网站80条，微信60条。", []),
        ("发布信息100条，其中政策信息60条，图文信息50条。", []),
        ("发布信息40条，其中重点领域信息30条，政策文件20条。", []),
        ("收到来信40件，其中办结45件。", []),
        ("培训50人，其中党员30人，女性40人。", []),
        ("受理咨询40件，其中来访12件、来电30件。", []),
        ("设置栏目6个，其中一级栏目6个，二级栏目20个。", []),
        ("召开发布会4场，其中主要负责人出席2场、部门负责人出席3场。", []),
        ("收到来信40件，其中转办45件。", []),
        # of another time or measure
        ("办理建议12件（上年15件）。", []),
        ("发布信息40条（目标52条）。", []),
        ("发布信息40条，其中累计52条。", []),
        # of a whole that stands further in front
        ("公开信息100条，机构信息40条，其中人事30条、任免20条。", []),
        ("收到来信65件，个人来信30件，其中网民来信50件。", []),
        # rough, rounded, one part within the whole
        ("发布信息40余条，其中人事信息30条，政务动态20条。", []),
        ("公开信息1.2万条，其中人事信息9000条，动态8000条。", []),
        ("公开信息40条，其中人事信息12条，占30%，政务动态50条。", []),
    ],
)
def test_parts_of_which_nothing_says_that_they_overlap(text, expected):
    assert unsure(text) == expected


@given(st.lists(st.integers(0, 10**5), min_size=2, max_size=4), st.integers(0, 1))
def test_a_partition_is_read_as_written(numbers, more):
    whole = sum(numbers) - more if sum(numbers) else 0
    named = zip(("自然人", "商业企业", "科研机构", "法律服务机构"), numbers, strict=False)
    listed = "、".join(f"{name}{number}件" for name, number in named)
    assert found(f"全年收到申请{whole}件，其中{listed}。") == [(whole, tuple(numbers))]


def test_a_list_that_a_copy_breaks_off_in_is_not_added_up():
    said = "办结12件，分别为予以公开5件、不予公开6件"
    assert list(partitions(filing(prose={6: said}))) == []
    assert len([*partitions(filing(prose={6: said + "。"}))]) == 1
    assert len([*partitions(filing(prose={1: said, 6: "没有其他需要报告的事项。"}))]) == 1
