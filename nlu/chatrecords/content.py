"""What stands in the place of words: pictures, voices, quotes, and what the platform itself says."""

from __future__ import annotations

import re

from nlu.chatrecords.record import Line, Written

_PICTURES = "图片|照片|相片|视频|小视频|Photo|Image|Video|photo|image|video|IMG"
_LEFT_OUT = {
    "语音": "语音没有文字", "Voice": "语音没有文字", "voice": "语音没有文字", "语音通话": "通话", "视频通话": "通话",
    "动画表情": "表情", "表情": "表情", "表情包": "表情", "Sticker": "表情", "sticker": "表情", "贴纸": "表情",
    "文件": "文件", "File": "文件", "file": "文件", "链接": "链接", "Link": "链接", "网页": "链接", "小程序": "小程序",
    "聊天记录": "转发的记录", "红包": "红包转账", "转账": "红包转账", "名片": "名片", "个人名片": "名片",
    "音乐": "链接", "视频号": "链接", "直播": "链接", "接龙": "接龙", "群公告": "群公告", "笔记": "链接",
}  # fmt: skip
_PICTURE = re.compile(
    rf"^[\[【<〈]\s*(?:{_PICTURES})\s*[\]】>〉](?:\s*\S+\.(?:jpe?g|png|gif|mp4|webp|heic))?", re.IGNORECASE
)
_PICTURE_WITHIN = re.compile(rf"[\[【]\s*(?:{_PICTURES})\s*[\]】]")
_FILE_NAME = re.compile(r"^\S+\.(?:jpe?g|png|gif|webp|heic|mp4)$", re.IGNORECASE)
_MARK = re.compile(
    r"^[\[【<〈]\s*([^\[\]【】<>〈〉\s:：]{1,8})\s*[:：]?[^\[\]【】<>〈〉]{0,60}[\]】>〉]\s*(.*)\Z", re.DOTALL
)
_SPOKEN = re.compile(r"^\s*(?:[0-9]{1,2}\s*(?:[\"″”'’]{1,2}|秒|s)\s*)?(?:转文字[:：]?\s*)?", re.IGNORECASE)
_PLACE = re.compile(r"^[\[【](?:位置|定位|Location)[\]】]\s*[:：]?\s*(.*)\Z", re.DOTALL)

# What the platform says, never a person. Anchored at both ends: people quote these words.
_NAME = r"[\"“”「」'‘’《》]?.{1,60}?[\"“”「」'‘’《》]?"
_SYSTEM = tuple(
    (re.compile(rf"^{pattern}\Z"), reason)
    for pattern, reason in (
        (rf"{_NAME}\s?撤回了一条(?:成员.{{0,40}}的)?消息(?:\s*重新编辑)?[。.]?", "撤回"),
        (rf"{_NAME}\s?(?:recalled|unsent) a message\.?", "撤回"),
        (
            rf"{_NAME}\s?(?:通过扫描.{{0,60}}二维码|被.{{1,40}}邀请|经.{{1,40}})?[加进]入了?(?:群聊|本群|该群)[。.]?",
            "进群退群",
        ),
        (rf"{_NAME}\s?邀请{_NAME}\s?(?:和.{{1,60}})?加入了?(?:群聊|本群)[。.，,]?.{{0,40}}", "进群退群"),
        (rf"{_NAME}\s?将{_NAME}\s?(?:移出了?|请出了?)(?:群聊|本群)[。.]?", "进群退群"),
        (rf"{_NAME}\s?(?:退出了?|已退出)(?:群聊|本群)[。.]?", "进群退群"),
        (rf"{_NAME}\s?拍了拍.{{1,60}}", "拍一拍"),
        (rf"{_NAME}\s?(?:领取了|收到了?).{{1,40}}的?红包.{{0,10}}", "红包转账"),
        (rf"{_NAME}\s?(?:发出的?|的)?红包已被领完.{{0,30}}", "红包转账"),
        (rf"{_NAME}\s?(?:修改|更改)了?群(?:聊名|名|名称|公告|聊名称)(?:为.{{1,80}})?", "群设置"),
        (rf"{_NAME}\s?(?:已)?(?:开启|关闭)了?(?:“.{{1,20}}”|群.{{1,10}}|全员禁言).{{0,30}}", "群设置"),
        (r"(?:以上|以下)(?:是|为)(?:打招呼的内容|新消息|历史消息)", "系统提示"),
        (r"消息已发出，但被对方拒收了。?", "系统提示"),
        (r"(?:收到|\[)?红包，请在手机上查看\]?", "红包转账"),
        (r"该消息类型暂不能展示|\[?不支持的消息(?:类型)?.{0,30}\]?|请在最新版本.{0,10}查看.{0,10}", "不支持的消息"),
    )
)  # fmt: skip

