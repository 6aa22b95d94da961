/*
 * What is pasted from Word or LibreOffice, before the text editor reads it: Word writes lists as paragraphs that carry
 * their bullet, and headings of any level. The editor itself drops what it cannot write, styles and classes first.
 */
"use strict";
{
  const IGNORED = "style, script, meta, link, title, xml";
  const BULLET = /^\s*(?:[·•▪◦§oüØ‣–-]|\(?(\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+/i;

  /* Styles tell what is a list, but the policy of our pages refuses them even in a text that is only being read. */
  const withoutStyles = (html) =>
    html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(<[^<>]*?\s)style\s*=/gi, "$1data-style=");
  const styleOf = (element) => element.dataset.style ?? "";

  /* Of Word's, marked in their style; its bullets stand in a span or between comments of their own. */
  const isItem = (element) => element.matches("p, div") && /mso-list:\s*l\d/i.test(styleOf(element));
  const levelOf = (element) => Number(/level(\d)/i.exec(styleOf(element))?.[1] ?? 1);

  const takeMarker = (item) => {
    const marked = [...item.querySelectorAll("[data-style]")].filter((one) => /mso-list:\s*ignore/i.test(styleOf(one)));
    const marker = marked.map((one) => one.textContent).join("");
    for (const one of marked) one.remove();
    if (marker) return marker.trim();
    const text = document.createTreeWalker(item, NodeFilter.SHOW_TEXT).nextNode();
    const found = BULLET.exec(text?.data.replace(/\u00a0/g, " ") ?? "");
    if (found) text.data = text.data.slice(found[0].length);
    return found?.[0].trim() ?? "";
  };

  const listItems = (root) => {
    for (const first of root.querySelectorAll("p, div")) {
      if (!first.isConnected || !isItem(first)) continue;
      const open = []; // the lists being filled, by depth
      for (let item = first, next; item && isItem(item); item = next) {
        next = item.nextElementSibling;
        const ordered = /^\(?(\d{1,3}|[a-z]|[ivx]{1,5})[.)]/i.test(takeMarker(item));
        const depth = Math.min(levelOf(item), open.length + 1);
        open.length = Math.min(open.length, depth);
        if (open.length < depth) {
          const list = document.createElement(ordered ? "ol" : "ul");
          const above = open.at(-1)?.lastElementChild;
          if (above) above.append(list);
          else item.before(list);
          open.push(list);
        }
        const line = document.createElement("li");
        const paragraph = document.createElement("p");
        paragraph.append(...item.childNodes);
        line.append(paragraph);
        open.at(-1).append(line);
        item.remove();
      }
    }
  };

  const rename = (element, tag) => {
    const renamed = document.createElement(tag);
    renamed.append(...element.childNodes);
    element.replaceWith(renamed);
  };

  const clean = (html) => {
    const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
    const comments = document.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
    const seen = [];
    while (comments.nextNode()) seen.push(comments.currentNode);
    for (const comment of seen) comment.remove();
    for (const element of page.querySelectorAll(IGNORED)) element.remove();
    for (const element of page.querySelectorAll("o\\:p")) element.replaceWith(...element.childNodes);
    // Around a whole text that is not bold, some programs put a bold that is not either.
    for (const bold of page.querySelectorAll("b, strong")) {
      if (/(^|[;\s])font-weight:\s*(normal|400)/i.test(styleOf(bold))) bold.replaceWith(...bold.childNodes);
    }
    listItems(page.body);
    for (const heading of page.querySelectorAll("h1, h2")) rename(heading, "h3");
    for (const heading of page.querySelectorAll("h5, h6")) rename(heading, "h4");
    // An empty line between two paragraphs is how one spaces them there; here it would be a paragraph.
    for (const paragraph of page.querySelectorAll("p, h3, h4")) {
      if (!paragraph.textContent.trim() && !paragraph.querySelector("img")) paragraph.remove();
    }
    return page.body.innerHTML;
  };

  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
    const before = editor.view.props.transformPastedHTML;
    editor.view.setProps({ transformPastedHTML: (html, view) => (before ? before(clean(html), view) : clean(html)) });
  });
}
