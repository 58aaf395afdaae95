/* Progressive enhancement only: every page works without this file.
   Keeps the focus, says what changed, keeps folded parts open, closes menus. */
(() => {
  "use strict";

  const live = () => document.getElementById("rf-live");
  const say = (text) => {
    const region = live();
    if (!region || !text) return;
    region.textContent = "";
    // a short pause makes screen readers notice that the same sentence came again
    window.setTimeout(() => { region.textContent = text; }, 50);
  };

  const focusOn = (element) => {
    if (!element) return;
    if (!element.matches("a, button, input, select, textarea, summary, [tabindex]")) element.tabIndex = -1;
    element.focus({ preventScroll: false });
  };

  /* Menus: Escape closes and gives the focus back, a click elsewhere closes */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.rf-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.rf-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  /* A link to a folded part opens it: "Zum jetzigen Schritt", links of the error summary, #anchors */
  const unfold = (id) => {
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    if (target.matches("[tabindex], input, select, textarea")) focusOn(target);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link) window.setTimeout(() => unfold(link.getAttribute("href").slice(1)));
  });

  /* On a phone the filters above a list are folded, unless one is in use (data-rf-used) */
  if (window.matchMedia("(max-width: 56rem)").matches) {
    for (const part of document.querySelectorAll("details.rf-fold:not([data-rf-used])")) part.open = false;
  }

  /* A password may be looked at while it is typed; it is masked again before it goes */
  for (const button of document.querySelectorAll("[data-rf-look]")) {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    const mask = (masked) => {
      input.type = masked ? "password" : "text";
      button.setAttribute("aria-pressed", String(!masked));
    };
    button.hidden = false;
    button.addEventListener("click", () => mask(input.type === "text"));
    input.form.addEventListener("submit", () => mask(true));
  }

  /* A form is sent once: the second press within two seconds is dropped */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.rfSent && Date.now() - Number(form.dataset.rfSent) < 2000) event.preventDefault();
    else if (!form.hasAttribute("hx-post")) form.dataset.rfSent = String(Date.now());
  });

  /* Partial updates with htmx */
  let folded = new Map();
  const key = (part) => {
    const summary = part.querySelector("summary");
    return part.id || (summary ? summary.textContent.trim().replace(/\s+/g, " ") : "");
  };

  document.addEventListener("htmx:before:request", () => say(live() && live().dataset.busy));

  document.addEventListener("htmx:before:response", (event) => {
    const response = event.detail.ctx.response.raw;
    // the server led somewhere else (a finished form, an expired login): follow with the whole page
    if (!response.redirected) return;
    event.preventDefault();
    window.location.assign(response.url);
  });

  document.addEventListener("htmx:before:swap", () => {
    folded = new Map();
    for (const part of document.querySelectorAll("main details")) folded.set(key(part), part.open);
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx.target;
    const region = target && target.isConnected ? target : document.getElementById(target && target.id) || document.body;
    for (const part of document.querySelectorAll("main details")) {
      if (folded.get(key(part))) part.open = true;
    }
    const errors = region.querySelector("[autofocus]");
    const messages = document.querySelector("#meldungen");
    const heading = region.querySelector("[data-rf-focus]") || region.querySelector("h1, h2, h3");
    if (errors) focusOn(errors);
    else if (!region.contains(document.activeElement)) focusOn(heading);
    say((messages && messages.textContent.trim()) || (heading && heading.textContent.trim()));
  });

  document.addEventListener("htmx:error", () => warn("offline"));

  /* Security keys: allauth reports what went wrong, the page tells it */
  document.addEventListener("allauth.error", () => warn("passkey"));

  function warn(which) {
    const messages = document.getElementById("meldungen");
    const region = live();
    if (!messages || !region) return;
    const box = document.createElement("div");
    box.className = "rf-alert rf-alert--danger";
    box.setAttribute("role", "alert");
    const icon = document.createElement("span");
    icon.className = "kern-icon kern-icon--danger";
    icon.setAttribute("aria-hidden", "true");
    const text = document.createElement("p");
    text.textContent = region.dataset[which];
    box.append(icon, text);
    messages.replaceChildren(box);
    messages.scrollIntoView({ block: "nearest" });
  }
})();
