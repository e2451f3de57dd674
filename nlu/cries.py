"""Cries: dangers to life told in a few words, and in nothing else: "家里着火了", "我妈晕倒了". Pure.

Models that learn from whole messages hear small talk in what is short and ends with "了", and so would stay silent
where every second counts. What is matched here is the whole message, so that tales, jokes and questions, which need
more words, are left to them (`nlu.dangers` finds dangers within longer messages).
"""

from __future__ import annotations

import re

_LONGEST = 24  # characters; what is longer is heard by what else it says
_ASKS = ("?", "？", "吗", "么", "没")

_ENDING = r"[啊呀啦呢吧嘛了哇！!。.~～\s]{0,6}"
_CALL = (
    "(?:(?:快来人?|来人|救命|快点?|不好|天[呐哪啊]|出大?事了?|紧急|求助|大家|物业|社区|师傅|快?打1(?:10|19|20)|快?报警)"
    r"[了啊呀吧！!，,。\s]{0,3})?"
)
_NUMBER = "(?:[0-9一二三四五六七八九十]{1,3}(?:号楼|号院|栋|幢|座|楼|单元|层|室)){0,3}"
_OURS = f"(?:(?:我|咱|俺|额)们?)?(?:家|这|这边|这里|这儿|这栋|小区|院子?|单元|楼)?(?:里面?|里头)?{_NUMBER}"
_SPOT = (
    "(?:厨房|阳台|卧室|客厅|厕所|卫生间|楼道|楼[上下顶里]|楼梯间?|对面楼?|对门|隔壁|邻居家?|旁边|前面|后面"
    "|门口|门前|院里|路上|路口|马路上|地下室|地库|车库|车棚|汽?车|电动车|电瓶车?|电表?箱|配电[室箱]|垃圾[桶站]"
    "|草[坪地]|树林|仓库|库房|店里?|商铺|饭店|屋[里头]?|房[子间]|家里?|有人家|谁[家的]|哪[家户]|一户|学校|工地|河[里边]|水里|广场|公园)"
)
_WITHIN = "(?:里面?|里头|外面|上|下|那边|那里)?"
_WHERE = f"(?:{_OURS}(?:{_SPOT}的?){{0,2}}{_WITHIN})"
_SOMEBODY = "(?:有人|有?个?(?:女的|男的|女人|孩子|老人|姑娘))?"
_JUST = "(?:突然|刚刚?|刚才|现在|好像|又|正|在|一下子?)*"
_KIN = (
    "(?:(?:我|俺|额|咱)?(?:们?家)?的?(?:老公|老婆|爱人|丈夫|媳妇|爸爸?|妈妈?|父亲|母亲|爹|娘|爷爷?|奶奶?|姥姥|姥爷"
    "|外公|外婆|公公|婆婆|老人|老伴|老头子?|老太[太婆]|小?孩子?|宝宝|娃儿?|娃娃|儿子|女儿|闺女|孙[子女]|哥|姐"
    "|弟弟?|妹妹?|邻居|大[爷妈]|阿姨|叔叔?|同事|工人))"
)
_WHO = f"(?:{_KIN}|有人|[有一]个人|有个?(?:老人|孩子|小孩|[女男]的|大[爷妈])|人)"
_HE = (
    "(?:我?(?:老公|丈夫|男人|男朋友|前夫|前男友|儿子|爸爸?|继父|公公|房东|邻居|楼上|对门|家里人)|[他她]们?|有人"
    "|有个男的|有个疯子)"
)
_GOES_ON = "(?:又|正|在家|在|还|现在|一直|要|想|说|扬言)*"
_GOES_ON_NOW = "(?:又|正|在家|在|还|现在|一直)*"
_VICTIM = "(?:我妈?|我爸|我孩子|我女儿|我儿子|他[妈爸]|人)"
_GAS = "(?:煤气|燃气|天然气|液化气)"
_SMELLS = "(?:[又还]?有|闻[到见]|一股|全是|好像|好[大重])*"
_STRONGER = "(?:[，, ]?(?:更|好|很|挺|特别|越来越)[浓大重])?"
_IN_LIFT = f"(?:{_NUMBER}的?电梯(?:里面?|里头|中|轿厢里?)?)"
_LIQUID = "(?:水|河|湖|井|坑|塘|沟|渠|池子?|化粪池|下水道|窨井)"
_GONE = (
    "(?:晕倒?|昏倒|昏迷|[晕昏抽]过去|抽搐|休克|倒[下地]|没呼吸|没气|没心跳|没反应|不动|吐血|噎[着住]|卡[住着]喉咙|呛着"
    "|喘不上气|中风|心梗|快?不行)"
)

