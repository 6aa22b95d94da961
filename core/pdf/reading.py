"""The process that opens a PDF and ends: ``python -m core.pdf.reading <folder>``.

What is opened may come from anyone: it is read here, bounded, without Django. It reads ``job.json`` and
``document.pdf``, writes ``cover.jpg``, the first page as a picture, and ``report.json``: ``{"pages", "words",
"silent"}``, or ``{"message"}`` in French. Killed by a limit, it leaves no report.
"""

import json
import sys
from pathlib import Path

from core.pdf.child import set_limits

QUALITY = 82
# A page that is a long ribbon is shown whole, and no larger than its share.
TALLEST = 2  # times the width


def read(path: Path, picture: Path, *, width: int, most_pages: int, most_words: int) -> dict:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        count = len(document)
        page = document[0]
        size = page.get_size()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return {"message": "Ce PDF est protégé par un mot de passe : enregistrez-le sans protection."}
        return {"message": "Ce fichier n’est pas un PDF, ou il est abîmé : aucun lecteur ne pourrait l’ouvrir."}
    if count > most_pages:
        return {"message": f"Ce PDF compte {count} pages, au-delà des {most_pages} admises."}
    scale = width / max(size[0], size[1] / TALLEST)
    page.render(scale=scale).to_pil().convert("RGB").save(picture, "JPEG", quality=QUALITY, optimize=True)
    said, length = [], 0
    for page in document:
        said.append(" ".join(page.get_textpage().get_text_bounded().split()))
        length += len(said[-1])
        if length > most_words:
            return {"message": "Ce PDF a trop de texte pour qu’un nom y soit cherché : déposez-en un plus court."}
    return {"pages": count, "words": "\n".join(filter(None, said)), "silent": said.count("")}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    job = json.loads((folder / "job.json").read_text("utf-8"))
    set_limits(job["limits"])
    bounds = {name: job[name] for name in ("width", "most_pages", "most_words")}
    report = read(folder / "document.pdf", folder / "cover.jpg", **bounds)
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False), "utf-8")
