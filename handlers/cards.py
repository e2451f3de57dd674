"""What an official and a resident see of a ticket, and the buttons that fit."""

from __future__ import annotations

from handlers import clocks, phone, privacy, routing, texts, wording
from handlers.evidence import telling
from handlers.incidents import covering
from handlers.joint import pending, suited
from handlers.messages import Action, Button, Card
from handlers.rules.cards import MOST
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status

LABELS = {
    Action.ACCEPT: "接单",
    Action.RETURN: "退单",
    Action.TRANSFER: "转派",
    Action.ON_SITE: "已到场",
    Action.PROGRESS: "报进展",
    Action.RESOLVE: "办结",
    Action.EXTEND: "延期",
    Action.APPROVE: "同意",
    Action.DECLINE: "不同意",
    Action.PLAN: "报方案",
    Action.GRADE: "定级",
    Action.WAIT: "挂起",
    Action.RESUME: "恢复",
    Action.CONFIRM: "已解决",
    Action.PARTLY: "部分解决",
    Action.REJECT: "没解决",
    Action.RATE: "打分",
    Action.CANCEL: "撤销",
    Action.REFUSE: "不受理",
    Action.RECATEGORISE: "改类别",
    Action.NO_APPEAL: "不是诉求",
    Action.REGISTER: "登记",
    Action.DISMISS: "不是诉求",
    Action.CALLBACK: "回访结果",
    Action.APPEAL_ANYWAY: "仍要反映",
    Action.WHISTLE: "吹哨",
    Action.SIGN_IN: "签收",
    Action.CONTACT: "已联系",
    Action.REPORT: "报到结果",
    Action.SETTLED: "调解成功",
    Action.NOT_SETTLED: "调解不成",
    Action.JUDICIAL: "司法确认",
    Action.BROADCAST: "发布寻人",
    Action.FOUND: "已找到",
    Action.HELPED: "解决了",
    Action.NOT_HELPED: "没有解决",
    Action.MEANT: "想问的是",
    Action.CLAIM: "认领",
    Action.RELEASE: "放弃认领",
    Action.NEEDED: "还需要",
    Action.EXCLUDE: "申请剔除",
    Action.GRANT: "同意剔除",
    Action.KEEP: "不予剔除",
    Action.OBJECT: "剔除申诉",
    Action.DIMENSION: "评价",
    Action.NOMINATE: "表扬",
    Action.VISITED: "走访记录",
    Action.VOTE: "投票",
    Action.CONSENT: "同意",
    Action.KEPT: "做到了",
    Action.NOT_KEPT: "没做到",
    Action.CAME: "来了",
    Action.NOT_CAME: "没来",
    Action.MERGE: "并案",
    Action.UNMERGE: "撤销并案",
    Action.SPLIT: "拆分",
    Action.MOVE: "移到别的单",
    Action.SET_ASIDE: "移出消息",
    Action.NOT_TWIN: "不是一回事",
    Action.DETACH: "移出预警单",
    Action.DISSOLVE: "解散预警单",
    Action.ATTACH: "归到工单",
    Action.UNDO: "撤销这一步",
    Action.IMPORT: "导入聊天记录",
    Action.SAID: "说的是哪件",
}
CODES = "回复数字办理"
LATE = "（已超时）"
# What 办结 is called of a wish.
COMPLETE = "完成"

# Where a ticket stands, as a resident says it; {who} are the people who have it.
_STANDS = {
    Status.OPEN: "已登记，正在安排人",
    Status.DISPATCHED: "已转给{who}，还没接手",
    Status.RETURNED: "正在换人办",
    Status.ACCEPTED: "{who}正在办",
    Status.WAITING: "{who}在办，现在暂停，等条件具备",
    Status.RESOLVED: "说是处理完了，等您确认",
    Status.CLOSED: "已结束",
    Status.MERGED: "和邻居反映的同一件事一起办",
    Status.OUT_OF_SCOPE: "不归这里管，已告诉您去哪里办",
}


# The same of a wish that volunteers are asked to claim.
_UNCLAIMED = "正在请志愿者认领"


def label(action: Action, form: str) -> str:
    """What a button says on an order of this form."""
    return COMPLETE if form == "wish" and action is Action.RESOLVE else LABELS[action]


def buttons(case: Case, person: str | None = None) -> tuple[Button, ...]:
    """The buttons a card has room for, for an official or for anybody."""
    return fitting(case, person)[:MOST]


def fitting(case: Case, person: str | None = None) -> tuple[Button, ...]:
    """Everything the pack's `cards` offer for an order of this form in this state, as far as it fits."""
    offered, ticket = case.work.policy.cards, case.ticket
    actions = offered.get(f"{ticket.form}.{ticket.status}", offered.get(ticket.status, ()))
    if routing.locked(case.work.policy, ticket):
        actions = tuple(action for action in actions if action != Action.RETURN)
    offers = [action for action in map(Action, actions) if suited.fits(case, person, action)]
    return tuple(Button(action.value, label(action, ticket.form)) for action in offers)


