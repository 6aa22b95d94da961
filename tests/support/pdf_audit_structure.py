"""The structure tree: what each mark is, in which order it is read, and whether it nests as the standard asks."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary

from tests.support.pdf_audit_content import PageContent

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
STANDARD = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct"),
    *("Private", "P", "H", *HEADINGS, "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody"),
    *("TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Figure", "Formula", "Form"),
}
ROWS = {"Table", "THead", "TBody", "TFoot"}
CHILDREN = {
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "TOC": {"TOC", "TOCI", "Caption"},
}
PARENTS = {
    "LI": {"L"},
    "Lbl": {"LI", "TOCI", "Note"},
    "LBody": {"LI"},
    "TR": ROWS,
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TOCI": {"TOC"},
}
# A figure's place may be rounded, and a stroke stands half out of its path.
TOLERANCE = 2.0


class Node:
    """An element of the tree with its kind, its children, its marks ``(page, MCID)`` and its annotations."""

    def __init__(self, element: Dictionary, parent: "Node | None", page=None):
        self.element = element
        self.parent = parent
        self.kind = str(element.get("/S", "")).lstrip("/")
        self.page = element.get("/Pg", page)
        self.children: list[Node] = []
        self.marks: list[tuple[tuple[int, int], int]] = []
        self.annotations: list[Dictionary] = []
        kids = element.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                self.marks.append((self.page.objgen, int(kid)))
            elif kid.get("/Type") == "/MCR":
                self.marks.append((kid.get("/Pg", self.page).objgen, int(kid.MCID)))
            elif kid.get("/Type") == "/OBJR":
                self.annotations.append(kid.Obj)
            else:
                self.children.append(Node(kid, self, self.page))

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def attribute(self, name: str):
        attributes = self.element.get("/A", Array())
        for owner in attributes if isinstance(attributes, Array) else [attributes]:
            if isinstance(owner, Dictionary) and name in owner:
                return owner[name]
        return None


def issues(document: pikepdf.Pdf, pages: list[PageContent]) -> Iterator[str]:
    root = document.Root.StructTreeRoot
    kids = root.get("/K", Array())
    tops = [Node(kid, None) for kid in (kids if isinstance(kids, Array) else [kids])]
    if [top.kind for top in tops] != ["Document"]:
        yield "tree: not one Document at the top"
    nodes = [node for top in tops for node in top.walk()]
    if root.get("/RoleMap", {}):
        yield "tree: kinds of its own"
    for node in nodes:
        if node.kind not in STANDARD:
            yield f"tree: {node.kind or 'nothing'} is not a standard kind"
        above = root.objgen if node.parent is None else node.parent.element.objgen
        if node.element.get("/P", Dictionary()).objgen != above:
            yield f"tree: a {node.kind} does not know its parent"
    yield from _marks(root, nodes, pages)
    yield from _nesting(nodes)
    yield from _headings(nodes)
    yield from _figures(nodes, pages)
    yield from _tables(nodes)
    yield from _links(root, nodes, pages)
    for node in nodes:
        if node.kind in ("Note", "Formula") and "/ID" not in node.element:
            yield f"tree: a {node.kind} without identifier"


def _parents(root: Dictionary) -> dict[int, object]:
    tree = root.get("/ParentTree")
    return {} if tree is None else dict(pikepdf.NumberTree(tree).items())


def _marks(root: Dictionary, nodes: list[Node], pages: list[PageContent]) -> Iterator[str]:
    """What the pages mark and what the tree names are the same, both ways."""
    parents = _parents(root)
    owners = {}
    for node in nodes:
        for mark in node.marks:
            if mark in owners:
                yield f"tree: mark {mark[1]} belongs to two elements"
            owners[mark] = node
    seen = set()
    for number, page in enumerate(pages, start=1):
        listed = parents.get(int(page.page.get("/StructParents", -1)), Array())
        for mcid in page.marked:
            mark = (page.page.objgen, mcid)
            seen.add(mark)
            if mark not in owners:
                yield f"page {number}: mark {mcid} is in no element of the tree"
            elif mcid >= len(listed) or listed[mcid].objgen != owners[mark].element.objgen:
                yield f"page {number}: mark {mcid} does not lead to its element"
    for mark in owners.keys() - seen:
        yield f"tree: mark {mark[1]} is on no page"


def _nesting(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        allowed = CHILDREN.get(node.kind)
        for child in node.children:
            if allowed is not None and child.kind not in allowed:
                yield f"tree: {child.kind} in {node.kind}"
        if allowed is not None and node.marks:
            yield f"tree: text directly in {node.kind}"
        above = node.parent.kind if node.parent else "nothing"
        if node.kind in PARENTS and above not in PARENTS[node.kind]:
            yield f"tree: {node.kind} in {above}"
        if node.kind in ("LI", "TR", "Table", "L") and not node.children:
            yield f"tree: an empty {node.kind}"
        kinds = [child.kind for child in node.children]
        if node.kind in ("L", "Table", "Figure") and kinds.count("Caption") > 1:
            yield f"tree: two captions in a {node.kind}"


def _headings(nodes: list[Node]) -> Iterator[str]:
    level = 0
    for node in nodes:
        if node.kind == "H":
            yield "tree: a heading without level"
        if node.kind not in HEADINGS or (node.parent and node.parent.kind == node.kind):
            continue
        found = int(node.kind[1])
        if found > level + 1:
            yield f"tree: heading {node.kind} after level {level}"
        level = found
        if not any(child.marks for child in node.walk()):
            yield f"tree: an empty {node.kind}"
    if not level:
        yield "tree: no heading"


def _figures(nodes: list[Node], pages: list[PageContent]) -> Iterator[str]:
    contents = {page.page.objgen: page for page in pages}
    for node in nodes:
        if node.kind not in ("Figure", "Formula"):
            continue
        if not str(node.element.get("/Alt", "")).strip() and not str(node.element.get("/ActualText", "")).strip():
            yield f"tree: a {node.kind} without alternative text"
        box = node.attribute("/BBox")
        if box is None or len(box) != 4:
            yield f"tree: a {node.kind} without place"
            continue
        x1, y1, x2, y2 = map(float, box)
        left, bottom, right, top = map(float, node.page.MediaBox)
        if not (x1 < x2 and y1 < y2):
            yield f"tree: a {node.kind} with an empty place"
        if x2 < left or y2 < bottom or x1 > right or y1 > top:
            yield f"tree: a {node.kind} placed outside its page"
        points = [
            point
            for below in node.walk()
            for page, mcid in below.marks
            for point in contents[page].marked.get(mcid, [])
        ]
        if points:
            across, up = ((min(axis) + max(axis)) / 2 for axis in zip(*points, strict=True))
            if not (x1 - TOLERANCE <= across <= x2 + TOLERANCE and y1 - TOLERANCE <= up <= y2 + TOLERANCE):
                yield f"tree: a {node.kind} drawn elsewhere than it says"


def _tables(nodes: list[Node]) -> Iterator[str]:
    identifiers = {bytes(node.element["/ID"]) for node in nodes if "/ID" in node.element}
    for node in nodes:
        if node.kind == "TH" and node.attribute("/Scope") not in ("/Row", "/Column", "/Both"):
            yield "tree: a TH without Scope"
        if node.kind in ("TD", "TH"):
            for header in node.attribute("/Headers") or []:
                if bytes(header) not in identifiers:
                    yield "tree: a cell refers to a header that is not there"
        if node.kind == "Table":
            parts = [part for part in node.children if part.kind != "Caption"]
            rows = [row for part in parts for row in ([part] if part.kind == "TR" else part.children)]
            if not any(cell.kind == "TH" for row in rows for cell in row.children):
                yield "tree: a Table without TH"
            yield from _grid(rows)


def _grid(rows: list[Node]) -> Iterator[str]:
    """Every row of a table is as wide as the first, spans counted, and no cell covers another."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row.children:
            while (number, column) in taken:
                column += 1
            across, down = int(cell.attribute("/ColSpan") or 1), int(cell.attribute("/RowSpan") or 1)
            if number + down > len(rows):
                yield "tree: a cell reaches below its table"
            cells = {(number + y, column + x) for y in range(down) for x in range(across)}
            if cells & taken:
                yield "tree: two cells in one place"
            taken |= cells
    widths = {number: sum(1 for row, _ in taken if row == number) for number in range(len(rows))}
    if len(set(widths.values())) > 1:
        yield "tree: rows of different widths"


def _links(root: Dictionary, nodes: list[Node], pages: list[PageContent]) -> Iterator[str]:
    parents = _parents(root)
    owners = {}
    for node in nodes:
        for annotation in node.annotations:
            owners[annotation.objgen] = node
        if node.kind == "Link":
            if not node.annotations:
                yield "tree: a Link without annotation"
            if not any(below.marks for below in node.walk()):
                yield "tree: a Link without text"
            if any(below.kind == "Link" for child in node.children for below in child.walk()):
                yield "tree: a Link in a Link"
    for number, page in enumerate(pages, start=1):
        for annotation in page.page.get("/Annots", []):
            owner = owners.get(annotation.objgen)
            if owner is None or owner.kind not in ("Link", "Annot", "Form"):
                yield f"page {number}: a link that is in no Link element"
                continue
            known = parents.get(int(annotation.get("/StructParent", -1)))
            if known is None or known.objgen != owner.element.objgen:
                yield f"page {number}: a link does not lead to its element"
