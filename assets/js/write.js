// The writing page: nothing that was typed is ever lost. Each change goes to this machine at once and to the server after two
// seconds of rest; the form itself posts without any of this. The contract with the page is in templates/write.html.
import { wordCount } from "./word-count.js";
import { judge, titleLength } from "./checks.js";
import * as drafts from "./drafts.js";
import { startEditor } from "./editor.js";
import { escapeHtml, textToHtml } from "./paste.js";
import { MAX_BYTES, shrink } from "./pictures.js";
import { send, session, upload } from "./server.js";
import { clock } from "./time.js";
import { ask, icon, make, toast } from "./toast.js";
import { say } from "./words.js";

const REST_MS = 2000;
const form = document.getElementById("write");
const { article, user } = form.dataset;
const title = document.getElementById("title");
const area = document.getElementById("body");
const state = document.getElementById("save-state");
const rules = JSON.parse(form.dataset.rules || "{}");
const key = drafts.keyOf(user, article);
let version = Number(form.dataset.version);
let editor = null;
let changedAt = 0;
let savedChange = 0;
let timer = 0;
let failures = 0;
let isSending = false;
let isHalted = false;

// 1 The piece as it stands in the page ---------------------------------------------------------------------------------

function bodyHtml() {
  if (editor) return editor.getContent();
  // Lines cannot hold pictures: they stand after the text, so that none goes missing.
  return textToHtml(area.value) + pictures().map(figure).join("");
}
function bodyText() {
  return editor ? editor.getContent({ format: "text" }) : area.value;
}
function setBody(html) {
  if (editor) { editor.undoManager.transact(() => editor.setContent(html)); return; }
  const holder = new DOMParser().parseFromString(html, "text/html").body;
  area.value = [...holder.querySelectorAll("p,h2,h3,li,td,th,blockquote")].filter((one) => !one.querySelector("p") && !one.closest("figure")).map((one) => one.textContent).join("\n") || holder.textContent;
}
function authors() {
  return [...document.querySelectorAll("#authors > li")].map((row) => ({
    name: row.querySelector("[name=author]").value, role: row.querySelector("[name=author_role]").value, share: row.querySelector("[name=share]").value,
  }));
}
function pictures() {
  return [...document.querySelectorAll("#pictures > li")].map((row) => ({
    id: row.dataset.picture, location: row.dataset.location, caption: row.querySelector("[name=caption]").value, credit: row.querySelector("[name=credit]").value,
  }));
}
/** Everything that autosave keeps, here and on the server. */
function content() {
  return { title: title.value, type: form.elements.type.value, body_html: bodyHtml(), note: form.elements.note?.value || "", authors: authors(), pictures: pictures() };
}
function apply(copy) {
  title.value = copy.title || "";
  if (copy.type) form.elements.type.value = copy.type;
  if (form.elements.note) form.elements.note.value = copy.note || "";
  setBody(copy.body_html || "");
  if (copy.authors) { document.getElementById("authors").replaceChildren(); copy.authors.forEach(addAuthor); }
  if (copy.pictures) { document.getElementById("pictures").replaceChildren(); copy.pictures.forEach(addPicture); }
  refresh();
}

// 2 Counters and checks ---------------------------------------------------------------------------------------------------

function refresh() {
  const rule = rules[form.elements.type.value] || rules["*"] || {};
  const words = wordCount(bodyText());
  const inText = (bodyHtml().match(/<img\b/g) || []).length;
  const length = titleLength(title.value);
  const max = rule.title_max || 30;
  const counter = document.getElementById("title-count");
  counter.textContent = say("chars", length, max) + (length > max ? say("title_long") : "");
  counter.classList.toggle("over", length > max);
  document.getElementById("word-count").textContent = say("words", words);
  const list = document.getElementById("checks");
  const points = judge(rule, { title: title.value, words, n_pictures: inText, pictures: pictures(), authors: authors() });
  const items = points.map((point) => {
    const text = say(point.key, ...point.parts);
    const item = make("li", { class: point.ok ? "y" : point.blocks ? "n" : "w" });
    item.append(point.ok ? text : make("a", { href: `#${point.field}`, "data-field": point.field }, text));
    return item;
  });
  list.replaceChildren(...items);
  list.dataset.open = String(points.filter((point) => !point.ok && point.blocks).length);
}
document.getElementById("checks").addEventListener("click", (event) => {
  const field = event.target.dataset?.field;
  if (!field) return;
  event.preventDefault();
  if (field === "body" && editor) { editor.focus(); return; }
  const place = document.getElementById(field);
  const target = place?.matches("ol,ul") ? place.querySelector("input:placeholder-shown, input") : place;
  target?.focus();
  target?.scrollIntoView({ block: "center" });
});

