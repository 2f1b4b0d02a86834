# One claim, one figure, one rule; their order here is their number in the report.
FIGURES = [
    "phases",
    "information",
    "capacity",
    "transport",
    "couplings",
    "hopfield",
    "retina",
]


# The coldest Hopfield case and the retina with two latents stand for their chapters.
HOPFIELD_SHOWN = max(
    (name for name, case in CASES["hopfield"].items() if "d" not in case),
    key=lambda name: (CASES["hopfield"][name]["beta"], CASES["hopfield"][name]["p"]),
    default=next(iter(CASES["hopfield"])),
)
# The case of most latents to spare shows the rank.
HOPFIELD_SPARE = max(
    CASES["hopfield"],
    key=lambda name: latent_dim(CASES["hopfield"][name]) - CASES["hopfield"][name]["p"],
)
RETINA_SHOWN = min(
    CASES["retina"], key=lambda name: abs(latent_dim(CASES["retina"][name]) - 2)
)


rule figure_phases:
    input:
        curie_weiss=collect(
            "results/curie_weiss/samples/{data}.npz", data=DATA["curie_weiss"]
        ),
        hopfield=collect("results/hopfield/samples/{data}.npz", data=DATA["hopfield"]),
    output:
        svg=report(
            "results/figures/phases.svg",
            caption="../report/phases.rst",
            category="Solvable matter",
        ),
        pdf="results/figures/phases.pdf",
        png="results/figures/phases.png",
    log:
        "logs/figure_phases.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        systems={chapter: systems_of(chapter) for chapter in SOLVABLE},
        seed=config["seed"],
        code=code_of("figure_phases.py"),
    script:
        "../scripts/figure_phases.py"


rule figure_information:
    input:
        numbers=[
            f"results/{chapter}/information/{data}.json"
            for chapter in SOLVABLE
            for data in DATA[chapter]
        ],
    output:
        svg=report(
            "results/figures/information.svg",
            caption="../report/information.rst",
            category="Information",
        ),
        pdf="results/figures/information.pdf",
        png="results/figures/information.png",
    log:
        "logs/figure_information.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        code=code_of("figure_information.py"),
    script:
        "../scripts/figure_information.py"


rule figure_capacity:
    input:
        assessments=every("results/{chapter}/assessment/{case}.json"),
        information=every("results/{chapter}/information/{data}.json"),
        provenance="results/retina/raster.json",
    output:
        svg=report(
            "results/figures/capacity.svg",
            caption="../report/capacity.rst",
            category="Information",
        ),
        pdf="results/figures/capacity.pdf",
        png="results/figures/capacity.png",
    log:
        "logs/figure_capacity.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        names=every("{chapter}/{case}"),
        code=code_of("figure_capacity.py"),
    script:
        "../scripts/figure_capacity.py"


rule figure_transport:
    input:
        decoding=every("results/{chapter}/decoding/{case}.npz", ["curie_weiss"]),
    output:
        svg=report(
            "results/figures/transport.svg",
            caption="../report/transport.rst",
            category="Solvable matter",
        ),
        pdf="results/figures/transport.pdf",
        png="results/figures/transport.png",
    log:
        "logs/figure_transport.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        names=list(CASES["curie_weiss"]),
        code=code_of("figure_transport.py"),
    script:
        "../scripts/figure_transport.py"


rule figure_couplings:
    input:
        numbers=every("results/{chapter}/decoding/{case}.json", ["curie_weiss"]),
        couplings=f"results/hopfield/decoding/{HOPFIELD_SHOWN}.npz",
    output:
        svg=report(
            "results/figures/couplings.svg",
            caption="../report/couplings.rst",
            category="Solvable matter",
        ),
        pdf="results/figures/couplings.pdf",
        png="results/figures/couplings.png",
    log:
        "logs/figure_couplings.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        shown=HOPFIELD_SHOWN,
        code=code_of("figure_couplings.py"),
    script:
        "../scripts/figure_couplings.py"


rule figure_hopfield:
    input:
        arrays=f"results/hopfield/decoding/{HOPFIELD_SHOWN}.npz",
        spare=f"results/hopfield/decoding/{HOPFIELD_SPARE}.npz",
        numbers=f"results/hopfield/decoding/{HOPFIELD_SHOWN}.json",
    output:
        svg=report(
            "results/figures/hopfield.svg",
            caption="../report/hopfield.rst",
            category="Solvable matter",
        ),
        pdf="results/figures/hopfield.pdf",
        png="results/figures/hopfield.png",
    log:
        "logs/figure_hopfield.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        shown=HOPFIELD_SHOWN,
        code=code_of("figure_hopfield.py"),
    script:
        "../scripts/figure_hopfield.py"


rule figure_retina:
    input:
        statistics=f"results/retina/assessment/{RETINA_SHOWN}.npz",
        decoding=f"results/retina/decoding/{RETINA_SHOWN}.npz",
        numbers=every("results/{chapter}/assessment/{case}.json", ["retina"]),
        provenance="results/retina/raster.json",
    output:
        svg=report(
            "results/figures/retina.svg",
            caption="../report/retina.rst",
            category="Recordings",
        ),
        pdf="results/figures/retina.pdf",
        png="results/figures/retina.png",
    log:
        "logs/figure_retina.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=1500,
    params:
        cases=list(CASES["retina"].values()),
        code=code_of("figure_retina.py"),
    script:
        "../scripts/figure_retina.py"
