# Walks, what is seen of them, and latents pinned down by how they move.
# Ways to pin latents down, compared on the same walks in three wells.
WALK_METHODS = [
    case["method"]
    for case in CASES.walks.values()
    if case["system"] == "three_well" and "view" not in case
]


rule draw_walks:
    output:
        walks="results/dynamics/walks/{data}.npz",
    log:
        "logs/draw_walks/{data}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        system=lambda wildcards: CASES.watched[wildcards.data]["system"],
        view=lambda wildcards: CASES.watched[wildcards.data].get("view", "parabola"),
        n_walkers=lambda wildcards: walk_settings(wildcards)["n_walkers"],
        n_frames=lambda wildcards: walk_settings(wildcards)["n_frames"],
        seed=config["seed"],
        code=code_of("draw_walks.py"),
    script:
        "../scripts/draw_walks.py"


rule train_walks:
    input:
        walks=walks_of,
    output:
        fit="results/dynamics/fits/{case}.pt",
    log:
        "logs/train_walks/{case}.log",
    benchmark:
        "logs/train_walks/{case}.tsv"
    conda:
        "../../envs/environment.yaml"
    resources:
        gpu=1,
        mem_mb=memory(3000),
    params:
        # All that is walked here has two coordinates.
        latent_dim=2,
        settings=walk_training,
        held_out=config["dynamics"]["held_out"],
        checkpoint="results/dynamics/fits/{case}.checkpoint",
        seed=config["seed"],
        code=code_of("train_walks.py"),
    script:
        "../scripts/train_walks.py"


rule assess_walks:
    input:
        fit="results/dynamics/fits/{case}.pt",
        walks=walks_of,
    output:
        numbers="results/dynamics/assessment/{case}.json",
        arrays="results/dynamics/assessment/{case}.npz",
    log:
        "logs/assess_walks/{case}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        case=lambda wildcards: CASES.walks[wildcards.case],
        held_out=config["dynamics"]["held_out"],
        lag=lambda wildcards: walk_settings(wildcards)["lag"],
        seed=config["seed"],
        code=code_of("assess_walks.py"),
    script:
        "../scripts/assess_walks.py"


rule compare_walks:
    input:
        methods=[
            f"results/dynamics/assessment/three_well+{method}.npz"
            for method in WALK_METHODS
        ],
    output:
        rows="results/dynamics/compared.json",
    log:
        "logs/compare_walks.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        system="three_well",
        methods=WALK_METHODS,
        code=code_of("compare_walks.py"),
    script:
        "../scripts/compare_walks.py"
