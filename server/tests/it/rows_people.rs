//! People and what they may do: accounts made and changed from a window, passwords that are good
//! once, roles, and who may say what.

use anyhow::{Context as _, Result, ensure};
use shared::command::{Access, Verb};

use crate::scenario::check;
use crate::support::{Client, Desk, password};

#[test]
fn accounts() {
    check(
        r#"
        == somebody new chooses a password before anything else
        given kiosk: new ann@a.b Ann
        a = ada v2
        a: person {"user":"eve","name":"Eve  B"}
        a< success person {"user":"eve","password":"<w:once>"}
        s = staff v2 raw -taken
        s^ warning
        s: login eve ${once}
        s< success login <w:token>
        s< reset
        s< me {"user":"eve","name":"Eve B","admin":false,"role":"staff","must_change":true}
        s< ready
        s: next
        s< error next choose a password of your own first
        s: people
        s< error people choose a password of your own first
        s: pick 0 ${token}
        s< error pick the provided token does not belong to any staff member
        s: resume ${token}
        s< success resume Eve B
        s< reset
        s< me {"user":"eve","name":"Eve B","admin":false,"role":"staff","must_change":true}
        s< ready
        k = kiosk
        k: new ben@a.b Ben
        k< success new [1 ben -]
        a<* new [1 ben -]
        s-
        s: password {"old":"${once}","new":"short"}
        s< error password the new password is too short
        s: password {"old":"${once}","new":"a horse of my own"}
        s< success password
        s< reset
        s< me {"user":"eve","name":"Eve B","admin":false,"role":"staff"}
        s<* new [0 ann -]
        s<* ready
        s: pick 0 ${token}
        s<* success pick 0
        a<* at 0 Eve B
        s: next
        s<* success next 0
        a<* claimed <*>

        == the password is told once, and dies with the next
        a = ada v2
        a: person {"user":"bob","reset":true}
        a< success person {"user":"bob","password":"<w:once>"}
        s = staff v2 raw
        s: login bob ${once}
        s<* success login <w:token>
        s<* ready
        a: person {"user":"bob","reset":true}
        a< success person {"user":"bob","password":"<w:twice>"}
        s< out
        s: next
        s< error next your session token was found to be invalid. please relogin
        s: login bob ${once}
        s< error login name or password is wrong
        s: login bob ${twice}
        s<* success login <w:other>
        s<* ready

        == a token from the command line is free of it
        a = ada v2
        a: person {"user":"bob","reset":true}
        a< success person {"user":"bob","password":"<w:once>"}
        $ staff token bob

        == names are told anew
        b = bob@1 v2
        c = ada v2
        given kiosk: new ann@a.b Ann
        b<* new [0 ann -]
        c<* new [0 ann -]
        b: next
        b<* success next 0
        c<* claimed [0 ann bob]
        c: person {"user":"bob","name":"Bobby Tables"}
        c< at 1 Bobby Tables
        c<* claimed <*>
        c< success person {"user":"bob"}
        b< me {"user":"bob","name":"Bobby Tables","admin":false,"role":"staff"}
        b<* claimed <*>

        == what cannot be
        a = ada v2
        a: person {"user":"bob","name":"Ada L"}
        a< error person that name is already in use
        a: person {"user":"eve"}
        a< error person that name cannot be used
        a: person {"user":"e e","name":"Eve"}
        a< error person that name cannot be used
        a: person {"user":"eve","name":"{}"}
        a< error person that name cannot be used
        a: person {"user":"bob","services":["badges"]}
        a< error person there is no such service
        a: person {"user":"bob","role":"king"}
        a< error person the request cannot be read
        a: person
        a< error person the request cannot be read
        b = bob v2
        b: person {"user":"bob","role":"admin"}
        b< error person this needs an admin account
        s = staff raw
        s: person {"user":"bob","role":"admin"}
        s<* error person you are not signed in
        "#,
    );
}

#[test]
fn roles() {
    check(
        r#"
        == the last admin stays one
        $ staff add zoe --name Zoe --admin
        $ staff disable zoe
        a = ada v2
        a: person {"user":"ada","role":"lead"}
        a< error person this is the last admin
        a: person {"user":"ada","enabled":false}
        a< error person this is the last admin
        a: person {"user":"bob","role":"admin"}
        a< success person {"user":"bob"}
        a: person {"user":"ada","role":"staff"}
        a< error person another admin must do this
        a: person {"user":"ada","enabled":false}
        a< error person another admin must do this
        a: person {"user":"ada","reset":true}
        a< error person another admin must do this
        a: person {"user":"ada","name":"Ada M"}
        a< me {"user":"ada","name":"Ada M","admin":true,"role":"admin"}
        a< success person {"user":"ada"}

        == a role acts on open connections before their next command
        a = ada v2
        b = bob v2
        b: announce Hello
        b< error announce this needs a lead account
        b: settings
        b< error settings this needs a lead account
        a: person {"user":"bob","role":"lead"}
        a< success person {"user":"bob"}
        b< me {"user":"bob","name":"Bob M","admin":false,"role":"lead"}
        b: announce Hello
        b< notice Hello
        b< success announce
        a< notice Hello
        b: set {"version":0,"values":{"tables":3}}
        b< error set this needs an admin account
        a: person {"user":"bob","role":"staff"}
        a< success person {"user":"bob"}
        b< me {"user":"bob","name":"Bob M","admin":false,"role":"staff"}
        b: announce
        b< error announce this needs a lead account

        == taken in one packet with what it forbids
        a = ada v2
        b = bob v2
        a: person {"user":"bob","enabled":false}
        a<* success person {"user":"bob"}
        b< out
        b: next
        b< error next your session token was found to be invalid. please relogin
        a: person {"user":"bob","enabled":true}
        a< success person {"user":"bob"}

        == roles are stored
        given ada: person {"user":"bob","role":"lead"}
        kill
        start
        b = bob v2
        b: announce Hello
        b<* success announce
        b: people
        b< success people [<*>]

        == leads hear of new settings
        $ staff role bob lead
        a = ada v2
        b = bob v2
        c = cyd v2
        a: set {"version":0,"values":{"tables":12}}
        a<* success set 1
        b<* tables 12
        b< profile 1
        c< tables 12
        "#,
    );
}

