"""Gather all numbers under chapter/case/quantity and judge the claims about them."""

from dataclasses import asdict

from latent_mean_field.assessment.claims.judgement import judge
from latent_mean_field.cases import GATHERED
from latent_mean_field.jobs import job
from latent_mean_field.reporting.numbers import collect, collect_rows
from latent_mean_field.storage import load_json, save_json

with job(snakemake.log[0]):
    files = snakemake.input
    stages = [*files.exact, *files.one_body, *files.information]
    stages += [*files.assessment, *files.decoding]
    numbers = collect({path: load_json(path) for path in stages})
    for chapter in ("capacity", "recovery", "retina", *GATHERED):
        numbers |= collect_rows(chapter, load_json(files[chapter]))
    verdicts = [asdict(verdict) for verdict in judge(numbers)]
    save_json(snakemake.output.numbers, numbers)
    save_json(snakemake.output.claims, verdicts)
