"""What government sites put around a text, as data: labels, buttons, breadcrumbs, footers, in both languages.

Collected by reading the pages of such sites and the English that machines make of them ("[Font size: large | in |
Small"). To teach the toolkit another site's habit, add its word here; Chinese
in simplified characters, for lines are compared by their `fold`, so that 來源 and 来源 are one label.
"""

from __future__ import annotations

import re

from toolkit.text.fold import fold

# --- the line under the title -----------------------------------------------------------------------------------------

# Labels, by what they introduce. "other date" is believed if there is no date of publication; "other" is not wanted.
LABELS = {
    "date": "发布时间|发布日期|发表时间|发表日期|发稿时间|公开日期|公布日期|上传时间|录入时间|添加时间|信息时间|发布于|发布|日期|时间|"
    "Publication date|Publication time|Publish date|Publish time|Publishing time|Date of publication|Date published|"
    "Release time|Release date|Issue time|Issue date|Date of issue|Published at|Published on|Published|Posted on|Posted|"
    "Issued on|Released on|Time|Date",
    "other date": "更新时间|更新日期|修改时间|成文日期|成文时间|发文日期|发文时间|印发日期|生成日期|"
    "Updated on|Updated at|Last updated|Last modified|Updated|Update time|Date written|Date of writing",
    "author": "文章作者|作者姓名|作者|撰稿人|撰稿|撰文|供稿人|供稿|通讯员|记者|文字|文|Contributed by|Written by|Authors|Author|Writer|"
    "Reporter|Byline|By",
    "source": "信息来源|新闻来源|文章来源|稿件来源|内容来源|资料来源|消息来源|来源单位|来源网站|稿源|来源|出处|转自|发布机构|发布单位|发布机关|公开机构|"
    "发文机关|发文机构|发文单位|制定机关|供稿单位|信息提供|"
    "News source|News sources|Information source|Article source|Content source|Source of information|Source of news|Sources|Source|"
    "Issued by|Issuing agency|Issuing authority|Published by|Publisher|Origin|From",
    "title": "标题|名称|题目|Title|Headline",
    "text": "正文|内容|全文|Text|Body|Content",
    "section": "所属栏目|所在栏目|栏目名称|栏目|信息分类|Column|Section|Category",
    "font": "字体大小|字号大小|文字大小|选择字号|字体|字号|Font size|Font|Text size|Size",
    "other": "责任编辑|执行编辑|网络编辑|责编|编辑|审核人|审核|校对|初审|复审|终审|监制|签发|摄影|摄|图片|图|录入者|录入|发布人|发布者|上传|"
    "浏览次数|浏览量|浏览数|点击次数|点击率|点击量|点击数|阅读次数|阅读量|阅读数|访问量|访问次数|点击|阅读|访问|浏览|次数|人气|"
    "索引号|文号|发文字号|文件编号|主题分类|主题词|关键词|关键字|标签|有效性|效力状态|公文种类|体裁分类|视力保护色|背景色|分享到|分享|打印|"
    "Responsible editors|Responsible editor|Editor in charge|Executive editor|Editors|Editor|Reviewer|Reviewed by|Proofreader|Photos?|"
    "Page views|Pageviews|Number of views|Views|Number of clicks|Click volume|Clicks|Hits|Reads|Browse times|Browsing times|Browse|"
    "Number of visits|Visits|Index number|Document number|Keywords?|Tags?|Print|Share to|Share",
}
_DATE_AHEAD = r"(?=(?:19|20)\d\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? ?\d)"


def _spaced(label: str) -> str:
    """来源 is also written 来 源, and 发布时间 never otherwise."""
    return " {0,4}".join(label) if len(label) in (2, 3) and not label.isascii() else label