// 3 Saving ----------------------------------------------------------------------------------------------------------------

function show(kind, name, text, action = null) {
  state.className = `save-state ${kind}`;
  const parts = [icon(name), make("span", {}, text)];
  if (action) {
    const button = action.href ? make("a", { href: action.href, target: "_blank", rel: "noopener" }, action.label) : make("button", { type: "button" }, action.label);
    if (action.run) button.addEventListener("click", action.run);
    parts.push(button);
  }
  state.replaceChildren(...parts);
}
function keep(saved = false) {
  const at = saved ? Date.now() : changedAt;
  const isKept = drafts.write(localStore(), key, { ...content(), version }, at, saved);
  if (!isKept && !saved) toast(say("no_room"), { bad: true });
}
function localStore() {
  try { return window.localStorage; } catch { return null; }
}
function changed() {
  changedAt = Math.max(Date.now(), changedAt + 1);
  refresh();
  keep();
  if (isHalted) return;
  if (!navigator.onLine) { show("warn", "cloud-off", say("saved_local", clock(new Date()))); return; }
  show("", "edit", say("unsaved"));
  clearTimeout(timer);
  timer = setTimeout(save, REST_MS);
}
/** Sends the draft once; a change made meanwhile is sent after the answer. Resolves to true when the server has everything. */
async function save(options = {}) {
  clearTimeout(timer);
  if (changedAt <= savedChange && !options.force) return true;
  if (isSending) { timer = setTimeout(save, REST_MS); return false; }
  if (isHalted && !options.force) return false;
  isSending = true;
  const sentChange = changedAt;
  const body = { version, ...content() };
  show("", "refresh", say("saving"));
  try {
    const isLast = Boolean(options.last) && JSON.stringify(body).length < 20000;
    const { status, data } = await send("PUT", form.dataset.draft, body, { keepalive: isLast });
    const meaning = drafts.meaning(status);
    if (meaning === "saved") {
      version = data.version;
      form.elements.version.value = String(version);
      failures = 0;
      savedChange = sentChange;
      if (data.unsaved?.length) { keep(); show("warn", "alert-triangle", say("saved_but", data.unsaved.join(" "))); return false; }
      if (changedAt === sentChange) { keep(true); show("ok", "circle-check", say("saved", clock(new Date(data.saved_at || Date.now())))); return true; }
      timer = setTimeout(save, REST_MS);
    } else if (meaning === "conflict" && data?.body_html === undefined) {
      // The piece was submitted elsewhere: nothing can be saved, and what was typed stays on this machine.
      isHalted = true;
      show("bad", "lock", data?.detail || say("save_failed"));
    } else if (meaning === "conflict") {
      isHalted = true;
      const solve = () => offerBoth(body, data);
      show("bad", "alert-triangle", say("conflict"), { label: say("compare"), run: solve });
      solve();
    } else if (meaning === "expired") {
      isHalted = true;
      show("bad", "lock", say("expired"), { label: say("sign_in_again"), href: "/sign-in" });
    } else if (meaning === "refused") {
      show("bad", "alert-circle", data?.detail || say("save_failed"), { label: say("retry"), run: () => save({ force: true }) });
    } else {
      again(say("save_failed"));
    }
  } catch {
    if (navigator.onLine) again(say("save_failed"));
    else show("warn", "cloud-off", say("saved_local", clock(new Date(changedAt))));
  } finally { isSending = false; }
  return false;
}
function again(text) {
  show("bad", "cloud-off", text, { label: say("retry"), run: () => save({ force: true }) });
  timer = setTimeout(save, drafts.pause(failures));
  failures += 1;
}
/** After a new sign-in in another window: takes the fresh token and goes on, if it is the same person. */
async function resume() {
  if (!isHalted || state.querySelector("a") === null) return;
  const who = await session().catch(() => null);
  if (!who) return;
  if (String(who.user) !== user) { toast(say("other_user"), { bad: true }); return; }
  isHalted = false;
  save({ force: true });
}
window.addEventListener("online", () => { toast(say("online")); failures = 0; save(); });
window.addEventListener("offline", () => show("warn", "cloud-off", say("saved_local", clock(new Date()))));
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save({ last: true }); else resume(); });
window.addEventListener("focus", resume);
window.addEventListener("pagehide", () => { if (changedAt > savedChange) { keep(); save({ last: true }); } });

