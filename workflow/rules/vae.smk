# Variational autoencoders: all data sets, restarts and bootstrap replicas in one job.
rule train_vae:
    input:
        samples=of_data("samples", "npz"),
    output:
        vae="results/{chapter}/vae/{case}.pt",
    log:
        "logs/train_vae/{chapter}/{case}.log",
    benchmark:
        "logs/train_vae/{chapter}/{case}.tsv"
    conda:
        "../../envs/environment.yaml"
    resources:
        gpu=1,
        mem_mb=memory(3000),
    params:
        latent_dim=latents_of,
        settings=vae_settings,
        checkpoint="results/{chapter}/vae/{case}.checkpoint",
        seed=config["seed"],
        code=code_of("train_vae.py"),
    script:
        "../scripts/train_vae.py"
