// What every page does: htmx and its token, keys, dialogs, relative times, display switches, printing, the end of the session.
import { command } from "./keys.js";
import { language, say } from "./words.js";
import { ago } from "./time.js";
import { ask, make, toast } from "./toast.js";
import { session, token } from "./server.js";

const root = document.documentElement;

// htmx 4: the token goes into each request here; an inherited hx-headers would silently stop at the first child.
document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRF-Token"] = token();
});
document.addEventListener("htmx:after:request", () => document.dispatchEvent(new CustomEvent("zb:alive")));
document.addEventListener("htmx:error", () => toast(say("no_network"), { bad: true }));
document.addEventListener("htmx:confirm", (event) => {
  event.preventDefault();
  ask(event.detail.ctx.confirm).then((yes) => (yes ? event.detail.issueRequest() : event.detail.dropRequest()));
});

// Keys. Pages add their own with data-keys on <main>: "queue", "write" or "adopt" chooses the list that `?` shows.
const KEYS = {
  all: [["/", "key_search"], ["?", "key_help"]],
  queue: [["j", "key_next"], ["k", "key_prev"], ["Enter", "key_open"], ["a", "key_accept"], ["r", "key_return"], ["h", "key_hold"], ["x", "key_decline"], ["c", "key_claim"], ["e", "key_record"], ["u", "key_undo"], ["Ctrl+Enter", "key_decide"]],
  write: [["Ctrl+S", "key_save"], ["Ctrl+Enter", "key_submit"]],
  adopt: [["Enter", "key_row"], ["Ctrl+S", "key_save"]],
};
function showKeys() {
  const kind = document.querySelector("[data-zb-keyset]")?.dataset.zbKeyset;
  const list = make("dl", { class: "keys" });
  for (const [key, word] of [...(KEYS[kind] || []), ...KEYS.all]) list.append(make("dt", {}, make("kbd", {}, key)), make("dd", {}, say(word)));
  const box = make("dialog", { "aria-label": say("keys") }, make("header", {}, make("h2", {}, say("keys"))), make("div", { class: "in" }, list),
    make("form", { method: "dialog", class: "acts" }, make("button", { class: "btn btn-primary" }, say("close"))));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
document.addEventListener("keydown", (event) => {
  const key = command(event, Boolean(document.querySelector("dialog[open]")));
  if (key === "?") { event.preventDefault(); showKeys(); }
  if (key === "/") {
    const box = [...document.querySelectorAll("[data-zb-find]")].reverse().find((field) => field.offsetParent);
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }
});

// Dialogs, menus, printing: by attribute, so that fragments swapped in later work too.
document.addEventListener("click", (event) => {
  const at = (name) => (event.target instanceof Element ? event.target.closest(`[${name}]`) : null);
  const opener = at("data-zb-open");
  if (opener) { event.preventDefault(); document.getElementById(opener.dataset.zbOpen)?.showModal(); }
  const closer = at("data-zb-close");
  if (closer) closer.closest("dialog")?.close();
  if (at("data-zb-print")) window.print();
  if (at("data-zb-keys")) showKeys();
  for (const menu of document.querySelectorAll("details[data-zb-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  for (const name of ["size", "contrast", "side"]) {
    const button = at(`data-zb-${name}`);
    if (button) switchDisplay(name, button.getAttribute(`data-zb-${name}`));
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-zb-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

// Display switches, kept on this machine; early.js sets them before the first paint.
function switchDisplay(name, value) {
  if (root.getAttribute(`data-${name}`) === value) root.removeAttribute(`data-${name}`);
  else root.setAttribute(`data-${name}`, value);
  const kept = {};
  for (const one of ["size", "contrast", "side"]) if (root.hasAttribute(`data-${one}`)) kept[one] = root.getAttribute(`data-${one}`);
  try { localStorage.setItem("zb.display", JSON.stringify(kept)); } catch { /* storage closed: this page only */ }
  showDisplay();
}
function showDisplay() {
  for (const name of ["size", "contrast", "side"]) for (const button of document.querySelectorAll(`[data-zb-${name}]`)) {
    button.setAttribute("aria-pressed", String(root.getAttribute(`data-${name}`) === button.getAttribute(`data-zb-${name}`)));
  }
}

/** Prepares what a page or a swapped fragment brings: times, print buttons, the error summary's focus. */
function prepare(part) {
  const now = new Date();
  for (const time of part.querySelectorAll("time[data-zb-ago]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = ago(at, now);
  }
  for (const button of part.querySelectorAll("[data-zb-print]")) button.hidden = false;
  part.querySelector("[data-zb-errors]")?.focus();
}
document.addEventListener("htmx:after:swap", () => prepare(document));
setInterval(() => {
  const now = new Date();
  for (const time of document.querySelectorAll("time[data-zb-ago]")) {
    const text = ago(new Date(time.dateTime), now);
    if (time.textContent !== text) time.textContent = text;
  }
}, 60000);

// Search boxes submit on Enter, but not on the Enter that ends a composition.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229) && event.target.tagName === "INPUT") event.preventDefault();
}, true);

// A form is sent once: a second click while the answer is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

// The session's end is told two minutes before (WCAG 2.2.1); any answered request pushes it away.
const idle = Number(document.querySelector('meta[name="session-idle"]')?.content || 0) * 1000;
let warnAt = 0;
let isWarned = false;
function alive() { warnAt = Date.now() + idle - 120000; isWarned = false; }
if (idle > 180000) {
  alive();
  document.addEventListener("zb:alive", alive);
  setInterval(() => {
    if (isWarned || Date.now() < warnAt) return;
    isWarned = true;
    toast(say("session_soon", 2), { bad: true, action: { label: say("continue"), run: () => session().then((who) => {
      if (!who) toast(say("session_over"), { bad: true, action: { label: say("sign_in_again"), href: "/sign-in" } });
    }, () => toast(say("no_network"), { bad: true })) } });
  }, 5000);
}

// Signing out clears saved copies from this machine and says so when unsaved ones remain.
for (const form of document.querySelectorAll("form[data-zb-sign-out]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sure) return;
    const unsaved = [];
    try {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith("zb.draft."))) {
        if (JSON.parse(localStorage.getItem(key))?.saved) localStorage.removeItem(key);
        else unsaved.push(key);
      }
    } catch { /* storage closed or damaged: nothing to clear */ }
    if (unsaved.length === 0) return;
    event.preventDefault();
    ask(say("leave_unsaved")).then((yes) => { if (yes) { form.dataset.sure = "1"; form.querySelector("button[type=submit]").click(); } });
  }, true);
}

// On a phone the results come first; the filters open on demand.
if (window.matchMedia("(max-width: 767px)").matches) for (const facets of document.querySelectorAll("details.facets")) facets.open = false;
prepare(document);
showDisplay();
root.dataset.ready = language();
