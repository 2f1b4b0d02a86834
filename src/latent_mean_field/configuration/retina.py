"""Laws of a population's words, and a recording that is large enough for them."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from numpy.typing import NDArray

from latent_mean_field.cases import Case, case_label, decoder_of, latent_dim, swept
from latent_mean_field.recordings import split_raster
from latent_mean_field.systems.recording import RecordingError

OURS = "generalised_hopfield"
# Keys that a law has beside its system and split, and must have.
NEEDED = {"bernoulli_mixture": {"components"}, "boltzmann_machine": {"hidden"}}


def problems(config: Mapping[str, Any]) -> Iterator[str]:
    """Something is left to train on; laws are such as there are, one of them shown."""
    yield from chain(_held_out(config["retina"]), _laws(config["retina"]))


def check_recording(retina: Mapping[str, Any], raster: NDArray) -> None:
    """Whether a recording has the cells, repeats and bins that are asked for.

    Args:
        retina: that part of the configuration.
        raster: what will be used of it, shape (n_repeats, n_cells, n_bins).

    Raises:
        RecordingError: one line that names the file.
    """
    name, n_cells = retina["recording"], raster.shape[1]
    cases, laws = retina["cases"], swept(retina["laws"])
    wanted = [*map(latent_dim, cases), *(law.get("p", 0) for law in laws)]
    if max(wanted) > n_cells:
        message = f"{max(wanted)} latents or patterns of {n_cells} cells"
        raise RecordingError(f"{name}: {message}")
    held_out = {key: retina[key] for key in ("held_out_repeats", "held_out_bins")}
    for split in {case["split"] for case in (*cases, *laws)}:
        try:
            split_raster(raster, split, **held_out)
        except RecordingError as error:
            raise RecordingError(f"{name}: {error}") from error


def _held_out(retina: Mapping[str, Any]) -> Iterator[str]:
    held_out, n_repeats = retina["held_out_repeats"], retina["n_repeats"]
    if held_out >= n_repeats:
        message = f"{held_out} leaves none of {n_repeats} repeats to train on"
        yield f"retina.held_out_repeats: {message}"


def _laws(retina: Mapping[str, Any]) -> Iterator[str]:
    """Each is what it should be; figures show ours, read off the first decoder."""
    laws = swept(retina["laws"])
    shown = {"system": OURS, "split": "repeat"}
    if not any(
        shown.items() <= law.items() and not law.keys() & {"d", "vae"} for law in laws
    ):
        message = f"one {OURS} of split: repeat without d or vae is needed"
        yield f"retina.laws: {message}"
    for law in laws:
        judge = _decoded if law["system"] == OURS else _rival
        for problem in judge(law, retina):
            yield f"retina.laws: {case_label(law)}: {problem}"


def _decoded(law: Case, retina: Mapping[str, Any]) -> Iterator[str]:
    """A law that is read off a decoder, which must be there."""
    if (decoder := decoder_of(law)) not in retina["cases"]:
        yield f"there is no case {case_label(decoder)}"
    if (keys := law.keys() - {"system", "split"}) - {"p", "d", "vae"}:
        yield f"knows the keys p, d and vae, found {sorted(keys)}"
    if law.get("p", 1) > retina["n_cells"]:
        yield f"{law['p']} patterns of {retina['n_cells']} cells"


def _rival(law: Case, _: Mapping[str, Any]) -> Iterator[str]:
    """A law of another kind says what it needs and nothing else."""
    own, keys = NEEDED.get(law["system"], set()), law.keys() - {"system", "split"}
    if keys != own:
        yield f"needs the keys {sorted(own)}, found {sorted(keys)}"
    if law["system"] == "stimulus_locked" and law["split"] != "repeat":
        yield "knows no stimulus beyond that of the training words"
