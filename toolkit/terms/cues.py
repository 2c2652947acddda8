"""Cues in the context of a phrase that it is meant as a formulation, and not as a count of things.

After the surface grammar of Chinese party and government prose: what is quoted, governed by a verb of implementation, or
followed by a noun such as 精神, 战略 or "campaign", is a name. A cue is evidence, not proof: it adds to a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

# Verbs (and 以, 的 of the same use) that take a formulation as their object.
_ZH_VERBS = (
    "做到 破 抓 落实 贯彻 贯彻落实 执行 坚持 严守 增强 坚定 树牢 树立 纠治 纠正 整治 防止 把握 领悟 践行 推进 推行 推动 "
    "开展 实施 紧扣 按照 深化 强化 巩固 拥护 捍卫 维护 遵守 遵循 恪守 反对 抵制 破除 反 查纠 聚焦 围绕 锚定 打好 打赢 "
    "实行 弘扬 发扬 学习 宣传 解决 破解 抓好 抓实 抓牢 筑牢 严格 违反 持续 深入 全面 统筹 做好 扎实 构建 建立 健全 "
    "完善 探索 打造 创新 创建 提出 提倡 倡导 争做 争当 力戒 严防 严控 做实 落细 念好 用好 过好 守好 守住 立足 服务 "
    "融入 助力 对照 牢记 铭记 忠诚 衷心 认真 坚决 紧盯 突出 注重 加强 推广 总结 概括 形成 实现 完成 达到 符合 遵照 "
    "依照 根据 通过 运用 采取 采用 探索出 称为 称之为 叫做 即 所谓 以 主攻 推出 实行 提炼 归纳为 总结出"
).split()
ZH_HEADS = (
    "战略 布局 精神 机制 工作法 行动 行动计划 工程 要求 原则 方针 理论 体系 格局 目标 问题 政策 制度 工作 活动 模式 "
    "举措 措施 教育 专题 主题 规划 方案 路径 思路 理念 思想 标准 责任 责任制 任务 作风 改革 建设 倡议 攻坚战 攻坚 "
    "管理 管理法 监督 监管 服务 治理 学习 创建 宣言 承诺 报告 整治 经验 做法 发展 事项 经费 部署 指引 联动 联创 制 法 "
    "支出 资金 底线 图谱 名片 评选 品牌 理念 "
    "战 论 化 不良风气 不正之风 干部 队伍 群众"
).split()
_EN_VERBS = (
    "implement uphold adhere follow enforce strengthen enhance observe practice practise resolve rectify combat "
    "oppose resist fight promote advance deepen achieve ensure carry consolidate study launch pursue grasp maintain "
    "strictly resolutely firmly conscientiously thoroughly earnestly comprehensively tackle curb crack correct "
    "eliminate violate violated violating abide honor honour learn propose proposed called so-called under"
).split()
EN_HEADS = (
    "campaign spirit strategy principle principles policy initiative mechanism system method education requirement "
    "requirements problem problems issue issues goal goals target targets work working action plan program programme "
    "project model framework concept theory doctrine thought drive battle reform layout approach standard standards "
    "responsibility responsibilities activity activities educational slogan formula guideline decision working-method "
    "demonstration blueprint linkage governance rule tasks projects cases card pilot construction"
).split()

# Words of the prose in which formulations live.
_REGISTER = re.compile(
    "[党村镇县局院]|政府|国务院|中央|委员会|[省市县区]委|社区|支部|书记|干部|纪委|纪检|监察|巡视|巡察|检察|公安|人大|政协|会议|讲话|精神|部署|落实|贯彻|"
    "推进|推动|推行|开展|坚持|整治|治理|机制|改革|建设|责任|制度|措施|政策|战略|方针|布局|工程|行动|专项|活动|方案|规划|考核|督查|督导|监督|监管|作风|"
    "廉洁|思想|理论|宣传|群众|人民|社会主义|共产|革命|运动|解放|主席|总理|民生|扶贫|脱贫|农业|农民|三农|全[市区省国]|机关|部门|单位|外交|国防|部队|官兵|"
    "台湾|两岸|现代化|高质量|生态|污染|安全|防控|疫情|试点|达标|倡议|目标|任务|统筹|帮扶|基层"
)
_AROUND = 120  # characters on either side that tell the register

OPENING, CLOSING = "“‘「『《\"'", "”’」』》\"'"


def _by_character(words: Iterable[str], at: int) -> dict[str, tuple[str, ...]]:
    """Words by one of their characters, so that a text need not be compared with all of them."""
    ordered = sorted(words, key=itemgetter(at))
    return {character: tuple(alike) for character, alike in groupby(ordered, itemgetter(at))}


_GOVERNING_ZH = _by_character(
    (verb + rest for verb in _ZH_VERBS for rest in ("", "好", "了", "着", "到", "党的")), at=-1
)
_NAMING_ZH = _by_character(ZH_HEADS, at=0)


def _inflected(verb: str) -> tuple[str, ...]:
    """A verb's forms: implement(s|ed|ing), promote(s|d) and promoting, carr(y|ies|ied|ying)."""
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    return verb, f"{verb}s", f"{verb}es", f"{verb}ed", f"{verb}ing"


