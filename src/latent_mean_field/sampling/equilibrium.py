"""Independent equilibrium samples, by the best sampler there is for a system."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.sampling.cluster import sample_clusters
from latent_mean_field.sampling.exact import sample_classes, sample_exchangeable
from latent_mean_field.sampling.nematic import sample_nematic
from latent_mean_field.sampling.ring import sample_ring
from latent_mean_field.sampling.tempering import sample_tempered
from latent_mean_field.systems.class_sums import ClassSums, TooManyClassesError
from latent_mean_field.systems.ising_chain import IsingChain
from latent_mean_field.systems.ising_torus import IsingTorus
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.systems.mean_field import MeanField
from latent_mean_field.systems.multispin import MultiSpin


def sample_equilibrium(
    system: MeanField | IsingChain | IsingTorus | MultiSpin | MaierSaupe,
    n_samples: int,
    rng: np.random.Generator,
) -> NDArray:
    """Spins ±1, int8, shape (n_samples, n_spins); of molecules, unit vectors.

    Exact for molecules, for the chain, and for spins that fall into few classes of like
    ones; else clusters or tempered Gibbs sampling, which refuse a run that did not
    equilibrate.
    """
    if isinstance(system, IsingChain):
        return sample_ring(system, n_samples, rng)
    if isinstance(system, IsingTorus):
        return sample_clusters(system, n_samples, rng).spins
    if isinstance(system, MaierSaupe):
        return sample_nematic(system, n_samples, rng)
    if isinstance(system, MultiSpin):
        return sample_exchangeable(system, n_samples, rng)
    try:
        return sample_classes(ClassSums.of(system), n_samples, rng)
    except TooManyClassesError:
        return sample_tempered(system, n_samples, rng).spins
