//! Any server is a door to every desk, and what clients see when the server behind it goes.

use std::fs;
use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use nix::sys::signal::Signal;

use super::{Cluster, add, administer, closed, reach, request, signal, wait_for_log};
use crate::pages::path_of;
use crate::support::{
    Browser, Client, Desk, Dialect, Server, Wire, encrypted, eventually, free_address, handshake,
    tcp,
};

/// Two servers, the first of which leads; clients of the other are passed on.
fn two(more: &str) -> Result<(Cluster, [Desk; 2], [Server; 2])> {
    let cluster = Cluster::new()?;
    let desks = [cluster.server_with(more)?, cluster.server_with(more)?];
    let first = desks[0].run()?;
    drop(reach(&first, "/staff")?);
    let second = desks[1].run()?;
    drop(reach(&second, "/staff")?);
    Ok((cluster, desks, [first, second]))
}

/// How many connections a server passes on at the moment.
fn passed_on(server: &Server) -> Result<String> {
    let (_, text) = server.http(&get("/metrics"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("walkup_passed_on "));
    Ok(line.context("it is not counted")?.to_owned())
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: desk\r\n\r\n")
}

/// The status that a request for a WebSocket is answered with, and the headers.
fn asked(server: &Server, path: &str, headers: &str) -> Result<String> {
    let mut raw = server.raw()?;
    raw.send(handshake(path, headers).as_bytes())?;
    raw.head()
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn clients_are_served_through_any_server() -> Result<()> {
    let (cluster, desks, [leader, door]) = two("")?;
    let mut kiosk = door.v2("/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    let mut named = door.v2("/main/kiosk")?;
    assert_eq!(request(&mut named, 0)?, 0, "a key gives the ticket that it gave");
    eventually("both are counted", || Ok(passed_on(&door)? == "2"))?;
    assert_eq!(passed_on(&leader)?, "0");
    // What is long passes whole, in both directions.
    let mut staff = door.v2("/staff")?;
    let long = "x".repeat(1500);
    let refused = staff.answer(&format!("login {long} {long}"))?;
    assert!(refused.starts_with("error login"), "{refused}");
    for (path, status) in [("/gate/staff", "404"), ("/nowhere", "404"), ("/gate/health", "404")] {
        for server in [&leader, &door] {
            let head = asked(server, path, "")?;
            assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {head}");
        }
    }
    for server in [&leader, &door] {
        let health = server.http(&get("/main/health"))?;
        assert!(health.0 == 200 && health.1.contains("\"waiting\":1"), "{health:?}");
        let listed = server.http(&get("/desks"))?;
        assert_eq!(listed, (200, "{\"desks\":[{\"name\":\"main\",\"title\":\"\"}]}\n".to_owned()));
    }
    let of_server = door.http(&get("/health"))?.1;
    assert!(of_server.contains("\"desks\":[]"), "{of_server}");
    // Commands are given anywhere.
    assert!(add(&desks[1], "ada")?.status.success());
    let third = cluster.server()?;
    assert!(add(&third, "bob")?.status.success());
    assert_eq!(desks[0].ok(&["staff", "list"])?.lines().count(), 2);
    // A client that hangs up is gone there too.
    drop((kiosk, named, staff));
    eventually("nobody is passed on", || Ok(passed_on(&door)? == "0"))?;
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn whoever_was_passed_on_is_told_when_the_leader_goes() -> Result<()> {
    let (cluster, _desks, [leader, door]) = two("")?;
    let third_desk = cluster.server()?;
    let third = third_desk.run()?;
    let mut kiosk = third.v2("/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    // Killed: it says nothing itself, and the door says it.
    leader.kill()?;
    assert_eq!(closed(&mut kiosk)?, Some(1012));
    let mut kiosk = reach(&third, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 1)?, 1);
    // Stopped: whichever of the two leads, the other's clients go on.
    let mut other = reach(&door, "/kiosk")?;
    door.stop()?;
    assert_eq!(closed(&mut other)?, Some(1012));
    let mut kiosk = reach(&third, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 1)?, 1);
    third.stop()?;
    assert_eq!(closed(&mut kiosk)?, Some(1012));
    assert_eq!(cluster.tickets()?, [0, 1]);
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn whoever_was_passed_on_to_a_frozen_server_is_told() -> Result<()> {
    let (_cluster, _desks, [leader, door]) = two("")?;
    let mut board = door.v2("/display")?;
    let mut kiosk = door.v2("/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    signal(&leader, Signal::SIGSTOP)?;
    assert_eq!(closed(&mut board)?, Some(1012));
    assert_eq!(closed(&mut kiosk)?, Some(1012));
    let mut kiosk = reach(&door, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 1)?, 1);
    signal(&leader, Signal::SIGCONT)?;
    // It is a door, once it knows that it does not lead any more.
    eventually("its clients are passed on", || {
        let mut late = reach(&leader, "/kiosk")?;
        Ok(request(&mut late, 1).is_ok_and(|ticket| ticket == 1))
    })?;
    Ok(())
}

/// A user of the database's of its own, gone with this.
struct User(String);

impl User {
    fn new() -> Result<Self> {
        let name = format!("door_{}", std::process::id());
        administer("postgres", &[&format!("CREATE ROLE {name} LOGIN IN ROLE walkup")])?;
        Ok(Self(name))
    }

    /// Whoever is connected as this user is cut off, and stays so.
    fn shut_out(&self) -> Result<()> {
        let Self(name) = self;
        let end = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{name}'"
        );
        administer("postgres", &[&format!("ALTER ROLE {name} NOLOGIN"), &end]).map(drop)
    }
}

impl Drop for User {
    fn drop(&mut self) {
        if let Err(error) = administer("postgres", &[&format!("DROP ROLE {}", self.0)]) {
            eprintln!("{error:#}");
        }
    }
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_door_that_is_cut_off_from_the_database_goes_on() -> Result<()> {
    let user = User::new()?;
    let cluster = Cluster::new()?;
    let first = cluster.server()?;
    let leader = first.run()?;
    drop(reach(&leader, "/staff")?);
    let second = Desk::empty()?;
    let (_, place) = cluster
        .address()
        .split_once('@')
        .context("no user")
        .map(|(user, place)| (user.to_owned(), place.to_owned()))?;
    second.set(&format!("database = 'postgres://{}@{place}'\nannounce = false\n", user.0))?;
    let door = second.run()?;
    let mut kiosk = reach(&door, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    user.shut_out()?;
    wait_for_log(&second, "the database does not take changes")?;
    // Whoever was passed on still is, and whoever comes now.
    assert_eq!(request(&mut kiosk, 1)?, 1);
    let mut late = door.v2("/kiosk")?;
    assert_eq!(request(&mut late, 2)?, 2);
    // It says of itself that something is wrong.
    let health = door.http(&get("/health"))?.1;
    assert!(health.contains("The database takes no changes"), "{health}");
    door.kill()?;
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn keys_and_limits_are_the_clients_own_through_a_door() -> Result<()> {
    let more = "trusted_proxies = ['127.0.0.1']\nmax_connections_per_address = 2";
    let (_cluster, desks, [leader, door]) = two(more)?;
    let from = |address: &str| format!("X-Forwarded-For: {address}\r\n");
    let status = |server: &Server, path: &str, headers: &str| -> Result<String> {
        Ok(asked(server, path, headers)?.split(' ').nth(1).context("no status")?.to_owned())
    };
    for server in [&leader, &door] {
        // On the door's own machine nobody needs a key, and from elsewhere everybody does.
        assert_eq!(status(server, "/kiosk", "")?, "101");
        assert_eq!(status(server, "/kiosk", &from("198.51.100.7"))?, "401");
    }
    let key = desks[1].ok(&["device", "add", "kiosk", "Hall"])?;
    let shown = format!("{}Authorization: Bearer {}\r\n", from("198.51.100.7"), key.trim());
    assert_eq!(status(&door, "/kiosk", &shown)?, "101");
    assert_eq!(status(&door, "/display", &shown)?, "401");
    // One address has two connections, whichever servers they go through.
    let connect = |server: &Server, address: &str| {
        let wire = Wire::Plain(tcp(server.address)?);
        Client::over(wire, "/staff", Dialect::V2, &[("X-Forwarded-For", address)])
    };
    let held = [connect(&leader, "198.51.100.8")?, connect(&door, "198.51.100.8")?];
    assert!(connect(&door, "198.51.100.8").is_err(), "a third got in");
    let _other = connect(&door, "198.51.100.9")?;
    drop(held);
    eventually("a place is free", || Ok(connect(&door, "198.51.100.8").is_ok()))
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn visitors_pages_are_served_through_any_server() -> Result<()> {
    let cluster = Cluster::new()?;
    let places = [free_address()?, free_address()?];
    let desks = places.map(|place| cluster.server_with(&format!("web_listen = '{place}'")));
    let [first, second] = desks;
    let (first, second) = (first?, second?);
    first.ok(&["desk", "set", "public_url", "https://desk.example"])?;
    let leader = first.run()?;
    let mut kiosk = reach(&leader, "/kiosk")?;
    let _door = second.run()?;
    let path = path_of(&mut kiosk, r#"{"key":"k","email":"a@b.c","name":"Ada"}"#)?;
    let mut browsers = places.map(Browser::new);
    for browser in &mut browsers {
        for path in [path.clone(), format!("/main{path}")] {
            eventually("the page is there", || Ok(browser.get(&path)?.status == 200))?;
            assert_eq!(browser.get(&path)?.state(), "next");
        }
        assert_eq!(browser.get("/gate/join")?.status, 404);
    }
    let [_, mut far] = browsers;
    let mut live = far.live(&format!("{path}/live"))?;
    live.wait_for("next")?;
    assert_eq!(far.post(&format!("{path}/leave"), "")?.status, 303);
    live.wait_for("left")?;
    // A server that stands still shows nothing as if it were new.
    let mut kiosk = reach(&leader, "/kiosk")?;
    let path = path_of(&mut kiosk, r#"{"key":"l","email":"b@b.c","name":"Bob"}"#)?;
    let mut live = far.live(&format!("{path}/live"))?;
    live.wait_for("next")?;
    signal(&leader, Signal::SIGSTOP)?;
    while live.next()?.is_some() {}
    eventually("another server shows it", || Ok(far.get(&path)?.status == 200))?;
    assert_eq!(far.get(&path)?.state(), "next");
    signal(&leader, Signal::SIGCONT)
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn servers_know_each_other_by_their_authority_and_clients_know_all_of_them() -> Result<()> {
    let cluster = Cluster::new()?;
    let desks = [cluster.server()?, cluster.server()?, cluster.server()?];
    let said = desks[0].ok(&["cluster", "init"])?;
    let again = desks[0].cli(&["cluster", "init"])?;
    ensure!(!again.status.success(), "an authority was replaced");
    let file = |desk: &Desk| desk.dir().join("cluster-authority.pem");
    fs::copy(file(&desks[0]), file(&desks[1]))?;
    desks[2].ok(&["cluster", "init"])?;
    let leader = desks[0].run_on("0.0.0.0:0", &[])?;
    drop(reach(&leader, "/staff")?);
    let door = desks[1].run_on("0.0.0.0:0", &[])?;
    let mut kiosk = reach(&door, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    // Each has a certificate of its own, and both are known by the same.
    assert_ne!(encrypted(leader.address)?.1, encrypted(door.address)?.1);
    let fingerprint = desks[0].ok(&["tls", "fingerprint"])?;
    assert_eq!(desks[1].ok(&["tls", "fingerprint"])?, fingerprint);
    assert!(said.contains(fingerprint.trim()), "{said}");
    // One with another authority is no door.
    let stranger = desks[2].run()?;
    let head = asked(&stranger, "/kiosk", "")?;
    assert!(head.starts_with("HTTP/1.1 503 ") && head.contains("Retry-After: 1"), "{head}");
    // Where doors are encrypted nobody comes in plain.
    let place = cluster.sql(&["SELECT m.address FROM walkup.member m JOIN walkup.desk d
         ON m.id = d.leader AND m.incarnation = d.leader_incarnation"])?;
    let place: SocketAddr = place.first().context("nobody leads")?.parse()?;
    let mut plain = crate::support::Raw::connect(place)?;
    plain.send(b"{\"to\":\"x\",\"desk\":\"main\",\"purpose\":\"command\"}\n")?;
    assert!(!plain.rest().unwrap_or_default().contains("walkup"), "plain text was answered");
    let status = desks[0].ok(&["cluster", "status"])?;
    assert!(status.contains(&format!("server {place}: alive, leads 1 desk,")), "{status}");
    assert!(status.contains(&format!("desk main: led at {place}\n")), "{status}");
    assert!(status.contains("a change counts once it is on"), "{status}");
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn nobody_else_on_the_machine_comes_in_by_a_plain_door() -> Result<()> {
    let (cluster, _desks, [_leader, _door]) = two("")?;
    let place = cluster.sql(&["SELECT address FROM walkup.member"])?;
    for place in place {
        let mut raw = crate::support::Raw::connect(place.parse::<SocketAddr>()?)?;
        raw.send(b"{\"to\":\"\",\"desk\":\"main\",\"purpose\":\"command\"}\n{}\n")?;
        assert_eq!(raw.rest()?, "walkup not mine\n");
        for nonsense in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[b'x'; 3000], b"\n"] {
            let mut raw = crate::support::Raw::connect(place.parse::<SocketAddr>()?)?;
            raw.send(nonsense)?;
            assert_eq!(raw.rest().unwrap_or_default(), "");
        }
    }
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn an_open_door_needs_an_authority_and_an_address() -> Result<()> {
    let cluster = Cluster::new()?;
    let refused = |more: &str| -> Result<String> {
        let desk = cluster.server_with(more)?;
        let output = desk.cli(&["run", "--listen", "127.0.0.1:0"])?;
        ensure!(!output.status.success(), "{more} was accepted");
        Ok(String::from_utf8(output.stderr)?)
    };
    let said = refused("cluster_listen = '0.0.0.0:0'")?;
    assert!(said.contains("`walkup-server cluster init` on one of them"), "{said}");
    let said = refused("cluster_address = 'desk1.example'")?;
    assert!(said.contains("`desk1.example` is no place with a port"), "{said}");
    let desk = cluster.server_with("cluster_listen = '0.0.0.0:0'")?;
    desk.ok(&["cluster", "init"])?;
    let output = desk.cli(&["run", "--listen", "127.0.0.1:0"])?;
    let said = String::from_utf8(output.stderr)?;
    assert!(said.contains("set cluster_address to where they find this server"), "{said}");
    Ok(())
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_copy_becomes_a_cluster_of_its_own() -> Result<()> {
    let cluster = Cluster::new()?;
    let desk = cluster.server()?;
    let server = desk.run()?;
    let mut kiosk = reach(&server, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    let said = String::from_utf8(desk.cli(&["cluster", "reset"])?.stderr)?;
    assert!(said.contains("servers work on this database: stop them first"), "{said}");
    server.stop()?;
    // As it is after a restore elsewhere.
    let before =
        cluster.sql(&["SELECT id FROM walkup.cluster", "SELECT epoch FROM walkup.desk"])?;
    cluster.sql(&["UPDATE walkup.cluster SET system = system + 1"])?;
    let said = String::from_utf8(desk.cli(&["run", "--listen", "127.0.0.1:0"])?.stderr)?;
    assert!(said.contains("say so with `walkup-server cluster reset`"), "{said}");
    assert_eq!(desk.ok(&["cluster", "reset"])?, "this is a cluster of its own now, with 1 desk\n");
    let after = cluster.sql(&["SELECT id FROM walkup.cluster", "SELECT epoch FROM walkup.desk"])?;
    assert!(before[0] != after[0] && before[1].parse::<i64>()? < after[1].parse()?);
    let server = desk.run()?;
    let mut kiosk = reach(&server, "/kiosk")?;
    assert_eq!(request(&mut kiosk, 0)?, 0);
    wait_for_log(&desk, "desk main is led here")
}
