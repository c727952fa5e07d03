use shared::ids::TableNo;

use super::*;
use crate::core::profile::DisplayLabel;

fn loaded(
    file: &str,
    flags: Flags,
    variables: &[(&str, &str)],
) -> Result<(Settings, Vec<Shown>), SettingsError> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(FILE), file).unwrap();
    let flags = Flags { data_dir: Some(dir.path().to_owned()), ..flags };
    load_with(&flags, |name| {
        variables.iter().find(|(key, _)| *key == name).map(|(_, text)| text.into())
    })
}

fn shown<'a>(shown: &'a [Shown], key: &str) -> &'a Shown {
    shown.iter().find(|shown| shown.key == key).unwrap()
}

fn origin(shown_all: &[Shown], key: &str) -> String {
    shown(shown_all, key).origin.clone()
}

/// The example of a setting, and what else must be set with it.
fn example_file(entry: &Entry) -> String {
    let other = match entry.key {
        "tls_cert" => "tls_key = 'other.pem'\n",
        "tls_key" => "tls_cert = 'other.pem'\n",
        _ => "",
    };
    format!("{other}{} = {}\n", entry.key, entry.example)
}

#[test]
fn without_any_layer_the_defaults_hold() {
    let dir = tempfile::tempdir().unwrap();
    let flags = Flags { data_dir: Some(dir.path().to_owned()), ..Flags::default() };
    let (settings, shown) = load_with(&flags, |_| None).unwrap();
    assert_eq!(settings, Settings::for_dir(dir.path().to_owned()));
    assert_eq!(settings.listen.to_string(), "127.0.0.1:7420");
    assert_eq!(settings.day_ends.unwrap().to_string(), "04:00:00");
    assert_eq!(shown.len(), ENTRIES.len() + 1);
    assert_eq!(origin(&shown, "data_dir"), "flag --data-dir");
    assert!(shown.iter().skip(1).all(|shown| shown.origin == "default"));
}

/// What the file gives is what is printed, and what is printed can be written into the file.
#[test]
fn every_setting_can_be_given_in_the_file_and_is_printed_as_it_is_read() {
    for entry in ENTRIES {
        let key = entry.key;
        let (settings, all) = loaded(&example_file(entry), Flags::default(), &[]).unwrap();
        let printed = shown(&all, key);
        assert!(printed.origin.ends_with(FILE), "{key}: {}", printed.origin);
        let example: toml::Value = entry.example.parse().unwrap();
        assert_eq!(printed.value.parse::<toml::Value>().unwrap(), example, "{key}");
        let default = (entry.print)(&Settings::for_dir(settings.data_dir.clone()));
        assert_ne!(printed.value, default, "the example of {key} is its default");
        let others = all.iter().filter(|other| {
            other.key != "data_dir" && other.key != key && !other.key.starts_with("tls_")
        });
        assert!(others.clone().all(|other| other.origin == "default"), "{key}");
    }
}

#[test]
fn every_setting_can_be_given_by_its_variable_and_that_wins() {
    for entry in ENTRIES {
        let key = entry.key;
        let example: toml::Value = entry.example.parse().unwrap();
        let text = match (entry.variable_is_text, &example) {
            (true, toml::Value::String(text)) => text.clone(),
            _ => entry.example.to_owned(),
        };
        let name = format!("WALKUP_{}", key.to_uppercase());
        let mut variables = vec![(name.as_str(), text.as_str())];
        if key.starts_with("tls_") {
            variables.push(("WALKUP_TLS_CERT", "other.pem"));
            variables.push(("WALKUP_TLS_KEY", "other.pem"));
        }
        let default = (entry.print)(&Settings::for_dir(PathBuf::new()));
        let file = match default.as_str() {
            "unset" => String::new(),
            default => format!("{key} = {default}\n"),
        };
        let (_, all) = loaded(&file, Flags::default(), &variables).unwrap();
        let printed = shown(&all, key);
        assert_eq!(printed.origin, name);
        assert_eq!(printed.value.parse::<toml::Value>().unwrap(), example, "{key}");
    }
}

