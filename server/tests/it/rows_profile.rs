//! What the desk is set to while the server runs: read, set, pinned by the file, told to all.

use anyhow::Result;

use crate::scenario::check;
use crate::support::{Desk, password};

#[test]
fn settings_and_set() {
    check(
        r#"
        == an admin reads and sets; everybody hears what follows, and it is stored
        a = ada v2
        b = bob v2
        k = kiosk v2
        w = display v2
        c = display
        k^ tables 10
        a: set {"version":0,"values":{"organisation":"Town hall","tables":12}}
        a<* tables 12
        a< organisation Town hall
        a< profile 1
        a< success set 1
        b<* tables 12
        b< organisation Town hall
        k<* tables 12
        k< organisation Town hall
        w<* tables 12
        w< organisation Town hall
        a: settings
        a< success settings {"version":1,"values":{"board_languages":[],"closed_text":{},"day_ends":"04:00","display_label":"none","domains":[],"exceptions":[],"hours":null,"languages":[],"last_check_in_mins":0,"max_waiting":null,"notice":"","organisation":"Town hall","pin":null,"print":{},"priority_mins":60,"privacy_text":{},"public_url":null,"reasons":[],"report_people":false,"retention_days":null,"services":[],"session_hours":12,"table_grace_secs":120,"table_names":{},"tables":12,"time_zone":null},"pinned":[]}

        == why we ask reaches kiosks alone
        a = ada v2
        k = kiosk v2
        w = display v2
        a: set {"version":0,"values":{"privacy_text":{"en":"Kept for 30 days","de":"30 Tage"}}}
        a<* success set 1
        k< privacy {"de":"30 Tage","en":"Kept for 30 days"}
        l = kiosk v2
        l^ privacy {"de":"30 Tage","en":"Kept for 30 days"}

        == it is stored
        given ada: set {"version":0,"values":{"organisation":"Town hall","tables":12}}
        kill
        start
        k = kiosk v2
        k^ tables 12
        k^ organisation Town hall

        == names of tables come and go, reasons reach kiosks and staff alone
        a = ada v2
        k = kiosk v2
        w = display v2
        a: set {"version":0,"values":{"table_names":{"1":"Desk"}}}
        a<* name 1 Desk
        a<* success set 1
        k< name 1 Desk
        w< name 1 Desk
        a: set {"version":1,"values":{"table_names":null,"reasons":[{"id":"badge","text":{"en":"Badge"}}]}}
        a< name 1
        a< reasons [{"id":"badge","text":{"en":"Badge"}}]
        a<* success set 2
        k< name 1
        k< reasons [{"id":"badge","text":{"en":"Badge"}}]
        w< name 1
        k: request {"key":"k1","email":"ann@a.b","name":"Ann","reason":"badge"}
        k<* success new [0 ann -]
        a<* new [0 ann -]

        == all of it or none
        a = ada v2
        a: set {"version":0,"values":{"organisation":"Town hall","tables":0}}
        a< error set tables: 0 is not between 1 and 1000
        a: set {"version":0,"values":{"organisation":"Town hall","colour":"red"}}
        a< error set colour: there is no such setting
        a: set {"version":0,"values":{"day_ends":"soon"}}
        a< error set day_ends: `soon` is neither a time such as 04:00 nor off
        a: set {"version":0,"values":{"time_zone":"Nowhere"}}
        a< error set time_zone: `Nowhere` is not a time zone such as Europe/Berlin
        a: set {"version":0,"values":{"exceptions":[{"from":"soon"}]}}
        a< error set exceptions: `soon` is not a day such as 2026-12-31
        a: set {"version":0}
        a< error set the request cannot be read
        a: set
        a< error set the request cannot be read
        a: set {"version":0,"values":{"organisation":""}}
        a< success set 0

        == who set something meanwhile is named, and only where it is the same setting
        a = ada v2
        m = ada v2
        a: set {"version":0,"values":{"organisation":"One"}}
        a<* success set 1
        m<* profile 1
        m: set {"version":0,"values":{"tables":11}}
        m<* success set 2
        a<* profile 2
        m: set {"version":0,"values":{"organisation":"Two"}}
        m< error set changed meanwhile by Ada L

        == a table at which somebody sits does not go
        seat bob@5
        a = ada v2
        a: set {"version":0,"values":{"tables":3}}
        a< error set tables: Bob M sits at table 5
        a: set {"version":0,"values":{"tables":6}}
        a<* success set 1

        == who may
        b = bob v2
        b: settings
        b< error settings this needs a lead account
        b: set {"version":0,"values":{"tables":3}}
        b< error set this needs an admin account
        s = staff v2
        s: settings
        s< error settings you are not signed in
        k = kiosk
        k: settings
        k< error unknown command

        == what stands in the file is pinned, and free once its line is gone
        settings organisation = "From the file"
        a = ada v2
        a: set {"version":9,"values":{"organisation":"Other"}}
        a< error set organisation is set in walkup.toml
        stop
        set tables = 10
        start
        a = ada v2
        a^ organisation From the file
        a: set {"version":9,"values":{"organisation":"Other"}}
        a<* success set 3
        a: set {"version":9,"values":{"tables":11}}
        a< error set tables is set in walkup.toml

        == a notice that is set is read, whatever was announced before
        a = ada v2
        k = kiosk v2
        a: announce The lift is broken
        a<* success announce
        k< notice The lift is broken
        a: set {"version":0,"values":{"notice":"Back at two"}}
        a<* success set 1
        k< notice Back at two
        "#,
    );
}

