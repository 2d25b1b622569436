//! The names `\p{…}` may take, and the sets they stand for.
//!
//! Go releases differ: 1.25 added aliases and loose spelling, and each comes with its own edition of Unicode (13 with
//! 0.25, 15 with 0.28, 17 with 0.33). The tables at hand are of Unicode 16: older editions are cut out of them by the
//! age of characters, and of Unicode 17 there are only the new scripts.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::syntax::UnicodeTable;
use crate::version::Version;

const CATEGORIES: [&str; 37] = [
    "C", "Cc", "Cf", "Cn", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No",
    "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
];

/// Names that only Go 1.25 and later know; letters only, lower case.
const CATEGORY_ALIASES: [(&str, &str); 43] = [
    ("lc", "LC"),
    ("other", "C"),
    ("control", "Cc"),
    ("cntrl", "Cc"),
    ("format", "Cf"),
    ("unassigned", "Cn"),
    ("privateuse", "Co"),
    ("surrogate", "Cs"),
    ("letter", "L"),
    ("casedletter", "LC"),
    ("lowercaseletter", "Ll"),
    ("modifierletter", "Lm"),
    ("otherletter", "Lo"),
    ("titlecaseletter", "Lt"),
    ("uppercaseletter", "Lu"),
    ("mark", "M"),
    ("combiningmark", "M"),
    ("spacingmark", "Mc"),
    ("enclosingmark", "Me"),
    ("nonspacingmark", "Mn"),
    ("number", "N"),
    ("decimalnumber", "Nd"),
    ("digit", "Nd"),
    ("letternumber", "Nl"),
    ("othernumber", "No"),
    ("punctuation", "P"),
    ("punct", "P"),
    ("connectorpunctuation", "Pc"),
    ("dashpunctuation", "Pd"),
    ("closepunctuation", "Pe"),
    ("finalpunctuation", "Pf"),
    ("initialpunctuation", "Pi"),
    ("otherpunctuation", "Po"),
    ("openpunctuation", "Ps"),
    ("symbol", "S"),
    ("currencysymbol", "Sc"),
    ("modifiersymbol", "Sk"),
    ("mathsymbol", "Sm"),
    ("othersymbol", "So"),
    ("separator", "Z"),
    ("lineseparator", "Zl"),
    ("paragraphseparator", "Zp"),
    ("spaceseparator", "Zs"),
];

/// Scripts by the Unicode edition since which they are known.
const SCRIPTS: [(u8, &str); 5] = [
    (
        13,
        "Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki \
         Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee \
         Chorasmian Common Coptic Cuneiform Cypriot Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan \
         Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati \
         Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited \
         Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kayah_Li Kharoshthi \
         Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian \
         Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui \
         Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nandinagari \
         New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian \
         Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Oriya Osage Osmanya Pahawh_Hmong Palmyrene \
         Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham \
         SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le \
         Tai_Tham Tai_Viet Takri Tamil Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Ugaritic Vai Wancho \
         Warang_Citi Yezidi Yi Zanabazar_Square",
    ),
    (14, "Cypro_Minoan Old_Uyghur Tangsa Toto Vithkuqi"),
    (15, "Kawi Nag_Mundari"),
    (16, "Garay Gurung_Khema Kirat_Rai Ol_Onal Sunuwar Todhri Tulu_Tigalari"),
    (17, "Beria_Erfe Sidetic Tai_Yo Tolong_Siki"),
];

/// The scripts of Unicode 17, which the tables at hand do not have.
const SCRIPTS_OF_17: [(&str, &[(char, char)]); 4] = [
    ("Beria_Erfe", &[('\u{16ea0}', '\u{16eb8}'), ('\u{16ebb}', '\u{16ed3}')]),
    ("Sidetic", &[('\u{10940}', '\u{10959}')]),
    (
        "Tai_Yo",
        &[
            ('\u{1e6c0}', '\u{1e6de}'),
            ('\u{1e6e0}', '\u{1e6f5}'),
            ('\u{1e6fe}', '\u{1e6ff}'),
        ],
    ),
    ("Tolong_Siki", &[('\u{11db0}', '\u{11ddb}'), ('\u{11de0}', '\u{11de9}')]),
];

/// The edition of the tables at hand.
const EDITION_AT_HAND: u8 = 16;

/// The edition of Unicode a release was built with.
fn edition(version: Version) -> u8 {
    match version {
        Version::V0_25 => 13,
        Version::V0_28 => 15,
        Version::V0_33 => 17,
    }
}

/// Whether names are compared without regard to case, space, underscore and hyphen, and aliases are known.
fn is_lenient(version: Version) -> bool {
    version >= Version::V0_33
}

