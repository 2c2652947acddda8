"""What is counted in everyday language: measure words and things that, after a numeral, speak against a formulation.

Compiled for this project by going through the false friends of the surface grammar: time, money, size, people, places,
buildings, vehicles, documents, events, sport and computing. A word is left out where official prose uses it in names
of sets as a matter of course (意识, 自信; confidences, consciousnesses).
"""

from __future__ import annotations

import re

# Measure words that count people, objects, money, time and size, and hardly ever occur in a formulation.
ZH_MEASURES = frozenset(
    (
        "年 月 日 天 号 时 分 秒 点钟 小时 分钟 季度 季 周 星期 旬 届 期 次 回 遍 趟 场 轮 局 盘 节 名 位 人 口 户 家 员 "
        "辈 代 岁 周岁 元 块 角 万 亿 百 千 吨 斤 公斤 克 千克 米 公里 里 厘米 毫米 亩 公顷 平方 平方米 平方公里 立方 "
        "立方米 升 度 倍 成 折 股 台 辆 艘 架 部 件 只 头 匹 条鱼 棵 株 朵 根 支 把 座 栋 幢 间 层 楼 所 套 本 册 份 篇 "
        "页 封 幅 张 枚 颗 粒 片 瓶 杯 碗 箱 包 袋 桶 双鞋 对 副 组 批 起 宗 例 笔 单 票 班 队 站 路 线 道题 段 截 排 行 "
        "列 圈 步路 级 等 星 甲 审 者 方面 边 侧 面 处 地 省 市 县 区 乡 镇 村 国 州 厂 校 院 馆 店 车 船 机 房 室 厅 卫 "
        "居 进 出 胜 负 平 比 分之 余 多 来 几 半 个月 个小时 个工作日 个百分点 样 般 旁 手 眼 口气 字 画 声 阵 顿 桩 则 "
        "句 首 曲 幕 集 环 关 门 科 目 项目 会场 块钱 毛 瓦 千瓦 兆 字节 位数 维 阶 次方 元钱 航 班次 车道 车间 孩 胎"
    ).split()
)

# Units of time, money, size and rank: these speak against a formulation even in quotation marks.
ZH_UNITS = frozenset(
    "年 月 日 天 号 时 分 秒 点 点钟 小时 分钟 季度 季 周 星期 旬 届 期 次 回 名 位 人 户 岁 周岁 周年 元 块 角 亿 吨 斤 公斤 克 千克 米 公里 厘米 毫米 亩 "
    "公顷 平方 平方米 平方公里 立方 立方米 升 度 倍 成 折 分之 余 多 来 个月 个小时 个工作日 个百分点 年期 月份 年级 岁半 人份".split()
)

