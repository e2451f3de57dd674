"""`minhu train` and `lessons`: what people put right is reviewed, learned, and not at the cost of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu import lessons as lesson_file
from nlu import model_card
from nlu.corpus import Example, load_corpus
from nlu.lessons import Taught
from nlu.taxonomy import CATEGORIES
from nlu.understanding import Kind
from storage import inbox, lessons
from storage.database import Database
from storage.inbox import InboxRow
from storage.lessons import ACCEPTED, PROPOSED, STATES, Lesson
from tests.cli_fakes import ORG, Minhu

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
SAID = ["铁蛤蟆又不张嘴了", "铁蛤蟆卡住三天了", "谁管铁蛤蟆啊", "铁蛤蟆边上臭", "铁蛤蟆满了没人拉", "铁蛤蟆又罢工"]
EVERY = 16  # of the corpus, so that a training takes a second


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sixteenth of the corpus, as a corpus of its own."""
    folder = tmp_path_factory.mktemp("corpus")
    lesson_file.write(folder, lesson_file.render(map(taught, load_corpus()[::EVERY])))
    return folder


def taught(example: Example) -> Taught:
    """An example of the corpus as a lesson; of praise there is too little left to learn it."""
    kind = example.kind.value if example.kind not in (None, Kind.PRAISE) else ""
    urgency = example.urgency.value if example.urgency else ""
    return Taught(example.category or example.intent.value, kind, urgency, example.text)


# What every model understands, so that the stories hang on no borderline message.
PLAIN = {
    "heating": ["暖气不热，屋里才14度", "暖气片冰凉，热力公司不管吗"],
    "elevator": ["电梯又坏了，老人下不了楼", "3号楼电梯停运三天没人修"],
    "water": ["家里停水一天了啥时候来水", "自来水发黄有股怪味"],
    "parking": ["小区车位天天被外来车占", "充电桩坏了两个月没人修"],
    "noise": ["半夜工地施工吵得睡不着", "楼下广场舞音响太吵了"],
    "-": [
        "谁家有多余的梯子借我用一下", "今天天气真不错适合晒被子", "晚上一起去跳舞吗", "转让九成新婴儿车一辆",
        "早上好各位邻居", "谢谢大家", "哈哈哈笑死我了", "这个菜谱发我一份", "周末有人去爬山吗", "生日快乐呀",
    ],
}  # fmt: skip


