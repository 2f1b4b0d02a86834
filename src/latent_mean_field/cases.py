"""The cases of the paper: what is fitted, cut and drawn, each named by its own keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from latent_mean_field.names import SEPARATOR, label_of
from latent_mean_field.sampling.wakes import NOISE
from latent_mean_field.systems.sprites import N_SOURCES

Case = Mapping[str, Any]
Named = dict[str, Case]

# Chapters whose matter is decoded, those with exact answers, of variants, and all.
DECODED = ("curie_weiss", "hopfield")
SOLVABLE = (*DECODED, "capacity", "recovery")
VARIANTS = ("perturbation", "independent_mechanisms", "gaussian_mixture")
CHAPTERS = (*DECODED, "maier_saupe", "retina", "capacity", "recovery", *VARIANTS)
# Chapters whose rows are gathered from files of every case, and all that have numbers.
GATHERED = (*VARIANTS, "dynamics")
REPORTED = (*CHAPTERS, "dynamics")
# Those whose matter is simulated here.
SIMULATED = (*SOLVABLE, "maier_saupe", "perturbation")
# Matter without order parameters or exact answers, and its latents. Wakes have a
# Reynolds number and a phase, on a bowl that lies in no plane.
UNSOLVED = {"surface_reaction": 2, "cylinder_flow": 3}
# Mixings whose sources are uniform; those of others are normal, or nearly so.
UNIFORM_SOURCES = ("moebius", "moebius_linear")
# The keys of a name, in this order whatever that of the configuration or of a file.
KEYS = (
    *("system", "dimension", "L", "n", "p", "patterns", "beta", "beta_J", "beta_h"),
    *("beta_J3", "beta_J4", "T", "length", "samples", "components"),
    *("hidden", "eps", "gamma2"),
    *("d", "vae", "split", "cut", "run"),
    *("view", "method"),
)
# Their values stand in a name without the key.
BARE = ("system", "method")
# Keys that say how samples were looked at, not which samples they were.
NOT_DATA = ("gamma2", "d", "vae", "cut", "run", "method")


def swept(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Every combination of the values of each case, lists being sweeps."""
    return [
        dict(zip(case, values, strict=True))
        for case in cases
        for values in product(
            *(v if isinstance(v, list) else [v] for v in case.values())
        )
    ]


def n_sites(config: Mapping[str, Any], chapter: str, case: Case) -> int:
    """Spins or cells of a case."""
    if "L" in case:
        return case["L"] ** 2
    if "n" in case:
        return case["n"]
    sites = {
        "retina": "n_cells",
        "maier_saupe": "n_molecules",
        "independent_mechanisms": "n_sources",
    }
    return config[chapter][sites.get(chapter, "n_spins")]


def latent_dim(case: Case, chapter: str = "") -> int:
    """Latents of a case: its key `d`, else one for each order parameter.

    What has none gets as many as `UNSOLVED` says.
    """
    if case.get("system") in UNSOLVED:
        return UNSOLVED[case["system"]]
    return case.get("d", case.get("p", n_components(case, chapter)))


def n_sources(config: Mapping[str, Any], case: Case) -> int:
    """Independent sources of a mixing."""
    if case["system"] == "sprites":
        return N_SOURCES
    return config["independent_mechanisms"]["n_sources"]


def n_components(case: Case, chapter: str) -> int:
    """Numbers that a site is: one bit, or the components of a molecule's tensor."""
    if chapter != "maier_saupe":
        return 1
    return 2 if case.get("dimension") == 2 else 5


def site_settings(case: Case, chapter: str) -> dict[str, Any]:
    """Settings of a VAE that follow from the matter: law of the sites, and prior."""
    if chapter == "independent_mechanisms":
        uniform = case["system"] in UNIFORM_SOURCES
        return {
            "likelihood": "gaussian",
            "precision": float(case["gamma2"]),
            "prior": "uniform" if uniform else "normal",
        }
    if case.get("system") == "surface_reaction":
        return {"likelihood": "gaussian"}
    if case.get("system") == "cylinder_flow":
        return {"likelihood": "gaussian", "precision": NOISE**-2}
    laws = {1: "bernoulli", 2: "planar_bingham", 5: "bingham"}
    return {"likelihood": laws[n_components(case, chapter)]}


def system_parameters(
    config: Mapping[str, Any], chapter: str, case: Case
) -> dict[str, Any]:
    """Name of a solvable system and its parameters, by the names of its equations."""
    system = case.get("system", chapter)
    if system == "surface_reaction":
        return {"system": system}
    if system == "cylinder_flow":
        return {"system": system, "n_flows": config[chapter]["n_flows"]}
    own = ("beta", "beta_J", "beta_h", "beta_J3", "beta_J4", "T")
    parameters = {key: case[key] for key in own if key in case}
    if system == "ising_2d":
        return {"system": system, "side": case["L"], **parameters}
    if system == "maier_saupe":
        n = n_sites(config, chapter, case)
        k = n_components(case, chapter)
        return {"system": system, "n_molecules": n, "n_components": k, **parameters}
    parameters["n_spins"] = n_sites(config, chapter, case)
    if system == "hopfield":
        parameters["n_patterns"] = case["p"]
        if "beta" not in case:
            parameters["beta"] = config[chapter]["beta"]
        if "patterns" in case:
            parameters["kind"] = case["patterns"]
    if system == "curie_weiss":
        parameters.setdefault("beta_h", 0.0)
    return {"system": system, **parameters}


