/* Signing in again, in another tab, changed the token this page was given. */
"use strict";
document.querySelector("[data-resend]").addEventListener("submit", ({ target }) => {
  const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (found) target.elements.csrfmiddlewaretoken.value = found;
});
