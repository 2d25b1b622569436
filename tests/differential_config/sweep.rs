//! Every kind of value on every key of every mapping.

use super::case_file::fill;
use super::mutants::VALUES;

const MAPPINGS: &str = include_str!("../../testdata/config/mappings.txt");

/// A mapping of alertmanager.yml.
pub struct Mapping<'t> {
    /// A configuration with `{}` in its place.
    pub frame: &'t str,
    /// The keys that make it complete.
    pub with: Vec<&'t str>,
    /// All its keys.
    pub keys: Vec<&'t str>,
}

/// All mappings.
pub fn mappings() -> Vec<Mapping<'static>> {
    let mut sections = MAPPINGS
        .split("\n==== ")
        .skip(1)
        .map(|section| section.split_once('\n').unwrap_or((section, "")));
    let mut mappings = Vec::new();
    while let (Some((_, frame)), Some((_, with)), Some((_, keys))) = (sections.next(), sections.next(), sections.next())
    {
        mappings.push(Mapping {
            frame,
            with: with.lines().collect(),
            keys: keys.split_whitespace().collect(),
        });
    }
    mappings
}

impl Mapping<'_> {
    /// A configuration in which the mapping has this value behind a key, and what else makes it complete.
    pub fn text(&self, key: &str, value: &str) -> Vec<u8> {
        let own = format!("{key}: {value}\n");
        let others = self
            .with
            .iter()
            .filter(|line| line.split(':').next() != Some(key))
            .map(|line| format!("{line}\n"));
        let lines: String = std::iter::once(own).chain(others).collect();
        fill(self.frame, &lines).into_bytes()
    }
}

/// Every configuration of the sweep.
pub fn texts() -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    for mapping in mappings() {
        for key in &mapping.keys {
            for value in VALUES {
                texts.push(mapping.text(key, value));
            }
        }
    }
    texts
}
