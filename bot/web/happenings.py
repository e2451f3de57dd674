"""What happened to a ticket, one sentence for every kind of event."""

from __future__ import annotations

from collections.abc import Callable

from bot.web.words import OUTCOMES, Data, Telling
from handlers.answered import RESULTS
from handlers.facts import Facts

MESSAGE_PARTS = {
    "opening": "提出诉求",
    "more": "补充了说明",
    "photo": "补充了照片",
    "me_too": "邻居说也有同样的问题",
    "room": "在会商室里说",
}


Sentence = Callable[[Telling, Data], str]


def _dispatched(telling: Telling, data: Data) -> str:
    vacant = data.get("vacant") or []
    passed = f"（{'、'.join(map(str, vacant))}暂时没有人，往上一级派）" if isinstance(vacant, list) and vacant else ""
    rule = f"；依据：{data['rule']}" if data.get("rule") else ""
    return f"派给{telling.people(data)}{passed}{rule}"


def _escalated(telling: Telling, data: Data) -> str:
    return f"超时未{telling.clock(str(data.get('clock')))}，上报{telling.people(data)}"


def _placed(telling: Telling, data: Data) -> str:
    building = f"{data['building']}号楼" if data.get("building") else ""
    return f"地点补充为{telling.names.unit(data.get('unit'))}{building}"


def _joined(_telling: Telling, data: Data) -> str:
    where = f"{data['building']}号楼" if data.get("building") else ""
    return f"{where}邻居也有同样的问题"


def _closed(_telling: Telling, data: Data) -> str:
    outcome = OUTCOMES.get(str(data.get("outcome")), "")
    sample = f"（问了{data['asked']}户，{data['answered']}户回答）" if data.get("asked") else ""
    return f"归档：{outcome}{sample}" if outcome else "归档"


def _out_of_scope(_telling: Telling, data: Data) -> str:
    rule = f"，依据：准入清单『{data['rule']}』" if data.get("rule") else ""
    return f"不受理，告诉了居民去哪里办{rule}"


def _recategorised(_telling: Telling, data: Data) -> str:
    try:
        before, after = Facts(**data["before"]), Facts(**data["after"])
    except (KeyError, TypeError):
        return "更正了类别"
    return f"更正：{before.named(after)}→{after.named(before)}"


def _whistled(telling: Telling, data: Data) -> str:
    called = data.get("to") or []
    names = "、".join(telling.names.unit(code) for code in called) if isinstance(called, list) else ""
    return f"吹{data.get('title') or '哨'}：{names}"


def _offered(telling: Telling, data: Data) -> str:
    groups = f"、{len(data['chats'])}个志愿者群" if data.get("chats") else ""
    return f"请{telling.names.unit(data.get('place'))}的志愿者认领：{len(data.get('to') or [])}人{groups}"


_FOLLOWED = {"accept": "接单", "on_site": "到场", "progress": "报进展", "resolve": "办结"}


def _followed(_telling: Telling, data: Data) -> str:
    return f"跟随预警单{data.get('incident', '')}：{_FOLLOWED.get(str(data.get('what')), '办理')}"


def _reminded(telling: Telling, data: Data) -> str:
    return f"{telling.clock(str(data.get('clock')))}时限快到了，提醒{telling.people(data)}"


def _called_back(_telling: Telling, data: Data) -> str:
    score = f"，评{data['score']}分" if data.get("score") else ""
    return f"电话回访，居民说{RESULTS.get(str(data.get('result')), '？')}{score}"


def _neighbour_said(_telling: Telling, data: Data) -> str:
    score = f"，评{data['score']}分" if data.get("score") else ""
    return f"邻居说{RESULTS.get(str(data.get('result')), '？')}{score}"


