//! From the tree of cleaned HTML to blocks: what each element means here. The inside of a paragraph is
//! `paragraph.rs`.

use super::paragraph;
use crate::text::block::{Block, Cell, Format, Kind, Leaf, Link, Picture, Row, Run};
use crate::text::file_link::is_file_link;
use crate::text::markup::{Element, Node};

/// Blocks, and what was left behind on the way.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) blocks: Vec<Block>,
    pub(super) n_pictures: u32,
    pub(super) n_links: u32,
}

/// Reads a whole body.
pub(super) fn read(nodes: &[Node]) -> Read {
    let mut flow = Flow {
        finds_bullets: true,
        ..Flow::default()
    };
    flow.walk(nodes, &Format::default());
    flow.flush();
    flow.read
}

/// Blocks so far, and the paragraph being gathered.
#[derive(Default)]
struct Flow {
    read: Read,
    runs: Vec<Run>,
    kind: Kind,
    /// Only where a paragraph stands for itself: in items and cells a leading dot is text.
    finds_bullets: bool,
    /// The last block is a list made of bullet paragraphs, which the next one joins.
    is_in_bullets: bool,
    keeps_lines: bool,
}

impl Flow {
    fn walk(&mut self, nodes: &[Node], format: &Format) {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(text, format),
                Node::Element(element) => self.element(element, format),
            }
        }
    }

    fn text(&mut self, text: &str, format: &Format) {
        let mut lines = if self.keeps_lines {
            text.split('\n').collect()
        } else {
            vec![text]
        }
        .into_iter();
        if let Some(first) = lines.next() {
            self.push(Leaf::Text(first.to_owned()), format);
        }
        for line in lines {
            self.push(Leaf::Break, format);
            self.push(Leaf::Text(line.to_owned()), format);
        }
    }

    fn element(&mut self, element: &Element, format: &Format) {
        let inside = &element.children;
        match element.tag.as_str() {
            "strong" | "b" => self.walk(
                inside,
                &Format {
                    is_strong: true,
                    ..format.clone()
                },
            ),
            "em" | "i" => self.walk(
                inside,
                &Format {
                    is_emphasis: true,
                    ..format.clone()
                },
            ),
            "u" => self.walk(
                inside,
                &Format {
                    is_underlined: true,
                    ..format.clone()
                },
            ),
            "a" => {
                let link = self.link(element).or_else(|| format.link.clone());
                self.walk(
                    inside,
                    &Format {
                        link,
                        ..format.clone()
                    },
                );
            }
            "br" => self.push(Leaf::Break, format),
            "img" => self.picture(element, format),
            "h1" | "h2" => self.heading(Kind::Heading, inside, format),
            "h3" | "h4" | "h5" | "h6" => self.heading(Kind::Subheading, inside, format),
            "ul" | "ol" => self.list(element, format),
            "table" => self.table(element, format),
            "figure" => self.figure(element, format),
            "blockquote" => {
                let blocks = self.within(inside, format, true);
                if !blocks.is_empty() {
                    self.block(Block::Quote(blocks));
                }
            }
            "hr" => self.block(Block::Rule),
            "pre" => {
                self.flush();
                let outer = std::mem::replace(&mut self.keeps_lines, true);
                self.walk(inside, format);
                self.flush();
                self.keeps_lines = outer;
            }
            // p, and whatever else of block kind the way in lets through: div, section, dt …
            _ => {
                self.flush();
                self.walk(inside, format);
                self.flush();
            }
        }
    }

    fn push(&mut self, leaf: Leaf, format: &Format) {
        self.runs.push(Run {
            leaf,
            format: format.clone(),
        });
    }

    fn link(&mut self, element: &Element) -> Option<Link> {
        let link = element
            .attribute("href")
            .filter(|address| !address.is_empty())
            .map(|address| Link {
                address: address.to_owned(),
                title: element.attribute("title").unwrap_or_default().to_owned(),
            });
        self.read.n_links += u32::from(link.is_none());
        link
    }

    fn picture(&mut self, element: &Element, format: &Format) {
        let attribute = |name| element.attribute(name).unwrap_or_default().to_owned();
        match element.attribute("src").filter(|source| is_file_link(source)) {
            Some(source) => {
                let picture = Picture {
                    source: source.to_owned(),
                    alt: attribute("alt"),
                    title: attribute("title"),
                };
                self.push(
                    Leaf::Picture(picture),
                    &Format {
                        link: format.link.clone(),
                        ..Format::default()
                    },
                );
            }
            None => self.read.n_pictures += 1,
        }
    }

    fn heading(&mut self, kind: Kind, inside: &[Node], format: &Format) {
        self.flush();
        let outer = std::mem::replace(&mut self.kind, kind);
        self.walk(inside, format);
        self.flush();
        self.kind = outer;
    }

    fn list(&mut self, element: &Element, format: &Format) {
        let mut items: Vec<Vec<Block>> = Vec::new();
        for child in &element.children {
            match child {
                Node::Element(item) if item.tag == "li" => {
                    items.push(self.within(&item.children, format, false));
                }
                // Word and some editors put the nested list beside its item instead of into it.
                Node::Element(nested) if nested.tag == "ul" || nested.tag == "ol" => {
                    let blocks = self.within(std::slice::from_ref(child), format, false);
                    match items.last_mut() {
                        Some(item) => item.extend(blocks),
                        None => items.push(blocks),
                    }
                }
                other => items.push(self.within(std::slice::from_ref(other), format, false)),
            }
        }
        items.retain(|item| !item.is_empty());
        self.flush();
        if !items.is_empty() {
            self.block(Block::List {
                ordered: element.tag == "ol",
                items,
            });
        }
    }

    fn table(&mut self, element: &Element, format: &Format) {
        self.flush();
        let (mut head, mut body) = (Vec::new(), Vec::new());
        for child in &element.children {
            match child {
                Node::Element(part) if part.tag == "thead" => self.rows(&part.children, format, &mut head),
                Node::Element(part) if part.tag == "tbody" || part.tag == "tfoot" => {
                    self.rows(&part.children, format, &mut body);
                }
                Node::Element(row) if row.tag == "tr" => {
                    self.rows(std::slice::from_ref(child), format, &mut body);
                }
                other => {
                    let before = self.within(std::slice::from_ref(other), format, false);
                    for block in before {
                        self.block(block);
                    }
                }
            }
        }
        if !(head.is_empty() && body.is_empty()) {
            self.block(Block::Table { head, body });
        }
    }

    fn rows(&mut self, nodes: &[Node], format: &Format, rows: &mut Vec<Row>) {
        for node in nodes {
            let Node::Element(row) = node else { continue };
            let mut cells = Row::new();
            for child in &row.children {
                let Node::Element(cell) = child else { continue };
                let span = |name| cell.attribute(name).map(ToOwned::to_owned);
                cells.push(Cell {
                    is_header: cell.tag == "th",
                    n_columns: span("colspan"),
                    n_rows: span("rowspan"),
                    blocks: self.within(&cell.children, format, false),
                });
            }
            if !cells.is_empty() {
                rows.push(cells);
            }
        }
    }

    /// A figure is pictures with a caption; whatever else an editor put into one stands on its own.
    fn figure(&mut self, element: &Element, format: &Format) {
        let is_caption = |node: &&Node| matches!(node, Node::Element(inner) if inner.tag == "figcaption");
        let (captions, rest): (Vec<&Node>, Vec<&Node>) = element.children.iter().partition(is_caption);
        let cloned = |nodes: Vec<&Node>| nodes.into_iter().cloned().collect::<Vec<Node>>();
        let caption = self.within(&cloned(captions), &Format::default(), false);
        let blocks = self.within(&cloned(rest), format, false);
        let pictures: Vec<Picture> = blocks
            .iter()
            .flat_map(|block| match block {
                Block::Text(_, runs) => runs.as_slice(),
                _ => &[],
            })
            .filter_map(|run| match &run.leaf {
                Leaf::Picture(picture) => Some(picture.clone()),
                Leaf::Text(_) | Leaf::Break => None,
            })
            .collect();
        let is_pictures_only = blocks.iter().all(
            |block| matches!(block, Block::Text(_, runs) if runs.iter().all(|run| run.is_picture() || run.text().is_none_or(|text| text.trim().is_empty()))),
        );
        let is_plain_caption = caption
            .iter()
            .all(|block| matches!(block, Block::Text(_, runs) if !runs.iter().any(Run::is_picture)));
        self.flush();
        if pictures.is_empty() || !is_pictures_only || !is_plain_caption {
            blocks
                .into_iter()
                .chain(caption)
                .for_each(|block| self.block(block));
            return;
        }
        let mut lines = Vec::new();
        for block in caption {
            if let Block::Text(_, runs) = block {
                if !lines.is_empty() {
                    lines.push(Run {
                        leaf: Leaf::Break,
                        format: Format::default(),
                    });
                }
                lines.extend(runs);
            }
        }
        self.block(Block::Figure {
            pictures,
            caption: lines,
        });
    }

    /// Reads nodes as a flow of their own.
    fn within(&mut self, nodes: &[Node], format: &Format, finds_bullets: bool) -> Vec<Block> {
        self.flush();
        let mut flow = Self {
            finds_bullets,
            ..Self::default()
        };
        flow.walk(nodes, format);
        flow.flush();
        self.read.n_pictures += flow.read.n_pictures;
        self.read.n_links += flow.read.n_links;
        flow.read.blocks
    }

    fn block(&mut self, block: Block) {
        self.flush();
        self.read.blocks.push(block);
        self.is_in_bullets = false;
    }

    /// Ends the paragraph being gathered.
    fn flush(&mut self) {
        if self.runs.is_empty() {
            return;
        }
        for mut runs in paragraph::split(std::mem::take(&mut self.runs)) {
            let is_bullet =
                self.finds_bullets && self.kind == Kind::Paragraph && paragraph::take_bullet(&mut runs);
            let runs = paragraph::tidy(runs, self.kind != Kind::Paragraph);
            if runs.is_empty() {
                continue;
            }
            match self.read.blocks.last_mut() {
                Some(Block::List { items, .. }) if is_bullet && self.is_in_bullets => {
                    items.push(vec![Block::Text(Kind::Paragraph, runs)]);
                }
                _ if is_bullet => {
                    let items = vec![vec![Block::Text(Kind::Paragraph, runs)]];
                    self.read.blocks.push(Block::List {
                        ordered: false,
                        items,
                    });
                }
                _ => self.read.blocks.push(Block::Text(self.kind, runs)),
            }
            self.is_in_bullets = is_bullet;
        }
    }
}
