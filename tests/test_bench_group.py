"""The yardstick for listening in groups: one scorer, two baselines, us and whoever hands in tickets."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import run
from bot.bench.groups import baselines, report, running, transcripts
from bot.bench.groups.answers import Answer, Ticket, handed_in
from bot.bench.groups.figures import figures
from bot.bench.groups.scoring import Tally, leaks, score
from bot.bench.groups.transcripts import Transcript
from bot.commands.table import application
from tests.fakes import FakeEngine

FOLDER = Path(__file__).parent / "fixtures" / "group"


@pytest.fixture
def kettle() -> Transcript:
    return transcripts.read(FOLDER)[0]


def ticket(*numbers: int, category: str = "heating", households: tuple[str, ...] = ()) -> Ticket:
    """A ticket of these messages of the first transcript."""
    return Ticket(frozenset(f"01-{number:03}" for number in numbers), category, "normal", frozenset(households))


def scored(transcript: Transcript, *tickets: Ticket, lines: tuple[str, ...] | None = None) -> Tally:
    """The counts of an answer."""
    return score(transcript, Answer(tickets, lines))


def test_a_perfect_answer_has_nothing_to_regret(kettle: Transcript) -> None:
    heat, water = ticket(2, 3, 4, households=("大雁", "老麦")), ticket(6, category="water", households=("阿梨",))
    found = scored(kettle, heat, water, lines=("供暖问题已登记。", "供水问题已登记。"))
    assert (found.found, found.jaccards, found.categories, found.urgencies) == (2, (1.0, 1.0), 2, 2)
    assert (found.false, found.split, found.attached, found.leaks) == (0, 0, 0, 0)
    assert (found.joined, found.joins, found.lines) == (1, 1, 2)


def test_neutral_messages_count_neither_way(kettle: Transcript) -> None:
    assert scored(kettle, ticket(2, 3, 4, 5)).jaccards == (1.0, 0.0)
    assert scored(kettle, ticket(5)).false == 1, "but a ticket of nothing else is a false one"


def test_half_of_a_ticket_is_enough_and_less_is_not(kettle: Transcript) -> None:
    assert scored(kettle, ticket(2, 3)).found == 1
    less = scored(kettle, ticket(2))
    assert (less.found, less.split, less.false) == (0, 1, 0)


def test_a_second_ticket_for_one_problem_is_split_and_one_of_chatter_is_false(kettle: Transcript) -> None:
    found = scored(kettle, ticket(2, 3), ticket(4), ticket(1))
    assert (found.found, found.split, found.false) == (1, 1, 1)
    assert (found.attached, found.chatter) == (1, 1)


def test_who_joined_counts_where_the_ticket_knows_the_household(kettle: Transcript) -> None:
    assert scored(kettle, ticket(2, 3, 4)).joined == 0
    assert scored(kettle, ticket(2, 3, 4, households=("老麦",))).joined == 1
    assert scored(kettle, ticket(4, households=("老麦",))).joined == 0, "the ticket was not found"


def test_two_troubles_told_in_one_message_are_two_finds(kettle: Transcript) -> None:
    heat, water = kettle.gold
    both = replace(kettle, gold=(replace(heat, messages=water.messages), water))
    found = scored(both, ticket(6, category="water"), ticket(6, category="heating"))
    assert (found.found, found.categories, found.split) == (2, 2, 0)


@pytest.mark.parametrize(
    "line", ["联系13900001234", "2单元1502已登记", "3-1-1502已登记", "301室已登记", "陕A12B34请挪车"]
)
def test_a_line_that_tells_where_somebody_is_leaks(line: str) -> None:
    assert leaks(line)


@pytest.mark.parametrize("line", ["供暖问题已登记（261116-0001），按规定明天上午9点前答复。", "3号楼停水，8小时内答复"])
def test_a_plain_line_leaks_nothing(line: str) -> None:
    assert not leaks(line)


def test_the_baselines_know_no_threads(kettle: Transcript) -> None:
    every, rules = score(kettle, baselines.everything(kettle)), score(kettle, baselines.keywords(kettle))
    assert (every.tickets, every.found, every.attached, every.lines) == (6, 1, 1, None)
    assert (rules.tickets, rules.found, rules.split, rules.false) == (2, 1, 1, 0)
    assert rules.categories == 1


def test_we_are_scored_by_what_the_whole_product_does(tmp_path: Path) -> None:
    found = transcripts.read(FOLDER)
    scores = running.run(found, {"ours": running.ours(FakeEngine(), tmp_path)}, lambda _name: None)
    tally = scores["dev"]["ours"]["01-kettle"]
    assert (tally.tickets, tally.found, tally.joined, tally.lines, tally.leaks) == (2, 2, 1, 2, 0)
    assert scores["held_out"]["ours"]["13-quiet"].tickets == 0
    again = running.run(found, {"theirs": running.theirs(tmp_path)}, lambda _name: None)
    assert again["dev"]["theirs"]["01-kettle"] == tally, "what we leave is what others hand in"


def test_figures_add_up_over_transcripts_and_say_how_sure_they_are(kettle: Transcript) -> None:
    halves = [scored(kettle, ticket(2, 3)), scored(kettle, ticket(6, category="water"), lines=("已登记",))]
    by_key = {figure.key: figure for figure in figures(halves)}
    recall = by_key["recall"]
    assert (recall.hits, recall.of, recall.value) == (2, 4, 0.5)
    assert recall.bounds is not None
    assert recall.bounds[0] < 0.5 < recall.bounds[1]
    assert by_key["mean_jaccard"].value == pytest.approx((2 / 3 + 1) / 4)
    assert by_key["lines_per_ticket"].value is None, "one of the two does not tell"
    assert {report.cell(figure) for figure in figures([])} == {"—", "0"}


def hand_in(folder: Path, name: str, *lines: str) -> None:
    """Somebody's tickets of one transcript."""
    (folder / name).mkdir()
    (folder / name / "tickets.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_others_hand_in_their_tickets_and_read_a_table(tmp_path: Path) -> None:
    hand_in(tmp_path, "01-kettle", '{"messages": ["01-002", "01-003"], "category": "heating", "urgency": "normal"}')
    hand_in(tmp_path, "13-quiet")
    command = ["bench", "--group", "--transcripts", str(FOLDER), "--tickets", str(tmp_path)]
    shown = CliRunner().invoke(application("bench"), command)
    assert shown.exit_code == 0
    assert "长记录，开发集（01–12）：6 条消息，2 张工单" in shown.stdout
    said = json.loads(CliRunner().invoke(application("bench"), [*command, "--json"]).stdout)
    theirs = said["dev"]["listeners"]["提交的工单"]
    assert theirs["all"]["recall"]["hits"] == theirs["transcripts"]["01-kettle"]["recall"]["hits"] == 1
    assert said["held_out"]["listeners"]["每条都开单"]["all"]["false_tickets"]["value"] == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "不是 JSON"),
        ('{"messages": "01-002", "category": "heating", "urgency": "normal"}', "要有 messages"),
        ('{"messages": ["01-002"], "category": "heating"}', "要有 messages"),
        ('{"messages": ["01-002"], "category": "heating", "urgency": "normal", "supporters": [1]}', "要有 messages"),
        ('{"messages": ["9"], "category": "heating", "urgency": "normal"}', "没有编号为 9 的消息"),
    ],
)
def test_tickets_out_of_form_are_named(kettle: Transcript, tmp_path: Path, line: str, said: str) -> None:
    hand_in(tmp_path, "01-kettle", line)
    with pytest.raises(ValueError, match=said):
        handed_in(tmp_path, kettle)


def test_what_cannot_be_used_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["bench", "--group", "--transcripts"]
    assert run([*where, str(tmp_path)]) == 2
    assert "没有群聊记录" in capsys.readouterr().err
    assert run([*where, str(FOLDER), "--tickets", str(tmp_path)]) == 2
    assert "缺少这个文件" in capsys.readouterr().err
    assert run(["bench", "--tickets", str(tmp_path)]) == 2
    assert "--group" in capsys.readouterr().err


def test_a_transcript_without_labels_is_named(tmp_path: Path) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "01-kettle.gold.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"01-kettle\.jsonl"):
        transcripts.read(tmp_path)


def test_the_transcripts_of_the_yardstick_can_be_read() -> None:
    found = transcripts.read(transcripts.FOLDER)
    assert len(found) >= 24
    counted = Counter(one.part for one in found)
    assert counted == {"dev": 12, "held_out": 12, "days": 20, "days_held_out": 20, "short_days": 24}
