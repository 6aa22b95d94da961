/*
 * What one types in a long form is kept: on the server every few seconds as a draft, in this browser when the server is
 * away or the session over, until the form is saved. What is sent is what changed, with what it was; before the form
 * leaves, one makes sure that the server is there to take it.
 */
"use strict";
{
  const place = document.querySelector("[data-drafting]");
  const form = place.closest("form");
  // Each person's own, and each opening of the page its own: no copy is written over another.
  const mine = `brouillon:${place.dataset.user}:`;
  const local = `${mine}${String(Math.random()).slice(2)}:${location.pathname}`;
  // The same from one page of a tab to the next: whoever saves is not somebody else.
  const page = (sessionStorage["portail:page"] ??= String(Math.random()).slice(2));
  const EVERY = 3000;
  const OPEN_EVERY = 25000;
  const CAUSES = {
    network: "Non synchronisé : pas de réseau. Votre texte est gardé dans ce navigateur et partira au retour du réseau.",
    session: "Non synchronisé : votre session est terminée. Votre texte est gardé ici ; reconnectez-vous dans un autre onglet, puis revenez.",
    server: "Non synchronisé : le serveur ne répond pas bien. Votre texte est gardé dans ce navigateur ; nouvel essai dans un instant.",
  };

  /* --- What the form says ------------------------------------------------------------------------- */

  const OWN = /^(csrfmiddlewaretoken|shown_at|changes|draft|_.*)$|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM|SHOWN)_FORMS$|__prefix__/;

  const valueOf = (field) => {
    if (field.type === "checkbox") return field.checked ? "on" : "";
    if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => option.value);
    return field.value;
  };

  const texts = () => {
    const said = { fields: {}, rows: {}, order: [] };
    const ranks = {};
    const sets = [...form.elements].map((field) => /^(.+)-TOTAL_FORMS$/.exec(field.name)?.[1]).filter(Boolean);
    for (const field of form.elements) {
      if (!field.name || OWN.test(field.name) || /^(file|submit|button)$/.test(field.type)) continue;
      const [, set, index, name] = /^(.+)-(\d+)-(\w+)$/.exec(field.name) ?? [];
      if (!sets.includes(set)) {
        if (field.type !== "hidden") said.fields[field.name] = valueOf(field);
        continue;
      }
      const id = form.elements[`${set}-${index}-id`]?.value;
      const key = id ? `${set}:${id}` : `${set}:+${index}`;
      if (name === "ordering") ranks[key] = Number(field.value);
      else if (field.type !== "hidden" || name === "region") (said.rows[key] ??= {})[name] = valueOf(field);
    }
    for (const [key, row] of Object.entries(said.rows)) {
      if (key.includes(":+") && row.DELETE) delete said.rows[key];
    }
    said.order = Object.keys(ranks).filter((key) => said.rows[key]).sort((a, b) => ranks[a] - ranks[b]);
    return said;
  };

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  let base = null;

  /* Null when nothing differs. A row is sent whole as soon as one of its fields does. */
  const changes = () => {
    const now = texts();
    const found = { base: { fields: {}, rows: {}, order: base.order }, mine: { fields: {}, rows: {}, order: now.order } };
    for (const [name, value] of Object.entries(now.fields)) {
      if (same(value, base.fields[name])) continue;
      found.base.fields[name] = base.fields[name] ?? "";
      found.mine.fields[name] = value;
    }
    for (const [key, row] of Object.entries(now.rows)) {
      const before = base.rows[key];
      // Only what the page shows of the row counts: a deletion is a tick that was not there.
      if (before && Object.entries(row).every(([name, value]) => same(value, before[name] ?? ""))) continue;
      if (before) found.base.rows[key] = before;
      found.mine.rows[key] = row;
    }
    const touched = [found.mine.fields, found.mine.rows].some((one) => Object.keys(one).length);
    return touched || !same(now.order, base.order) ? found : null;
  };

  /* --- What is told --------------------------------------------------------------------------------- */

  const tell = (className, role) => {
    const element = Object.assign(document.createElement("p"), { className });
    element.setAttribute("role", role);
    return element;
  };
  const state = tell("draft-state", "status");
  const others = tell("draft-others", "status");
  const alarm = tell("draft-alarm", "alert");

  /* The same words again are not said again. */
  const say = (element, words) => {
    if (element.textContent !== words) element.textContent = words;
  };

  const fail = (why, words) => {
    keepHere();
    say(alarm, words ?? CAUSES[why]);
    if (why === "session" && !alarm.querySelector("a")) {
      const link = document.createElement("a");
      link.href = `/compte/connexion/?next=${encodeURIComponent(location.pathname)}`;
      link.target = "_blank";
      link.textContent = "Se reconnecter";
      alarm.append(" ", link);
    }
    say(state, "Non synchronisé");
    clearTimeout(timer);
    timer = why ? setTimeout(send, 10000) : null;
  };

  const keepHere = () => {
    const found = changes();
    try {
      if (found) localStorage.setItem(local, JSON.stringify({ follows: stamp, changes: found }));
    } catch {
      say(alarm, "Non synchronisé, et ce navigateur ne garde rien : ne fermez pas cette page.");
    }
  };

  /* --- Sending ---------------------------------------------------------------------------------------- */

  // A draft of before that nobody decided about is neither replaced nor dropped by what is typed over it.
  let undecided = "waiting" in place.dataset;
  let typed = false;
  let kept = false;
  // Which draft of the server the text of this page follows.
  let stamp = "";
  let timer = null;
  let going = null;

  const token = () => {
    // Signing in again, in another tab, changes the token of this page too.
    const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    if (found) form.elements.csrfmiddlewaretoken.value = found;
    return form.elements.csrfmiddlewaretoken.value;
  };

  const post = async (body) => {
    const answer = await fetch(place.dataset.drafting, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ page, owner: place.dataset.user, shown_at: form.elements.shown_at?.value ?? "", ...body }),
      signal: AbortSignal.timeout(15000),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Error("session");
    if (answer.status >= 500) throw new Error("server");
    const told = await answer.json().catch(() => { throw new Error("server"); });
    if (told.refused) throw Object.assign(new Error(""), { refused: told.refused });
    return told;
  };

  /* True once the server has it all. */
  const send = async () => {
    if (going) return going;
    clearTimeout(timer);
    timer = null;
    const found = undecided || !typed ? undefined : changes();
    typed = false;
    going = post(found === undefined || (found === null && !kept) ? {} : { changes: found }).then(
      (told) => {
        going = null;
        if (found !== undefined) {
          kept = found !== null;
          stamp = told.stamp;
          localStorage.removeItem(local);
        }
        alarm.textContent = "";
        if (found === null) say(state, "");
        else if (told.kept_at) say(state, `Brouillon enregistré à ${told.kept_at}`);
        else if (state.textContent === "Non synchronisé") say(state, "");
        const here = told.others.map((name) => `${name} modifie aussi.`);
        if (told.twice) here.push("Vous avez aussi cette page ouverte ailleurs.");
        if (told.overtaken) here.push(told.overtaken);
        say(others, here.join(" "));
        if (typed) schedule();
        return true;
      },
      (error) => {
        going = null;
        typed ||= found !== undefined;
        fail(error.refused ? "" : CAUSES[error.message] ? error.message : "network", error.refused);
        return false;
      },
    );
    return going;
  };

  const schedule = () => {
    typed = true;
    if (undecided) say(state, "Pas encore enregistré : choisissez d’abord ce que devient le brouillon.");
    else timer ??= setTimeout(send, EVERY);
  };

  /* --- The form leaves --------------------------------------------------------------------------------- */

  let leaving = false;
  // From the first press until the answer: a second one would save the new blocks twice.
  let submitting = false;
  window.addEventListener("pageshow", () => (submitting = false));
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    if (submitting) return;
    submitting = true;
    const { submitter } = event;
    if (going) await going;
    typed = true;
    if (!(await send())) {
      submitting = false;
      return;
    }
    leaving = true;
    token();
    put("changes", JSON.stringify(changes() ?? { base: {}, mine: {} }));
    put("draft", undecided ? "keep" : "");
    form.requestSubmit(submitter);
    leaving = false;
  });

  const put = (name, value) => {
    const input = form.elements[name] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
    input.value = value;
  };

  /* --- Opening the page ---------------------------------------------------------------------------------- */

  /* A text of this person that another opening of this page left here. */
  const held = () => {
    const ours = (key) => key.startsWith(mine) && key.endsWith(`:${location.pathname}`) && key !== local;
    const key = Object.keys(localStorage).find(ours);
    return key ? { key, ...JSON.parse(localStorage.getItem(key)) } : null;
  };

  /*
   * What this browser kept goes to the server as the draft, which is then offered as any other. Where another draft
   * waits already, that one is decided about first.
   */
  const recover = async () => {
    const found = held();
    if (!found) return;
    if (place.dataset.waiting && place.dataset.waiting !== found.follows) {
      say(state, "Ce navigateur garde aussi un texte : il vous sera proposé quand vous aurez choisi ce que devient le brouillon.");
      return;
    }
    undecided = true;
    say(state, "Un texte gardé dans ce navigateur part au serveur…");
    try {
      await post({ changes: found.changes });
      localStorage.removeItem(found.key);
      location.assign(location.pathname);
    } catch (error) {
      if (error.refused) return showRefused(found, error.refused);
      say(alarm, "Un texte gardé dans ce navigateur n’est pas encore au serveur : il vous sera proposé dès qu’il répondra.");
      setTimeout(recover, 10000);
    }
  };

  /* The server will never take it: it is there to be copied, until one lets it go. */
  const showRefused = (found, words) => {
    const said = [found.changes.mine.fields, ...Object.values(found.changes.mine.rows)].flatMap(Object.values);
    const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;
    const text = Object.assign(document.createElement("textarea"), { readOnly: true, rows: 8 });
    text.setAttribute("aria-label", "Texte gardé dans ce navigateur");
    text.value = said.flat().map(plain).filter(Boolean).join("\n\n");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    button.textContent = "Abandonner ce texte";
    button.addEventListener("click", () => {
      localStorage.removeItem(found.key);
      location.assign(location.pathname);
    });
    say(alarm, `Un texte gardé dans ce navigateur n’a pas pu partir (${words}) Copiez ce qu’il vous en faut :`);
    const box = Object.assign(document.createElement("div"), { className: "draft-refused" });
    box.append(text, button);
    alarm.after(box);
    undecided = "waiting" in place.dataset;
    say(state, "");
  };

  document.querySelector("[data-abandon]")?.addEventListener("click", async ({ target }) => {
    try {
      await post({ changes: null });
    } catch {
      return fail("server");
    }
    target.closest(".draft-bar").remove();
    delete place.dataset.waiting;
    undecided = false;
    say(state, "Brouillon abandonné.");
    form.querySelector("input:not([type=hidden])").focus();
    // What the page shows beyond what is saved becomes the draft; a text that waited for its turn is then offered.
    if (changes()) schedule();
    else recover();
  });

  document.addEventListener("content-editor:ready", () => {
    const given = document.getElementById("draft-base");
    base = given ? JSON.parse(given.textContent) : texts();
    kept = Boolean(given);
    document.querySelector(".submit-row").append(state, others);
    place.after(alarm);
    if ("takenUp" in place.dataset) say(state, "Brouillon repris : il n’est pas encore dans le numéro.");
    for (const event of ["input", "change", "dragend"]) form.addEventListener(event, schedule);
    window.django.jQuery(form).on("change", schedule);
    document.addEventListener("formset:added", schedule);
    window.addEventListener("online", send);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) send();
    });
    setInterval(() => document.hidden || timer || send(), OPEN_EVERY);
    if (!given) recover();
    send();
  });
}
