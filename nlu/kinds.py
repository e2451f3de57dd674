"""What sort of appeal: the word a sender puts first outweighs what the model makes of the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nlu.understanding import Kind

_SAID = (
    (Kind.REPORT, re.compile(r"^.{0,12}举报")),
    (Kind.COMPLAINT, re.compile(r"^.{0,6}(?:我要)?投诉|的投诉$")),
    (Kind.SUGGESTION, re.compile(r"^.{0,6}建议|的建议$|^.{0,30}(?:建议|提议|倡议)(?!被|没)")),
    (Kind.CONSULTATION, re.compile(r"^.{0,8}(?:咨询|请问|想问|问一下|问下|打听)|的咨询$")),
    (Kind.REQUEST, re.compile(r"^.{0,4}(?:求助|求救|救命)|的求助$")),
)
_QUESTION = re.compile(
    r"请问|咨询|想了解|(?:怎么|如何|咋)(?:办理|申请|报名|报销|收费|缴费|交费|开通|查询|弄|办|算)"
    r"|(?:需要|要带|准备)(?:什么|啥|哪些)|(?:什么|啥)(?:时候|条件|材料|手续|标准|政策|流程)|多少钱|几点"
    r"|哪里(?:办|交|领)|在哪(?:办|交|领)"
)
_LEAN = 0.35  # a question word counts when the model at least considers a consultation


def read_kind(folded: str, probabilities: Mapping[str, float]) -> Kind:
    """The kind of an appeal.

    Args:
        folded: text after `nlu.normalise.fold`.
        probabilities: the model's, by kind.
    """
    text = folded.strip()
    for kind, pattern in _SAID:
        if pattern.search(text):
            return kind
    if _QUESTION.search(text) and probabilities[Kind.CONSULTATION] >= _LEAN:
        return Kind.CONSULTATION
    return Kind(max(probabilities, key=lambda name: probabilities[name]))