def _label_pattern() -> re.Pattern[str]:
    groups = []
    for name, labels in LABELS.items():
        words = "|".join(map(_spaced, labels.split("|")))
        colon = r"\s*[】\])）]?\s*[：:]\s*"
        if "date" in name:  # "Updated 2024-02-28" needs no colon
            colon = rf"(?:{colon}|\s+{_DATE_AHEAD})"
        groups.append(rf"(?P<{name.replace(' ', '_')}>(?:{words})){colon}")
    return re.compile(rf"(?<!\w)(?:The )?(?:{'|'.join(groups)})", re.IGNORECASE)


LABEL = _label_pattern()
TEXT_LABEL = re.compile(rf"[【\[]?(?:{LABELS['text']})[】\]]?\s*[：:]\s*", re.IGNORECASE)
_ANY_LABEL = re.compile(rf"(?:{'|'.join(LABELS.values())})(?=\s?[：:])", re.IGNORECASE)
_NEVER_WITHIN = re.compile(r".*(?:来源|作者|发布时间|发布日期|次数|量|点击|字体|字号|编辑|责编|审核)$")


def unglue(line: str) -> str:
    """Part labels from values that stand right before them.

    >>> unglue("2024-02-28来源：云渡日报作者：李明"), unglue("会议时间：三点")
    ('2024-02-28 来源：云渡日报 作者：李明', '会议时间：三点')
    """
    if ":" not in line and "：" not in line:
        return line
    parts, since = [], 0
    for label in _ANY_LABEL.finditer(fold(line)):
        start = label.start()
        if line[start - 1 : start].strip() and _NEVER_WITHIN.match(label[0]):
            parts += [line[since:start], " "]
            since = start
    return "".join((*parts, line[since:]))


UNKNOWN_LABEL = re.compile(r"(?:(?<=\s)|(?<=[|｜】\]]))(?:[\u4e00-\u9fff]{2,8}|[A-Z][a-z]+(?: [a-z]+){0,2})\s?[：:]")
EDGE = " \t[]【】()（）<>|｜/，,;；·-—:：\u3000"  # around values
SEPARATORS = " \t|｜/，,;；·-—:：\u3000"
BY = re.compile(
    r"By (?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3})|(?:文字?[/／、]图|图[/／、]文|文[/／]) ?(?P<zh>[\u4e00-\u9fff]{2,4}(?: [\u4e00-\u9fff]{2,4})?)"
)
EDITOR = re.compile(r"[（(【\[]?\s*(?:责任编辑|责编|编辑|审核|校对|编审)[\s：:]+[\u4e00-\u9fff ]{2,12}[）)】\]]?")
AGENCY = re.compile(
    r"(?:[报网社院局委办厅部处科室会署台站庭]|\w{2}发布|政府|中心|公司|频道|客户端|公众号|Daily|Times|News|Xinhua|Agency|Office|Bureau|Department|Commission"
    r"|Committee|Procuratorate|Court|Ministry|Government|Press|Network|Website|Net)$",
    re.IGNORECASE,
)

# --- breadcrumbs ------------------------------------------------------------------------------------------------------