# Nouns after N个, N大, N项 … that are counted, not named.
ZH_THINGS = frozenset(
    (
        "决定 决议 通知 意见 报告 批示 指示 条例 办法 法案 草案 产业 主导产业 产线 生产线 厂房 地块 街区 楼宇 "
        "人 月 小时 星期 工作日 百分点 城市 省份 省 市 县 区 县区 区县 乡镇 街道 社区 村 行政村 自然村 村庄 小区 国家 "
        "地区 省区市 部门 单位 机构 企业 公司 工厂 车间 银行 学校 大学 高校 学院 班级 医院 科室 酒店 项目 工程项目 子项目 "
        "课题 标段 工地 窗口 办公室 房间 楼层 车道 车站 路口 路段 站点 网点 点位 样本 数据 文件 文档 版本 分支 接口 模块 "
        "节点 服务器 端口 线程 进程 函数 变量 参数 字段 表 页面 按钮 用户 账户 账号 客户 订单 案件 案例 案子 问题 线索 球 "
        "进球 冠军 奖牌 金牌 银牌 球队 队员 队 小组 组 孩子 儿子 女儿 学生 老师 教师 干部 党员 代表 委员 代表团 专家 记者 "
        "医生 护士 患者 病例 病人 工人 农民 农户 家庭 群众 朋友 同学 同事 部分 方面 步骤 环节 阶段 季度 年度 时期 时段 "
        "周期 回合 赛季 赛区 赛场 比赛 场馆 馆 展厅 展区 景点 景区 品种 类型 种类 产品 商品 品牌 门店 店铺 仓库 设备 机器 "
        "机组 车 车辆 航班 航线 港口 机场 桥 隧道 水库 湖泊 岛 山 河 流域 苹果 鸡蛋 箱子 包 盒子 字 词 句子 段落 章节 "
        "故事 消息 例子 原因 理由 结果 结论 条件 选项 方案 计划 会议 会 论坛 分论坛 会场 展位 奖项 名额 岗位 职位 席位 "
        "支部 党支部 党组织 支队 大队 中队 分队 巡视组 督导组 检查组 工作组 调研组 专班 基地 园区 产业园 中心 分中心 平台 "
        "系统 频道 栏目 频率 波段 维护点 客户端 地方 角度 层面 层次 市场 行业 领域 板块 指标 数字 数 单元 试点 样板 "
        "示范点 示范区 县市 设区市 直辖市 自治区 民族 名 件 起 号 数量 款 条款 章 节 法庭 判决 裁定 合同 协议 专利 商标 "
        "网站 公众号 视频 照片 镜头 电话 手机 电脑 门 窗 教室 实验室 宿舍 水果 菜 小菜 品类 时辰 回目 半球 大洲 洲 大洋 "
        "人员 员工 工程师 学员 选手 教练 演员 作者 律师 法官 司机 师傅 顾客 乘客 旅客 游客 嫌疑人 被告 原告 证人 "
        "海区 省级 国 小时内 交易日 营业日 自然日 昼夜 春秋 年头 来回 生肖 节气 星座 轮子 时区"
    ).split()
)

