# Shared by all rules: the checked configuration, the cases and the digests of code.
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(str(workflow.basedir))
SOURCE = ROOT / "src"
SCRIPTS = ROOT / "workflow" / "scripts"

# Scripts import the package of this very checkout, installed or not, here and on nodes.
sys.path.insert(0, str(SOURCE))
os.environ.update(PYTHONPATH=str(SOURCE))

from latent_mean_field.cases import (  # noqa: E402
    CHAPTERS,
    DECODED,
    SIMULATED,
    SOLVABLE,
    UNSOLVED,
    Cases,
    case_label,
    case_name,
    data_name,
    decoder_of,
    latent_dim,
    n_sources,
    site_settings,
    system_parameters,
)
from latent_mean_field.configuration.check import check_configuration  # noqa: E402
from latent_mean_field.configuration.retina import check_recording  # noqa: E402
from latent_mean_field.provenance import digest_of  # noqa: E402
from latent_mean_field.recordings import check_source  # noqa: E402

try:
    check_configuration(config, ROOT / "workflow/schemas/config.schema.yaml")
    if (raster := check_source(config["retina"])) is not None:
        check_recording(config["retina"], raster)
except ValueError as error:
    # One line for the user; a traceback would bury the culprit.
    sys.exit(f"error: {error}")

CASES = Cases.of(config)
# Chapters whose numbers come file by file; those of capacity come in rows.
PLAIN = [*DECODED, "retina"]
# Fits whose decoders are read, and those whose number of latents is chosen.
RECOVERY = {
    "recovered": list(CASES.recovered.values()),
    "choices": [CASES.recovered[name] for name in CASES.dimensions],
}
# Laws of spike words, and those of them that are read off a decoder.
DECODED_LAWS = [
    law for law in CASES.laws.values() if law["system"] == "generalised_hopfield"
]
# Generalised Hopfield models of words held out by repeat, by the number of patterns.
PATTERNS_SHOWN = sorted(
    (
        case_name(law)
        for law in DECODED_LAWS
        if law["split"] == "repeat" and not law.keys() & {"d", "vae"}
    ),
    key=lambda name: CASES.laws[name].get("p", 2),
)
POPULATION = {
    "laws": list(CASES.laws.values()),
    "decoded": DECODED_LAWS,
    # Over the movie, where all repeats show it whole.
    "followed": [law for law in DECODED_LAWS if law["split"] == "repeat"],
    "subsets": [CASES.laws[PATTERNS_SHOWN[-1]]],
}
# Fits from axes at random, each beside its like with a potential.
TURNED = {
    name: case for name, case in CASES.fits["perturbation"].items() if "vae" not in case
}
# What the stages of the capacity chapter are asked for.
CAPACITY = {
    "exact": [CASES.samples["capacity"][name] for name in CASES.exact],
    "estimates": list(CASES.cuts.values()),
    "bounds": list(CASES.cuts.values()),
    "runs": list(CASES.runs.values()),
    "fits": list(CASES.fits["capacity"].values()),
}


wildcard_constraints:
    chapter="|".join(CHAPTERS),
    figure=r"[a-z_]+",
    case=r"[^/]+",
    data=r"[^/]+",


def memory(mb):
    """What a job may use, in MB; as much again at each further try on a cluster."""
    return lambda wildcards, attempt: attempt * mb


def code_of(script):
    """Digest of a script and all it imports: Snakemake itself watches the script only."""
    return digest_of(SCRIPTS / script, SOURCE)


def systems_of(chapter):
    """Parameters of every system of a solvable chapter, by the name of its samples."""
    return {
        name: system_parameters(config, chapter, case)
        for name, case in CASES.samples[chapter].items()
    }


def system_of(wildcards):
    """Parameters of the solvable system that the wildcards name; None for others."""
    if wildcards.chapter == "retina":
        return None
    return system_parameters(config, wildcards.chapter, case_of(wildcards))


def case_of(wildcards):
    """Keys of the fit, samples, cut or repetition that the wildcards name."""
    name = wildcards.get("case") or wildcards.data
    return CASES.find(wildcards.get("chapter", "retina"), name)


def cut_of(wildcards):
    """Name of the cut that the wildcards name; contiguous halves if they name none."""
    return case_of(wildcards).get("cut", "contiguous")


def cuts_of(wildcards):
    """Names of the cuts whose exact information is wanted."""
    return CASES.cuts_of(wildcards.chapter, case_of(wildcards))


def of_data(folder, extension):
    """Input function: a file that belongs to the samples of a case."""

    def path(wildcards):
        chapter = wildcards.get("chapter", "retina")
        name = data_name(case_of(wildcards))
        return f"results/{chapter}/{folder}/{name}.{extension}"

    return path


