"""Charts lie where they should, and the gallery shows every component."""

import re
from pathlib import Path

import pytest
from django.test import Client

from goodhands.foundation.ui.charts import Point, Stretch, clock_chart, month_chart
from goodhands.foundation.ui.templatetags import ui

TEMPLATE = Path(ui.__file__).parents[1] / "templates/ui/gallery.html"


def points(*shares: float | None) -> list[Point]:
    return [Point(str(i), share, f"{share} %") for i, share in enumerate(shares)]


def test_higher_shares_stand_higher_and_inside_the_drawing() -> None:
    for drawing in month_chart(points(95.8, 80.0, None, 99.0), 95.0, "t", "d", "agreed").drawings:
        heights = [dot.y for dot in drawing.dots if dot.point.share is not None]
        assert heights[2] < heights[0] < heights[1]
        assert all(0 <= dot.x <= drawing.width and 0 <= dot.y <= drawing.height for dot in drawing.dots)
        assert heights[0] < drawing.target_y < heights[1]


def test_a_month_without_a_share_breaks_the_line() -> None:
    drawing = month_chart(points(95.0, 96.0, None, 97.0, 98.0), 95.0, "t", "d", "a").drawings[0]
    assert [len(line.split()) for line in drawing.lines] == [2, 2]


def test_time_that_counts_is_drawn_to_scale_and_nights_are_short() -> None:
    chart = clock_chart(
        [Stretch("ran", 3600, "a"), Stretch("outside", 50_000, "night"), Stretch("ran", 7200, "b")], "t", "d"
    )
    for drawing in chart.drawings:
        first, night, second = drawing.bars
        assert second.width == pytest.approx(2 * first.width, rel=0.05)
        assert night.width < first.width
        assert second.x + second.width <= drawing.width


@pytest.mark.django_db
def test_gallery_shows_every_component(client: Client) -> None:
    assert client.get("/ui/").status_code == 200
    text = TEMPLATE.read_text(encoding="utf-8")
    missing = [tag for tag in ui.register.tags if not re.search(rf"{{% {tag}\b", text)]
    assert missing == []
