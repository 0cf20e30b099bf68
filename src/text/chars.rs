//! Classes of characters and the escaping of HTML. No markup and no rules of documents.

/// Escapes text for HTML content and double-quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// Tells whether Word counts the character on its own in 字数: Han, kana, bopomofo, CJK punctuation,
/// full-width forms, enclosed CJK letters. `assets/js/word-count.js` has the same table.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(
        u32::from(c),
        0x2460..=0x24FF
            | 0x2E80..=0x2FFF
            | 0x3001..=0x312F
            | 0x3190..=0xA4CF
            | 0xF900..=0xFAFF
            | 0xFE10..=0xFE1F
            | 0xFE30..=0xFE6F
            | 0xFF01..=0xFF9F
            | 0xFFE0..=0xFFEF
            | 0x16FE0..=0x18DFF
            | 0x1AFF0..=0x1B2FF
            | 0x1F200..=0x1F2FF
            | 0x20000..=0x3FFFD
    )
}

/// Tells whether the character is punctuation that Chinese and Western text share: quotes, dash, ellipsis,
/// middle dot. Fonts decide in Word; here, Chinese unless it stands inside a Western word.
pub(super) fn is_shared_punctuation(c: char) -> bool {
    matches!(
        c,
        '\u{00B7}'
            | '\u{2014}'
            | '\u{2015}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{201C}'
            | '\u{201D}'
            | '\u{2025}'
            | '\u{2026}'
    )
}

/// Tells whether the character shows nothing and separates nothing: joiners, variation selectors, marks.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        u32::from(c),
        0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE0FFF
    )
}

/// Tells whether text is better without the character: control characters, zero-width spaces and the marks
/// that turn the direction of writing (file names and headlines are forged with them).
/// Joiners and variation selectors belong to their neighbours and stay.
pub(super) fn is_unwanted(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c'))
        || matches!(u32::from(c), 0x00AD | 0x200B | 0x200E | 0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xE0000..=0xE007F)
}
