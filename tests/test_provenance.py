"""A digest that follows imports, and nothing else."""

import os
import shutil
from pathlib import Path

import pytest

from latent_mean_field.provenance import dependencies, digest_of

FILES = {
    "workflow/scripts/draw.py": "from latent_mean_field.sampling.exact import draw\n",
    "workflow/scripts/other.py": "import numpy\n",
    "src/latent_mean_field/__init__.py": "",
    "src/latent_mean_field/sampling/__init__.py": "",
    "src/latent_mean_field/sampling/exact.py": (
        "import os\nfrom latent_mean_field.systems import hopfield\n"
    ),
    "src/latent_mean_field/systems/__init__.py": "",
    "src/latent_mean_field/systems/hopfield.py": (
        "def patterns():\n    import latent_mean_field.randomness\n"
    ),
    # It imports what imports it.
    "src/latent_mean_field/randomness.py": (
        "from latent_mean_field.systems.hopfield import patterns\nSEED = 1\n"
    ),
    "src/latent_mean_field/unrelated.py": "x = 1\n",
    "src/another_package/exact.py": "x = 1\n",
}


@pytest.fixture
def tree(tmp_path) -> Path:
    """A small repository whose script reaches three files of the package."""
    root = tmp_path / "repository"
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


def digest(root: Path, script: str = "draw.py") -> str:
    return digest_of(root / "workflow" / "scripts" / script, root / "src")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def test_imports_are_followed_in_every_spelling_and_through_circles(tree):
    found = dependencies(tree / "workflow/scripts/draw.py", tree / "src")
    names = {str(path.relative_to(tree)) for path in found}
    assert {name for name in names if not name.endswith("__init__.py")} == {
        "workflow/scripts/draw.py",
        "src/latent_mean_field/sampling/exact.py",
        "src/latent_mean_field/systems/hopfield.py",
        "src/latent_mean_field/randomness.py",
    }


@pytest.mark.parametrize(
    "edited",
    [
        "workflow/scripts/draw.py",
        "src/latent_mean_field/sampling/exact.py",
        "src/latent_mean_field/systems/hopfield.py",
        # Three imports deep, inside a function.
        "src/latent_mean_field/randomness.py",
    ],
)
def test_an_edit_of_any_file_it_reaches_changes_the_digest(tree, edited):
    before, other = digest(tree), digest(tree, "other.py")
    append(tree / edited, "y = 2\n")
    assert digest(tree) != before
    assert digest(tree, "other.py") == other


@pytest.mark.parametrize(
    "edited",
    [
        "workflow/scripts/other.py",
        "src/latent_mean_field/unrelated.py",
        "src/another_package/exact.py",
    ],
)
def test_an_edit_of_an_unrelated_file_does_not(tree, edited):
    before = digest(tree)
    append(tree / edited, "y = 2\n")
    assert digest(tree) == before


def test_an_import_that_is_added_or_taken_away_counts(tree):
    before = digest(tree)
    path = tree / "src/latent_mean_field/sampling/exact.py"
    append(path, "from latent_mean_field.unrelated import x\n")
    with_import = digest(tree)
    append(tree / "src/latent_mean_field/unrelated.py", "y = 2\n")
    assert len({before, with_import, digest(tree)}) == 3


def test_a_touch_changes_nothing(tree):
    before = digest(tree)
    for path in tree.rglob("*.py"):
        os.utime(path, (1, 1))
    assert digest(tree) == before


def test_a_moved_or_copied_repository_keeps_its_digests(tree, tmp_path):
    before = digest(tree)
    shutil.copytree(tree, tmp_path / "a" / "deeper" / "copy")
    assert digest(tmp_path / "a" / "deeper" / "copy") == before
    tree.rename(tmp_path / "moved")
    assert digest(tmp_path / "moved") == before


def test_an_undone_edit_brings_the_digest_back(tree):
    before = digest(tree)
    path = tree / "src/latent_mean_field/randomness.py"
    content = path.read_text()
    append(path, "y = 2\n")
    path.write_text(content)
    assert digest(tree) == before


def test_text_that_moves_from_one_file_to_the_next_changes_the_digest(tree):
    first = tree / "src/latent_mean_field/sampling/exact.py"
    second = tree / "src/latent_mean_field/systems/hopfield.py"
    append(first, "y = 2\n")
    before = digest(tree)
    first.write_text(FILES["src/latent_mean_field/sampling/exact.py"])
    second.write_text("y = 2\n" + second.read_text())
    assert digest(tree) != before


def test_every_script_of_the_workflow_has_its_digest():
    root = Path(__file__).parents[1]
    scripts = sorted((root / "workflow" / "scripts").glob("*.py"))
    digests = {digest_of(script, root / "src") for script in scripts}
    assert len(digests) == len(scripts) > 0


def test_a_training_depends_on_networks_and_not_on_figures():
    root = Path(__file__).parents[1]
    script = root / "workflow" / "scripts" / "train_vae.py"
    names = {
        str(path.relative_to(root / "src" / "latent_mean_field"))
        for path in dependencies(script, root / "src")
        if path != script
    }
    assert {"vae/encoder.py", "vae/gaussian_mixture.py", "randomness.py"} <= names
    others = ("plotting", "reporting", "systems", "sampling", "assessment")
    assert not any(name.startswith(others) for name in names)
