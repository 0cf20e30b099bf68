//! The one table from operations to acts of the policy table. The house does not open where an operation of the
//! document has no row here.

use crate::people::policy::Act;

/// Operation and act.
pub const OPERATIONS: &[(&str, Act)] = &[
    ("read_me", Act::ReadAccount),
    ("read_terms", Act::ReadTerms),
    ("read_notices", Act::ReadNotices),
    ("mark_notice", Act::MarkNotices),
    ("mark_notices", Act::MarkNotices),
    ("list_articles", Act::ReadArticle),
    ("read_article", Act::ReadArticle),
    ("search_articles", Act::Search),
    ("start_draft", Act::WriteArticle),
    ("save_draft", Act::WriteArticle),
    ("submit_article", Act::SubmitArticle),
    ("withdraw_article", Act::WithdrawArticle),
    ("sign_article", Act::SignArticle),
    ("return_from_unit", Act::SignArticle),
    ("claim_article", Act::ClaimArticle),
    ("release_article", Act::ClaimArticle),
    ("decide_article", Act::DecideArticle),
    ("reconsider_article", Act::DecideArticle),
    ("edit_article", Act::EditArticle),
    ("list_revisions", Act::ReadArticle),
    ("read_revision", Act::ReadArticle),
    ("list_decisions", Act::ReadArticle),
    ("list_files", Act::ReadArticle),
    ("read_file", Act::ReadArticle),
    ("upload_picture", Act::UploadFile),
    ("caption_picture", Act::UploadFile),
    ("import_manuscript", Act::WriteArticle),
    ("upload_evidence", Act::RecordAdoption),
    ("list_adoptions", Act::ReadAdoptions),
    ("record_adoption", Act::RecordAdoption),
    ("withdraw_adoption", Act::RecordAdoption),
    ("record_instruction", Act::RecordInstruction),
    ("withdraw_instruction", Act::RecordInstruction),
    ("list_outlets", Act::ReadOutlets),
    ("add_outlet", Act::KeepOutlets),
    ("rename_outlet", Act::KeepOutlets),
    ("add_outlet_alias", Act::KeepOutlets),
    ("move_outlet", Act::KeepOutlets),
    ("read_standings", Act::ReadStandings),
    ("read_person_statement", Act::ReadStatement),
    ("read_unit_statement", Act::ReadStatement),
    ("read_posting", Act::ReadStatement),
    ("read_ledger_head", Act::ReadStandings),
    ("verify_ledger", Act::ReadAudit),
    ("list_schemes", Act::ReadSchemes),
    ("read_scheme_schema", Act::ReadSchemes),
    ("try_scheme_draft", Act::TrySchemes),
    ("read_scheme_version", Act::ReadSchemes),
    ("list_scheme_changes", Act::ReadSchemes),
    ("list_draft_changes", Act::TrySchemes),
    ("edit_scheme", Act::KeepSchemes),
    ("price_under_scheme", Act::KeepSchemes),
    ("check_scheme", Act::KeepSchemes),
    ("save_scheme_draft", Act::KeepSchemes),
    ("publish_scheme", Act::KeepSchemes),
    ("list_organisations", Act::ReadRoster),
    ("add_organisation", Act::KeepRoster),
    ("list_people", Act::ReadRoster),
    ("add_person", Act::KeepRoster),
    ("reset_password", Act::KeepRoster),
    ("appoint", Act::KeepRoster),
    ("dismiss", Act::KeepRoster),
    ("read_audit_log", Act::ReadAudit),
];

/// The act of an operation.
pub(super) fn act_of(operation: &str) -> Option<Act> {
    OPERATIONS
        .iter()
        .find(|(name, _)| *name == operation)
        .map(|(_, act)| *act)
}
