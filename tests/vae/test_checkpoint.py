"""Tensors and plain values on disk."""

import torch

from latent_mean_field.vae.checkpoint import load_whole, save_whole


def written(content, folder):
    folder.mkdir()
    save_whole(content, folder / "content.pt")
    return (folder / "content.pt").read_bytes()


def test_bytes_depend_on_values_and_not_on_how_these_came_about(tmp_path):
    word, twin = "step", "".join(["st", "ep"])
    assert word is not twin
    rows = [{word: 1, "weights": torch.ones(3)}, {word: 2}]
    twins = [{word: 1, "weights": torch.ones(3)}, {twin: 2}]
    assert written(rows, tmp_path / "rows") == written(twins, tmp_path / "twins")
    assert written(rows[:1], tmp_path / "fewer") != written(rows, tmp_path / "again")


def test_what_is_written_is_read(tmp_path):
    content = {"state": {"weights": torch.arange(6.0)}, "history": [{"step": 1}]}
    save_whole(content, tmp_path / "content.pt")
    back = load_whole(tmp_path / "content.pt")
    assert torch.equal(back["state"].pop("weights"), content["state"].pop("weights"))
    assert back == content