// 4 Two texts, none lost -----------------------------------------------------------------------------------------------------

function sides(mine, mineAt, other, otherLabel, buttons, lead) {
  const side = (label, piece) => {
    const text = make("div", { class: "article" });
    text.innerHTML = piece.body_html || "";
    return make("section", {}, make("h3", {}, label), make("p", { class: "fw-semibold mt-2" }, piece.title || ""), text);
  };
  const box = make("dialog", { class: "wide", "aria-label": say("conflict") }, make("header", {}, make("h2", {}, lead)),
    make("div", { class: "in" }, make("div", { class: "sides" }, side(say("mine", clock(new Date(mineAt))), mine), side(otherLabel, other))),
    make("div", { class: "acts" }, ...buttons.map(({ label, run, main }) => {
      const button = make("button", { type: "button", class: main ? "btn btn-primary" : "btn btn-outline-secondary" }, label);
      button.addEventListener("click", () => { box.close(); run(); });
      return button;
    })));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
function offerBoth(mine, theirs) {
  if (!theirs) { again(say("save_failed")); return; }
  const at = theirs.saved_at ? clock(new Date(theirs.saved_at)) : "";
  const label = `${say("theirs", at)}${theirs.by ? ` · ${say("by", theirs.by)}` : ""}`;
  sides(mine, changedAt, theirs, label, [
    { label: say("keep_mine"), run: () => { drafts.backUp(localStore(), key, theirs, Date.now()); version = theirs.version; isHalted = false; save({ force: true }); } },
    { label: say("take_theirs"), main: true, run: () => {
      drafts.backUp(localStore(), key, content(), Date.now());
      version = theirs.version;
      form.elements.version.value = String(version);
      isHalted = false;
      apply(theirs);
      savedChange = changedAt;
      keep(true);
      show("ok", "circle-check", say("saved", at));
    } },
  ], say("conflict_text"));
}
function offerLocal() {
  const copy = drafts.read(localStore(), key);
  const onServer = content();
  const savedAt = Date.parse(form.dataset.savedAt || "") || 0;
  if (!drafts.isNewer(copy, onServer, savedAt, version)) return;
  const restore = make("button", { type: "button", class: "btn btn-sm btn-primary" }, say("restore"));
  const look = make("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, say("look"));
  const drop = make("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, say("discard"));
  const line = make("div", { class: "note-line warn", role: "status" }, icon("history"), make("span", { class: "body" }, say("found_local", clock(new Date(copy.at)))), restore, look, drop);
  const take = () => { line.remove(); apply(copy); toast(say("restored")); changed(); };
  const leave = () => { line.remove(); drafts.backUp(localStore(), key, copy, copy.at); drafts.forget(localStore(), key); toast(say("discarded"), { action: { label: say("undo"), run: () => { apply(copy); changed(); } } }); };
  restore.addEventListener("click", take);
  drop.addEventListener("click", leave);
  look.addEventListener("click", () => sides(copy, copy.at, onServer, say("theirs", form.dataset.savedAt ? clock(new Date(form.dataset.savedAt)) : ""), [{ label: say("discard"), run: leave }, { label: say("restore"), main: true, run: take }], say("found_local", clock(new Date(copy.at)))));
  form.before(line);
}

// 5 Authors --------------------------------------------------------------------------------------------------------------------

function addAuthor(one = { name: "", role: "writer", share: "" }) {
  const row = document.getElementById("author-row").content.firstElementChild.cloneNode(true);
  for (const shown of row.querySelectorAll("[data-zb-js]")) shown.hidden = false;
  row.querySelector("[name=author]").value = one.name;
  row.querySelector("[name=author_role]").value = one.role;
  row.querySelector("[name=share]").value = one.share;
  document.getElementById("authors").append(row);
  return row;
}
document.getElementById("add-author").addEventListener("click", () => { addAuthor().querySelector("input").focus(); changed(); });
document.getElementById("even-shares")?.addEventListener("click", () => {
  const rows = [...document.querySelectorAll("#authors > li")].filter((row) => row.querySelector("[name=author_role]").value.endsWith("photographer") === false);
  // Hundredths by largest remainder, so that the shares add up to 100 exactly.
  rows.forEach((row, n) => { row.querySelector("[name=share]").value = String((Math.floor(10000 / rows.length) + (n < 10000 % rows.length ? 1 : 0)) / 100); });
  changed();
});

// 6 Pictures -------------------------------------------------------------------------------------------------------------------

function addPicture(one) {
  const row = document.getElementById("picture-row").content.firstElementChild.cloneNode(true);
  for (const shown of row.querySelectorAll("[data-zb-js]")) shown.hidden = false;
  row.dataset.picture = one.id;
  row.dataset.location = one.location;
  row.querySelector("img").src = one.location;
  row.querySelector("[name=picture]").value = one.id;
  row.querySelector("[name=caption]").value = one.caption || "";
  row.querySelector("[name=credit]").value = one.credit || "";
  document.getElementById("pictures").append(row);
  return row;
}
const legend = (one) => [one.caption.trim(), one.credit.trim() ? say("credit_by", one.credit.trim()) : ""].filter(Boolean).join("。").replace(/([。！？.!?])。/g, "$1");
const figure = (one) => `<figure><img src="${escapeHtml(one.location)}" alt="${escapeHtml(one.caption)}"><figcaption>${escapeHtml(legend(one)) || "<br>"}</figcaption></figure>`;
function insertPicture(row) {
  const one = { location: row.dataset.location, caption: row.querySelector("[name=caption]").value, credit: row.querySelector("[name=credit]").value };
  if (!editor) return;
  editor.insertContent(`${figure(one)}<p><br></p>`);
  toast(say("inserted"));
}
/** Takes a picture out of the text; gives back what brings it in again. */
function takeOut(row) {
  if (!editor) return () => {};
  const before = editor.getContent();
  for (const image of [...editor.getBody().querySelectorAll("img")]) {
    if (image.getAttribute("src") === row.dataset.location) (image.closest("figure") || image).remove();
  }
  const after = editor.getContent();
  if (after === before) return () => {};
  editor.undoManager.add();
  return () => { if (editor?.getContent() === after) editor.setContent(before); else if (editor) insertPicture(row); };
}
/** Carries a caption from its field into the text, where the picture stands. */
function carryCaption(row) {
  if (!editor) return;
  const caption = row.querySelector("[name=caption]").value;
  const line = legend({ caption, credit: row.querySelector("[name=credit]").value });
  for (const image of editor.getBody().querySelectorAll("img")) if (image.getAttribute("src") === row.dataset.location) {
    image.setAttribute("alt", caption);
    const below = image.closest("figure")?.querySelector("figcaption");
    if (below) below.textContent = line;
  }
}
async function sendPicture(blob, name, onProgress) {
  if (blob.size > MAX_BYTES) throw new Error(say("too_big", MAX_BYTES / 1048576));
  const { status, data } = await upload(form.dataset.pictures, blob, name, onProgress);
  if (status >= 300 || !data?.location) throw new Error(data?.detail || say("failed", status));
  addPicture(data);
  changed();
  return data;
}
/** Sends a picture and puts it into the text, where the cursor stands. */
async function bringPicture(blob, name, onProgress) {
  await sendPicture(blob, name, onProgress);
  insertPicture(document.getElementById("pictures").lastElementChild);
}
async function takePictures(files) {
  for (const file of files) {
    const bar = make("progress", { max: "100", value: "0", "aria-label": file.name });
    const text = make("span", { class: "small" }, say("uploading", file.name, 0));
    const line = make("div", { class: "mb-2" }, text, bar);
    document.getElementById("uploads").append(line);
    try {
      const blob = document.getElementById("keep-original")?.checked ? file : await shrink(file);
      await bringPicture(blob, file.name, (percent) => { bar.value = percent; text.textContent = say("uploading", file.name, percent); });
      toast(say("uploaded", file.name));
    } catch (error) {
      toast(say("upload_failed", file.name, error.message === "network" ? say("no_network") : error.message), { bad: true });
    }
    line.remove();
  }
}
const pictureFile = document.getElementById("picture-file");
pictureFile.addEventListener("change", () => { takePictures([...pictureFile.files]); pictureFile.value = ""; });
for (const type of ["dragover", "dragleave", "drop"]) document.getElementById("drop")?.addEventListener(type, (event) => {
  event.preventDefault();
  event.currentTarget.classList.toggle("over", type === "dragover");
  if (type !== "drop") return;
  const files = [...event.dataTransfer.files];
  takePictures(files.filter((file) => file.type.startsWith("image/")));
  const manuscript = files.find((file) => /\.(docx?|wps)$/i.test(file.name));
  if (manuscript) takeManuscript(manuscript);
});
form.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-zb-row]") : null;
  if (!button) return;
  const row = button.closest("li");
  const did = button.dataset.zbRow;
  if (did === "remove") {
    const next = row.nextElementSibling || row.previousElementSibling;
    const list = row.parentElement;
    const after = row.nextSibling;
    const putBack = row.dataset.location ? takeOut(row) : () => {};
    row.remove();
    toast(say("removed"), { action: { label: say("undo"), run: () => { list.insertBefore(row, after?.isConnected ? after : null); putBack(); changed(); } } });
    (next?.querySelector("input") || document.getElementById("add-author")).focus();
  }
  if (did === "insert") insertPicture(row);
  changed();
});

