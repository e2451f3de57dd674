"""What a Rasa server is trained with: the same corpus, and code of ours that its older Python can read."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.corpus import corpus_files, load_corpus
from nlu.engines.rasa import weigh
from nlu.model import APPEAL, CATEGORY, YES, Model, load_or_train
from nlu.rasa import export
from nlu.rasa.ranking import ranking
from nlu.taxonomy import CATEGORIES
from nlu.understanding import Intent

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "nlu" / "rasa"

# Within Rasa's environment there is this and no more; what comes with Python 3.11 there is none of.
THERE = {"numpy", "rapidfuzz", "rasa", "yaml"}
NEW_IN_3_11 = {"Self", "assert_never", "LiteralString", "Never", "UTC", "ExceptionGroup", "tomllib", "TaskGroup"}


@pytest.fixture(scope="module")
def model(engine_dir: Path) -> Model:
    return load_or_train(engine_dir)


def modules(first: str) -> Iterator[tuple[str, ast.Module]]:
    """A module of ours and all it imports of ours, with their packages."""
    waiting, seen = [first], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting.append(name.rpartition(".")[0] or name)
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"), feature_version=(3, 10))
        # What is imported by name, such as nlu.training, is never needed within Rasa: there is always a model.
        waiting += [imported for imported in imports(tree) if imported.startswith("nlu.")]
        yield name, tree


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_what_rasa_loads_of_ours_needs_no_newer_python_and_no_other_library() -> None:
    wrong = []
    for module, tree in modules("nlu.rasa.minhu_component"):
        outside = {name.partition(".")[0] for name in imports(tree)} - sys.stdlib_module_names - {"nlu"}
        wrong += [f"{module} imports {name}" for name in outside - THERE]
        wrong += [f"{module} uses {name}" for name in NEW_IN_3_11.intersection(names(tree))]
    assert wrong == []


def test_the_domain_lists_every_intent_of_the_corpus() -> None:
    domain = yaml.safe_load((FOLDER / "domain.yml").read_text(encoding="utf-8"))
    talk = [intent.value for intent in Intent if intent is not Intent.APPEAL]
    assert domain["intents"] == [*CATEGORIES, *talk]
    assert {example.category or example.intent.value for example in load_corpus()} == {*CATEGORIES, *talk}


@pytest.mark.parametrize("path", corpus_files(), ids=lambda path: path.stem)
def test_a_corpus_file_is_one_that_rasa_reads(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert content["version"] == "3.1"
    assert content.keys() == {"version", "nlu"}
    assert [block for block in content["nlu"] if not legal(block)] == []


def legal(block: dict[str, Any]) -> bool:
    examples = block["examples"]
    if not block.keys() <= {"intent", "metadata", "examples"}:
        return False
    if isinstance(examples, str):
        return all(line.startswith("- ") for line in examples.splitlines() if line.strip())
    return all(entry.keys() <= {"text", "metadata"} for entry in examples)


@pytest.mark.parametrize("name", ["config.yml", "config-minhu.yml"])
def test_a_pipeline_ranks_all_intents_and_may_fall_back(name: str) -> None:
    config = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    steps = {step["name"]: step for step in config["pipeline"]}
    assert "FallbackClassifier" in steps
    assert steps.get("DIETClassifier", {"ranking_length": 0})["ranking_length"] == 0
    assert config["assistant_id"]


def test_our_component_is_where_the_pipeline_looks_for_it() -> None:
    config = yaml.safe_load((FOLDER / "config-minhu.yml").read_text(encoding="utf-8"))
    module, _, name = config["pipeline"][0]["name"].rpartition(".")
    spec = find_spec(module)
    assert spec is not None
    assert f"class {name}(" in Path(str(spec.origin)).read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["暖气不热", "哈哈哈", "", "5分", "电梯困人了快来"])
def test_the_ranking_says_what_our_model_says(model: Model, text: str) -> None:
    shares = ranking(model, text)
    assert sum(share for _, share in shares) == pytest.approx(1)
    assert [share for _, share in shares] == sorted((share for _, share in shares), reverse=True)
    said, row = weigh(shares), model.score(model.fold(text))
    assert said.appeal == pytest.approx(model.heads[APPEAL].probabilities(row)[YES])
    assert said.categories == pytest.approx(model.heads[CATEGORY].probabilities(row))


def test_the_model_is_exported_where_it_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(export, "load_or_train", lambda folder, progress: model)
    assert export.main([str(tmp_path / "new" / "minhu.npz")]) == 0
    assert (tmp_path / "new" / "minhu.npz").stat().st_size > 1_000_000
    assert "模型已写入" in capsys.readouterr().err
    assert export.main([]) == 2
