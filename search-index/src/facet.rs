//! Facets: which there are, and the collector that counts pieces, adoptions and points of each value in one pass.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::Field;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::schema::{Fields, N_ADOPTIONS, POINTS};

/// A group of filter values with counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The organisation and those above it, by id.
    Unit,
    /// The class of the organisation.
    Class,
    /// The type of article.
    Type,
    /// The level of an adoption.
    Level,
    /// The outlet of an adoption, by id.
    Outlet,
    /// An author, by id.
    Reporter,
    /// The state.
    State,
    /// The month by which the archive dates it.
    Month,
    /// The reporting week.
    Week,
}

impl Facet {
    /// All facets, in the order of the enum.
    pub const ALL: [Self; 9] = [
        Self::Unit,
        Self::Class,
        Self::Type,
        Self::Level,
        Self::Outlet,
        Self::Reporter,
        Self::State,
        Self::Month,
        Self::Week,
    ];

    pub(crate) fn field(self, fields: &Fields) -> Field {
        match self {
            Self::Unit => fields.unit,
            Self::Class => fields.class,
            Self::Type => fields.kind,
            Self::Level => fields.level,
            Self::Outlet => fields.outlet,
            Self::Reporter => fields.reporter,
            Self::State => fields.state,
            Self::Month => fields.month,
            Self::Week => fields.week,
        }
    }
}

/// What a set of documents amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// The documents.
    pub n: u64,
    /// Their adoptions.
    pub n_adoptions: u64,
    /// Their points, hundredths.
    pub points: i64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.n_adoptions = self.n_adoptions.saturating_add(other.n_adoptions);
        self.points = self.points.saturating_add(other.points);
    }
}

/// A value of a facet with what it amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The key; ids as decimal numbers.
    pub key: String,
    /// What the documents with this value amount to.
    pub tally: Tally,
}

/// The tally of everything found and of each value of the facets asked for.
pub(crate) type Counts = (Tally, Vec<HashMap<String, Tally>>);

pub(crate) struct Counting {
    names: Vec<String>,
}

impl Counting {
    pub(crate) fn new(fields: &Fields, facets: &[Facet]) -> Self {
        let name = |f: &Facet| fields.schema.get_field_name(f.field(fields)).to_owned();
        Self {
            names: facets.iter().map(name).collect(),
        }
    }
}

pub(crate) struct CountingSegment {
    total: Tally,
    groups: Vec<(Option<StrColumn>, Vec<Tally>)>,
    n_adoptions: Column<u64>,
    points: Column<i64>,
}

impl Collector for Counting {
    type Fruit = Counts;
    type Child = CountingSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<CountingSegment> {
        let fast = segment.fast_fields();
        let mut groups = Vec::new();
        for name in &self.names {
            let column = fast.str(name)?;
            let n = column.as_ref().map_or(0, |c| c.num_terms());
            groups.push((column, vec![Tally::default(); n]));
        }
        Ok(CountingSegment {
            total: Tally::default(),
            groups,
            n_adoptions: fast.u64(N_ADOPTIONS)?,
            points: fast.i64(POINTS)?,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut all: Counts = (Tally::default(), vec![HashMap::new(); self.names.len()]);
        for fruit in fruits {
            let (total, groups) = fruit?;
            all.0.add(total);
            for (into, group) in all.1.iter_mut().zip(groups) {
                for (key, tally) in group {
                    into.entry(key).or_default().add(tally);
                }
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for CountingSegment {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let one = Tally {
            n: 1,
            n_adoptions: self.n_adoptions.first(doc).unwrap_or(0),
            points: self.points.first(doc).unwrap_or(0),
        };
        self.total.add(one);
        for (column, tallies) in &mut self.groups {
            let Some(column) = column else { continue };
            for ord in column.term_ords(doc) {
                if let Some(tally) = usize::try_from(ord).ok().and_then(|o| tallies.get_mut(o)) {
                    tally.add(one);
                }
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        let mut groups = Vec::new();
        for (column, tallies) in self.groups {
            let mut named = HashMap::new();
            for (ord, tally) in tallies.into_iter().enumerate().filter(|(_, t)| t.n > 0) {
                let mut key = String::new();
                if let Some(column) = &column
                    && column.ord_to_str(ord as u64, &mut key)?
                {
                    named.insert(key, tally);
                }
            }
            groups.push(named);
        }
        Ok((self.total, groups))
    }
}