_SEPARATOR = r"(?:>|＞|»|›|→|⇒|／|/|\\|&gt;)"
CRUMB_LABEL = re.compile(
    r"[【\[]?\s*(?:(?:您|你|我)?们?(?:现在|当前|目前)?的?(?:所在|所处)?的?(?:当前)?(?:位置|页面)(?:是|为|在)?|当前栏目|当前所在位置|您现在浏览的位置|正在浏览"
    r"|(?:Your |The |Page )?(?:current )?(?:location|position|path|column)(?: is)?|You are (?:now )?(?:here|at)|Where you are|Breadcrumbs?)"
    r"\s*[：:>＞»]\s*",
    re.IGNORECASE,
)
_HOME = r"(?:网站首页|本站首页|返回首页|首 ?页|主页|Home ?page|Front page|Main page|Home|Index)"
CRUMB_BARE = re.compile(rf"[^>＞»›→/。，]{{0,20}}{_HOME}\s*(?:{_SEPARATOR}\s*)+[^。]*$", re.IGNORECASE)
CRUMB_BREAK = re.compile(rf"\s*(?:{_SEPARATOR}|[|｜](?=\s)|(?<=\s)[-—·](?=\s))+\s*|\s*[-—]{{1,2}}[>＞]\s*")
CRUMB_HOME = re.compile(
    rf".{{0,20}}{_HOME}$|.{{2,30}}(?:门户网站|门户网|官网|网站)$|{CRUMB_LABEL.pattern}$", re.IGNORECASE
)
CRUMB_LEAF = re.compile(
    r"(?:正文|(?:文章|新闻|信息|详细)?(?:内容|详情|正文)|内容详情|文章|新闻|(?:查看|浏览|阅读)(?:文章|信息|新闻|内容)?|content|main text|text|body|details?|article)$",
    re.IGNORECASE,
)
CRUMB_CLASS = re.compile(
    r"crumb|curmb|dqwz|dangqian|weizhi|wz\b|mbx|position|location|curpos|cur_?pos|now_?place|path|where|here",
    re.IGNORECASE,
)

# --- buttons and bars -------------------------------------------------------------------------------------------------

_BUTTONS = (
    "打印本页|打印此页|打印本文|打印正文|打印文章|打印预览|我要打印|打印|关闭窗口|关闭本页|关闭页面|关闭|收藏本页|加入收藏|收藏|返回顶部|返回首页|返回上一页|返回上页|"
    "返回列表|返回|回到顶部|我要纠错|纠错|复制链接|保存本页|无障碍阅读|无障碍|长者模式|适老化|关怀版|繁體|繁体|简体|语音播报|听全文|朗读|设为首页|"
    "登录|注册|一键分享|推荐给朋友|推荐给好友|分享到朋友圈|我要分享|分享到|分享至|分享本文|分享|转发|点赞|保护视力色|视力保护色|背景色|阅读模式|"
    "字体大小|字号大小|文字大小|选择字号|字体|字号|"
    "Print this page|Print this article|Print page|Printing|Print|Close this window|Close the window|Close window|Close this page|Close|Back to top|Return to top|"
    "Return to the top|Return to home page|Return to homepage|Return to list|Return|Back to list|Back to home|Back to the top|Back|Top|Collection|Collect|"
    "Favorites|Favorite|Bookmark|Add to favorites|Set as homepage|Read aloud|Share to|Share on|Share this article|Share this page|Share this|Share it|Share|"
    "Font size|Text size|Font"
)
_WEAK = (
    "特大|超大|默认|标准|大号|中号|小号|大|中|小|微信好友|微信|新浪微博|腾讯微博|微博|QQ空间|QQ好友|QQ|朋友圈|人人网|豆瓣|百度贴吧|更多|"
    "WeChat|Moments|Weibo|Sina|Tencent|Qzone|QQ|space|friends|circle|microblog|Facebook|Twitter|LinkedIn|WhatsApp|Email|Mail|More|to|the|X|T|"
    "extra large|large|big|medium|middle|normal|default|in|small|A"
)
_VIEWS = (
    r"(?:浏览|点击|阅读|访问)(?:次数|量|数|率)?\s*[：:(（]\s*[\d,]*\s*次?"
    r"|(?:Page ?views|Views|Clicks|Click (?:rate|volume|times)|Hits|Reads|Reading(?: times)?|Brows(?:e|ing)(?: times)?|Number of visits|Visits)"
    r"\s*[：:(]\s*[\d,]*(?: times)?"
)


def _tokens(words: str) -> str:
    return "|".join(rf"\b{word}\b" if word.isascii() else word for word in words.split("|"))