#[test]
fn a_wrong_kind_of_value_is_named_with_key_and_line_for_every_setting() {
    for entry in ENTRIES {
        let file = format!("\n{} = 1979-05-27\n", entry.key);
        let error = loaded(&file, Flags::default(), &[]).unwrap_err().to_string();
        assert!(error.contains(&format!("line 2: {}: ", entry.key)), "{error}");
        let file = format!("{}x = 1\n", entry.key);
        let error = loaded(&file, Flags::default(), &[]).unwrap_err().to_string();
        assert!(error.contains(&format!("line 1: unknown field `{}x`", entry.key)), "{error}");
    }
}

#[test]
fn a_flag_beats_a_variable_which_beats_the_file() {
    let file = "tables = 3\nnotice = \"file\"\nlisten = \"127.0.0.1:1\"\nsession_hours = 8";
    let flags = Flags { tables: Some(5), ..Flags::default() };
    let variables = [("WALKUP_TABLES", "4"), ("WALKUP_LISTEN", "[::1]:2"), ("WALKUP_NOTICE", "10")];
    let (settings, shown) = loaded(file, flags, &variables).unwrap();
    assert_eq!((settings.tables, settings.notice.as_str()), (5, "10"));
    assert_eq!(settings.listen.to_string(), "[::1]:2");
    assert_eq!(settings.session_hours, 8);
    let given: Vec<&str> = settings.given.keys().map(|key| key.as_str()).collect();
    assert_eq!(given, ["notice", "tables", "session_hours"]);
    assert_eq!(origin(&shown, "tables"), "flag --tables");
    assert_eq!(origin(&shown, "listen"), "WALKUP_LISTEN");
    assert!(origin(&shown, "session_hours").ends_with(FILE));
    assert_eq!(origin(&shown, "reasons"), "default");
    let error = loaded("", Flags { tables: Some(0), ..Flags::default() }, &[]).unwrap_err();
    assert_eq!(error.to_string(), "--tables: 0 is not between 1 and 1000");
}

#[test]
fn values_arrive_as_what_they_mean() {
    let file = r#"
        table_names = { 0 = "Window", 11 = "Desk", 12 = "" }
        display_label = "initial"
        day_ends = "off"
        retention_days = 30
        time_zone = "Europe/Berlin"
        [[reasons]]
        id = "passport"
        text = { en = "Passport", de = "Reisepass" }
    "#;
    let (settings, shown_all) = loaded(file, Flags::default(), &[]).unwrap();
    assert_eq!(settings.table_names[&TableNo(11)], "Desk");
    assert_eq!(settings.table_names.len(), 2);
    assert_eq!(settings.display_label, DisplayLabel::Initial);
    assert_eq!((settings.day_ends, settings.retention_days), (None, Some(30)));
    assert_eq!(settings.reasons.0[0].text["de"], "Reisepass");
    assert_eq!(settings.time_zone, Some(Tz::Europe__Berlin));
    assert_eq!(shown(&shown_all, "day_ends").value, "\"off\"");
    assert_eq!(shown(&shown_all, "metrics_listen").value, "unset");
}

