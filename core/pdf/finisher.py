"""The last touches that make WeasyPrint 70's ``pdf/a-2a`` file conform to PDF/UA-1 as well (pdf.md § 4).

``finish`` runs before the bytes are written, in the child process, without Django. What WeasyPrint already does
for this variant — tags, ``Tabs``, ``DisplayDocTitle``, ``Lang``, print flag of links, output intent, ``ID`` — is
left alone; the audit of the test suite watches both halves.
"""

import pydyf

from core.pdf.conformance import UnfitError, flow

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
    _name_links(boxes)
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


def _set_scopes(pdf: pydyf.PDF, boxes) -> None:
    """``Scope`` on header cells, as WeasyPrint itself reads it: a row's when the HTML says so, else a column's."""
    for box in boxes:
        if box.element_tag == "th" and getattr(box, "mark", None) is not None:
            in_row = box.element.get("scope") in ("row", "rowgroup")
            box.mark["A"]["Scope"] = "/Row" if in_row else "/Column"
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


def _name_links(boxes) -> None:
    """What a screen reader says of a link: its words, then where it leads when that is outside the document."""
    for box in boxes:
        annotation = getattr(box, "link_annotation", None)
        if annotation is None or box.element is None:
            continue
        words = box.element.get("title") or " ".join("".join(box.element.itertext()).split())
        target = annotation["Contents"].string
        if not words:
            continue
        is_outside = "A" in annotation
        annotation["Contents"] = pydyf.String(f"{words} ({target})" if is_outside and target not in words else words)


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
