"""The last touches that make WeasyPrint 70's ``pdf/a-2a`` file conform to PDF/UA-1 as well (pdf.md § 4).

``finish`` runs before the bytes are written, in the child process, without Django. What WeasyPrint already does
for this variant — tags, ``Tabs``, ``DisplayDocTitle``, ``Lang``, print flag of links, output intent, ``ID`` — is
left alone; the audit of the test suite watches both halves.
"""

import pydyf

from core.pdf.conformance import UnfitError, flow, words

PX_TO_PT = 0.75

# The claim, and the PDF/A extension schema without which PDF/A refuses a property it does not know.
UA_METADATA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\
</rdf:RDF>"""


def finish(document, pdf: pydyf.PDF) -> None:
    """Change ``pdf`` in place; ``document`` is the laid-out WeasyPrint document it was drawn from.

    Raises ``UnfitError`` for characters that no font of the document can draw: PDF/A forbids an empty box instead.
    """
    missing = sorted({code for font in document.fonts.values() for code in font.missing})
    if missing:
        shown = ", ".join(f"« {chr(code)} » (U+{code:04X})" for code in missing[:10])
        raise UnfitError(f"Aucune police du portail n’a ces caractères : {shown}. Remplacez-les.")
    boxes = list(flow(document))
    _claim_ua(pdf)
    _set_scopes(pdf, boxes)
    _name_links(pdf, boxes)
    _wrap_bodies(pdf)
    _set_aside_margins(pdf)
    _mend_figures(document, pdf)
    _mend_images(pdf)


def _referred(pdf: pydyf.PDF, reference: bytes):
    return pdf.objects[int(reference.split()[0])]


def _claim_ua(pdf: pydyf.PDF) -> None:
    metadata = _referred(pdf, pdf.catalog["Metadata"])
    (packet,) = metadata.stream
    metadata.stream = [packet.replace(b"</rdf:RDF>", UA_METADATA)]
    # Left readable: archive tools look for the packet without opening the file's structure.
    metadata.compress = False


def _elements(pdf: pydyf.PDF, kind: str):
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/StructElem" and item["S"] == kind:
            yield item


def _inside(pdf: pydyf.PDF, element):
    """The structure elements below ``element``."""
    for kid in element["K"]:
        if isinstance(kid, bytes) and _referred(pdf, kid).get("Type") == "/StructElem":
            yield _referred(pdf, kid)
            yield from _inside(pdf, _referred(pdf, kid))


def _set_scopes(pdf: pydyf.PDF, boxes) -> None:
    """``Scope`` on header cells, as WeasyPrint itself reads it: a row's when the HTML says so, else a column's."""
    for box in boxes:
        if box.element_tag == "th" and getattr(box, "mark", None) is not None:
            in_row = box.element.get("scope") in ("row", "rowgroup")
            box.mark["A"]["Scope"] = "/Row" if in_row else "/Column"
    for table in _elements(pdf, "/Table"):
        cells = [cell for cell in _inside(pdf, table) if cell["S"] in ("/TD", "/TH")]
        if any({"RowSpan", "ColSpan"} & cell["A"].keys() for cell in cells):
            # WeasyPrint loses count below and beside a spanning cell and names the wrong headers; scopes suffice.
            for cell in cells:
                cell["A"].pop("Headers", None)
    named = []
    for cell in _elements(pdf, "/TH"):
        cell.setdefault("A", pydyf.Dictionary({"O": "/Table"})).setdefault("Scope", "/Column")
        if "ID" in cell:
            named.append((cell["ID"].data, cell["ID"], cell.reference))
    if named:
        # The standard wants the tree of identifiers as soon as one element has an identifier.
        names = pydyf.Array()
        for _, name, reference in sorted(named, key=lambda item: item[0]):
            names.extend((name, reference))
        tree = pydyf.Dictionary({"Names": names})
        _referred(pdf, pdf.catalog["StructTreeRoot"])["IDTree"] = tree


def merge_links(document) -> None:
    """Leave one annotation per fragment of a link, on the outermost box. To be called before the file is drawn.

    WeasyPrint also makes one for each box inside: that of a ``<strong>`` is then not in a Link element, and PDF/UA
    fails; that of ``a::after`` makes a screen reader say the link twice.
    """
    for page in document.pages:
        links = {id(getattr(link[3], "_box", link[3])): list(link) for link in page.links}
        merged = []

        def visit(box, outer, links=links, merged=merged):
            box = getattr(box, "_box", box)
            link = links.get(id(box))
            if link and outer and link[:2] == outer[:2]:
                rectangles = tuple(zip(link[2], outer[2], strict=True))
                outer[2] = tuple(map(min, rectangles[:2])) + tuple(map(max, rectangles[2:]))
            elif link:
                merged.append(link)
                outer = link
            for child in box.children:
                visit(child, outer)

        visit(page._page_box, None)
        page.links[:] = [tuple(link) for link in merged]


def _name_links(pdf: pydyf.PDF, boxes) -> None:
    """What a screen reader says of a link: its words, then where it leads when that is outside the document."""
    for box in boxes:
        annotation = getattr(box, "link_annotation", None)
        if annotation is None or box.element is None:
            continue
        said = box.element.get("title") or words(box.element)
        target = annotation["Contents"].string
        if "A" in annotation and target not in said:
            said = f"{said} ({target})"
        if said:
            annotation["Contents"] = pydyf.String(said)
    # ``a::after`` and ``<a id>`` are tagged Link too; an element without annotation is no link.
    for element in _elements(pdf, "/Link"):
        if not any(_is_annotation(pdf, kid) for kid in element["K"]):
            element["S"] = "/Span"


def _wrap_bodies(pdf: pydyf.PDF) -> None:
    """Put what an item of a list holds in an LBody: WeasyPrint does so for bare text, not for ``<li><p>``."""
    for item in list(_elements(pdf, "/LI")):
        kinds = [_referred(pdf, kid)["S"] for kid in item["K"]]
        loose = [kid for kid, kind in zip(item["K"], kinds, strict=True) if kind not in ("/Lbl", "/LBody")]
        if not loose:
            continue
        body = pydyf.Dictionary({key: item[key] for key in ("Type", "Pg")})
        body.update({"S": "/LBody", "P": item.reference, "K": pydyf.Array(loose)})
        pdf.add_object(body)
        position = item["K"].index(loose[0])
        item["K"] = pydyf.Array(kid for kid in item["K"] if kid not in loose)
        item["K"].insert(position, body.reference)
        for kid in loose:
            _referred(pdf, kid)["P"] = body.reference


def _is_annotation(pdf: pydyf.PDF, kid) -> bool:
    return isinstance(kid, bytes) and _referred(pdf, kid).get("Type") == "/OBJR"


def _set_aside_margins(pdf: pydyf.PDF) -> None:
    """Make running heads and page numbers artifacts, as PDF/UA asks.

    WeasyPrint numbers their text like the rest and leaves its elements out of the tree: read at each page by some
    tools, lost for others.
    """
    tree = _referred(pdf, pdf.catalog["StructTreeRoot"])
    (top,) = tree["K"]
    reached = {element.reference for element in _inside(pdf, _referred(pdf, top))}
    numbers = _referred(pdf, tree["ParentTree"])["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for reference in pdf.page_references:
        page = _referred(pdf, reference)
        elements = parents[page["StructParents"]]
        aside = {mcid for mcid, element in enumerate(elements) if element not in reached}
        operators = _referred(pdf, page["Contents"]).stream
        for index, operator in enumerate(operators):
            properties = operators[index - 1]
            if operator == b"BDC" and properties.get("MCID") in aside:
                operators[index - 2 : index] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})
        for mcid in aside:
            elements[mcid] = "null"


def _mend_figures(document, pdf: pydyf.PDF) -> None:
    """WeasyPrint gives a figure's place in CSS pixels from the top; PDF counts points from the bottom."""
    heights = dict(zip(pdf.page_references, (page.height for page in document.pages), strict=True))
    for figure in _elements(pdf, "/Figure"):
        x1, y1, x2, y2 = figure["A"]["BBox"]
        height = heights[figure["Pg"]]
        figure["A"]["BBox"] = pydyf.Array(round(value * PX_TO_PT, 3) for value in (x1, height - y2, x2, height - y1))


def _mend_images(pdf: pydyf.PDF) -> None:
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Subtype") == "/Image":
            item.extra["Interpolate"] = "false"
