//! Edits as their users write them, and their laws.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const PAYLOAD: &str = r#"{"status":"firing","alerts":[{"status":"firing","labels":{"alertname":"A\u003cB","my.label":"x"},"n":1e2},{"status":"firing","labels":{"alertname":"C"}}],"version":"4","truncatedAlerts":0}"#;

fn done(payload: &str, edits: &[Edit]) -> Result<String, EditError> {
    apply(payload.as_bytes(), edits).map(|bytes| String::from_utf8(bytes).unwrap())
}

fn set(edit: &str) -> String {
    done(PAYLOAD, &[Edit::set(edit).unwrap()]).unwrap()
}

fn unset(payload: &str, path: &str) -> String {
    done(payload, &[Edit::unset(path).unwrap()]).unwrap()
}

/// What an edit cannot do, in words.
fn refusal(edit: Edit) -> String {
    done(PAYLOAD, &[edit]).unwrap_err().to_string()
}

#[test]
fn without_edits_nothing_changes_not_even_what_is_no_json() {
    assert_eq!(apply(b"\xffnot json", &[]).unwrap(), b"\xffnot json");
}

#[test]
fn only_the_named_field_changes() {
    assert_eq!(
        set("alerts[0].status=resolved"),
        PAYLOAD.replacen(r#"[{"status":"firing""#, r#"[{"status":"resolved""#, 1)
    );
    assert_eq!(
        set(r#"alerts[0].labels."my.label"=a "quote" = é"#),
        PAYLOAD.replace(r#""my.label":"x""#, r#""my.label":"a \"quote\" = é""#)
    );
    assert_eq!(
        set("alerts[*].status=resolved"),
        PAYLOAD.replace(r#"{"status":"firing","labels"#, r#"{"status":"resolved","labels"#)
    );
}

#[test]
fn text_keeps_the_kind_of_what_is_there_and_json_is_taken_as_it_is() {
    assert!(set("truncatedAlerts=7").contains(r#""truncatedAlerts":7}"#));
    assert!(set("truncatedAlerts=many").contains(r#""truncatedAlerts":"many"}"#));
    assert!(set("version=5").contains(r#""version":"5""#));
    assert!(set("version:=5").contains(r#""version":5,"#));
    assert!(set("alerts[0].labels:=null").contains(r#""labels":null,"n":1e2"#));
    assert!(set("alerts:=[]").contains(r#""alerts":[],"version""#));
}

#[test]
fn what_is_missing_is_made_at_the_end() {
    assert!(set("alerts[1].labels.severity=1").contains(r#"{"alertname":"C","severity":"1"}"#));
    assert!(set("a.b.c=x").ends_with(r#","a":{"b":{"c":"x"}}}"#));
    assert!(set("a.b[0].c:=1").ends_with(r#","a":{"b":[{"c":1}]}}"#));
    assert!(set("alerts[2].status=firing").contains(r#"{"alertname":"C"}},{"status":"firing"}]"#));
    let spread = "{\n  \"a\": 1,\n  \"b\": [ ]\n}";
    let edits = [Edit::set("c=x").unwrap(), Edit::set("b[0]=y").unwrap()];
    assert_eq!(
        done(spread, &edits).unwrap(),
        "{\n  \"a\": 1,\n  \"b\": [\"y\"],\n  \"c\":\"x\"\n}"
    );
}

#[test]
fn unset_takes_a_comma_along() {
    assert_eq!(unset(r#"{"a":1}"#, "a"), "{}");
    assert_eq!(unset(r#"{"a":1, "b":2}"#, "a"), r#"{"b":2}"#);
    assert_eq!(unset(r#"{"a":1, "b":2}"#, "b"), r#"{"a":1}"#);
    assert_eq!(unset(r#"{"a":1,"b":2,"a":3}"#, "a"), r#"{"b":2}"#);
    assert_eq!(unset(r#"{"a":[1,2,3]}"#, "a[1]"), r#"{"a":[1,3]}"#);
    assert_eq!(unset(r#"{"a":[1,2,3]}"#, "a[*]"), r#"{"a":[]}"#);
    assert_eq!(unset(r#"{"a":[{"b":1},{}]}"#, "a[*].b"), r#"{"a":[{},{}]}"#);
}

#[test]
fn of_fields_of_one_name_the_last_counts() {
    let edit = Edit::set("a=x").unwrap();
    assert_eq!(done(r#"{"a":"1","a":"2"}"#, &[edit]).unwrap(), r#"{"a":"1","a":"x"}"#);
}

#[test]
fn what_cannot_be_done_says_where_the_way_ends() {
    let set = |text: &str| refusal(Edit::set(text).unwrap());
    assert_eq!(
        set("status.x=1"),
        "`status.x` is not in the payload: `status` is no object"
    );
    assert_eq!(
        set("alerts[5].status=x"),
        "`alerts[5].status` is not in the payload: `alerts` has 2 elements"
    );
    assert_eq!(
        refusal(Edit::unset("alerts[1].labels.job").unwrap()),
        "`alerts[1].labels.job` is not in the payload: `alerts[1].labels` has `alertname`"
    );
    assert_eq!(set("x[*].y=1"), "`x[*].y` is not in the payload: `x` is missing");
    let not_json = done("{", &[Edit::unset("a").unwrap()]).unwrap_err();
    assert!(
        not_json.to_string().starts_with("the payload is not JSON"),
        "{not_json}"
    );
}

#[test]
fn what_cannot_be_understood_says_why() {
    let why = |text: &str| Edit::set(text).unwrap_err().to_string();
    assert_eq!(why("status"), "`status` has no `=`: write PATH=TEXT, or PATH:=JSON");
    for text in [
        "", "=x", ".a=x", "a.=x", "a[x]=1", "a[0=1", "a[-1]=1", "\"a=1", "a b=1", "a..b=1",
    ] {
        assert!(why(text).contains("is not a path to a field"), "{text}: {}", why(text));
    }
    assert!(why("a:=x").contains("is not JSON"));
    assert!(Edit::unset("a=b").is_err());
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-c\"\\\\{}\\[\\],: ]{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-c]", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn an_edit_of_the_text_is_an_edit_of_the_value(
        inside in any_json(), new in any_json(), name in "[a-c]", is_pretty in any::<bool>()
    ) {
        let payload = json!({"before": inside, "x": {"c": inside}, "after": inside});
        let text = if is_pretty { serde_json::to_string_pretty(&payload) } else { serde_json::to_string(&payload) }.unwrap();
        let edits = [
            Edit::set(&format!("x.{name}:={new}")).unwrap(),
            Edit::unset("before").unwrap(),
        ];
        let mut expected = payload;
        expected["x"][&name] = new;
        expected.as_object_mut().unwrap().shift_remove("before");
        let edited: Value = serde_json::from_str(&done(&text, &edits).unwrap()).unwrap();
        prop_assert_eq!(edited, expected);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,30}") {
        let _ = (Edit::set(&text), Edit::unset(&text));
    }
}
