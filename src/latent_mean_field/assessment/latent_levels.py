"""Levels of known densities: what perturbation theory gets right, order by order."""

from math import comb

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.rows import Row, as_row
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.sampling.langevin import relaxation_rate
from latent_mean_field.systems.latent_hamiltonian import (
    anisotropic_levels,
    grid_levels,
    oscillator_levels,
    perturbed_levels,
)
from latent_mean_field.systems.mixture_density import MixtureDensity

# Precisions 1 ± eps of a normal density in the plane, and the levels followed.
EPSILONS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
N_LEVELS = 3
# Two Gaussians of this width, so far from the origin; the one whose rate is judged.
WIDTH, PLACES, JUDGED = 0.6, (0.9, 1.1, 1.3), 1.1
CURVE = np.linspace(0.7, 1.5, 17)
# Degree of the oscillator's states, and points of their quadrature.
DEGREE, N_POINTS = 120, 2_000
# Correlations are compared at so many relaxation times.
EARLY, LATE = 0.5, 1.3


def level_rows(
    rng: np.random.Generator, *, n_walkers: int = 200_000
) -> tuple[list[Row], dict[str, NDArray]]:
    """Rows of numbers, and arrays for the figure; rng moves the walkers.

    Arrays: `epsilons` (n,), `exact`, `first` and `second` (n, n_levels); `places` of
    the curve and its `splittings`; `measured_places`, `rates` and `rate_errors`; and of
    the judged pair of Gaussians the axis `z`, the `potential` and two `states`.
    """
    numbers, arrays = _anisotropic()
    splittings = np.array([_splitting(place) for place in CURVE])
    rates = np.array([_measured_rate(place, n_walkers, rng) for place in PLACES])
    rate, error = rates[PLACES.index(JUDGED)]
    rows = [
        as_row({"system": "harmonic"}, _harmonic()),
        *(
            as_row({"system": "anisotropic", "eps": eps}, own)
            for eps, own in numbers.items()
        ),
        as_row({"system": "two_gaussians"}, _two_gaussians(rate, error)),
    ]
    return rows, arrays | _judged_pair() | {
        "places": CURVE,
        "splittings": splittings,
        "measured_places": np.array(PLACES),
        "rates": rates[:, 0],
        "rate_errors": rates[:, 1],
    }


def _normal(precisions: NDArray) -> MixtureDensity:
    d = len(precisions)
    return MixtureDensity(np.ones(1), np.zeros((1, d)), np.diag(1 / precisions)[None])


def _pair(place: float) -> MixtureDensity:
    """Two equal Gaussians at ± place."""
    means = np.array([[-place], [place]])
    return MixtureDensity(np.full(2, 0.5), means, np.full((2, 1, 1), WIDTH**2))


def _harmonic() -> dict[str, Quantity]:
    """How far levels and their degeneracies are from n / 2 and C(n + d - 1, d - 1).

    On the grid for one and two dimensions, in the oscillator's states for three; these
    are of unit variance, the density not, so that nothing is diagonal from the start.
    """
    precision = 0.9
    found = {
        1: grid_levels(_normal(np.ones(1)), 4)[0],
        2: grid_levels(_normal(np.ones(2)), 10, n_points=60)[0],
        3: oscillator_levels(_normal(np.full(3, precision)), 10, n_points=32)
        / precision,
    }
    errors, missing = [], 0
    for d, levels in found.items():
        degeneracies = [comb(n + d - 1, d - 1) for n in range(4)]
        exact = np.repeat(np.arange(4) / 2, degeneracies)
        errors.append(np.abs(levels[: len(exact)] - exact).max())
        counted = [int((np.abs(levels - n / 2) < 0.01).sum()) for n in range(4)]
        missing += sum(abs(a - b) for a, b in zip(counted, degeneracies, strict=True))
    return {
        "level_error": quantity(max(errors), theory=0.0),
        "degeneracies_missing": quantity(float(missing), theory=0.0),
    }


def _anisotropic() -> tuple[dict[float, dict[str, Quantity]], dict[str, NDArray]]:
    """Precisions 1 - eps and 1 + eps: the error of each order beside eps² and eps³."""
    numbers, exact, first, second = {}, [], [], []
    for eps in EPSILONS:
        precisions = np.array([1 - eps, 1 + eps])
        levels = perturbed_levels(_normal(precisions), N_LEVELS)
        exact.append(anisotropic_levels(precisions, N_LEVELS))
        first.append(levels.first)
        second.append(levels.second)
        numbers[eps] = {
            "first_order_error": quantity(_apart(first, exact), theory=eps**2),
            "second_order_error": quantity(_apart(second, exact), theory=eps**3),
            "smallness": quantity(levels.smallness),
        }
    return numbers, {
        "epsilons": np.array(EPSILONS),
        "exact": np.array(exact),
        "first": np.array(first),
        "second": np.array(second),
    }


def _apart(found: list[NDArray], exact: list[NDArray]) -> float:
    return float(np.abs(found[-1] - exact[-1]).max())


def _two_gaussians(rate: float, error: float) -> dict[str, Quantity]:
    rho = _pair(JUDGED)
    splitting, scale = _splitting(JUDGED), rho.covariance[0, 0]
    states = oscillator_levels(rho.standardised(), DEGREE, n_points=N_POINTS)
    return {
        "tunnelling_splitting": quantity(splitting, theory=rate),
        "relaxation_rate": quantity(rate, error, theory=splitting),
        "oscillator_splitting": quantity(states[1] / scale, theory=splitting),
    }


def _splitting(place: float) -> float:
    """First excited level on the grid."""
    rho = _pair(place)
    levels, _, _ = grid_levels(rho.standardised(), 2, n_points=200)
    return float(levels[1] / rho.covariance[0, 0])


def _measured_rate(
    place: float, n_walkers: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Relaxation rate by simulation, over times that the splitting suggests."""
    slow = 1 / _splitting(place)
    times = (EARLY * slow, LATE * slow)
    return relaxation_rate(_pair(place), times, rng, n_walkers=n_walkers)


def _judged_pair() -> dict[str, NDArray]:
    rho = _pair(JUDGED).standardised()
    levels, z, states = grid_levels(rho, 2, n_points=600)
    return {
        "z": z,
        "potential": rho.potential(z[:, None]),
        "levels": levels,
        "states": states.T,
    }
