//! Meanings of single scalars. What the real reader makes of many more is compared in `tests/differential_yaml`.

use super::*;

fn plain(text: &str) -> Resolved<'_> {
    resolve(text, ScalarStyle::Plain, None).expect("a plain scalar always means something")
}

fn signed(value: i64) -> Resolved<'static> {
    Resolved::Integer(Integer::Signed(value))
}

#[test]
fn words_have_exact_spellings() {
    for text in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] {
        assert_eq!(plain(text), Resolved::Bool(true), "{text}");
    }
    for text in [
        "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF",
    ] {
        assert_eq!(plain(text), Resolved::Bool(false), "{text}");
    }
    for text in ["", "~", "null", "Null", "NULL"] {
        assert_eq!(plain(text), Resolved::Null, "{text}");
    }
    for text in [
        "tRue", "yEs", "oN", "t", "f", "nULL", "inf", "NaN", "<<", "12:30", "5s", "_1", "-", "+", ".",
    ] {
        assert_eq!(plain(text), Resolved::String(text.into()), "{text}");
    }
}

#[test]
fn integers_come_in_four_bases_and_64_bits() {
    assert_eq!(plain("0"), signed(0));
    assert_eq!(plain("-0"), signed(0));
    assert_eq!(plain("+1_000_"), signed(1000));
    assert_eq!(plain("017"), signed(15));
    assert_eq!(plain("0o17"), signed(15));
    assert_eq!(plain("0x_1F"), signed(31));
    assert_eq!(plain("-0b101"), signed(-5));
    assert_eq!(plain("0b-101"), signed(-5));
    assert_eq!(plain("9223372036854775807"), signed(i64::MAX));
    assert_eq!(plain("-9223372036854775808"), signed(i64::MIN));
    assert_eq!(
        plain("9223372036854775808"),
        Resolved::Integer(Integer::Unsigned(1 << 63))
    );
    assert_eq!(
        plain("+9223372036854775808"),
        Resolved::Float(9_223_372_036_854_775_808.0)
    );
    assert_eq!(plain("0x"), Resolved::String("0x".into()));
}

#[test]
fn floats_need_no_digit_before_the_point() {
    assert_eq!(plain("08"), Resolved::Float(8.0));
    assert_eq!(plain("1."), Resolved::Float(1.0));
    assert_eq!(plain("-.5e1"), Resolved::Float(-5.0));
    assert_eq!(plain("1_0.5_"), Resolved::Float(10.5));
    assert_eq!(plain(".1_0"), Resolved::Float(0.1));
    assert_eq!(plain("._1"), Resolved::String("._1".into()));
    assert_eq!(plain("1e400"), Resolved::String("1e400".into()));
    assert_eq!(plain("-.INF"), Resolved::Float(f64::NEG_INFINITY));
    assert!(matches!(plain(".NaN"), Resolved::Float(value) if value.is_nan()));
}

#[test]
fn times_are_times_only_if_they_exist() {
    for text in [
        "2001-12-14",
        "2001-1-1",
        "2000-02-29",
        "2001-12-14T21:59:43.10Z",
        "2001-12-14t1:2:3+05:30",
        "2001-12-14   21:59:43.1",
    ] {
        assert_eq!(plain(text), Resolved::Timestamp(text), "{text}");
    }
    for text in [
        "2001-02-29",
        "2001-13-01",
        "2001-12-14T21:59:43",
        "2001-12-14 24:00:00",
        "2001-12-14 21:59:43Z",
        "201-12-14",
    ] {
        assert_eq!(plain(text), Resolved::String(text.into()), "{text}");
    }
}

#[test]
fn quotes_and_tags_decide_first() {
    let tagged = |text, tag| resolve(text, ScalarStyle::DoubleQuoted, Some(tag)).map_err(|error| error.to_string());
    assert_eq!(
        resolve("yes", ScalarStyle::SingleQuoted, None),
        Ok(Resolved::String("yes".into()))
    );
    assert_eq!(tagged("yes", "tag:yaml.org,2002:bool"), Ok(Resolved::Bool(true)));
    assert_eq!(tagged("1", "tag:yaml.org,2002:float"), Ok(Resolved::Float(1.0)));
    assert_eq!(tagged("1", "tag:yaml.org,2002:str"), Ok(Resolved::String("1".into())));
    assert_eq!(tagged("1", "!local"), Ok(Resolved::String("1".into())));
    assert_eq!(
        tagged("aGk=\n", "tag:yaml.org,2002:binary"),
        Ok(Resolved::String("hi".into()))
    );
    assert_eq!(
        tagged("a", "tag:yaml.org,2002:int"),
        Err("cannot decode !!str `a` as a !!int".to_owned())
    );
    assert_eq!(
        tagged("?", "tag:yaml.org,2002:binary"),
        Err("!!binary value contains invalid base64 data".to_owned())
    );
    assert!(is_merge_key("<<", ScalarStyle::Plain, None));
    assert!(!is_merge_key("<<", ScalarStyle::DoubleQuoted, None));
    assert_eq!(short_tag("tag:yaml.org,2002:seq"), "!!seq");
}
