//! A pattern as a list of steps, followed character by character along all ways at once.
//!
//! It is made in no time and takes the room Go's own takes, a step for a character or a class, where an automaton of bytes
//! takes hundreds of states for a class such as `\pL`. It looks longer at each character than an automaton, so what is asked
//! often gets one; see [`super::Regex`].

use regex_syntax::hir::{self, Class, Hir, HirKind, Look};

/// Steps for the whole of a pattern.
#[derive(Debug)]
pub(super) struct Machine {
    steps: Vec<Step>,
    sets: Vec<Box<[(char, char)]>>,
    /// Whether it matches at the start of a text only.
    is_anchored: bool,
    state_count: usize,
}

/// Where to go on is said relative to the step itself.
#[derive(Clone, Copy, Debug)]
enum Step {
    Character(char),
    /// A character of one of the sets.
    OneOf(usize),
    Look(Look),
    /// On to the next step and to that one.
    Both(isize),
    Jump(isize),
    Match,
}

impl Machine {
    pub(super) fn new(hir: &Hir) -> Self {
        let mut machine = Self {
            steps: Vec::new(),
            sets: Vec::new(),
            is_anchored: hir.properties().look_set_prefix().contains(Look::Start),
            state_count: 0,
        };
        machine.add(hir);
        machine.steps.push(Step::Match);
        let states = |step: &Step| match *step {
            Step::OneOf(set) => machine.sets[set].len(),
            _ => 1,
        };
        machine.state_count = machine.steps.iter().map(states).sum();
        machine
    }

    pub(super) fn step_count(&self) -> usize {
        self.steps.len()
    }

    /// About how many states an automaton of bytes has for it.
    pub(super) fn state_count(&self) -> usize {
        self.state_count
    }

    fn add(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).expect("a literal is made of characters");
                self.steps.extend(text.chars().map(Step::Character));
            }
            HirKind::Class(class) => {
                self.steps.push(Step::OneOf(self.sets.len()));
                self.sets.push(ranges(class));
            }
            HirKind::Look(look) => self.steps.push(Step::Look(*look)),
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.add(part)),
            HirKind::Repetition(repetition) => self.add_repetition(repetition),
            HirKind::Alternation(parts) => {
                let mut ends = Vec::with_capacity(parts.len());
                for (number, part) in (1..).zip(parts) {
                    let start = self.steps.len();
                    let is_last = number == parts.len();
                    if !is_last {
                        self.steps.push(Step::Jump(0));
                    }
                    self.add(part);
                    if !is_last {
                        ends.push(self.steps.len());
                        self.steps.push(Step::Jump(0));
                        self.steps[start] = Step::Both(self.from(start));
                    }
                }
                for end in ends {
                    self.steps[end] = Step::Jump(self.from(end));
                }
            }
        }
    }

    fn add_repetition(&mut self, repetition: &hir::Repetition) {
        let first = self.steps.len();
        self.add(&repetition.sub);
        let once = first..self.steps.len();
        match (repetition.min, repetition.max) {
            (_, Some(0)) => self.steps.truncate(first),
            (0, None) => {
                self.steps.insert(first, Step::Jump(0));
                let back = self.steps.len();
                self.steps.push(Step::Jump(-offset(back - first)));
                self.steps[first] = Step::Both(self.from(first));
            }
            (minimum, maximum) => {
                for _ in 1..minimum {
                    self.steps.extend_from_within(once.clone());
                }
                match maximum {
                    // Again, from the start of the last one.
                    None => self.steps.push(Step::Both(-offset(once.len()))),
                    Some(maximum) => {
                        // Each of those that may be missing, but for one that is there already.
                        let mut skips = Vec::new();
                        if minimum == 0 {
                            self.steps.insert(first, Step::Jump(0));
                            skips.push(first);
                        }
                        let shift = usize::from(minimum == 0);
                        for _ in minimum.max(1)..maximum {
                            skips.push(self.steps.len());
                            self.steps.push(Step::Jump(0));
                            self.steps.extend_from_within(once.start + shift..once.end + shift);
                        }
                        for skip in skips {
                            self.steps[skip] = Step::Both(self.from(skip));
                        }
                    }
                }
            }
        }
    }

    /// From a step to the end as it is now.
    fn from(&self, step: usize) -> isize {
        offset(self.steps.len() - step)
    }

    /// Whether it matches anywhere in `text`, and how many steps that took.
    pub(super) fn search(&self, text: &str) -> (bool, usize) {
        let mut now = Ways::new(self.steps.len());
        let mut next = Ways::new(self.steps.len());
        let mut before = None;
        let mut rest = text.chars();
        let mut taken = 0;
        loop {
            let place = Place {
                before,
                behind: rest.clone().next(),
            };
            if before.is_none() || !self.is_anchored {
                self.follow(0, place, &mut now);
            }
            taken += 1 + now.places.len();
            if now.is_matched {
                return (true, taken);
            }
            let Some(character) = rest.next() else {
                return (false, taken);
            };
            if now.places.is_empty() && self.is_anchored {
                return (false, taken);
            }
            before = Some(character);
            let place = Place {
                before,
                behind: rest.clone().next(),
            };
            for at in 0..now.places.len() {
                let step = now.places[at];
                let goes_on = match self.steps[step] {
                    Step::Character(wanted) => wanted == character,
                    Step::OneOf(set) => contains(&self.sets[set], character),
                    Step::Look(_) | Step::Both(_) | Step::Jump(_) | Step::Match => false,
                };
                if goes_on {
                    self.follow(step + 1, place, &mut next);
                }
            }
            std::mem::swap(&mut now, &mut next);
            next.clear();
        }
    }

    /// Adds a step, and all that it leads to without a character.
    fn follow(&self, from: usize, place: Place, ways: &mut Ways) {
        let mut open = std::mem::take(&mut ways.open);
        open.push(from);
        while let Some(at) = open.pop() {
            if !ways.insert(at) {
                continue;
            }
            let to = |offset: isize| at.checked_add_signed(offset).unwrap_or(usize::MAX);
            match self.steps[at] {
                Step::Character(_) | Step::OneOf(_) => {}
                Step::Match => ways.is_matched = true,
                Step::Jump(offset) => open.push(to(offset)),
                Step::Both(offset) => open.extend([to(offset), at + 1]),
                Step::Look(look) => {
                    if place.is(look) {
                        open.push(at + 1);
                    }
                }
            }
        }
        ways.open = open;
    }
}