def every(pattern, chapters=CHAPTERS):
    """The pattern filled in for every case of the chapters."""
    return [
        pattern.format(chapter=chapter, case=name, data=data_name(case))
        for chapter in chapters
        for name, case in CASES.fits[chapter].items()
    ]


def capacity_files(stage, folder):
    """Files of one stage of the capacity chapter, in the order of `CAPACITY`."""
    names = map(case_name, CAPACITY[stage])
    return [f"results/capacity/{folder}/{name}.json" for name in names]


def vae_settings(wildcards):
    """Settings of the VAE of a case: those of its chapter, or a variant of them."""
    chapter, case = config[wildcards.chapter], case_of(wildcards)
    variant = chapter["variants"][case["vae"]] if "vae" in case else {}
    own = site_settings(case, wildcards.chapter)
    if wildcards.chapter == "gaussian_mixture":
        own["prior_components"] = chapter["n_components"][case["system"]]
    own |= chapter.get("training", {}).get(case.get("system"), {})
    return {**chapter["vae"], **own, **variant}


def n_sets(wildcards):
    """Independent data sets of a case; None where there is but one, not stacked."""
    sets = config[wildcards.chapter].get("n_sets")
    return sets and sets[case_of(wildcards)["system"]]


def mechanism(wildcards):
    """Keys of the fit or of the sources that the wildcards name."""
    name = wildcards.get("case") or wildcards.data
    return CASES.find("independent_mechanisms", name)


def mixed(folder):
    """Input function: sources, or what they are mixed into."""

    def path(wildcards):
        name = data_name(mechanism(wildcards))
        return f"results/independent_mechanisms/{folder}/{name}.npz"

    return path


def latents_of(wildcards):
    """Latents of a case: as many as sources, or as the matter has order parameters."""
    if wildcards.chapter == "independent_mechanisms":
        return n_sources(config, case_of(wildcards))
    return latent_dim(case_of(wildcards), wildcards.chapter)


def n_samples(wildcards):
    """Samples to learn from."""
    return case_of(wildcards).get("samples", config[wildcards.chapter]["n_samples"])


def peers_of(wildcards):
    """What the rivals infer from the samples of a Hopfield case; nothing for others."""
    case = case_of(wildcards)
    if case["system"] != "hopfield" or "vae" in case:
        return []
    return of_data("peers", "npz")(wildcards)


def rivals_of(wildcards):
    """Fits to the same samples, the one with a latent for each order parameter first."""
    names = [wildcards.case, *CASES.dimensions[wildcards.case]]
    return [f"results/recovery/vae/{name}.pt" for name in names]


def dimensions_of(wildcards):
    """Numbers of latents of `rivals_of`."""
    rivals = CASES.dimensions[wildcards.case].values()
    return [latent_dim(case) for case in (case_of(wildcards), *rivals)]


def commit():
    """Short name of the commit that is checked out, for the report."""
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    found = subprocess.run(git, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def exact_information_if_any(wildcards):
    """The exact information of samples from solvable matter; nothing for others."""
    if wildcards.chapter not in SOLVABLE:
        return []
    return of_data("exact_information", "json")(wildcards)


def recording_settings():
    """Keys of the configuration that decide where the raster comes from."""
    keys = ["source", "recording", "url", "sha256", "bin_width", "n_cells", "n_repeats"]
    return {key: config["retina"][key] for key in keys}


def recording_if_present():
    """The recording as an input, so that its coming or changing is noticed."""
    settings = config["retina"]
    wanted = settings["source"] != "simulated"
    here = Path(settings["recording"]).exists()
    return [settings["recording"]] if wanted and here else []


def words_of_law(wildcards):
    """The words that a law is fitted to and judged on."""
    return f"results/retina/samples/split={CASES.laws[wildcards.law]['split']}.npz"


def vae_of_law(wildcards):
    """The autoencoder that a law is read off."""
    return f"results/retina/vae/{case_name(decoder_of(CASES.laws[wildcards.law]))}.pt"


def walk_settings(wildcards):
    """How many walks of a system there are, how long, and at what lag they are read."""
    case = CASES.walks.get(wildcards.get("case")) or CASES.watched[wildcards.data]
    return config["dynamics"]["walks"][case["system"]]


def walks_of(wildcards):
    """The walks that a case is trained on."""
    return f"results/dynamics/walks/{data_name(CASES.walks[wildcards.case])}.npz"


def walk_training(wildcards):
    """Settings of a case: those of its method, and what its system needs else."""
    case, chapter = CASES.walks[wildcards.case], config["dynamics"]
    own = chapter["training"].get(case["system"], {})
    return {**chapter["methods"][case["method"]], **own, "n_seeds": chapter["n_seeds"]}
