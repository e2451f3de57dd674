"""`minhu train`."""

from __future__ import annotations

from tests.cli_fakes import Minhu


def test_training_puts_a_new_model_in_the_place_of_the_old(minhu: Minhu) -> None:
    ran = minhu("train", "--data-dir", "fresh")
    assert ran.code == 0
    assert "训练用了" in ran.out
    assert len(list((minhu.folder / "fresh" / "models").iterdir())) == 1
    assert minhu("classify", "--data-dir", "fresh", stdin='{"text": "暖气不热"}').err == ""