# Idioms and everyday words that look like compounds of numerals, where the dictionary lacks them.
ZH_IDIOMS = frozenset(
    (
        "七荤八素 七手八脚 七拼八凑 七扭八歪 七老八十 三从四德 三姑六婆 三教九流 三山五岳 四分五裂 四舍五入 五大三粗 "
        "五光十色 五谷杂粮 六亲不认 八仙过海 九牛一毛 两岸两会 一心一意 三心二意 三三两两 一五一十 四面八方 五颜六色 七上八下 一年一度 一来一往 一进一出 一上一下 三室两厅 "
        "双卡双待 两室一厅 三室一厅 三局两胜 五局三胜 七局四胜 一正两副 一正一副 一男一女 两男一女 一前一后 一左一右 一大一小 "
        "一老一少 三天两头 三天两夜 两天一夜 一举一动 一言一行 一草一木 一点一滴 一问一答 一字一句 一针一线 一砖一瓦 "
        "一分一秒 一丝一毫 一步一步 一朝一夕 一时一刻 一城一池 五花八门 千家万户 千山万水 千变万化 千军万马 千言万语 百万 "
        "千万 万一 四平八稳 三令五申 三番五次 接二连三 丢三落四 朝三暮四 不三不四 乱七八糟 七嘴八舌 十全十美 百发百中 "
        "百里挑一 一唱一和 一高一低 一快一慢 一升一降 一增一减 一买一卖 一推一拉 一来二去 一清二楚 一干二净 一穷二白 "
        "三长两短 三言两语 三五成群 八九不离十 五湖四海 七零八落 十拿九稳 九死一生 一模一样 一板一眼 一心二用 三头六臂 "
        "六神无主 五脏六腑 四通八达 一日三餐 一日千里 一家三口 一家四口 一行六人 三年五载 三岁两岁 两三 三四 四五 五六 "
        "六七 七八 八九 千真万确 万事万物 万众一心 百战百胜 百战不殆 千头万绪 千差万别 千方百计 千辛万苦 千丝万缕 千篇一律 千载难逢 千钧一发 "
        "万无一失 万水千山 万紫千红 万古长青 万家灯火 百花齐放 百家争鸣 百折不挠 百废待兴 百年大计 百依百顺 百无禁忌 一本万利 一本正经 一视同仁 "
        "一如既往 一以贯之 一脉相承 一鼓作气 一蹴而就 一帆风顺 一劳永逸 一目了然 一丝不苟 一网打尽 一无所有 一呼百应 一落千丈 一知半解 一席之地 "
        "一来一回 一正一反 一式两份 一式三份 一式四份 两全其美 两败俱伤 三顾茅庐 三生有幸 三思而行 四面楚歌 四海为家 五体投地 五味杂陈 六亲无靠 "
        "七情六欲 七十二变 八面玲珑 八面来风 九霄云外 十面埋伏 十万火急 十恶不赦 十年树木 五代十国 六出祁山 三足鼎立"
    ).split()
)
# Names and dates that begin with a numeral or hold one.
ZH_NAMES = frozenset(
    (
        "三亚 四川 九江 三峡 三星 三明 三门峡 六安 六盘水 六盘山 五台山 五指山 九寨沟 九华山 七台河 双鸭山 五粮液 三沙 "
        "三河 四平 十堰 九龙 三原 三江源 三江 三晋 三秦 三湘 三国 五代 十国 六朝 五四 五一 十一 七一 八一 九一八 一二九 "
        "双十一 双十二 双11 双12 六一 三八 五卅 七七 三一五 3·15 一五 二五 三五 四五 五五 六五 七五 八五 九五 十五 十一五 "
        "十二五 十三五 十四五 十五五 二十大 二十届 十九大 十八大 三甲 三甲医院 二甲 四大银行 四大行 四大会计师事务所 "
        "四大天王 四大名著 四大发明 四大美女 五大湖 五大洲 七大洲 四大洋 双鱼座 双子座 三文鱼 五线谱 四合院 三轮车 双休日 "
        "双人床 双胞胎 双方 双边 双向 双手 双眼 双语 双打 双人 双色球 双肩包 双面 双层 双门 双开门 双卡 双核 双十 三角形 "
        "三角 三明治 三维 三轮 四轮 四周 四季 四肢 四处 四月 五官 五行 六合彩 七夕 八卦 八宝粥 九州 十字 十字路口 十足 "
        "十分 百货 百合 百姓 百度 千万 千瓦 千克 万达 万科 万一 万岁 万物 万里 万能 一般 一些 一样 一起 一定 一律 一直 "
        "一切 一致 一带 一时 一边 一面 一旦 一度 一贯 一体 一体化 一线 一流 一级 一手 一把手 一系列 一大批 一方面 "
        "另一方面 一部分 一段时间 一会儿 一次性 一站式 一条龙 一揽子 一窝蜂 第一 唯一 统一 同一 其一 万分 三分 两者 两岸 "
        "两国 两地 两侧 两旁 两极 两栖"
    ).split()
)

