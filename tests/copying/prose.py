"""Reports in words of their own: every report draws its matters, acts and details anew.

What they share is what real reports share: official wording, some of it in no list of formulas.
"""

from __future__ import annotations

import random
from dataclasses import replace

from gouji.model.document import Source
from gouji.model.filing import Agency, Filing
from rules.build import filing

REGIONS = [
    "松岭",
    "云溪",
    "白河",
    "青石",
    "临江",
    "龙门",
    "桃源",
    "平湖",
    "长乐",
    "安丘",
    "南屏",
    "北塔",
    "东渡",
    "西关",
    "永泰",
    "和安",
    "新沂",
    "金堂",
    "银坑",
    "玉山",
]
BODIES = [
    "教育局",
    "水利局",
    "交通运输局",
    "卫生健康局",
    "民政局",
    "财政局",
    "司法局",
    "农业农村局",
    "文化旅游局",
    "林业局",
    "审计局",
    "统计局",
]
OFFICIAL = (
    "坚持以习近平新时代中国特色社会主义思想为指导，全面贯彻落实党的二十大和二十届二中、三中全会精神。",
    "认真贯彻落实党中央、国务院关于全面推进政务公开工作的决策部署，坚持以公开为常态、不公开为例外。",
    "严格按照《中华人民共和国政府信息公开条例》要求，切实保障人民群众的知情权、参与权、表达权和监督权。",
    "严格落实信息发布“三审三校”制度，坚持“谁公开、谁审查、谁负责”的原则，确保公开内容准确、规范、安全。",
    "健全政府信息公开申请登记、审核、办理、答复、归档等工作制度，依法依规做好依申请公开工作。",
    "及时更新完善政府信息公开指南和主动公开目录，不断提高政府信息管理规范化水平。",
    "加强政府门户网站和政务新媒体建设管理，充分发挥政务公开第一平台作用。",
    "将政务公开工作纳入年度绩效考核，定期开展业务培训，全年未发生责任追究情形。",
    "进一步加强组织领导，明确分管领导和具体工作人员，形成一级抓一级、层层抓落实的工作格局。",
)
OFFICIAL_FIVE = (
    "虽然取得了一定成绩，但与上级要求和群众期盼相比还存在一定差距。",
    "存在的主要问题：一是主动公开的力度有待进一步加强；二是工作人员业务能力有待进一步提高。",
    "改进情况：针对存在的问题，将进一步强化业务培训，不断提升政务公开工作水平。",
)
_WHEN = [
    "年初",
    "开春后",
    "汛期前",
    "入夏以来",
    "秋收时节",
    "年底前",
    "每逢赶集日",
    "双月中旬",
    "寒潮来临前",
    "节假日期间",
    "招标季",
    "开学前夕",
]
_WHO = [
    "办公科",
    "法规股",
    "政务专班",
    "驻窗口人员",
    "档案管理员",
    "网格员",
    "值班组",
    "督查室",
    "志愿队",
    "业务骨干",
    "联络员",
    "青年突击组",
]
_ACT = [
    "逐村张贴",
    "梳理汇编",
    "当面讲解",
    "录成短片",
    "制成折页",
    "分批推送",
    "设点解答",
    "挂网征集",
    "请专家会审",
    "电话回访",
    "入户核对",
    "按季盘点",
    "画成地图",
    "编成问答",
    "现场演示",
    "换版重印",
    "翻译成方言",
    "印在回执背面",
]
_WHAT = [
    "水库调度方案",
    "公租房轮候名单",
    "校车线路",
    "采砂许可台账",
    "惠农补贴发放表",
    "古树名木保护图",
    "桥梁检测结果",
    "集市摊位价目",
    "养老床位余量",
    "饮用水化验单",
    "林地流转合同样本",
    "社区食堂菜价",
    "疫苗到货批次",
    "停车泊位收费标准",
    "殡葬服务清单",
    "应急避难点分布",
    "农机检修站地址",
    "图书馆座位数",
    "公交改线理由",
    "老旧小区加梯进度",
    "秸秆离田报价",
    "企业用工缺口",
    "景区限流办法",
    "小作坊登记要求",
]
_WHY = [
    "方便老人辨认",
    "免去来回奔波",
    "回应热线里问得最多的事",
    "让施工队早作准备",
    "供人大代表随时查对",
    "减少口头传言",
    "给种植户留足时间",
    "便于外出务工者代办",
    "防止重复申报",
    "接受街坊评议",
    "配合审计整改",
    "替代原先的纸质公示",
    "补上去年漏掉的环节",
    "缩短等候时间",
]
_THEN = [
    "收回意见{n}条并逐一作了答复",
    "有{n}户据此改变了种植安排",
    "{n}个窗口同步更换了样张",
    "来电询问减少了{n}次",
    "{n}份旧表格随之作废",
    "由第三方抽看了{n}处",
    "归入第{n}号卷宗备查",
    "{n}名代表到场见证",
    "刊登在县报第{n}版",
    "退回{n}件要求重做",
    "惠及{n}个村组",
    "用去经费{n}元",
    "比原计划提前了{n}天",
    "形成了{n}页的说明",
]


def sentence(rng: random.Random) -> str:
    """A sentence of about fifty characters that hardly anyone else writes."""
    parts = [rng.choice(pool) for pool in (_WHEN, _WHO, _WHAT, _ACT, _WHY, _THEN)]
    other = rng.choice(_WHAT)
    when, who, what, act, why, then = parts
    return f"{when}{who}把{what}和{other}{act}，{why}，{then.format(n=rng.randint(2, 99))}。"


def agency(rng: random.Random, number: int) -> Agency:
    """A body that no other report is from."""
    region = rng.choice(REGIONS) + "县"
    return Agency(f"a{number:05}", f"{region}{rng.choice(BODIES)}", "行政机关", "县级", None, region, True)


def own_prose(rng: random.Random) -> tuple[list[str], list[str]]:
    """Sentences of section one and of section five."""
    one = [*rng.sample(OFFICIAL, rng.randint(3, 6)), *(sentence(rng) for _ in range(rng.randint(6, 14)))]
    rng.shuffle(one)
    five = [*OFFICIAL_FIVE, *(sentence(rng) for _ in range(rng.randint(2, 4)))]
    return one, five


def report(body: Agency, year: int, one: list[str], five: list[str], *, form: str = "2021") -> Filing:
    """A report of these sentences under this name; its file has a digest of its own."""
    opening = f"{year}年，{body.name}"
    closing = (
        f"本报告由{body.name}按照《中华人民共和国政府信息公开条例》编制，统计期限自{year}年1月1日至12月31日。"
    )
    made = filing(
        form,
        agency=body,
        year=year,
        preamble=closing,
        prose={1: opening + "".join(one), 5: "".join(five), 6: "无其他需要报告的事项。"},
    )
    name = f"{body.id}-{year}.html"
    return replace(made, source=Source(name, f"{body.id}-{year}".ljust(64, "0"), "text/html", 1))


def independent(seed: int, count: int, year: int = 2023) -> list[Filing]:
    """Reports of different bodies, none of which took anything from another."""
    rng = random.Random(seed)
    return [report(agency(rng, n), year, *own_prose(rng)) for n in range(count)]
