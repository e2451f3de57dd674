"""A district that learns from a small corpus, and what people put right in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu import lessons as lesson_file
from nlu.corpus import Example, load_corpus
from nlu.lessons import Taught
from nlu.understanding import Kind
from storage import inbox, lessons
from storage.database import Database
from storage.inbox import InboxRow
from storage.lessons import PROPOSED, Lesson
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
