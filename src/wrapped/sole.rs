//! The one configuration that a file is or holds.

use super::{Place, Unwrapped, unwrap};
use crate::text::{SourceFile, Span};

/// Why a file is no single configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOne {
    /// It holds none, but Kubernetes resources of these kinds.
    #[error("holds no Alertmanager configuration")]
    Nothing(Vec<String>),
    /// It holds several, under these keys.
    #[error("holds {} Alertmanager configurations", .0.len())]
    Several(Vec<String>),
    /// It holds a piece that is merged with others into one.
    #[error("holds a piece of a configuration that is merged with others")]
    Piece,
}

/// The configuration as a text of its own, whose positions count the lines of the file. If it is encoded there, they count its
/// own lines, and its name says where it is from.
pub fn sole(source: SourceFile) -> Result<SourceFile, NotOne> {
    let mut parts = match unwrap(&source) {
        Unwrapped::Plain => return Ok(source),
        Unwrapped::Nothing(kinds) => return Err(NotOne::Nothing(kinds)),
        Unwrapped::Parts(parts, _) => parts,
    };
    let part = match (parts.pop(), parts.is_empty()) {
        (None, _) => return Err(NotOne::Nothing(Vec::new())),
        (Some(part), true) => part,
        (Some(last), false) => {
            let keys = parts.into_iter().chain([last]).map(|part| part.key);
            return Err(NotOne::Several(keys.collect()));
        }
    };
    if part.is_fragment {
        return Err(NotOne::Piece);
    }
    match part.place {
        Place::Mapped(map) => {
            let inner = SourceFile::new(source.name(), part.text);
            let in_file = |line| {
                let start = inner.line_span(line).start;
                source.position(map.span(Span::at(start)).start).line
            };
            let numbers = (1..=inner.line_count()).map(in_file).collect();
            Ok(inner.with_line_numbers(numbers))
        }
        Place::Encoded(_) => Ok(SourceFile::decoded(source.name(), part.key, part.text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SourceFile, NotOne> {
        sole(SourceFile::new("f.yml", text))
    }

    fn line_of(source: &SourceFile, needle: &str) -> u32 {
        let at = source.text().find(needle).expect("it is there");
        source.position(u32::try_from(at).expect("the text is short")).line
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let plain = read("route: {receiver: a}\nreceivers: [{name: a}]\n").expect("it is one");
        assert_eq!(line_of(&plain, "receivers"), 2);
        let map = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\ndata:\n  alertmanager.yml: |\n    route:\n      receiver: a\n    \
                   receivers:\n    - name: a\n";
        let inner = read(map).expect("it holds one");
        assert_eq!((inner.name(), line_of(&inner, "receiver:")), ("f.yml", 7));
        assert_eq!(line_of(&inner, "- name"), 9);
        let text = inner.text().len();
        assert_eq!(inner.position(u32::try_from(text).expect("the text is short")).line, 10);
    }

    #[test]
    fn what_is_encoded_has_lines_of_its_own() {
        // route: {receiver: a}, receivers: [{name: a}], a line each.
        let secret = "kind: Secret\napiVersion: v1\nmetadata: {name: x}\ndata:\n  alertmanager.yaml: \
                      cm91dGU6IHtyZWNlaXZlcjogYX0KcmVjZWl2ZXJzOiBbe25hbWU6IGF9XQo=\n";
        let inner = read(secret).expect("it holds one");
        assert_eq!(inner.name(), "f.yml (data.alertmanager.yaml)");
        assert_eq!(line_of(&inner, "receivers"), 2);
    }

    #[test]
    fn none_and_several_are_told_apart() {
        assert_eq!(
            read("kind: Service\napiVersion: v1\nmetadata: {name: x}\n").expect_err("it holds none"),
            NotOne::Nothing(vec!["Service".into()])
        );
        let one = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\ndata:\n  alertmanager.yml: |\n    route: {receiver: a}\n    \
                   receivers: [{name: a}]\n";
        let error = read(&format!("{one}---\n{one}")).expect_err("it holds two");
        assert!(matches!(error, NotOne::Several(keys) if keys.len() == 2));
    }
}
