"""All that a reader can reach from the home, link by link."""

import re
from html import unescape
from urllib.parse import urlsplit

from django.test import Client

LINK = re.compile(r"""\s(?:href|src)=["']([^"'#]+)""")
NOT_READ = ("/admin/", "/compte/", "/static/")


def crawl(client: Client, *starts: str) -> dict[str, bytes]:
    """Every page and file under our own address, by its path and query; fails on a link that leads nowhere."""
    found: dict[str, bytes] = {}
    waiting = ["/", *starts]
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith(NOT_READ):
            continue
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        found[address] = answer.getvalue() if answer.streaming else answer.content
        if answer["Content-Type"].startswith("text/html"):
            links = (urlsplit(unescape(link)) for link in LINK.findall(found[address].decode()))
            waiting += [
                f"{link.path}?{link.query}" if link.query else link.path
                for link in links
                if link.path.startswith("/")
                and (not link.netloc or link.netloc == urlsplit("http://testserver").netloc)
            ]
    return found
