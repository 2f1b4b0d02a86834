"""Check a configuration before anything is computed; one line names the culprit."""

import math
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, TypeChecker, ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from numpy.typing import NDArray

from latent_mean_field.cases import (
    CHAPTERS,
    case_label,
    decoder_of,
    latent_dim,
    n_sites,
    swept,
)
from latent_mean_field.recordings import split_raster
from latent_mean_field.systems.dipeptide import is_installed
from latent_mean_field.systems.recording import RecordingError

# Snapshots of a wake that tell whether it sheds: it does so six times in all of them.
LEAST_FRAMES = 25
# Latents of spins that are known to be alike (`decoding.exchangeable.MAX_LATENTS`).
MAX_LATENTS = 3


def _is_integer(_: TypeChecker, value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and abs(value) < 2**63


def _is_finite(checker: TypeChecker, value: Any) -> bool:
    return _is_integer(checker, value) or (
        isinstance(value, float) and math.isfinite(value)
    )


# Stricter than JSON: 100.0 is no count of spins, .nan is no temperature, and nothing
# is counted that 64 bits cannot hold.
Validator = extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_finite}
    ),
)


class ConfigurationError(ValueError):
    """A key of the configuration is unknown, missing or impossible."""


def check_configuration(config: Mapping[str, Any], schema_path: Path) -> None:
    """Validate a configuration against its schema, then against the physics.

    Raises:
        ConfigurationError: in one line, the key and what is wrong with it.
    """
    schema = yaml.safe_load(schema_path.read_text())
    error = best_match(Validator(schema).iter_errors(config))
    if error is not None:
        raise ConfigurationError(_one_line(error))
    for key, chapter, case in _cases(config):
        _check_latents(key, case, n_sites(config, chapter, case))
        _check_coupling(key, case, chapter)
    _check_shown(config)
    _check_curie_weiss(config["curie_weiss"])
    _check_priors(config)
    _check_posteriors(config)
    _check_annealing(config)
    _check_mechanisms(config["independent_mechanisms"])
    _check_mixtures(config["gaussian_mixture"])
    _check_held_out(config["retina"])
    _check_laws(config["retina"])
    _check_recovery(config["recovery"])
    _check_perturbation(config["perturbation"])
    _check_dynamics(config["dynamics"])


def check_recording(retina: Mapping[str, Any], raster: NDArray) -> None:
    """Whether a recording has the cells, repeats and bins that are asked for.

    Args:
        retina: that part of the configuration.
        raster: what will be used of it, shape (n_repeats, n_cells, n_bins).

    Raises:
        RecordingError: one line that names the file.
    """
    name, n_cells = retina["recording"], raster.shape[1]
    cases, laws = retina["cases"], swept(retina["laws"])
    wanted = [*map(latent_dim, cases), *(law.get("p", 0) for law in laws)]
    if max(wanted) > n_cells:
        message = f"{max(wanted)} latents or patterns of {n_cells} cells"
        raise RecordingError(f"{name}: {message}")
    held_out = {key: retina[key] for key in ("held_out_repeats", "held_out_bins")}
    for split in {case["split"] for case in (*cases, *laws)}:
        try:
            split_raster(raster, split, **held_out)
        except RecordingError as error:
            raise RecordingError(f"{name}: {error}") from error


def _one_line(error: ValidationError) -> str:
    path = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}"
        for part in error.absolute_path
    )
    return f"configuration: {path.lstrip('.') or 'top level'}: {_short(error.message)}"


def _short(message: str) -> str:
    """A message without the middle of what it quotes."""
    return message if len(message) < 160 else f"{message[:60]} ... {message[-60:]}"


