//! Proofs about a routing tree: what no example can show.
//!
//! - [`Prover::reachability`]: can alerts get to a route, for example which, and if not, what keeps them away;
//! - [`Prover::find_missed`]: can alerts get past some routes;
//! - [`Prover::duplicates`], [`Prover::useless_continues`]: which alerts are delivered twice, and which `continue` never
//!   matters;
//! - [`compare`]: which alerts do two trees treat differently;
//!
//! Every yes comes with an alert that shows it, every no holds for all alerts there can be, whatever their labels, and what
//! would cost too much is said to be not decided. All of it rests on one search: look at an alert, and
//! if it will not do, rule out with it all that fail for the same reason. Does not know time, inhibition or Runframe.

mod budget;
mod continues;
mod diff;
mod miss;
mod prover;
#[cfg(test)]
mod random_tree;
mod reach;
mod search;
mod store;
mod value_set;
mod vocabulary;
mod walk;

pub use budget::Undecided;
pub use continues::{Continues, Duplicate, Useless, UselessContinue};
pub use diff::{ChangedClass, Difference, compare};
pub use prover::{Preparation, Prover};
pub use reach::{Because, MatcherPlace, Reach, Reachability};
pub use search::Answer;