_QUOTED = re.compile(
    r"^「\s*(?P<who>[^：:\n]{1,60})[:：]\s*(?P<what>[^\n]{0,400}(?:\n[^\n]{0,400}){0,9}?)\s*」\s*\n"
    r"\s*(?:[-–—_－]\s*){3,}\n(?P<reply>.*)\Z",
    re.DOTALL,
)
_QUOTE_BEHIND = re.compile(
    r"^(?P<reply>.+?)\n[ \t]{0,9}(?:\[?引用\]?|「?引用)[ \t]{0,9}[:：]?[ \t]{0,9}"
    r"(?P<who>[^：:\n]{1,60}?)[ \t]{0,9}(?:的消息)?[ \t]{0,9}[:：][ \t]{0,9}(?P<what>[^\n]{1,400})」?\s*+\Z",
    re.DOTALL,
)
_QUOTE_BEFORE = re.compile(
    r"^(?:\[引用\]|引用)\s*[:：]?\s*(?P<who>[^：:\n]{1,60}?)\s*(?:的消息)?\s*[:：]\s*(?P<what>[^\n]{1,400})\n(?P<reply>.+)\Z",
    re.DOTALL,
)


def system(text: str) -> str:
    """Why a line is said by the platform; empty when a person may have said it."""
    plain = text.strip()
    if len(plain) > 200:
        return ""
    return next((reason for pattern, reason in _SYSTEM if pattern.match(plain)), "")


def said(written: Written) -> tuple[str, bool, bool, str]:
    """The words, whether there is a picture, whether it was spoken, and else why it is left out."""
    text = written.text.strip()
    if written.left_out:
        return "", False, False, written.left_out
    if written.picture or written.voice:
        return text, written.picture, written.voice, "" if text or written.picture else "语音没有文字"
    if found := _PLACE.match(text):
        return f"位置：{found[1].strip()}" if found[1].strip() else "", False, False, "" if found[1].strip() else "位置"
    if found := _PICTURE.match(text):
        rest = text[found.end() :]
        return _PICTURE_WITHIN.sub("", rest).strip(), True, False, ""
    if _FILE_NAME.match(text):
        return "", True, False, ""
    if (found := _MARK.match(text)) and (reason := _LEFT_OUT.get(found[1])):
        spoken = _SPOKEN.sub("", found[2]).strip() if reason == "语音没有文字" else ""
        return (spoken, False, True, "") if spoken else ("", False, False, reason)
    picture = _PICTURE_WITHIN.search(text) is not None
    plain = _PICTURE_WITHIN.sub("", text).strip() if picture else text
    return plain, picture, False, "" if plain or picture else "空白"


def unquoted(text: str) -> tuple[str, tuple[str, str] | None]:
    """The reply without what it answers, and that: who and what."""
    for pattern in (_QUOTED, _QUOTE_BEFORE, _QUOTE_BEHIND):
        if (found := pattern.match(text)) and found["reply"].strip():
            return found["reply"].strip(), (found["who"].strip(), found["what"].strip())
    return text, None


def answered(lines: list[Line]) -> list[int | None]:
    """For every line the place of the message it answers."""
    by_id = {line.id: place for place, line in enumerate(lines) if line.id is not None}
    places: list[int | None] = []
    for place, line in enumerate(lines):
        found = by_id.get(line.reply_to) if line.reply_to is not None else None
        if found is None and line.quoted is not None:
            found = _quoted(lines, place, *line.quoted)
        places.append(found if found is not None and found < place else None)
    return places


def _quoted(lines: list[Line], before: int, who: str, what: str) -> int | None:
    """The latest of the messages before that is quoted; a quote may be cut, and may know him by another name."""
    words, picture, _, _ = said(Written(0, who, what))
    bare = _bare(words.rstrip(".…"))
    for exact in (True, False):
        for place in range(before - 1, -1, -1):
            line = lines[place]
            if exact and line.sender != who:
                continue
            if (bare and _bare(line.text).startswith(bare)) or (exact and picture and line.picture):
                return place
    return None


def _bare(text: str) -> str:
    return "".join(text.split())