# One sentence for every kind of event; the words a person wrote are shown below it.
EVENTS: dict[str, Sentence] = {
    "opened": lambda telling, data: "诉求已登记，生成工单",
    "message": lambda telling, data: MESSAGE_PARTS.get(str(data.get("part")), "补充了一条消息"),
    "dispatched": _dispatched,
    "accepted": lambda telling, data: "接单",
    "on_site": lambda telling, data: "到达现场",
    "progress": lambda telling, data: "报告进展",
    "returned": lambda telling, data: "退单",
    "transferred": lambda telling, data: f"转派给{telling.people(data)}",
    "extension_asked": lambda telling, data: f"申请延期，等{telling.people(data)}答复",
    "extension_declined": lambda telling, data: "没有同意延期",
    "plan": lambda telling, data: "报了办理方案",
    "graded": lambda telling, data: f"改级别：{data.get('before', '')}→{data.get('after', '')}",
    "extended": lambda telling, data: f"延期到{telling.until(data)}",
    "waiting": lambda telling, data: f"挂起，最晚{telling.until(data)}继续",
    "resumed": lambda telling, data: "恢复办理",
    "resolved": lambda telling, data: "办结，等居民确认",
    "surveyed": lambda telling, data: f"向居民发出第{data.get('round', 1)}次回访",
    "survey_reminded": lambda telling, data: "再次请居民评价",
    "rated": lambda telling, data: f"评价{data.get('score', '?')}分（满分5分）",
    "rated_again": lambda telling, data: f"改评{data.get('score', '?')}分（原来{data.get('before', '?')}分）",
    "own_word": lambda telling, data: "说自己报的这件办好了（经办人的话，不算居民回答）",
    "confirmed": lambda telling, data: "确认已经解决",
    "rejected": lambda telling, data: "反映没有解决",
    "partly": lambda telling, data: "反映部分解决",
    "neighbour_said": _neighbour_said,
    "call_wanted": lambda telling, data: f"请{telling.people(data)}打电话问清还差什么",
    "called_back": _called_back,
    "reopened": lambda telling, data: "重新办理",
    "reminded": _reminded,
    "escalated": _escalated,
    "closed": _closed,
    "cancelled": lambda telling, data: "撤销了诉求",
    "withdrawn": lambda telling, data: "反映人撤销了，还有邻居受影响，继续办",
    "out_of_scope": _out_of_scope,
    "appeal_anyway": lambda telling, data: "仍要反映，按一般诉求办理",
    "locked": lambda telling, data: f"首接负责，不再退单：由{telling.people(data)}办到底",
    "recategorised": _recategorised,
    "no_appeal": lambda telling, data: "核实不是诉求，撤回",
    "registered": lambda telling, data: "把这条消息登记为诉求",
    "record_joined": lambda telling, data: f"把导入的群聊记录并到这张工单：{data.get('text', '')}",
    "joined": _joined,
    "pattern": lambda telling, data: f"住户的话合起来看：{data.get('where', '')}",
    "placed": _placed,
    "household_left": lambda telling, data: "1户邻居说自家没有这个问题，不再算在内",
    "restored": lambda telling, data: "说已经恢复正常",
    "urged": lambda telling, data: f"在等，问：{data.get('text', '')}",
    "undeliverable": lambda telling, data: f"有消息没送到居民手上（{data.get('reason', '')}），已请人当面转告",
    "praised": lambda telling, data: "表示感谢",
    "broadcast": lambda telling, data: f"发布寻人，发到{data.get('chats', '?')}个群",
    "sighted": lambda telling, data: "群里有人说看见了",
    "promised": lambda telling, data: f"{data.get('name', '')}答应{telling.until(data)}前做到",
    "promise_kept": lambda telling, data: f"{data.get('name', '')}答应的做到了",
    "promise_broken": lambda telling, data: f"{data.get('name', '')}答应的没有做到",
    "found": lambda telling, data: "人找到了，已谢过各群",
    "unanswered": lambda telling, data: "知识库没有答上来，转为诉求",
    "nominated": lambda telling, data: f"表扬{telling.people(data, 'person')}",
    "rated_dimension": lambda telling, data: f"评价一个方面：{data.get('score', '?')}分",
    "exclusion_asked": lambda telling, data: "剔除申诉" if data.get("stage") == 2 else "申请不计入统计",
    "exclusion_decided": lambda telling, data: "同意不计入统计" if data.get("state") == "granted" else "不予剔除",
    "season_checked": lambda telling, data: "季后回看",
    "whistled": _whistled,
    "part_signed": lambda telling, data: f"{telling.names.unit(data.get('office'))}签收哨单{data.get('part', '')}",
    "part_reported": lambda telling, data: f"{telling.names.unit(data.get('office'))}报到（{data.get('part', '')}）",
    "contacted": lambda telling, data: "已联系吹哨人",
    "not_waited": lambda telling, data: "值班台决定不等报到，先办结",
    "room": lambda telling, data: f"建会商室“{data.get('name', '')}”：{telling.people(data)}",
    "no_room": lambda telling, data: "没能建群，改发各方电话",
    "settled": lambda telling, data: "调解成功",
    "not_settled": lambda telling, data: "调解不成",
    "judicial": lambda telling, data: "申请司法确认",
    "offered": _offered,
    "claimed": lambda telling, data: "认领微心愿",
    "released": lambda telling, data: "放弃认领",
    "unclaimed": lambda telling, data: f"到期没有人认领，提醒{telling.people(data)}",
    "refresh_asked": lambda telling, data: "问居民是否还需要",
    "gathered": lambda telling, data: f"归到预警单{data.get('incident', '')}下面：多户反映同一问题",
    "followed": _followed,
    "told_at_once": lambda telling, data: "有人来问，马上告诉了已知情况" + ("，计为一户" if data.get("new") else ""),
    "widened": lambda telling, data: f"预警扩大到整个小区：{data.get('households', '?')}户",
    "left": lambda telling, data: f"离开预警单{data.get('incident', '')}，单独办理",
    "detached": lambda telling, data: f"移出预警单{data.get('incident', '')}，单独办理",
    "gave_up": lambda telling, data: f"移出了{data.get('numbers', '')}",
    "still_needed": lambda telling, data: "说还需要",
    "merged": lambda telling, data: f"并案到{data.get('into', '')}",
    "absorbed": lambda telling, data: f"并入{data.get('number', '')}",
    "unmerged": lambda telling, data: f"撤销并案，从{data.get('into', '')}拆出来",
    "gave_back": lambda telling, data: f"拆出{data.get('number', '')}，不是一回事",
    "let_go": lambda telling, data: "原来的经办人不在岗，重新派单",
    "not_twin": lambda telling, data: f"和{data.get('number', '')}不是一回事",
    "split": lambda telling, data: f"拆出{data.get('messages', '')}条消息，另立{data.get('number', '')}",
    "split_off": lambda telling, data: f"从{data.get('number', '')}拆出来",
    "message_moved": lambda telling, data: f"一条消息移到{data.get('number', '')}",
    "message_came": lambda telling, data: f"从{data.get('number', '')}移来一条消息",
    "attached": lambda telling, data: "把群里拿不准的一句话归到这张工单",
    "erased": lambda telling, data: "原话已撤回" if data.get("why") == "recall" else "按本人要求，个人信息已删除",
    "message_came_back": lambda telling, data: "移出的一条消息又放回来了",
    "message_removed": lambda telling, data: "一条消息移出，不算这张工单的",
}

GOOD = {
    "found", "part_reported", "settled", "accepted", "resolved", "confirmed", "restored", "closed", "praised",
    "promise_kept",
}  # fmt: skip
BAD = {
    "not_settled", "not_waited", "undeliverable", "locked", "escalated", "rejected", "reopened", "returned",
    "promise_broken",
}  # fmt: skip


def event(kind: str, data: Data, telling: Telling) -> str:
    """What happened, in one sentence."""
    told = EVENTS.get(kind)
    return told(telling, data) if told else f"其他记录（{kind}）"
