"""Autoencoders of walks: latents pinned down by how they move (theory.md, section 16).

Where a prior on places leaves a latent free to be bent, a prior on steps does not: if
the noise of a step is to be N(0, 2) along every direction and at every place, latents
of overdamped motion are an isometry of the true coordinates (Wang et al. 2024).
"""
