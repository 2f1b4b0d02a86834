# One claim, one figure, one rule; their order here is their number in the report.
FIGURES = [
    "phases",
    "information",
    "capacity",
    "estimators",
    "scaling",
    "latents",
    "transitions",
    "lattice",
    "transport",
    "couplings",
    "hopfield",
    "recovery",
    "evidence",
    "nematic",
    "retina",
    "rivals",
    "movie",
    "thermodynamics",
    "perturbation",
    "mechanisms",
    "sprites",
    "mixtures",
    "variants",
    "isometry",
    "traversals",
]


# The coldest Hopfield case and the retina with two latents stand for their chapters.
HOPFIELD = CASES.fits["hopfield"]
HOPFIELD_SHOWN = max(
    (name for name, case in HOPFIELD.items() if "d" not in case),
    key=lambda name: (HOPFIELD[name]["beta"], HOPFIELD[name]["p"]),
    default=next(iter(HOPFIELD)),
)
# The case of most latents to spare shows the rank.
HOPFIELD_SPARE = max(
    HOPFIELD, key=lambda name: latent_dim(HOPFIELD[name]) - HOPFIELD[name]["p"]
)
# A torus at the critical point, as large as there is, with four latents if it can be.
LATTICE_SHOWN = max(
    (
        name
        for name, case in CASES.fits["capacity"].items()
        if case["system"] == "ising_2d"
    ),
    key=lambda name: (
        CASES.fits["capacity"][name]["T"] == "Tc",
        CASES.fits["capacity"][name]["L"],
        CASES.fits["capacity"][name]["d"] == 4,
    ),
)
# Molecules of the usual number in space, or all there, and those in the plane; by
# temperature.
MOLECULES = {
    name: case for name, case in CASES.fits["maier_saupe"].items() if "d" not in case
}
IN_SPACE = {
    name: case for name, case in MOLECULES.items() if case.get("dimension", 3) == 3
}
USUAL = {name: case for name, case in IN_SPACE.items() if "n" not in case}
NEMATIC_SHOWN = dict(
    sorted(
        (
            *(USUAL or IN_SPACE).items(),
            *((name, case) for name, case in MOLECULES.items() if name not in IN_SPACE),
        ),
        key=lambda item: item[1]["T"],
    )
)
# As many latent axes as there are.
TURNED_SHOWN = max(TURNED, key=lambda name: TURNED[name]["p"])
# Fits of each mixing by the precision of the decoder, from vague to nearly certain.
MECHANISMS_SHOWN = {
    system: {
        float(case["gamma2"]): f"results/independent_mechanisms/assessment/{name}.npz"
        for name, case in sorted(
            MECHANISMS.items(), key=lambda item: float(item[1]["gamma2"])
        )
        if case["system"] == system
    }
    for system in ("moebius", "moebius_linear", "smooth_mlp", "sprites")
}
# Matter of several regimes as figures call it.
MIXTURE_TITLES = {
    name: {
        "surface_reaction": "reaction",
        "cylinder_flow": "wake",
        "curie_weiss": "Curie-Weiss",
        "hopfield": "Hopfield",
    }[case["system"]]
    + (f"\np = {case['p']}" if "p" in case else "")
    for name, case in MIXTURES.items()
}
if len(set(MIXTURE_TITLES.values())) < len(MIXTURES):
    MIXTURE_TITLES = {name: case_label(case) for name, case in MIXTURES.items()}
RETINA = CASES.fits["retina"]
RETINA_SHOWN = min(RETINA, key=lambda name: abs(latent_dim(RETINA[name]) - 2))


rule figure_phases:
    input:
        curie_weiss=collect(
            "results/curie_weiss/samples/{data}.npz",
            data=CASES.samples["curie_weiss"],
        ),
        hopfield=collect(
            "results/hopfield/samples/{data}.npz", data=CASES.samples["hopfield"]
        ),
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
        mem_mb=memory(1500),
    params:
        systems={chapter: systems_of(chapter) for chapter in DECODED},
        seed=config["seed"],
        code=code_of("figure_phases.py"),
    script:
        "../scripts/figure_phases.py"


