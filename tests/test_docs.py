"""The docs say what the code does: nothing is described that is not there, and nothing is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.commands import policy_reference, reference
from bot.commands.table import COMMANDS
from bot.settings import Settings
from nlu.understanding import Intent
from scheduler import ticks
from storage.tree import Duty

ROOT = Path(__file__).parent.parent
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_the_command_reference_is_the_commands() -> None:
    assert page("commands.md") == reference.page(), "run `make docs`"


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`{name}" not in readme] == []


def test_every_setting_is_described() -> None:
    assert [name for name in Settings.model_fields if f"`{name}`" not in page("settings.md")] == []


def test_the_policy_reference_is_the_models() -> None:
    assert page("policy.md") == policy_reference.page(), "run `make docs`"


def test_every_field_of_a_policy_pack_has_a_meaning() -> None:
    assert policy_reference.unexplained() == [], "say it in the docstring of its class, under Attributes"


def test_every_duty_field_is_described() -> None:
    told = page("org-file.md")
    names = {"starts_on": "from", "ends_on": "to"}
    assert [name for name in Duty.__dataclass_fields__ if names.get(name, name) not in told] == []


def test_every_intent_is_described_in_the_labelling_guide() -> None:
    guide = (ROOT / "nlu" / "data" / "README.md").read_text(encoding="utf-8")
    assert [intent.value for intent in Intent if intent.value not in guide] == []


def test_every_tick_is_named_in_the_architecture() -> None:
    assert [name for name in ticks.NAMES if f"`{name}`" not in page("architecture.md")] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_and_pictures_exist_and_files_named_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []
    named = re.findall(r"`((?:bot|nlu|handlers|storage|scheduler|tests|docs)/[\w./-]+?)(?::[^`]*)?`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_names_a_place_of_one_machine(path: Path) -> None:
    assert not re.search(r"/(?:home|root|work|tmp)/", path.read_text(encoding="utf-8"))