// 7 Word and WPS files ----------------------------------------------------------------------------------------------------------

async function takeManuscript(file) {
  show("", "file-import", say("importing", file.name));
  try {
    const { status, data } = await upload(form.dataset.manuscript, file, file.name);
    if (status >= 300 || !data) throw new Error(data?.detail || say("failed", status));
    const box = document.getElementById("manuscript-dialog");
    box.querySelector("[data-part=title]").textContent = data.title || say("import_empty");
    box.querySelector("[data-part=body]").innerHTML = data.body_html;
    const dropped = box.querySelector("[data-part=dropped]");
    dropped.replaceChildren(...(data.dropped || []).map((one) => make("li", {}, one)));
    dropped.parentElement.hidden = !(data.dropped || []).length;
    box.returnValue = "";
    box.addEventListener("close", () => {
      if (box.returnValue === "replace") {
        if (data.title) title.value = data.title;
        setBody(data.body_html);
        if (data.authors?.length) { document.getElementById("authors").replaceChildren(); data.authors.forEach((one) => addAuthor(typeof one === "string" ? { name: one, role: "writer", share: data.authors.length === 1 ? "100" : "" } : one)); }
      } else if (box.returnValue === "append") setBody(bodyHtml() + data.body_html);
      if (box.returnValue) { (data.pictures || []).forEach(addPicture); toast(say("imported")); changed(); }
    }, { once: true });
    box.showModal();
    show("", "edit", say("unsaved"));
    if (changedAt <= savedChange) show("ok", "circle-check", say("saved", clock(new Date())));
  } catch (error) {
    toast(say("upload_failed", file.name, error.message === "network" ? say("no_network") : error.message), { bad: true });
    if (changedAt > savedChange) show("", "edit", say("unsaved")); else state.replaceChildren();
  }
}
for (const button of document.querySelectorAll("[data-zb-return]")) button.addEventListener("click", () => button.closest("dialog").close(button.dataset.zbReturn));
const manuscriptFile = document.getElementById("manuscript-file");
manuscriptFile.addEventListener("change", () => { if (manuscriptFile.files[0]) takeManuscript(manuscriptFile.files[0]); manuscriptFile.value = ""; });
for (const button of document.querySelectorAll("[data-zb-pick]")) button.addEventListener("click", () => document.getElementById(button.dataset.zbPick).click());

