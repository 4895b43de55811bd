"""Where do points and bars lie? Geometry of the charts; templates draw it as SVG, the stylesheet gives it colour."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One month: its share in percent (None where nothing was judged), what to write, where it leads."""

    label: str
    share: float | None
    written: str
    address: str = ""
    kept: bool | None = None
    here: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A point at its place in a drawing."""

    x: float
    y: float
    point: Point
    labelled: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """One size of a month chart."""

    css: str
    width: int
    height: int
    left: float
    right: float
    target_y: float | None
    base_y: float
    dots: Sequence[Dot]
    lines: Sequence[str]
    last: Dot | None


@dataclass(frozen=True, slots=True)
class MonthChart:
    """Shares month by month against a target, in a wide and a narrow drawing."""

    title: str
    description: str
    target_written: str
    drawings: Sequence[Drawing]


def month_chart(
    points: Sequence[Point],
    target: float | None,
    title: str,
    description: str,
    target_written: str,
    most: float | None = 100.5,
) -> MonthChart:
    """The chart of some months; `target` is in percent like the shares.

    Where `most` is None, the points are no shares but other figures, and so is the target.
    """  # fmt: skip
    sizes = (("wide", 900, 230, 8, 150, 12), ("narrow", 340, 220, 10, 14, 4))
    drawings = [_drawing(points, target, most, *size) for size in sizes]
    return MonthChart(title, description, target_written, drawings)


def _drawing(
    points: Sequence[Point], target: float | None, most: float | None,
    css: str, width: int, height: int, left: int, right: int, labels: int,
) -> Drawing:  # fmt: skip
    known = [p.share for p in points if p.share is not None] + ([] if target is None else [target])
    low = min(known, default=0.0)
    top = max(known, default=0.0) * 1.05 if most is None else min(max(known, default=0.0) + 1, most)
    span = max(top - low, 1e-9 + top * 0.1) if most is None else max(top - low, 4.0)
    floor, ceiling = height - 40, 18

    def y(share: float) -> float:
        return round(ceiling + (top - share) / span * (floor - ceiling), 1)

    step = (width - left - right) / max(len(points) - 1, 1)
    every = -(-len(points) // labels)
    dots = [
        Dot(round(left + i * step, 1), y(p.share) if p.share is not None else floor, p,
            (len(points) - 1 - i) % every == 0)
        for i, p in enumerate(points)
    ]  # fmt: skip
    last = next((dot for dot in reversed(dots) if dot.point.share is not None), None)
    return Drawing(
        css,
        width,
        height,
        left,
        width - right,
        None if target is None else y(target),
        height - 32,
        dots,
        _lines(dots),
        last,
    )


def _lines(dots: Sequence[Dot]) -> list[str]:
    """The trace, broken where a month has no share."""
    lines: list[list[str]] = [[]]
    for dot in dots:
        if dot.point.share is None:
            lines.append([])
        else:
            lines[-1].append(f"{dot.x},{dot.y}")
    return [" ".join(line) for line in lines if len(line) > 1]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a ticket's time: how the clock stood (`ran`, `paused`, `solved`, `outside`), its length, words."""

    clock: str
    seconds: int
    says: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch at its place; `row` of the label alternates so that neighbours do not overlap."""

    x: float
    width: float
    clock: str
    says: str
    label: str
    label_y: int


@dataclass(frozen=True, slots=True)
class ClockDrawing:
    css: str
    width: int
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class ClockChart:
    """The clock of one ticket from left to right; time outside the agreed hours is drawn short."""

    title: str
    description: str
    drawings: Sequence[ClockDrawing]


def clock_chart(stretches: Sequence[Stretch], title: str, description: str) -> ClockChart:
    """The chart of one ticket's clock."""
    return ClockChart(title, description, [_clock("wide", 900, stretches), _clock("narrow", 340, stretches)])


def _clock(css: str, width: int, stretches: Sequence[Stretch]) -> ClockDrawing:
    outside = sum(s.clock == "outside" for s in stretches)
    gap = min(32.0 if len(stretches) < 16 else 8.0, width * 0.3 / max(outside, 1))
    inside = sum(s.seconds for s in stretches if s.clock != "outside") or 1
    scale = (width - outside * gap) / inside
    bars, x, free = [], 0.0, [0.0, 0.0]
    for stretch in stretches:
        wide = gap if stretch.clock == "outside" else stretch.seconds * scale
        row = next((r for r in (0, 1) if free[r] <= x), None)
        label = stretch.label if row is not None and x < width - 60 else ""
        if label and row is not None:
            free[row] = x + 8 * len(label) + 8
        bars.append(
            Bar(round(x, 1), round(max(wide - 2, 1), 1), stretch.clock, stretch.says, label, 56 + 18 * (row or 0))
        )
        x += wide
    return ClockDrawing(css, width, bars)