#[test]
fn how_displays_call_visitors_changes_at_once() {
    check(
        r#"
        == display_label
        given kiosk: new ann@a.b Ann Byron
        seat bob@1
        given bob@1: accept 0
        a = ada v2
        w = display v2
        a: set {"version":0,"values":{"display_label":"first"}}
        a<* success set 1
        w< about 0 {"label":"Ann","calls":1}
        "#,
    );
}

#[test]
fn the_command_line_sets_with_and_without_a_server() -> Result<()> {
    let desk = Desk::new()?;
    assert!(desk.ok(&["desk", "set", "organisation", "Town hall"])?.contains("set organisation"));
    let shown = desk.ok(&["desk", "show"])?;
    assert!(shown.contains("organisation\t\"Town hall\"\n"), "{shown}");
    let server = desk.run()?;
    let mut kiosk = server.v2("/kiosk")?;
    kiosk.wait_for("organisation Town hall")?;
    desk.ok(&["desk", "set", "tables", "3"])?;
    kiosk.wait_for("tables 3")?;
    let refused = desk.cli(&["desk", "set", "tables", "many"])?;
    let said = String::from_utf8(refused.stderr)?;
    assert!(!refused.status.success() && said.contains("tables: invalid type"), "{said}");
    let audit = desk.ok(&["audit"])?;
    assert!(audit.contains("set tables from 10 to 3"), "{audit}");
    server.stop()
}

#[test]
fn an_admin_may_send_what_is_longer() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let text = "x".repeat(60_000);
    let set = format!(
        r#"set {{"version":0,"values":{{"reasons":[{{"id":"badge","text":{{"en":"{text}"}}}}]}}}}"#
    );
    let mut admin = server.v2("/staff")?;
    admin.send(&format!("login ada {}", password("ada")))?;
    admin.wait_for("ready")?;
    admin.send(&set)?;
    admin.wait_for("success set 1")?;
    // No more than that, and nobody else.
    admin.send(&format!("note 0 {}", "x".repeat(66_000)))?;
    assert_eq!(admin.closed()?, Some(1009));
    for user in ["bob", ""] {
        let mut other = server.v2("/staff")?;
        if !user.is_empty() {
            other.send(&format!("login {user} {}", password(user)))?;
            other.wait_for("ready")?;
        }
        other.send(&set)?;
        assert_eq!(other.closed()?, Some(1009), "{user}");
    }
    server.stop()
}

