// The ✗→✓ list beside the editor: what a type of article asks for. Pure; the server holds the same rules and has the last word.

/** Characters of a title as people count them: code points without the spaces at both ends. */
export const titleLength = (title) => [...title.trim()].length;

/**
 * Judges a piece by the rules of its type.
 * rules: {title_max, title_blocks, body_min, body_max, pictures_min, captions} (all optional; 0 or absent: no rule)
 * piece: {title, words, n_pictures (in the text), pictures: [{caption, credit}], authors: [{name, role, share}]}
 * Returns [{key, parts, ok, blocks, field}]; what does not block only warns.
 */
export function judge(rules, piece) {
  const list = [];
  const add = (key, parts, ok, field, blocks = true) => list.push({ key, parts, ok, blocks, field });
  const title = titleLength(piece.title);
  if (title === 0) add("ck_title", [], false, "title");
  else if (rules.title_max) add("ck_title_max", [rules.title_max, title], title <= rules.title_max, "title", Boolean(rules.title_blocks));
  else add("ck_title", [], true, "title");
  const { body_min: min = 0, body_max: max = 0 } = rules;
  if (min && max) add("ck_body_range", [min, max, piece.words], piece.words >= min && piece.words <= max, "body");
  else if (min) add("ck_body_min", [min, piece.words], piece.words >= min, "body");
  else if (max) add("ck_body_max", [max, piece.words], piece.words > 0 && piece.words <= max, "body");
  else add("ck_body", [], piece.words > 0, "body");
  if (rules.pictures_min) add("ck_pictures", [rules.pictures_min, piece.n_pictures], piece.n_pictures >= rules.pictures_min, "picture-file");
  if (rules.captions && piece.pictures.length) add("ck_captions", [], piece.pictures.every((one) => one.caption.trim() && one.credit.trim()), "pictures", false);
  const writers = piece.authors.filter((one) => one.role !== "photographer" && (one.name.trim() || one.share.trim()));
  const total = writers.reduce((sum, one) => sum + Math.round(Number(one.share || 0) * 100), 0) / 100;
  const named = writers.length > 0 && writers.every((one) => one.name.trim());
  // No share at all is an answer too: the scheme then splits.
  const isSplit = writers.some((one) => one.share.trim() !== "");
  if (isSplit) add("ck_shares", [total], named && total === 100, "authors");
  else add("ck_authors", [], named, "authors");
  return list;
}
