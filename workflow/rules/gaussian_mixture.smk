# Matter with several regimes, and mixture priors whose components may be these.
# Matter of several regimes, each fitted in every way; and its systems.
MIXTURES = {
    name: case
    for name, case in CASES.fits["gaussian_mixture"].items()
    if "vae" not in case
}
# Every way to train on each of these, itself first.
VARIANTS_OF = {
    name: {
        other: fit
        for other, fit in CASES.fits["gaussian_mixture"].items()
        if data_name(fit) == name
    }
    for name in MIXTURES
}
REGIMES = {
    name: system_parameters(config, "gaussian_mixture", case)
    for name, case in MIXTURES.items()
}


ruleorder: draw_regimes > draw_samples


rule draw_regimes:
    output:
        samples="results/gaussian_mixture/samples/{data}.npz",
        truth="results/gaussian_mixture/truth/{data}.npz",
    log:
        "logs/draw_regimes/{data}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        system=lambda wildcards: REGIMES[wildcards.data],
        n_samples=config["gaussian_mixture"]["n_samples"],
        n_held_out=config["gaussian_mixture"]["n_held_out"],
        seed=config["seed"],
        code=code_of("draw_regimes.py"),
    script:
        "../scripts/draw_regimes.py"


rule compare_mixtures:
    input:
        em="results/gaussian_mixture/vae/{case}.pt",
        joint="results/gaussian_mixture/vae/{case}+vae=joint.pt",
        random="results/gaussian_mixture/vae/{case}+vae=random.pt",
        joint_random="results/gaussian_mixture/vae/{case}+vae=joint_random.pt",
        plain="results/gaussian_mixture/vae/{case}+vae=plain.pt",
        samples="results/gaussian_mixture/samples/{case}.npz",
        truth="results/gaussian_mixture/truth/{case}.npz",
    output:
        numbers="results/gaussian_mixture/assessment/{case}.json",
        arrays="results/gaussian_mixture/assessment/{case}.npz",
    log:
        "logs/compare_mixtures/{case}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        seed=config["seed"],
        code=code_of("compare_mixtures.py"),
    script:
        "../scripts/compare_mixtures.py"


rule tabulate_variants:
    input:
        vaes=lambda wildcards: [
            f"results/gaussian_mixture/vae/{name}.pt"
            for name in VARIANTS_OF[wildcards.case]
        ],
        samples="results/gaussian_mixture/samples/{case}.npz",
        truth="results/gaussian_mixture/truth/{case}.npz",
        information=lambda wildcards: (
            []
            if MIXTURES[wildcards.case]["system"] in UNSOLVED
            else [f"results/gaussian_mixture/exact_information/{wildcards.case}.json"]
        ),
    output:
        rows="results/gaussian_mixture/table/{case}.json",
    log:
        "logs/tabulate_variants/{case}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        cases=lambda wildcards: list(VARIANTS_OF[wildcards.case].values()),
        seed=config["seed"],
        code=code_of("tabulate_variants.py"),
    script:
        "../scripts/tabulate_variants.py"
