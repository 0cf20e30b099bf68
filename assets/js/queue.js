// The editor's queue by keyboard: j/k move, Enter opens, a r h x decide. Rows and buttons are plain links, so that it all works without.
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
  panel.querySelector("select, textarea, input:not([type=hidden])")?.focus();
  return true;
}
document.addEventListener("keydown", (event) => {
  const key = command(event, Boolean(document.querySelector("dialog[open]")));
  if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "a" && decide("accept")) event.preventDefault();
  else if (key === "r" && decide("return")) event.preventDefault();
  else if (key === "h" && decide("hold")) event.preventDefault();
  else if (key === "x" && decide("decline")) event.preventDefault();
  else return;
  event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-zb-decide]") : null;
  if (button && document.getElementById(`decide-${button.dataset.zbDecide}`) && !event.ctrlKey && !event.metaKey) { event.preventDefault(); decide(button.dataset.zbDecide); }
  // A ready-made reason fills the free text, where it can be changed.
  const reason = event.target instanceof Element ? event.target.closest("[data-zb-reason]") : null;
  if (reason) {
    const text = reason.closest("form").querySelector("textarea");
    text.value = [text.value.trim(), reason.dataset.zbReason].filter(Boolean).join("；");
    text.focus();
  }
});
rows().find((row) => row.classList.contains("on"))?.scrollIntoView({ block: "nearest" });
