//! Stories of the pages: what people do in a browser and by plain forms.

mod audit_words;
mod closing;
mod everybody;
mod figures;
mod first_admin;
mod manuscripts;
mod occurrences;
mod offline;
mod particulars;
mod quotas;
mod rewards;
mod scheme_editor;
mod scripts;
mod stage;
mod writing;