def case_name(case: Case) -> str:
    """A case spelled by its own keys, such as `n=100+p=3+beta=1.2`.

    Names of a system and of a method stand without their keys: `ising_2d+L=16+T=Tc`.
    """
    return SEPARATOR.join(
        case[key] if key in BARE else f"{key}={case[key]}"
        for key in sorted(case, key=KEYS.index)
    )


def case_label(case: Case) -> str:
    """A case as numbers, titles and messages spell it, `n=100,p=3,beta=1.2`."""
    return label_of(case_name(case))


def decoder_of(law: Case) -> dict[str, Any]:
    """The autoencoder a generalised Hopfield model is read off: d = 2 if not said."""
    variant = {"vae": law["vae"]} if "vae" in law else {}
    return {"d": law.get("d", 2), **variant, "split": law["split"]}


def data_of(case: Case) -> dict[str, Any]:
    """Keys of the samples of a case: without latents, cut and number of the run."""
    return {key: value for key, value in case.items() if key not in NOT_DATA}


def data_name(case: Case) -> str:
    """The samples a case is fitted to: its name without the latent dimension."""
    return case_name(data_of(case))


def halves_of(case: Case) -> list[str]:
    """The cuts that share least and most in the matter of a case, as a rule.

    Where every spin couples to every other one cut stands for all.
    """
    interleaved = {"ising_1d": ["interleaved"], "ising_2d": ["checkerboard"]}
    return ["contiguous", *interleaved.get(case["system"], [])]


def named(cases: Sequence[Case]) -> Named:
    """The cases by their names."""
    return {case_name(case): case for case in cases}


def _dimensions(fits: Named) -> dict[str, Named]:
    """Fits of other numbers of latents by the name of the fit they rival."""
    rivals: dict[str, Named] = {}
    for name, case in fits.items():
        if "d" in case:
            base = {key: value for key, value in case.items() if key != "d"}
            rivals.setdefault(case_name(base), {})[name] = case
    return rivals


@dataclass(frozen=True)
class Cases:
    """Everything that a configuration asks for.

    Attributes:
        fits: by chapter and name, the autoencoders.
        samples: by chapter and name, what they are fitted to, and more that is cut.
        cuts: by name, the cuts whose information is estimated.
        exact: by name of the matter, the cuts whose exact information is wanted.
        runs: by name, the repetitions of an estimate.
        recovered: by name, the fits of the recovery chapter that are read, those with
            as many latents as order parameters.
        laws: by name, the laws of spike words that the retina's chapter compares.
        walks: by name, the autoencoders of walks of the dynamics chapter.
        watched: by name, the walks they are trained on.
        dimensions: by name of such a fit, those to the same samples with other numbers
            of latents, among which the data choose.
    """

    fits: dict[str, Named]
    samples: dict[str, Named]
    cuts: Named
    exact: dict[str, list[str]]
    runs: Named
    recovered: Named
    laws: Named
    walks: Named
    watched: Named
    dimensions: dict[str, Named]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Cases":
        """Read off a configuration that has been checked."""
        capacity = config["capacity"]
        swept_chapters = ("capacity", "recovery", *VARIANTS)
        fits = {
            chapter: named(swept(config[chapter]["fits"]))
            if chapter in swept_chapters
            else named(config[chapter]["cases"])
            for chapter in CHAPTERS
        }
        cuts = named(swept(capacity["cuts"]))
        exact: dict[str, list[str]] = {}
        for case in [*fits["capacity"].values(), *cuts.values()]:
            asked = [case["cut"]] if "cut" in case else []
            found = exact.setdefault(data_name(case), halves_of(case))
            found += [cut for cut in asked if cut not in found]
        walks = named(swept(config["dynamics"]["fits"]))
        wanted = fits | {"capacity": fits["capacity"] | cuts}
        return cls(
            fits=fits,
            samples={
                chapter: named([data_of(case) for case in cases.values()])
                for chapter, cases in wanted.items()
            },
            cuts=cuts,
            exact=exact,
            runs=named(swept(capacity["calibration"])),
            recovered={k: v for k, v in fits["recovery"].items() if "d" not in v},
            laws=named(swept(config["retina"]["laws"])),
            walks=walks,
            watched=named([data_of(case) for case in walks.values()]),
            dimensions=_dimensions(fits["recovery"]),
        )

    def find(self, chapter: str, name: str) -> Case:
        """Keys of the fit, samples, cut or repetition of that name."""
        known = self.fits[chapter] | self.samples[chapter]
        if chapter == "capacity":
            known |= self.cuts | self.runs
        return known[name]

    def cuts_of(self, chapter: str, case: Case) -> list[str]:
        """Cuts of the matter of a case whose exact information is wanted."""
        if chapter != "capacity":
            return ["contiguous"]
        return self.exact[data_name(case)]