rule figure_information:
    input:
        numbers=[
            f"results/{chapter}/information/{data}.json"
            for chapter in DECODED
            for data in CASES.samples[chapter]
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
        mem_mb=memory(1500),
    params:
        code=code_of("figure_information.py"),
    script:
        "../scripts/figure_information.py"


rule figure_capacity:
    input:
        assessments=every("results/{chapter}/assessment/{case}.json", PLAIN),
        information=every("results/{chapter}/information/{data}.json", PLAIN),
        nematic=every("results/{chapter}/assessment/{case}.json", ["maier_saupe"]),
        rows="results/capacity/rows.json",
        provenance="results/retina/raster.json",
    output:
        svg=report(
            "results/figures/capacity.svg",
            caption="../report/capacity.rst",
            category="Capacity",
        ),
        pdf="results/figures/capacity.pdf",
        png="results/figures/capacity.png",
    log:
        "logs/figure_capacity.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        names=every("{chapter}/{case}", PLAIN),
        nematic=every("{chapter}/{case}", ["maier_saupe"]),
        code=code_of("figure_capacity.py"),
    script:
        "../scripts/figure_capacity.py"


rule figure_estimators:
    input:
        rows="results/capacity/rows.json",
    output:
        svg=report(
            "results/figures/estimators.svg",
            caption="../report/estimators.rst",
            category="Capacity",
        ),
        pdf="results/figures/estimators.pdf",
        png="results/figures/estimators.png",
    log:
        "logs/figure_estimators.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_estimators.py"),
    script:
        "../scripts/figure_estimators.py"


rule figure_scaling:
    input:
        rows="results/capacity/rows.json",
    output:
        svg=report(
            "results/figures/scaling.svg",
            caption="../report/scaling.rst",
            category="Capacity",
        ),
        pdf="results/figures/scaling.pdf",
        png="results/figures/scaling.png",
    log:
        "logs/figure_scaling.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_scaling.py"),
    script:
        "../scripts/figure_scaling.py"


rule figure_latents:
    input:
        rows="results/capacity/rows.json",
    output:
        svg=report(
            "results/figures/latents.svg",
            caption="../report/latents.rst",
            category="Capacity",
        ),
        pdf="results/figures/latents.pdf",
        png="results/figures/latents.png",
    log:
        "logs/figure_latents.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_latents.py"),
    script:
        "../scripts/figure_latents.py"


rule figure_transitions:
    input:
        rows="results/capacity/rows.json",
    output:
        svg=report(
            "results/figures/transitions.svg",
            caption="../report/transitions.rst",
            category="Capacity",
        ),
        pdf="results/figures/transitions.pdf",
        png="results/figures/transitions.png",
    log:
        "logs/figure_transitions.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_transitions.py"),
    script:
        "../scripts/figure_transitions.py"


rule figure_lattice:
    input:
        rows="results/capacity/rows.json",
        arrays=f"results/capacity/assessment/{LATTICE_SHOWN}.npz",
    output:
        svg=report(
            "results/figures/lattice.svg",
            caption="../report/lattice.rst",
            category="Capacity",
        ),
        pdf="results/figures/lattice.pdf",
        png="results/figures/lattice.png",
    log:
        "logs/figure_lattice.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_lattice.py"),
    script:
        "../scripts/figure_lattice.py"


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
        mem_mb=memory(1500),
    params:
        names=list(CASES.fits["curie_weiss"]),
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
        mem_mb=memory(1500),
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
        mem_mb=memory(1500),
    params:
        shown=HOPFIELD_SHOWN,
        spare=HOPFIELD_SPARE,
        code=code_of("figure_hopfield.py"),
    script:
        "../scripts/figure_hopfield.py"


rule figure_recovery:
    input:
        rows="results/recovery/rows.json",
    output:
        svg=report(
            "results/figures/recovery.svg",
            caption="../report/recovery.rst",
            category="Recovery",
        ),
        pdf="results/figures/recovery.pdf",
        png="results/figures/recovery.png",
    log:
        "logs/figure_recovery.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_recovery.py"),
    script:
        "../scripts/figure_recovery.py"


