"""What residents and groups are told. Short, plain words; never as if a person had written them.

Read aloud: somebody of seventy must understand it at once. A time is the rule's, never a promise made
for an official; who does not know says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers import clocks, near_names, remembering, scenes, wording
from handlers.org import Org
from handlers.phrases import DESPAIR, WHO
from handlers.work import Case, Work
from handlers.workflow import NAMES, Status
from nlu.normalise import fold
from nlu.places import PLACE_SPAN
from nlu.understanding import Place
from nlu.urgency import read_alarm
from storage.residents import Resident

_NOBODY = "还没找到负责的人，值班台会接着安排"


def deadline(case: Case) -> str:
    """By when the rule wants what: 按规定，明天上午9点前要给您答复; empty when no clock runs."""
    said = clocks.told_to_residents(case)
    running = case.running(*said)
    if not running:
        return ""
    nearest = min(running, key=lambda clock: clock.due_at)
    if nearest.due_at <= case.work.now:
        return "已经超过规定时间，上级会督促"
    return f"按规定，{wording.spoken(nearest.due_at, case.work.now)}前要{said[nearest.kind]}"


def _who(case: Case) -> str:
    return f"已转给{wording.names_of(case.work, case.assignees)}" if case.assignees else _NOBODY


def receipt(case: Case, *, unsure: bool = False) -> str:
    """To the reporter: the number, who has it, by when."""
    ticket, about = case.ticket, wording.category(case.ticket.category)
    kind = f"像是{about}问题，我拿不准，由工作人员再看" if unsure else f"{about}问题"
    lines = [
        f"已登记，编号{ticket.number}。",
        f"{_where(case)}，{kind}。",
        "，".join(part for part in (_who(case), deadline(case)) if part) + "。",
    ]
    if ticket.chat is not None and not ticket.building and ticket.estate:
        lines.append("方便的话，直接回我几号楼几单元，好上门。")
    return "\n".join(lines)


def _where(case: Case) -> str:
    known = remembering.home(case.work.org, case.ticket.unit)
    return wording.place(case.work.org, case.ticket, room=False) if known else "地点还要核实"


def receipt_asking(case: Case, near: Sequence[str] = ()) -> str:
    """To the reporter: noted, but where is it? Asked about the estates he nearly named, where he did."""
    return f"您说的我记下了，编号{case.ticket.number}。{near_names.asking_place(case.work.org, near)}"


def noted_too(case: Case) -> str:
    """To the reporter who has not said yet where the first trouble is."""
    about = wording.category(case.ticket.category)
    return f"{about}这件也记下了，编号{case.ticket.number}。您说一下地点，我一起转。"


def place_not_found(case: Case, words: str) -> str:
    """To the reporter whose words name no place of the tree."""
    named = sum(map(str.isalpha, PLACE_SPAN.sub("", words.lower()))) > 1
    missing = "这个地点我的名单里没找到" if named else "还不知道是哪个小区"
    return f"谢谢，记下了。{missing}，{_to_desk(case)}。想起小区名字，直接发给我就行。"


def desk_takes_over(case: Case) -> str:
    """To the reporter who did not say where it is."""
    return f"您反映的{about(case)}还不知道地点，{_to_desk(case)}。想起来了，直接把地点发给我就行。"


def _to_desk(case: Case) -> str:
    if not case.assignees:
        return _NOBODY
    due = deadline(case)
    return f"先转给{wording.names_of(case.work, case.assignees)}核实" + (f"，{due}" if due else "")


def placed(case: Case) -> str:
    """To the reporter: the place is understood, and who has it now."""
    where = wording.place(case.work.org, case.ticket, room=False)
    return f"地点记下了：{where}（编号{case.ticket.number}）。{_who(case)}。"


def remembered(org: Org, resident: Resident) -> str:
    """To a resident who told where he lives."""
    unit = org.unit(remembering.home(org, resident.unit))
    door = f"{resident.building}号楼" if resident.building else ""
    return f"记下了，您住在{unit.name if unit else ''}{door}。有问题直接说。"


def scanned(org: Org, at: Place) -> str:
    """To somebody who scanned the code of a place."""
    return (
        f"您好！您在{scenes.named(org, at)}。{WHO}。\n"
        "哪里有问题，直接说一句话，比如“暖气不热”，我来登记，转给负责的人。\n"
        "有生命危险，先打110、119、120。"
    )


def added(case: Case, *, photo: bool) -> str:
    """To the reporter: what you just sent belongs to this one."""
    what = "照片" if photo else "您说的"
    whom = f"，会转给{wording.names_of(case.work, case.assignees)}" if case.assignees else ""
    return f"{what}已加到{case.ticket.number}{whom}。"


def group_line(case: Case) -> str:
    """The one line a group gets: no name, no room, no word of the resident."""
    work, ticket = case.work, case.ticket
    who = f"已转{wording.title_of(work, case.assignees[0])}" if case.assignees else "正在安排人"
    nearest = clocks.ahead(case)
    by = ""
    if nearest is not None:
        what = clocks.told_to_residents(case)[nearest.kind].removeprefix("给您").removesuffix("并告诉您结果")
        by = f"，按规定{wording.spoken(nearest.due_at, work.now)}前{what}"
    return f"{wording.category(ticket.category)}问题已登记（{ticket.number}），{who}{by}。"


def emergency(case: Case) -> str:
    """At once: what to do, whom to call, who has been told."""
    aid = _aid(case)
    return f"【紧急】{aid}\n{_told(case.work, list(case.people))}（编号{case.ticket.number}）。"


def emergency_again(case: Case, *, danger: bool) -> str:
    """To somebody who goes on about an emergency; with the advice again when he tells of danger again."""
    aid = _aid(case) if danger else "还有危险的话，马上打119、110或120。"
    return f"您说的已经转给在管这件事的人（编号{case.ticket.number}）。{aid}"


def _aid(case: Case) -> str:
    """What to do at once; who wants to die, or fears for one who does, is not sent "to a safe place"."""
    alarm = read_alarm(fold(case.ticket.summary, {}))
    if alarm is not None and alarm.danger == "suicide":
        return DESPAIR
    return case.work.policy.first_aid(case.ticket.category)


def _told(work: Work, people: list[str]) -> str:
    titles = list(dict.fromkeys(wording.title_of(work, person) for person in people))
    return f"已同时通知{'、'.join(titles[:4])}" if titles else "我这里没有能通知的人，请一定自己打电话"


def yours(case: Case) -> str:
    """An order to whoever asked for it, e.g. 您反映的供暖问题（编号…）."""
    return f"{wording.asked(case.ticket)}{about(case)}"


def accepted(case: Case, person: str) -> str:
    """To the reporter: a person has taken it."""
    due = deadline(case)
    return f"{yours(case)}，{wording.name_of(case.work, person)}已经接手" + (f"。{due}。" if due else "。")


def rated_well(case: Case) -> str:
    """Thanks for a good score."""
    return f"谢谢您！{about(case)}这件事就到这里。再有问题随时告诉我。"


def reopened(case: Case) -> str:
    """To the resident whose "no" reopened it."""
    return f"知道了，{about(case)}重新办，{_who(case)}，上一级也知道了。办完再问您。"


def restored(case: Case) -> str:
    """To the reporter who says that it works again while it is still under way."""
    who = wording.names_of(case.work, case.assignees)
    return f"那太好了，会转告{who}（编号{case.ticket.number}）。办完再请您说说是不是真好了。"


def thanks(case: Case) -> str:
    """Thanks before the judgement: thanks do not say whether it is solved."""
    return f"不客气，您的话会转给办事的人。{about(case)}解决了吗？请回“解决了”或“没解决”，也可以打1到5分。"


def which_to_cancel(cases: Sequence[Case]) -> str:
    """Several are open: which one?"""
    lines = [
        f"{number} {about(case)}：{wording.short(case.ticket.summary, 20)}" for number, case in enumerate(cases, 1)
    ]
    return f"您有{len(cases)}件还在办，不办哪一件？请回数字，或回“全部”：\n" + "\n".join(lines)


def more_tickets(count: int) -> str:
    """Below a list that shows only the newest."""
    return f"另外还有{count}件在办，发“进度”加编号可以单独查。"


def nothing_to(action: str) -> str:
    """A press without anything it could mean."""
    return f"现在没有可以“{action}”的，没有改动。"


def too_late(case: Case) -> str:
    """To a resident who presses an old button."""
    status = Status(case.ticket.status)
    if status is Status.CLOSED:
        return f"{about(case)}这件事已经结束了，不用再点。还有问题直接告诉我。"
    if status is Status.RESOLVED:
        return f"{about(case)}说是已经处理完了。解决了请回“解决了”，没解决回“没解决”。"
    return f"{about(case)}正在办，这个按钮现在不用点。想问办得怎样，发“进度”。"


def too_late_for_official(case: Case, person: str) -> str:
    """To an official who presses an old button."""
    state = NAMES[Status(case.ticket.status)]
    mine = person in case.assignees
    who = "" if mine or not case.assignees else f"，由{wording.names_of(case.work, case.assignees)}负责"
    return f"{case.ticket.number}现在是“{state}”{who}，这一步不用做了。"


def about(case: Case) -> str:
    """The ticket as a resident knows it: 供暖问题（编号261116-0001）."""
    orders = case.work.policy.orders
    if case.ticket.form == "wish" and "wish" in orders:
        return f"{orders['wish'].name}（编号{case.ticket.number}）"
    return f"{wording.category(case.ticket.category)}问题（编号{case.ticket.number}）"
