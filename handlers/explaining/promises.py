"""By when something has to happen, and what silence leads to."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.explaining.routing import rung_said
from handlers.policy import Policy, Track


def tracks(pack: Policy) -> Iterator[str]:
    """Which promises are made for what, in the order in which they are looked for."""
    yield "从上往下对照，第一条符合的算数："
    for number, track in enumerate(pack.tracks, 1):
        asked = words.condition(pack, track.when)
        yield f"{number}. {track.name}：{f'{asked}的' if asked else '其余所有诉求'}。{_clocks(pack, track)}"
    yield "时限的意思：" + "；".join(_meaning(pack, kind) for kind in pack.promises if _used(pack, kind)) + "。"


def _used(pack: Policy, kind: str) -> bool:
    return any(kind in track.clocks for track in pack.tracks)


def _clocks(pack: Policy, track: Track) -> str:
    order = [kind for kind in pack.promises if kind in track.clocks]
    said = "，".join(f"{track.clocks[kind].said}内{pack.promises[kind].title}" for kind in order)
    again = "".join(f"；之后每{track.clocks[kind].said}再{pack.promises[kind].title}一次" for kind in track.repeat)
    night = "夜里到点也照样提醒、上报。" if track.at_night else ""
    return f"{said}{again}。{night}"


def _meaning(pack: Policy, kind: str) -> str:
    promise = pack.promises[kind]
    since = "从接单算起" if promise.starts == "accepted" else "从派给他算起" if kind == "accept" else "从登记算起"
    deeds = "、".join(words.DEEDS.get(deed, deed) for deed in promise.met_by)
    met = f"，{deeds}就算做到" if deeds and deeds != promise.title else ""
    return f"{promise.title}{since}{met}{'，挂起时停表' if promise.stands_still else '，挂起时不停表'}"


def silence(pack: Policy) -> Iterator[str]:
    """What happens when nobody answers, rung by rung."""
    remind, calm = pack.reminders, f"免打扰时段（{words.span(pack.quiet_hours)}）里到点的，时段结束再升级"
    percent = f"{remind.before:.0%}"
    yield f"每个时限还剩{percent}时提醒一次（离到期不足{remind.at_least.said}的不提醒）。"
    steps = [rung_said(pack, rung) for rung in pack.routing.ladder]
    yield f"没有人接单，逐级上交：{' → '.join(steps)}；再往上没有人，留在最后一级。"
    yield f"在每一级等多久：{'；'.join(_accepting(pack))}。"
    yield f"接了单、别的时限超了：告诉再上一级，之后每{remind.supervise_every.said}多告诉一级；谁办还是谁办。"
    yield (
        f"紧急情况一次通知所有层级，每{remind.emergency_every.said}再催一遍，最多{remind.emergency_times}遍，"
        f"直到有人接单，夜里也一样；其他诉求{calm}。"
    )
    yield f"每天{words.hour(remind.digest_at)}，每个人名下超时的工单汇成一条消息；没有超时就不发。"


def _accepting(pack: Policy) -> Iterator[str]:
    """The time to accept, and the tracks it is the same for; an emergency is told to all at once."""
    by_length: dict[str, list[str]] = {}
    for number, track in enumerate(pack.tracks, 1):
        if dict(track.when).get("urgency") != ("emergency",):
            by_length.setdefault(track.clocks["accept"].said, []).append(f"第{number}条（{track.name}）")
    return (f"{'、'.join(names)}{length}" for length, names in by_length.items())


def moving(pack: Policy) -> Iterator[str]:
    """Grades, extension and waiting."""
    yield f"级别：{'、'.join(pack.grades.values())}。"
    for rule in pack.grading:
        asked = words.condition(pack, rule.when) or "其余所有诉求"
        yield f"{asked}的，一开始就是“{pack.grades.get(rule.grade, rule.grade)}”。"
    yield f"经办人可以改{pack.regrade.times}次级别，要写原因；上级随时可以改。改级别后时限从原来的起点重新算。"
    extend = pack.extend
    if extend.times == 0:
        yield "不能延期。"
    else:
        asked = "要上一级同意" if extend.approval == "above" else "不用批准，上一级会知道"
        grade = pack.grades.get(extend.grade, extend.grade)
        more = extend.at_most.said
        yield f"可以延期{extend.times}次，要写原因，{asked}；延期后按“{grade}”的时限从头算起，不够的再加{more}。"
    yield f"可以挂起（等配件、等天气……），一张工单加起来最多{pack.wait.at_most.said}，到时自动恢复。"


def residents(pack: Policy) -> Iterator[str]:
    """What the resident hears, and when he is left alone."""
    survey = pack.survey
    said = [f"{promise.title}（{promise.said}）" for promise in pack.promises.values() if promise.said]
    yield f"居民会听到的承诺：{'、'.join(said)}。"
    yield f"{words.span(pack.quiet_hours)}不打扰居民，紧急情况除外。"
    yield (
        f"办结{survey.after.said}后问居民满不满意；没有回答，再过{survey.remind_after.said}提醒一次；"
        f"办结满{survey.close_after.said}还没有回答就归档，不算满意。"
    )
    scale = "、".join(f"{score}分{text}" for score, text in sorted(survey.texts.items()))
    yield f"打分：{scale}。{survey.low_score}分及以下，或{survey.reopen_window.said}内说没解决，重新办理。"
    if survey.dimensions:
        yield f"打过分再问：{'、'.join(survey.dimensions.values())}，各一句，可以不答。"
    asked, partly = survey.neighbours, survey.partly
    whom = "都问" if asked.ask == "all" else f"最多问{asked.at_most}户，各楼栋单元分开挑"
    yield (
        f"几户同样的问题，办结后邻居{whom}；回答的人里{asked.quorum:.0%}以上说解决才算解决，"
        f"不回答不算；期限内任何一户说没解决，重新办理，大家都会知道。"
    )
    calls = "请上一级打电话问" if partly.calls else "照实归档"
    first = f"前{partly.reopens}次重新办理，以后" if partly.reopens else "不重办，"
    yield f"说“部分解决”的，{first}{calls}。"
    if survey.by_people:
        yield f"提醒后{survey.by_people.after.said}还没有回答的，列给值班台打电话问；电话问来的单独统计。"


def days(pack: Policy) -> Iterator[str]:
    """What a working day is."""
    yield f"工作日按国家节假日安排（含调休上班），工作时间{words.span(pack.working_hours)}。"
    yield "写明“个工作日”“个工作时”的时限按它算，其余昼夜连续计时。"
    for title, dates in (("上班", pack.calendar_overrides.workdays), ("放假", pack.calendar_overrides.holidays)):
        if dates:
            yield f"另外规定{title}：{'、'.join(str(day) for day in sorted(dates))}。"