_GOVERNING_EN = frozenset(form for verb in _EN_VERBS for form in _inflected(verb))
_GOVERNING_OF = frozenset((*EN_HEADS, "guidance", "essence", "connotation", "role"))
_PARTICLES = frozenset("out to on with by".split())
_DETERMINERS = frozenset("the its our their".split())
_HEADED_EN = re.compile(
    rf"[”’\"']?,? (?:(?:\w+ )?(?:{'|'.join(EN_HEADS)})\b"
    r"|as (?:a|an|the|its|our|their) (?:starting|guid|carrier|grip|breakthrough|main|core|key|lead|basis|foundation|handle|focus))",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+")

QUOTED, GOVERNED, HEADED, CAPITALISED = "quoted", "governed", "headed", "capitalised"


def cues(text: str, start: int, end: int, lang: str) -> tuple[str, ...]:
    """The cues around a span of a text.

    >>> cues("严格落实“三个规定”精神", 5, 9, "zh")
    ('quoted', 'governed', 'headed')
    >>> cues("implement the Two Upholds", 14, 25, "en")
    ('governed', 'capitalised')
    """
    found = (
        (QUOTED, is_quoted(text, start, end)),
        (GOVERNED, is_governed(text, start, lang)),
        (HEADED, is_headed(text, end, lang)),
        (CAPITALISED, lang == "en" and is_capitalised(text[start:end])),
    )
    return tuple(cue for cue, holds in found if holds)


def is_governed(text: str, start: int, lang: str) -> bool:
    """Does a verb stand before the place that takes a formulation as its object?"""
    if lang == "zh":
        before = text[max(0, start - 8) : start].rstrip(OPENING)
        return before.endswith(_GOVERNING_ZH.get(before[-1:], ()))
    return _governs(text[max(0, start - 40) : start].rstrip(" “‘\"'").lower().split(" "))


def _governs(words: list[str]) -> bool:
    """Do English words end with a verb that takes a formulation as its object, its particle, and an article: "carry out the"?"""
    *words, last = [word.lstrip("“‘\"'(") for word in words[-5:]]
    if last in _DETERMINERS and words:
        *words, last = words
    if last == "of":
        return bool(words) and words[-1] in _GOVERNING_OF
    if last in _PARTICLES and words:
        *words, last = words[:-1] if last == "on" and words[-1] == "down" and len(words) > 1 else words
    if last not in _GOVERNING_EN and last.endswith("ly") and words:
        last = words[-1]
    return last in _GOVERNING_EN


def is_headed(text: str, end: int, lang: str) -> bool:
    """Does a noun stand behind the place that follows names: 精神, 战略, campaign?"""
    if lang == "zh":
        after = text[end : end + 8].lstrip(CLOSING + "的")
        return after.startswith(_NAMING_ZH.get(after[:1], ()))
    return bool(_HEADED_EN.match(text, end, end + 30))


def is_quoted(text: str, start: int, end: int) -> bool:
    """Does a quotation mark stand right before the span and one right after it, or inside it as in 四个“意识”?"""
    return is_between_marks(text, start, end) or bool(re.search('[“「『《"]', text[start + 1 : end]))


def is_between_marks(text: str, start: int, end: int) -> bool:
    """Does a quotation mark stand right before the span and one right after it?"""
    return start > 0 and end < len(text) and text[start - 1] in OPENING and text[end] in CLOSING


def is_capitalised(surface: str) -> bool:
    """Every word that carries meaning: Two Upholds, Three Stricts and Three Earnests."""
    words = [
        word for word in _WORD.findall(surface) if word.lower() not in ("and", "of", "the", "in", "or", "to", "for")
    ]
    return len(words) > 1 and all(word[0].isupper() for word in words) and not surface.isupper()


def in_register(text: str, start: int, end: int) -> bool:
    """Does the Chinese prose around a span look like that of party and government?

    >>> in_register("支部开出“四张清单”", 5, 9), in_register("菜单上写着“三杯鸡”", 6, 9)
    (True, False)
    """
    return bool(_REGISTER.search(text, max(0, start - _AROUND), start) or _REGISTER.search(text, end, end + _AROUND))
