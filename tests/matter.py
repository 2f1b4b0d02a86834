"""Mean-field matter with any patterns and a field on every site."""

from dataclasses import dataclass

from numpy.typing import NDArray

from latent_mean_field.systems.mean_field import MeanField


@dataclass(frozen=True)
class Matter(MeanField):
    rows: NDArray
    fields: NDArray

    @property
    def patterns(self) -> NDArray:
        return self.rows

    @property
    def field(self) -> NDArray:
        return self.fields