rule figure_evidence:
    input:
        rows="results/recovery/rows.json",
    output:
        svg=report(
            "results/figures/evidence.svg",
            caption="../report/evidence.rst",
            category="Recovery",
        ),
        pdf="results/figures/evidence.pdf",
        png="results/figures/evidence.png",
    log:
        "logs/figure_evidence.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_evidence.py"),
    script:
        "../scripts/figure_evidence.py"


rule figure_nematic:
    input:
        decoding=collect("results/maier_saupe/decoding/{case}.json", case=NEMATIC_SHOWN),
        assessment=collect(
            "results/maier_saupe/assessment/{case}.json", case=NEMATIC_SHOWN
        ),
        arrays=collect("results/maier_saupe/assessment/{case}.npz", case=NEMATIC_SHOWN),
        theory="results/maier_saupe/exact/theory.npz",
    output:
        svg=report(
            "results/figures/nematic.svg",
            caption="../report/nematic.rst",
            category="Solvable matter",
        ),
        pdf="results/figures/nematic.pdf",
        png="results/figures/nematic.png",
    log:
        "logs/figure_nematic.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        cases=list(NEMATIC_SHOWN.values()),
        code=code_of("figure_nematic.py"),
    script:
        "../scripts/figure_nematic.py"


rule figure_retina:
    input:
        statistics=f"results/retina/assessment/{RETINA_SHOWN}.npz",
        recording=f"results/retina/statistics/{data_name(RETINA[RETINA_SHOWN])}.npz",
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
        mem_mb=memory(1500),
    params:
        cases=list(RETINA.values()),
        code=code_of("figure_retina.py"),
    script:
        "../scripts/figure_retina.py"


rule figure_rivals:
    input:
        rows="results/retina/rows.json",
        recording="results/retina/statistics/split=repeat.npz",
        models=collect("results/retina/judged/{law}.npz", law=PATTERNS_SHOWN),
        provenance="results/retina/raster.json",
    output:
        svg=report(
            "results/figures/rivals.svg",
            caption="../report/rivals.rst",
            category="Recordings",
        ),
        pdf="results/figures/rivals.pdf",
        png="results/figures/rivals.png",
    log:
        "logs/figure_rivals.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        n_patterns=[CASES.laws[name].get("p", 2) for name in PATTERNS_SHOWN],
        code=code_of("figure_rivals.py"),
    script:
        "../scripts/figure_rivals.py"


rule figure_movie:
    input:
        arrays=f"results/retina/movie/{PATTERNS_SHOWN[0]}.npz",
        numbers=f"results/retina/movie/{PATTERNS_SHOWN[0]}.json",
        provenance="results/retina/raster.json",
    output:
        svg=report(
            "results/figures/movie.svg",
            caption="../report/movie.rst",
            category="Recordings",
        ),
        pdf="results/figures/movie.pdf",
        png="results/figures/movie.png",
    log:
        "logs/figure_movie.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        bin_width=config["retina"]["bin_width"],
        code=code_of("figure_movie.py"),
    script:
        "../scripts/figure_movie.py"


rule figure_thermodynamics:
    input:
        arrays=f"results/retina/thermodynamics/{PATTERNS_SHOWN[-1]}.npz",
        numbers=f"results/retina/thermodynamics/{PATTERNS_SHOWN[-1]}.json",
        provenance="results/retina/raster.json",
    output:
        svg=report(
            "results/figures/thermodynamics.svg",
            caption="../report/thermodynamics.rst",
            category="Recordings",
        ),
        pdf="results/figures/thermodynamics.pdf",
        png="results/figures/thermodynamics.png",
    log:
        "logs/figure_thermodynamics.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_thermodynamics.py"),
    script:
        "../scripts/figure_thermodynamics.py"


rule figure_perturbation:
    input:
        levels="results/perturbation/levels.npz",
        learned="results/perturbation/learned_levels.npz",
        axes=f"results/perturbation/axes/{TURNED_SHOWN}.npz",
    output:
        svg=report(
            "results/figures/perturbation.svg",
            caption="../report/perturbation.rst",
            category="Variants",
        ),
        pdf="results/figures/perturbation.pdf",
        png="results/figures/perturbation.png",
    log:
        "logs/figure_perturbation.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_perturbation.py"),
    script:
        "../scripts/figure_perturbation.py"


