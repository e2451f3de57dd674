"""Each policy pack does what its district does: a story from a file through the whole product."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from handlers import policy
from tests import pack_stories
from tests.cli_fakes import Minhu
from tests.pack_stories import OUTPUTS, ROOT, STORIES, orders, packs, story

# Where there is code that runs; a district is data.
ROOMS = ("bot", "nlu", "handlers", "storage", "scheduler")
DISTRICTS = ("雁塔", "长安", "高陵", "临潼", "彬州", "旬邑", "淳化", "长武", "西安", "咸阳")
PLAYED: dict[str, dict[str, bytes]] = {}


def play(minhu: Minhu, name: str, folder: str, *more: str) -> Path:
    """Play the story of a pack as the docs say; what it leaves."""
    out, (command, events, *rest) = minhu.folder / folder, story(name).command(minhu.folder / folder)
    rest = [str(ROOT / word) if word.startswith("tests/") else word for word in rest]
    ran = minhu(command, ROOT / events, *rest, *more)
    assert (ran.code, ran.lines[-1][-1:]) == (0, "。"), ran.err
    return out


def left(out: Path) -> dict[str, bytes]:
    """What a replay wrote, to the byte."""
    return {name: (out / name).read_bytes() for name in OUTPUTS}


def agrees(name: str, out: Path) -> None:
    """Every order, clock and message is the one of the story."""
    told, found, sent = story(name), orders(out), pack_stories.lines(out / "deliveries.jsonl")
    seen = [pack_stories.told_of(one, order) for one, order in zip(told.tickets, found, strict=False)]
    assert seen == told.tickets
    assert len(found) == len(told.tickets), [order["summary"] for order in found]
    assert pack_stories.missing(told.deliveries, sent) == []
    for one in told.never:
        assert [delivery for delivery in sent if pack_stories.fits(one, delivery)] == []


@pytest.mark.parametrize("name", packs())
def test_the_story_of_a_pack_comes_out_as_it_is_told(minhu: Minhu, name: str) -> None:
    out = play(minhu, name, "out")
    agrees(name, out)
    PLAYED[name] = left(out)


@pytest.mark.parametrize("name", packs())
def test_played_again_on_postgresql_it_leaves_the_same_bytes(
    minhu: Minhu, fresh_postgres: Callable[[], str], name: str
) -> None:
    first = PLAYED.get(name) or left(play(minhu, name, "out"))
    assert left(play(minhu, name, "again", "--database-url", fresh_postgres())) == first


@pytest.mark.parametrize("name", packs())
def test_its_page_shows_how_to_see_it(name: str) -> None:
    page = (ROOT / "docs" / "packs" / f"{name}.md").read_text(encoding="utf-8")
    assert f"minhu {' '.join(story(name).command('out'))}" in page
    assert f"minhu doctor --policy {name}" in page
    assert [mechanism for mechanism in story(name).mechanisms if mechanism not in page] == []
    listed = (ROOT / "docs" / "packs" / "README.md").read_text(encoding="utf-8")
    row = next((row for row in listed.splitlines() if row.startswith(f"| [{name}]({name}.md)")), "")
    assert set(re.findall(r"M\d+", row)) == set(story(name).mechanisms)


@pytest.mark.parametrize("name", packs())
def test_it_says_only_what_differs_and_is_explained_in_chinese(minhu: Minhu, name: str) -> None:
    found = policy.load(name)
    assert found.extends is not None
    ran = minhu("doctor", "--policy", name)
    assert ran.code == 0
    assert f"{found.title}（{name}）" in ran.out
    # Whatever no section explains is shown as it is written, with its English key: none of that.
    assert re.findall(r"【.*（[a-z_]+）】", ran.out) == []


@pytest.mark.parametrize("name", packs())
def test_the_org_file_of_a_story_has_the_pack_it_is_about(name: str) -> None:
    org = (STORIES / f"{name}.org.yml").read_text(encoding="utf-8")
    assert f"policy: {name}}}" in org


def test_nothing_in_python_names_a_district() -> None:
    names = re.compile("|".join([*DISTRICTS, *(rf"\b{re.escape(name)}\b" for name in packs())]))
    code = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    assert len(code) > 100
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}" for path in code if (found := names.search(path.read_text("utf-8")))
    ]
    assert named == []


@pytest.fixture
def fresh_postgres(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes a new PostgreSQL database."""
    fresh: Callable[[], str] = request.getfixturevalue("postgres").fresh
    return fresh
