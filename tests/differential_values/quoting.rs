//! Go's quoting, as it shows in the text of a matcher whose name needs quotes.

use runframe_cli::matcher::{Matcher, MatcherSet};

use crate::routes::{Route, shown_matchers};
use crate::support::amtool::Amtool;
use crate::support::real::Release;
use crate::{case_count, quoted, random, report};

/// How many characters one value holds.
const CHARACTERS: usize = 60;

#[test]
fn quoting() {
    // Characters that Unicode 17, with which the newest release was built, assigned: the tables at hand are older.
    let is_too_new = regex::Regex::new(r"\P{age=16.0}").expect("a fixed pattern parses");
    let mut random = random(10);
    let Some(amtool) = Amtool::of(Release::Newest) else {
        return;
    };
    let matchers: Vec<MatcherSet> = (0..case_count())
        .map(|number| {
            let limit = [0x100, 0x3000, 0x1_0000, 0x11_0000][number % 4];
            let value: String = (0..CHARACTERS)
                .filter_map(|_| char::from_u32(u32::try_from(random.below(limit)).expect("it fits")))
                .filter(|c| *c != '\0' && !is_too_new.is_match(&c.to_string()))
                .collect();
            [Matcher::equal("a b", value)].into_iter().collect()
        })
        .collect();
    let routes: Vec<_> = matchers
        .iter()
        .map(|matcher| Route::with(&format!("matchers: [{}]", quoted(&matcher.to_string()))))
        .collect();
    let shown = shown_matchers(&amtool, &routes);
    let differences: Vec<_> = matchers
        .iter()
        .zip(&shown)
        .filter(|(own, real)| own.to_string() != **real)
        .map(|(own, real)| format!("real {real}\nown  {own}"))
        .collect();
    eprintln!("quoting: {} values of {CHARACTERS} characters", matchers.len());
    report("quoting", amtool.release, &differences);
}
