"""What a resident is asked about what was done, in his own words of it: who told two troubles knows no numbers."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import texts, wording
from handlers.closing import telling
from handlers.work import Case
from storage.tickets import Ticket


def matter(case: Case) -> str:
    """The same in the words it was told in, for who asks him about it: “楼道灯不亮”（供电问题，编号261116-0001）."""
    told = wording.told(case.ticket)
    return f"“{told}”（{texts.about(case).replace('（', '，')}" if told else texts.about(case)


def yours_told(case: Case) -> str:
    """Whose it is as well: 您反映的“楼道灯不亮”（…）."""
    return f"{wording.asked(case.ticket)}{matter(case)}"


def asked_about(case: Case, *, own: bool) -> str:
    """What is asked about: what he told in his words, and of what he only joined no words of another."""
    return yours_told(case) if own else telling.about(case)


def resolved(case: Case, person: str, words: str) -> str:
    """To the reporter: it is said to be done; is it?"""
    who = wording.name_of(case.work, person)
    return f"{yours_told(case)}，{who}说已经处理完了：{words}\n真的解决了吗？请回“解决了”或“没解决”，没解决会重办。"


def survey(case: Case) -> str:
    """The question on schedule."""
    return f"想问问您：{matter(case)}，现在解决了吗？请打1到5分，5分最满意。没解决就回“没解决”，会重新办。"


def survey_reminder(case: Case) -> str:
    """The only reminder."""
    return f"再问一次：{matter(case)}办得怎么样？回1到5分就行，5分最满意。以后不再提醒。"


def unsure_of_rating(case: Case, *, own: bool) -> str:
    """The words said both: good, and not solved."""
    return f"我没看明白：{asked_about(case, own=own)}，到底解决了没有？请回“解决了”或“没解决”。"


def no_hurry(case: Case, *, own: bool) -> str:
    """To the resident who cannot say yet."""
    return f"好的，不急。{asked_about(case, own=own)}，看好了告诉我一声：好了回“解决了”，没好回“没解决”。"


def which_is_meant(case: Case, *, own: bool) -> str:
    """To the resident who does not know what he is asked about, or says that he never told it."""
    return f"我问的是{asked_about(case, own=own)}，办的人说弄好了。现在好了吗？好了回“解决了”，没好回“没解决”。"


def others_wait(tickets: Sequence[Ticket]) -> str:
    """After one judgement: what else waits for one."""
    numbers = "、".join(f"{wording.category(t.category)}（{t.number}）" for t in tickets[:3])
    return f"还有{len(tickets)}件也等您说说好没好：{numbers}。"