def _cases(
    config: Mapping[str, Any],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every case: the key of the configuration that asks for it, chapter and case."""
    for chapter in ("curie_weiss", "hopfield", "maier_saupe", "retina"):
        for number, case in enumerate(config[chapter]["cases"]):
            yield f"{chapter}.cases[{number}]", chapter, case
    for chapter in ("recovery", "perturbation", "gaussian_mixture"):
        for number, sweep in enumerate(config[chapter]["fits"]):
            for case in swept([sweep]):
                yield f"{chapter}.fits[{number}]", chapter, case
    for part in ("fits", "cuts", "calibration"):
        for number, sweep in enumerate(config["capacity"][part]):
            for case in swept([sweep]):
                yield f"capacity.{part}[{number}]", "capacity", case


def _check_latents(key: str, case: Mapping[str, Any], sites: int) -> None:
    """No more latents, and no more patterns, than sites."""
    for number, name in ((case.get("p", 0), "patterns"), (latent_dim(case), "latents")):
        if number > sites:
            message = f"configuration: {key}: {number} {name} for {sites} sites"
            raise ConfigurationError(message)


def _check_coupling(key: str, case: Mapping[str, Any], chapter: str) -> None:
    """Mean-field matter without couplings has no temperature, and none to recover."""
    if case.get("system", chapter) in ("curie_weiss", "hopfield"):
        for name in ("beta_J", "beta"):
            if case.get(name, 1) == 0:
                message = f"{key}.{name}: 0 is no coupling"
                raise ConfigurationError(f"configuration: {message}")


def _check_shown(config: Mapping[str, Any]) -> None:
    """Figures show what has no latents to spare or to want, and a lattice."""
    for chapter, what in (("hopfield", "case"), ("maier_saupe", "case in space")):
        if not any(
            "d" not in case and case.get("dimension", 3) == 3
            for case in config[chapter]["cases"]
        ):
            message = f"{chapter}.cases: no {what} without d"
            raise ConfigurationError(f"configuration: {message}")
    fits = swept(config["capacity"]["fits"])
    if not any(fit["system"] == "ising_2d" for fit in fits):
        raise ConfigurationError("configuration: capacity.fits: none of ising_2d")


def _check_curie_weiss(curie_weiss: Mapping[str, Any]) -> None:
    """One latent at least has the levels of the order parameter."""
    if all(latent_dim(case) > 1 for case in curie_weiss["cases"]):
        message = "curie_weiss.cases: none of one latent"
        raise ConfigurationError(f"configuration: {message}")


def _check_laws(retina: Mapping[str, Any]) -> None:
    """A law says what it needs and nothing else, and its decoder is among the cases."""
    needed = {"bernoulli_mixture": {"components"}, "boltzmann_machine": {"hidden"}}
    laws = swept(retina["laws"])
    shown = {"system": "generalised_hopfield", "split": "repeat"}
    if not any(
        shown.items() <= law.items() and not law.keys() & {"d", "vae"} for law in laws
    ):
        message = "one generalised_hopfield of split: repeat without d or vae is needed"
        raise ConfigurationError(f"configuration: retina.laws: {message}")
    for law in laws:
        own, keys = needed.get(law["system"], set()), law.keys() - {"system", "split"}
        ours = law["system"] == "generalised_hopfield"
        if ours and (decoder := decoder_of(law)) not in retina["cases"]:
            problem = f"there is no case {case_label(decoder)}"
        elif not ours and keys != own:
            problem = f"needs the keys {sorted(own)}, found {sorted(keys)}"
        elif ours and keys - {"p", "d", "vae"}:
            problem = f"knows the keys p, d and vae, found {sorted(keys)}"
        elif law.get("p", 1) > retina["n_cells"]:
            problem = f"{law['p']} patterns of {retina['n_cells']} cells"
        elif law["system"] == "stimulus_locked" and law["split"] != "repeat":
            problem = "knows no stimulus beyond that of the training words"
        else:
            continue
        message = f"retina.laws: {case_label(law)}: {problem}"
        raise ConfigurationError(f"configuration: {message}")


def _check_recovery(recovery: Mapping[str, Any]) -> None:
    """A fit that says d rivals one that does not; spins all alike have few latents."""
    fits = swept(recovery["fits"])
    for fit in fits:
        if fit["system"] == "curie_weiss" and latent_dim(fit) > MAX_LATENTS:
            message = f"{case_label(fit)}: more than {MAX_LATENTS} latents"
            raise ConfigurationError(f"configuration: recovery.fits: {message}")
        if "d" in fit and {k: v for k, v in fit.items() if k != "d"} not in fits:
            message = f"recovery.fits: {case_label(fit)}: the same without d is missing"
            raise ConfigurationError(f"configuration: {message}")


def _check_priors(config: Mapping[str, Any]) -> None:
    """A learned prior starts at principal components, and is not turned with them."""
    for chapter in CHAPTERS:
        vae, fixed = config[chapter]["vae"], chapter == "independent_mechanisms"
        if vae.get("turned_starts") and vae.get("prior") != "normal" and not fixed:
            message = f"{chapter}.vae.turned_starts: needs prior: normal"
            raise ConfigurationError(f"configuration: {message}")


def _check_posteriors(config: Mapping[str, Any]) -> None:
    """Sources and clusters are those of one Gaussian."""
    for chapter, ways in (
        ("independent_mechanisms", "training"),
        ("gaussian_mixture", "variants"),
    ):
        own = {f"{ways}.{name}": way for name, way in config[chapter][ways].items()}
        for key, way in ({"vae": config[chapter]["vae"]} | own).items():
            if way.get("posterior_components", 1) != 1:
                message = f"{chapter}.{key}.posterior_components: must be 1"
                raise ConfigurationError(f"configuration: {message}")


def _check_annealing(config: Mapping[str, Any]) -> None:
    """Only Gaussian sites have a precision."""
    for chapter in CHAPTERS:
        if chapter != "independent_mechanisms" and config[chapter]["vae"].get(
            "annealing"
        ):
            message = f"{chapter}.vae.annealing: its sites have no precision"
            raise ConfigurationError(f"configuration: {message}")


def _check_mechanisms(mechanisms: Mapping[str, Any]) -> None:
    """One fit at least to each kind of mixing; components that data can tell."""
    asked = {case["system"] for case in swept(mechanisms["fits"])}
    if missing := mechanisms["n_sets"].keys() - asked:
        message = f"independent_mechanisms.fits: none to {sorted(missing)}"
        raise ConfigurationError(f"configuration: {message}")
    if (asked_for := mechanisms["n_components"]) > (n := mechanisms["n_samples"]):
        message = f"independent_mechanisms.n_components: {asked_for} of {n} samples"
        raise ConfigurationError(f"configuration: {message}")


def _check_mixtures(mixtures: Mapping[str, Any]) -> None:
    """Every matter is fitted in all ways that are compared, over and over."""
    ways = {"vae": {}} | {f"variants.{k}": v for k, v in mixtures["variants"].items()}
    for key, own in ways.items():
        if {**mixtures["vae"], **own}["n_restarts"] < 2:
            message = f"gaussian_mixture.{key}.n_restarts: one training has no spread"
            raise ConfigurationError(f"configuration: {message}")
    n_flows, few = (
        mixtures["n_flows"],
        min(mixtures["n_samples"], mixtures["n_held_out"]),
    )
    if few < LEAST_FRAMES * n_flows:
        message = f"{n_flows} of {few} snapshots: fewer than {LEAST_FRAMES} of each"
        raise ConfigurationError(f"configuration: gaussian_mixture.n_flows: {message}")
    fits = swept(mixtures["fits"])
    for fit in [{"system": "surface_reaction"}, *fits]:
        free = {key: value for key, value in fit.items() if key != "vae"}
        for wanted in (free, *({**free, "vae": name} for name in mixtures["variants"])):
            if wanted not in fits:
                message = f"gaussian_mixture.fits: {case_label(wanted)} is missing"
                raise ConfigurationError(f"configuration: {message}")


def _check_perturbation(perturbation: Mapping[str, Any]) -> None:
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
            message = f"perturbation.vae.{key}: must be {wanted}"
            raise ConfigurationError(f"configuration: {message}")
    if vae["n_restarts"] < 2:
        message = "perturbation.vae.n_restarts: one training agrees with no other"
        raise ConfigurationError(f"configuration: {message}")
    if (
        vae.get("potential")
        or driven.keys() != {"potential"}
        or not driven["potential"]
    ):
        message = "variants.potential and nothing else has a potential, above 0"
        raise ConfigurationError(f"configuration: perturbation: {message}")
    fits = swept(perturbation["fits"])
    for fit in fits:
        free = {key: value for key, value in fit.items() if key != "vae"}
        for wanted in (free, {**free, "vae": "potential"}):
            if wanted not in fits:
                message = f"perturbation.fits: {case_label(wanted)} is missing"
                raise ConfigurationError(f"configuration: {message}")


def _check_dynamics(dynamics: Mapping[str, Any]) -> None:
    """Every method is compared in three wells; all is watched, for long enough."""
    fits = swept(dynamics["fits"])
    for method in dynamics["methods"]:
        if (wanted := {"system": "three_well", "method": method}) not in fits:
            message = f"dynamics.fits: {case_label(wanted)} is missing"
            raise ConfigurationError(f"configuration: {message}")
    _check_watched(dynamics["walks"].keys(), {fit["system"] for fit in fits})
    for number, fit in enumerate(fits):
        if "view" in fit and fit["system"] != "three_well":
            message = f"dynamics.fits[{number}].view: a {fit['system']} has one only"
            raise ConfigurationError(f"configuration: {message}")
        own = dynamics["training"].get(fit["system"], {})
        settings = {**dynamics["methods"][fit["method"]], **own}
        if settings["n_snapshots"] > settings["n_epochs"]:
            message = f"dynamics: {case_label(fit)}: more n_snapshots than n_epochs"
            raise ConfigurationError(f"configuration: {message}")
    for system, walks in dynamics["walks"].items():
        if walks["lag"] >= (left := round(dynamics["held_out"] * walks["n_frames"])):
            message = f"walks.{system}.lag: {walks['lag']} of {left} held-out frames"
            raise ConfigurationError(f"configuration: dynamics.{message}")


def _check_watched(walks: Set[str], asked: Set[str]) -> None:
    """What is walked is fitted, what is fitted is walked, by software that is there."""
    if missing := walks - asked:
        message = f"dynamics.fits: none to {sorted(missing)}"
        raise ConfigurationError(f"configuration: {message}")
    if missing := asked - walks:
        message = f"dynamics.walks: none of {sorted(missing)}"
        raise ConfigurationError(f"configuration: {message}")
    if "dipeptide" in asked and not is_installed():
        cure = "pip install -r envs/requirements-openmm.txt"
        message = f"dynamics.fits: dipeptide needs OpenMM, which is missing: {cure}"
        raise ConfigurationError(f"configuration: {message}")


def _check_held_out(retina: Mapping[str, Any]) -> None:
    """Something must be left to train on."""
    if retina["held_out_repeats"] >= retina["n_repeats"]:
        message = (
            f"configuration: retina.held_out_repeats: {retina['held_out_repeats']} "
            f"leaves none of {retina['n_repeats']} repeats to train on"
        )
        raise ConfigurationError(message)
