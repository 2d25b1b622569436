//! Rows of the database that deliveries change, written as bytes for the journal and read from it.

use rusqlite::types::ValueRef;

type Sql<T> = rusqlite::Result<T>;

/// Bytes of a buffer that is used again: a commit of a thousand alerts takes half of it.
const BUFFER_KEPT_MAX: usize = 4 << 20;

/// A row of the database that changes. The numbers stand in journals on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    InsertIncident = 1,
    UpdateIncident = 2,
    Receive = 3,
    Key = 4,
    Entry = 5,
    Sequence = 6,
    Record = 7,
    Resolve = 8,
}

impl Op {
    pub(super) const ALL: [Self; 8] = [
        Self::InsertIncident,
        Self::UpdateIncident,
        Self::Receive,
        Self::Key,
        Self::Entry,
        Self::Sequence,
        Self::Record,
        Self::Resolve,
    ];
}

/// Takes rows: puts them in their place, or into the journal.
pub(super) trait Sink {
    fn put(&mut self, op: Op, values: &[ValueRef<'_>]) -> Sql<()>;
}

/// Rows as bytes, for the journal: for each its kind, how many values it has, and the values, each with its type.
#[derive(Default)]
pub(super) struct Written {
    bytes: Vec<u8>,
    rows: usize,
    /// Where they are packed.
    packed: Vec<u8>,
}

impl Written {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.rows = 0;
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Gives buffers that one unusual batch made large back to the system.
    pub(super) fn shrink(&mut self) {
        for buffer in [&mut self.bytes, &mut self.packed] {
            if buffer.capacity() > BUFFER_KEPT_MAX {
                *buffer = Vec::new();
            }
        }
    }

    /// They as they are kept.
    pub(super) fn pack(&mut self) -> &[u8] {
        let most = lz4_flex::block::get_maximum_output_size(self.bytes.len());
        if self.packed.len() < most {
            self.packed.resize(most, 0);
        }
        // There is room for whatever it becomes.
        let length = lz4_flex::block::compress_into(&self.bytes, &mut self.packed).expect("there is room");
        &self.packed[..length]
    }
}

impl Sink for Written {
    fn put(&mut self, op: Op, values: &[ValueRef<'_>]) -> Sql<()> {
        self.rows += 1;
        let texts: usize = values.iter().map(|value| content(value).len()).sum();
        // A kind and a number or a length each.
        self.bytes.reserve(2 + 9 * values.len() + texts);
        self.bytes.push(op as u8);
        self.bytes.push(u8::try_from(values.len()).unwrap_or(u8::MAX));
        for value in values {
            match value {
                ValueRef::Null => self.bytes.push(0),
                ValueRef::Integer(number) => self.head(1, number.to_le_bytes()),
                ValueRef::Text(text) => self.content(2, text)?,
                ValueRef::Blob(bytes) => self.content(3, bytes)?,
                ValueRef::Real(_) => return Err(rusqlite::Error::InvalidQuery),
            }
        }
        Ok(())
    }
}

/// The bytes of a text or a blob; other values have none of their own.
fn content<'a>(value: &ValueRef<'a>) -> &'a [u8] {
    match *value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => &[],
    }
}

impl Written {
    /// Adds a text or a blob.
    fn content(&mut self, kind: u8, bytes: &[u8]) -> Sql<()> {
        let length = u32::try_from(bytes.len()).map_err(|_| rusqlite::Error::InvalidQuery)?;
        self.head(kind, length.to_le_bytes());
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// Adds a value's kind and the number behind it.
    fn head<const N: usize>(&mut self, kind: u8, number: [u8; N]) {
        self.bytes.push(kind);
        self.bytes.extend_from_slice(&number);
    }
}

/// What [`Written::pack`] made, unpacked; `None` if it is something else.
pub(super) fn unpack(content: &[u8], bytes: usize) -> Option<Vec<u8>> {
    let unpacked = lz4_flex::block::decompress(content, bytes).ok()?;
    (unpacked.len() == bytes).then_some(unpacked)
}

/// Whether bytes are rows to their end, and every text in them is UTF-8. What comes from a disk need not be.
pub(super) fn is_sound(bytes: &[u8]) -> bool {
    let mut reading = Reading::new(bytes);
    while !reading.is_at_end() {
        let is_sound = reading.row().is_some_and(|(_, values)| {
            values.iter().all(|value| match value {
                ValueRef::Text(text) => std::str::from_utf8(text).is_ok(),
                _ => true,
            })
        });
        if !is_sound {
            return false;
        }
    }
    true
}

/// Reads what [`Written`] wrote.
pub(super) struct Reading<'a>(&'a [u8]);

impl<'a> Reading<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// The next row; `None` if what is there is none.
    pub(super) fn row(&mut self) -> Option<(Op, Vec<ValueRef<'a>>)> {
        let mut values = Vec::new();
        Some((self.row_onto(&mut values)?, values))
    }

    /// What the next row is; `None` if there is none.
    pub(super) fn op(&self) -> Option<Op> {
        let kind = self.0.first()?;
        Op::ALL.into_iter().find(|op| *op as u8 == *kind)
    }

    /// The next row, its values behind those that are there.
    pub(super) fn row_onto(&mut self, values: &mut Vec<ValueRef<'a>>) -> Option<Op> {
        let op = self.op()?;
        let [_, count] = self.take()?;
        for _ in 0..count {
            values.push(self.value()?);
        }
        Some(op)
    }

    fn value(&mut self) -> Option<ValueRef<'a>> {
        let [kind] = self.take()?;
        Some(match kind {
            0 => ValueRef::Null,
            1 => ValueRef::Integer(i64::from_le_bytes(self.take()?)),
            2 => ValueRef::Text(self.bytes()?),
            3 => ValueRef::Blob(self.bytes()?),
            _ => return None,
        })
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_le_bytes(self.take()?);
        let (bytes, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(bytes)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rusqlite::types::Value;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Integer),
            ".*".prop_map(Value::Text),
            proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Blob),
        ]
    }

    proptest! {
        #[test]
        fn rows_are_read_as_they_were_written(
            rows in proptest::collection::vec((proptest::sample::select(Op::ALL.to_vec()), proptest::collection::vec(value(), 0..8)), 0..5),
        ) {
            let mut written = Written::default();
            for (op, values) in &rows {
                let values: Vec<ValueRef<'_>> = values.iter().map(ValueRef::from).collect();
                written.put(*op, &values).unwrap();
            }
            let mut reading = Reading(&written.bytes);
            for row in rows {
                let (op, values) = reading.row().unwrap();
                let values: Vec<Value> = values.into_iter().map(Value::from).collect();
                prop_assert_eq!((op, values), row);
            }
            prop_assert!(reading.0.is_empty());
            prop_assert!(is_sound(&written.bytes));
        }

        #[test]
        fn rows_that_are_cut_off_or_no_text_are_not_sound(text in ".+", cut in 1..9_usize) {
            let mut written = Written::default();
            written.put(Op::Entry, &[text.as_str().into(), ValueRef::Integer(7)]).unwrap();
            prop_assert!(!is_sound(&written.bytes[..written.bytes.len() - cut]));
            // The first byte of the text: after the kind, the count, the type and the length.
            written.bytes[7] = 0xff;
            prop_assert!(!is_sound(&written.bytes));
        }

        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut reading = Reading(&bytes);
            while reading.row().is_some() {}
        }
    }
}
