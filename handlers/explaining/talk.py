"""How minhu listens and talks."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.cards import LABELS
from handlers.explaining import words
from handlers.messages import Action
from handlers.policy import Policy
from handlers.workflow import NAMES, Status
from nlu.taxonomy import CATEGORIES


def listening(pack: Policy) -> Iterator[str]:
    """How sure it must be, and how messages belong together."""
    group, private, rule = pack.understanding.group, pack.understanding.private, pack.conversation
    for title, sure in (("群里", group), ("私聊", private)):
        yield f"{title}有{sure.appeal:.0%}以上把握才当诉求登记；不到、但有{sure.unsure:.0%}的，请值班台看一眼。"
    yield f"同一个人{rule.burst.said}内说的话算一件事；群里{rule.thread.said}内的“我家也是”算同一件事。"
    yield f"问“在哪里”，{rule.place_wait.said}没有回答，交给区里值班台。"
    yield f"办结时要写清做了什么，至少{rule.resolution_length}个字。"


def evidence(pack: Policy) -> Iterator[str]:
    """What neighbours with the same trouble lead to."""
    rule = pack.evidence
    about = "、".join(CATEGORIES.get(key, key) for key in rule.categories)
    yield "邻居说“我家也是”，按户计数（同一门牌算一户），写在卡片上；说“我家好着呢”的不计数，作为对照。"
    if rule.categories:
        yield f"{about}：满{rule.households}户就看有没有规律（同一立管、高层、单元、整栋、全小区）；"
        yield f"随便{rule.households}户以上也会碰巧这样的可能超过{rule.chance:.1%}，或者有住户的情况相反，就不说。"


def first_aid(pack: Policy) -> Iterator[str]:
    """What residents in danger are told at once."""
    for category, said in pack.emergency.items():
        yield f"{'其他' if category == 'default' else CATEGORIES.get(category, category)}：{said}"


def titles(pack: Policy) -> Iterator[str]:
    """What the roles are called here."""
    yield "、".join(f"{title}（{role}）" for role, title in pack.titles.items())


def texts(pack: Policy) -> Iterator[str]:
    """Sentences worded by the district."""
    if not pack.texts:
        yield "用语都是通用的。"
    yield from (f"{key}：{said}" for key, said in pack.texts.items())


def buttons(pack: Policy) -> Iterator[str]:
    """What stands on an official's card."""
    for key, actions in pack.cards.items():
        form, _, state = key.rpartition(".")
        whose = pack.orders[form].name if form in pack.orders else words.FORMS.get(form, form)
        said = "、".join(LABELS.get(Action(action), action) for action in actions)
        yield f"{whose}{'·' if whose else ''}{NAMES[Status(state)]}：{said}"
