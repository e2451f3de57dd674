"""What Tencent's error codes mean to us: try again, give up, or mend the settings; each in a sentence.

Source: developer.work.weixin.qq.com/document/path/90313 and developers.weixin.qq.com, 全局返回码.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from bot.channels.base import DeliveryError, RefusedError, TemporaryError

OLD_TOKEN = frozenset({40001, 40014, 42001})
BUSY_SECONDS = 60.0
MEND_SECONDS = 600.0  # until somebody has mended the settings there is no hurry

_IP = re.compile(r"(?:from ip|invalid ip):? *([0-9a-fA-F:.]{3,45})")

# What somebody has to mend; until then messages wait.
SETTINGS = MappingProxyType(
    {
        40001: "Secret 不对，请在平台后台核对",
        40013: "企业 ID（AppID）不对，请在平台后台核对",
        40014: "访问凭证无效，请核对 Secret",
        40037: "订阅通知的模板 ID 不对，请核对 SUBSCRIBE_TEMPLATE",
        40125: "AppSecret 不对，请在平台后台核对",
        40164: "服务器 IP{ip} 不在 API IP 白名单，请在微信开发者平台“基础信息—开发密钥”加入",
        40243: "AppSecret 被冻结，请在微信开发者平台解冻",
        41002: "缺少 AppID，请核对设置",
        41004: "缺少 Secret，请核对设置",
        42001: "访问凭证过期，请校准服务器时间",
        47003: "订阅通知的字段和模板对不上，请核对 SUBSCRIBE_FIELDS",
        48001: "这个接口没有权限，请在平台后台确认已开通、已认证",
        48002: "这个接口没有权限，请在平台后台确认已开通",
        50001: "用户没有授权这个接口",
        50007: "账号已被冻结，请登录平台后台查看",
        60011: "应用没有权限管理这些成员，请检查可见范围",
        60020: "服务器 IP{ip} 不是企业可信 IP，请在应用管理页“企业可信IP”加入",
        81013: "收件人都不在应用的可见范围里，请在应用管理页调整可见范围",
        95004: "客服账号不存在，或没有授权给这个应用，请在后台“微信客服—API”里关联",
        95011: "企业已改在企业微信里使用微信客服，请换成“可调用接口的应用”的 Secret",
        95012: "企业还没有在企业微信里使用微信客服，请在后台“微信客服”开启 API",
        95017: "微信客服的 API 没有开启，请在后台“微信客服”开启",
        301002: "没有权限操作这个应用，请核对 AgentId",
        301007: "没有权限操作这个应用，请核对 AgentId",
    }
)
BUSY = MappingProxyType(
    {
        -1: "系统繁忙",
        45009: "调用次数达到上限",
        45011: "调用太频繁",
        45033: "并发调用太多",
        45048: "发送太频繁",
        90030: "调用太频繁",
    }
)
REFUSED = MappingProxyType(
    {
        40003: "没有这个用户（OpenID 不对）",
        40007: "文件过期了，或者没有这个文件",
        40029: "登录用的 code 无效，或已经用过",
        40031: "没有这些成员",
        40096: "没有这个客户",
        40200: "账号类型不支持这个功能",
        43004: "用户没有关注公众号",
        43019: "用户把公众号拉黑了",
        43101: "用户没有订阅这条通知",
        45002: "内容超过长度",
        45015: "用户 48 小时内没有说过话，不能主动发",
        45047: "48 小时内已发满 5 条",
        46004: "没有这个用户",
        50002: "用户受限",
        60111: "没有这个成员",
        86001: "群聊 ID 不对",
        86003: "群聊不存在",
        93000: "群机器人的网址不对，或机器人已被移出群",
        95000: "客服账号的 ID 不对",
        95001: "48 小时内已发满 5 条，要等客户再说话",
        95002: "客户 48 小时内没有说过话，不能主动发",
        95007: "回调给的消息凭证过期了",
        95013: "会话已经结束",
        95016: "会话状态不允许这样变更",
        95018: "会话状态不允许发送",
    }
)


def failure(title: str, code: int, message: str) -> DeliveryError:
    """What to raise for an error code; `message` is the platform's own, of which only an IP address is shown."""
    if code in SETTINGS:
        found = _IP.search(message)
        said = SETTINGS[code].format(ip=f" {found[1]}" if found else "")
        error: DeliveryError = TemporaryError(f"{title}：{said}（{code}）", MEND_SECONDS)
    elif code in BUSY:
        error = TemporaryError(f"{title}：{BUSY[code]}（{code}）", BUSY_SECONDS)
    else:
        error = RefusedError(f"{title}：{REFUSED.get(code, '平台拒绝')}（{code}）")
    error.code = code
    return error
