/*
 * Composing an issue without a mouse. The content editor reorders by dragging and opens its menu from a bare span:
 * here each block gets its buttons, its + and its title answer the keyboard, and blocks stand in the page in the order
 * they are seen, so that Tab follows it. What the buttons do, but for moving, is in block-actions.js.
 */
"use strict";
{
  const machine = () => document.querySelector(".order-machine");
  const blocks = () =>
    [...machine().querySelectorAll(":scope > .inline-related:not(.empty-form)")].sort(
      (a, b) => a.style.order - b.style.order,
    );
  const name = (block) =>
    `${block.querySelector("h3 > b").textContent} ${block.querySelector("h3 .inline_label").textContent}`.trim();

  /* Folded until someone unfolds them: an issue opens as its list of blocks. */
  localStorage["ContentEditor:collapseAll"] ??= "true";

  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");

  const TOOLS = [
    ["up", "Monter", "↑"],
    ["down", "Descendre", "↓"],
    ["copy", "Dupliquer", "content_copy"],
    ["remove", "Supprimer", "×"],
  ];
  const button = ([action, label, sign]) => {
    const element = document.createElement("button");
    Object.assign(element, { type: "button", textContent: sign, title: label });
    element.classList.toggle("material-icons", sign.length > 1);
    element.dataset.action = action;
    return element;
  };

  const asButton = (element) => {
    element.tabIndex = 0;
    element.setAttribute("role", "button");
  };

  const decorate = (block) => {
    // Icons are words set in a font of pictures: not to be read out.
    block.querySelector(":scope > h3 > .material-icons").setAttribute("aria-hidden", "true");
    const title = block.querySelector("h3 .inline_label");
    if (/^#\d+$/.test(title.textContent.trim())) title.textContent = window.ContentEditor.messages.newItem;
    if (!block.querySelector(":scope > h3 .block-tools")) {
      const tools = document.createElement("span");
      tools.className = "block-tools";
      tools.append(...TOOLS.map(button));
      asButton(title);
      title.after(tools);
      const target = block.querySelector(":scope > .order-machine-insert-target");
      asButton(target);
      block.prepend(target);
    }
  };

  /* Put the markup in the order of the eye, move as little as possible, and keep the focus where it was. */
  const settle = () => {
    const focused = document.activeElement;
    let next = machine().firstElementChild;
    const ordered = blocks();
    for (const block of ordered) {
      if (block === next) next = next.nextElementSibling;
      else machine().insertBefore(block, next);
    }
    machine().append(machine().querySelector(":scope > .order-machine-insert-target.last"));
    if (focused !== document.activeElement) focused.focus({ preventScroll: true });
    ordered.forEach((block, index) => {
      const label = name(block);
      const title = block.querySelector("h3 .inline_label");
      title.setAttribute("aria-expanded", String(!block.classList.contains("collapsed")));
      title.setAttribute("aria-label", label);
      block.querySelector(".order-machine-insert-target").setAttribute("aria-label", `Ajouter un bloc avant « ${label} »`);
      const atEnd = { up: index === 0, down: index === ordered.length - 1 };
      for (const [action, verb] of TOOLS) {
        const tool = block.querySelector(`[data-action="${action}"]`);
        tool.setAttribute("aria-label", `${verb} « ${label} »`);
        if (action in atEnd) tool.setAttribute("aria-disabled", String(atEnd[action]));
      }
    });
  };

  const move = (block, step) => {
    const ordered = blocks();
    const from = ordered.indexOf(block);
    const other = ordered[from + step];
    if (!other) return;
    ordered.splice(from, 1);
    ordered.splice(from + step, 0, block);
    ordered.forEach((each, index) => {
      const order = 10 * (index + 1);
      each.style.order = order;
      each.querySelector(".order-machine-ordering").value = order;
    });
    block.querySelector(".order-machine-ordering").dispatchEvent(new Event("change", { bubbles: true }));
    settle();
    block.scrollIntoView({ block: "nearest" });
    say(`${name(block)} : place ${from + step + 1} sur ${ordered.length}.`);
  };

  const say = (words) => (live.textContent = words);
  const actions = { up: (block) => move(block, -1), down: (block) => move(block, 1) };
  window.portalBlocks = { actions, blocks, name, say };

  const choices = () => [...document.querySelectorAll(".plugin-buttons .plugin-button:not(.content-editor-hide)")];
  let opener = null;

  const prepareMenu = () => {
    const menu = document.querySelector(".plugin-buttons");
    menu.setAttribute("role", "menu");
    menu.setAttribute("aria-label", "Ajouter un bloc");
    for (const choice of menu.querySelectorAll(".plugin-button")) {
      choice.tabIndex = -1;
      choice.setAttribute("role", "menuitem");
      choice.querySelector(".plugin-button-icon").setAttribute("aria-hidden", "true");
    }
    menu.addEventListener("keydown", (event) => {
      const all = choices();
      const at = all.indexOf(document.activeElement);
      const go = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (go !== undefined) {
        event.preventDefault();
        all[(go + all.length) % all.length].focus();
      } else if (["Enter", " "].includes(event.key)) {
        event.preventDefault();
        document.activeElement.click();
      } else if (event.key === "Escape") {
        opener?.focus(); // the content editor itself closes the menu when the key comes up
      } else if (event.key === "Tab") {
        event.preventDefault();
        opener?.click();
        opener?.focus();
      }
    });
  };

  const prepare = () => {
    machine().before(live);
    for (const block of blocks()) decorate(block);
    const last = machine().querySelector(".order-machine-insert-target.last");
    asButton(last);
    last.setAttribute("aria-label", "Ajouter un bloc à la fin");
    prepareMenu();
    settle();

    machine().addEventListener("keydown", (event) => {
      const target = event.target;
      if (!["Enter", " "].includes(event.key) || !target.matches(".order-machine-insert-target, .inline_label")) return;
      event.preventDefault();
      target.click();
      if (target.matches(".order-machine-insert-target.selected")) {
        opener = target;
        choices()[0]?.focus();
      }
    });
    machine().addEventListener("click", (event) => {
      const tool = event.target.closest(".block-tools button");
      if (tool) {
        event.stopPropagation(); // else the title under it folds the block
        event.preventDefault();
        actions[tool.dataset.action](tool.closest(".inline-related"));
      }
    }, true);
    // What is picked goes to the end of its list, even when it stood there before: readers are given that order.
    const { jQuery } = window.django;
    jQuery(machine()).on("select2:select", "select[data-ordered]", ({ target, params }) => {
      target.append([...target.options].find((option) => option.value === params.data.id));
      jQuery(target).trigger("change.select2");
    });
    machine().addEventListener("dragend", settle);
    document.addEventListener("click", () => setTimeout(settle));
  };

  document.addEventListener("content-editor:ready", () => {
    prepare();
    document.addEventListener("formset:added", (event) => {
      for (const block of blocks()) decorate(block);
      settle();
      event.target.scrollIntoView({ block: "center" });
    });
  });

  /* The content editor asks this in English. */
  window.addEventListener("click", (event) => {
    if (!event.target.closest?.(".deletelink") || !document.querySelector("input[name$=-DELETE]:checked")) return;
    event.stopImmediatePropagation();
    const question = "Des blocs sont cochés pour suppression, mais ce lien supprime le numéro entier. Continuer ?";
    if (!window.confirm(question)) event.preventDefault();
  }, true);
}
