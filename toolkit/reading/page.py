"""A government web page: main text, title, date, author, source, section path; without the chrome around it.

Two steps. HTML becomes lines, and the element that holds most of the prose is found. Then one parser of lines takes
away what is no text, by the labels and phrases such sites use; it serves text pasted from a page just as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from toolkit.reading.dates import find_dates
from toolkit.text.normalise import normalise


@dataclass
class Page:
    """What a page says about itself, and its text (lines are paragraphs)."""

    text: str = ""
    title: str = ""
    date: str = ""
    date_from: str = ""
    author: str = ""
    source: str = ""
    section: str = ""
    attachments: list[str] = field(default_factory=list)


# --- lines ------------------------------------------------------------------------------------------------------------

# Labels of the line under a title, by what they introduce; "" is what nobody needs. Longer labels first.
_LABELS = {
    "date": "发布时间|发布日期|更新时间|更新日期|发文时间|发文日期|成文日期|印发日期|发表时间|录入时间|添加时间|日期|时间|"
    "Publication date|Publication time|Release time|Release date|Published on|Published|Posted on|Updated on|Updated|"
    "Issue date|Date of issue|Time|Date",
    "author": "文章作者|作者|撰稿人|撰稿|供稿|通讯员|记者|Written by|Author|By",
    "source": "信息来源|新闻来源|文章来源|稿件来源|内容来源|来源单位|来源|稿源|出处|发布机构|发布单位|发文机关|发文单位|供稿单位|"
    "News source|Information source|Article source|Source of information|Sources|Source|Issued by|Issuing agency|From",
    "": "责任编辑|责编|编辑|审核|校对|初审|复审|终审|签发|浏览次数|浏览量|点击次数|点击率|点击量|点击数|点击|阅读次数|阅读量|阅读数|阅读|访问量|访问次数|访问|浏览|次数|"
    "索引号|文号|发文字号|主题分类|主题词|有效性|公文种类|字体大小|字体|字号|视力保护色|打印|分享|"
    "Responsible editor|Editor in charge|Editor|Reviewer|Page views|Pageviews|Views|Clicks|Hits|Reads|Number of visits|Visits|"
    "Font size|Font|Text size|Size|Index number|Document number|Print|Share to|Share",
}
_LABEL = re.compile(
    "|".join(rf"(?P<{name or 'none'}>{labels})" for name, labels in _LABELS.items()).join(
        (r"(?<![\w])(?:", r")\s*[：:]\s*")
    ),
    re.IGNORECASE,
)
_LABEL_ZH_GLUED = re.compile(
    r"(?<=[\u4e00-\u9fff\d])(?=(?:来源|作者|发布时间|浏览次数|字体|字号|责任编辑|点击|阅读)[：:])"
)
_VALUE_EDGE = " \t[]【】()（）|｜/，,;；·-—:：\u3000"

_CRUMB = re.compile(
    r"(?:(?:您?(?:现在|当前|目前)?的?所?[在处]?的?(?:位置|栏目)(?:是|为)?|当前位置|所在位置|您的位置"
    r"|(?:Your |The )?(?:current )?(?:location|position)|You are here|Where you are|Path)\s*[：:]\s*(?P<labelled>.*)"
    r"|(?P<bare>(?:网站首页|首页|主页|Home ?page|Home)\s*(?:>|＞|»|›|→|/|\\|-|—|·|\|).*))$",
    re.IGNORECASE,
)
_CRUMB_BREAK = re.compile(r"\s*(?:[>＞»›→/\\|]|&gt;|(?<= )[-—·](?= ))+\s*")
_HOME = re.compile(r"(?:网站首页|首页|主页|home ?page|home)$", re.IGNORECASE)
_LEAF = re.compile(r"(?:正文|内容|详情|文章正文|详细内容|content|text|details?|article)$", re.IGNORECASE)

_SIZES = r"(?:大号?|中号?|小号?|特大|默认|超大|large|big|medium|middle|in|small|A[+-]?|T|\+|-)"
_SITES = r"(?:微信|微博|新浪微博|腾讯微博|QQ(?:空间|好友)?|朋友圈|人人网|豆瓣|百度贴吧|WeChat|Weibo|Sina|Facebook|Twitter|X|LinkedIn|Email|复制链接|更多|More)"
_BUTTONS = (
    r"(?:打印本页|打印此页|打印正文|打印文章|打印|关闭窗口|关闭本页|关闭页面|关闭|收藏本页|加入收藏|收藏|返回顶部|返回首页|返回上一页|返回列表|返回|回到顶部|"
    r"我要纠错|纠错|保存|下载|无障碍阅读|无障碍|长者模式|关怀版|繁體|简体|English|中文|Print this page|Print|Close this window|Close window|Close|"
    r"Back to top|Return to top|Return|Back|Save|Collect|Top|朗读|语音播报|听全文|设为首页|登录|注册|搜索|Search|Log ?in|RSS)"
)
# Whole lines that are never text.
_CHROME = re.compile(
    rf"(?:[【\[(（「]?\s*(?:字体大小|字体|字号|视力保护色|Font size|Font|Text size)\s*[：:]?.{{0,40}}"
    rf"|(?:{_SIZES}[\s|｜/、\[\]【】]*){{2,}}"
    rf"|(?:一键|我要)?分享(?:到|至|本文)?\s*[：:]?(?:[\s|｜/、·]*{_SITES})*|Share(?: this| it)?(?: page| article| on| to)?\s*[：:]?(?:[\s|/·,]*{_SITES})*"
    rf"|(?:{_SITES}[\s|｜/、·]*){{2,}}"
    r"|.{0,12}(?:扫一扫|扫描二维码|微信扫码|扫码).{0,30}|.{0,20}\bScan (?:the |this )?(?:QR |2D |two-dimensional )?code.{0,60}|(?:微信|网站)?二维码|QR code"
    rf"|[【\[(（]?(?:[\s|｜/、·【】\[\]()（）]*{_BUTTONS})+[\s】\])）]*"
    r"|(?:上一篇|下一篇|上一条|下一条|前一篇|后一篇|上一页|下一页|Previous(?: article| page| one)?|Next(?: article| page| one)?|Last article)\s*[：:].*"
    r"|(?:上一篇|下一篇|上一条|下一条)(?:[^。]{0,60})?"
    r"|[（(【\[]?\s*(?:责任编辑|责编|编辑|校对|Responsible editor|Editor in charge|Editor)\s*[：:].{0,40}"
    r"|(?:版权所有|主办单位|主办|承办单位|承办|技术支持|网站标识码|政府网站标识码|网站地图|联系我们|关于我们|地址|邮编|联系电话|电话|传真)\s*[：:©|｜].{0,120}"
    r"|.{0,80}(?:ICP备|公网安备|网安备|All rights reserved|Copyright|©).{0,120}|版权所有.{0,80}"
    r"|(?:Sponsored by|Sponsor|Organi[sz]er|Hosted by|Technical support|Website identification code|Site map|Contact us)\s*[：:].{0,120}"
    r"|(?:浏览次数|浏览量|点击数|点击量|阅读量|访问量|Views|Clicks|Hits)\s*[：:]\s*\d*\s*次?)",
    re.IGNORECASE,
)
_ATTACHMENT = re.compile(
    r"(?:附件|相关附件|附件下载|Attachments?|Annex(?:es)?|Appendix)\s*\d*\s*[：:]?\s*(?P<name>.*)$",
    re.IGNORECASE,
)
_FILE = re.compile(r".{1,120}\.(?:docx?|pdf|xlsx?|zip|rar|wps|ofd|pptx?|jpe?g|png)\b.{0,20}$", re.IGNORECASE)
_RELATED = re.compile(
    r"(?:相关(?:新闻|链接|阅读|文章|稿件|信息|文件|报道|内容|解读)|延伸阅读|推荐阅读|热点推荐|热门推荐|最新(?:新闻|文章|动态)|图片新闻|友情链接|"
    r"Related (?:news|links?|articles?|reading|information|stories)|Recommended(?: reading)?|Latest news|Hot news|Friendly links)\s*[：:]?\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[。！？；.!?;][”’\"')）】]*$")
_LONGEST_TITLE = 200
_HEADER_LINES = 16  # how far down a page's chrome may reach before the text begins


def parse_lines(text: str) -> Page:
    r"""Take the chrome off the lines of a page, pasted or extracted.

    In: lines as they stand on the page. Out: a Page. Text without any page chrome near its top comes back as it is, with
    its first line as the title where that looks like one.

    >>> page = parse_lines("当前位置：首页 > 党建工作\n全市检察工作会议召开\n时间：2024-02-28 来源：云渡检察\n2月27日，会议召开。\n【打印】【关闭】")
    >>> page.title, page.date, page.source, page.section, page.text
    ('全市检察工作会议召开', '2024-02-28', '云渡检察', '党建工作', '2月27日，会议召开。')
    """
    lines = [line for line in normalise(text, width=False).split("\n") if line]
    page = Page()
    header = _header(lines, page)
    if header is None:
        return Page(text="\n".join(lines), title=_first_title(lines))
    titles, body_start = header
    body = _without_tail(lines[body_start:], page)
    if not titles and body and not _SENTENCE_END.search(body[0]) and len(body) > 1:
        titles = [body.pop(0)]
    page.title = page.title or _title(titles, page.section)
    while body and _same(body[0], page.title):
        body.pop(0)
    page.text = "\n".join(body)
    return page


def _header(lines: list[str], page: Page) -> tuple[list[str], int] | None:
    """Read the lines before the text. Out: those that may be the title, and where the text begins; None: no page."""
    titles: list[str] = []
    end = seen = 0
    for number, line in enumerate(lines[:_HEADER_LINES]):
        crumb = _CRUMB.match(line)
        if crumb:
            page.section = page.section or section_path(crumb["labelled"] or crumb["bare"] or "")
        elif _read_labels(line, page):
            pass
        elif _CHROME.fullmatch(line):
            if not seen and number > 3:
                break  # a share bar below a few lines of text is a tail, not a header
        elif _is_bare_date(line, page, bool(titles)):
            pass
        else:
            if len(line) > _LONGEST_TITLE or _SENTENCE_END.search(line):
                break
            titles.append(line)
            continue
        end, seen = number + 1, seen + 1
        kept = len(titles)
    if not seen:
        return None
    return titles[:kept], end


def _is_bare_date(line: str, page: Page, after_title: bool) -> bool:
    """A line that is but a date, or a date and a source, under a title."""
    found = next((found for found in find_dates(line) if found.precision == "day"), None)
    if not after_title or found is None or found.start > 2 or len(line) > 60 or _SENTENCE_END.search(line):
        return False
    rest = re.sub(r"^[日号\s\d:：]*", "", line[found.end :]).strip(_VALUE_EDGE)
    if len(rest) > 30 or "，" in rest:
        return False
    page.date, page.date_from = page.date or str(found.date), "page"
    return True


def _read_labels(line: str, page: Page) -> bool:
    """Fields from a line such as "Time: 2024-02-28 Author: News source: [Font size: large | in | Small"."""
    if len(line) > 300:
        return False
    line = _LABEL_ZH_GLUED.sub(" ", line)
    labels = list(_LABEL.finditer(line))
    if not labels:
        return False
    before = line[: labels[0].start()].strip(_VALUE_EDGE)
    dated = next((found for found in find_dates(before) if found.precision == "day"), None)
    if before and not (dated and len(before) < 40):
        return False
    ends = [label.start() for label in labels[1:]] + [len(line)]
    fields = [
        (label.lastgroup, line[label.end() : end].strip(_VALUE_EDGE)) for label, end in zip(labels, ends, strict=True)
    ]
    if any((_SENTENCE_END.search(value) and len(value) > 20) or len(value) > 80 for _, value in fields):
        return False
    if len(fields) == 1 and fields[0][0] == "date" and not list(find_dates(fields[0][1])):
        return False  # "Time: nine o'clock, Hall 3" is a notice's own text
    if dated:
        page.date, page.date_from = page.date or str(dated.date), "page"
    for name, value in fields:
        value = re.split(r"\s{2,}|[【\[|｜]", value)[0].strip(_VALUE_EDGE)
        if name == "date":
            when = next(find_dates(value), None)
            if when and not page.date:
                page.date, page.date_from = str(when.date), "page"
        elif name in ("author", "source") and value and not getattr(page, name):
            setattr(page, name, value)
    return True


def section_path(crumbs: str) -> str:
    """首页 > 新闻 > 党建 > 正文 becomes 新闻 > 党建.

    >>> section_path("home page >> Party building"), section_path("首页 > 新闻 > 党建 > 正文")
    ('Party building', '新闻 > 党建')
    """
    parts = [part.strip(_VALUE_EDGE) for part in _CRUMB_BREAK.split(crumbs)]
    return " > ".join(part for part in parts if part and not _HOME.match(part) and not _LEAF.match(part))


def _title(lines: list[str], section: str) -> str:
    """The last line before the fields that is not the section again; a title broken over lines is joined."""
    names = set(section.split(" > "))
    kept = [line for line in lines if line not in names]
    if not kept:
        return lines[-1] if lines else ""
    return max(kept[-3:], key=lambda line: (len(line) >= 8, kept.index(line)))


def _first_title(lines: list[str]) -> str:
    """The first line of a text of several, if it is short and no sentence."""
    if (
        len(lines) < 2
        or len(lines[0]) > 100
        or _SENTENCE_END.search(lines[0])
        or lines[0].endswith(("，", "：", ":", ","))
    ):
        return ""
    return lines[0].lstrip("# ")


def _without_tail(lines: list[str], page: Page) -> list[str]:
    """The text without the lines that are never text, and without everything from a list of related news on."""
    kept: list[str] = []
    attached = False
    for number, line in enumerate(lines):
        if _RELATED.match(line) and not any(
            _SENTENCE_END.search(later) for later in lines[number + 1 :] if len(later) > 60
        ):
            break
        attachment = _ATTACHMENT.match(line)
        if attachment and (_FILE.match(line) or (not attachment["name"] and number > len(lines) / 2)):
            attached = True
            page.attachments += [attachment["name"]] if attachment["name"] else []
        elif attached and _FILE.match(line):
            page.attachments.append(line)
        elif not (_CHROME.fullmatch(line) or (len(line) < 100 and _read_labels(line, page))):
            kept.append(line)
    return kept


def _same(line: str, title: str) -> bool:
    return bool(title) and re.sub(r"\W", "", line) == re.sub(r"\W", "", title)


# --- HTML -------------------------------------------------------------------------------------------------------------

# The <meta> names of the Chinese government web standard, and those of news sites, by field.
_META = {
    "title": ("articletitle", "og:title", "title", "dc.title"),
    "date": (
        "pubdate",
        "publishdate",
        "article:published_time",
        "publishtime",
        "date",
        "dc.date",
        "firstpublishedtime",
    ),
    "source": ("contentsource", "source", "og:site_name", "dc.publisher"),
    "author": ("author", "article:author", "dc.creator"),
    "section": ("columnname", "article:section", "columntype"),
}
_DROPPED = "script,style,noscript,nav,footer,form,select,button,iframe,svg,template,textarea,object,[hidden]"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "thead",
        "tr",
        "ul",
    ]
)
_CONTAINERS = frozenset(
    ["article", "body", "center", "div", "main", "section", "table", "tbody", "td", "tr", "font", "span"]
)
_CJK_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
_DOMINANT = 0.7  # a child with this share of its parent's prose holds the text; the rest of the parent is chrome


def parse_html(html: str) -> Page:
    """Read a web page.

    In: its source. Out: a Page; fields come from the <meta> tags of the government web standard where they are filled,
    else from the lines of the page.

    >>> page = parse_html("<h1>通知</h1><p>来源：云渡市政府 时间：2024年2月28日</p><div><p>各单位要抓好落实。</p></div>")
    >>> page.title, page.source, page.date, page.text
    ('通知', '云渡市政府', '2024-02-28', '各单位要抓好落实。')
    """
    tree = LexborHTMLParser(html)
    meta = _meta(tree)
    headline = next((_line(node) for node in tree.css("h1") if _line(node)), "")
    document_title = next((_line(node) for node in tree.css("title")), "")
    root = tree.body
    if root is None:
        return Page(title=document_title)
    crumbs = _breadcrumb(root)
    for node in root.css(_DROPPED):
        node.decompose()
    for node in root.css("[style]"):
        if _HIDDEN.search(node.attributes.get("style") or ""):
            node.decompose()
    main = _main(root)
    page = _read_page(_lines(root), _lines(main))
    page.title = meta.get("title") or headline or page.title or _site_title(document_title)
    page.section = crumbs or page.section or meta.get("section", "")
    page.source = page.source or meta.get("source", "")
    page.author = page.author or meta.get("author", "")
    if not page.date and meta.get("date"):
        when = next(find_dates(meta["date"]), None)
        page.date, page.date_from = (str(when.date), "meta") if when else ("", "")
    body = page.text.split("\n")
    while body and _same(body[0], page.title):
        body.pop(0)
    page.text = "\n".join(body)
    return page


def _read_page(everything: list[str], main: list[str]) -> Page:
    """Fields from the lines above the main text, then the main text without what chrome it holds itself."""
    page = Page()
    start = next((i for i, line in enumerate(everything) if main and line == main[0]), 0)
    for line in everything[:start]:
        crumb = _CRUMB.match(line)
        if crumb:
            page.section = page.section or section_path(crumb["labelled"] or crumb["bare"] or "")
        else:
            _read_labels(line, page)
    inner = parse_lines("\n".join(main))
    if inner.section or inner.date or inner.source or len(inner.text) < len("\n".join(main)):
        for name in ("section", "date", "date_from", "author", "source", "title"):
            setattr(page, name, getattr(page, name) or getattr(inner, name))
        page.text, page.attachments = inner.text, inner.attachments
    else:
        page.title = next((line for line in reversed(everything[:start]) if _may_be_title(line)), inner.title)
        page.text = "\n".join(_without_tail(main, page))
    if not page.title:
        page.title = next((line for line in reversed(everything[:start]) if _may_be_title(line)), "")
    return page


def _may_be_title(line: str) -> bool:
    return 6 <= len(line) <= _LONGEST_TITLE and not (
        _CHROME.fullmatch(line)
        or _CRUMB.match(line)
        or _LABEL.search(line)
        or _SENTENCE_END.search(line)
        or list(find_dates(line))
    )


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    named: dict[str, str] = {}
    for node in tree.css("meta"):
        name = node.attributes.get("name") or node.attributes.get("property") or ""
        content = normalise(node.attributes.get("content") or "", width=False)
        if name and content:
            named.setdefault(name.lower(), content)
    return {field: named[name] for field, names in reversed(_META.items()) for name in reversed(names) if name in named}


def _breadcrumb(root: LexborNode) -> str:
    """The breadcrumb's path, from an element that is named after one or from the first short line that reads like one."""
    for node in root.css("div, p, td, nav, ul, ol, span, section"):
        named = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''} {node.attributes.get('aria-label') or ''}"
        text = " ".join(_lines(node)) if len(node.text_content or "") < 400 else ""
        match = _CRUMB.match(text) if text else None
        if match and len(text) < 200:
            return section_path(match["labelled"] or match["bare"] or "")
        if text and re.search(r"crumb|curmb|dqwz|weizhi|position", named, re.IGNORECASE):
            parts = [_line(link) for link in node.css("a, li, span")]
            path = section_path(
                " > ".join(dict.fromkeys(filter(None, parts))) if _CRUMB_BREAK.search(text) is None else text
            )
            if path and len(path) < 120:
                return re.sub(r"^[^>]*位置\s*[：:]?\s*(?:>\s*)?", "", path)
    return ""


