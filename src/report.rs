//! Renderers: one file a format, each a function from a [`Report`] to text.
//!
//! Findings are decided elsewhere; nothing here adds, drops or judges one. Every renderer reads the same [`Report`], in
//! the same order (path, offset, name), masks the same secrets, and prints at most as many findings as asked for while
//! counting all.

pub mod change;
pub mod concise;
pub mod github;
pub mod json;
pub mod junit;
pub mod mapping;
mod markup;
mod route_json;
pub mod routing_test;
pub mod sarif;
mod secret;
pub mod storm;
mod subject;
pub mod table;
pub mod text;
pub mod trace;
pub mod tree;

pub use secret::visible_prefix;
pub use subject::{Count, Embedded, Remark, Report, Subject, Unreadable};