def for_official(case: Case, person: str, heading: str, *, acting: bool = True) -> Card:
    """A ticket as one official may see it; without buttons when there is nothing for him to do."""
    work, ticket = case.work, case.ticket
    rows = [
        (_form(case), ticket.number),
        ("类别", f"{wording.category(ticket.category)}·{urgency(ticket.urgency)}{ticket.track}"),
        ("地点", place_for(case, person)),
    ]
    if together := telling.line_for(case, person):
        rows.append(("范围", together))
    if due := due_of(case):
        rows.append(due)
    if parts := pending.line(case):
        rows.append(parts)
    if above := covering.line(case):
        rows.append(above)
    if ticket.reopened:
        rows.append(("重办", f"第{ticket.reopened}次"))
    if work.policy.routing.route(ticket.route) is not None:
        rows.append(("依据", f"规则『{ticket.route}』"))
    title, note = heading, privacy.words_for(case, person, ticket.summary)
    if privacy.hides_author(case, person, heading):
        # A heading may quote the resident as well.
        title = privacy.masked(heading.partition("：")[0] if privacy.about(case, person) else heading)
    offered = buttons(case, person) if acting else ()
    return Card(title, tuple(rows), wording.short(note, 200), offered, phone.path(ticket.number))


def _form(case: Case) -> str:
    """What the number is a number of."""
    ticket, orders = case.ticket, case.work.policy.orders
    names: dict[str, str] = {form: order.name for form, order in orders.items()}
    return "编号" if ticket.form == "appeal" else names.get(ticket.form, "编号")


def place_for(case: Case, person: str) -> str:
    """Who must not learn whose door it is sees the entrance to go to, or, when it is about him, only the estate."""
    org, ticket = case.work.org, case.ticket
    if not privacy.hides_author(case, person):
        return wording.place(org, ticket, room=True)
    if privacy.hides_house(case, person):
        unit = org.unit(ticket.unit)
        return unit.name if unit else ""
    return wording.place(org, ticket, room=False)


def with_text(card: Card) -> str:
    """The card as plain text, with a code for every button."""
    lines = [f"【{card.title}】"] + [f"{name}：{value}" for name, value in card.rows]
    if card.note:
        lines.append(card.note)
    if card.buttons:
        codes = "　".join(f"{number} {button.label}" for number, button in enumerate(card.buttons, 1))
        lines.append(f"{CODES}：{codes}")
    return "\n".join(lines)


def rating_buttons(work: Work) -> tuple[Button, ...]:
    """One to five, worst first, as people count."""
    return tuple(Button(f"rate:{score}", f"{score} {wording.stars(work.policy, score)}") for score in range(1, 6))


def urgency(key: str) -> str:
    """What stands before a category that cannot wait."""
    return {"emergency": "紧急·", "urgent": "加急·"}.get(key, "")


def due_of(case: Case) -> tuple[str, str] | None:
    """The nearest promise that runs, as a row of a card, marked where it is broken already."""
    promises = case.work.policy.promises
    waiting = [clock for clock in case.running() if clock.kind in promises and clock.kind != "dispatch"]
    if not waiting:
        return None
    nearest = min(waiting, key=lambda clock: clock.due_at)
    now = case.work.now
    late = LATE if nearest.due_at <= now else ""
    return "时限", f"{wording.moment(nearest.due_at, now)}前{clocks.name(case.work.policy, nearest.kind)}{late}"


def state_line(case: Case, *, joined: bool = False) -> str:
    """Where a ticket stands, for the resident: who has it, and by when.

    Args:
        joined: for a neighbour who joined it; he reads nothing of anybody's door or name.
    """
    ticket, status = case.ticket, Status(case.ticket.status)
    told = _UNCLAIMED if ticket.form == "wish" and status is Status.DISPATCHED else _STANDS[status]
    stands = told.format(who=wording.names_of(case.work, case.assignees))
    if status is Status.CLOSED and ticket.outcome == "cancelled":
        stands = "您已撤销"
    if ticket.outcome == "no_appeal":
        stands = "我听岔了，没有登记"
    parts = [f"{'您和邻居反映的' if joined else ''}{texts.about(case)}：{stands}"]
    if status in UNDER_WAY and (due := texts.deadline(case)):
        parts.append(due)
    if status is Status.RESOLVED and ticket.resolution:
        done = privacy.for_neighbours(case, ticket.resolution) if joined else ticket.resolution
        parts.append(f"处理情况：{wording.short(done, 40)}")
    return "，".join(parts) + "。"
