//! Pages of lists: rows, where they stand, and how many there are.

use poem_openapi::Object;
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};

use crate::Result;
use crate::error::{Error, Fault, Message};
use crate::settings::Limits;

/// A page of a list.
#[derive(Clone, Debug, Object)]
pub(super) struct Page<T: Type + ParseFromJSON + ToJSON + Send + Sync> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// How many rows there are on all pages.
    pub total: u64,
    /// The number of this page, from 1.
    pub page: u64,
    /// How many rows a page has.
    pub page_rows: u64,
}

/// Which page is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    page: u64,
    rows: u64,
}

impl Asked {
    /// Reads which page is asked for; the first one, with the usual number of rows, where nothing is said.
    pub(super) fn read(limits: &Limits, page: Option<u64>, rows: Option<u64>) -> Result<Self> {
        let asked = Self {
            page: page.unwrap_or(1),
            rows: rows.unwrap_or(limits.page_rows),
        };
        let wrong = |field| {
            let message = Message::new("api.page").with("max", limits.page_rows_max);
            Err(Error::Invalid(vec![Fault::new(field, message)]))
        };
        if asked.page == 0 || asked.page > 1_000_000 {
            return wrong("page");
        }
        if asked.rows == 0 || asked.rows > limits.page_rows_max {
            return wrong("page_rows");
        }
        Ok(asked)
    }

    /// The first row, and how many.
    pub(super) const fn span(self) -> (u64, u64) {
        ((self.page - 1) * self.rows, self.rows)
    }

    /// The page with its rows.
    pub(super) fn page<T: Type + ParseFromJSON + ToJSON + Send + Sync>(
        self,
        rows: Vec<T>,
        total: u64,
    ) -> Page<T> {
        Page {
            rows,
            total,
            page: self.page,
            page_rows: self.rows,
        }
    }
}
