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

from latent_mean_field.configuration import (  # noqa: E402
    case_name,
    check_configuration,
    data_name,
    latent_dim,
    system_parameters,
)
from latent_mean_field.provenance import digest_of  # noqa: E402
from latent_mean_field.recordings import check_source  # noqa: E402

SOLVABLE = ["curie_weiss", "hopfield"]
CHAPTERS = [*SOLVABLE, "retina"]


try:
    check_configuration(config, ROOT / "workflow/schemas/config.schema.yaml")
    check_source(config["retina"])
except ValueError as error:
    # One line for the user; a traceback would bury the culprit.
    sys.exit(f"error: {error}")

# Keys of each case by its name, and of each set of samples by its own.
CASES = {
    chapter: {case_name(case): case for case in config[chapter]["cases"]}
    for chapter in CHAPTERS
}
DATA = {
    chapter: {data_name(case): case for case in cases.values()}
    for chapter, cases in CASES.items()
}


wildcard_constraints:
    chapter="|".join(CHAPTERS),
    figure=r"[a-z_]+",
    case=r"[^/]+",
    data=r"[^/]+",


def code_of(script):
    """Digest of a script and all it imports: Snakemake itself watches the script only."""
    return digest_of(SCRIPTS / script, SOURCE)


def systems_of(chapter):
    """Parameters of every system of a solvable chapter, by the name of its samples."""
    return {
        name: system_parameters(config, chapter, case)
        for name, case in DATA[chapter].items()
    }


def system_of(wildcards):
    """Parameters of the solvable system that the wildcards name."""
    name = wildcards.get("data") or data_name(case_of(wildcards))
    return systems_of(wildcards.chapter)[name]


def case_of(wildcards):
    """Keys of the case that the wildcards name."""
    return CASES[wildcards.get("chapter", "retina")][wildcards.case]


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
        for name, case in CASES[chapter].items()
    ]


def commit():
    """Short name of the commit that is checked out, for the report."""
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    found = subprocess.run(git, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def exact_information_if_any(wildcards):
    """The exact information of samples from solvable matter; nothing for others."""
    if wildcards.chapter not in SOLVABLE:
        return []
    return f"results/{wildcards.chapter}/exact_information/{wildcards.data}.json"


def recording_settings():
    """Keys of the configuration that decide where the raster comes from."""
    keys = ["source", "recording", "url", "sha256", "n_cells", "n_repeats"]
    return {key: config["retina"][key] for key in keys}


def recording_if_present():
    """The recording as an input, so that its coming or changing is noticed."""
    settings = config["retina"]
    wanted = settings["source"] != "simulated"
    here = Path(settings["recording"]).exists()
    return [settings["recording"]] if wanted and here else []
