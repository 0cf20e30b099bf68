// 字数 by Word's rule, for the counter under the editor. The rule is written in src/text/count.rs and is the
// same there; tests/fixtures/word-count.json and a comparison over all characters hold the two together.

// Counted one by one: Han, kana, bopomofo, CJK punctuation, full-width forms, enclosed CJK letters.
const CJK = [
  [0x2460, 0x24ff], [0x2e80, 0x2fff], [0x3001, 0x312f], [0x3190, 0xa4cf], [0xf900, 0xfaff], [0xfe10, 0xfe1f],
  [0xfe30, 0xfe6f], [0xff01, 0xff9f], [0xffe0, 0xffef], [0x16fe0, 0x18dff], [0x1aff0, 0x1b2ff], [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
];
// Neither counted nor a boundary: joiners, variation selectors, marks of direction.
const INVISIBLE = [
  [0x00ad, 0x00ad], [0x200b, 0x200f], [0x202a, 0x202e], [0x2060, 0x206f], [0xfe00, 0xfe0f], [0xfeff, 0xfeff],
  [0xe0000, 0xe0fff],
];
// Punctuation of both scripts: counted, unless it joins two characters of a Western word.
const SHARED = new Set([0x00b7, 0x2014, 0x2015, 0x2018, 0x2019, 0x201c, 0x201d, 0x2025, 0x2026]);
// Unicode White_Space, as Rust's char::is_whitespace; JavaScript's \s differs (U+0085, U+FEFF).
const SPACES = [
  [0x0009, 0x000d], [0x0020, 0x0020], [0x0085, 0x0085], [0x00a0, 0x00a0], [0x1680, 0x1680], [0x2000, 0x200a],
  [0x2028, 0x2029], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000],
];

const within = (ranges, code) => ranges.some(([first, last]) => code >= first && code <= last);
const isControl = (code) => code < 0x20 || (code >= 0x7f && code <= 0x9f);

const SPACE = 0;
const ALONE = 1;
const BOTH = 2;
const WESTERN = 3;

const kindOf = (code) => {
  if (within(SPACES, code)) return SPACE;
  if (within(CJK, code)) return ALONE;
  return SHARED.has(code) ? BOTH : WESTERN;
};

/**
 * Counts 字数 as Word does.
 * @param {string} text plain text
 * @returns {number}
 */
export function wordCount(text) {
  const kinds = [];
  for (const character of text) {
    const code = character.codePointAt(0);
    if (within(INVISIBLE, code) || (isControl(code) && !within(SPACES, code))) continue;
    kinds.push(kindOf(code));
  }
  let count = 0;
  let inRun = false;
  kinds.forEach((kind, at) => {
    const joins = kind === BOTH && kinds[at - 1] === WESTERN && kinds[at + 1] === WESTERN;
    const alone = kind === ALONE || (kind === BOTH && !joins);
    if (alone || (kind !== SPACE && !inRun)) count += 1;
    inRun = !alone && kind !== SPACE;
  });
  return count;
}
