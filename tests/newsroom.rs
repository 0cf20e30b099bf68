//! Stories of the newsroom, each on both databases: the life of an article, who may do what, races.

mod adopting;
mod bylines;
mod circulars;
mod kept;
mod life;
mod particulars;
mod races;
mod shares;
mod trends;
mod weeks;
