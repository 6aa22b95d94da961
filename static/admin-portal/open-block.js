/*
 * A block of the form has an address, « #bloc-text-12 »: it is unfolded and shown. Blocks bear a link to the remarks that
 * readers of the draft made of them, and to what they were drafted from.
 */
"use strict";
{
  const blockAt = (anchor) => {
    const [, kind, key] = anchor.match(/^bloc-([a-z]+)-(\d+)$/) ?? [];
    return window.portalBlocks
      .blocks()
      .find(
        (one) =>
          one.id.startsWith(`newsletter_${kind}_set-`) && one.querySelector(`[name="${one.id}-id"]`)?.value === key,
      );
  };

  const open = () => {
    const block = blockAt(location.hash.slice(1));
    if (!block) return;
    const title = block.querySelector("h3 .inline_label");
    block.classList.remove("collapsed");
    title.setAttribute("aria-expanded", "true");
    title.focus({ preventScroll: true });
    block.scrollIntoView({ block: "start" });
  };

  const placeMarks = async () => {
    const address = document.querySelector("[data-marks]")?.dataset.marks;
    const answer = address && (await fetch(address));
    if (!answer?.ok || answer.redirected) return;
    const marks = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const link of marks.querySelectorAll("a[data-block]")) {
      blockAt(link.dataset.block)?.querySelector(":scope > h3 .inline_label").after(link);
    }
  };

  document.addEventListener("content-editor:ready", () =>
    setTimeout(() => {
      open();
      placeMarks();
    }),
  );
  addEventListener("hashchange", open);
}
