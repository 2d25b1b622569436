//! Tests of a configuration: alerts, and what is to become of them.
//!
//! [`TestFile::parse`] reads a file, [`run()`] runs a test of it, [`Coverage`] says which routes the tests' alerts go to, and
//! [`generate()`] writes a file that covers them all. Knows no output format.

mod coverage;
mod difference;
mod file;
mod generate;
mod position;
mod run;

pub use coverage::Coverage;
pub use difference::{Difference, Line, lines_between};
pub use file::{
    Case, Expectation, ExpectedService, FileError, IncidentExpectation, LinkedService, RunframeSide, TestFile,
};
pub use generate::{Generated, generate};
pub use run::{Hint, Mismatch, Outcome, run};