#[test]
fn variables_that_are_not_text_are_toml() {
    let variables = [
        ("WALKUP_TABLE_NAMES", r#"["", "Desk"]"#),
        ("WALKUP_DAY_ENDS", "03:30"),
        ("WALKUP_REASONS", r#"[{ id = "a", text = { en = "A" } }]"#),
    ];
    let (settings, _) = loaded("", Flags::default(), &variables).unwrap();
    assert_eq!(settings.table_names, BTreeMap::from([(TableNo(1), "Desk".to_owned())]));
    assert_eq!(settings.day_ends, chrono::NaiveTime::from_hms_opt(3, 30, 0));
    assert_eq!(settings.reasons.0.len(), 1);
}

#[test]
fn what_cannot_be_used_is_named_with_its_line() {
    for (file, said) in [
        ("tables = 3\ntabels = 4", "line 2: unknown field `tabels`"),
        ("\n\ntables = 0", "line 3: tables: 0 is not between 1 and 1000"),
        ("tables = 1001", "line 1: tables: 1001 is not"),
        ("tables = -1", "line 1: tables: -1 is not"),
        ("tables = 4294967297", "line 1: tables: 4294967297 is not"),
        ("tables = 3\nlisten = \"here\"", "line 2: listen: `here`: "),
        ("day_ends = \"25:00\"", "line 1: day_ends: `25:00` is neither"),
        ("time_zone = \"Mars\"", "line 1: time_zone: `Mars` is not a time zone"),
        ("notice = \"a\\nb\"", "line 1: notice: the text must be one line"),
        ("table_names = { x = \"a\" }", "line 1: table_names: `x` is not a table number"),
        ("display_label = \"last\"", "line 1: display_label: unknown variant `last`"),
        ("data_dir = \"/\"", "line 1: unknown field `data_dir`"),
        ("insecure_no_tls = true", "line 1: unknown field `insecure_no_tls`"),
        ("tables = ", "line 1: "),
        ("[[reasons]]\nid = \"a\"\ntxt = 1", "line 3: unknown field `txt`"),
        ("reasons = [{ id = 'a', text = {} }]", "line 1: reasons: the reason `a` has no text"),
        (
            "reasons = [{ id = 'a', text.en = 'A' }]\nservices = [{ id = 'x', text.en = 'X', \
             reasons = ['a', 'b'] }]",
            "line 2: services: `b` is not one of the desk's reasons",
        ),
        ("tls_cert = 'a.pem'", "tls_cert and tls_key go together"),
    ] {
        let error = loaded(file, Flags::default(), &[]).unwrap_err().to_string();
        assert!(error.contains(said), "{file:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn a_variable_that_cannot_be_used_is_named() {
    for (name, text) in
        [("WALKUP_TABLES", "many"), ("WALKUP_TABLES", "0"), ("WALKUP_SESSION_HOURS", "")]
    {
        let error = loaded("", Flags::default(), &[(name, text)]).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name}: ")), "{error}");
    }
}

#[test]
fn a_settings_file_that_was_asked_for_must_exist() {
    let flags =
        Flags { config: Some(PathBuf::from("/nonexistent/walkup.toml")), ..Flags::default() };
    let error = loaded("", flags, &[]).unwrap_err().to_string();
    assert!(error.starts_with("cannot read /nonexistent/walkup.toml"), "{error}");
}

#[test]
fn the_zone_comes_from_the_variable_before_the_system() {
    let system = |name: &'static str| move || Ok(name.to_owned());
    for (variable, zone) in [
        (Some("America/New_York"), Ok(Tz::America__New_York)),
        (Some(":Pacific/Apia"), Ok(Tz::Pacific__Apia)),
        (Some("/usr/share/zoneinfo/Asia/Tokyo"), Ok(Tz::Asia__Tokyo)),
        (Some(""), Ok(Tz::UTC)),
        (Some("Nowhere/At_All"), Err("there is no zone called `Nowhere/At_All`".to_owned())),
        (None, Ok(Tz::Europe__Berlin)),
    ] {
        assert_eq!(find_zone(variable.map(OsString::from), system("Europe/Berlin")), zone);
    }
    let unknown = || Err("no file".to_owned());
    assert_eq!(find_zone(None, unknown), Err("no file".to_owned()));
}

#[test]
fn an_address_of_visitors_pages_that_is_none_is_refused_with_its_key_and_line() {
    let file = "tables = 3\npublic_url = \"https://desk.example:99999\"\n";
    let error = loaded(file, Flags::default(), &[]).unwrap_err().to_string();
    assert!(error.contains("line 2: public_url: `https://desk.example:99999` is not"), "{error}");
}