_CRIES = (
    ("fire", f"{_WHERE}{_JUST}(?:着大?火|失火|起大?火|着了火)了"),
    ("fire", f"(?:{_OURS}{_SPOT}?(?:里面?|里头)?)(?<=.){_JUST}[着失起]火"),
    ("fire", f"{_OURS}{_SPOT}{{1,2}}(?:里面?|里头)?{_JUST}(?:烧起来|烧着|冒火|冒[黑浓]烟|爆?炸)了"),
    ("fire", f"{_WHERE}{_JUST}(?:着|烧起来|冒烟)了[，,！! ]?快?(?:打119|报火警)"),
    ("gas", f"{_WHERE}{_SMELLS}[股的]?{_GAS}味道?(?:[好很]?[大重浓]|呛人)?了?{_STRONGER}"),
    ("gas", f"{_WHERE}漏{_GAS}了?|{_WHERE}{_JUST}{_GAS}罐?(?:泄漏|泄露|漏气?)了|{_WHERE}(?:煤气|一氧化碳)中毒了"),
    ("lift", f"(?:{_WHO}|[我俺咱]们?|我和{_KIN})?{_JUST}[还都]?被?(?:困在?{_IN_LIFT}|[关卡堵]在{_IN_LIFT})了?"),
    ("lift", f"(?:{_WHO}|[我俺咱]们?|我和{_KIN})?{_JUST}[还都]?被?[关卡堵]{_NUMBER}的?电梯里[面头]?了?"),
    ("lift", f"{_WHERE}电梯(?:里[面头]?|又)*[困关][了着住]?[一二两三俩几0-9]?个?人了?"),
    ("lift", f"{_WHERE}{_KIN}?在?电梯(?:里[面头]?)?(?:有人)?(?:出不来|被困|困住)了?"),
    ("missing", f"{_KIN}(?:走丢|走失|丢|不见|失踪|找不[到着见])了"),
    ("unconscious", f"{_WHERE}{_WHO}{_JUST}{_GONE}了?"),
    ("unconscious", f"{_WHERE}{_WHO}{_JUST}[摔跌]倒?了?(?:起不来|动不了|不动|[昏晕]了)了?"),
    ("electrocution", f"{_WHERE}{_WHO}{_JUST}触电了?"),
    ("suicide", f"{_WHERE}{_WHO}{_GOES_ON}(?:跳[楼河桥]|自杀|上吊|割腕|轻生|寻短见|寻死|喝农药|吃安眠药)了?"),
    ("suicide", f"{_WHO}?我?(?:割腕了?|喝了?农药了?|[吃吞]了一?整?[瓶把](?:安眠)?药了?)"),
    ("violence", f"{_HE}{_GOES_ON_NOW}打{_VICTIM}[呢了]?"),
    ("violence", f"{_HE}{_GOES_ON}(?:[打弄砍掐杀]死|[杀砍捅掐]){_VICTIM}[呢了]?"),
    ("violence", f"(?:有人|小偷|贼){_GOES_ON_NOW}[撬砸踹]我家?的?大?门[呢了]?"),
    ("violence", f"{_WHERE}{_HE}{_GOES_ON}(?:拿着?|持|举着?)刀(?:了|呢|乱砍|追我|追人|追着我砍|砍人|要砍我)?"),
    ("violence", f"{_WHERE}(?:有人)?{_GOES_ON_NOW}[杀砍捅]人了"),
    ("violence", f"(?:{_OURS}{_SPOT}|{_WHERE}(?:有人|他们|两个人)){_GOES_ON_NOW}(?:打起来|打架)[呢了]?"),
    ("violence", f"{_WHERE}{_SOMEBODY}{_GOES_ON_NOW}打(?:老婆|媳妇|女人)(?:[呢了]?[，, ]?喊救命)?[呢了]?"),
    ("violence", f"{_WHERE}{_SOMEBODY}{_GOES_ON_NOW}[喊叫]着?救命[呢了]?"),
    ("violence", f"{_WHERE}{_SOMEBODY}(?:{_GOES_ON_NOW}(?:打起来|打架|吵架|干起来)了?[，, ]?)?都?动刀子?了"),
    ("crushed", "快来?救人|来人救人"),
    ("crushed", f"{_WHERE}{_JUST}(?:出|发生)?大?车祸了|{_WHERE}车?撞[到着死倒了]?个?(?:人|小孩|老人|孩子)了"),
    ("crushed", f"{_WHERE}(?:有人|{_KIN}){_JUST}[被让](?:汽|货|电动|公交)?车?给?[撞轧压](?:了|倒了?|飞了?)"),
    ("crushed", f"{_WHERE}(?:房子?|楼房?|脚手架|塔吊|桥)快?要?(?:塌|倒塌|垮)了|{_WHERE}[压埋砸][着住到死]?个?人了"),
    ("drowning", f"{_WHERE}{_WHO}{_JUST}[掉摔跌滑][到进在下]?{_LIQUID}(?:里[面头]?|去)?了?"),
    ("drowning", f"{_WHERE}{_WHO}{_JUST}(?:溺水|落水|淹着?)了"),
    ("fall", f"{_WHERE}{_WHO}{_JUST}(?:[掉摔跳坠]下?楼下?了?|从楼上[掉摔跳]下[来去]了)"),
)
_CRY = tuple((name, re.compile(f"{_CALL}(?:{words}){_ENDING}{_CALL}")) for name, words in _CRIES)


def danger_cried(folded: str) -> str | None:
    """The danger that a whole message cries out, by its name in `nlu.dangers`; None where it does not.

    Args:
        folded: text after `nlu.normalise.fold`.
    """
    words = folded.strip()
    if len(words) > _LONGEST or words.endswith(_ASKS):
        return None
    return next((name for name, cry in _CRY if cry.fullmatch(words)), None)
