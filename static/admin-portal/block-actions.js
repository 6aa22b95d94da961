/*
 * What the buttons of a block do: make another like it, put it away until the issue is saved, and, for a live block,
 * show what it will draw.
 */
"use strict";
{
  const { actions, blocks, name, say } = window.portalBlocks;
  const kindOf = (block) => block.id.replace(/-\d+$/, "");
  const fieldOf = (element) => element.name?.replace(/^.*-\d+-/, "");
  const OWN = new Set(["id", "parent", "region", "ordering", "DELETE"]);

  /* --- Dupliquer ------------------------------------------------------------------------------- */

  const unusedAnchor = (anchor) => {
    const used = new Set(blocks().map((block) => block.querySelector("[name$='-anchor']")?.value));
    const root = anchor.replace(/-\d+$/, "");
    let number = 2;
    while (used.has(`${root}-${number}`)) number += 1;
    return `${root}-${number}`;
  };

  const fill = (copy, block) => {
    for (const source of block.querySelectorAll("input[name], select[name], textarea[name]")) {
      const field = fieldOf(source);
      const target = copy.querySelector(`[name="${copy.id}-${field}"]`);
      if (OWN.has(field) || !target || source.type === "file") continue;
      if (source.type === "checkbox") target.checked = source.checked;
      else if (source.matches("select")) {
        for (const { value, text, selected } of source.options) {
          const there = [...target.options].find((option) => option.value === value);
          const option = there ?? target.appendChild(new Option(text, value));
          option.selected = selected;
        }
      } else target.value = field === "anchor" ? unusedAnchor(source.value) : source.value;
    }
    // An anchor that follows the title would become that of the first block again.
    const anchor = copy.querySelector("[name$='-anchor']");
    if (anchor) window.django.jQuery(anchor).data("_changed", true);
  };

  actions.copy = (block) => {
    // Filled before the text editor and the pickers read the fields they stand for.
    document.addEventListener("formset:added", ({ target }) => fill(target, block), { capture: true, once: true });
    const ordered = blocks();
    window.ContentEditor._insertBefore = ordered[ordered.indexOf(block) + 1] ?? null;
    window.ContentEditor.addContent(kindOf(block));
    const hasPicture = block.querySelector("input[type=file]");
    say(`${name(block)} : dupliqué juste après.${hasPicture ? " Choisissez-en l’image." : ""}`);
  };

  /* --- Supprimer, et revenir dessus ------------------------------------------------------------ */

  const deletion = (block) => {
    const known = block.querySelector("input[name$='-DELETE']");
    if (known) return known;
    const added = Object.assign(document.createElement("input"), { type: "checkbox", hidden: true });
    added.name = `${block.id}-DELETE`;
    block.append(added);
    return added;
  };

  const remove = (block, gone) => {
    const input = deletion(block);
    input.checked = gone;
    block.classList.toggle("for-deletion", gone);
    block.querySelector(":scope > .block-gone")?.remove();
    if (gone) block.querySelector(":scope > h3").after(goneLine(block));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const goneLine = (block) => {
    const line = Object.assign(document.createElement("p"), { className: "block-gone" });
    const undo = Object.assign(document.createElement("button"), { type: "button", textContent: "Annuler" });
    undo.setAttribute("aria-label", `Annuler la suppression de « ${name(block)} »`);
    undo.addEventListener("click", () => {
      remove(block, false);
      block.querySelector("[data-action=remove]").focus();
      say(`${name(block)} : gardé.`);
    });
    line.append(`Bloc supprimé — ${name(block)} `, undo);
    return line;
  };

  actions.remove = (block) => {
    remove(block, true);
    block.querySelector(".block-gone button").focus();
    say(`${name(block)} : sera supprimé à l’enregistrement.`);
  };

  /* --- Ce qu’un bloc vivant montrera ------------------------------------------------------------ */

  const readLive = async (block) => {
    const kind = block.querySelector("select[name$='-kind']");
    const place = block.querySelector(".live-reading") ?? document.createElement("div");
    if (!place.isConnected) {
      place.className = "live-reading";
      place.setAttribute("aria-live", "polite");
      kind.closest("fieldset").append(place);
    }
    if (place.dataset.kind === kind.value) return;
    place.dataset.kind = kind.value;
    const at = document.querySelector("[data-live-reading]")?.dataset.liveReading;
    if (!kind.value || !at) {
      place.textContent = kind.value ? "Enregistrez le numéro pour lire ici ce que ce bloc montrera." : "";
      return;
    }
    place.textContent = "…";
    try {
      const answer = await fetch(at.replace("genre", kind.value), { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const text = await answer.text();
      if (place.dataset.kind === kind.value) place.innerHTML = text;
    } catch {
      place.textContent = "Ce que ce bloc montrera ne peut être lu pour l’instant.";
      delete place.dataset.kind;
    }
  };

  const isLive = (block) => kindOf(block) === "newsletter_live_set";
  const readUnfolded = () => {
    for (const block of blocks()) if (isLive(block) && !block.classList.contains("collapsed")) readLive(block);
  };

  document.addEventListener("content-editor:ready", () => {
    for (const block of blocks()) if (block.querySelector("input[name$='-DELETE']")?.checked) remove(block, true);
    const unfolding = new MutationObserver(readUnfolded);
    unfolding.observe(document.querySelector(".order-machine"), { attributeFilter: ["class"], subtree: true, childList: true });
    document.querySelector(".order-machine").addEventListener("change", readUnfolded);
    readUnfolded();
  });
}
