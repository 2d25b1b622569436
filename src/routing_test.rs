//! Tests of a configuration: alerts, and what is to become of them.
//!
//! [`TestFile::parse`] reads a file. Knows no output format.

mod file;
mod position;

pub use file::{Case, Expectation, FileError, IncidentExpectation, RunframeSide, ServiceLine, TestFile};
