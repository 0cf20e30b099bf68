//! Every limit of the house, with its unit in its name.

use serde::{Deserialize, Serialize};

/// What is too much.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of a form or JSON body.
    pub body_bytes: usize,
    /// Bytes of an uploaded file.
    pub upload_bytes: usize,
    /// Bytes of one article's HTML.
    pub article_bytes: usize,
    /// Authors of one article.
    pub authors: usize,
    /// Tags of one article.
    pub tags: usize,
    /// Further units of one joint report.
    pub joint_units: usize,
    /// Pieces that a target of one's own asks at the most.
    pub target_pieces: u32,
    /// Pictures of one article.
    pub pictures: usize,
    /// Rows of a page unless it asks for another number.
    pub page_rows: u64,
    /// Rows of a page at the most.
    pub page_rows_max: u64,
    /// Rows of an export at the most.
    pub export_rows_max: u64,
    /// Exports of one person in a minute.
    pub exports_per_minute: usize,
    /// Bytes of a sheet that is imported.
    pub import_bytes: usize,
    /// Bytes of such a sheet with all its parts inflated.
    pub import_inflated_bytes: u64,
    /// Bytes of the text of a circular, as XML.
    pub circular_bytes: usize,
    /// Rows of a sheet that is imported.
    pub import_rows: usize,
    /// Bytes of a template of the circular.
    pub template_bytes: usize,
    /// Bytes of such a template with all its parts inflated.
    pub template_inflated_bytes: u64,
    /// Characters of a search.
    pub search_chars: usize,
    /// Milliseconds until a request's headers must have arrived.
    pub header_timeout_ms: u64,
    /// Milliseconds until a request's body must have arrived.
    pub body_timeout_ms: u64,
    /// Open connections in all.
    pub connections: usize,
    /// Open connections of one address, unless it is a trusted proxy (docs/adr/limits-of-an-address.md).
    pub connections_per_address: usize,
    /// Writers that wait for the one write transaction.
    pub waiting_writers: usize,
    /// Milliseconds that a writer waits before it is told that the system is busy.
    pub write_wait_ms: u64,
    /// Seconds that a stopping server gives to requests under way.
    pub stop_s: u64,
    /// Free bytes beside the data below which nothing is served.
    pub disk_bytes_min: u64,
    /// Free bytes beside the data below which the checks warn.
    pub disk_bytes_low: u64,
    /// Hours after which a backup counts as old.
    pub backup_hours: i64,
    /// Requests of one address in a second; a burst may be three times as many.
    pub requests_per_s: u32,
    /// Searches of one person in a minute, on the average and at once.
    pub searches_per_minute: u32,
    /// Pictures that one person uploads in a minute, on the average and at once.
    pub uploads_per_minute: u32,
    /// Milliseconds between looks at the index log.
    pub relay_ms: u64,
    /// Changes that one commit of the index takes.
    pub relay_batch: u64,
    /// Months over which a draft scheme is tried at the most.
    pub what_if_months: u32,
    /// Changed lines that a trial of a draft scheme tells one by one.
    pub what_if_lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            upload_bytes: 20 << 20,
            article_bytes: 512 << 10,
            authors: 20,
            tags: 20,
            joint_units: 10,
            target_pieces: 10_000,
            pictures: 20,
            page_rows: 20,
            page_rows_max: 100,
            export_rows_max: 50_000,
            exports_per_minute: 5,
            import_bytes: 512 << 10,
            import_inflated_bytes: 20 << 20,
            circular_bytes: 64 << 20,
            template_bytes: 2 << 20,
            template_inflated_bytes: 8 << 20,
            import_rows: 2_000,
            search_chars: 256,
            header_timeout_ms: 10_000,
            body_timeout_ms: 60_000,
            connections: 2_000,
            connections_per_address: 200,
            waiting_writers: 200,
            write_wait_ms: 5_000,
            stop_s: 10,
            disk_bytes_min: 64 << 20,
            disk_bytes_low: 1 << 30,
            backup_hours: 26,
            requests_per_s: 100,
            searches_per_minute: 30,
            uploads_per_minute: 60,
            relay_ms: 300,
            relay_batch: 500,
            what_if_months: 60,
            what_if_lines: 200,
        }
    }
}
