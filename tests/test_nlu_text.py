"""What is typed, and what is left of it for the models."""

from __future__ import annotations

from nlu.features import Reader, number_of
from nlu.intents import fixed_intent
from nlu.normalise import LINK, MAX_CHARS, PERSON, PLACE, TIME, bare, fold, mask
from nlu.pinyin import Pinyin
from nlu.splitter import clauses
from nlu.understanding import Intent

SIMPLIFY = {ord("氣"): "气", ord("熱"): "热"}


def test_script_width_case_and_invisible_characters_make_no_difference() -> None:
    assert fold("\u202e暖\u200b氣不熱ＷＵＹＥ\ud800", SIMPLIFY) == "暖气不热wuye"


def test_a_flood_of_text_is_cut() -> None:
    assert len(fold("﷽" * 100_000, {})) == MAX_CHARS


def test_details_become_markers() -> None:
    assert mask("@王姐 3号楼2单元1502没水") == f"{PERSON}{PLACE}没水"
    assert mask("昨晚11点半停电 http://a.cn/x") == f"昨晚{TIME}停电{LINK}"
    assert mask("打13900000001") == f"打{PERSON}"
    assert mask("陕A12345挡路".lower()) == f"{PERSON}挡路"
    assert mask("屋里16.5度") == "屋里#度"


def test_stickers_spaces_and_shouting_are_dropped() -> None:
    assert mask("暖 气 不 热[捂脸]😡!!!!!!") == "暖气不热!!"
    assert bare("5 分！") == "5分"


def test_pinyin_in_latin_letters_is_heard() -> None:
    spelling = Pinyin(["bu", "nuan", "qi", "re"], {ord("暖"): "\ue101", ord("气"): "\ue102"})
    assert spelling.hear("nuanqi bu re") == spelling.hear("nuan qi bu re") == "\ue101\ue102\ue100\ue103"
    assert spelling.spell("暖气") == "\ue101\ue102"
    assert spelling.hear("wifi没了") == "wifi没了"


def test_a_run_counts_once_a_message_and_never_across_messages() -> None:
    reader = Reader(Pinyin([], {}))
    read = reader.read(["水水水", "停水", ""])
    own = [read.numbers[read.owners == message].tolist() for message in range(3)]
    assert number_of("水") in own[0]
    assert number_of("水水水") in own[0]
    assert own[0].count(number_of("水")) == 1
    assert number_of("水停") not in own[0] + own[1]
    assert own[1] == reader.read(["停水"]).numbers.tolist()
    assert own[2] == reader.read([""]).numbers.tolist()


def test_fixed_answers_need_no_model() -> None:
    expected = {
        "进度": Intent.ASK_PROGRESS,
        "撤销": Intent.CANCEL,
        "5分": Intent.RATING,
        "4": Intent.RATING,
        "五星！": Intent.RATING,
        "谁是我的服务长？": Intent.ASK_OFFICER,
        "你好": Intent.GREETING,
        "+1": Intent.ME_TOO,
        "来水了！！": Intent.RESTORED,
        "谢谢🙏": Intent.THANKS,
    }
    assert {text: fixed_intent(text) for text in expected} == expected
    assert fixed_intent("暖气不热") is None
    assert fixed_intent("6号楼") is None


def test_clauses_keep_their_place_in_the_text() -> None:
    text = "暖气不热，电梯还坏了"
    assert [(clause.text, text[clause.start : clause.end]) for clause in clauses(text)] == [
        ("暖气不热", "暖气不热"),
        ("电梯还坏了", "电梯还坏了"),
    ]


def test_a_letter_is_one_matter_unless_it_counts() -> None:
    letter = "我是小区业主，反映物业服务问题，" * 6
    assert len(clauses(letter)) == 1
    assert len(clauses(letter + "1、楼道堆物无人清理；2、电梯经常故障；3、路灯不亮。")) == 3


def test_no_clause_is_lost_in_nothing() -> None:
    assert [clause.text for clause in clauses("")] == [""]
    assert len(clauses("，，，。。")) == 1
