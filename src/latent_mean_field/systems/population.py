"""A simulated population of retinal ganglion cells that watch a movie.

It stands in for the recording of theory.md section 7 where that cannot be had: its
parameters were chosen so that rates, pairwise correlations, the law of the number of
spiking cells and the time scales resemble the recording's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaincinv, logit, ndtri

N_BISECTIONS = 60
KERNEL_SPAN = 10
MIN_SPIKES = 20


@dataclass(frozen=True)
class StimulusDrivenPopulation:
    """Cells that fire independently of one another, given the movie.

    logit p_i(t) = h_i + Σ_mu g_i,mu m_mu(t - τ_i) + s η_i(t) + δ_i (repeat)

    m_mu are a few smooth drives that many cells share, with sparse transient events
    and a compressed upper range: m_0 excites all cells, the others are features of the
    movie that excite some and inhibit others. η_i is the cell's own smooth view of the
    movie. h_i sets the cell's mean rate; δ_i is a slow drift of its gain over repeats.
    With neither latency nor own view, the logits are those of a linear-field decoder
    whose latent is m (theory.md, section 7).

    All synchrony is locked to the stimulus. In the recording almost all is: given the
    movie, the variance of the number of spiking cells is 1.28 times that of independent
    cells (here 1), and this excess is 2.5 % of the whole variance.

    Times are in bins (20 ms in the recording); gains are in nats.

    Attributes:
        n_repeats: showings of the movie.
        n_cells: cells recorded at once.
        n_bins: length of the movie.
        n_drives: shared drives, the one of all cells included.
        drive_time: time constant of the filter that makes the shared drives.
        private_time: time constant of the filter that makes η_i.
        event_probability: chance that an event of a shared drive begins in a bin.
        event_size: its size, in standard deviations of the noise that is filtered.
        compression: κ in m ∝ 1 - exp(-κ x), x normal over the movie's bins, which
            bounds the drives and stretches quiet times; greater than 0.
        shared_gain: mean over cells of g_i,0.
        shared_gain_spread: standard deviation of log g_i,0.
        feature_gain: standard deviation of g_i,mu for mu > 0.
        private_gain: s.
        max_latency: τ_i is drawn evenly from 0 to this.
        mean_probability: mean over cells of the spike probability per bin.
        probability_shape: shape of its gamma law over cells.
        min_probability: lowest spike probability of a cell, averaged over the movie.
        max_probability: highest.
        drift: standard deviation of the change of δ_i from first to last repeat.

    Raises:
        ValueError: fewer than one repeat, cell or drive, or two bins.
    """

    n_repeats: int = 297
    n_cells: int = 160
    n_bins: int = 953
    n_drives: int = 4
    drive_time: float = 7.5
    private_time: float = 3.2
    event_probability: float = 0.01
    event_size: float = 3.0
    compression: float = 0.7
    shared_gain: float = 3.7
    shared_gain_spread: float = 0.4
    feature_gain: float = 0.8
    private_gain: float = 2.4
    max_latency: int = 2
    mean_probability: float = 0.0358
    probability_shape: float = 1.45
    min_probability: float = 0.001
    max_probability: float = 0.1625
    drift: float = 0.3

    def __post_init__(self) -> None:
        if min(self.n_repeats, self.n_cells, self.n_drives, self.n_bins - 1) < 1:
            raise ValueError(f"too small a population: {self}")

    def sample(self, rng: np.random.Generator) -> NDArray[np.uint8]:
        """Draw a movie, cells and their spikes.

        Returns:
            Raster of {0, 1}, uint8, shape (n_repeats, n_cells, n_bins).
        """
        logits = self.logits(rng).astype(np.float32)
        raster = np.empty((self.n_repeats, *logits.shape), np.uint8)
        for repeat, drift in enumerate(self.gain_drift(rng).astype(np.float32)):
            p = expit(logits + drift[:, None])
            raster[repeat] = rng.random(logits.shape, np.float32) < p
        return raster

    def logits(self, rng: np.random.Generator) -> NDArray:
        """Logit p_i(t) of a drawn movie and cells without drift, (n_cells, n_bins)."""
        stimulus = self._shared_part(rng) + self.private_gain * self._private(rng)
        rates = rng.permutation(self.probabilities)
        return stimulus + _offsets(stimulus, rates)[:, None]

    @property
    def probabilities(self) -> NDArray:
        """Mean spike probabilities per bin, ascending, shape (n_cells,).

        Evenly spaced quantiles of a clipped gamma law, so that two populations
        differ in their cells but not in their mean rate. In a miniature the lowest are
        raised so that every cell is expected to spike at least `MIN_SPIKES` times.
        """
        scale = self.mean_probability / self.probability_shape
        p = scale * gammaincinv(self.probability_shape, _levels(self.n_cells))
        heard = min(MIN_SPIKES / (self.n_repeats * self.n_bins), self.max_probability)
        lowest = max(self.min_probability, heard)
        return np.clip(p, lowest, self.max_probability)

    def gain_drift(self, rng: np.random.Generator) -> NDArray:
        """δ, shape (n_repeats, n_cells): linear in time, zero half-way."""
        slopes = self.drift * rng.standard_normal(self.n_cells)
        return np.outer(np.linspace(-0.5, 0.5, self.n_repeats), slopes)

    def _shared_part(self, rng: np.random.Generator) -> NDArray:
        """Σ_mu g_i,mu m_mu(t - τ_i), shape (n_cells, n_bins)."""
        drives = self._drives(rng)
        gains = self._gains(rng)
        latencies = rng.integers(self.max_latency + 1, size=self.n_cells)
        starts = self.max_latency - latencies
        seen = [drives[:, start : start + self.n_bins] for start in starts]
        return np.einsum("im,imt->it", gains, np.stack(seen))

    def _drives(self, rng: np.random.Generator) -> NDArray:
        """m, zero mean and unit variance, (n_drives, n_bins + max_latency).

        The movie decides when a drive is strong, not how often: one movie is too short
        for its own histogram, and synchrony would differ twofold between two of them.
        """
        kernel = _kernel(self.drive_time)
        shape = (self.n_drives, self.n_bins + self.max_latency + len(kernel) - 1)
        events = rng.random(shape) < self.event_probability
        noise = rng.standard_normal(shape) + self.event_size * events
        order = _filter(noise, kernel).argsort(axis=1).argsort(axis=1)
        values = -np.expm1(-self.compression * ndtri(_levels(order.shape[1])))
        return _standardise(values[order])

    def _private(self, rng: np.random.Generator) -> NDArray:
        """η, zero mean and unit variance, shape (n_cells, n_bins)."""
        kernel = _kernel(self.private_time)
        noise = rng.standard_normal((self.n_cells, self.n_bins + len(kernel) - 1))
        return _standardise(_filter(noise, kernel))

    def _gains(self, rng: np.random.Generator) -> NDArray:
        """g, shape (n_cells, n_drives): log-normal for m_0, normal for the features."""
        gains = self.feature_gain * rng.standard_normal((self.n_cells, self.n_drives))
        spread = self.shared_gain_spread
        log_gain = spread * rng.standard_normal(self.n_cells) - spread**2 / 2
        gains[:, 0] = self.shared_gain * np.exp(log_gain)
        return gains


def _levels(n: int) -> NDArray:
    """Levels of n evenly spaced quantiles."""
    return (np.arange(n) + 0.5) / n


def _kernel(time: float) -> NDArray:
    """Causal filter t exp(-t / time): smooth onset, no jump in what it makes."""
    t = np.arange(int(np.ceil(KERNEL_SPAN * time))) + 1
    return t * np.exp(-t / time)


def _filter(noise: NDArray, kernel: NDArray) -> NDArray:
    """Convolve each row with the kernel where they overlap completely."""
    return np.stack([np.convolve(row, kernel, "valid") for row in noise])


def _standardise(rows: NDArray) -> NDArray:
    """Zero mean and unit variance of each row."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    return centred / centred.std(axis=1, keepdims=True)


def _offsets(stimulus: NDArray, rates: NDArray) -> NDArray:
    """h_i with mean_t expit(h_i + stimulus_i(t)) = rates_i, by bisection, (n_cells,).

    At the first bounds every p_i(t) lies on one side of the rate.
    """
    low = logit(rates) - stimulus.max(axis=1)
    high = logit(rates) - stimulus.min(axis=1)
    for _ in range(N_BISECTIONS):
        middle = (low + high) / 2
        too_low = expit(middle[:, None] + stimulus).mean(axis=1) < rates
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    return (low + high) / 2
