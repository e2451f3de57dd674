"""Fixed answers that need no model: whole messages that mean one thing whoever sends them."""

from __future__ import annotations

import re

from nlu.normalise import bare
from nlu.understanding import Intent

_FORMS: dict[Intent, str] = {
    Intent.ASK_PROGRESS: (
        "进度 查进度 查询进度 办理进度 查询 进展 处理进度 有进展吗 有进展没 有结果吗 有结果没 啥进展 什么进展"
        " 到哪一步了 办到哪了"
        " 我的诉求 我的工单 查工单 工单进度 我的进度 处理得怎么样了 处理的怎么样了 处理怎么样了 有消息吗"
        " 有消息没 有回复吗 查一下进度"
    ),
    Intent.ASK_OFFICER: (
        "谁是我的服务长 服务长是谁 服务长 我的服务长 我们小区服务长是谁 网格员是谁 网格员 谁是网格员"
        " 我的网格员 谁负责我们小区"
        " 谁管我们小区 找谁 这事找谁 该找谁 服务长电话 网格员电话 服务长电话多少 网格员电话多少 谁负责 谁管"
        " 联系方式"
    ),
    Intent.RATING: (
        "1 2 3 4 5 一分 二分 两分 三分 四分 五分 1分 2分 3分 4分 5分 0分 零分 10分 满分 一星 二星 三星 四星"
        " 五星 1星 2星 3星 4星 5星"
        " 五星好评 好评 差评 满意 很满意 非常满意 挺满意 比较满意 基本满意 一般 不满意 很不满意 非常不满意"
        " 没解决 没有解决 未解决"
        " 解决了满意 已解决满意 打5分 打五分 给5分 给五分"
    ),
    Intent.CANCEL: (
        "撤销 撤回 取消 取消吧 撤了吧 撤销吧 撤销工单 取消工单 撤单 撤诉 不用了 不用管了 不用处理了 不用来了"
        " 算了 算了吧 不投诉了"
        " 不报了 报错了 发错了 发错群了 取消投诉 撤销投诉 取消登记"
    ),
    Intent.GREETING: (
        "你好 您好 你好啊 你好呀 您好啊 在吗 在么 在不 在不在 有人吗 有人么 有人在吗 有人没 早 早上好 上午好"
        " 中午好 下午好 晚上好"
        " 早安 晚安 大家好 各位好 哈喽 哈啰 嗨 hi hello 喂 你好在吗 您好在吗 新年好 请问在吗 你是谁"
    ),
    Intent.THANKS: (
        "谢谢 谢了 多谢 谢谢你 谢谢您 谢谢啊 谢谢啦 感谢 非常感谢 太感谢了 十分感谢 辛苦了 您辛苦了"
        " 大家辛苦了 谢谢大家 谢谢社区"
        " 谢谢物业 感谢社区 感谢物业 感谢服务长 谢谢服务长 谢谢师傅 点赞 给社区点赞 给物业点赞 thanks thx"
        " thankyou 3q"
    ),
    Intent.RESTORED: (
        "来电了 来水了 来气了 有电了 有水了 有气了 水来了 电来了 热了 暖气热了 修好了 好了 已经好了 恢复了"
        " 恢复正常了 通了 解决了"
        " 已解决 已经解决了 电梯好了 电梯修好了 灯亮了 灯修好了 有网了 来暖气了 有暖气了 不漏了 挪走了"
        " 车挪走了 弄好了 搞定了"
    ),
    Intent.ME_TOO: (
        "+1 1+ ++1 +2 +10086 我也是 我家也是 俺家也是 俺也是 额也是 我们家也是 我们也是 我这也是 我这儿也是"
        " 我家也这样 同问 同求 同感"
        " 我也一样 我家也一样 我家一样 一样 同样 都一样 附议 +身份证号 我也要反映 我们楼也是 我们单元也是"
        " 也是 我家也没有 我们也没有"
    ),
    Intent.FOLLOW_UP: (
        "快点 快点吧 快点啊 赶紧 赶紧的 抓紧 抓紧啊 加急 还没好 还没修好 还是没好 还没来 还没人来 没人来"
        " 又坏了 又来了 还是那样 还是不行 见图 看图 如图"
        " 有图有真相 催一下 催催"
    ),
    Intent.CHATTER: (
        "收到 好 好的 好吧 好嘞 行 行吧 嗯 嗯嗯 哦 噢 哦哦 ok 知道了 明白 明白了 了解 可以 是的 对 对的 不是"
        " 没有 有 能 不能 呵呵 哈哈 哈哈哈 嘿嘿"
        " 1111 666 6 牛 厉害 顶 赞 真的假的 再见 拜拜 啊 呢 不知道"
    ),
}

EXACT: dict[str, Intent] = {form: intent for intent, forms in _FORMS.items() for form in forms.split()}

_LONGEST = max(map(len, EXACT))
_STARS = re.compile(r"(?:[1-5]|[一二三四五])个?(?:分|星|颗星)(?:好评|吧|啊)?")


def fixed_intent(folded: str) -> Intent | None:
    """The meaning of a message that is nothing but a fixed answer, or None."""
    if len(folded) > 4 * _LONGEST:
        return None
    words = bare(folded)
    if _STARS.fullmatch(words):
        return Intent.RATING
    return EXACT.get(words)


# "我家22度，挺好的": an answer, but nobody joins in with a trouble.
_FINE = re.compile("挺好|还行|还可以|不错|没事|没问题|正常|知足|暖和|达标|刚好|舒服|热乎|好着|没毛病")
_NOT_FINE = re.compile("不正常|不达标|不暖和|不舒服|没好|才|只有|不到|也不|也没")


def is_fine(folded: str) -> bool:
    """Whether an answer says that all is well with the sender."""
    return bool(_FINE.search(folded)) and not _NOT_FINE.search(folded)
