# Other ways to the same couplings, on the same samples.
rule infer_couplings:
    input:
        samples="results/{chapter}/samples/{data}.npz",
    output:
        patterns="results/{chapter}/peers/{data}.npz",
    log:
        "logs/infer_couplings/{chapter}/{data}.log",
    wildcard_constraints:
        chapter="recovery",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        n_patterns=lambda wildcards: case_of(wildcards)["p"],
        peers=config["recovery"]["peers"],
        code=code_of("infer_couplings.py"),
    script:
        "../scripts/infer_couplings.py"
