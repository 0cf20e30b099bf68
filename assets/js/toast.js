// Short messages at the foot of the page, a question in a dialog, and icons of the sprite for scripts.
import { say } from "./words.js";

/** An icon of the sprite as an SVG element. */
export function icon(name) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("class", "ic");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(NS, "use");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

/** Makes an element: `make("button", {class: "btn", type: "button"}, "text", child)`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Shows a message. `bad` stays until closed; others leave after 6 s. `action` is {label, run} or {label, href}. */
export function toast(text, { bad = false, action = null } = {}) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const close = make("button", { type: "button", "aria-label": say("close") }, "✕");
  const item = make("div", { class: bad ? "toast-i bad" : "toast-i", role: bad ? "alert" : null }, make("span", { class: "body" }, text));
  if (action) {
    const act = action.href
      ? make("a", { href: action.href, target: "_blank", rel: "noopener" }, action.label)
      : make("button", { type: "button" }, action.label);
    if (action.run) act.addEventListener("click", () => { item.remove(); action.run(); });
    item.append(act);
  }
  close.addEventListener("click", () => item.remove());
  item.append(close);
  place.append(item);
  if (!bad) setTimeout(() => item.remove(), action ? 12000 : 6000);
}

/** Asks a yes-or-no question in a <dialog>; resolves to true or false. Escape is no. */
export function ask(text, { yes = say("ok"), danger = false } = {}) {
  return new Promise((resolve) => {
    const no = make("button", { class: "btn btn-outline-secondary", value: "no" }, say("cancel"));
    const go = make("button", { class: `btn ${danger ? "btn-danger" : "btn-primary"}`, value: "yes" }, yes);
    const box = make("dialog", { "aria-label": text },
      make("form", { method: "dialog" }, make("div", { class: "in pt-3" }, text), make("div", { class: "acts" }, no, go)));
    box.addEventListener("close", () => { box.remove(); resolve(box.returnValue === "yes"); });
    document.body.append(box);
    box.showModal();
    no.focus();
  });
}
