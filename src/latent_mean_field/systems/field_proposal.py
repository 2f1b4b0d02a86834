"""Where the latent field of mean-field matter lives: a density to draw it from.

The weight w(m) of theory.md, equation 6, has a peak at every retrieval valley. Peaks
join near the critical point, so the proposal does not rest on them alone: the law of
the spins gives w back as a mixture, w(m) = Σ_s p(s) Normal(m; Ξ^T s / N, 1/N), and a
few thousand states s drawn from a first proposal make kernels that follow its shape.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from latent_mean_field.systems.mean_field import MeanField

MAX_VALLEYS = 64
N_CENTRES = 2048
N_PILOT = 16_384
# Degrees of freedom of the t components: heavier tails than w, which is Gaussian there.
FREEDOM = 5
VALLEY_INFLATION = 1.5
KERNEL_INFLATION = 1.5
BROAD_SHARE, VALLEY_SHARE, KERNEL_SHARE = 0.1, 0.25, 0.65


def find_valleys(
    system: MeanField, rng: np.random.Generator, n_starts: int = 256
) -> NDArray:
    """Peaks of w(m): fixed points m = (1/N) Σ_i Ξ_i tanh(b_i + Ξ_i·m).

    The iteration never lowers w. It starts on both signs of every pattern and on
    `n_starts` random mixtures of patterns.

    Returns:
        Distinct fixed points, the heaviest w first, shape (n_valleys, n_patterns).
    """
    patterns = system.patterns
    n_spins, n_patterns = patterns.shape
    single = np.eye(n_patterns)
    mixed = rng.standard_normal((n_starts, n_patterns))
    starts = np.concatenate([single, -single, mixed])
    m = np.sign(starts @ patterns.T) @ patterns / n_spins
    for _ in range(1000):
        previous, m = m, np.tanh(system.local_fields(m)) @ patterns / n_spins
        if np.abs(m - previous).max() < 1e-6:
            break
    m = m[np.argsort(-system.log_field_weight(m))]
    # Closer than the narrowest possible peak, of width 1 / sqrt(N).
    return _distinct(m, 0.3 / np.sqrt(n_spins))[:MAX_VALLEYS]


def _distinct(points: NDArray, distance: float) -> NDArray:
    """The points that have no earlier point within `distance`."""
    kept: list[NDArray] = []
    for point in points:
        if all(np.linalg.norm(point - other) >= distance for other in kept):
            kept.append(point)
    return np.array(kept)


def valley_covariances(system: MeanField, valleys: NDArray) -> NDArray:
    """Inverse Hessians of -log w, shape (n_valleys, n_patterns, n_patterns).

    Where the Hessian vanishes (critical point) w falls off as exp(-N m^4), hence the
    largest variance of order 1 / sqrt(N).
    """
    patterns = system.patterns
    n_spins, n_patterns = patterns.shape
    slope = 1 - np.tanh(system.local_fields(valleys)) ** 2
    softening = np.einsum("im,ki,in->kmn", patterns, slope, patterns, optimize=True)
    curvature, axes = np.linalg.eigh(n_spins * np.eye(n_patterns) - softening)
    variance = 1 / np.maximum(curvature, 0.5 * np.sqrt(n_spins))
    return np.einsum("kmj,kj,knj->kmn", axes, variance, axes)


@dataclass(frozen=True)
class FieldProposal:
    """A mixture of Student t components and of equal Gaussian kernels.

    Attributes:
        means: of the t components, the broad one first, (n_components, n_patterns).
        roots: Cholesky factors of their scale matrices, (n_components, n_patterns,
            n_patterns).
        shares: their probabilities; what is missing to 1 belongs to the kernels.
        centres: of the kernels, shape (n_centres, n_patterns), possibly none.
        variance: of the kernels.
    """

    means: NDArray
    roots: NDArray
    shares: NDArray
    centres: NDArray
    variance: float = 1.0
    _steps: NDArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        kernel = (1 - self.shares.sum()) / max(len(self.centres), 1)
        steps = np.cumsum(np.append(self.shares, np.full(len(self.centres), kernel)))
        object.__setattr__(self, "_steps", steps / steps[-1])

    def draw(self, n_nodes: int, rng: np.random.Generator) -> NDArray:
        """Nodes m, shape (n_nodes, n_patterns), stratified over the components."""
        ladder = (np.arange(n_nodes) + rng.random(n_nodes)) / n_nodes
        component = np.searchsorted(self._steps, ladder, side="right")
        noise = rng.standard_normal((n_nodes, self.means.shape[1]))
        n_wide = np.searchsorted(component, len(self.means))
        wide, narrow = component[:n_wide], component[n_wide:] - len(self.means)
        stretch = np.sqrt(rng.chisquare(FREEDOM, (n_wide, 1)) / FREEDOM)
        step = np.einsum("kmn,kn->km", self.roots[wide], noise[:n_wide] / stretch)
        kernels = self.centres[narrow] + np.sqrt(self.variance) * noise[n_wide:]
        return np.concatenate([self.means[wide] + step, kernels])

    def log_density(self, m: NDArray) -> NDArray:
        """Log density of each node, for m of shape (n_nodes, n_patterns)."""
        wide = logsumexp(
            [
                np.log(share) + _log_student(m, mean, root)
                for share, mean, root in zip(
                    self.shares, self.means, self.roots, strict=True
                )
            ],
            axis=0,
        )
        if not len(self.centres):
            return wide
        log_share = np.log(1 - self.shares.sum())
        return np.logaddexp(wide, log_share + self._log_kernels(m))

    def _log_kernels(self, m: NDArray) -> NDArray:
        """Log density of the mean of the kernels."""
        precision, n_patterns = 1 / self.variance, m.shape[1]
        half_norms = 0.5 * precision * (self.centres**2).sum(1)
        log_mean = np.empty(len(m))
        # Blocks whose exponents stay in the cache.
        for rows in np.array_split(np.arange(len(m)), 1 + len(m) // 256):
            exponent = precision * (m[rows] @ self.centres.T) - half_norms
            top = exponent.max(1, keepdims=True)
            log_mean[rows] = np.log(np.exp(exponent - top).mean(1)) + top[:, 0]
        log_mean -= 0.5 * precision * (m**2).sum(1)
        return log_mean + 0.5 * n_patterns * np.log(precision / (2 * np.pi))


def _log_student(m: NDArray, mean: NDArray, root: NDArray) -> NDArray:
    """Log density of a multivariate t with the given location and Cholesky factor."""
    n_patterns = len(mean)
    distance = (np.linalg.solve(root, (m - mean).T) ** 2).sum(0)
    half = 0.5 * (FREEDOM + n_patterns)
    log_norm = gammaln(half) - gammaln(0.5 * FREEDOM)
    log_norm -= 0.5 * n_patterns * np.log(FREEDOM * np.pi)
    log_norm -= np.log(np.diag(root)).sum()
    return log_norm - half * np.log1p(distance / FREEDOM)


def propose_field(system: MeanField, rng: np.random.Generator) -> FieldProposal:
    """Build the proposal: valleys first, then twice the kernels of states it yields."""
    proposal = _valley_proposal(system, rng)
    valley_shares = proposal.shares[1:] / proposal.shares[1:].sum()
    shares = np.append(BROAD_SHARE, VALLEY_SHARE * valley_shares)
    for _ in range(2):
        centres = _draw_centres(system, proposal, rng)
        variance = KERNEL_INFLATION / len(system.patterns)
        proposal = FieldProposal(
            proposal.means, proposal.roots, shares, centres, variance
        )
    return proposal


def _valley_proposal(system: MeanField, rng: np.random.Generator) -> FieldProposal:
    """One t component per valley (Laplace weights) and a broad one over all."""
    valleys = find_valleys(system, rng)
    covariances = valley_covariances(system, valleys)
    n_valleys, n_patterns = valleys.shape
    spread = np.cov(valleys.T, bias=True).reshape(n_patterns, n_patterns)
    broad = 2 * (spread + covariances.mean(0))
    scales = np.concatenate([broad[None], VALLEY_INFLATION * covariances])
    log_mass = system.log_field_weight(valleys)
    log_mass += 0.5 * np.linalg.slogdet(covariances)[1]
    # Laplace weights are crude: a tenth is shared equally.
    mass = 0.9 * np.exp(log_mass - logsumexp(log_mass)) + 0.1 / n_valleys
    return FieldProposal(
        np.concatenate([valleys.mean(0)[None], valleys]),
        np.linalg.cholesky(scales),
        np.append(0.5, 0.5 * mass),
        np.empty((0, n_patterns)),
    )


def _draw_centres(
    system: MeanField, proposal: FieldProposal, rng: np.random.Generator
) -> NDArray:
    """Ξ^T s / N of states s drawn by resampling, neighbours next to each other."""
    m = proposal.draw(N_PILOT, rng)
    log_weight = system.log_field_weight(m) - proposal.log_density(m)
    chosen = rng.choice(
        N_PILOT, N_CENTRES, p=np.exp(log_weight - logsumexp(log_weight))
    )
    tanh_y = np.tanh(system.local_fields(m[chosen]))
    spins = np.where(rng.uniform(-1, 1, tanh_y.shape) < tanh_y, 1.0, -1.0)
    centres = spins @ system.patterns / len(system.patterns)
    # Sorted, because stratifying over unsorted centres would gain nothing.
    valleys = proposal.means[1:]
    nearest = ((centres[:, None] - valleys) ** 2).sum(-1).argmin(1)
    return centres[np.lexsort((centres @ valleys[0], nearest))]
