/* Addresses of French titles: « L’œuvre » gives l-oeuvre, where Django's own script gives luvre. */
"use strict";
{
  const original = window.URLify;
  if (original) {
    window.URLify = (text, length, unicode) =>
      original(
        text.replace(/['’ʼ]/g, " ").replace(/œ/gi, "oe").replace(/æ/gi, "ae").replace(/[\u00a0\u202f]/g, " "),
        length,
        unicode,
      );
  }
}
