/*
 * The editors write <style> elements into the head, which the content security policy refuses. Their rules are taken
 * in as constructed style sheets instead, which it allows: nothing is lost, and the policy stays as strict.
 */
"use strict";
{
  const adopted = new Set();
  const adopt = (node) => {
    if (adopted.has(node.textContent)) return;
    adopted.add(node.textContent);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(node.textContent);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };
  const head = document.head;
  const isStyle = (node) => node instanceof HTMLStyleElement;
  head.append = (...nodes) => {
    nodes.filter(isStyle).forEach(adopt);
    Element.prototype.append.apply(head, nodes.filter((node) => !isStyle(node)));
  };
  head.appendChild = (node) => {
    if (!isStyle(node)) return Node.prototype.appendChild.call(head, node);
    adopt(node);
    return node;
  };
}