/// The columns of the matrix, in order.
const WHO: [&str; 5] = ["nobody", "must choose a password", "staff", "lead", "admin"];

/// What each verb is said with; a verb that is not here stands alone. Nothing of it can succeed in
/// a way that changes who may say the next.
fn arguments(verb: Verb) -> &'static str {
    match verb {
        Verb::Approve => " ABC234",
        Verb::Audit | Verb::Export => " 2026-01-01 2026-01-02",
        Verb::Erase | Verb::Visitor | Verb::Query => " nobody@a.b",
        Verb::Hours => " 2026-11-28",
        Verb::Password => r#" {"old":"x","new":"y"}"#,
        Verb::Person => r#" {"user":"bob","name":"Bob M"}"#,
        Verb::Retention => " 30",
        Verb::Revoke => " Nowhere",
        Verb::Set => r#" {"version":0,"values":{}}"#,
        _ => "",
    }
}

/// What a verb is refused with for its sender's lack of rights; none: it is not.
fn refused(verb: Verb, who: usize) -> Option<String> {
    let rank = match verb.access() {
        Access::Anyone | Access::Nobody => return None,
        Access::SignedIn => 2,
        Access::Lead => 3,
        Access::Admin => 4,
    };
    let is_about_password = matches!(verb, Verb::Password | Verb::Logout);
    match who {
        0 => Some(verb.without_sign_in().to_string()),
        1 if is_about_password => None,
        1 => Some("choose a password of your own first".to_owned()),
        who if who >= rank => None,
        _ if rank == 3 => Some("this needs a lead account".to_owned()),
        _ => Some("this needs an admin account".to_owned()),
    }
}

/// Every verb, said by everybody: who has no right hears so, and whoever has hears anything else.
#[test]
fn every_verb_by_role_and_state() -> Result<()> {
    let desk = Desk::new()?;
    desk.ok(&["staff", "add", "lea", "--name", "Lea", "--role", "lead"])?;
    let lead = desk.ok(&["staff", "token", "lea"])?;
    let server = desk.run()?;
    let mut admin = server.v2("/staff")?;
    admin.answer(&format!("resume {}", desk.token("ada")))?;
    admin.wait_for("ready")?;
    let made = admin.answer(r#"person {"user":"new","name":"New"}"#)?;
    let made: serde_json::Value =
        serde_json::from_str(made.strip_prefix("success person ").context("no person")?)?;
    let once = made["password"].as_str().context("no password")?;
    let is_about_rights = |answer: &str| {
        let sentences = ["needs a lead", "needs an admin", "choose a password", "not signed in"];
        sentences.iter().any(|sentence| answer.contains(sentence))
    };
    for (who, name) in WHO.iter().enumerate() {
        let asks = |verb: &&Verb| !matches!(verb.access(), Access::Anyone | Access::Nobody);
        for verb in Verb::ALL.iter().filter(asks) {
            // Each on a connection of its own: some of them end a sign-in.
            let mut client = server.v2("/staff")?;
            let sign_in = match who {
                0 => None,
                1 => Some(format!("login new {once}")),
                2 => Some(format!("login bob {}", password("bob"))),
                3 => Some(format!("resume {}", lead.trim())),
                _ => Some(format!("login ada {}", password("ada"))),
            };
            if let Some(sign_in) = sign_in {
                if *verb == Verb::Logout && who == 3 {
                    continue;
                }
                client.answer(&sign_in)?;
                client.wait_for("ready")?;
            }
            client.send(&format!("{verb}{}", arguments(*verb)))?;
            let answer = answer(&mut client)?;
            match refused(*verb, who) {
                Some(refusal) => {
                    let expected = format!("error {verb} {refusal}");
                    ensure!(answer == expected, "{name} {verb}: {answer}, not {expected}");
                }
                None => ensure!(!is_about_rights(&answer), "{name} {verb}: {answer}"),
            }
        }
    }
    Ok(())
}

/// The next success or refusal.
fn answer(client: &mut Client) -> Result<String> {
    loop {
        let text = client.next()?;
        if text.starts_with("success ") || text.starts_with("error ") {
            return Ok(text);
        }
    }
}

/// A password that is good once is good for 7 days.
#[test]
fn a_password_that_nobody_used_dies() -> Result<()> {
    let desk = Desk::new()?;
    let world = server::World::default();
    let clock = world.clock.clone();
    let server = crate::world::Hosted::run(&desk, world)?;
    let mut admin = server.v2("/staff")?;
    admin.answer(&format!("resume {}", desk.token("ada")))?;
    admin.wait_for("ready")?;
    let made = admin.answer(r#"person {"user":"new","name":"New"}"#)?;
    let made: serde_json::Value =
        serde_json::from_str(made.strip_prefix("success person ").context("no person")?)?;
    let once = made["password"].as_str().context("no password")?;
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    clock.pass(day * 6);
    let mut new = server.v2("/staff")?;
    ensure!(new.answer(&format!("login new {once}"))?.starts_with("success login "));
    clock.pass(day + day / 2);
    let mut late = server.v2("/staff")?;
    late.fence()?;
    late.ask(&format!("login new {once}"), "error login name or password is wrong")
}
