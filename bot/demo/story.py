"""A short invented group story for the demo: two troubles told in between, neighbours who join, one wrong decision."""

from __future__ import annotations

from dataclasses import dataclass

# The demo's group in which it is played.
PLACE = ("sim", "group-tlxy")
SPEAKERS = ("晓楠7-2-1602", "铁军", "梅子", "云姐", "老周", "小满妈妈", "团长阿芳", "退休老秦")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story.

    Attributes:
        after: seconds since the line before.
        reply: place of the line it answers.
        moves: instead of being said: place of the line that the desk puts, wrongly, to the ticket of line `to`.
    """

    after: int
    sender: str
    text: str = ""
    photo: bool = False
    reply: int | None = None
    moves: int | None = None
    to: int = 0
    note: str = ""


LINES = (
    Line(0, "团长阿芳", "早上好，今天的橙子下午三点到西门，要的接龙"),
    Line(40, "晓楠7-2-1602", "家里一晚上都没热乎，暖气片摸着冰凉"),
    Line(12, "晓楠7-2-1602", "7号楼2单元1602，屋里才14度", note="两句是同一个人接着说的：一张工单。"),
    Line(35, "小满妈妈", "阿芳给我留两箱"),
    Line(30, "老周", "7号楼门口的路灯坏了好几天了，昨晚差点绊一跤", note="第二件事，另开一张，两件交叉着说也不会混。"),
    Line(25, "铁军", "我家也是，2单元1402，15度", reply=2),
    Line(20, "老周", photo=True),
    Line(15, "云姐", "路灯的事我也看见了，单元门口黑咕隆咚的", note="“我家也是”按户计数。照片跟着说路灯的人走。"),
    Line(30, "退休老秦", "谁家的快递放我门口了，来拿一下"),
    Line(25, "梅子", "2单元1202也不热，孩子在家穿着羽绒服写作业"),
    Line(30, "小满妈妈", "+1，我们2单元902，暖气片上面温的下面凉的", note="都在02这根立管上，右边会说先查立管。"),
    Line(20, "退休老秦", "我2单元103，家里热得很，21度"),
    Line(30, "团长阿芳", "橙子截单啦"),
    Line(
        40, "desk-demo", moves=7, to=1,
        note="值班坐席手滑，把云姐说路灯的话归到了暖气那件。请您改回来：在暖气那件里点“拆开”，勾上这句，归回路灯那件。",
    ),
    Line(30, "铁军", "这都第二天了，到底有没有人来", note="讲完了。点任何一句话，看它当时怎么想的；听错了就在那里改。"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Played:
    """How far it was played; `run` tells one playing from another."""

    run: str
    step: int

    @property
    def length(self) -> int:
        """How many lines there are."""
        return len(LINES)

    @property
    def over(self) -> bool:
        """Whether all was said."""
        return self.step >= len(LINES)


def key(run: str, place: int) -> str:
    """The platform's id of a line in one playing."""
    return f"story-{run}-{place}"


def note(step: int) -> str:
    """What to look at after so many lines: the last thing that was worth a word."""
    return next((line.note for line in reversed(LINES[:step]) if line.note), "")
