//! The collector for results by date: the first n in the order (instant, id), from a given place on.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::schema::{AT, ID};
use crate::search::After;

/// A document with the key of its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dated {
    pub(crate) at: i64,
    pub(crate) id: u64,
    pub(crate) address: DocAddress,
}

pub(crate) struct ByDate {
    pub(crate) n: usize,
    pub(crate) is_newest_first: bool,
    pub(crate) after: Option<After>,
}

pub(crate) struct Segment {
    n: usize,
    is_newest_first: bool,
    after: Option<After>,
    ordinal: SegmentOrdinal,
    at: Column<i64>,
    id: Column<u64>,
    newest: BinaryHeap<Reverse<Dated>>,
    oldest: BinaryHeap<Dated>,
}

impl Collector for ByDate {
    type Fruit = Vec<Dated>;
    type Child = Segment;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Segment> {
        Ok(Segment {
            n: self.n,
            is_newest_first: self.is_newest_first,
            after: self.after,
            ordinal,
            at: segment.fast_fields().i64(AT)?,
            id: segment.fast_fields().u64(ID)?,
            newest: BinaryHeap::new(),
            oldest: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<Dated>>) -> tantivy::Result<Vec<Dated>> {
        let mut all: Vec<Dated> = fruits.into_iter().flatten().collect();
        all.sort_unstable();
        if self.is_newest_first {
            all.reverse();
        }
        all.truncate(self.n);
        Ok(all)
    }
}

impl SegmentCollector for Segment {
    type Fruit = Vec<Dated>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let at = self.at.first(doc).unwrap_or(0);
        let id = self.id.first(doc).unwrap_or(0);
        let dated = Dated {
            at,
            id,
            address: DocAddress::new(self.ordinal, doc),
        };
        if self.is_newest_first {
            if self.after.is_none_or(|a| (at, id) < (a.at, a.id)) {
                self.newest.push(Reverse(dated));
                if self.newest.len() > self.n {
                    self.newest.pop();
                }
            }
        } else if self.after.is_none_or(|a| (at, id) > (a.at, a.id)) {
            self.oldest.push(dated);
            if self.oldest.len() > self.n {
                self.oldest.pop();
            }
        }
    }

    fn harvest(self) -> Vec<Dated> {
        self.newest
            .into_iter()
            .map(|Reverse(d)| d)
            .chain(self.oldest)
            .collect()
    }
}
