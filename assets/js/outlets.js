// Finding an outlet by its name or one of its aliases, as people type them. Pure.

/** Folds a name: full-width to half-width, no blanks or book-title marks, lower case. */
export const fold = (name) => name.normalize("NFKC").replace(/[\s《》"“”'·]/g, "").toLowerCase();

/** The outlet meant by `text`, or null. outlets: [{id, name, level, aliases: [..]}] */
export function meant(outlets, text) {
  const wanted = fold(text);
  if (!wanted) return null;
  return outlets.find((one) => fold(one.name) === wanted || (one.aliases || []).some((alias) => fold(alias) === wanted)) || null;
}

/** For each row the number (from 1) of an earlier row with the same outlet, date and position, or 0. rows: [{outlet, on, position}] */
export function doubles(rows) {
  const seen = new Map();
  return rows.map((row, n) => {
    if (!row.outlet || !row.on) return 0;
    const mark = [row.outlet, row.on, row.position || ""].join("|");
    const former = seen.get(mark) || 0;
    if (!former) seen.set(mark, n + 1);
    return former;
  });
}
