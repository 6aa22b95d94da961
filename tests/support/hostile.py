"""Rich texts someone would send to take over a reader's page. Each would set ``window.FORCE``, were it let to run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

RUN = "window.FORCE=1"
MARK = "FORCE"
SCRIPTS = (
    f"<script>{RUN}</script>",
    f"<SCRIPT>{RUN}</SCRIPT>",
    f"<script\n>{RUN}</script\t>",
    f"<script/x>{RUN}</script>",
    f"<script type=module>{RUN}</script>",
    f"<script src=data:text/javascript,{RUN}></script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<<script>{RUN}//<</script>",
    f"<script>{RUN}",
    f"</p><script>{RUN}</script><p>",
    f"<noscript><script>{RUN}</script></noscript>",
    f"<template><script>{RUN}</script></template>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<iframe src='javascript:parent.{RUN}'></iframe>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<frameset onload={RUN}><frame src=x></frameset>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href='javascript:{RUN}//'>",
    f"<link rel=stylesheet href='javascript:{RUN}'>",
    f"<link rel=import href='data:text/html,<script>{RUN}</script>'>",
    f"<form action='javascript:{RUN}'><input type=submit autofocus></form>",
    f"<form><button formaction='javascript:{RUN}'>Mot</button></form>",
    f"<isindex action='javascript:{RUN}' type=image>",
    f"<applet code='javascript:{RUN}'></applet>",
)
EVENTS = (
    *("onclick", "onerror", "onload", "onmouseover", "onfocus", "onanimationstart", "ontransitionend"),
    *("onpointerenter", "ontoggle", "onbeforetoggle", "onscrollend", "oncopy", "ondrag", "onwheel", "onauxclick"),
)
HANDLERS = (
    *(f"<p {event}={RUN}>Mot</p>" for event in EVENTS),
    *(f'<a href="https://x.example/" {event.upper()}="{RUN}">Mot</a>' for event in EVENTS[:8]),
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror\n=\n'{RUN}'>",
    f"<img/src=x/onerror={RUN}>",
    f"<img src=`x`onerror={RUN}>",
    f'<img """><script>{RUN}</script>">',
    f"<body onload={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<details open ontoggle={RUN}>Mot</details>",
    f"<marquee onstart={RUN}>Mot</marquee>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}></select>",
    f"<strong/onclick={RUN}>Mot</strong>",
    f"<em\x0conclick={RUN}>Mot</em>",
    f"<li style=x:expression({RUN}) onclick={RUN}>Mot</li>",
)
ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f" javascript:{RUN}",
    f"\tjavascript:{RUN}",
    f"java\nscript:{RUN}",
    f"java\tscript:{RUN}",
    f"java\r\nscript:{RUN}",
    f"javascript\n:{RUN}",
    f"\x01javascript:{RUN}",
    f"\x1fjavascript:{RUN}",
    f"&#106;avascript:{RUN}",
    f"&#x6A;avascript:{RUN}",
    f"&#0000106avascript:{RUN}",
    f"java&#10;script:{RUN}",
    f"java&Tab;script:{RUN}",
    f"java&NewLine;script:{RUN}",
    f"javascript&colon;{RUN}",
    f"javascript&#58;{RUN}",
    f"&#x6A;&#x61;&#x76;&#x61;&#x73;&#x63;&#x72;&#x69;&#x70;&#x74;&#x3A;{RUN}",
    f"javascript://x.example/%0A{RUN}",
    f"javascript:/*https://x.example*/{RUN}",
    f"view-source:javascript:{RUN}",
    f"feed:javascript:{RUN}",
    f"vbscript:{RUN}",
    f"livescript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cuRk9SQ0U9MTwvc2NyaXB0Pg==",
    f"data:image/svg+xml,<svg onload={RUN}>",
    f"blob:https://x.example/{MARK}",
    f"//x.example/{MARK}",
    f"\\\\x.example\\{MARK}",
    f"file:///{MARK}",
)
LINKS = tuple(f'<a href="{address}">Mot</a>' for address in ADDRESSES)
DRAWINGS = (
    f"<svg onload={RUN}></svg>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script href='data:text/javascript,{RUN}'/></svg>",
    f"<svg><a xlink:href='javascript:{RUN}'><text y=20>Mot</text></a></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<svg><a><animate attributeName=href values='javascript:{RUN}'/><text y=20>Mot</text></a></svg>",
    f"<svg><set attributeName=onmouseover to='{RUN}'/></svg>",
    f"<svg><foreignObject><img src=x onerror={RUN}></foreignObject></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x onload={RUN}>#x'/></svg>",
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    f"<svg><title><img src=x onerror={RUN}></title></svg>",
    f"<svg><desc><script>{RUN}</script></desc></svg>",
    f"<math><mi xlink:href='javascript:{RUN}'>Mot</mi></math>",
    f"<math href='javascript:{RUN}'>Mot</math>",
    f"<math><annotation-xml encoding='text/html'><img src=x onerror={RUN}></annotation-xml></math>",
    f"<math><maction actiontype='statusline' xlink:href='javascript:{RUN}'>Mot</maction></math>",
)
STYLES = (
    f"<style>@import 'javascript:{RUN}';</style>",
    f"<style>*{{background:url('javascript:{RUN}')}}</style>",
    f"<p style='background:url(javascript:{RUN})'>Mot</p>",
    f"<p style='width:expression({RUN})'>Mot</p>",
    f"<p style='behavior:url(#{MARK})'>Mot</p>",
    f"<p style='-moz-binding:url(//x.example/{MARK})'>Mot</p>",
    f"<style><!--</style><img src=x onerror={RUN}>--></style>",
    f"<p style=\"x:'</style><script>{RUN}</script>'\">Mot</p>",
    f"<div style='position:fixed;inset:0' class={MARK} id={MARK}>Mot</div>",
)
# What one parser reads otherwise than the next.
MUTATIONS = (
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={RUN}&gt;'>",
    f"<math><mtext><table><mglyph><style><math><img src=x onerror={RUN}></style></math>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={RUN}>",
    f"<svg></p><style><a id='</style><img src=x onerror={RUN}>'>",
    f"<svg><p><style><a title='</style><img src=x onerror={RUN}>'></style></p></svg>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<p title='</p><script>{RUN}</script>'>Mot</p>",
    f"<xmp><p title='</xmp><img src=x onerror={RUN}>'></xmp>",
    f"<textarea><p title='</textarea><img src=x onerror={RUN}>'></textarea>",
    f"<title><p id='</title><img src=x onerror={RUN}>'></title>",
    f"<plaintext><img src=x onerror={RUN}>",
    f"<listing>&lt;img src=x onerror={RUN}&gt;</listing>",
    f"<noembed><img src=x onerror={RUN}></noembed>",
    f"<select><template><img src=x onerror={RUN}></template></select>",
    f"<table><td><a href='javascript:{RUN}'>Mot</table>",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"&amp;lt;script&amp;gt;{RUN}&amp;lt;/script&amp;gt;",
    f"<p>&#60;script&#62;{RUN}&#60;/script&#62;</p>",
)
COMMENTS = (
    f"<!--<script>{RUN}</script>-->",
    f"<!--><script>{RUN}</script>-->",
    f"<!---><img src=x onerror={RUN}>-->",
    f"<!-- --!><img src=x onerror={RUN}> -->",
    f"<!--[if true]><script>{RUN}</script><![endif]-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<svg><![CDATA[><img src=x onerror={RUN}>]]></svg>",
    f"<?xml-stylesheet href='javascript:{RUN}'?>",
    f"<!DOCTYPE html [<!ENTITY x '<script>{RUN}</script>'>]>&x;",
    f"<%<script>{RUN}</script>%>",
    f"{{{{ {RUN} }}}}{{% include '{MARK}' %}}",
    f"<p onclick={RUN}",
    f"<a href='javascript:{RUN}",
    f"<img src=x onerror='{RUN}",
    f"<strong><em><a href=javascript:{RUN}>Mot",
    "<" * 200 + f"img src=x onerror={RUN}>",
    f"<p>{'<b>' * 100}<script>{RUN}</script>",
    "<div>" * 100 + f"<img src=x onerror={RUN}>" + "</div>" * 100,
    "<span>" * 100 + f"<a href='javascript:{RUN}'>Mot</a>",
    "<svg><g>" * 100 + f"<script>{RUN}</script>",
    "<font color=red>" * 100 + f"<p onclick={RUN}>Mot</p>",
)
NULS = (
    f"<scr\0ipt>{RUN}</scr\0ipt>",
    f"<script\0>{RUN}</script>",
    f"<img src=x onerror\0={RUN}>",
    f"<im\0g src=x onerror={RUN}>",
    f"<a href='java\0script:{RUN}'>Mot</a>",
    f"<a href='\0javascript:{RUN}'>Mot</a>",
    f"\0<svg/onload={RUN}>",
    f"<p>\0Mot</p>\0<script>{RUN}</script>",
)
# Deeper than the editor writes, of what it may write: refused by forms, harmless anywhere.
DEEP = (
    "<ul><li>" * 100 + f"<script>{RUN}</script>Mot",
    "<blockquote>" * 100 + f"<p onclick={RUN}>Mot</p>",
)
POSTED = (*SCRIPTS, *HANDLERS, *LINKS, *DRAWINGS, *STYLES, *MUTATIONS, *COMMENTS)
SAMPLES = (*POSTED, *NULS, *DEEP)


@dataclass
class Reader(HTMLParser):
    """What a page holds that could act: where ``MARK`` stands out of the words, and addresses of another kind."""

    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    dangers: list[str] = field(default_factory=list)
    silent: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.silent = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            self.attributes.add(name)
            if name.startswith("on") or MARK in (value or "") or _acts(name, value or ""):
                self.dangers.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag: str) -> None:
        self.silent = ""

    def handle_data(self, data: str) -> None:
        if self.silent and MARK in data:
            self.dangers.append(f"<{self.silent}> {data[:80]}")


def _acts(name: str, value: str) -> bool:
    schemes = ("", "http", "https", "mailto", "data", "portail", "cid")
    return name in ("href", "src", "action", "formaction") and urlsplit(value.strip()).scheme not in schemes


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def dangers(pages: dict[str, str]) -> dict[str, list[str]]:
    """What could act in each page; nothing of a page that is clean."""
    return {name: found for name, page in pages.items() if (found := read(page).dangers)}


def numbered(samples: tuple[str, ...]) -> Iterator[str]:
    """Each sample after words of its own: none is empty once it is clean."""
    for number, sample in enumerate(samples):
        yield f"<p>Mot n° {number}.</p>{sample}"
