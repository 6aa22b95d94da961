/*
 * A block of the form has an address, « #bloc-text-12 »: it is unfolded and shown. The blocks that readers of the draft
 * said something of bear how many remarks wait, and lead to them.
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

  const placeRemarks = () => {
    for (const link of document.querySelectorAll("[data-remarks] a")) {
      blockAt(link.dataset.block)?.querySelector(":scope > h3 .inline_label").after(link);
    }
  };

  document.addEventListener("content-editor:ready", () =>
    setTimeout(() => {
      placeRemarks();
      open();
    }),
  );
  addEventListener("hashchange", open);
}
