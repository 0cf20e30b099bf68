//! Reading and answering: the pages of an article, of signing, notices and the account, as their readers see them.

mod opened;
mod pages;
mod secrecy;
mod story;
