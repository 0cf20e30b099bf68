//! A tree of the HTML that the cleaner writes: every attribute quoted, every element closed, five character
//! references. It reads nothing else; raw input never comes here.

use std::collections::VecDeque;

/// A piece of cleaned HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Text, character references resolved.
    Text(String),
    /// An element with its attributes and what is in it.
    Element(Element),
}

/// An element of cleaned HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) tag: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Elements nested deeper than this are taken away and their content kept, so that recursion over the tree
/// stays shallow whatever was pasted.
const MAX_DEPTH: usize = 48;
const VOID: [&str; 3] = ["br", "hr", "img"];

/// Parses HTML that came out of the cleaner.
pub(super) fn parse(html: &str) -> Vec<Node> {
    let mut open: Vec<Element> = vec![Element::default()];
    let mut n_unkept: usize = 0;
    let mut rest = html;
    while !rest.is_empty() {
        let Some(at) = rest.find('<') else {
            push_text(&mut open, rest);
            break;
        };
        if at > 0 {
            push_text(&mut open, &rest[..at]);
        }
        let end = end_of_tag(&rest[at..]).map_or(rest.len(), |len| at + len);
        let tag = rest[at..end].trim_start_matches('<').trim_end_matches('>');
        rest = &rest[end..];
        if tag.starts_with('/') {
            if n_unkept > 0 {
                n_unkept -= 1;
            } else if open.len() > 1
                && let Some(element) = open.pop()
            {
                push(&mut open, Node::Element(element));
            }
            continue;
        }
        let element = start_tag(tag);
        if VOID.contains(&element.tag.as_str()) {
            push(&mut open, Node::Element(element));
        } else if open.len() > MAX_DEPTH {
            n_unkept += 1;
        } else {
            open.push(element);
        }
    }
    while open.len() > 1 {
        if let Some(element) = open.pop() {
            push(&mut open, Node::Element(element));
        }
    }
    open.pop().map(|root| root.children).unwrap_or_default()
}

/// Shows each attribute of the tree in document order as (tag, name, value).
pub(super) fn each_attribute(nodes: &[Node], see: &mut impl FnMut(&str, &str, &str)) {
    let mut queue: VecDeque<&Node> = nodes.iter().collect();
    while let Some(node) = queue.pop_front() {
        if let Node::Element(element) = node {
            for (name, value) in &element.attributes {
                see(&element.tag, name, value);
            }
            for child in element.children.iter().rev() {
                queue.push_front(child);
            }
        }
    }
}

fn push(open: &mut [Element], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

fn push_text(open: &mut [Element], text: &str) {
    push(open, Node::Text(unescape(text)));
}

/// The length of the tag that `html` begins with, its `>` included; a `>` in quotes does not end it.
fn end_of_tag(html: &str) -> Option<usize> {
    let mut quoted = false;
    html.bytes()
        .position(|byte| {
            quoted ^= byte == b'"';
            byte == b'>' && !quoted
        })
        .map(|at| at + 1)
}

fn start_tag(inside: &str) -> Element {
    let (tag, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        attributes.push((name.trim().to_owned(), unescape(value)));
        rest = after;
    }
    Element {
        tag: tag.to_owned(),
        attributes,
        children: Vec::new(),
    }
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // `&amp;` last, so that `&amp;lt;` stays the text `&lt;`.
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_and_references_are_read_back() {
        let nodes = parse(r#"a &amp;lt;<a href="https://e.cn/?a=1&amp;b=2" title="x>&quot;y">b</a><br>c"#);
        let Node::Element(link) = &nodes[1] else {
            panic!("a link")
        };
        assert_eq!(nodes[0], Node::Text("a &lt;".into()));
        assert_eq!(link.attribute("href"), Some("https://e.cn/?a=1&b=2"));
        assert_eq!(link.attribute("title"), Some("x>\"y"));
        assert_eq!(nodes.len(), 4);
    }

    #[test]
    fn depth_is_bounded_and_content_kept() {
        let html = format!("{}x{}y", "<blockquote>".repeat(500), "</blockquote>".repeat(500));
        let mut nodes = parse(&html);
        assert_eq!(nodes.pop(), Some(Node::Text("y".into())));
        let mut depth = 0;
        while let Some(Node::Element(element)) = nodes.pop() {
            depth += 1;
            nodes = element.children;
        }
        assert_eq!(depth, MAX_DEPTH);
    }
}
