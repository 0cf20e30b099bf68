// What comes from the clipboard of Word and WPS, made plain before the editor sees it. String work only, tested without a browser.

/**
 * Cleans pasted HTML. Returns {html, lost}: lost counts pictures that a clipboard names but never carries (file: addresses).
 * The editor's own list of allowed elements follows, and the server cleans again; this only removes what those would keep as text.
 */
export function cleanPaste(html) {
  let lost = 0;
  let out = html
    .replace(/<!--\[if gte vml[\s\S]*?<!\[endif\]-->/gi, "")
    .replace(/<!(?:--)?\[if !supportLists\](?:--)?>[\s\S]*?<!(?:--)?\[endif\](?:--)?>/gi, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<!\[[\s\S]*?\]>/g, "")
    .replace(/<(style|script|xml|title|head)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<\/?(?:o|w|v|m|st1):[^>]*>/gi, "");
  out = out.replace(/<img\b[^>]*>/gi, (tag) => {
    const source = /\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(tag);
    const address = (source?.[1] ?? source?.[2] ?? source?.[3] ?? "").trim();
    if (/^(?:https?:|data:image\/(?:png|jpe?g|gif|webp)|blob:|\/(?!\/))/i.test(address)) return tag;
    lost += 1;
    return "";
  });
  out = out.replace(/(<p\b[^>]*>)((?:\s|&nbsp;|\u00a0|\u3000|<span[^>]*>(?:\s|&nbsp;|\u00a0|\u3000)*<\/span>)+)/gi, "$1");
  return { html: out, lost };
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Escapes text for HTML. */
export const escapeHtml = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

/** Plain text to paragraphs; leading blanks go, since the indent is a matter of style. */
export function textToHtml(text) {
  return text.split(/\r?\n/).map((line) => line.replace(/^[\s\u3000]+|[\s\u3000]+$/g, "")).filter(Boolean).map((line) => `<p>${escapeHtml(line)}</p>`).join("\n");
}
