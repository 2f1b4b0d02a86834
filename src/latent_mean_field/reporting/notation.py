"""Numbers as they are printed: with the digits that their errors leave."""

import math

from latent_mean_field.quantities import Number

# Below it, a power of ten is written out.
TINY = 1e-4


def significant(value: float, digits: int = 4) -> str:
    """A number to so many significant digits, whole numbers left whole."""
    kind = ".0f" if float(value).is_integer() else f".{digits}g"
    return f"{value:{kind}}".replace("-", "−")


def measured(number: Number) -> str:
    """Value and error of the last digits, in brackets: 4.65(61) is 4.65 ± 0.61."""
    value, error = number["value"], number["error"]
    if not error:
        return significant(value)
    power = _power(max(abs(value), error))
    value, error = value / 10.0**power, error / 10.0**power
    # Of the rounded error: two digits of 0.00996 are 0.010.
    decimals = max(0, 1 - int(f"{error:.1e}".partition("e")[2]))
    text = f"{value:.{decimals}f}({round(error * 10**decimals)})"
    return (text + (f"e{power}" if power else "")).replace("-", "−")


def _power(size: float) -> int:
    """Of ten, to take out of a tiny number; 0 for any other."""
    return math.floor(math.log10(size)) if size < TINY else 0