fn offset(steps: usize) -> isize {
    isize::try_from(steps).expect("a list in memory is no longer")
}

fn ranges(class: &Class) -> Box<[(char, char)]> {
    match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            let ascii = class.iter().filter(|range| range.end().is_ascii());
            ascii.map(|range| (range.start().into(), range.end().into())).collect()
        }
    }
}

fn contains(ranges: &[(char, char)], character: char) -> bool {
    let at = ranges.partition_point(|&(_, last)| last < character);
    ranges.get(at).is_some_and(|&(first, _)| first <= character)
}

/// A place between two characters.
#[derive(Clone, Copy)]
struct Place {
    before: Option<char>,
    behind: Option<char>,
}

impl Place {
    fn is(self, look: Look) -> bool {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        match look {
            Look::Start => self.before.is_none(),
            Look::End => self.behind.is_none(),
            Look::StartLF => self.before.is_none_or(|c| c == '\n'),
            Look::EndLF => self.behind.is_none_or(|c| c == '\n'),
            Look::WordAscii => is_word(self.before) != is_word(self.behind),
            Look::WordAsciiNegate => is_word(self.before) == is_word(self.behind),
            other => unreachable!("no pattern of Go's becomes {other:?}"),
        }
    }
}

/// The steps reached at one place, each once.
struct Ways {
    places: Vec<usize>,
    is_in: Vec<bool>,
    is_matched: bool,
    open: Vec<usize>,
}

impl Ways {
    fn new(steps: usize) -> Self {
        Self {
            places: Vec::new(),
            is_in: vec![false; steps],
            is_matched: false,
            open: Vec::new(),
        }
    }

    /// Whether it is new.
    fn insert(&mut self, step: usize) -> bool {
        let is_new = !std::mem::replace(&mut self.is_in[step], true);
        if is_new {
            self.places.push(step);
        }
        is_new
    }

    fn clear(&mut self) {
        for step in self.places.drain(..) {
            self.is_in[step] = false;
        }
        self.is_matched = false;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matcher::regex::{Regex, build};
    use crate::version::Version;

    fn agree(value: &str, texts: &[&str]) {
        let Ok(regex) = Regex::anchored(value, Version::V0_33) else {
            return;
        };
        let machine = Machine::new(&regex.hir());
        let automaton = build(&regex.hir()).expect("it is small");
        for text in texts {
            assert_eq!(machine.search(text).0, automaton.is_match(text), "{value} on {text:?}");
        }
    }

    #[test]
    fn it_says_what_an_automaton_says() {
        let values = [
            "",
            "a",
            "a|b|cd",
            "a*",
            "a+",
            "a?",
            "a{2}",
            "a{2,}",
            "a{0,3}",
            "a{1,3}b",
            "a{0}",
            "(ab?){2,3}",
            "(|a)+",
            "(a*)*",
            "(?:)*b",
            "(a|b*)+c",
            "a)|(b",
            "x)|\\B|(y",
            "x)|\\b|(y",
            "(?m)a$\\n^b",
            "(?s).+",
            ".{3}",
            "[^a]",
            "\\pL{2}",
            "(?i)k{2}",
            "\\x{d800}|a",
            "é+",
            "[а-я]*x",
            "(a{2}){2}",
            "((a|b){1,2}c?){2}",
            "a.*b.*[0-9]",
        ];
        let texts = [
            "",
            "a",
            "aa",
            "aaa",
            "aaaa",
            "b",
            "ab",
            "aab",
            "abab",
            "cd",
            "c",
            "abc",
            "bc",
            "a\nb",
            "a\n",
            "\n",
            "é",
            "éé",
            "ж",
            "жx",
            "k\u{212a}",
            "x1",
            "axbx1",
            "ab1",
            "xxb",
            "axx",
            "acbc",
            "aaaab",
        ];
        for value in values {
            agree(value, &texts);
        }
    }

    #[test]
    fn large_expressions_are_matched_in_little_room() {
        let regex = Regex::anchored(r"(?:\pL{100}){10}", Version::V0_33).expect("Go takes it");
        assert!(regex.is_match(&"é".repeat(1000)));
        assert!(!regex.is_match(&"é".repeat(999)));
        let machine = Machine::new(&regex.hir());
        assert!(machine.steps.len() < 1010 && machine.sets.len() == 1);
        assert!(
            machine.state_count() > super::super::MAX_STATES,
            "no automaton is built for it"
        );
    }

    proptest! {
        #[test]
        fn it_says_what_an_automaton_says_of_any(
            value in "([ab.^$é]|\\(|\\)|\\[ab\\]|\\||\\*|\\+|\\?|\\{[0-3],[0-3]?\\}|\\\\b|\\(\\?m\\)){0,12}",
            text in "[abé\n]{0,6}",
        ) {
            agree(&value, &[&text]);
        }
    }
}
