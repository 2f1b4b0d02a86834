"""The model peptide: how its atoms vibrate, and where its angles seldom are."""

import numpy as np
import pytest

from latent_mean_field.systems.model_peptide import ModelPeptide, observe_atoms
from latent_mean_field.systems.peptide_geometry import BASINS


def test_atoms_vibrate_about_their_places():
    rng = np.random.default_rng(3)
    seen = observe_atoms(np.repeat(BASINS[:1], 2000, axis=0), rng)
    assert seen.shape == (2000, 30)
    # Six of thirty directions are taken out by superposition.
    assert seen.var(axis=0).sum() == pytest.approx(24 * 0.05**2, rel=0.1)


def test_the_torus_is_cut_where_walkers_seldom_are():
    peptide = ModelPeptide()
    assert (peptide.potential(BASINS) < -5).all()
    cut = np.stack([np.full(50, np.deg2rad(130)), np.linspace(-np.pi, np.pi, 50)], 1)
    assert (peptide.potential(cut) > 1).all()