@pytest.fixture
def small(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Minhu:
    """A district in a folder of its own that learns from the small corpus."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("nlu.corpus.DATA_DIR", corpus)
    lines = [f"{label}\tnormal\t{text}" for label, texts in PLAIN.items() for text in texts]
    (tmp_path / "frozen.tsv").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr("nlu.adopting.FROZEN", tmp_path / "frozen.tsv")
    monkeypatch.setenv("MINHU_DATA_DIR", "own")
    monkeypatch.setenv("MINHU_NLU_ENGINE", "embedded")
    (tmp_path / "own").mkdir()
    minhu = Minhu(tmp_path, capsys, monkeypatch)
    assert minhu("import-org", ORG).code == 0
    return minhu


@contextmanager
def rows(minhu: Minhu) -> Iterator[Database]:
    """The district's database."""
    database = Database(f"sqlite:///{minhu.folder / 'own' / 'minhu.db'}")
    yield database
    database.close()


def propose(minhu: Minhu, said: list[str], meant: str = "sanitation", state: str = PROPOSED, first: int = 1) -> None:
    """People put these messages right."""
    with rows(minhu) as database, database.begin() as conn:
        for number, text in enumerate(said, first):
            message = InboxRow("yb", number, "sim", f"m{number}", "g", "李姐", NOW, NOW, {"text": text}, "done")
            inbox.add(conn, message)
            reviewer = None if state == PROPOSED else "zx"
            at = NOW if reviewer else None
            lesson = Lesson(
                "yb", number, text, "chatter", meant, None, None, "registered", "zx", NOW, state, reviewer, at
            )
            lessons.put(conn, lesson)


def states(minhu: Minhu) -> dict[str, int]:
    """How many lessons are in each state."""
    with rows(minhu) as database, database.read() as conn:
        return lessons.count_by_state(conn, "yb")


def models(minhu: Minhu, pattern: str = "model-*.npz") -> list[str]:
    """The files of models, or others."""
    return sorted(path.name for path in (minhu.folder / "own" / "models").glob(pattern))


# --- train ---


def test_without_a_district_the_corpus_alone_is_learned(small: Minhu) -> None:
    ran = small("train", "--data-dir", "fresh")
    assert ran.code == 0
    assert "其中人工更正 0 句" in ran.out
    assert "诉求 F1" in ran.out
    assert "模型卡在" in ran.out
    folder = small.folder / "fresh" / "models"
    assert len(list(folder.glob("model-*.npz"))) == 1
    assert not (folder / lesson_file.FILE).exists()
    assert not (small.folder / "fresh" / "minhu.db").exists()
    assert not [path for path in folder.iterdir() if path.is_dir()], "nothing is left behind"


def test_accepted_lessons_are_learned_and_said_to_be(small: Minhu) -> None:
    assert small("train").code == 0
    propose(small, SAID, state=ACCEPTED)
    propose(small, ["铁蛤蟆在哪"], "chatter", first=50)
    ran = small("train")
    assert (ran.code, ran.out.count("原来 ")) == (0, 4)
    assert "新采纳的 6 句更正：原来听懂" in ran.out
    assert "现在 6 句" in ran.out
    assert states(small) == {"learned": 6, "proposed": 1}
    text = (small.folder / "own" / "models" / lesson_file.FILE).read_text(encoding="utf-8")
    assert "铁蛤蟆又不张嘴了" in text
    assert "铁蛤蟆在哪" not in text
    card = model_card.read(small.folder / "own" / "models")
    assert card is not None
    assert (card.lessons, card.engine) == ({"sanitation": 6}, "embedded")
    assert card.model in models(small)


def test_training_again_without_news_changes_nothing(small: Minhu) -> None:
    propose(small, SAID, state=ACCEPTED)
    assert small("train").code == 0
    before = models(small)
    ran = small("train")
    assert ran.code == 0
    assert "新采纳" not in ran.out
    assert states(small) == {"learned": 6}
    assert models(small) == before


def test_a_lesson_rejected_later_is_forgotten(small: Minhu) -> None:
    propose(small, SAID, state=ACCEPTED)
    small("train")
    assert small("lessons", "reject", "1", "2", "3", "4", "5", "6").code == 0
    ran = small("train")
    assert ran.code == 0
    assert models(small, lesson_file.FILE) == []
    assert states(small) == {"rejected": 6}


def test_a_worse_model_is_not_taken_and_says_why(small: Minhu) -> None:
    assert small("train").code == 0
    before = models(small)
    talk = [f"{text}{word}" for text in PLAIN["-"] for word in ("", "呀", "哦", "啦")]
    propose(small, [*talk, *SAID], "gas", ACCEPTED)
    ran = small("train")
    assert ran.code == 1
    assert "误立单率（闲聊被立单）从 " in ran.lines[-1]
    assert "差了 " in ran.lines[-1]
    assert "没有换上新模型，继续用原来的；样例都留着" in ran.lines[-1]
    assert states(small) == {"accepted": len(talk) + 6}
    assert models(small) == before
    assert models(small, lesson_file.FILE) == []
    refused = model_card.read(small.folder / "own" / "models", model_card.REFUSED)
    assert refused is not None
    assert refused.lessons == {"gas": len(set(talk)) + 6}
    assert model_card.read(small.folder / "own" / "models") != refused


def test_what_was_taught_but_not_marked_is_only_marked(small: Minhu) -> None:
    propose(small, SAID, state=ACCEPTED)
    assert small("train").code == 0
    with rows(small) as database, database.begin() as conn:
        conn.exec_driver_sql("UPDATE lessons SET state = 'accepted'")
    ran = small("train")
    assert ran.code == 0
    assert states(small) == {"learned": 6}


def test_a_folder_that_cannot_be_written_is_one_sentence(small: Minhu) -> None:
    (small.folder / "own" / "models").write_text("", encoding="utf-8")
    ran = small("train")
    assert ran.code == 1
    assert ran.lines[-1].endswith("。")


# --- lessons ---


def test_lessons_are_listed_and_reviewed_on_the_terminal(small: Minhu) -> None:
    assert small("lessons", "list").lines == ["待审核 0 条，已采纳 0 条，不采纳 0 条，已学会 0 条。"]
    propose(small, SAID)
    listed = small("lessons", "list")
    for words in ("铁蛤蟆又不张嘴了", "闲聊", "环境卫生"):
        assert words in listed.out
    assert "待审核 6 条" in listed.lines[-1]
    assert small("lessons", "accept", "1", "2").lines == ["2 条已采纳。运行 minhu train 来学。"]
    assert small("lessons", "reject", "--all").lines == ["4 条不采纳。"]
    assert "铁蛤蟆又不张嘴了" in small("lessons", "list", "--state", "accepted").out
    with rows(small) as database, database.read() as conn:
        assert {lesson.reviewer for lesson in lessons.listed(conn, "yb", STATES)} == {"zx"}


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["list", "--state", "nix"], 2, "没有状态 nix"),
        (["accept"], 2, "请写样例编号，或用 --all"),
        (["accept", "1", "--all"], 2, "请写样例编号，或用 --all"),
        (["accept", "77"], 1, "没有可以改的样例"),
        (["accept", "1", "--by", "nobody"], 2, "没有编码为 nobody 的人"),
    ],
)
def test_what_cannot_be_reviewed_is_one_sentence(small: Minhu, arguments: list[str], code: int, sentence: str) -> None:
    propose(small, SAID)
    ran = small("lessons", *arguments)
    assert (ran.code, sentence in ran.lines[-1]) == (code, True)
    assert states(small) == {"proposed": 6}


def test_who_reviews_is_named_where_several_could(small: Minhu) -> None:
    propose(small, SAID)
    assert small("lessons", "accept", "1", "--by", "fwz").code == 0
    with rows(small) as database, database.begin() as conn:
        conn.exec_driver_sql("UPDATE duties SET role = 'dispatcher' WHERE role = 'courtyard_chief'")
        lesson = lessons.get(conn, "yb", 1)
    assert lesson is not None
    assert lesson.reviewer == "fwz"
    assert "请用 --by" in small("lessons", "accept", "2").lines[-1]


def test_every_category_is_in_the_small_corpus(small: Minhu) -> None:
    assert {example.category for example in load_corpus()} - {None} == set(CATEGORIES)


# --- doctor ---


def test_the_doctor_tells_what_was_learned_and_what_waits(small: Minhu) -> None:
    propose(small, SAID)
    assert "还没有模型卡" in small("doctor").out
    small("train")
    told = small("doctor").out
    assert "0 天前训练，含人工更正 0 句；诉求 F1 " in told
    assert "更正 6 条待审核、0 条等训练" in told


def test_the_doctor_finds_lessons_that_cannot_be_read(small: Minhu) -> None:
    small("train")
    path = small.folder / "own" / "models" / lesson_file.FILE
    path.write_text("nlu: [", encoding="utf-8")
    assert f"{path.relative_to(small.folder)} 读不懂" in small("doctor").out
    propose(small, SAID, state=ACCEPTED)
    assert small("train").code == 0
    assert "读不懂" not in small("doctor").out
