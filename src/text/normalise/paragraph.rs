//! Inside one paragraph: white space, breaks, bullets, formats. Knows nothing of elements.

use crate::text::block::{Format, Leaf, Run};
use crate::text::chars::{is_cjk, is_unwanted};

/// Marks that open a bullet paragraph when Word's list is pasted as text.
const BULLETS: [char; 8] = ['·', '•', '●', '■', '◆', '▪', '►', '➢'];
/// Letters that are bullets in Wingdings and Symbol: so taken only before a hard space or a tab.
const WINGDINGS: [char; 6] = ['l', 'n', 'u', 'Ø', 'ü', '§'];

/// Parts runs where two breaks meet, or where a break stands before an indent of two spaces.
pub(super) fn split(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut paragraphs = vec![Vec::new()];
    let mut n_breaks = 0;
    for run in runs {
        let blank = run.text().is_some_and(|text| text.trim().is_empty());
        let parts = match &run.leaf {
            Leaf::Break => {
                n_breaks += 1;
                n_breaks == 2
            }
            Leaf::Text(text) => n_breaks == 1 && is_indented(text),
            Leaf::Picture(_) => false,
        };
        if parts {
            paragraphs.push(Vec::new());
        }
        if !(blank || run.leaf == Leaf::Break) {
            n_breaks = 0;
        }
        if let Some(paragraph) = paragraphs.last_mut() {
            paragraph.push(run);
        }
    }
    paragraphs
}

fn is_indented(text: &str) -> bool {
    text.chars()
        .filter(|c| !matches!(c, ' ' | '\n' | '\r'))
        .take_while(|c| matches!(c, '\u{3000}' | '\u{a0}' | '\t'))
        .count()
        >= 2
}

/// Takes the bullet off the front, and tells whether there was one before other text.
pub(super) fn take_bullet(runs: &mut [Run]) -> bool {
    let text: String = runs.iter().map_while(Run::text).collect();
    let trimmed = text.trim_start();
    let mut chars = trimmed.chars();
    let Some(mark) = chars.next() else { return false };
    let after = chars.as_str();
    let is_bullet =
        BULLETS.contains(&mark) || (WINGDINGS.contains(&mark) && after.starts_with(['\u{a0}', '\t']));
    let content = after.trim_start();
    if !is_bullet || (content.is_empty() && runs.iter().all(|run| run.text().is_some())) {
        return false;
    }
    let mut n_bytes = text.len() - content.len();
    for run in runs {
        if let Leaf::Text(text) = &mut run.leaf
            && n_bytes > 0
        {
            let taken = n_bytes.min(text.len());
            text.drain(..taken);
            n_bytes -= taken;
        }
    }
    true
}

/// Puts the runs of one paragraph into their one spelling; nothing visible left means no runs.
pub(super) fn tidy(mut runs: Vec<Run>, is_heading: bool) -> Vec<Run> {
    for run in &mut runs {
        match &run.leaf {
            // A heading is bold as it is.
            Leaf::Text(_) => run.format.is_strong &= !is_heading,
            Leaf::Break => run.format = Format::default(),
            Leaf::Picture(_) => {}
        }
    }
    let mut runs = trim(collapse(runs));
    merge(&mut runs);
    for run in &mut runs {
        if run.text().is_some_and(|text| text.trim().is_empty()) {
            run.format = Format::default();
        }
    }
    merge(&mut runs);
    runs
}

/// White space to single spaces, none at a break, none where a source line ended between two Han characters;
/// unwanted characters out.
fn collapse(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::with_capacity(runs.len());
    // The last visible character, and the white space since: in which run it began, and whether a line ended.
    let mut last: Option<char> = None;
    let mut space: Option<(usize, bool)> = None;
    for run in runs {
        let Leaf::Text(text) = &run.leaf else {
            let is_break = run.leaf == Leaf::Break;
            if let (Some((at, _)), false) = (space.take(), is_break) {
                push_space(&mut out, at);
            }
            last = if is_break { None } else { Some('x') };
            out.push(run);
            continue;
        };
        let at = out.len();
        out.push(Run {
            leaf: Leaf::Text(String::with_capacity(text.len())),
            format: run.format.clone(),
        });
        for c in text.chars().filter(|c| !is_unwanted(*c)) {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c' | '\u{a0}') {
                let (begun, ended) = space.unwrap_or((at, false));
                space = Some((begun, ended || c == '\n'));
                continue;
            }
            if let Some((begun, line_ended)) = space.take() {
                let joins = line_ended && is_cjk(c) && last.is_some_and(is_cjk);
                if last.is_some() && !joins {
                    push_space(&mut out, begun);
                }
            }
            if let Some(Leaf::Text(text)) = out.get_mut(at).map(|run| &mut run.leaf) {
                text.push(c);
            }
            last = Some(c);
        }
    }
    out
}

fn push_space(runs: &mut [Run], at: usize) {
    if let Some(Leaf::Text(text)) = runs.get_mut(at).map(|run| &mut run.leaf) {
        text.push(' ');
    }
}

/// Takes white space and breaks off both ends of the paragraph, and of each line in it.
fn trim(mut runs: Vec<Run>) -> Vec<Run> {
    let mut is_line_start = true;
    for run in &mut runs {
        match &mut run.leaf {
            Leaf::Text(text) => {
                if is_line_start {
                    let n_bytes = text.len() - text.trim_start().len();
                    text.drain(..n_bytes);
                    is_line_start = text.is_empty();
                }
            }
            Leaf::Break => is_line_start = true,
            Leaf::Picture(_) => is_line_start = false,
        }
    }
    let mut is_line_end = true;
    for run in runs.iter_mut().rev() {
        match &mut run.leaf {
            Leaf::Text(text) => {
                if is_line_end {
                    text.truncate(text.trim_end().len());
                    is_line_end = text.is_empty();
                }
            }
            Leaf::Break => is_line_end = true,
            Leaf::Picture(_) => is_line_end = false,
        }
    }
    runs.retain(|run| run.text() != Some(""));
    while runs.last().is_some_and(|run| run.leaf == Leaf::Break) {
        runs.pop();
    }
    let n_leading = runs.iter().take_while(|run| run.leaf == Leaf::Break).count();
    runs.drain(..n_leading);
    runs
}

fn merge(runs: &mut Vec<Run>) {
    runs.dedup_by(|next, kept| match (&mut kept.leaf, &next.leaf) {
        (Leaf::Text(text), Leaf::Text(more)) if kept.format == next.format => {
            text.push_str(more);
            true
        }
        _ => false,
    });
}
