"""The XMP packet: what the file says it is, and whether it says the same as the Info dictionary."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pikepdf
from pikepdf import Stream

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# What PDF/A-2 knows without an extension schema, as far as we write it.
PREDEFINED = {
    DC: {"title", "creator", "description"},
    XMP: {"CreateDate", "ModifyDate", "CreatorTool"},
    PDF: {"Producer", "Keywords"},
    PDFA: {"part", "conformance"},
    EXTENSION: {"schemas"},
}
INFO = {"/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate"}


def issues(document: pikepdf.Pdf) -> Iterator[str]:
    stream = document.Root.get("/Metadata")
    if not isinstance(stream, Stream) or (stream.get("/Type"), stream.get("/Subtype")) != ("/Metadata", "/XML"):
        yield "metadata: no XMP stream"
        return
    packet = stream.read_bytes()
    if not re.match(rb"<\?xpacket begin=[\"'](\xef\xbb\xbf)?[\"'] id=[\"']W5M0MpCehiHzreSzNTczkc9d[\"']\?>", packet):
        yield "metadata: no XMP packet header"
    try:
        root = ElementTree.fromstring(re.sub(rb"<\?xpacket.*?\?>", b"", packet).strip())  # noqa: S314
    except ElementTree.ParseError as error:
        yield f"metadata: not XML ({error})"
        return
    if root.tag != "{adobe:ns:meta/}xmpmeta" or [child.tag for child in root] != [f"{RDF}RDF"]:
        yield "metadata: not one RDF description in xmpmeta"
        return
    properties = dict(_properties(root[0]))
    if len(properties) != len(list(_properties(root[0]))):
        yield "metadata: a property is given twice"
    yield from _claims(properties)
    yield from _known(properties)
    yield from _in_step(document, properties)


def _properties(rdf) -> Iterator[tuple[str, object]]:
    """Each property of the packet with its value: text, or the element when it is structured."""
    for description in rdf:
        for name, value in description.attrib.items():
            if not name.startswith(RDF):
                yield name, value
        for element in description:
            yield element.tag, element if len(element) else (element.text or "")


def _claims(properties: dict) -> Iterator[str]:
    claimed = properties.get(f"{PDFA}part"), properties.get(f"{PDFA}conformance")
    if claimed != ("2", "A"):
        yield f"metadata: PDF/A claim is {claimed}"
    if properties.get(f"{PDFUA}part") != "1":
        yield f"metadata: PDF/UA claim is {properties.get(f'{PDFUA}part')!r}"


def _known(properties: dict) -> Iterator[str]:
    """Every property is one that PDF/A knows, or is declared by an extension schema."""
    known = {space + name for space, names in PREDEFINED.items() for name in names}
    schemas = properties.get(f"{EXTENSION}schemas")
    for schema in [] if schemas is None else schemas.findall(f"{RDF}Bag/{RDF}li"):
        space = schema.findtext(f"{SCHEMA}namespaceURI", "")
        if not schema.findtext(f"{SCHEMA}schema") or not schema.findtext(f"{SCHEMA}prefix"):
            yield "metadata: an extension schema without name or prefix"
        for declared in schema.findall(f"{SCHEMA}property/{RDF}Seq/{RDF}li"):
            fields = {
                key: declared.findtext(PROPERTY + key) for key in ("name", "valueType", "category", "description")
            }
            if not all(fields.values()) or fields["category"] not in ("internal", "external"):
                yield f"metadata: incomplete declaration of {fields['name']}"
            known.add(f"{{{space}}}{fields['name']}")
    for name in properties.keys() - known:
        yield f"metadata: {name} is neither predefined nor declared"


def _in_step(document: pikepdf.Pdf, properties: dict) -> Iterator[str]:
    info = document.trailer.get("/Info", {})
    for key in set(info.keys()) - INFO:
        yield f"metadata: unexpected {key} in Info"
    titles = _items(properties.get(f"{DC}title"), "Alt")
    if len(titles) != 1 or titles[0].get(LANGUAGE, titles[0].get("xml:lang")) != "x-default":
        yield "metadata: no title in the default language"
    if not titles or not (titles[0].text or "").strip():
        yield "metadata: no title"
    descriptions = _items(properties.get(f"{DC}description"), "Alt")
    pairs = {
        "/Title": titles[0].text if titles else None,
        "/Author": ", ".join(item.text or "" for item in _items(properties.get(f"{DC}creator"), "Seq")) or None,
        "/Subject": descriptions[0].text if descriptions else None,
        "/Keywords": properties.get(f"{PDF}Keywords"),
        "/Creator": properties.get(f"{XMP}CreatorTool"),
        "/Producer": properties.get(f"{PDF}Producer"),
        "/CreationDate": _date(properties.get(f"{XMP}CreateDate")),
        "/ModDate": _date(properties.get(f"{XMP}ModifyDate")),
    }
    for key, said in pairs.items():
        written = str(info[key]) if key in info else None
        if key.endswith("Date") and written is not None:
            written = written.removeprefix("D:").rstrip("'").replace("'", "")
        if written != said:
            yield f"metadata: {key} is {written!r} in Info and {said!r} in XMP"
    if pairs["/Producer"] is None:
        yield "metadata: no producer"


def _items(element, container: str) -> list:
    return [] if element is None or isinstance(element, str) else element.findall(f"{RDF}{container}/{RDF}li")


def _date(text) -> str | None:
    """``2010-12-15T09:00:00+01:00`` as Info writes it: ``20101215090000+0100``; a bare day as midnight has no zone."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d))?", text)
    if match is None:
        return f"not a date: {text}"
    year, month, day, hour, minute, second, zone = match.groups()
    clock = f"{hour}{minute}{second or '00'}{zone.replace(':', '')}" if hour else ""
    return f"{year}{month}{day}{clock}"
