"""What is claimed of latents pinned down by their dynamics."""

from latent_mean_field.assessment.claims.claim import (
    Claim,
    at_least,
    at_most,
    at_most_times,
    near,
    within,
)

CHAPTER = "dynamics"
WELLS = rf"{CHAPTER}/three_well"
RIVALS = "(beta_vae|swae|sde_vae)"
CLAIMS = [
    Claim(
        "DynAE finds the true coordinates of three wells, error ≤ 0.0027 of the "
        "variance, mean of the seeds and of the last epochs",
        rf"{WELLS},dynae/aligned_mse",
        at_most(0.0027),
    ),
    Claim(
        "and no seed errs by more than 0.006",
        rf"{WELLS},dynae/aligned_mse_greatest",
        at_most(0.006),
    ),
    Claim(
        "with the noise of finite steps it finds them better, error ≤ 0.0015",
        rf"{WELLS},dynae_improved/aligned_mse",
        at_most(0.0015),
    ),
    Claim(
        "better than DynAE beyond chance, p < 0.01",
        rf"{WELLS},dynae_improved/better_by_chance",
        at_most(0.01),
    ),
    Claim(
        "and stretched by no more than 5 % anywhere, in the wells and between",
        rf"{WELLS},dynae_improved/stretch_.*",
        near(0.05),
    ),
    Claim(
        "their free energy is the potential, as far as the frames themselves tell",
        rf"{WELLS},dynae_improved/free_energy_error",
        at_most_times(1.5),
    ),
    Claim(
        "each rival errs five times as much at least",
        rf"{WELLS},{RIVALS}/aligned_mse_over_dynae",
        at_least(5.0),
    ),
    Claim(
        "also after the best common scale",
        rf"{WELLS},{RIVALS}/scaled_mse_over_dynae",
        at_least(5.0),
    ),
    Claim(
        "the loss of a step is d/2 = 1 nat, within 0.03",
        rf"{WELLS},dynae/prior_loss",
        near(0.03),
        note="Only stretched latents have this: steps are of finite length, and with "
        "no stretch the loss is `prior_loss_isometry`.",
    ),
    Claim(
        "frames are told from latents, squared error ≤ 0.02",
        rf"{WELLS},dynae(_improved)?/reconstruction",
        at_most(0.02),
    ),
    Claim(
        "a spot is followed to 0.02 of its variance",
        rf"{CHAPTER}/spot,.*/aligned_mse",
        at_most(0.02),
    ),
    Claim(
        "both angles of a model peptide can be told from two latents, R² ≥ 0.9",
        rf"{CHAPTER}/peptide,.*/r2_.*",
        at_least(0.9),
    ),
    Claim(
        "and the latents remember as long as the angles do, within 20 %",
        rf"{CHAPTER}/peptide,.*/slow_time",
        within(0.2),
    ),
]
