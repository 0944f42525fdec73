"""Colours of charts: each by a name, for light and for dark pages.

Specifications hold the light colours. What is drawn for a page holds CSS variables in their place,
with the light colour to fall back on, so that one picture follows the reader's scheme.

The colours of speakers are Okabe and Ito's, which the colour-blind tell apart, made darker or
lighter until each has a contrast of 3:1 to its page (WCAG 1.4.11). None is ever the only carrier:
speakers have a shape too, and their name stands beside what they said.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Theme = Literal["light", "dark", "auto"]
"""``auto`` draws with CSS variables, for SVG in a page that carries :func:`write_css`."""


class Colour(NamedTuple):
    """One colour of every chart."""

    name: str
    light: str
    dark: str


INK = Colour("ink", "#1b1b20", "#e9e7e3")
SOFT = Colour("soft", "#62626b", "#a8a6a3")
RULE = Colour("rule", "#d8d5cd", "#3c3b40")
PAPER = Colour("paper", "#fdfcf8", "#17171b")
READING = Colour("reading", "#7a7a85", "#8f8d92")
SPEAKERS = (
    Colour("speaker-1", "#0071b1", "#56b4e8"),
    Colour("speaker-2", "#c45400", "#f08a4c"),
    Colour("speaker-3", "#00805b", "#3ccb9e"),
    Colour("speaker-4", "#a34e81", "#e39bc3"),
    Colour("speaker-5", "#946600", "#e6b84b"),
)
OTHERS = Colour("others", "#55555e", "#b8b6b1")
SHAPES = ("circle", "square", "diamond", "cross", "triangle-up")
OTHER_SHAPE = "triangle-down"
COLOURS = (INK, SOFT, RULE, PAPER, READING, *SPEAKERS, OTHERS)
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""Three names of fonts whose letters are equally wide: what fits when drawn fits when read."""


def map_colours(theme: Theme) -> dict[str, str]:
    """Return what stands for each light colour in a theme."""
    if theme == "light":
        return {}
    if theme == "dark":
        return {colour.light: colour.dark for colour in COLOURS}
    return {colour.light: f"var(--chart-{colour.name}, {colour.light})" for colour in COLOURS}


def write_css() -> str:
    """Return the style sheet that sets the variables of ``auto`` drawings for both schemes."""
    light = "".join(f"--chart-{colour.name}:{colour.light};" for colour in COLOURS)
    dark = "".join(f"--chart-{colour.name}:{colour.dark};" for colour in COLOURS)
    return (
        f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        "svg.chart{max-width:100%;height:auto}\n"
    )