EN_THINGS = frozenset(
    # time, money, size, number
    "year years month months week weeks day days hour hours minute minutes second seconds decade decades century centuries quarter quarters "
    "season seasons night nights morning mornings weekend weekends percent per cent percentage points point times time half halves third thirds quarters "
    "dollar dollars yuan euro euros pound pounds cents million billion trillion hundred thousand dozen dozens tons tonnes ton kilometers "
    "kilometres km meters metres miles mile feet foot inches acres mu hectares kilograms kg liters litres degrees gigabytes gigawatts "
    "megawatts watts volts bits bytes pixels decimal digits numbers figures ages gold silver bronze "
    # people and groups
    "people person persons men women man woman children child boys girls students student teachers teacher workers worker officials official cadres cadre "
    "members member judges judge prosecutors prosecutor lawyers lawyer officers officer doctors doctor nurses patients experts expert scholars delegates "
    "representatives deputies leaders leader ministers secretaries citizens residents villagers farmers families family households couples friends brothers "
    "sisters sons daughters parents players player teams team crews passengers tourists visitors guests victims suspects defendants witnesses soldiers "
    "drivers engineers developers users user customers customer clients client employees staff volunteers candidates journalists athletes applicants "
    "others groups group companies company firms firm banks bank enterprises enterprise startups factories factory plants schools school universities university "
    "colleges hospitals hospital hotels clubs parties unions associations agencies agency departments department bureaus ministries offices office councils council "
    "committees committee courts court branches branch commissions teams squads units unit delegations institutions organizations organisations "
    # places and things
    "countries country nations states state provinces province cities city counties county towns township townships villages village districts district "
    "regions region areas area zones zone sites site places place streets roads road lanes lane highways bridges bridge tunnels stations station airports ports "
    "buildings building floors floor rooms room houses apartments homes shops stores markets market parks park museums rivers river lakes mountains islands "
    "gorges oceans continents borders gates doors windows walls tables table chairs beds boxes bags bottles cups cars car trucks buses trains train planes "
    "aircraft ships ship boats vehicles vehicle bikes machines machine devices device computers servers server phones cameras robots drones satellites "
    "books book copies pages page chapters chapter sections section paragraphs articles article clauses items item lines line columns rows files file documents document "
    "reports report papers paper letters letter emails messages photos pictures videos films movies songs episodes stories story versions version releases "
    "branches commits threads thread modules module nodes node packages functions function variables parameters fields field columns endpoints tests bugs bug pull requests "
    "products product brands samples sample models model types type kinds kind sorts forms categories category classes class levels level layers grades parts part pieces piece "
    "options option choices versions factors factor reasons reason causes ways way methods method steps step stages stage phases phase rounds round sets set series "
    "games game matches match goals goal points sets runs medals medal titles title cups seasons races events event innings wins win losses draws defeats strokes holes "
    "cases case lawsuits suits trials trial hearings hearing charges counts appeals rulings sentences contracts contract agreements agreement treaties "
    "meetings meeting sessions session conferences conference talks speeches speech lectures visits visit trips trip tours tour seminars workshops "
    "projects project programs programme programmes plans plan proposals proposal measures measure tasks task jobs job posts positions seats orders order "
    "rules rule regulations regulation provisions provision laws law acts bills policies policy standards indicators targets objectives goals "
    "problems problem issues issue questions question answers errors mistakes accidents accident incidents incident attacks deaths injuries infections "
    "shots doses rates deals shares stocks bonds funds loans accounts account payments transactions invoices "
    "inspections inspection checks check audits audit surveys survey studies study investigations attempts visits trips "
    "animals dogs cats horses pigs cows sheep fish birds trees flowers eggs apples meals dishes courses "
    "sides side ends corners legs arms hands eyes ears wheels engines blades keys buttons screens colors colours languages words word letters characters "
    "weeks' years' days' awards prizes pilots bases centers centres platforms windows fronts sectors sector industries industry fields subjects topics "
    "batches tranches instalments installments phases exits entrances crossings turns sets elements aspects dimensions features tools services service "
    # more of what stands in streets, fields, shops, workshops and machines
    "clinic clinics kindergarten kindergartens library libraries theatre theatres theater theaters stadium stadiums hall halls garden gardens square squares "
    "well wells pond ponds orchard orchards greenhouse greenhouses mine mines kiln kilns boiler boilers turbine turbines reactor reactors panel panels pump "
    "pumps bench benches toilet toilets elevator elevators garage garages space spaces ticket tickets parcel parcels patch patches laptop laptops tablet "
    "tablets drive drives disk disks battery batteries chip chips plugin plugins query queries domain domains string strings array arrays object objects "
    "summit summits peak peaks kiosk kiosks stall stalls canteen canteens dormitory dormitories classroom classrooms laboratory laboratories workshop "
    "warehouse warehouses pipeline pipelines cable cables sensor sensors router routers screen printer printers container containers crane cranes excavator "
    "excavators truck tractor tractors harvester harvesters ambulance ambulances bicycle bicycles motorcycle motorcycles scooter scooters ferry ferries "
    "helicopter helicopters missile missiles rocket rockets tank tanks rifle rifles pistol pistols knife knives coin coins stamp stamps photo postcard "
    "postcards poem poems novel novels essay essays painting paintings sculpture sculptures museum exhibition exhibitions concert concerts dance dances "
    "lesson lessons exam exams quiz quizzes homework pill pills tablet vaccine vaccines scan scans ward wards surgeon surgeons tumor tumors tumour tumours "
    "nurse pharmacist pharmacists dentist dentists chef chefs waiter waiters pilot captain captains coach coaches referee referees striker strikers "
    "goalkeeper goalkeepers defender defenders midfielder midfielders sprinter sprinters swimmer swimmers lawyer plaintiff plaintiffs juror jurors clerk "
    "clerks notary notaries creditor creditors debtor debtors shareholder shareholders director directors auditor auditors analyst analysts broker brokers "
    "tenant tenants landlord landlords buyer buyers seller sellers supplier suppliers vendor vendors contractor contractors mayor mayors governor governors "
    "senator senators ambassador ambassadors general generals sergeant sergeants emperor emperors king queen queens prince princes temple temples church "
    "churches mosque mosques tomb tombs vase vases bell bells lantern lanterns flag flags banner poster posters billboard billboards".split()
)

