# The numbers, the claims judged, the report that a reader would enjoy, and whether a
# run reproduced the paper.
FULL_RUN = "resources/reference/full.json"
REFERENCE = f"resources/reference/{config['reference']}.json"
NO_REFERENCE = (
    f"error: {REFERENCE}: no such reference; make it of a run that you trust: "
    "snakemake freeze_reference"
)
# What is gathered of these chapters: rows of no case, cases, their numbers.
GATHERED = {
    "perturbation": {
        "rows": [
            "results/perturbation/levels.json",
            "results/perturbation/learned_levels.json",
        ],
        "cases": list(TURNED.values()),
        "numbers": [f"results/perturbation/axes/{name}.json" for name in TURNED],
    },
    "independent_mechanisms": {
        "rows": ["results/independent_mechanisms/gaps.json"],
        "cases": list(MECHANISMS.values()),
        "numbers": [
            f"results/independent_mechanisms/assessment/{name}.json"
            for name in MECHANISMS
        ],
    },
    "gaussian_mixture": {
        "rows": [f"results/gaussian_mixture/table/{name}.json" for name in MIXTURES],
        "cases": list(MIXTURES.values()),
        "numbers": [
            f"results/gaussian_mixture/assessment/{name}.json" for name in MIXTURES
        ],
    },
    "dynamics": {
        "rows": ["results/dynamics/compared.json"],
        "cases": list(CASES.walks.values()),
        "numbers": [f"results/dynamics/assessment/{name}.json" for name in CASES.walks],
    },
}


rule collect_numbers:
    input:
        exact=every("results/{chapter}/exact_information/{data}.json", DECODED),
        information=every("results/{chapter}/information/{data}.json", PLAIN),
        one_body=["results/maier_saupe/exact/theory.json"],
        assessment=every(
            "results/{chapter}/assessment/{case}.json", [*PLAIN, "maier_saupe"]
        ),
        decoding=every(
            "results/{chapter}/decoding/{case}.json", [*PLAIN, "maier_saupe"]
        ),
        capacity="results/capacity/rows.json",
        recovery="results/recovery/rows.json",
        retina="results/retina/rows.json",
        perturbation="results/perturbation/rows.json",
        independent_mechanisms="results/independent_mechanisms/rows.json",
        gaussian_mixture="results/gaussian_mixture/rows.json",
        dynamics="results/dynamics/rows.json",
    output:
        numbers="results/numbers.json",
        claims="results/claims.json",
    log:
        "logs/collect_numbers.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        code=code_of("collect_numbers.py"),
    script:
        "../scripts/collect_numbers.py"


# What these chapters measured, case by case and apart from all cases.
rule gather_rows:
    input:
        rows=lambda wildcards: GATHERED[wildcards.chapter]["rows"],
        numbers=lambda wildcards: GATHERED[wildcards.chapter]["numbers"],
    output:
        rows="results/{chapter}/rows.json",
    log:
        "logs/gather_rows/{chapter}.log",
    wildcard_constraints:
        chapter="|".join(GATHERED),
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        cases=lambda wildcards: GATHERED[wildcards.chapter]["cases"],
        code=code_of("gather_rows.py"),
    script:
        "../scripts/gather_rows.py"


rule render_report:
    input:
        numbers="results/numbers.json",
        claims="results/claims.json",
        provenance="results/retina/raster.json",
        reference=FULL_RUN if Path(FULL_RUN).exists() else [],
        figures=collect("results/figures/{figure}.svg", figure=FIGURES),
        captions=collect("workflow/report/{figure}.rst", figure=FIGURES),
        template="workflow/report/report.html.j2",
    output:
        report="results/report.html",
    log:
        "logs/render_report.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        figures=FIGURES,
        config=config,
        commit=commit(),
        code=code_of("render_report.py"),
    script:
        "../scripts/render_report.py"


# No outputs: failed jobs lose theirs, but the table must outlive a failure. And a check
# that is asked for again is made again.
rule check_reproduction:
    input:
        numbers="results/numbers.json",
        provenance="results/retina/raster.json",
        # Without one nothing is computed.
        reference=lambda wildcards: (
            REFERENCE if Path(REFERENCE).exists() else sys.exit(NO_REFERENCE)
        ),
    log:
        "logs/check_reproduction.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        config=config,
        table="results/reproduction.txt",
    script:
        "../scripts/check_reproduction.py"


# The reference is no output either: only who asks for it shall replace it.
rule freeze_reference:
    input:
        numbers="results/numbers.json",
        provenance="results/retina/raster.json",
    log:
        "logs/freeze_reference.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        config=config,
        commit=commit(),
        reference=REFERENCE,
    script:
        "../scripts/freeze_reference.py"
