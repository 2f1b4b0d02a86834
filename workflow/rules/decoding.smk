# Physics out of the trained decoders: fields, rank, gauge, couplings, patterns.
rule decode_matter:
    input:
        vae="results/{chapter}/vae/{case}.pt",
        samples=of_data("samples", "npz"),
    output:
        numbers="results/{chapter}/decoding/{case}.json",
        arrays="results/{chapter}/decoding/{case}.npz",
    log:
        "logs/decode_matter/{chapter}/{case}.log",
    wildcard_constraints:
        chapter="|".join(DECODED),
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(3000),
    params:
        system=system_of,
        seed=config["seed"],
        code=code_of("decode_matter.py"),
    script:
        "../scripts/decode_matter.py"


rule decode_nematic:
    input:
        vae="results/{chapter}/vae/{case}.pt",
        samples=of_data("samples", "npz"),
    output:
        numbers="results/{chapter}/decoding/{case}.json",
    log:
        "logs/decode_nematic/{chapter}/{case}.log",
    wildcard_constraints:
        chapter="maier_saupe",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        system=system_of,
        seed=config["seed"],
        code=code_of("decode_nematic.py"),
    script:
        "../scripts/decode_nematic.py"


rule decode_population:
    input:
        vae="results/retina/vae/{case}.pt",
    output:
        numbers="results/retina/decoding/{case}.json",
        arrays="results/retina/decoding/{case}.npz",
    log:
        "logs/decode_population/{case}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(3000),
    params:
        seed=config["seed"],
        code=code_of("decode_population.py"),
    script:
        "../scripts/decode_population.py"
