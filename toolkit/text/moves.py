"""The moves of conference news: who stated, stressed, required, conveyed, reported or decided what.

会议指出 / 强调 / 要求 / 传达 / 部署, "The meeting pointed out / stressed / required / conveyed": a cue names the speaker and
the verb; the passage runs from it to the next cue or to the end of the paragraph, and on through numbered paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.tables import metadata, require
from toolkit.text.fold import fold

MOVES = ("stated", "stressed", "required", "conveyed", "reported", "decided")

# Verbs of the genre by move, longest first where one begins another. Collected from conference news of party and
# government organs; 部署 (assign tasks) is counted as required, 听取 (hear a report) as reported.
ZH_VERBS = {
    "stated": "指出 认为 表示 提出 介绍 明确",
    "stressed": "强调 重申",
    "required": "要求 号召 部署 安排部署 研究部署 动员部署 安排 希望 叮嘱 勉励",
    "conveyed": "传达学习 学习传达 传达 宣读 学习",
    "reported": "通报 汇报 听取 总结 回顾 审议 观看",
    "decided": "审议通过 表决通过 审议并通过 决定 通过 同意 确定 批准 选举产生 选举",
}
EN_VERBS = {
    "stated": "point(?:ed|s) out|note[ds]|state[ds]|said|says|believe[ds]|h(?:eld|olds) that|observe[ds]|thought|thinks|"
    "consider(?:ed|s) that|propose[ds]|argue[ds]|add(?:ed|s)|explain(?:ed|s)",
    "stressed": "stress(?:ed|es)|emphasi[sz]e[ds]|underline[ds]|underscore[ds]|highlight(?:ed|s)|reiterate[ds]",
    "required": "require[ds]|request(?:ed|s)|demand(?:ed|s)|call(?:ed|s) (?:for|on|upon)|urge[ds]|ask(?:ed|s)|instruct(?:ed|s)|"
    "order(?:ed|s)|deployed|ma(?:de|kes) arrangements|arrange[ds]|assign(?:ed|s)|hope[ds]",
    "conveyed": "conveyed|relayed|communicated|transmitted|read out|studied",
    "reported": "reported|heard|listened to|briefed|reviewed|summari[sz]ed|informed|notified|circulated|was briefed on",
    "decided": "decided|resolved|adopted|approved|passed|agreed|elected|determined",
}

# The hundred commonest surnames of the 2020 census (Ministry of Public Security, national name report) and
# the usual two-character ones.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤习"
    "康易乔赖文施洪辛柯庄温牛樊葛邢安齐伍庞颜倪聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮纪梅童凌毕单裴霍涂成苗谷"
)
# The same in pinyin, without those that are English words (He, An, You, Long, She).
_PINYIN = (
    "Wang|Li|Zhang|Liu|Chen|Yang|Zhao|Huang|Wu|Zhou|Xu|Sun|Ma|Zhu|Hu|Guo|Lin|Gao|Luo|Zheng|Liang|Xie|Song|Tang|Han|Deng|Feng|Cao|"
    "Peng|Zeng|Xiao|Tian|Dong|Pan|Yuan|Cai|Jiang|Yu|Du|Ye|Cheng|Wei|Su|Lu|Lyu|Ding|Ren|Yao|Shen|Zhong|Cui|Tan|Fan|Liao|Shi|Jin|"
    "Jia|Xia|Fu|Fang|Zou|Xiong|Bai|Meng|Qin|Qiu|Hou|Yin|Xue|Yan|Duan|Lei|Tao|Mao|Hao|Gu|Gong|Shao|Wan|Qian|Dai|Mo|Kong|Xiang|Chang|"
    "Xi|Kang|Yi|Qiao|Lai|Wen|Ke|Zhuang|Niu|Ge|Xing|Qi|Ouyang|Sima|Zhuge|Shangguan"
)
_PERSON_ZH = rf"(?P<person>(?:欧阳|上官|司马|诸葛|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}?)"
_TITLE_ZH = "(?:同志|总书记|书记|市长|省长|县长|区长|主任|检察长|院长|局长|部长|主席|总理|厅长|组长|会长|秘书长)?"
# What follows a noun that a verb may be, too: 会议要求很高.
_SAID_OF_IT = (
    "(?:很|较|更|比较|非常|十分|越来越|极|太|不)*(?:高|低|严|严格|多|明确|具体|清晰|重要|及时|到位)(?:[，。；！？\n]|$)"
)
_ADVERBS_ZH = "(?:首先|同时|最后|还|并|也|又|特别|再次|进一步|一致|[着著]重|反复|明确|代表[^，。；\n]{2,20}|在[^，。；\n]{1,16}[中时上]|集体|随后|专题|认真|深入|传达时|就[^，。；\n]{2,30}|对[^，。；\n]{2,30}(?:作|进行|作出)?了?)*"
_BOUNDARY_ZH = r"(?:(?<=[，。；！？：\n、）])|^)"
_BODY_ZH = r"(?P<meeting>(?:(?!按照|根据|贯彻|落实|召开|举行|参加|出席|学习|提请|提交|报请|请予)[^，。；：！？\n“”「」]){0,24}?(?:会议|全会|大会|例会|推进会|座谈会|培训会|动员会|常务会|常委会|工作会|会上|培训班))"
_PAPER_ZH = r"(?P<paper>(?:《[^》\n]{2,40}》|通知|意见|方案|通报|报告|公报|决定|文件|办法))"
_PRONOUN_ZH = "(?P<pronoun>他|她)"


def _zh_verbs() -> tuple[str, dict[str, str]]:
    move_of = {verb: move for move, verbs in ZH_VERBS.items() for verb in verbs.split()}
    return "|".join(sorted(move_of, key=len, reverse=True)), move_of


_ZH_VERB, _ZH_MOVE = _zh_verbs()
_OFFICE_ZH = r"(?:[^，。；：！？\n“”「」]{0,30}(?:书记|市长|省长|县长|区长|主任|检察长|院长|局长|部长|主席|总理|厅长|组长|秘书长|委员|常委|负责人|同志))?"
_ZH_CUE = re.compile(
    rf"{_BOUNDARY_ZH}(?:{_BODY_ZH}|{_PAPER_ZH}|{_PRONOUN_ZH}|{_OFFICE_ZH}{_PERSON_ZH}{_TITLE_ZH})，?{_ADVERBS_ZH}"
    rf"(?P<verb>{_ZH_VERB})(?!的|精神|会|人|者|情况|{_SAID_OF_IT})",
    re.MULTILINE,
)
_ZH_AND = re.compile(rf"[，；、](?:并|还|同时|随后|会议)?(?P<verb>{_ZH_VERB})(?:了|并)")

# A present form may be a noun: the meeting notes were sent, the report states of the county.
_EN_VERB = (
    rf"(?:{'|'.join(EN_VERBS.values())})\b(?!(?<=s)(?:\s+(?:of|from|by|is|are|was|were|has|have|had|will)\b|[.;)]))"
)
_EN_ADVERBS = r"(?:(?:also|further|then|again|finally|clearly|particularly|specifically|first|next|additionally|in (?:his|her|a) (?:speech|remarks|report)|has|have|had)\s+)*"
_EN_MEETING = (
    r"(?P<meeting>(?:The|This|the|this)\s+(?:[A-Za-z-]+\s+){0,4}?"
    r"(?:meeting|conference|session|plenum|congress|symposium|forum|seminar|assembly|videoconference|teleconference))"
)
_EN_PAPER = r"(?P<paper>(?:The|the)\s+(?:[a-z-]+\s+){0,2}?(?:notice|circular|communiqu[eé]|opinions?|plan|guidelines?|document|report))"
_EN_TITLE = (
    r"(?:(?:(?:Vice|Deputy)\s+)?(?:Comrade|Mr\.|Ms\.|Secretary|Mayor|Governor|Minister|Premier|President|Director|Chairman|"
    r"Procurator-General|General\s+Secretary)\s+)"
)
_EN_PERSON = (
    rf"(?:{_EN_TITLE}+(?P<titled>[A-Z][a-z]+)|{_EN_TITLE}*(?P<person>[A-Z][a-z]+(?:[ -][A-Z][a-z]+){{1,2}})|(?P<surname>{_PINYIN}))"
    r"(?:,\s+[^.;\n]{3,160}?,)?"
)
_EN_PRONOUN = r"(?P<pronoun>He|She|he|she)|(?P<going_on>It|They)"
_EN_CUE = re.compile(
    rf"\b(?:{_EN_MEETING}|{_EN_PAPER}|{_EN_PRONOUN}|{_EN_PERSON})\s+{_EN_ADVERBS}(?P<verb>{_EN_VERB})"
    rf"|\b[Ii]t was (?:also |further )?(?P<passive>{_EN_VERB})\s+(?:at|by|in|during) the (?:meeting|conference|session|symposium)"
)
_EN_AND = re.compile(
    rf"(?:,|\s)\s*(?:and|then)\s+(?:also\s+)?(?P<verb>{_EN_VERB})\s+(?=the|that|an?|on|all|its|relevant)"
)

# A verb that opens a clause (强调， / stressed that) governs the whole sentence; with a plain object
# (传达了…，通报了… / conveyed …, and reported …) further verbs may follow, each a move of its own.
_EN_CLAUSE = re.compile(r",|:|\s+that\b")
_ZH_STOP = re.compile("[。！？\n]")
_EN_STOP = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bNo)[.!?]\s|\n")
_EN_GAP = re.compile("[.!?]? *")  # between two sentences of a paragraph

# A paragraph that goes on with a numbered list belongs to the passage before it.
_NUMBERED = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）.、．]|[一二三四五六七八九十]{1,2}[是要]|第[一二三四五六七八九十]|"
    r"(?:First|Second|Third|Fourth|Fifth|Finally|Firstly|Secondly|Thirdly)\b)"
)


@dataclass(frozen=True)
class Move:
    """A cue, or the passage it opens."""

    speaker: str
    verb: str
    move: str
    start: int
    end: int
    lang: str


def moves(docs: pd.DataFrame) -> pd.DataFrame:
    """Find who stated, stressed, required, conveyed, reported or decided what.

    In: docs (doc_id, text). Out: one row per passage: doc_id, speaker ("meeting", a person's name, or the notice or
    report that speaks, in simplified characters), verb (as written), move (stated, stressed, required, conveyed, reported, decided), start, end
    (characters of docs.text), text, lang (of the cue), then the documents' metadata. He or she is the person named last, "" where none
    was; it and they, at the beginning of the sentence after a passage's first, are who spoke there.
    Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["会议指出，形势向好。李明远要求，守住底线。", "The meeting stressed that work must go on."])
    >>> tk.moves(docs)[["speaker", "verb", "move", "text"]].values.tolist()[:2]
    [['meeting', '指出', 'stated', '会议指出，形势向好。'], ['李明远', '要求', 'required', '李明远要求，守住底线。']]
    """
    require(docs, ["doc_id", "text"], "moves(docs)")
    found = [
        (place, move)
        for place, text in enumerate(docs["text"])
        for move in _passages(text, sorted([*_chinese(text), *_english(text)], key=lambda cue: cue.start))
    ]
    places = [place for place, _ in found]
    texts = docs["text"].tolist()
    table = pd.DataFrame(
        {
            "doc_id": pd.array([docs["doc_id"].iloc[place] for place in places], dtype="str"),
            "speaker": pd.array([move.speaker for _, move in found], dtype="str"),
            "verb": pd.array([move.verb for _, move in found], dtype="str"),
            "move": pd.Categorical([move.move for _, move in found], categories=MOVES),
            "start": pd.array([move.start for _, move in found], dtype="int64"),
            "end": pd.array([move.end for _, move in found], dtype="int64"),
            "text": pd.array([texts[place][move.start : move.end] for place, move in found], dtype="str"),
            "lang": pd.array([move.lang for _, move in found], dtype="str"),
        }
    )
    described = metadata(docs, without=table.columns).iloc[places].reset_index(drop=True)
    return pd.concat([table, described], axis=1)


def _chinese(text: str) -> Iterator[Move]:
    person, folded = "", fold(text)
    for cue in _ZH_CUE.finditer(folded):
        person = cue["person"] or person
        speaker = person if cue["person"] or cue["pronoun"] else cue["paper"] or "meeting"
        yield _chinese_move(text, speaker, cue, cue.start())
        if not folded.startswith(("，", "："), cue.end()):
            for also in _ZH_AND.finditer(folded, cue.end(), _sentence_end(_ZH_STOP, folded, cue.end())):
                yield _chinese_move(text, speaker, also, also.start() + 1)


def _chinese_move(text: str, speaker: str, cue: re.Match[str], start: int) -> Move:
    return Move(speaker, text[slice(*cue.span("verb"))], _ZH_MOVE[cue["verb"]], start, cue.end(), "zh")


def _english(text: str) -> Iterator[Move]:
    person = speaker = ""
    named: dict[str, str] = {}  # full names by each word of them: Zhou is Zhou Wenhai
    goes_on_at = 0
    for cue in _EN_CUE.finditer(text):
        if cue["going_on"] and (not speaker or cue.start() != goes_on_at):
            continue
        if cue["person"]:
            named |= dict.fromkeys(cue["person"].split(), cue["person"])
        alone = cue["titled"] or cue["surname"]
        person = cue["person"] or named.get(alone, alone) or person
        if alone or cue["person"] or cue["pronoun"]:
            speaker = person
        elif not cue["going_on"]:
            speaker = cue["paper"].split(maxsplit=1)[1] if cue["paper"] else "meeting"
        verb = cue["verb"] or cue["passive"]
        yield Move(speaker, verb, _english_move(verb), cue.start(), cue.end(), "en")
        end = _sentence_end(_EN_STOP, text, cue.end())
        goes_on_at = end + len(_EN_GAP.match(text, end)[0])  # type: ignore[index]
        if not _EN_CLAUSE.match(text, cue.end()):
            for also in _EN_AND.finditer(text, cue.end(), end):
                yield Move(speaker, also["verb"], _english_move(also["verb"]), also.start("verb"), also.end(), "en")


def _english_move(verb: str) -> str:
    return next(move for move, verbs in EN_VERBS.items() if re.fullmatch(verbs, verb))


def _sentence_end(stop: re.Pattern[str], text: str, start: int) -> int:
    found = stop.search(text, start)
    return found.start() if found else len(text)


def _passages(text: str, cues: list[Move]) -> Iterator[Move]:
    """Each cue with what follows it, up to the next cue or the end of the paragraph and of its numbered list."""
    starts = [cue.start for cue in cues] + [len(text)]
    for cue, following in zip(cues, starts[1:], strict=True):
        end = text.find("\n", cue.end)
        while 0 <= end < following and _NUMBERED.match(text, end):
            end = text.find("\n", end + len(_NUMBERED.match(text, end)[0]))  # type: ignore[index]
        end = following if end < 0 else min(end, following)
        yield replace(cue, end=cue.start + len(text[cue.start : end].rstrip(" \n，、；,;")))
