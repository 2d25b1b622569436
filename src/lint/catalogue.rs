//! What other rooms' findings are called, for `explain`: mostly what Alertmanager itself refuses.

use crate::diagnostic::Level;

/// A name and what it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The name.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// One sentence.
    pub summary: &'static str,
    /// A paragraph or two, as Markdown.
    pub text: &'static str,
}

/// Every such name, in order.
pub static CATALOGUE: &[Entry] = &[Entry {
    name: "yaml-syntax",
    level: Level::Error,
    summary: "The text is not YAML, as Alertmanager reads it.",
    text: "Alertmanager reads YAML 1.1 through Go's yaml v2. It stops at the first such error and looks at nothing else in the file; \
           the line it names is often the one before or behind the place.",
}];
