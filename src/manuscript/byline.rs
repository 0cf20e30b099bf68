//! Names of writers and photographers in the text of a manuscript. Suggestions: the writer confirms them.

const WRITER_WORDS: [&str; 7] = ["特约通讯员", "通讯员", "信息员", "记者", "作者", "撰稿", "供稿"];
const PHOTO_WORDS: [&str; 7] = ["图/文", "文/图", "图文", "摄影报道", "摄影", "供图", "图片"];
const MAX_NAMES: usize = 10;

/// Finds names after words like 通讯员 and 作者 in the first and last lines, where bylines stand.
pub(super) fn authors(lines: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    for line in edges(lines) {
        for word in WRITER_WORDS.iter().chain(&["图/文", "文/图"]) {
            for (at, _) in line.match_indices(word) {
                add(&mut names, names_after(&line[at + word.len()..]));
            }
        }
    }
    names
}

/// Finds names after 图/文, 摄影 and the like, and before 摄.
pub(super) fn photographers(lines: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    for line in lines {
        for (at, _) in line.match_indices('摄') {
            let rest = &line[at + '摄'.len_utf8()..];
            if rest.is_empty() || rest.starts_with(['）', ')', '。', ' ']) {
                add(&mut names, names_before(&line[..at]));
            }
        }
    }
    for line in edges(lines) {
        for word in PHOTO_WORDS {
            for (at, _) in line.match_indices(word) {
                add(&mut names, names_after(&line[at + word.len()..]));
            }
        }
    }
    names
}

fn edges(lines: &[String]) -> impl Iterator<Item = &String> {
    let n = lines.len();
    lines
        .iter()
        .enumerate()
        .filter(move |(at, _)| *at < 3 || at + 3 > n)
        .map(|(_, line)| line)
}

fn add(names: &mut Vec<String>, found: Vec<String>) {
    for name in found {
        if names.len() < MAX_NAMES && !names.contains(&name) {
            names.push(name);
        }
    }
}

/// Names that follow a word: after a colon, slash or space, or at once before a closing bracket.
fn names_after(rest: &str) -> Vec<String> {
    let is_parted = rest.starts_with([' ', '\u{3000}', '：', ':', '/', '／']);
    let end = rest
        .find(['）', ')', '】', '。', '\n', '；', '，', ','])
        .unwrap_or(rest.len());
    let is_closed = rest[end..].starts_with(['）', ')', '】']);
    if is_parted || is_closed {
        take_names(&rest[..end])
    } else {
        Vec::new()
    }
}

fn names_before(text: &str) -> Vec<String> {
    let start = text
        .rfind(['（', '(', '。', '，', '：', ':', '\n', '】'])
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    take_names(&text[start..])
}

/// The names at the front: two to four Han characters each (or a longer name with ·), parted by white space or 、.
fn take_names(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '、' | '：' | ':' | '/' | '／'))
        .filter(|part| !part.is_empty())
        .take_while(|part| is_name(part))
        .map(ToOwned::to_owned)
        .collect()
}

fn is_name(part: &str) -> bool {
    let n = part.chars().count();
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    let is_word = WRITER_WORDS
        .iter()
        .chain(&PHOTO_WORDS)
        .any(|word| part.contains(word))
        || part == "报道";
    !is_word
        && ((2..=4).contains(&n) && part.chars().all(is_han)
            || (5..=20).contains(&n) && part.contains('·') && part.chars().all(|c| is_han(c) || c == '·'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(ToOwned::to_owned).collect()
    }

    #[test]
    fn bylines_give_writers() {
        for (text, names) in [
            ("本报讯（通讯员 王小禾 李四）昨日", &["王小禾", "李四"][..]),
            ("本报讯（记者 赵一 通讯员 钱二）昨日", &["钱二", "赵一"]),
            ("正文\n作者：阿依古丽·买买提", &["阿依古丽·买买提"]),
            ("正文\n图/文 孙三", &["孙三"]),
            ("我们的通讯员队伍不断壮大，记者站挂牌。", &[]),
        ] {
            assert_eq!(authors(&lines(text)), names, "{text}");
        }
    }

    #[test]
    fn credits_give_photographers() {
        for (text, names) in [
            ("正文\n图/文 孙三", &["孙三"][..]),
            ("夜校开班现场。（周五 摄）", &["周五"]),
            ("夜校开班现场。周五 摄", &["周五"]),
            ("正文\n摄影：吴六、郑七", &["吴六", "郑七"]),
            ("摄像头已经装好。", &[]),
        ] {
            assert_eq!(photographers(&lines(text)), names, "{text}");
        }
    }
}
