"""Ways to train that go together, and that can be compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from latent_mean_field.cases import CHAPTERS, Case, case_label, swept

# Snapshots of a wake that tell whether it sheds: it does so six times in all of them.
LEAST_FRAMES = 25


def problems(config: Mapping[str, Any]) -> Iterator[str]:
    """Of priors, posteriors and schedules, then of each chapter of variants."""
    yield from chain(
        _priors(config),
        _posteriors(config),
        _annealing(config),
        _mechanisms(config["independent_mechanisms"]),
        _mixtures(config["gaussian_mixture"]),
        _perturbation(config["perturbation"]),
    )


def _ways(chapter: Mapping[str, Any], part: str) -> dict[str, dict[str, Any]]:
    """Settings of a chapter and of each way to train that changes some of them."""
    own = {f"{part}.{name}": way for name, way in chapter[part].items()}
    return {key: {**chapter["vae"], **way} for key, way in ({"vae": {}} | own).items()}


def _missing(
    fits: Sequence[Case], asked: Iterable[Case], ways: Iterable[str]
) -> Iterator[str]:
    """Fits of what is asked, as it is and in every way to train, that nobody wants."""
    for fit in asked:
        free = {key: value for key, value in fit.items() if key != "vae"}
        for wanted in (free, *({**free, "vae": name} for name in ways)):
            if wanted not in fits:
                yield f"{case_label(wanted)} is missing"


def _priors(config: Mapping[str, Any]) -> Iterator[str]:
    """A learned prior starts at principal components, and is not turned with them."""
    for chapter in CHAPTERS:
        vae, fixed = config[chapter]["vae"], chapter == "independent_mechanisms"
        if vae.get("turned_starts") and vae.get("prior") != "normal" and not fixed:
            yield f"{chapter}.vae.turned_starts: needs prior: normal"


def _posteriors(config: Mapping[str, Any]) -> Iterator[str]:
    """Sources and clusters are those of one Gaussian."""
    for chapter, part in (
        ("independent_mechanisms", "training"),
        ("gaussian_mixture", "variants"),
    ):
        for key, way in _ways(config[chapter], part).items():
            if way["posterior_components"] != 1:
                yield f"{chapter}.{key}.posterior_components: must be 1"


def _annealing(config: Mapping[str, Any]) -> Iterator[str]:
    """Only Gaussian sites have a precision."""
    for chapter in CHAPTERS:
        annealing = config[chapter]["vae"].get("annealing")
        if annealing and chapter != "independent_mechanisms":
            yield f"{chapter}.vae.annealing: its sites have no precision"


def _mechanisms(mechanisms: Mapping[str, Any]) -> Iterator[str]:
    """One fit at least to each kind of mixing; components that data can tell."""
    asked = {case["system"] for case in swept(mechanisms["fits"])}
    if missing := mechanisms["n_sets"].keys() - asked:
        yield f"independent_mechanisms.fits: none to {sorted(missing)}"
    if (asked_for := mechanisms["n_components"]) > (n := mechanisms["n_samples"]):
        yield f"independent_mechanisms.n_components: {asked_for} of {n} samples"


def _mixtures(mixtures: Mapping[str, Any]) -> Iterator[str]:
    """Every matter is fitted in all ways that are compared, over and over."""
    for key, way in _ways(mixtures, "variants").items():
        if way["n_restarts"] < 2:
            yield f"gaussian_mixture.{key}.n_restarts: one training has no spread"
    few = min(mixtures["n_samples"], mixtures["n_held_out"])
    if few < LEAST_FRAMES * (n_flows := mixtures["n_flows"]):
        message = f"{n_flows} of {few} snapshots: fewer than {LEAST_FRAMES} of each"
        yield f"gaussian_mixture.n_flows: {message}"
    fits = swept(mixtures["fits"])
    asked = [{"system": "surface_reaction"}, *fits]
    for missing in _missing(fits, asked, mixtures["variants"]):
        yield f"gaussian_mixture.fits: {missing}"


def _perturbation(perturbation: Mapping[str, Any]) -> Iterator[str]:
    """Trainings that differ in the potential and, at first, in their axes alone."""
    vae, driven = perturbation["vae"], perturbation["variants"]["potential"]
    # A full posterior favours no axes, and loadings alone say where axes are.
    needed = {
        "prior": "normal",
        "turned_starts": True,
        "posterior": "full",
        "decoder_hidden_dim": 0,
    }
    for key, wanted in needed.items():
        if {"posterior": "full", **vae}.get(key) != wanted:
            yield f"perturbation.vae.{key}: must be {wanted}"
    if vae["n_restarts"] < 2:
        yield "perturbation.vae.n_restarts: one training agrees with no other"
    alone = driven.keys() == {"potential"} and driven["potential"]
    if vae.get("potential") or not alone:
        message = "variants.potential and nothing else has a potential, above 0"
        yield f"perturbation: {message}"
    fits = swept(perturbation["fits"])
    for missing in _missing(fits, fits, ["potential"]):
        yield f"perturbation.fits: {missing}"
