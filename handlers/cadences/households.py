"""家庭档案: a grid worker asks, the resident agrees by a button, sees what is kept, and withdraws when he likes."""

from __future__ import annotations

from datetime import timedelta

from handlers import notices, wording
from handlers.entitled import RefusedError
from handlers.messages import Button, Card, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.talk import Talk
from handlers.work import Work
from nlu.understanding import Place
from storage import households as rows
from storage.households import Household

# Without an answer by then nothing is kept.
STILL = timedelta(days=7)
_SHOW = {"我的家庭信息", "我家的信息", "我的家庭档案"}
_DELETE = {"删除我的家庭信息", "删除家庭信息", "删除我的家庭档案", "不要记我家的信息"}
_ANSWERS = {"同意": "yes", "我同意": "yes", "可以": "yes", "不同意": "no", "我不同意": "no"}
_RIGHT = "只用来安排走访和帮助，不给别人看。您随时可以发“我的家庭信息”查看，发“删除我的家庭信息”删掉。"


def ask(work: Work, person: str, place: Place, words: str) -> str:
    """家庭档案 锦园3号楼201 独居老人: ask whoever lives there; returns what the grid worker is told."""
    titles = work.policy.governance.households.fields
    if not titles:
        raise RefusedError("本地没有开通家庭档案。")
    facts = [key for key, title in titles.items() if title in words]
    duties = work.org.duties_of(person, work.today)
    unit = place.estate or next((one.code for duty in duties if (one := work.org.unit(duty.unit))), None)
    if not (facts and unit and place.building and place.room):
        raise RefusedError(f"请写：家庭档案 几号楼几室 情况。可以记的情况：{'、'.join(titles.values())}。")
    found = rows.living_at(work.conn, work.district, unit, place.building, place.room)
    if len(found) != 1:
        why = "这户还没有人和我说过住在哪里" if not found else "这户有几位居民和我说过话"
        raise RefusedError(f"{why}，没法请居民本人同意，所以不能记。")
    home = Household(
        work.district, work.new_id(), unit, place.building, place.room, *found[0], facts, person, work.now
    )  # fmt: skip
    rows.put(work.conn, home)
    _request(work, home, titles)
    return "已请居民本人确认，同意以后才会记下来。"


def _request(work: Work, home: Household, titles: dict[str, str]) -> None:
    what = "、".join(titles[key] for key in home.facts)
    text = f"{wording.name_of(work, home.person)}想记一下您家的情况：{what}。{_RIGHT}您同意吗？请回“同意”或“不同意”。"
    buttons = (Button(f"consent:{home.id}:yes", "同意"), Button(f"consent:{home.id}:no", "不同意"))
    to = Address(home.channel, home.account)
    at = work.policy.quiet.end_after(work.now)
    notices.owe(work, to, Kind.ASK, text, card=Card("家庭档案", (), text, buttons), not_before=at)


def answered(work: Work, message: Inbound, value: str) -> Outcome:
    """The resident pressed one of the two."""
    number, _, yes = value.partition(":")
    home = rows.of(work.conn, work.district, message.channel, message.sender)
    to = Address(message.channel, message.sender)
    if home is None or str(home.id) != number:
        notices.owe(work, to, Kind.ANSWER, "这件事已经过去了，没有记您家的信息。")
        return Outcome("家庭档案已过期", ok=False)
    if yes == "yes":
        rows.agree(work.conn, home, work.now)
        text, told = f"记下了，谢谢。{_RIGHT}", "居民同意了家庭档案"
    else:
        rows.forget(work.conn, work.district, home.channel, home.account)
        text, told = "好的，没有记。", "居民没有同意家庭档案"
    notices.owe(work, to, Kind.ANSWER, text)
    notices.to_person(work, home.person, Kind.NOTICE, f"{told}。")
    return Outcome(told)


def said(talk: Talk) -> Outcome | None:
    """The resident wants to see or to delete what is kept of his home; None when he says something else."""
    work, message, text = talk.work, talk.message, talk.text.strip("。！! ")
    if text in _DELETE:
        gone = rows.forget(work.conn, work.district, message.channel, message.sender)
        talk.answer("已经删掉了。" if gone else "我这里没有您家的家庭信息。")
        return Outcome("删除家庭信息")
    if text not in _SHOW and text not in _ANSWERS:
        return None
    home = rows.of(work.conn, work.district, message.channel, message.sender)
    if text in _ANSWERS:
        waits = home is not None and home.agreed_at is None
        return answered(work, message, f"{home.id}:{_ANSWERS[text]}") if home and waits else None
    if home is None or home.agreed_at is None:
        talk.answer("我这里没有您家的家庭信息。")
        return Outcome("看家庭信息")
    titles = work.policy.governance.households.fields
    what = "、".join(titles.get(key, key) for key in home.facts)
    who = wording.name_of(work, home.person)
    talk.answer(f"您家记的是：{what}（{who}问的，您在{home.agreed_at:%Y-%m-%d}同意）。要删掉发“删除我的家庭信息”。")
    return Outcome("看家庭信息")


def forget_old(work: Work) -> int:
    """What nobody agreed to in time is deleted."""
    return rows.forget_unanswered(work.conn, work.district, work.now - STILL)
