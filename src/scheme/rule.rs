//! The rule families, one file each: how a submission, an adoption, an instruction … is worth points, and how the
//! period's quotas, ceilings and vetoes are reckoned. Which of them run, and in what order, is said by the parents.

pub(super) mod adoption;
pub(super) mod base_score;
pub(super) mod cap;
pub(super) mod clue;
pub(super) mod commission;
pub(super) mod deduction;
pub(super) mod instruction;
pub(super) mod quality;
pub(super) mod quota;
pub(super) mod rate;
pub(super) mod split;
pub(super) mod stacking;
pub(super) mod submission;
pub(super) mod veto;
pub(super) mod views;
