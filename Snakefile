# Table of contents: what this repository computes, in the order of its rooms.
from snakemake.utils import min_version

min_version("9.20")


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/sampling.smk"
include: "workflow/rules/information.smk"
include: "workflow/rules/peers.smk"
include: "workflow/rules/vae.smk"
include: "workflow/rules/decoding.smk"
include: "workflow/rules/assessment.smk"
include: "workflow/rules/population.smk"
include: "workflow/rules/perturbation.smk"
include: "workflow/rules/independent_mechanisms.smk"
include: "workflow/rules/gaussian_mixture.smk"
include: "workflow/rules/dynamics.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        "results/report.html",
        "results/numbers.json",
        collect("results/figures/{figure}.svg", figure=FIGURES),
