//! Many desks in one process, each for itself.

use anyhow::{Context as _, Result, ensure};

use super::{Cluster, closed, reach, request};
use crate::pages::path_of;
use crate::support::{Browser, Client, Desk, Server, eventually, free_address};

const NAMES: [&str; 4] = ["main", "gate", "hall", "yard"];

/// A cluster with several desks, and a server's data directory.
fn several() -> Result<(Cluster, Desk)> {
    let cluster = Cluster::new()?;
    let desk = cluster.server()?;
    for name in &NAMES[1..] {
        desk.ok(&["desk", "add", name, "--title", &format!("The {name}")])?;
    }
    Ok((cluster, desk))
}

fn kiosk(server: &Server, name: &str) -> Result<Client> {
    reach(server, &format!("/{name}/kiosk"))
}

fn get(server: &Server, path: &str) -> Result<(u16, String)> {
    server.http(&format!("GET {path} HTTP/1.1\r\nHost: desk\r\n\r\n"))
}

/// The desks that a server leads.
fn led_by(server: &Server) -> Result<Vec<String>> {
    let health: serde_json::Value = serde_json::from_str(&get(server, "/health")?.1)?;
    let desks = health["desks"].as_array().context("no desks")?;
    let led = desks.iter().filter(|desk| desk["warning"].is_null());
    Ok(led.filter_map(|desk| desk["name"].as_str().map(ToOwned::to_owned)).collect())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn each_desk_is_its_own_and_one_that_cannot_be_read_is_given_up_alone() -> Result<()> {
    let (cluster, desk) = several()?;
    let server = desk.run()?;
    for name in NAMES {
        let mut kiosk = kiosk(&server, name)?;
        for key in 0..2 {
            assert_eq!(request(&mut kiosk, key)?, i64::try_from(key)?, "{name}");
        }
    }
    let arguments = ["staff", "add", "ada", "--name", "Ada", "--password-stdin"];
    let added =
        desk.cli_with_input(&[&arguments[..], &["--desk", "gate"]].concat(), "correct horse\n")?;
    ensure!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    assert!(desk.ok(&["staff", "list", "--desk", "gate"])?.contains("ada"));
    assert_eq!(desk.ok(&["staff", "list"])?, "", "people are a desk's own");
    let listed = get(&server, "/desks")?.1;
    assert!(listed.contains(r#"{"name":"gate","title":"The gate"}"#), "{listed}");
    assert!(get(&server, "/gate/health")?.1.contains("\"waiting\":2"));
    assert!(get(&server, "/health")?.1.contains("\"waiting\":8"));
    let mut open = kiosk(&server, "hall")?;
    server.stop()?;
    assert_eq!(closed(&mut open)?, Some(1012));
    // What no program has written.
    let spoil = "INSERT INTO walkup.journal (desk, seq, body)
        SELECT id, seq + 1, 'nonsense' FROM walkup.desk WHERE name = 'gate'";
    cluster.sql(&[spoil, "UPDATE walkup.desk SET seq = seq + 1 WHERE name = 'gate'"])?;
    let server = desk.run()?;
    eventually("it is given up", || {
        Ok(get(&server, "/health")?.1.contains("Desk gate is not led here"))
    })?;
    for name in ["main", "hall", "yard"] {
        assert_eq!(request(&mut kiosk(&server, name)?, 2)?, 2, "{name}");
    }
    assert_eq!(get(&server, "/gate/health")?.0, 503);
    // Mended, it is taken again by itself.
    let mend = "DELETE FROM walkup.journal WHERE body = 'nonsense'";
    cluster.sql(&[mend, "UPDATE walkup.desk SET seq = seq - 1 WHERE name = 'gate'"])?;
    assert_eq!(request(&mut kiosk(&server, "gate")?, 2)?, 2);
    assert_eq!(led_by(&server)?, ["gate", "hall", "main", "yard"]);
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_server_that_joins_takes_its_share_and_nothing_is_lost_by_that() -> Result<()> {
    let (cluster, first_desk) = several()?;
    for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        first_desk.ok(&["desk", "add", name])?;
    }
    let first = first_desk.run()?;
    eventually("one leads all", || Ok(led_by(&first)?.len() == 12))?;
    let second_desk = cluster.server()?;
    let second = second_desk.run()?;
    eventually("the other leads some", || Ok(led_by(&second)?.len() >= 2))?;
    for (key, name) in NAMES.iter().enumerate() {
        // Whichever leads it, and though it may just be moving.
        for server in [&first, &second] {
            eventually("it is served", || {
                let mut kiosk = kiosk(server, name)?;
                Ok(request(&mut kiosk, key).is_ok_and(|ticket| ticket == 0))
            })?;
        }
    }
    first.stop()?;
    eventually("the other leads all", || Ok(led_by(&second)?.len() == 12))?;
    for (key, name) in NAMES.iter().enumerate() {
        assert_eq!(request(&mut kiosk(&second, name)?, key)?, 0, "{name}");
    }
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_link_leads_to_the_page_of_its_own_desk() -> Result<()> {
    let cluster = Cluster::new()?;
    let place = free_address()?;
    let desk = cluster.server_with(&format!("web_listen = '{place}'"))?;
    desk.ok(&["desk", "add", "gate"])?;
    for name in ["main", "gate"] {
        desk.ok(&["desk", "set", "public_url", "https://desk.example", "--desk", name])?;
    }
    let server = desk.run()?;
    let mut browser = Browser::new(place);
    let asked = r#"{"key":"k","email":"a@b.c","name":"Ada"}"#;
    let of_gate = path_of(&mut kiosk(&server, "gate")?, asked)?;
    let of_main = path_of(&mut kiosk(&server, "main")?, asked)?;
    assert!(
        of_gate.starts_with("/gate/q/0-") && of_main.starts_with("/q/0-"),
        "{of_gate} {of_main}"
    );
    for path in [&of_gate, &of_main] {
        eventually("the page is there", || Ok(browser.get(path)?.status == 200))?;
        assert_eq!(browser.get(path)?.state(), "next", "{path}");
    }
    // A token is good for its own desk alone.
    assert_eq!(browser.get(of_gate.trim_start_matches("/gate"))?.status, 404);
    assert_eq!(browser.get(&format!("/gate{of_main}"))?.status, 404);
    Ok(())
}
