// The editor's queue by keyboard: j/k move, Enter opens, a r h x decide, c claims, e records an adoption, u undoes. Rows and buttons are plain links, so that it all works without.
import { command } from "./keys.js";
import { say } from "./words.js";
import { toast } from "./toast.js";

const list = document.getElementById("queue");
const rows = () => [...list.querySelectorAll("a.q")];
const live = document.getElementById("queue-live");

function current() {
  const all = rows();
  const focused = all.indexOf(document.activeElement);
  return focused >= 0 ? focused : all.findIndex((row) => row.classList.contains("on"));
}
function move(step) {
  const all = rows();
  const to = current() + step;
  if (all.length === 0) return;
  if (to < 0 || to >= all.length) { toast(say(to < 0 ? "first_piece" : "last_piece")); return; }
  all[to].focus();
  all[to].scrollIntoView({ block: "nearest" });
  if (live) live.textContent = say("piece_n", to + 1, all.length, all[to].querySelector("b")?.textContent || "");
}
/** Opens the panel of a decision on the piece shown; without a panel, follows the link. */
function decide(kind) {
  const button = document.querySelector(`[data-zb-decide="${kind}"]`);
  if (!button) return false;
  const panel = document.getElementById(`decide-${kind}`);
  if (!panel) { button.click(); return true; }
  if (!panel.open) panel.showModal();
  (panel.querySelector("input:checked") || panel.querySelector("input[type=radio], textarea, input:not([type=hidden])"))?.focus();
  return true;
}
const press = (button) => { button?.click(); return Boolean(button); };
const COMMANDS = {
  j: () => move(1) ?? true, k: () => move(-1) ?? true,
  a: () => decide("accept"), r: () => decide("return"), h: () => decide("hold"), x: () => decide("decline"),
  u: () => press(document.querySelector("[data-zb-undo]")), c: () => press(document.querySelector('[data-zb-key="c"]')), e: () => press(document.querySelector('[data-zb-key="e"]')),
};
document.addEventListener("keydown", (event) => {
  const key = command(event, Boolean(document.querySelector("dialog[open]")));
  if (key && Object.hasOwn(COMMANDS, key) && COMMANDS[key]()) event.preventDefault();
});
// In a panel Ctrl+Enter decides, from any field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target instanceof Element ? event.target.closest("dialog[open] form") : null;
  if (form) { event.preventDefault(); form.requestSubmit(); }
});
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-zb-decide]") : null;
  if (button && document.getElementById(`decide-${button.dataset.zbDecide}`) && !event.ctrlKey && !event.metaKey) { event.preventDefault(); decide(button.dataset.zbDecide); }
});
const open = rows().find((row) => row.classList.contains("on"));
open?.scrollIntoView({ block: "nearest" });
// After a decision the next piece lies open: the focus goes there, and what was decided and what comes now is read out.
const decided = document.querySelector("[data-zb-decided]");
if (decided) {
  const all = rows();
  const target = open || all[0];
  if (target?.offsetParent) target.focus();
  else document.querySelector("#piece h2")?.focus();
  const next = open ? say("piece_n", all.indexOf(open) + 1, all.length, open.querySelector("b")?.textContent || "") : "";
  if (live) live.textContent = [decided.querySelector(".body").textContent, next].filter(Boolean).join(" ");
}
