//! Stories of the pages: what people do in a browser and by plain forms.

mod audit_words;
mod closing;
mod everybody;
mod figures;
mod first_admin;
mod occurrences;
mod offline;
mod scheme_editor;
mod stage;
mod writing;
