"""What each button of an official does, and the words it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers import correcting, extending, grading, missed, officials, transferring
from handlers.commitments import answering
from handlers.figures import exclusions
from handlers.importing import confirming
from handlers.incidents import following, leaving
from handlers.joint import mediation, parts, whistle
from handlers.knowing import broadcasting
from handlers.messages import Action
from handlers.regrouping import pressing
from handlers.unsure import undoing
from handlers.volunteering import claiming, finishing
from handlers.work import Case

Doing = Callable[[Case, str, str], str]


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button of an official does, and what is asked when its words are missing.

    Attributes:
        choices: what is offered as buttons when words are asked for: the word and what the button says.
        tells: whether it tells whoever has the ticket itself, in better words than "somebody did this".
        decides: whether it is for whoever has the ticket alone; others are told so before they write words.
    """

    do: Doing
    ask: str = ""
    choices: Callable[[Case, str], Sequence[tuple[str, str]]] | None = None
    decides: bool = False
    tells: bool = False


# Every button of an official, and what it does.
DEEDS: dict[Action, Deed] = {
    Action.ACCEPT: Deed(following.accept),
    Action.ON_SITE: Deed(following.on_site),
    Action.PROGRESS: Deed(following.progress, "请直接回复进展情况，我会告诉居民。"),
    Action.RETURN: Deed(officials.send_back, "请直接回复退单理由。", decides=True),
    Action.TRANSFER: Deed(officials.transfer, "请直接回复：接手人姓名 理由。", choices=transferring.near, decides=True),
    Action.PLAN: Deed(officials.plan, "请直接回复方案：准备怎么办、什么时候办好。"),
    Action.GRADE: Deed(grading.grade, "请直接回复：级别 理由。", decides=True),
    Action.EXTEND: Deed(extending.extend, "请直接回复延期原因。", decides=True),
    Action.APPROVE: Deed(extending.approve, decides=True, tells=True),
    Action.DECLINE: Deed(extending.decline, "请直接回复不同意的原因。", decides=True, tells=True),
    Action.WAIT: Deed(officials.wait, "请直接回复挂起原因。", decides=True),
    Action.RESUME: Deed(officials.resume, decides=True),
    Action.RESOLVE: Deed(following.resolve, "请直接回复办理结果：做了什么、现在怎样。"),
    Action.REFUSE: Deed(finishing.refuse, "请直接回复：不受理的原因和应去哪里办。", decides=True),
    Action.RECATEGORISE: Deed(correcting.recategorise, "请直接回复正确的类别，比如“电梯”或“电梯 紧急”。", decides=True),
    Action.NO_APPEAL: Deed(correcting.no_appeal, decides=True),
    Action.WHISTLE: Deed(whistle.blow, "请直接回复：部门 原因。只写原因就吹给对口部门；紧急的写“紧急哨”开头。"),
    Action.SIGN_IN: Deed(parts.sign_in, decides=True, tells=True),
    Action.CONTACT: Deed(parts.contact, decides=True, tells=True),
    Action.REPORT: Deed(parts.report, "请直接回复报到结果：做了什么、现在怎样。", decides=True, tells=True),
    Action.SETTLED: Deed(mediation.settled, "请直接回复调解结果：双方谈成了什么。"),
    Action.NOT_SETTLED: Deed(mediation.not_settled, "请直接回复：为什么没有调解成。"),
    Action.CLAIM: Deed(claiming.claim, tells=True),
    Action.RELEASE: Deed(claiming.release, decides=True, tells=True),
    Action.BROADCAST: Deed(
        broadcasting.broadcast, "请直接回复要群发的话：找谁、年纪、穿什么、在哪走失（不写反映人的信息）。", tells=True
    ),
    Action.FOUND: Deed(broadcasting.found, tells=True),
    Action.JUDICIAL: Deed(mediation.judicial, "请直接回复：向哪个法院、什么时候申请的。", decides=True),
    Action.EXCLUDE: Deed(exclusions.ask, "请直接回复：情形 理由，比如“重复反映 与另一张单是同一件事”。", decides=True),
    Action.KEPT: Deed(answering.kept, tells=True),
    Action.NOT_KEPT: Deed(answering.not_kept, "请直接回复：什么原因，改到什么时候。", tells=True),
    Action.GRANT: Deed(exclusions.grant, tells=True),
    Action.KEEP: Deed(exclusions.refuse, "请直接回复不予剔除的原因。", tells=True),
    Action.DETACH: Deed(
        leaving.detach, "请直接回复为什么不是同一件事；在预警单上请先写要移出的编号。", decides=True, tells=True
    ),
    Action.DISSOLVE: Deed(leaving.dissolve, "请直接回复为什么不是同一件事。", decides=True, tells=True),
    Action.MERGE: Deed(pressing.merge, "请直接回复：并到哪张工单的编号 理由。", tells=True),
    Action.UNMERGE: Deed(pressing.unmerge, tells=True),
    Action.SPLIT: Deed(pressing.split, "请在工单页上选中消息，再点拆分。"),
    Action.MOVE: Deed(pressing.move, "请在工单页上选中消息，再写编号。"),
    Action.SET_ASIDE: Deed(pressing.set_aside, "请在工单页上选中消息，再点移出。"),
    Action.NOT_TWIN: Deed(pressing.not_twin, "请直接回复：和哪张工单不是一回事，写编号。", tells=True),
    Action.OBJECT: Deed(exclusions.object_to, "请直接回复申诉的理由。", decides=True),
}

# What the desk, and whoever is asked about his group, does with a message that has no ticket; and to take it back.
ON_MESSAGE = {
    Action.REGISTER: missed.register,
    Action.ATTACH: missed.attach,
    Action.DISMISS: missed.dismiss,
    Action.UNDO: undoing.undo,
    Action.IMPORT: confirming.confirm,
}