_LETTERS = r"(?<![A-Za-z])(?:A\s?[+＋-]?\s?){2,3}(?![A-Za-z])"  # smaller, as it is, larger
STRONG_TOKEN = re.compile(f"{_VIEWS}|{_LETTERS}|{_tokens(_BUTTONS)}", re.IGNORECASE)
WEAK_TOKEN = re.compile(_tokens(_WEAK), re.IGNORECASE)
TOKEN_EDGE = re.compile(r"[\s\[\]【】()（）「」<>《》|｜/／、,，.。:：;·+＋\-—_=]+")
QR = re.compile(
    r".{0,15}(?:扫一扫|扫描(?:下方|左侧|右侧|上方)?二维码|微信扫码|扫码(?:查看|阅读|浏览|关注|分享)).{0,30}|(?:微信|网站|手机)?二维码"
    r"|.{0,20}\bscan\b.{0,30}\bcode\b.{0,60}|.{0,20}\b(?:scan|sweep|swipe)\b.{0,60}\b(?:phone|mobile|wechat)\b.{0,30}|QR code",
    re.IGNORECASE,
)

# --- after the text ---------------------------------------------------------------------------------------------------

NEIGHBOUR = re.compile(
    r"[【\[<>《»]*\s*(?:(?:上|下|前|后)[一1]?(?:篇|条|页|则|个)(?:文章|新闻)?(?:\s*[：:>】\]]|\s|$)|(?:Previous|Prev|Next|Last)(?: article| page| one| news| post)?\s*(?:[：:>»]|$)).{0,120}",
    re.IGNORECASE,
)
RELATED = re.compile(
    r"[【\[]?(?:相关(?:新闻|链接|阅读|文章|稿件|信息|文件|报道|内容|解读|推荐|稿件|专题)|延伸阅读|推荐阅读|(?:热点|热门|精彩)(?:推荐|新闻|文章|排行)?|"
    r"(?:最新|近期)(?:新闻|文章|动态|发布|信息|更新)|图片新闻|友情链接|点击排行|阅读排行|猜你喜欢|您可能(?:还)?感兴趣.{0,6}|"
    r"Related (?:news|attachments?|content|links?|articles?|reading|information|stories|documents?|reports?)|Recommended(?: reading)?|You may also like|"
    r"Latest(?: news)?|Hot news|Most read|Popular|Friendly links?|Friendship links?|More news)[】\]]?\s*[：:]?\s*(?:更多|More)?[\s>»]*",
    re.IGNORECASE,
)
FOOTER = re.compile(
    r".{0,80}(?:ICP备|ICP证|ICP No|Public security record|公网安备|网安备|All rights reserved|Copyright|©|版权所有|网站标识码).{0,150}"
    r"|(?:主办单位|主办|承办单位|承办|协办|技术支持)\s*[：:].{0,120}"
    r"|(?:网站地图|站点地图|联系我们|关于我们|隐私声明|隐私政策|免责声明|使用帮助|网站声明|建议使用|您是第|访问统计|本网站?支持|网站支持).{0,120}"
    r"|(?:Sponsored by|Sponsor|Organi[sz]e[rd](?: by)?|Hosted by|Undertaken by|Technical support|Website identification|Site ?map|Contact us|About us|Privacy|Disclaimer|Powered by)\b.{0,120}"
    r"|(?:地址|邮编|邮政编码|Address|Postal code|Zip code)\s*[：:].{0,80}(?:邮编|电话|传真|Tel|Zip|Postal).{0,60}",
    re.IGNORECASE,
)
ATTACHMENT = re.compile(
    r"(?:[【\[]?(?:相关附件|附件下载|附件列表|附件|Related attachments?|Attachments?|Annex(?:es)?|Appendix)[】\]]?\s*\d{0,2}\s*[：:.．]?)\s*(?P<name>.*)$",
    re.IGNORECASE,
)
FILE_NAME = re.compile(r".{1,150}\.(?:docx?|pdf|xlsx?|zip|rar|wps|ofd|et|pptx?)\b.{0,24}$", re.IGNORECASE)
NUMBERED = re.compile(r"(?:\d{1,2}\s*[.．、]|[（(]\d{1,2}[)）])\s*(?P<name>.*)$")
