/* The checklist, seen from the form: how many lines it has, and the block a line of it leads to. */
"use strict";
{
  /* #bloc-text-12, as newsletter/checklist/findings.py writes it. */
  const open = () => {
    const [, kind, key] = location.hash.match(/^#bloc-([a-z]+)-(\d+)$/) ?? [];
    const block = window.portalBlocks.blocks().find(
      (one) =>
        one.id.startsWith(`newsletter_${kind}_set-`) && one.querySelector(`[name="${one.id}-id"]`)?.value === key,
    );
    if (!block) return;
    const title = block.querySelector("h3 .inline_label");
    block.classList.remove("collapsed");
    title.setAttribute("aria-expanded", "true");
    title.focus({ preventScroll: true });
    block.scrollIntoView({ block: "start" });
  };
  document.addEventListener("content-editor:ready", () => setTimeout(open));
  addEventListener("hashchange", open);

  const count = async (link) => {
    const answer = await fetch(link.dataset.count);
    if (!answer.ok) return;
    const { blocking, doubtful } = await answer.json();
    const [number, said] = blocking
      ? [blocking, "à corriger avant de publier"]
      : [doubtful, doubtful ? "à relire" : "rien à corriger"];
    const badge = Object.assign(document.createElement("span"), { className: "check-count", textContent: number || "✓" });
    badge.classList.toggle("check-count--blocking", blocking > 0);
    badge.setAttribute("aria-hidden", "true");
    const words = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    words.textContent = ` : ${number || ""} ${said}`;
    link.title = `${number || ""} ${said}`.trim();
    link.append(badge, words);
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const link of document.querySelectorAll("[data-count]")) count(link);
  });
}
