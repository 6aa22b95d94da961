/* The checklist, seen from the form: how many lines it has. Where a line leads is opened by open-block.js. */
"use strict";
{
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
