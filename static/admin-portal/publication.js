/* Follows an order to publish: as long as it is open, its page is asked again each second. */
"use strict";
{
  const place = document.querySelector("[data-publication]");
  const parser = new DOMParser();

  const follow = async () => {
    if (!place.querySelector("[data-open]")) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const read = parser.parseFromString(await answer.text(), "text/html").querySelector("[data-publication]");
      if (!read) return location.reload(); // the session is over
      // Said aloud when it changes, and only then: the token of its form is new each time.
      if (read.textContent !== place.textContent) place.replaceChildren(...read.childNodes);
    } catch {
      // The server does not answer: it is asked again.
    }
    setTimeout(follow, 1000);
  };
  setTimeout(follow, 1000);
}
