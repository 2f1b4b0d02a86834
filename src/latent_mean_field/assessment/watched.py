"""All that is asked of an autoencoder of walks, by what was watched."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from latent_mean_field.assessment.traversal import traverse
from latent_mean_field.assessment.walks import (
    Arrays,
    Watched,
    assess_angles,
    assess_time_scales,
    assess_walks,
    typical_seed,
)
from latent_mean_field.assessment.wells import assess_wells
from latent_mean_field.quantities import Quantity
from latent_mean_field.sampling.observed import WALKED, Observed
from latent_mean_field.systems.overdamped import frame_spacing
from latent_mean_field.systems.peptide_geometry import rolled
from latent_mean_field.systems.views import VIEWS
from latent_mean_field.vae.dynamical.fit import WalkFit

PEPTIDES = ("peptide", "dipeptide")
# What compares latents with coordinates of D = 1, which angles of a molecule are not.
OF_UNIT_DIFFUSION = {
    "aligned_mse",
    "aligned_mse_greatest",
    "scaled_mse",
    "affine_mse",
    "singular_value_min",
    "singular_value_max",
}


def assess_watched(
    fit: WalkFit,
    case: Mapping[str, Any],
    observed: Observed,
    lag: int,
    rng: np.random.Generator,
) -> tuple[dict[str, Quantity], Arrays]:
    """Alignment and time scales; of wells local stretches, of peptides their angles.

    Of a spot also decoded photographs, for the figure. No alignment of a molecule.

    Args:
        fit: trained autoencoders.
        case: keys of the fit, `system`, `method` and perhaps `view`.
        observed: held-out stretches of walks.
        lag: of the Markov state model, in frames.
        rng: of the walkers that tell true mean steps.
    """
    system = case["system"]
    watched = Watched(*observed, frame_spacing(WALKED[system]))
    numbers, arrays = assess_walks(fit, watched)
    if system == "dipeptide":
        numbers = {k: v for k, v in numbers.items() if k not in OF_UNIT_DIFFUSION}
    parts = [assess_time_scales(fit, watched, lag)]
    if system == "three_well":
        view = VIEWS[case.get("view", "parabola")]
        parts.append(assess_wells(fit, view, watched, rng))
    if system in PEPTIDES:
        # Cut open elsewhere for the alignment; colours go round.
        shown = rolled(arrays["shown_truth"] * np.sqrt(watched.spacing))
        parts.append((assess_angles(fit, watched), {"shown_angles": shown}))
    if system == "spot":
        seed = typical_seed(arrays["aligned"])
        parts.append(({}, {"traversal": traverse(fit, watched.frames, seed)}))
    for more, their_arrays in parts:
        numbers |= more
        arrays |= their_arrays
    return numbers, arrays
