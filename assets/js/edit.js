// An editor's change to a filed text: the same rich editor as on the writing page, over a textarea that holds the HTML itself.
import { startEditor } from "./editor.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const form = document.getElementById("edit");
const area = document.getElementById("body_html");
let isChanged = false;
let isLeaving = false;

const changed = () => { isChanged = true; };
const submit = () => form.requestSubmit();

const editor = await startEditor(area, {
  base: new URL(form.dataset.hugerte, location.href).pathname, contentCss: form.dataset.contentCss, html: area.value,
  onChange: changed, onLost: (n) => toast(say("lost_pictures", n), { bad: true }),
  // Pictures are the reporter's: they come with the piece and stay where they are.
  uploadPicture: () => Promise.reject(new Error(say("no_pictures_here"))),
  commands: { save: submit, submit },
});
if (!editor) toast(say("editor_missing"), { bad: true });
form.addEventListener("input", changed);
form.addEventListener("submit", () => {
  if (editor) area.value = editor.getContent();
  isLeaving = true;
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.isComposing && (event.key.toLowerCase() === "s" || event.key === "Enter")) { event.preventDefault(); submit(); }
});
window.addEventListener("beforeunload", (event) => { if (isChanged && !isLeaving) event.preventDefault(); });
form.dataset.ready = editor ? "rich" : "plain";