// 8 Rich and plain mode ------------------------------------------------------------------------------------------------------------

const modeButton = document.getElementById("mode");
function remember(mode) { try { localStorage.setItem("zb.mode", mode); } catch { /* this page only */ } }
function wants() { try { return localStorage.getItem("zb.mode") || "rich"; } catch { return "rich"; } }
async function goRich(html) {
  editor = await startEditor(area, {
    base: new URL(form.dataset.hugerte, location.href).pathname, contentCss: form.dataset.contentCss, html,
    onChange: changed, uploadPicture: sendPicture,
    onLost: (n) => toast(say("lost_pictures", n), { bad: true, action: { label: say("upload_here"), run: () => pictureFile.click() } }),
    commands: { save: () => save({ force: true }), submit },
  });
  if (editor) modeButton.textContent = say("plain_mode");
  else { goPlain(html); toast(say("editor_missing"), { bad: true }); }
}
function goPlain(html) {
  if (editor) { editor.remove(); editor = null; }
  setBody(html);
  modeButton.textContent = say("rich_mode");
}
modeButton.addEventListener("click", async () => {
  const html = bodyHtml();
  if (!editor) { remember("rich"); await goRich(html); refresh(); return; }
  if (/<(img|table|strong|em|h2|h3|ul|ol)\b/.test(html) && !(await ask(say("plain_loses")))) return;
  drafts.backUp(localStore(), key, content(), Date.now());
  remember("plain");
  goPlain(html);
  changed();
});

