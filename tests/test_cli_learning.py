"""`minhu train`: what people put right is learned, and not at the cost of the rest."""

from __future__ import annotations

from nlu import lessons as lesson_file
from nlu import model_card
from nlu.corpus import load_corpus
from nlu.taxonomy import CATEGORIES
from storage.lessons import ACCEPTED
from tests import cli_learning_fakes as district
from tests.cli_fakes import Minhu
from tests.cli_learning_fakes import PLAIN, SAID, models, propose, rows, states

corpus, small = district.corpus, district.small


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


def test_every_category_is_in_the_small_corpus(small: Minhu) -> None:
    assert {example.category for example in load_corpus()} - {None} == set(CATEGORIES)