#[test]
fn what_screens_show_has_an_end() -> Result<()> {
    let desk = Desk::new()?;
    for key in ["organisation", "notice"] {
        desk.ok(&["desk", "set", key, &"x".repeat(500)])?;
        let refused = desk.cli(&["desk", "set", key, &"x".repeat(501)])?;
        let said = String::from_utf8(refused.stderr)?;
        assert!(said.contains("it has more than 500 characters"), "{said}");
    }
    Ok(())
}

/// The hash of a PIN as a window makes it.
const PIN: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWY";

#[test]
fn what_devices_share_reaches_those_it_is_for() {
    check(&r#"
        == kiosks hear of theirs and displays of theirs, at connect and at each change
        a = ada v2
        k = kiosk v2
        k^ shared {}
        w = display v2
        c = kiosk
        a: set {"version":0,"values":{"domains":["@school.edu","gmail.com"],"pin":"PIN","languages":["de","en"]}}
        a<* success set 1
        k< shared {"domains":["school.edu","gmail.com"],"pin":"PIN","languages":["de","en"]}
        a: set {"version":1,"values":{"board_languages":["de","ar"]}}
        a<* success set 2
        w< shared {"board_languages":["de","ar"]}
        l = kiosk v2
        l^ shared {"domains":["school.edu","gmail.com"],"pin":"PIN","languages":["de","en"]}
        v = display v2
        v^ shared {"board_languages":["de","ar"]}
        a: set {"version":2,"values":{"domains":null,"pin":null,"languages":[]}}
        a<* success set 3
        k< shared {}
        l< shared {}

        == what cannot be meant is refused
        a = ada v2
        a: set {"version":0,"values":{"domains":["school edu"]}}
        a< error set domains: `school edu` is not the ending of an e-mail address
        a: set {"version":0,"values":{"board_languages":["de","en","fr"]}}
        a< error set board_languages: there are more than 2
        a: set {"version":0,"values":{"languages":["de","de"]}}
        a< error set languages: `de` is given twice
        a: set {"version":0,"values":{"pin":"4711"}}
        a< error set pin: a PIN stands here as its hash alone; `walkup-server desk set pin` makes that
        a: set {"version":0,"values":{"pin":true}}
        a< error set pin: invalid type: boolean `true`, expected a string
        "#
        .replace("PIN\"", &format!("{PIN}\"")));
}

#[test]
fn a_pin_is_told_as_set_or_not() -> Result<()> {
    let desk = Desk::new()?;
    assert_eq!(desk.ok(&["desk", "set", "pin", "0471"])?, "set pin\n");
    assert!(desk.ok(&["desk", "set", "pin", "47"]).is_err());
    let server = desk.run()?;
    let mut admin = server.staff_at(&desk, "ada", 0)?;
    let settings = admin.answer("settings")?;
    assert!(settings.contains(r#""pin":true"#), "{settings}");
    let mut kiosk = server.v2("/kiosk")?;
    let shared = kiosk.wait_for_start("shared ")?;
    assert!(shared.contains(r#""pin":"$argon2id$"#), "{shared}");
    let version = r#"set {"version":1,"values":{"pin":null}}"#;
    assert_eq!(admin.answer(version)?, "success set 2");
    let audit = desk.ok(&["audit"])?;
    assert!(audit.contains("set pin from another to null"), "{audit}");
    for told in [&audit, &desk.ok(&["desk", "show"])?, &server.log()?] {
        assert!(!told.contains("argon2"), "{told}");
    }
    server.stop()?;
    let pinned = Desk::with_settings(&format!("pin = '{PIN}'\n"))?;
    for command in [&["config", "show"][..], &["desk", "show"]] {
        let told = pinned.ok(command)?;
        assert!(told.contains("pin") && !told.contains("argon2"), "{told}");
    }
    Ok(())
}