// 9 Submitting, keys, start ----------------------------------------------------------------------------------------------------------

document.querySelector("[data-zb-errors]")?.addEventListener("click", (event) => {
  if (event.target.getAttribute?.("href") === "#body" && editor) { event.preventDefault(); editor.focus(); }
});
function submit() { document.getElementById("submit").click(); }
form.addEventListener("submit", (event) => {
  const open = Number(document.getElementById("checks").dataset.open);
  if (event.submitter?.id === "submit" && open > 0) {
    event.preventDefault();
    event.stopPropagation();
    toast(say("ck_blocked", open), { bad: true });
    document.querySelector("#checks .n a")?.click();
    return;
  }
  form.elements.body_html.value = bodyHtml();
  form.elements.body_kind.value = "html";
  keep();
});
form.addEventListener("input", (event) => {
  if (event.isComposing) return;
  const row = event.target.closest("#pictures > li");
  if (row) carryCaption(row);
  changed();
});
form.addEventListener("compositionend", changed);
form.addEventListener("change", changed);
title.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (editor) editor.focus(); else area.focus();
});
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.isComposing || event.altKey) return;
  if (event.key.toLowerCase() === "s") { event.preventDefault(); changedAt = Math.max(changedAt, savedChange + 1); save({ force: true }); }
  if (event.key === "Enter") { event.preventDefault(); submit(); }
});

for (const shown of document.querySelectorAll("[data-zb-js]")) shown.hidden = false;
const html = form.dataset.body || textToHtml(area.value);
if (wants() === "plain") goPlain(html); else await goRich(html);
refresh();
offerLocal();
if (new URLSearchParams(location.search).has("import")) document.getElementById("import").focus();
form.dataset.ready = editor ? "rich" : "plain";
