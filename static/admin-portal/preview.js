/* « Aperçu » says whether there is room for the preview beside the form: the server then opens it there. */
"use strict";
{
  const wide = window.matchMedia("(min-width: 1400px)");
  document.addEventListener("submit", ({ target, submitter }) => {
    const beside = target.elements._beside;
    if (beside && submitter) beside.value = wide.matches ? "1" : "";
  });
}
