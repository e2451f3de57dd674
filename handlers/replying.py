"""Everything else a resident says in private: how it goes, withdraw, a rating, thanks, hello."""

from __future__ import annotations

from handlers import cancelling, cards, notices, rating_words, surveys, texts, wording
from handlers.messages import Action, Button, Card, Kind, Outcome
from handlers.talking import Talk, append
from handlers.workflow import Status


def follow_up(talk: Talk) -> Outcome:
    """More about a trouble already told."""
    own = talk.own(Action.CANCEL)
    if not own:
        return help_(talk)
    case = talk.work.case_of(own[0])
    append(talk, case, "more")
    talk.answer(f"已补充到{own[0].number}，{wording.names_of(talk.work, case.assignees)}会看到。", case=case)
    return Outcome("补充", own[0].id)


def voice(talk: Talk) -> Outcome:
    """We cannot listen yet, and say so."""
    talk.answer(texts.VOICE)
    return Outcome("语音，已请居民打字")


def progress(talk: Talk) -> Outcome:
    """Where do my tickets stand?"""
    own = talk.own(limit=3)
    if not own:
        talk.answer(texts.NO_TICKET)
        return Outcome("查进度，没有工单")
    lines = [cards.state_line(talk.work.case_of(ticket)) for ticket in own]
    talk.answer("\n".join(lines), case=talk.work.case_of(own[0]))
    return Outcome("查进度", own[0].id)


def cancel(talk: Talk) -> Outcome:
    """Withdraw: the only open ticket at once, among several by button."""
    own = talk.own(Action.CANCEL)
    if not own:
        talk.answer(texts.NOTHING_TO_CANCEL)
        return Outcome("撤销，没有在办工单")
    if len(own) == 1:
        case = talk.work.case_of(own[0])
        talk.answer(cancelling.cancel(case), case=case)
        return Outcome("撤销", own[0].id)
    for ticket in own:
        case = talk.work.case_of(ticket)
        card = Card("要撤销这一件吗？", (("编号", ticket.number),), wording.short(ticket.summary),
                    (Button(Action.CANCEL.value, "撤销"),))  # fmt: skip
        talk.answer(cards.with_text(card), case=case, card=card, kind=Kind.ASK)
    return Outcome("撤销哪一件？已请居民选择")


def rating(talk: Talk) -> Outcome:
    """Words or a number that answer a survey."""
    own = [ticket for ticket in talk.own(Action.RATE) if ticket.outcome != "cancelled"]
    if not own:
        talk.answer(texts.NOTHING_TO_RATE)
        return Outcome("评价，没有可评价的工单")
    case = talk.work.case_of(own[0])
    score = rating_words.score(talk.said.text)
    if score is not None:
        text = surveys.rate(case, talk.message.sender, score, rating_words.comment(talk.said.text))
    elif rating_words.denies(talk.said.text):
        text = surveys.reject(case, talk.message.sender, talk.said.text)
    else:
        text = surveys.confirm(case, talk.message.sender, talk.said.text)
    talk.answer(text, case=case)
    return Outcome("评价", own[0].id)


def restored(talk: Talk) -> Outcome:
    """It works again: whoever has the ticket hears it, the resident is asked at the end all the same."""
    own = talk.own(Action.CANCEL)
    if not own:
        talk.answer("太好了。再有问题随时告诉我。")
        return Outcome("已恢复，没有在办工单")
    case = talk.work.case_of(own[0])
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    case.record("restored", "resident", text=wording.short(talk.said.text))
    for person in case.assignees:
        text = f"{own[0].number}居民说已恢复：{wording.short(talk.said.text, 40)}"
        notices.to_person(talk.work, person, Kind.NOTICE, text, ticket=case.ticket)
    talk.answer(f"太好了，已转告{wording.names_of(talk.work, case.assignees)}。办结后再请您确认。", case=case)
    return Outcome("居民说已恢复", own[0].id)


def thanks(talk: Talk) -> Outcome:
    """Thanks and praise are recorded with the ticket they are about, never as one."""
    own = talk.own(limit=1)
    if own:
        talk.work.case_of(own[0]).record("praised", "resident", text=wording.short(talk.said.text))
    talk.answer(texts.THANKS)
    return Outcome("感谢", own[0].id if own else None)


def greeting(talk: Talk) -> Outcome:
    """Hello: who we are and what we can do."""
    talk.answer(f"您好！{texts.HELP}")
    return Outcome("问候")


def help_(talk: Talk) -> Outcome:
    """Not an appeal: say once in a while how this works, otherwise stay short."""
    own = talk.own(Action.RATE, limit=1)
    if own and own[0].status == Status.RESOLVED and rating_words.denies(talk.said.text):
        return rating(talk)
    talk.answer(texts.HELP)
    return Outcome(f"{talk.said.intent.value}，不是诉求")