rule figure_mechanisms:
    input:
        moebius=MECHANISMS_SHOWN["moebius"].values(),
        stretched=list(MECHANISMS_SHOWN["moebius_linear"].values())[-1],
        smooth=MECHANISMS_SHOWN["smooth_mlp"].values(),
        gaps="results/independent_mechanisms/gaps.npz",
        numbers="results/independent_mechanisms/rows.json",
    output:
        svg=report(
            "results/figures/mechanisms.svg",
            caption="../report/mechanisms.rst",
            category="Variants",
        ),
        pdf="results/figures/mechanisms.pdf",
        png="results/figures/mechanisms.png",
    log:
        "logs/figure_mechanisms.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        moebius=list(MECHANISMS_SHOWN["moebius"]),
        smooth=list(MECHANISMS_SHOWN["smooth_mlp"]),
        code=code_of("figure_mechanisms.py"),
    script:
        "../scripts/figure_mechanisms.py"


rule figure_sprites:
    input:
        sprites=list(MECHANISMS_SHOWN["sprites"].values())[-1],
    output:
        svg=report(
            "results/figures/sprites.svg",
            caption="../report/sprites.rst",
            category="Variants",
        ),
        pdf="results/figures/sprites.pdf",
        png="results/figures/sprites.png",
    log:
        "logs/figure_sprites.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_sprites.py"),
    script:
        "../scripts/figure_sprites.py"


rule figure_mixtures:
    input:
        shown="results/gaussian_mixture/assessment/surface_reaction.npz",
        compared=collect(
            "results/gaussian_mixture/assessment/{case}.npz", case=MIXTURES
        ),
        numbers="results/gaussian_mixture/rows.json",
    output:
        svg=report(
            "results/figures/mixtures.svg",
            caption="../report/mixtures.rst",
            category="Variants",
        ),
        pdf="results/figures/mixtures.pdf",
        png="results/figures/mixtures.png",
    log:
        "logs/figure_mixtures.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        titles=list(MIXTURE_TITLES.values()),
        # In the order of `Regimes.quantities` as files hold them, by name.
        quantities=["adsorption", "desorption", "final\ncoverage"],
        code=code_of("figure_mixtures.py"),
    script:
        "../scripts/figure_mixtures.py"


rule figure_variants:
    input:
        tables=collect("results/gaussian_mixture/table/{case}.json", case=MIXTURES),
    output:
        svg=report(
            "results/figures/variants.svg",
            caption="../report/variants.rst",
            category="Variants",
        ),
        pdf="results/figures/variants.pdf",
        png="results/figures/variants.png",
    log:
        "logs/figure_variants.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        titles=[title.replace("\n", ", ") for title in MIXTURE_TITLES.values()],
        code=code_of("figure_variants.py"),
    script:
        "../scripts/figure_variants.py"


# One fit to the spot and one to the peptide, the first that is asked for.
WATCHED_SHOWN = {
    system: next(n for n, case in CASES.walks.items() if case["system"] == system)
    for system in ("spot", "peptide")
}


rule figure_traversals:
    input:
        spot=f"results/dynamics/assessment/{WATCHED_SHOWN['spot']}.npz",
        peptide=f"results/dynamics/assessment/{WATCHED_SHOWN['peptide']}.npz",
    output:
        svg=report(
            "results/figures/traversals.svg",
            caption="../report/traversals.rst",
            category="Variants",
        ),
        pdf="results/figures/traversals.pdf",
        png="results/figures/traversals.png",
    log:
        "logs/figure_traversals.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        code=code_of("figure_traversals.py"),
    script:
        "../scripts/figure_traversals.py"


rule figure_isometry:
    input:
        methods=[
            f"results/dynamics/assessment/three_well+{method}.npz"
            for method in WALK_METHODS
        ],
    output:
        svg=report(
            "results/figures/isometry.svg",
            caption="../report/isometry.rst",
            category="Variants",
        ),
        pdf="results/figures/isometry.pdf",
        png="results/figures/isometry.png",
    log:
        "logs/figure_isometry.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(1500),
    params:
        methods=WALK_METHODS,
        code=code_of("figure_isometry.py"),
    script:
        "../scripts/figure_isometry.py"
