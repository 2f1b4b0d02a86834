"""Matter that can be drawn, and latents that can be read off it."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from latent_mean_field.cases import Case, case_label, latent_dim, n_sites, swept

# Latents of spins that are known to be alike (`decoding.exchangeable.MAX_LATENTS`).
MAX_LATENTS = 3


def problems(config: Mapping[str, Any]) -> Iterator[str]:
    """Of every case of every chapter, of what figures show, and of recovery."""
    for key, chapter, case in _cases(config):
        yield from _latents(key, case, n_sites(config, chapter, case))
        yield from _coupling(key, case, chapter)
    yield from chain(_shown(config), _recovery(config["recovery"]))


def _cases(config: Mapping[str, Any]) -> Iterator[tuple[str, str, Case]]:
    """Every case: the key of the configuration that asks for it, chapter and case."""
    for chapter in ("curie_weiss", "hopfield", "maier_saupe", "retina"):
        for number, case in enumerate(config[chapter]["cases"]):
            yield f"{chapter}.cases[{number}]", chapter, case
    parts = [
        (name, "fits") for name in ("recovery", "perturbation", "gaussian_mixture")
    ]
    parts += [("capacity", part) for part in ("fits", "cuts", "calibration")]
    for chapter, part in parts:
        for number, sweep in enumerate(config[chapter][part]):
            for case in swept([sweep]):
                yield f"{chapter}.{part}[{number}]", chapter, case


def _latents(key: str, case: Case, sites: int) -> Iterator[str]:
    """No more latents, and no more patterns, than sites."""
    for number, name in ((case.get("p", 0), "patterns"), (latent_dim(case), "latents")):
        if number > sites:
            yield f"{key}: {number} {name} for {sites} sites"


def _coupling(key: str, case: Case, chapter: str) -> Iterator[str]:
    """Mean-field matter without couplings has no temperature, and none to recover."""
    if case.get("system", chapter) in ("curie_weiss", "hopfield"):
        for name in ("beta_J", "beta"):
            if case.get(name, 1) == 0:
                yield f"{key}.{name}: 0 is no coupling"


def _shown(config: Mapping[str, Any]) -> Iterator[str]:
    """Figures show what has no latents to spare or to want, and a lattice.

    One latent at least has the levels of the order parameter.
    """
    for chapter, what in (("hopfield", "case"), ("maier_saupe", "case in space")):
        if not any(
            "d" not in case and case.get("dimension", 3) == 3
            for case in config[chapter]["cases"]
        ):
            yield f"{chapter}.cases: no {what} without d"
    fits = swept(config["capacity"]["fits"])
    if not any(fit["system"] == "ising_2d" for fit in fits):
        yield "capacity.fits: none of ising_2d"
    if all(latent_dim(case) > 1 for case in config["curie_weiss"]["cases"]):
        yield "curie_weiss.cases: none of one latent"


def _recovery(recovery: Mapping[str, Any]) -> Iterator[str]:
    """A fit that says d rivals one that does not; spins all alike have few latents."""
    fits = swept(recovery["fits"])
    for fit in fits:
        key = f"recovery.fits: {case_label(fit)}"
        if fit["system"] == "curie_weiss" and latent_dim(fit) > MAX_LATENTS:
            yield f"{key}: more than {MAX_LATENTS} latents"
        if "d" in fit and {k: v for k, v in fit.items() if k != "d"} not in fits:
            yield f"{key}: the same without d is missing"
