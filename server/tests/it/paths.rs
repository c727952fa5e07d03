//! Paths with the name of a desk, on a server that keeps one desk in a file.

use anyhow::{Context as _, Result};

use crate::pages::desk_with_pages;
use crate::support::{Browser, Desk, Server, handshake};

/// The status that a request for a WebSocket is answered with.
fn status(server: &Server, path: &str) -> Result<u16> {
    let mut raw = server.raw()?;
    raw.send(handshake(path, "").as_bytes())?;
    Ok(raw.head()?.split(' ').nth(1).context("no status")?.parse()?)
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: desk\r\n\r\n")
}

#[test]
fn the_first_desk_is_reached_with_its_name_and_without() -> Result<()> {
    let desk = Desk::with_settings("organisation = 'Town hall'")?;
    let server = desk.run()?;
    for path in ["/staff", "/kiosk", "/display", "/pair/kiosk", "/pair/display"] {
        assert_eq!(status(&server, path)?, 101, "{path}");
        assert_eq!(status(&server, &format!("/main{path}"))?, 101, "{path}");
        assert_eq!(status(&server, &format!("/gate{path}"))?, 404, "{path}");
        assert_eq!(status(&server, &format!("/Main{path}"))?, 404, "{path}");
    }
    let mut named = server.v2("/main/kiosk")?;
    let mut plain = server.v2("/kiosk")?;
    let request = r#"request {"key":"k","email":"a@b.c","name":"Ada"}"#;
    let given = named.answer(request)?;
    assert!(given.starts_with("success new "), "{given}");
    // Both are of one desk: a key gives the ticket that it gave.
    assert_eq!(plain.answer(request)?, given);
    let health = server.http(&get("/main/health"))?;
    assert!(health.0 == 200 && health.1.contains(r#""waiting":1"#), "{health:?}");
    assert_eq!(server.http(&get("/gate/health"))?.0, 404);
    assert_eq!(
        server.http(&get("/desks"))?,
        (200, "{\"desks\":[{\"name\":\"main\",\"title\":\"Town hall\"}]}\n".to_owned())
    );
    Ok(())
}

#[test]
fn which_desks_there_are_is_told_only_where_that_is_wanted() -> Result<()> {
    let desk = Desk::with_settings("list_desks = false")?;
    let server = desk.run()?;
    assert_eq!(server.http(&get("/desks"))?.0, 404);
    let refused = desk.cli(&["staff", "list", "--desk", "gate"])?;
    let said = String::from_utf8(refused.stderr)?;
    assert!(said.contains("many desks need `database`"), "{said}");
    assert!(desk.ok(&["staff", "list", "--desk", "main"])?.contains("ada"));
    let refused = desk.cli(&["run", "--desk", "main"])?;
    assert_eq!(refused.status.code(), Some(2), "a server serves all desks");
    Ok(())
}

#[test]
fn visitors_pages_of_the_first_desk_have_its_name_or_none() -> Result<()> {
    let (desk, address) = desk_with_pages("")?;
    let _server = desk.run()?;
    let mut browser = Browser::new(address);
    let mut shown = |path: &str| browser.get(path).map(|answer| (answer.status, answer.body));
    assert_eq!(shown("/main/join")?, shown("/join")?);
    assert_eq!(shown("/main/q/0-a")?, shown("/q/0-a")?);
    assert_eq!(shown("/gate/join")?, (404, String::new()));
    Ok(())
}
