"""The content streams of a page: what is painted, under which mark, with which glyphs, and where."""

from collections import defaultdict

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MAX_NESTING = 28  # of q, in PDF/A-2 (6.1.13)

PATH_POINTS = {"m": 1, "l": 1, "c": 3, "v": 2, "y": 2}
PATH_PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"}
TEXT_PAINTING = {"Tj", "TJ", "'", '"'}
OTHER = {
    *("w", "J", "j", "M", "d", "ri", "i", "gs", "q", "Q", "cm", "h", "n", "W", "W*", "BT", "ET", "Tc", "Tw", "Tz"),
    *("TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm", "T*", "CS", "cs", "SC", "SCN", "sc", "scn", "G", "g", "RG", "rg"),
    *("sh", "Do", "MP", "DP", "BMC", "BDC", "EMC", "re", "INLINE IMAGE"),
}


class PageContent:
    """One page read through: ``issues``, ``marked`` (each MCID with the points painted under it, in PDF points),
    ``glyphs`` (each font's number with the font and the codes shown)."""

    def __init__(self, page: Dictionary):
        self.page = page
        self.issues: list[str] = []
        self.marked: dict[int, list[tuple[float, float]]] = {}
        self.glyphs: dict[tuple[int, int], tuple[Dictionary, set[int]]] = {}
        self._marks: list[str | int] = []
        self._read(page, page.Resources, IDENTITY, in_form=False)
        if self._marks:
            self._say("marked content left open")

    def _say(self, issue: str) -> None:
        if issue not in self.issues:
            self.issues.append(issue)

    def _read(self, stream, resources: Dictionary, matrix, *, in_form: bool) -> None:
        saved = []
        font = None
        path: list[tuple[float, float]] = []
        depth = len(self._marks)
        for operands, operator in pikepdf.parse_content_stream(stream):
            name = str(operator)
            match name:
                case "q":
                    saved.append((matrix, font))
                    if len(saved) > MAX_NESTING:
                        self._say(f"more than {MAX_NESTING} nested graphic states")
                case "Q" if saved:
                    matrix, font = saved.pop()
                case "Q":
                    self._say("unbalanced graphic states")
                case "cm":
                    matrix = _multiply(tuple(map(float, operands)), matrix)
                case "BMC" | "BDC":
                    self._open(str(operands[0]), operands[1] if name == "BDC" else None, resources, in_form=in_form)
                case "EMC":
                    if len(self._marks) <= depth:
                        self._say("marked content closed before it is opened")
                    else:
                        self._marks.pop()
                case "m" | "l" | "c" | "v" | "y":
                    values = list(map(float, operands))
                    path += [_apply(matrix, x, y) for x, y in zip(values[::2], values[1::2], strict=True)]
                case "re":
                    x, y, width, height = map(float, operands)
                    path += _corners(matrix, x, y, width, height)
                case "n":
                    path = []
                case "sh":
                    self._resource(resources, "/Shading", operands[0])
                    self._paint("a shading", [])
                case "INLINE IMAGE":
                    self._say("inline image")
                case "gs":
                    self._resource(resources, "/ExtGState", operands[0])
                case "Tf":
                    font = self._resource(resources, "/Font", operands[0])
                case "Tm":
                    values = tuple(map(float, operands))
                    self._point = _apply(matrix, values[4], values[5])
                case "Do":
                    self._draw(resources, operands[0], matrix)
                case "K" | "k":
                    self._say("CMYK colour")
                case "cs" | "CS":
                    self._colour_space(resources, operands[0])
                case _ if name in PATH_PAINTING:
                    self._paint("a path", path)
                    path = []
                case _ if name in TEXT_PAINTING:
                    self._show(font, operands)
                case _ if name not in OTHER:
                    self._say(f"unknown operator {name}")
        if saved:
            self._say("unbalanced graphic states")

    def _open(self, tag: str, properties, resources: Dictionary, *, in_form: bool) -> None:
        if isinstance(properties, Name):
            properties = resources.get("/Properties", {}).get(properties, Dictionary())
        number = None if properties is None else properties.get("/MCID")
        around = [mark for mark in self._marks if mark != "other"]
        if tag == "/Artifact":
            if any(isinstance(mark, int) for mark in around):
                self._say("artifact inside tagged content")
            self._marks.append("artifact")
        elif number is None:
            self._marks.append("other")
        else:
            number = int(number)
            if "artifact" in around:
                self._say("tagged content inside an artifact")
            elif around:
                self._say("tagged content inside tagged content")
            if in_form:
                self._say("tagged content inside a form that the tree does not know")
            if number in self.marked:
                self._say(f"MCID {number} used twice")
            self.marked.setdefault(number, [])
            self._marks.append(number)

    def _paint(self, what: str, points: list[tuple[float, float]]) -> None:
        marks = [mark for mark in self._marks if mark != "other"]
        if not marks:
            self._say(f"{what} painted outside marked content")
        elif isinstance(marks[-1], int):
            self.marked[marks[-1]].extend(points)

    def _show(self, font, operands) -> None:
        self._paint("text", [self._point])
        if font is None:
            self._say("text without a font")
            return
        strings = operands[0] if isinstance(operands[0], Array) else operands[-1:]
        codes = self.glyphs.setdefault(font.objgen, (font, set()))[1]
        for string in strings:
            if isinstance(string, pikepdf.String):
                data = bytes(string)
                codes.update(int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2))

    def _draw(self, resources: Dictionary, name: Name, matrix) -> None:
        item = self._resource(resources, "/XObject", name)
        if not isinstance(item, Stream):
            return
        if item.get("/Subtype") == "/Image":
            self._paint("an image", _corners(matrix, 0, 0, 1, 1))
        elif item.get("/Subtype") == "/Form":
            inner = _multiply(tuple(map(float, item.get("/Matrix", IDENTITY))), matrix)
            self._read(item, item.get("/Resources", resources), inner, in_form="/StructParents" not in item)

    def _resource(self, resources: Dictionary, kind: str, name: Name):
        found = resources.get(kind, {}).get(name)
        if found is None:
            self._say(f"no {name} among the {kind} resources")
        return found

    def _colour_space(self, resources: Dictionary, name: Name) -> None:
        if str(name) == "/DeviceCMYK":
            self._say("CMYK colour")
        elif str(name) not in ("/DeviceRGB", "/DeviceGray", "/Pattern"):
            self._resource(resources, "/ColorSpace", name)


def _multiply(first, second):
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _corners(matrix, x, y, width, height) -> list[tuple[float, float]]:
    return [_apply(matrix, x + dx, y + dy) for dx in (0, width) for dy in (0, height)]


def fonts(pages: list[PageContent]) -> dict[tuple[int, int], tuple[Dictionary, set[int]]]:
    """All fonts shown on ``pages``, with all the codes shown."""
    shown: dict[tuple[int, int], tuple[Dictionary, set[int]]] = {}
    codes = defaultdict(set)
    for page in pages:
        for number, (font, used) in page.glyphs.items():
            codes[number] |= used
            shown[number] = (font, codes[number])
    return shown
