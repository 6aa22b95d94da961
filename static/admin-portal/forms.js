/* What every form of the back-office gains: errors one can jump to, and no page left with unsaved text. */
"use strict";
{
  /* One link per refused field, under the note that counts them: a long form hides where they are. */
  const linkErrors = () => {
    const note = document.querySelector(".errornote");
    const lists = [...document.querySelectorAll("#content-main form ul.errorlist:not(.nonfield)")];
    if (!note || !lists.length) return;
    const links = document.createElement("ul");
    links.className = "error-links";
    for (const list of lists) {
      const row = list.closest(".form-row, td, .inline-related");
      const field = row?.querySelector("[contenteditable], input:not([type=hidden]), select, textarea");
      const block = list.closest(".inline-related")?.querySelector("h3");
      const where = [
        block?.querySelector("b")?.textContent,
        block?.querySelector(".inline_label")?.textContent.replace(/^\s*#\d+\s*$/, "nouveau"),
        list.parentElement.querySelector("label")?.textContent,
        list.textContent,
      ];
      const link = document.createElement("a");
      link.href = "#";
      link.textContent = where.map((words) => words?.trim()).filter(Boolean).join(" ");
      link.addEventListener("click", (event) => {
        event.preventDefault();
        list.closest(".inline-related")?.classList.remove("collapsed");
        for (let details = list.closest("details"); details; details = details.parentElement.closest("details")) {
          details.open = true;
        }
        list.scrollIntoView({ block: "center" });
        field?.focus({ preventScroll: true });
      });
      const item = document.createElement("li");
      item.append(link);
      links.append(item);
    }
    note.after(links);
    note.tabIndex = -1;
    note.focus();
  };

  /* The content editor puts the page back where it was when it was saved: then nothing tells that it was. */
  const pinMessages = () => {
    const messages = document.querySelector(".messagelist");
    if (!messages || messages.getBoundingClientRect().bottom > 0) return;
    messages.classList.add("pinned");
    const unpin = () => messages.classList.remove("pinned");
    messages.addEventListener("click", unpin);
    setTimeout(unpin, 8000);
  };

  /* A refused form starts from its errors, wherever it was. */
  if (document.title.startsWith("Erreur")) history.replaceState(null, "", location.pathname + location.search);

  /* Pickers hide the select their label names: the label is handed on to what stands in its place. */
  const namePickers = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete.select2-hidden-accessible")) {
      const label = document.querySelector(`label[for="${select.id}"]`);
      const picker = select.nextElementSibling;
      if (!label || !picker?.matches(".select2")) continue;
      label.id ||= `${select.id}_label`;
      const chosen = picker.querySelector(".select2-selection__rendered");
      picker.querySelector("[role=combobox]").setAttribute("aria-labelledby", `${label.id} ${chosen.id}`.trim());
      for (const part of picker.querySelectorAll("[role=textbox], [role=searchbox]")) {
        part.setAttribute("aria-labelledby", label.id);
      }
    }
  };

  /* The browser asks before a page with unsaved changes is left. */
  const guard = (form) => {
    let touched = false;
    form.addEventListener("input", () => (touched = true));
    form.addEventListener("change", () => (touched = true));
    document.addEventListener("formset:added", () => (touched = true));
    form.addEventListener("submit", (event) => (touched &&= event.defaultPrevented));
    window.addEventListener("beforeunload", (event) => {
      if (touched) event.preventDefault();
    });
  };

  /* A new row shows all it will be asked for. The blocks of an issue are spared: their folded parts are optional. */
  document.addEventListener("formset:added", ({ target }) => {
    setTimeout(namePickers);
    if (target.closest(".order-machine")) return;
    for (const details of target.querySelectorAll("details")) details.open = true;
  });

  document.addEventListener("DOMContentLoaded", () => {
    /* « Étape : » as French sets it; the stock template writes « Étape: ». */
    for (const kind of document.querySelectorAll(".inline-related > h3 > b")) {
      kind.textContent = kind.textContent.replace(/:$/, "\u00a0:");
    }
    linkErrors();
    if (location.hash.includes("scrollY")) window.addEventListener("scroll", pinMessages, { once: true });
    setTimeout(namePickers);
    for (const form of document.querySelectorAll(".change-form #content-main > form")) guard(form);
  });
}
