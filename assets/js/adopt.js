// Recording adoptions: the outlet by name or alias, Enter for the next row, doubles warned. The form posts without any of this.
import { doubles, meant } from "./outlets.js";
import { upload } from "./server.js";
import { make, toast } from "./toast.js";
import { say } from "./words.js";

const form = document.getElementById("adopt");
const body = document.getElementById("adopt-rows");
const outlets = JSON.parse(form?.dataset.outlets || "[]");

function check() {
  const rows = [...body.querySelectorAll("[data-row]")];
  const facts = rows.map((row) => {
    const field = row.querySelector("[name=outlet]");
    const found = meant(outlets, field.value);
    const hint = row.querySelector("[data-part=outlet]");
    row.querySelector("[name=outlet_id]").value = found ? found.id : "";
    field.setCustomValidity(field.value && !found ? say("unknown_outlet") : "");
    if (hint) hint.replaceChildren(...(found ? [found.name === field.value ? "" : `${say("known_as", found.name)} `, make("span", { class: "tag" }, found.level)] : field.value ? [say("unknown_outlet")] : []));
    return { outlet: found?.id, on: row.querySelector("[name=on]").value, position: row.querySelector("[name=position]")?.value };
  });
  doubles(facts).forEach((former, n) => {
    const place = rows[n].querySelector("[data-part=double]");
    if (place) place.textContent = former ? say("duplicate_row", former) : "";
  });
}
function addRow(after) {
  const row = document.getElementById("adopt-row").content.firstElementChild.cloneNode(true);
  // The next adoption is mostly of the same day.
  const day = after?.querySelector("[name=on]")?.value;
  if (day) row.querySelector("[name=on]").value = day;
  if (after) after.after(row); else body.append(row);
  row.querySelector("[name=outlet]").focus();
  return row;
}
body.addEventListener("input", check);
body.addEventListener("change", check);
body.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.target.tagName === "BUTTON" || event.target.tagName === "TEXTAREA") return;
  event.preventDefault();
  const row = event.target.closest("[data-row]");
  const next = row.nextElementSibling;
  if (next) next.querySelector("[name=outlet]").focus();
  else if (document.getElementById("adopt-row")) addRow(row);
});
body.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-zb-row=remove]") : null;
  if (!button) return;
  const row = button.closest("[data-row]");
  if (body.querySelectorAll("[data-row]").length === 1) { for (const field of row.querySelectorAll("input:not([type=hidden])")) field.value = ""; } else row.remove();
  check();
});
document.getElementById("add-row")?.addEventListener("click", () => addRow(body.lastElementChild));
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
});
// Evidence goes up beside the rows, so that nothing typed is lost; the last row without any takes it.
const evidence = document.getElementById("evidence");
evidence?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = evidence.querySelector("[type=file]");
  const file = field.files[0];
  if (!file) return;
  try {
    const { status, data } = await upload(evidence.action, file, file.name);
    if (status !== 201) throw new Error(data?.detail || say("failed", status));
    const choices = [...document.querySelectorAll("[name=evidence]"), ...document.getElementById("adopt-row").content.querySelectorAll("[name=evidence]")];
    for (const select of choices) select.append(make("option", { value: String(data.id) }, data.name));
    const free = [...body.querySelectorAll("[name=evidence]")].filter((select) => !select.value).pop();
    if (free) free.value = String(data.id);
    field.value = "";
    toast(say("uploaded", file.name));
  } catch (error) {
    toast(say("upload_failed", file.name, error.message === "network" ? say("no_network") : error.message), { bad: true });
  }
});
for (const shown of document.querySelectorAll("[data-zb-js]")) shown.hidden = false;
for (const shown of document.getElementById("adopt-row")?.content.querySelectorAll("[data-zb-js]") || []) shown.hidden = false;
check();
