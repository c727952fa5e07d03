//! A row for each kiosk reply, and what names and addresses become.

use anyhow::Result;

use crate::scenario::check;
use crate::support::Desk;

#[test]
fn new_and_query() {
    check(
        "
        == new
        k = kiosk
        k: new ann@a.b Ann
        k< success new [0 ann -]
        k: new ben@a.b Ben
        k< success new [1 ben -]

        == the same again makes a second ticket
        k = kiosk
        k: new ann@a.b Ann
        k< success new [0 ann -]
        k: new ann@a.b Ann
        k< success new [1 ann -]

        == without a usable address
        k = kiosk
        k: new
        k< error new email address is not valid
        k: new Ann
        k< error new email address is not valid
        k: new ann@ Ann
        k< error new email address is not valid
        k: new a@b@c Ann
        k< error new email address is not valid
        k: new ann@a..b Ann
        k< error new email address is not valid
        k: new  ann@a.b Ann
        k< error new email address is not valid
        k: new ann@a.b\\nBcc:x@y.z Ann
        k< error new email address is not valid

        == the address is looked at before the name
        k = kiosk
        k: new x
        k< error new email address is not valid

        == without a name
        k = kiosk
        k: new ann@a.b
        k< error new name is missing
        k: new ann@a.b␠␠␠
        k< error new name is missing
        k: new ann@a.b \u{202e}\u{200b}
        k< error new name is missing

        == the least that is usable
        k = kiosk
        k: new x@y N
        k< success new {\"id\":0,\"email\":\"x@y\",\"name\":\"N\",\"staff\":\"{}\",\"start\":\"<t:t>\",\"end\":\"1970-01-01T00:00:00Z\"}

        == query
        k = kiosk
        k: query ann@a.b
        k< error query visitor email does not exist
        k: query
        k< error query visitor email does not exist
        k: query not an address
        k< error query visitor email does not exist
        k: new Ann@A.b Ann One
        k<* success new <*>
        k: query ann@a.B
        k< success query Ann One
        k: new ann@a.b Ann Two
        k<* success new <*>
        k: query Ann@A.b
        k< success query Ann Two

        == unknown
        k = kiosk
        k: foo
        k< error unknown command
        k: New ann@a.b Ann
        k< error unknown command
        k: new\\tann@a.b Ann
        k< error unknown command
        ",
    );
}

#[test]
fn texts_are_cleaned_and_come_back_as_they_are() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    let rows = [
        ("A\nB", "AB"),
        ("A\r\nB", "AB"),
        ("A\tB", "AB"),
        ("A\0B", "AB"),
        ("\u{1b}[31mred", "[31mred"),
        ("  Ada   B  ", "Ada B"),
        ("a\u{a0}\u{3000}b", "a b"),
        ("\u{2028}x\u{2029}", "x"),
        ("\u{202e}evil\u{202c}", "evil"),
        ("\u{2066}a\u{2069}", "a"),
        ("x\u{200b}y", "xy"),
        ("👩\u{200d}👩\u{200d}👧", "👩\u{200d}👩\u{200d}👧"),
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("e\u{301}", "e\u{301}"),
        ("é", "é"),
        (r#"x","id":0,"y":""#, r#"x","id":0,"y":""#),
        ("</script><b>&amp;", "</script><b>&amp;"),
        (r"\ud800 \u0041", r"\ud800 \u0041"),
        ("'); drop table tickets; --", "'); drop table tickets; --"),
        ("Nguyễn Thị Minh Khai", "Nguyễn Thị Minh Khai"),
        ("{}", "{}"),
    ];
    for (count, (sent, kept)) in rows.iter().enumerate() {
        let answer = kiosk.answer(&format!("new v{count}@a.b {sent}"))?;
        let event = staff.next()?;
        let ticket = answer.strip_prefix("success new ").expect("a ticket");
        assert_eq!(event, format!("new {ticket}"), "{sent:?}");
        let json: serde_json::Value = serde_json::from_str(ticket)?;
        assert_eq!(json["name"], *kept, "{sent:?}");
        assert_eq!(json["id"], count, "{sent:?}");
        assert!(!answer.contains(['\n', '\r', '\0', '\u{2028}']), "{sent:?} gave two lines");
        let written = serde_json::to_string(kept)?;
        assert!(ticket.contains(&format!("\"name\":{written},")), "{ticket}: JSON's escapes only");
        kiosk.ask(&format!("query v{count}@a.b"), &format!("success query {kept}"))?;
    }
    Ok(())
}

#[test]
fn addresses_and_lengths() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let label = "b".repeat(63);
    let tail = format!(".{label}.{label}.{label}");
    let of_bytes = |bytes: usize| format!("a@{}{tail}", "b".repeat(bytes - 2 - tail.len()));
    let good = [
        (of_bytes(254), "N".to_owned()),
        (format!("{}@b", "a".repeat(64)), "N".to_owned()),
        (format!("{}@b", "é".repeat(32)), "N".to_owned()),
        ("x@y".to_owned(), "é".repeat(100)),
        ("Ünal@bücher.example".to_owned(), "Ünal".to_owned()),
        ("用户@例子.广告".to_owned(), "用户".to_owned()),
        ("o'brien+desk@example.co.uk".to_owned(), "O'Brien".to_owned()),
        (".a.@b".to_owned(), "Dots".to_owned()),
        ("!#$%&'*+/=?^_`{|}~-@b".to_owned(), "Signs".to_owned()),
    ];
    for (count, (email, name)) in good.iter().enumerate() {
        let answer = kiosk.answer(&format!("new {email} {name}"))?;
        let start = format!(r#"success new {{"id":{count},"email":"{email}","name":"{name}","#);
        assert!(answer.starts_with(&start), "{email} {name}: {answer}");
    }
    let not_valid = "error new email address is not valid";
    let too_long = "error new name is too long";
    let refused = [
        (of_bytes(255), "N".to_owned(), too_long),
        (of_bytes(255), String::new(), "error new name is missing"),
        ("x@y".to_owned(), "é".repeat(101), too_long),
        ("x@y".to_owned(), "N".repeat(4000), too_long),
        (format!("{}@b", "a".repeat(65)), "N".to_owned(), not_valid),
        (format!("{}@b", "é".repeat(33)), "N".to_owned(), not_valid),
        (format!("a@{}", "b".repeat(64)), "N".to_owned(), not_valid),
        ("a@b_c".to_owned(), "N".to_owned(), not_valid),
        ("a@-b".to_owned(), "N".to_owned(), not_valid),
        ("a@b-".to_owned(), "N".to_owned(), not_valid),
        ("a@b.".to_owned(), "N".to_owned(), not_valid),
        ("\"a\"@b".to_owned(), "N".to_owned(), not_valid),
        ("a\u{202e}@b".to_owned(), "N".to_owned(), not_valid),
        ("a\u{200b}@b".to_owned(), "N".to_owned(), not_valid),
        ("a@b,c@d".to_owned(), "N".to_owned(), not_valid),
        ("<a@b>".to_owned(), "N".to_owned(), not_valid),
    ];
    for (email, name, sentence) in &refused {
        kiosk.ask(&format!("new {email} {name}"), sentence)?;
    }
    // Nothing refused was kept, and no id was used up.
    kiosk.ask("query a@b_c", "error query visitor email does not exist")?;
    let answer = kiosk.answer("new last@a.b Last")?;
    assert!(answer.starts_with(&format!(r#"success new {{"id":{},"#, good.len())), "{answer}");
    Ok(())
}
