"""The pictures that customers and the warehouse send, drawn here: a table, a thing on it, light."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 900
_FINE = 2  # drawn this many times larger, then made smaller, for smooth edges

Colour = tuple[int, int, int]
Point = tuple[float, float]

WOOD, LINEN, STEEL, FELT = (171, 132, 94), (222, 215, 203), (150, 158, 164), (74, 84, 88)
CARDBOARD, CARDBOARD_DARK = (196, 154, 108), (164, 124, 82)
PORCELAIN, GLAZE, IRON = (240, 240, 236), (92, 128, 138), (58, 56, 56)


class Table:
    """A surface to put things on; coordinates are those of the finished picture."""

    def __init__(self, colour: Colour, chance: random.Random) -> None:
        self._chance = chance
        self.image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), colour)
        self._draw = ImageDraw.Draw(self.image)

    def grain(self, colour: Colour, lines: int = 60) -> None:
        """Draw the grain of wood, or the weave of cloth."""
        for _ in range(lines):
            y = self._chance.uniform(0, HEIGHT)
            bend = self._chance.uniform(-12, 12)
            self.line([(0, y), (WIDTH / 2, y + bend), (WIDTH, y + bend / 3)], colour, 2)

    def ellipse(self, centre: Point, size: Point, colour: Colour) -> None:
        """Draw a filled ellipse of a width and height."""
        (x, y), (wide, high) = centre, size
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        self._draw.ellipse([_FINE * each for each in box], fill=colour)

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """Draw a filled polygon."""
        self._draw.polygon([(x * _FINE, y * _FINE) for x, y in points], fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Draw a filled rectangle with slightly rounded corners."""
        edges = [_FINE * each for each in (left, top, right, bottom)]
        self._draw.rounded_rectangle(edges, radius=10 * _FINE, fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 3) -> None:
        """Draw a line through points."""
        self._draw.line(
            [(x * _FINE, y * _FINE) for x, y in points], colour, round(width * _FINE), joint="curve"
        )

    def shadow(self, centre: Point, size: Point, *, strength: int = 90) -> None:
        """Darken an ellipse softly: what stands on a table touches it."""
        mask = Image.new("L", (WIDTH // 4, HEIGHT // 4))
        (x, y), (wide, high) = centre, size
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        ImageDraw.Draw(mask).ellipse([each / 4 for each in box], fill=strength)
        soft = mask.filter(ImageFilter.GaussianBlur(10)).resize(self.image.size)
        self.image.paste(Image.new("RGB", self.image.size), mask=soft)
        self._draw = ImageDraw.Draw(self.image)

    def crack(self, start: Point, end: Point, colour: Colour = (70, 66, 62)) -> None:
        """Draw a crack that does not run straight."""
        points = [start]
        for step in range(1, 8):
            share = step / 8
            points.append(
                (
                    start[0] + (end[0] - start[0]) * share + self._chance.uniform(-14, 14),
                    start[1] + (end[1] - start[1]) * share + self._chance.uniform(-10, 10),
                )
            )
        self.line([*points, end], colour, 4)

    def photograph(self) -> bytes:
        """Return it as a telephone would have taken it: light from one side, a little noise."""
        image = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        light = Image.radial_gradient("L").resize((WIDTH * 2, HEIGHT * 2))
        light = ImageChops.invert(
            light.crop((WIDTH // 2, HEIGHT // 3, WIDTH * 3 // 2, HEIGHT * 4 // 3))
        )
        light = light.point([120 + value * 135 // 255 for value in range(256)])
        image = ImageChops.multiply(image, Image.merge("RGB", (light, light, light)))
        noise = Image.frombytes("L", image.size, self._chance.randbytes(WIDTH * HEIGHT))
        image = Image.blend(image, Image.merge("RGB", (noise, noise, noise)), 0.02)
        content = io.BytesIO()
        image.filter(ImageFilter.GaussianBlur(0.6)).save(content, "JPEG", quality=84)
        return content.getvalue()


def draw(name: str) -> bytes:
    """Return a picture as a JPEG of 1200 × 900 pixels; the same name is always the same picture."""
    ground, paint = PICTURES[name]
    table = Table(ground, random.Random(name))  # noqa: S311 - not a secret
    paint(table)
    return table.photograph()


def _broken_cup(table: Table) -> None:
    table.grain((158, 120, 84))
    table.shadow((600, 640), (620, 180))
    table.shape([(390, 330), (810, 330), (760, 640), (440, 640)], PORCELAIN)
    table.ellipse((600, 640), (320, 60), PORCELAIN)
    table.ellipse((600, 330), (420, 110), (214, 214, 208))
    table.ellipse((600, 334), (380, 88), (176, 178, 172))
    table.shape([(690, 270), (830, 290), (800, 430), (730, 400)], WOOD)
    table.line([(690, 283), (730, 400), (800, 430), (812, 330)], (120, 118, 112), 5)
    table.crack((730, 400), (610, 610))
    for x, y, turn in ((930, 690, 0.4), (1010, 610, 1.7), (880, 770, 2.6), (300, 720, 0.9)):
        _shard(table, x, y, turn)


def _shard(table: Table, x: float, y: float, turn: float) -> None:
    table.shadow((x, y + 18), (110, 40), strength=70)
    corners = ((0.0, 58), (2.2, 44), (3.6, 50), (4.9, 38))
    table.shape(
        [(x + far * math.cos(turn + a), y + far * 0.7 * math.sin(turn + a)) for a, far in corners],
        PORCELAIN,
    )


def _chipped_teapot(table: Table) -> None:
    table.grain((206, 198, 184), 90)
    table.shadow((600, 690), (720, 170))
    table.shape([(330, 430), (190, 330), (230, 300), (400, 480)], GLAZE)
    table.ellipse((620, 520), (560, 400), GLAZE)
    table.ellipse((560, 450), (180, 120), (122, 158, 166))
    table.ellipse((620, 335), (260, 60), (78, 110, 120))
    table.ellipse((620, 300), (70, 60), (78, 110, 120))
    table.line([(880, 430), (1010, 420), (1010, 600), (870, 620)], (78, 110, 120), 34)
    table.shape([(178, 322), (240, 292), (226, 340), (206, 352)], (226, 206, 180))
    table.crack((232, 330), (300, 420), (60, 80, 86))


def _kettle_spots(table: Table) -> None:
    table.ellipse((600, 450), (1050, 820), (44, 42, 42))
    table.ellipse((600, 460), (900, 690), (66, 63, 61))
    table.ellipse((600, 470), (760, 580), (78, 74, 71))
    for x, y, wide in (
        (520, 420, 60),
        (680, 540, 44),
        (610, 350, 26),
        (450, 570, 34),
        (760, 400, 22),
    ):
        table.ellipse((x, y), (wide * 1.3, wide), (118, 76, 48))
        table.ellipse((x - 4, y - 3), (wide * 0.7, wide * 0.5), (142, 92, 56))


def _noshi(table: Table) -> None:
    table.grain((206, 198, 184), 70)
    table.shadow((600, 500), (980, 640))
    table.box(220, 170, 980, 730, (206, 170, 122))
    table.shape([(420, 170), (780, 170), (780, 730), (420, 730)], (250, 249, 245))
    red, gold = (184, 44, 48), (196, 160, 80)
    for offset in range(-2, 3):
        table.line([(420, 440 + offset * 9), (780, 440 + offset * 9)], red if offset else gold, 4)
    for side in (-1, 1):
        table.line(
            [(600, 440), (600 + side * 90, 380), (600 + side * 120, 430), (600, 440)], red, 7
        )
        table.line([(600, 440), (600 + side * 70, 530)], red, 7)
    table.shape([(716, 200), (760, 216), (744, 300), (708, 280)], red)
    for x, y in ((560, 250), (560, 290), (560, 330), (560, 560), (560, 610), (560, 660)):
        table.line([(x + 18, y), (x + 62, y)], (40, 40, 44), 5)
        table.line([(x + 40, y - 14), (x + 40, y + 16)], (40, 40, 44), 5)


def _lens_haze(table: Table) -> None:
    table.shadow((600, 470), (900, 860), strength=120)
    for wide, colour in (
        (760, IRON),
        (700, (30, 30, 32)),
        (640, (46, 46, 50)),
        (560, (16, 20, 30)),
    ):
        table.ellipse((600, 450), (wide, wide), colour)
    table.ellipse((600, 450), (500, 500), (26, 38, 62))
    table.ellipse((640, 420), (330, 330), (38, 58, 92))
    table.ellipse((520, 340), (120, 60), (196, 210, 226))
    for turn in range(20, 100, 4):
        angle = math.radians(turn)
        place = (600 + 218 * math.cos(angle), 450 + 218 * math.sin(angle))
        table.ellipse(place, (46, 34), (112, 124, 142))


def _scale(table: Table) -> None:
    table.shadow((600, 700), (960, 200))
    table.box(230, 560, 970, 760, (206, 208, 210))
    table.box(470, 630, 730, 720, (34, 44, 38))
    _digits(table, "2.90", 500, 646)
    table.box(300, 500, 900, 560, (176, 180, 184))
    table.shape([(380, 190), (820, 190), (850, 500), (350, 500)], CARDBOARD)
    table.shape([(380, 190), (820, 190), (800, 150), (410, 150)], CARDBOARD_DARK)
    table.shape([(570, 150), (630, 150), (640, 500), (560, 500)], (222, 202, 160))


def _digits(table: Table, text: str, left: float, top: float) -> None:
    """Seven-segment figures, as scales show them."""
    strokes = {
        "a": ((4, 0), (32, 0)), "b": ((36, 2), (36, 26)), "c": ((36, 30), (36, 54)),
        "d": ((4, 56), (32, 56)), "e": ((0, 30), (0, 54)), "f": ((0, 2), (0, 26)),
        "g": ((4, 28), (32, 28)),
    }  # fmt: skip
    lit = {"0": "abcdef", "2": "abged", "9": "abcdfg"}
    x = left
    for figure in text:
        if figure == ".":
            table.ellipse((x, top + 56), (9, 9), (150, 240, 170))
            x += 18
            continue
        for stroke in lit[figure]:
            (ax, ay), (bx, by) = strokes[stroke]
            table.line([(x + ax, top + ay), (x + bx, top + by)], (150, 240, 170), 6)
        x += 62


def _packed_box(table: Table) -> None:
    table.grain((62, 72, 76), 40)
    table.shadow((600, 480), (1040, 760))
    table.box(170, 130, 1030, 780, CARDBOARD_DARK)
    table.box(205, 165, 995, 745, CARDBOARD)
    table.box(240, 200, 960, 710, (214, 196, 162))
    for row in range(9):
        for column in range(13):
            table.ellipse((275 + column * 55, 232 + row * 55), (40, 40), (226, 230, 232))
    table.box(300, 250, 560, 660, (196, 62, 92))
    table.box(330, 290, 530, 560, (238, 206, 214))
    for top in (260, 400, 540):
        table.box(620, top, 900, top + 110, (232, 236, 240))
        table.line([(640, top + 55), (880, top + 55)], (190, 198, 206), 5)


def _sleeve_corner(table: Table) -> None:
    table.grain((158, 120, 84))
    table.shadow((590, 480), (860, 820))
    table.shape([(220, 110), (900, 110), (985, 200), (985, 830), (220, 830)], (40, 62, 92))
    table.shape([(900, 110), (985, 200), (918, 184)], (206, 200, 190))
    table.line([(880, 96), (1000, 222)], (214, 208, 196), 6)
    table.ellipse((600, 490), (430, 430), (222, 176, 84))
    table.ellipse((600, 490), (300, 300), (40, 62, 92))
    table.ellipse((600, 490), (120, 120), (222, 176, 84))
    table.box(250, 740, 620, 790, (222, 214, 196))


def _crushed_corner(table: Table) -> None:
    table.grain((62, 72, 76), 40)
    table.shadow((610, 760), (860, 160))
    table.shape(
        [(330, 130), (870, 130), (870, 770), (420, 770), (352, 730), (330, 660)], (96, 74, 150)
    )
    table.box(400, 200, 800, 640, (212, 218, 236))
    table.ellipse((600, 330), (120, 140), (246, 214, 190))
    table.shape([(540, 390), (660, 390), (720, 620), (480, 620)], (228, 92, 120))
    table.shape([(352, 730), (330, 660), (392, 690), (420, 770)], (66, 50, 108))
    table.line([(330, 660), (392, 690), (420, 770)], (188, 174, 220), 5)


def _dented_parcel(table: Table) -> None:
    table.grain((150, 116, 82))
    table.shadow((600, 740), (1000, 180))
    table.shape(
        [(240, 300), (520, 300), (600, 372), (690, 300), (960, 300), (960, 740), (240, 740)],
        CARDBOARD,
    )
    table.shape(
        [(240, 300), (330, 200), (1010, 200), (960, 300), (690, 300), (600, 372), (520, 300)],
        CARDBOARD_DARK,
    )
    table.shape([(520, 300), (600, 372), (690, 300), (620, 330)], (120, 88, 58))
    table.crack((600, 372), (560, 560), (120, 88, 58))
    table.crack((600, 372), (680, 520), (120, 88, 58))
    table.box(300, 560, 520, 690, (244, 242, 236))
    for x in range(316, 500, 12):
        table.line([(x, 580), (x, 630)], (40, 40, 44), 3 + x % 4)
    table.line([(316, 656), (470, 656)], (120, 120, 124), 5)


def _bag_lining(table: Table) -> None:
    table.shape([(0, 0), (1200, 0), (1200, 210), (0, 170)], (96, 58, 40))
    table.shape([(0, 900), (1200, 900), (1200, 790), (0, 820)], (96, 58, 40))
    for fold in range(70, 1200, 150):
        table.line([(fold, 180), (fold + 40, 480), (fold - 10, 810)], (188, 160, 128), 5)
    for x in range(0, 1200, 26):
        table.line([(x, 186), (x + 14, 187)], (222, 188, 140), 4)
    table.ellipse((760, 540), (46, 40), (150, 116, 84))
    table.ellipse((756, 536), (26, 20), (136, 102, 72))
    table.box(300, 330, 560, 420, (176, 132, 92))
    table.line([(330, 375), (530, 375)], (110, 76, 48), 5)


PICTURES: dict[str, tuple[Colour, Callable[[Table], None]]] = {
    "broken_cup": (WOOD, _broken_cup),
    "chipped_teapot": (LINEN, _chipped_teapot),
    "kettle_spots": (IRON, _kettle_spots),
    "noshi": (LINEN, _noshi),
    "lens_haze": (FELT, _lens_haze),
    "scale": (STEEL, _scale),
    "packed_box": (FELT, _packed_box),
    "sleeve_corner": (WOOD, _sleeve_corner),
    "crushed_corner": (FELT, _crushed_corner),
    "dented_parcel": (WOOD, _dented_parcel),
    "bag_lining": ((204, 176, 142), _bag_lining),
}
"""What a story may name, with the ground it lies on."""
