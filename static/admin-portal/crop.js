/* What is kept of a picture: the preview follows the fields, and dragging it changes them. */
"use strict";
{
  const preview = (inside) => inside.closest(".inline-related")?.querySelector(".crop");
  const field = (crop, name) => crop.closest(".inline-related").querySelector(`[name$="-${name}"]`);

  /* The portal cuts as the browser does here: same ratio, same place in percent. */
  const show = (crop) => {
    const image = crop.querySelector("img");
    if (!image) return;
    const [wide, high] = field(crop, "ratio").value.split(":");
    image.style.aspectRatio = high ? `${wide} / ${high}` : "";
    image.style.objectPosition = `${field(crop, "focus_x").value}% ${field(crop, "focus_y").value}%`;
  };

  const load = (crop, file) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const image = crop.querySelector("img") ?? crop.querySelector(".crop__frame").appendChild(new Image());
      Object.assign(image, { src: reader.result, alt: "Ce que montrera l’image", draggable: false });
      crop.hidden = false;
      show(crop);
    });
    reader.readAsDataURL(file);
  };

  document.addEventListener("input", ({ target }) => {
    const crop = preview(target);
    if (!crop) return;
    if (target.type === "file" && target.files[0]) load(crop, target.files[0]);
    else if (/-(ratio|focus_x|focus_y)$/.test(target.name)) show(crop);
  });

  /* The image follows the pointer; what the frame does not show of it is the way it can go. */
  document.addEventListener("pointermove", (event) => {
    const image = event.target.closest?.(".crop img");
    if (!image || !(event.buttons & 1)) return;
    const scale = Math.max(image.clientWidth / image.naturalWidth, image.clientHeight / image.naturalHeight);
    for (const [name, moved, hidden] of [
      ["focus_x", event.movementX, image.naturalWidth * scale - image.clientWidth],
      ["focus_y", event.movementY, image.naturalHeight * scale - image.clientHeight],
    ]) {
      if (hidden < 1) continue;
      const input = field(preview(image), name);
      const place = Number(image.dataset[name] ?? input.value) - (100 * moved) / hidden;
      image.dataset[name] = Math.min(100, Math.max(0, place)); // finer than what the field says
      input.value = Math.round(image.dataset[name]);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    show(preview(image));
  });
  document.addEventListener("pointerup", () => {
    for (const image of document.querySelectorAll(".crop img")) {
      delete image.dataset.focus_x;
      delete image.dataset.focus_y;
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const crop of document.querySelectorAll(".crop")) show(crop);
  });
}
