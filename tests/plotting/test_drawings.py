"""An empty panel is seen, so that figures without one are worth something."""

from matplotlib.figure import Figure

from drawings import empty_panels


def test_an_empty_panel_is_named():
    figure = Figure()
    full, empty, hidden = figure.subplots(1, 3)
    full.plot([0, 1])
    empty.set_ylabel("nothing")
    hidden.set_axis_off()
    assert empty_panels(figure) == ["nothing"]
