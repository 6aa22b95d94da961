/* On a phone a row of a list is a card: each value after the name of its column, unless it is the object's own or says nothing. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const names = [...document.querySelectorAll("#result_list thead th")].map((head) =>
    (head.querySelector(".text") ?? head).textContent.trim(),
  );
  for (const row of document.querySelectorAll("#result_list tbody tr")) {
    [...row.children].forEach((cell, rank) => {
      cell.classList.toggle("is-empty", cell.textContent.trim() === "—");
      const isName = cell.tagName === "TH" || cell.firstChild?.pathname?.endsWith("/change/");
      if (!isName && names[rank]) cell.dataset.column = names[rank];
    });
  }
});
