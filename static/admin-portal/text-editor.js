/*
 * The text editor in French and named: its tool tips are English in its own script, its menu of styles is a bare
 * element, and its writing area has no label.
 */
"use strict";
{
  const FRENCH = {
    bold: "Gras",
    italic: "Italique",
    underline: "Souligné",
    strike: "Barré",
    subscript: "Indice",
    superscript: "Exposant",
    paragraph: "Paragraphe",
    Paragraph: "Paragraphe",
    "heading 3": "Intertitre",
    "Heading 3": "Intertitre",
    "heading 4": "Petit intertitre",
    "Heading 4": "Petit intertitre",
    "unordered list": "Liste à puces",
    "ordered list": "Liste numérotée",
    blockquote: "Citation",
    "horizontal rule": "Filet",
    "insert link": "Lien (choisissez d’abord le texte à lier)",
    "remove link": "Retirer le lien",
    undo: "Annuler",
    redo: "Rétablir",
  };

  const translate = (menu) => {
    for (const button of menu.querySelectorAll("button[title]")) {
      const french = FRENCH[button.title];
      if (!french) continue;
      button.title = french;
      button.setAttribute("aria-label", french);
    }
    for (const option of menu.querySelectorAll(".prose-menubar__option > *")) {
      // Only what is still in English: writing the same text again would call the observer below for ever.
      if (FRENCH[option.textContent]) option.textContent = FRENCH[option.textContent];
    }
    for (const selected of menu.querySelectorAll(".prose-menubar__selected")) {
      selected.tabIndex = 0;
      selected.setAttribute("role", "button");
      selected.setAttribute("aria-haspopup", "menu");
      const current = selected.querySelector("button");
      if (current && current.tabIndex !== -1) current.tabIndex = -1;
      const label = `Style : ${current?.title || "mélangé"}`;
      if (selected.title !== label) selected.title = label;
      selected.setAttribute("aria-label", label);
    }
  };

  const prepare = (editor, menu) => {
    menu.setAttribute("role", "toolbar");
    menu.setAttribute("aria-label", "Mise en forme");
    translate(menu);
    new MutationObserver(() => translate(menu)).observe(menu, { childList: true, subtree: true });
    menu.addEventListener("keydown", (event) => {
      if (event.target.matches(".prose-menubar__selected") && ["Enter", " ", "ArrowDown"].includes(event.key)) {
        event.preventDefault();
        event.target.click();
        menu.querySelector(".prose-menubar__picker:popover-open button:not(.hidden)")?.focus();
      }
    });
  };

  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    const area = editor.view.dom;
    const label = document.querySelector(`label[for="${textarea.id}"]`);
    area.setAttribute("aria-multiline", "true");
    if (label) {
      label.id ||= `${textarea.id}_label`;
      area.setAttribute("aria-labelledby", label.id);
      label.addEventListener("click", () => editor.commands.focus());
    }
    const help = document.getElementById(`${textarea.id}_helptext`);
    if (help) area.setAttribute("aria-describedby", help.id);

    // Tab goes on to the next field, in a list too; a list is indented there as in a word processor.
    area.addEventListener("keydown", (event) => {
      const indents = { ArrowRight: "sinkListItem", ArrowLeft: "liftListItem" }[event.key];
      if (event.key === "Tab") event.stopImmediatePropagation();
      else if (indents && event.altKey && event.shiftKey) {
        event.preventDefault();
        event.stopImmediatePropagation();
        editor.commands[indents]("listItem");
      }
    }, true);

    const menu = () => area.parentElement.querySelector(".prose-menubar");
    if (menu()) return prepare(editor, menu());
    const waiting = new MutationObserver(() => {
      if (!menu()) return;
      waiting.disconnect();
      prepare(editor, menu());
    });
    waiting.observe(area.parentElement, { childList: true });
  });
}