fn loose(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, ' ' | '_' | '-'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The set a name inside `\p{…}` stands for; `None` if there is none of this name.
pub(super) fn lookup(name: &str, version: Version) -> Option<UnicodeTable> {
    if name == "Any" {
        return Some(UnicodeTable::Any);
    }
    let lenient = is_lenient(version);
    let wanted = if lenient { loose(name) } else { name.to_owned() };
    let is_wanted = |known: &str| {
        if lenient {
            known.len() >= wanted.len() && loose(known) == wanted
        } else {
            known == wanted
        }
    };
    if lenient {
        match wanted.as_str() {
            "any" => return Some(UnicodeTable::Any),
            "ascii" => return Some(UnicodeTable::Ascii),
            "assigned" => return Some(UnicodeTable::Assigned),
            _ => {}
        }
        if let Some(&(_, category)) = CATEGORY_ALIASES.iter().find(|(alias, _)| *alias == wanted) {
            return Some(UnicodeTable::Category(category));
        }
    }
    let category = CATEGORIES
        .into_iter()
        .find(|&known| is_wanted(known) && (lenient || known != "Cn"));
    if let Some(category) = category {
        return Some(UnicodeTable::Category(category));
    }
    SCRIPTS
        .into_iter()
        .filter(|&(since, _)| since <= edition(version))
        .flat_map(|(_, names)| names.split_ascii_whitespace())
        .find(|known| is_wanted(known))
        .map(UnicodeTable::Script)
}

/// The set of code points of a table, surrogates left out.
pub(super) fn class_of(table: UnicodeTable, version: Version) -> ClassUnicode {
    type Cache = Mutex<HashMap<(UnicodeTable, u8), ClassUnicode>>;
    static CACHE: OnceLock<Cache> = OnceLock::new();
    let key = (table, edition(version));
    let cache = CACHE.get_or_init(Cache::default);
    if let Some(class) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return class.clone();
    }
    let class = build(table, version);
    cache
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(key, class.clone());
    class
}

fn build(table: UnicodeTable, version: Version) -> ClassUnicode {
    match table {
        UnicodeTable::Any => ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)]),
        UnicodeTable::Ascii => ClassUnicode::new([ClassUnicodeRange::new('\0', '\x7f')]),
        UnicodeTable::Assigned => negated(&build(UnicodeTable::Category("Cn"), version)),
        UnicodeTable::Category("Cs") => ClassUnicode::empty(),
        UnicodeTable::Category("C") => {
            let mut class = of_this_edition(r"[\p{gc=Cc}\p{gc=Cf}\p{gc=Co}]", version);
            if is_lenient(version) {
                class.union(&build(UnicodeTable::Category("Cn"), version));
            }
            class
        }
        UnicodeTable::Category("LC") => of_this_edition(r"[\p{gc=Lu}\p{gc=Ll}\p{gc=Lt}]", version),
        UnicodeTable::Category(name) => of_this_edition(&format!(r"\p{{gc={name}}}"), version),
        UnicodeTable::Script(name) => match SCRIPTS_OF_17.iter().find(|(known, _)| *known == name) {
            Some((_, ranges)) => {
                ClassUnicode::new(ranges.iter().map(|&(first, last)| ClassUnicodeRange::new(first, last)))
            }
            None => of_this_edition(&format!(r"\p{{sc={name}}}"), version),
        },
    }
}

/// Everything that is not in a set.
pub(super) fn negated(class: &ClassUnicode) -> ClassUnicode {
    const BELOW_SURROGATES: char = '\u{d7ff}';
    const ABOVE_SURROGATES: char = '\u{e000}';
    // Between these two there is no character, so ranges that meet there are one; `negate` takes them for two.
    let mut ranges: Vec<ClassUnicodeRange> = Vec::with_capacity(class.ranges().len());
    for &range in class.ranges() {
        match ranges.last_mut() {
            Some(last) if last.end() == BELOW_SURROGATES && range.start() == ABOVE_SURROGATES => {
                *last = ClassUnicodeRange::new(last.start(), range.end());
            }
            _ => ranges.push(range),
        }
    }
    let mut class = ClassUnicode::new(ranges);
    class.negate();
    class
}

/// Every character the edition of a release had assigned.
fn assigned(version: Version) -> ClassUnicode {
    let age = edition(version).min(EDITION_AT_HAND);
    class_by_name(&format!(r"\p{{age={age}.0}}"))
}

fn of_this_edition(name: &str, version: Version) -> ClassUnicode {
    let mut class = class_by_name(name);
    if edition(version) < EDITION_AT_HAND {
        class.intersect(&assigned(version));
    }
    class
}

fn class_by_name(name: &str) -> ClassUnicode {
    let hir = regex_syntax::parse(name).expect("the tables at hand have every name of this file");
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(class)) => class,
        // A class of one character.
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or("");
            ClassUnicode::new(text.chars().map(|c| ClassUnicodeRange::new(c, c)))
        }
        _ => ClassUnicode::empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_table() {
        let scripts = SCRIPTS
            .into_iter()
            .flat_map(|(_, names)| names.split_ascii_whitespace());
        let aliases = CATEGORY_ALIASES.into_iter().map(|(alias, _)| alias);
        for name in scripts.chain(CATEGORIES).chain(aliases) {
            let table = lookup(name, Version::V0_33).expect(name);
            let class = class_of(table, Version::V0_33);
            let is_surrogates = table == UnicodeTable::Category("Cs");
            assert_eq!(class.ranges().is_empty(), is_surrogates, "{name}");
        }
    }

    #[test]
    fn what_meets_around_the_surrogates_is_negated_rightly() {
        let everything = ClassUnicode::new([
            ClassUnicodeRange::new('\0', '\u{d7ff}'),
            ClassUnicodeRange::new('\u{e000}', char::MAX),
        ]);
        assert!(negated(&everything).ranges().is_empty());
    }

    #[test]
    fn releases_differ_in_the_names_they_know() {
        let known = |name| Version::ALL.map(|version| lookup(name, version).is_some());
        assert_eq!(known("Lu"), [true, true, true]);
        assert_eq!(known("Cn"), [false, false, true]);
        assert_eq!(known("Uppercase-Letter"), [false, false, true]);
        assert_eq!(known("Kawi"), [false, true, true]);
        assert_eq!(known("greek"), [false, false, true]);
        assert_eq!(known("Zyyy"), [false; 3]);
    }
}
