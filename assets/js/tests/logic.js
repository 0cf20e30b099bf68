// Run in Chromium by tests/pages/scripts.rs.
import { assert, test } from "./harness.js";
import { judge, titleLength } from "../checks.js";
import * as drafts from "../drafts.js";
import { ZH } from "../editor_zh.js";
import { command, isTyping } from "../keys.js";
import { doubles, meant } from "../outlets.js";
import { cleanPaste, textToHtml } from "../paste.js";
import { fitted } from "../pictures.js";
import { ago } from "../time.js";
import { WORDS } from "../words.js";

const store = () => { const kept = new Map(); return { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) }; };
const rule = { title_max: 30, body_min: 200, body_max: 1500, captions: true };
const piece = (change = {}) => ({ title: "标题", words: 642, n_pictures: 0, pictures: [], authors: [{ name: "王晓琳", role: "writer", share: "100" }], ...change });
const failing = (list) => list.filter((one) => !one.ok).map((one) => one.key);

test("both languages have the same words with the same places", () => {
  assert.deepEqual(Object.keys(WORDS.en).sort(), Object.keys(WORDS["zh-CN"]).sort());
  for (const key of Object.keys(WORDS.en)) {
    const places = (text) => (text.match(/\{\d\}/g) || []).sort().join();
    assert.equal(places(WORDS.en[key]), places(WORDS["zh-CN"][key]), key);
  }
  assert.ok(Object.keys(ZH).length >= 150);
});
test("a title is counted by characters, a rare one once", () => {
  assert.equal(titleLength(" 𠮷野家 "), 3);
  assert.deepEqual(failing(judge(rule, piece({ title: "字".repeat(31) }))), ["ck_title_max"]);
  assert.equal(judge(rule, piece({ title: "字".repeat(31) })).find((one) => !one.ok).blocks, false);
});
test("a body outside its bounds, a picture without credit and shares beside 100 are told", () => {
  assert.deepEqual(failing(judge(rule, piece())), []);
  assert.deepEqual(failing(judge(rule, piece({ words: 199 }))), ["ck_body_range"]);
  assert.deepEqual(failing(judge(rule, piece({ pictures: [{ caption: "走访", credit: " " }] }))), ["ck_captions"]);
  const three = [33.33, 33.33, 33.34].map((share, n) => ({ name: `作者${n}`, role: "writer", share: String(share) }));
  assert.deepEqual(failing(judge(rule, piece({ authors: three }))), []);
  assert.deepEqual(failing(judge(rule, piece({ authors: three.slice(1) }))), ["ck_shares"]);
  assert.deepEqual(failing(judge(rule, piece({ authors: [{ name: "王晓琳", role: "writer", share: "" }] }))), [], "without shares the scheme splits");
  assert.deepEqual(failing(judge(rule, piece({ authors: [{ name: "刘强", role: "photographer", share: "" }] }))), ["ck_authors"]);
  assert.deepEqual(failing(judge({ ...rule, pictures_min: 1 }, piece({ n_pictures: 0, pictures: [{ caption: "走访", credit: "刘强" }] }))), ["ck_pictures"], "a picture counts where it stands in the text");
  assert.deepEqual(failing(judge(rule, piece({ authors: [...piece().authors, { name: "刘强", role: "photographer", share: "" }] }))), []);
});
test("paste from WPS and Word loses list marks and file pictures, and says how many", () => {
  const wps = "<p style='mso-list:l0'><![if !supportLists]><span>1.&nbsp;</span><![endif]>第一条</p><img src=\"file:///C:/ksohtml/wps1.png\"><img src='blob:x'><o:p></o:p>";
  const { html, lost } = cleanPaste(wps);
  assert.equal(lost, 1);
  assert.ok(!/file:|supportLists|1\.&nbsp;|<o:p>/.test(html), html);
  assert.ok(html.includes("第一条") && html.includes("blob:x"));
  assert.equal(cleanPaste("<p>　　首行<b>粗</b></p>").html, "<p>首行<b>粗</b></p>");
  assert.equal(cleanPaste("<img src=\"//evil/x.png\"><img>").lost, 2);
  assert.equal(cleanPaste("<style>p{}</style><!--[if gte mso 9]><xml>x</xml><![endif]--><p>文</p>").html, "<p>文</p>");
});
test("plain text becomes paragraphs and never markup", () => {
  assert.equal(textToHtml("　　甲<b>\r\n\n乙&"), "<p>甲&lt;b&gt;</p>\n<p>乙&amp;</p>");
});
test("a local copy is offered only when it is newer, unsaved and different", () => {
  const kept = store();
  const key = drafts.keyOf(7, 12);
  const mine = { title: "甲", body_html: "<p>一</p>", note: "", type: "update", authors: [], pictures: [] };
  drafts.write(kept, key, mine, 2000);
  const copy = drafts.read(kept, key);
  assert.equal(drafts.isNewer(copy, { ...mine, title: "乙" }, 1000), true);
  assert.equal(drafts.isNewer(copy, mine, 1000), false, "same text");
  assert.equal(drafts.isNewer(copy, { ...mine, title: "乙" }, 3000), false, "older");
  drafts.write(kept, key, { ...mine, version: 7 }, 2000);
  assert.equal(drafts.isNewer(drafts.read(kept, key), { ...mine, title: "乙" }, 3000, 7), true, "a slow clock, the same version");
  assert.equal(drafts.isNewer(drafts.read(kept, key), { ...mine, title: "乙" }, 3000, 8), false, "the server has gone on");
  drafts.write(kept, key, mine, 2000, true);
  assert.equal(drafts.isNewer(drafts.read(kept, key), { ...mine, title: "乙" }, 1000), false, "saved");
  drafts.backUp(kept, key, mine, 1);
  assert.equal(drafts.read(kept, `${key}.backup`).title, "甲");
  kept.setItem(key, "{damaged");
  assert.equal(drafts.read(kept, key), null);
  assert.equal(drafts.write({ setItem() { throw new Error("full"); } }, key, mine, 1), false);
});
test("answers of the server are told apart", () => {
  assert.deepEqual([200, 409, 401, 422, 413, 500, 503, 429].map(drafts.meaning), ["saved", "conflict", "expired", "refused", "refused", "failed", "failed", "failed"]);
  assert.deepEqual([0, 1, 5, 50].map(drafts.pause), [2000, 4000, 60000, 60000]);
});
test("letters are commands only when nobody is typing", () => {
  const on = (tagName, more = {}) => ({ key: "a", target: { tagName, type: "text" }, ...more });
  assert.equal(command(on("BODY")), "a");
  for (const busy of [on("INPUT"), on("TEXTAREA"), on("SELECT"), on("BODY", { isComposing: true }), on("BODY", { keyCode: 229 }), on("BODY", { ctrlKey: true }), on("BODY", { altKey: true }), on("BODY", { shiftKey: true }), on("BODY", { defaultPrevented: true })]) assert.equal(command(busy), null);
  assert.equal(command(on("BODY"), true), null, "a dialog is open");
  assert.equal(isTyping({ target: { tagName: "DIV", isContentEditable: true } }), true);
  assert.equal(isTyping({ target: { tagName: "INPUT", type: "checkbox" } }), false);
});
test("an outlet is found by its aliases, and doubles are named", () => {
  const outlets = [{ id: 1, name: "新海日报", level: "省级", aliases: ["新海日报客户端", "ＸＨ Daily"] }];
  assert.equal(meant(outlets, "《新海日报》").id, 1);
  assert.equal(meant(outlets, "xhdaily").id, 1);
  assert.equal(meant(outlets, "新海"), null);
  const row = { outlet: 1, on: "2026-11-18", position: "头版" };
  assert.deepEqual(doubles([row, { ...row, position: "二版" }, row, {}]), [0, 0, 1, 0]);
});
test("pictures shrink to the longer side and never grow", () => {
  assert.deepEqual(fitted(5120, 100), { width: 2560, height: 50, shrinks: true });
  assert.deepEqual(fitted(800, 600), { width: 800, height: 600, shrinks: false });
});
test("times are relative to the Shanghai day", () => {
  const now = new Date("2026-11-22T01:00:00Z");
  assert.equal(ago(new Date("2026-11-22T00:57:00Z"), now), "3 分钟前");
  assert.equal(ago(new Date("2026-11-21T15:59:00Z"), now), "昨天");
  assert.equal(ago(new Date("2026-11-21T16:01:00Z"), now), "8 小时前");
  assert.equal(ago(new Date("2026-10-01T00:00:00Z"), now), "2026-10-01");
  assert.equal(ago(new Date("2026-11-24T00:00:00Z"), now), "2 天后");
});
