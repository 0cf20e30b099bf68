// Copies of a draft on this machine, one for each person and article. A copy is written at every change, before the server hears of it.

/** Where the copy of an article lies: zb.draft.USER.ARTICLE */
export const keyOf = (user, article) => `zb.draft.${user}.${article}`;

/** Reads a copy; null when there is none or it is damaged. */
export function read(store, key) {
  try {
    const copy = JSON.parse(store.getItem(key));
    return copy && typeof copy === "object" && typeof copy.at === "number" ? copy : null;
  } catch { return null; }
}

/** Writes a copy; false when the storage is closed or full. `at` is ms since 1970. */
export function write(store, key, content, at, saved = false) {
  try { store.setItem(key, JSON.stringify({ ...content, at, saved })); return true; } catch { return false; }
}

/** Keeps the text that was not chosen under KEY.backup, so that no choice destroys a word. */
export function backUp(store, key, content, at) { return write(store, `${key}.backup`, content, at); }

/** Removes a copy. */
export function forget(store, key) { try { store.removeItem(key); } catch { /* closed storage holds nothing */ } }

const same = (a, b) => JSON.stringify([a.title, a.body_html, a.note, a.type, a.authors, a.pictures]) === JSON.stringify([b.title, b.body_html, b.note, b.type, b.authors, b.pictures]);

/** Whether a copy should be offered: unsaved, different from the server's, and either newer by the clock or written on top of the very
    version that the server still has, since the clock of this machine may be slow. */
export function isNewer(copy, onServer, savedAt, version = 0) {
  return Boolean(copy) && !copy.saved && (copy.at > savedAt || copy.version === version) && !same(copy, onServer);
}

/** What an answer of PUT /articles/{id}/draft means: "saved", "conflict", "expired", "refused" (retry is useless) or "failed". */
export function meaning(status) {
  if (status >= 200 && status < 300) return "saved";
  if (status === 409) return "conflict";
  if (status === 401) return "expired";
  return status === 403 || status === 404 || status === 413 || status === 422 ? "refused" : "failed";
}

/** Pause before attempt n (from 0) after failures: 2 s, doubling, at most a minute. */
export const pause = (n) => Math.min(60000, 2000 * 2 ** Math.min(n, 5));
