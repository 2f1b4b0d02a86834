"""Seconds for the log normaliser of a million Bingham laws and its gradient.

python benchmarks/bingham.py [threads]
"""

import sys
import time

import torch

from latent_mean_field.vae.bingham import log_normaliser

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
for dtype in (torch.float64, torch.float32):
    eta = (10 * torch.randn(1_000_000, 5, dtype=dtype)).requires_grad_()
    start = time.perf_counter()
    log_normaliser(eta).sum().backward()
    print(f"{dtype}: {time.perf_counter() - start:.2f} s")