# Words that make a numeral with them a name: Three Gorges, Four Seasons.
EN_NAMES = frozenset(
    (
        "gorges seasons kingdoms rivers sisters brothers kings tigers dragons dynasties apostles commandments musketeers "
        "nations eyes years days weeks continents seas oceans lakes states world war wars hundred thousand million mile "
        "miles forks oaks pines points corners towers stars star peaks lions eagles wolves bears bulls panthers hawks sharks "
        "bulldogs giants horsemen amigos pillars"
    ).split()
)

# Words of the prose of party and government in English.
EN_REGISTER = frozenset(
    (
        "party branch bureau committee county township village villages cadres secretary central government municipal provincial "
        "district organs procuratorate discipline implement implements implemented spirit meeting deepen carry carried promote "
        "promotes grass-roots grassroots masses theme education construction work xi jinping mao beijing china chinese communist "
        "state council leading group comrades study party's socialism reform taiwan mainland street community judicial "
        "procuratorial court policy campaign slogan deng premier"
    ).split()
)

# Words after a numeral that make it no phrase of its own.
EN_NO_HEADS = frozenset(
    (
        "of and or to in on at by for from with per the a an more other others new old additional different separate such "
        "consecutive straight successive main major key big large small great good best top leading local national "
        "foreign chinese american international former senior young adult male female million billion thousand hundred is "
        "are was were be been has have had will would can could may might should which who that as than if but so not no "
        "it he she they we you i this these those also further extra full whole entire later earlier ago before after "
        "until since during between among under over above below within without about around only just even"
    ).split()
)

# English nouns that are hardly ever counted, and verbs, adjectives and modals made into nouns: translated formulations.
EN_UNCOUNTABLE = re.compile(
    "(?:nesses|ness|ances|ance|ences|ence|[ai]lities|ility|isms|ism|ships|hoods|izations?|isations?|"
    "^(?:upholds?|musts?|haves?|nots?|dos?|don'ts|comprehensives|overalls|stricts|earnests|honests|stables|steadies|firsts|hearts|loves|winds|"
    "goods|betters|mores|befores|togethers|establishe?s?|maintains?|safeguards?|insists?|promotes?|grasps?|strengthens?|ensures?|protects?|"
    "improves?|adheres?|persists?|represents?|respects?|supports?|obeys|obeyings|removes?|reduces?|increases?|cuts|seeks|learns|studies|becomes|"
    "conducts?|consciousness|confidences|honors|honours|shames|disgraces|virtues|worries|no-worries|assurances|guarantees|evils|ones|noes|no's|olds|earlies|hards|highs|lows))$"
)
