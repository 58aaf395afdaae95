/* Keeps on the server what somebody types, every two seconds and when the page goes; gives it back on return.
   Every form that is posted takes part, unless it or what is around it says data-rf-draft="off".
   Nothing is left in the browser. docs/decisions/0020-drafts.md */
(() => {
  "use strict";
  const told = document.getElementById("rf-drafts");
  if (!told) return;
  const here = JSON.parse(told.textContent);
  const words = here.words;
  const PAUSE = 2000;
  const RETRY = 3000;
  const MOST_KEEPALIVE = 60000; // browsers refuse more than 64 KB
  const NEVER = new Set(["csrfmiddlewaretoken", "rf_draft"]);
  const SILENT = new Set(["hidden", "submit", "button", "reset", "image", "file", "password"]);
  const states = new Map();
  let csrf = here.csrf;

  /* Forms and what is in them */
  const typable = (control) => control.name && !SILENT.has(control.type) && control.tagName !== "FIELDSET";
  const takesPart = (form) => form instanceof HTMLFormElement
    && (form.getAttribute("method") || "").toLowerCase() === "post"
    && !form.closest('[data-rf-draft="off"]')
    && !form.querySelector('input[type="password"]')
    && [...form.elements].some(typable);
  const forms = () => [...document.forms].filter(takesPart);
  const pathOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const keyOf = (form) => {
    const nth = forms().filter((other) => pathOf(other) === pathOf(form)).indexOf(form);
    return nth > 0 ? `${pathOf(form)}#${nth + 1}` : pathOf(form);
  };
  const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER.has(name));
  const imageOf = (form) => JSON.stringify(fieldsOf(form));

  const stateOf = (form) => {
    const key = keyOf(form);
    if (!states.has(key)) {
      states.set(key, { key, token: crypto.randomUUID(), version: 0, origin: "", kept: null, touched: false, timer: 0, running: null });
    }
    const state = states.get(key);
    state.form = form;
    return state;
  };
  const nameOf = (state) => (state.version && !state.origin ? state.token : state.origin || state.token);
  const begin = (form, origin) => {
    states.delete(keyOf(form));
    const state = stateOf(form);
    state.origin = origin;
    state.kept = imageOf(form);
    return state;
  };

  const fill = (form, fields) => {
    const given = new Map();
    for (const [name, value] of fields) given.set(name, [...(given.get(name) || []), value]);
    for (const control of form.elements) {
      if (!control.name || NEVER.has(control.name) || (SILENT.has(control.type) && control.type !== "hidden")) continue;
      const values = given.get(control.name);
      const before = control.type === "checkbox" || control.type === "radio" ? control.checked : control.value;
      if (control.type === "checkbox" || control.type === "radio") control.checked = Boolean(values && values.includes(control.value));
      else if (control.multiple && control.options) for (const option of control.options) option.selected = Boolean(values && values.includes(option.value));
      else if (values && values.length) control.value = values.shift();
      const after = control.type === "checkbox" || control.type === "radio" ? control.checked : control.value;
      if (before === after || control.type === "hidden") continue;
      for (let part = control.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    }
  };

  /* What is said beside a form */
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const button = (label, act) => {
    const element = make("button", "kern-btn kern-btn--tertiary");
    element.type = "button";
    element.append(make("span", "kern-label", label));
    element.addEventListener("click", act);
    return element;
  };
  const tell = (form, place, kind, text, ...more) => {
    const old = form[`rf_${place}`];
    if (old) old.remove();
    if (!text) return;
    const box = make("div", kind === "state" ? "rf-draft rf-noprint" : `rf-alert rf-alert--${kind} rf-draft rf-noprint`);
    if (kind !== "state") {
      const icon = make("span", `kern-icon kern-icon--${kind}`);
      icon.setAttribute("aria-hidden", "true");
      box.append(icon);
      box.setAttribute("role", kind === "warning" ? "alert" : "status");
    }
    const inner = make("div", "");
    inner.append(make("p", kind === "state" ? "rf-meta" : "", text));
    if (more.length) {
      const row = make("div", "rf-row-actions");
      row.append(...more);
      inner.append(row);
    }
    box.append(inner);
    if (place === "above") form.before(box);
    else form.after(box);
    form[`rf_${place}`] = box;
  };

  /* To the server */
  const post = (url, values, options) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: csrf, ...values });
    return fetch(url, { method: "POST", body, credentials: "same-origin", ...options });
  };
  const later = (state, pause) => {
    if (!state.timer) state.timer = window.setTimeout(() => keep(state), pause);
  };
  const trouble = (state, word, ...more) => {
    if (state.trouble !== word) tell(state.form, "below", "warning", words[word], ...more);
    state.trouble = word;
    if (word !== "tooLong") later(state, RETRY);
    return word === "tooLong" || word === "failed"; // may be sent all the same
  };

  // Somebody logged in again elsewhere: this page takes the new token, if it is the same person.
  const logInAgain = async (state, attempt) => {
    const answer = await fetch(here.fresh, { credentials: "same-origin" }).catch(() => null);
    if (!answer) return trouble(state, "offline");
    if (answer.redirected || !answer.ok) {
      const link = make("a", "", words.login);
      link.href = here.login;
      link.target = "_blank";
      return trouble(state, "loggedOut", link);
    }
    const now = await answer.json();
    if (now.owner !== here.owner) return trouble(state, "someoneElse");
    csrf = now.token;
    for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = csrf;
    document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": csrf }));
    return attempt > 2 ? trouble(state, "failed") : send(state, attempt + 1);
  };

  const send = async (state, attempt = 1, options = {}) => {
    const image = imageOf(state.form);
    if (image === state.kept) return true;
    state.version += 1;
    const values = {
      owner: here.owner, token: state.token, replaces: state.origin, version: state.version,
      page: location.pathname, form: state.key, title: document.title.trim().replace(/\s+/g, " ").replace(/ · Roter Faden$/, "").slice(0, 200), fields_typed: image,
    };
    const answer = await post(here.keep, values, options).catch(() => null);
    if (!answer) return trouble(state, "offline");
    if (answer.redirected || answer.status === 403) return logInAgain(state, attempt);
    if (answer.status === 410 && attempt < 3) {
      state.token = crypto.randomUUID();
      return send(state, attempt + 1);
    }
    if (answer.status === 409) return trouble(state, "someoneElse");
    if (answer.status === 413) return trouble(state, "tooLong");
    if (!answer.ok) return trouble(state, "failed");
    state.kept = image;
    state.origin = "";
    state.trouble = "";
    const now = new Date().toLocaleTimeString("de", { hour: "2-digit", minute: "2-digit" });
    tell(state.form, "below", "state", words.kept.replace("%s", now));
    return true;
  };

  // One message at a time; what was typed meanwhile goes with the next.
  const keep = (state) => {
    window.clearTimeout(state.timer);
    state.timer = 0;
    const before = state.running || Promise.resolve(true);
    const running = before.catch(() => false).then(() => send(state));
    state.running = running;
    return running;
  };
  const keepNow = () => {
    for (const state of states.values()) {
      if (!state.touched || state.sending || !state.form.isConnected) continue;
      const image = imageOf(state.form);
      if (image === state.kept || image === state.leaving) continue;
      state.leaving = image;
      send(state, 1, { keepalive: image.length * 1.5 < MOST_KEEPALIVE });
    }
  };

  const touched = (event) => {
    const form = event.target.form;
    if (!takesPart(form) || !typable(event.target)) return;
    const state = stateOf(form);
    state.touched = true;
    state.sending = false;
    later(state, PAUSE);
  };
  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  window.addEventListener("pagehide", keepNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keepNow();
    else for (const state of states.values()) if (state.trouble) keep(state);
  });

  /* Sending a form: first the draft, so that neither an ended login nor a crash takes the text along */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const state = takesPart(form) ? states.get(keyOf(form)) : null;
    if (!state) return;
    state.form = form;
    if (state.touched && !state.passed && imageOf(form) !== state.kept) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (state.checking) return;
      state.checking = true;
      const { submitter } = event;
      keep(state).then((may) => {
        state.checking = false;
        state.passed = may;
        // not within the event that was stopped: the browser would ignore it
        if (may) window.setTimeout(() => form.requestSubmit(submitter));
        else if (form.rf_below) form.rf_below.scrollIntoView({ block: "nearest" });
      });
      return;
    }
    state.passed = false;
    state.sending = true;
    window.clearTimeout(state.timer);
    state.timer = 0;
    let field = form.querySelector('input[name="rf_draft"]');
    if (!field) {
      field = make("input", "");
      field.type = "hidden";
      field.name = "rf_draft";
      form.append(field);
    }
    field.value = nameOf(state);
  }, true);

  /* A form that htmx sent and that was accepted begins anew */
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    const form = ctx.sourceElement && ctx.sourceElement.closest("form");
    const state = takesPart(form) ? states.get(keyOf(form)) : null;
    if (!state || !state.sending) return;
    state.sending = false;
    if (!ctx.response || ctx.response.raw.status >= 400) return;
    tell(form, "above");
    tell(form, "below");
    states.delete(state.key);
  });

  document.addEventListener("htmx:after:swap", () => {
    for (const form of forms()) {
      const state = states.get(keyOf(form));
      if (!state || state.form === form) continue;
      state.form = form;
      state.touched = true;
      if (imageOf(form) !== state.kept) later(state, PAUSE);
    }
  });

  /* On return */
  const offer = (form, drafts) => {
    const [draft, ...others] = drafts;
    const state = begin(form, draft.token);
    const goOn = () => {
      fill(form, draft.fields);
      Object.assign(state, { kept: imageOf(form), origin: draft.token, version: 0, token: crypto.randomUUID() });
      const swaps = others.map((other) => button(words.other.replace("%s", other.saved), () => {
        form.reset();
        offer(form, [other, draft, ...others.filter((one) => one !== other)]);
      }));
      tell(form, "above", "info", draft.said, button(words.discard, discard), ...swaps);
    };
    const discard = async () => {
      const token = nameOf(state);
      window.clearTimeout(state.timer);
      state.timer = 0;
      const typed = fieldsOf(form);
      const answer = await post(draft.discard.replace(draft.token, token), { quiet: 1 }).catch(() => null);
      if (!answer || !answer.ok || answer.redirected) return trouble(state, "offline");
      form.reset();
      Object.assign(begin(form, ""), { touched: false });
      tell(form, "below");
      tell(form, "above", "success", words.discarded, button(words.undo, async () => {
        await post(draft.bringBack.replace(draft.token, token), { quiet: 1 }).catch(() => null);
        offer(form, [{ ...draft, token, fields: typed, discard: draft.discard.replace(draft.token, token), bringBack: draft.bringBack.replace(draft.token, token) }, ...others]);
      }));
      return true;
    };
    goOn();
  };
  for (const form of forms()) {
    const mine = here.drafts.filter((draft) => draft.form === keyOf(form));
    if (mine.length) offer(form, mine);
    else if (here.goingOn && pathOf(form) === location.pathname) begin(form, here.goingOn);
  }
})();