def _main(root: LexborNode) -> LexborNode:
    """The element that holds the text: from the top down, always into a child with most of its parent's prose."""
    while True:
        prose = _prose(root)
        best = max(
            ((_prose(child), i, child) for i, child in enumerate(root.iter()) if child.tag in _CONTAINERS),
            default=None,
        )
        if best is None or prose == 0 or best[0] < _DOMINANT * prose:
            return root
        root = best[2]


def _prose(node: LexborNode) -> int:
    """Characters in lines that read like sentences, links apart."""
    linked = {_line(link) for link in node.css("a")}
    lines = [line for line in _lines(node) if line not in linked and not _CHROME.fullmatch(line)]
    return sum(
        len(line) for line in lines if _SENTENCE_END.search(line) or len(line) > 40 or re.search("[，。；]", line)
    )


def _lines(node: LexborNode) -> list[str]:
    """Text of an element, a block a line; without recursion, for unclosed tags can nest a thousand deep."""
    return [line for line in normalise("".join(_pieces(node)), width=False).split("\n") if line]


def _pieces(node: LexborNode) -> Iterator[str]:
    stack: list[LexborNode | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif item.is_text_node:
            yield _CJK_BREAK.sub("", item.text_content or "").replace("\n", " ")
        elif item.tag in _BLOCKS:
            stack += ["\n", *reversed(list(item.iter(include_text=True))), "\n"]
        else:
            stack += [" " if item.tag in ("td", "th") else "", *reversed(list(item.iter(include_text=True)))]


def _line(node: LexborNode) -> str:
    return " ".join(_lines(node))


def _site_title(title: str) -> str:
    """全市检察工作会议召开_云渡市人民检察院 without the site's name."""
    return re.split(r"\s*[_|｜]\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff])[-–—]+(?=[\u4e00-\u9fff])", title)[0].strip()
