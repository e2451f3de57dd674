"""What residents and groups are told. Short, plain words; never as if a person had written them."""

from __future__ import annotations

from handlers import wording
from handlers.clocks import promised
from handlers.work import Case, Work

WHO = "我是民呼我行自动助手（不是真人）"
HELP = (
    f"{WHO}。您可以直接说出遇到的问题，比如“3号楼2单元暖气不热”，我来登记并转给负责的人。\n"
    "也可以发：进度（查办理情况）、谁是我的服务长、撤销。\n"
    "有生命危险请先拨打110、119、120。"
)
VOICE = "抱歉，我暂时听不了语音，麻烦您打字说一下，或者用输入法的语音转文字。"
PHOTO = "照片收到了。麻烦再说一句：在哪里、是什么问题？我一起登记。"
THANKS = "谢谢您的反馈，我会把这份心意转告。有问题随时告诉我。"
ASK_PLACE = "请问是哪个小区、几号楼几单元？"
NO_TICKET = "您目前没有登记过的问题。直接说出遇到的情况，我就帮您登记。"
NOTHING_TO_RATE = "您目前没有等待评价的工单。如果还有问题，直接告诉我就行。"
NOTHING_TO_CANCEL = "您没有正在办理的工单，不需要撤销。"


def receipt(case: Case) -> str:
    """To the reporter: the number, who has it, by when."""
    work, ticket = case.work, case.ticket
    who = wording.names_of(work, case.assignees)
    due = promised(case)
    by = f"，最晚{wording.moment(due, work.now)}给您答复" if due else ""
    about = wording.category(ticket.category)
    return f"已登记，编号{ticket.number}（{about}，{wording.place(work.org, ticket, room=False)}）。已转{who}{by}。"


def receipt_asking(case: Case) -> str:
    """To the reporter: noted, but where is it?"""
    return f"您说的我记下了（编号{case.ticket.number}）。{ASK_PLACE}"


def group_line(case: Case) -> str:
    """The one line a group gets: no name, no room, no word of the resident."""
    work, ticket = case.work, case.ticket
    title = wording.title_of(work, case.assignees[0]) if case.assignees else "值班坐席"
    due = promised(case)
    by = f"，{wording.moment(due, work.now)}前答复" if due else ""
    return f"{wording.category(ticket.category)}问题已登记（{ticket.number}），已转{title}{by}。"


def emergency(case: Case) -> str:
    """At once: what to do, whom to call, who has been told."""
    work = case.work
    aid = work.policy.first_aid(case.ticket.category)
    return f"【紧急】{aid}\n已同时通知{_titles(work, list(case.people))}（编号{case.ticket.number}）。"


def _titles(work: Work, people: list[str]) -> str:
    titles = dict.fromkeys(wording.title_of(work, person) for person in people)
    return "、".join(list(titles)[:4]) or "值班坐席"


def accepted(case: Case, person: str) -> str:
    """To the reporter: a person has taken it."""
    due = promised(case)
    by = f"，最晚{wording.moment(due, case.work.now)}给您答复" if due else ""
    return f"{wording.name_of(case.work, person)}已接单（{case.ticket.number}）{by}。"


def resolved(case: Case, person: str, words: str) -> str:
    """To the reporter: it is said to be done; is it?"""
    who = wording.name_of(case.work, person)
    return f"您反映的{_about(case)}，{who}回复已办结：{words}\n问题解决了吗？没解决会马上重新办理。"


def survey(case: Case) -> str:
    """The question on schedule."""
    score = "1到5分（5分最满意）"
    return f"回访：您反映的{_about(case)}，现在解决了吗？请打{score}，没解决直接回“没解决”，会重新办理。"


def survey_reminder(case: Case) -> str:
    """The only reminder."""
    return f"再打扰一次：{_about(case)}办得怎么样？回1到5分即可，以后不再提醒。"


def rated_well(case: Case) -> str:
    """Thanks for a good score."""
    return f"谢谢您的评价，{case.ticket.number}已归档。再有问题随时告诉我。"


def reopened(case: Case) -> str:
    """To the resident whose "no" reopened it."""
    who = wording.names_of(case.work, case.assignees)
    return f"收到，{case.ticket.number}已重新办理，这次由{who}负责，上一级也已知道。办完会再问您。"


def _about(case: Case) -> str:
    return f"{wording.category(case.ticket.category)}问题（{case.ticket.number}）"
