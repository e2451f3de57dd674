"""Roles of the district's own: the policy pack must have a title for each before the tree is imported."""

from __future__ import annotations

from pathlib import Path

from tests.cli_fakes import ORG, Minhu

PACK = "extends: default\ntitle: 有村长的规则\ntitles: {village_head: 村长}\n"


def own_roles(folder: Path, pack: str) -> str:
    text = Path(ORG).read_text(encoding="utf-8").replace("policy: default", f"policy: {pack}")
    path = folder / "own.yml"
    path.write_text(text.replace("role: courtyard_chief", "role: village_head"), encoding="utf-8")
    return str(path)


def test_a_role_without_a_title_is_refused_and_nothing_is_imported(minhu: Minhu, tmp_path: Path) -> None:
    ran = minhu("import-org", own_roles(tmp_path, "default"))
    assert ran.code == 2
    assert "规则包 default 的 titles 里没有这些角色的称呼：village_head。" in ran.err


def test_a_pack_of_the_districts_own_names_it(minhu: Minhu, tmp_path: Path) -> None:
    policies = minhu.folder / "var" / "policies"
    policies.mkdir(parents=True)
    (policies / "villages.yml").write_text(PACK, encoding="utf-8")
    assert minhu("import-org", own_roles(tmp_path, "villages")).code == 0
    assert "role: village_head" in minhu("export-org").out
