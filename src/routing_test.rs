//! Tests of a configuration: alerts, and what is to become of them.
//!
//! [`TestFile::parse`] reads a file, [`run`] runs a test of it. Knows no output format.

mod difference;
mod file;
mod position;
mod run;

pub use difference::{Difference, Line, lines_between};
pub use file::{
    Case, Expectation, ExpectedService, FileError, IncidentExpectation, LinkedService, RunframeSide, TestFile,
};
pub use run::{Hint, Mismatch, Outcome, run};
