//! Behaviour as text: who connects, who says what, who hears what, and who hears nothing.
//!
//! ```text
//! == a title; each scenario runs on a fresh desk and a server of its own
//! settings table_grace_secs = 1     a line of walkup.toml
//! given kiosk: new ann@a.b Ann      said by a connection of its own, before; must succeed
//! given ada@0: accept 0             the same, by ada, who sits at table 0
//! seat bob@1                        bob sits down at table 1 and his connection breaks
//! ada = ada@0                       a staff connection, signed in, at table 0, its state dropped
//! ben = bob v2                      the same without a table, in the extended dialect
//! tom = staff raw                   not signed in; nothing is dropped
//! wall = display v2 raw             also kiosk; `-about` passes over messages with that word, whichever it is
//! ada: complete 0                   says
//! ada< success complete 0           hears this next
//! ben<* complete 0                  hears this sometime, passing over others
//! ben^ tables 10                    heard this when it connected, before anything else
//! ben-                              hears nothing
//! ben x                             breaks the connection
//! ben closed 1001                   is closed by the server
//! $ staff disable bob               runs this command of the binary
//! kill, stop, start                 ends and starts the server
//! set tables = 2                    replaces walkup.toml, for the next start
//! ```
//!
//! At the end of a scenario nobody may hear anything more. In texts, `$ada` is ada's token,
//! `[0 ann -]` the JSON of ticket 0 of ann while it waits, `[0 ann ada]` while ada has it and
//! `[0 ann ada ended]` when it has ended; `<t:x>` is a moment, `<n:x>` a number, `<w:x>` a word and
//! `<*>` anything, each the same wherever it has the same name; `${x}` says it again. What is said
//! may hold `\n`, `\t`, and `␠` for a space at its end. `"calls":0` may be said or left unsaid,
//! and so may at the end that a kiosk of this machine made a ticket.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context as _, Result, bail, ensure};

use crate::support::{ACCOUNTS, Client, Desk, Dialect, Server};

/// How many scenarios run at once: they mostly wait for processes and the disk.
const AT_ONCE: usize = 4;

/// Runs every scenario of a text; says all that failed.
pub fn check(text: &str) {
    let scenarios = parse(text);
    assert!(!scenarios.is_empty(), "no scenario");
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(scenarios.len()) {
            scope.spawn(|| {
                while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = scenario.run() {
                        let failure = format!("== {}\n{error:#}\n", scenario.title);
                        failures.lock().expect("no holder panics").push(failure);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no holder panics");
    assert!(
        failures.is_empty(),
        "{} of {} scenarios failed\n\n{}",
        failures.len(),
        scenarios.len(),
        failures.join("\n")
    );
}

struct Scenario {
    title: String,
    settings: String,
    steps: Vec<Step>,
}

struct Step {
    line: usize,
    text: String,
}

/// A scenario while it runs.
struct Stage {
    desk: Desk,
    server: Option<Server>,
    clients: BTreeMap<String, Actor>,
    captured: BTreeMap<String, String>,
}

struct Actor {
    client: Client,
    /// What it heard when it connected.
    hello: Vec<String>,
}

fn parse(text: &str) -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(title) = line.strip_prefix("== ") {
            let title = title.to_owned();
            scenarios.push(Scenario { title, settings: String::new(), steps: Vec::new() });
        } else if !line.is_empty() && !line.starts_with('#') {
            let scenario = scenarios.last_mut().expect("a scenario begins with its title");
            if let Some(setting) = line.strip_prefix("settings ") {
                scenario.settings.push_str(setting);
                scenario.settings.push('\n');
            } else {
                scenario.steps.push(Step { line: index + 1, text: line.to_owned() });
            }
        }
    }
    scenarios
}

impl Scenario {
    fn run(&self) -> Result<()> {
        let desk = Desk::with_settings(&self.settings)?;
        let server = Some(desk.run()?);
        let mut stage = Stage { desk, server, clients: BTreeMap::new(), captured: BTreeMap::new() };
        let result = self.play(&mut stage);
        if result.is_err() {
            return result.with_context(|| {
                let log = stage.server.as_ref().and_then(|server| server.log().ok());
                let log = log.unwrap_or_default();
                log.lines()
                    .rev()
                    .take(5)
                    .map(|line| format!("server: {line}\n"))
                    .collect::<String>()
            });
        }
        result
    }

    fn play(&self, stage: &mut Stage) -> Result<()> {
        for step in &self.steps {
            let place = || format!("line {}: {}", step.line, step.text);
            stage.step(&step.text).with_context(place)?;
        }
        for (name, actor) in &mut stage.clients {
            actor.client.silent().with_context(|| format!("{name} at the end"))?;
        }
        Ok(())
    }
}

/// Splits `who SIGN rest` where `who` is one word.
fn split_step<'a>(text: &'a str, sign: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(sign).filter(|(who, _)| is_name(who))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Stage {
    fn step(&mut self, text: &str) -> Result<()> {
        if let Some(rest) = text.strip_prefix("$ ") {
            let arguments: Vec<&str> = rest.split(' ').collect();
            self.desk.ok(&arguments).map(|_| ())
        } else if let Some(toml) = text.strip_prefix("set ") {
            self.desk.set(toml)
        } else if let Some(who) = text.strip_prefix("seat ") {
            self.connect(who).map(|_| ())
        } else if let Some(rest) = text.strip_prefix("given ") {
            let (who, said) = rest.split_once(": ").context("given WHO: WHAT")?;
            let mut actor = self.connect(who)?;
            let answer = actor.client.answer(&self.say(said)?)?;
            ensure!(answer.starts_with("success "), "answered {answer:?}");
            Ok(())
        } else if let Some((name, who)) = split_step(text, " = ") {
            let actor = self.connect(who)?;
            self.clients.insert(name.to_owned(), actor);
            Ok(())
        } else if let Some((name, said)) = split_step(text, ": ") {
            let said = self.say(said)?;
            self.actor(name)?.client.send(&said)
        } else if let Some((name, expected)) = split_step(text, "< ") {
            let expected = self.fill(expected);
            let heard = self.actor(name)?.client.next()?;
            self.compare(&expected, &heard)
        } else if let Some((name, expected)) = split_step(text, "<* ") {
            let expected = self.fill(expected);
            loop {
                let heard = self.actor(name)?.client.next()?;
                if self.compare(&expected, &heard).is_ok() {
                    return Ok(());
                }
            }
        } else if let Some((name, expected)) = split_step(text, "^ ") {
            let expected = self.fill(expected);
            let hello = self.actor(name)?.hello.clone();
            let heard = hello.iter().any(|heard| self.compare(&expected, heard).is_ok());
            ensure!(heard, "heard only {hello:#?}");
            Ok(())
        } else if let Some(name) = text.strip_suffix(" x") {
            let actor = self.clients.remove(name).context("nobody of that name")?;
            actor.client.cut();
            Ok(())
        } else if let Some((name, code)) = split_step(text, " closed ") {
            let mut actor = self.clients.remove(name).context("nobody of that name")?;
            let closed = actor.client.closed()?;
            ensure!(closed == Some(code.parse()?), "closed with {closed:?}");
            Ok(())
        } else if let Some(name) = text.strip_suffix('-') {
            self.actor(name)?.client.silent()
        } else {
            match text {
                "kill" => self.server.take().context("no server")?.kill(),
                "stop" => self.server.take().context("no server")?.stop(),
                "start" => {
                    self.server = Some(self.desk.run()?);
                    Ok(())
                }
                _ => bail!("not a step"),
            }
        }
    }

    /// Connects `staff`, `kiosk`, `display`, `USER` or `USER@TABLE`, with options.
    fn connect(&self, who: &str) -> Result<Actor> {
        let server = self.server.as_ref().context("no server")?;
        let mut words = who.split(' ');
        let role = words.next().unwrap_or_default();
        let mut dialect = Dialect::Classic;
        let mut is_raw = false;
        let mut ignored = Vec::new();
        let mut hears_waiting = false;
        for option in words {
            match option {
                "v2" => dialect = Dialect::V2,
                "raw" => is_raw = true,
                "waiting" => hears_waiting = true,
                "-at" => ignored.push("at"),
                _ => match option.strip_prefix('-') {
                    Some(word) => ignored.push(word),
                    None => bail!("option {option:?}"),
                },
            }
        }
        let (user, table) = role.split_once('@').map_or((role, None), |(u, t)| (u, Some(t)));
        let is_account = ACCOUNTS.iter().any(|account| account.0 == user);
        let path = if is_account { "/staff" } else { &format!("/{role}") };
        let mut client = Client::connect(server.address, path, dialect)?;
        if hears_waiting {
            client.ignore_only_ticks();
        }
        let mut hello = Vec::new();
        if is_account {
            let token = self.desk.token(user);
            match table {
                Some(table) => client.send(&format!("pick {table} {token}"))?,
                None => client.send(&format!("resume {token}"))?,
            }
            hello = client.fence()?;
            let success = match table {
                Some(table) => format!("success pick {table}"),
                None => format!("success resume {}", display_name(user)),
            };
            ensure!(hello.contains(&success), "no {success:?} in {hello:?}");
        } else if dialect == Dialect::V2 || !is_raw {
            // In the extended dialect what goes to all comes first; of a display's state the
            // runner keeps nothing back, so that it can be looked at as a whole.
            if !(is_raw && path == "/display") {
                hello = client.fence()?;
            }
        }
        for word in ignored {
            client.ignore(word);
        }
        Ok(Actor { client, hello })
    }

    fn actor(&mut self, name: &str) -> Result<&mut Actor> {
        self.clients.get_mut(name).with_context(|| format!("nobody is called {name:?}"))
    }

    /// What is said: tokens and captured words filled in.
    fn say(&self, text: &str) -> Result<String> {
        let mut said = self.fill(text);
        while let Some((before, rest)) = said.split_once("${") {
            let (name, after) = rest.split_once('}').context("no }")?;
            let value = self.captured.get(name).with_context(|| format!("no {name}"))?;
            said = format!("{before}{value}{after}");
        }
        Ok(said.replace("\\n", "\n").replace("\\t", "\t").replace('␠', " "))
    }

    /// Fills in tokens and tickets.
    fn fill(&self, text: &str) -> String {
        let mut filled = expand_tickets(text);
        for (user, _, _) in ACCOUNTS {
            filled = filled.replace(&format!("${user}"), self.desk.token(user));
        }
        filled
    }

    fn compare(&mut self, pattern: &str, heard: &str) -> Result<()> {
        let mut captured = self.captured.clone();
        let said = heard.replace(r#","calls":0"#, "").replace(r#","kiosk":"kiosk"}"#, "}");
        let plain = if heard.starts_with("about ") { &said } else { heard };
        if matches(pattern, plain, &mut captured) {
            self.captured = captured;
            Ok(())
        } else {
            let known: String = pattern
                .split_inclusive('>')
                .map(|piece| match piece.rfind('<').map(|at| piece.split_at(at)) {
                    Some((before, hole)) => {
                        let value = self.captured.get(hole_name(hole));
                        format!("{before}{}", value.map_or(hole, String::as_str))
                    }
                    None => piece.to_owned(),
                })
                .collect();
            bail!("expected {known}\n     got {heard}")
        }
    }
}

fn hole_name(hole: &str) -> &str {
    hole.trim_matches(['<', '>']).split_once(':').map_or("", |(_, name)| name)
}

/// Compares a text with a pattern and takes down what stands in its holes.
fn matches(pattern: &str, text: &str, captured: &mut BTreeMap<String, String>) -> bool {
    let Some(at) = find_hole(pattern) else { return pattern == text };
    let (before, rest) = pattern.split_at(at);
    let Some(text) = text.strip_prefix(before) else { return false };
    let end = rest.find('>').expect("find_hole saw it");
    let (hole, after) = (&rest[1..end], &rest[end + 1..]);
    if hole == "*" {
        return (0..=text.len())
            .filter(|cut| text.is_char_boundary(*cut))
            .any(|cut| matches(after, &text[cut..], captured));
    }
    let (kind, name) = hole.split_once(':').expect("find_hole saw it");
    let length = match kind {
        "t" => 20,
        "n" => text.bytes().take_while(u8::is_ascii_digit).count(),
        _ => text.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"-_".contains(b)).count(),
    };
    let Some((value, text)) = text.split_at_checked(length) else { return false };
    if value.is_empty() || kind == "t" && !is_recent(value) {
        return false;
    }
    let same = captured.entry(name.to_owned()).or_insert_with(|| value.to_owned()) == value;
    same && matches(after, text, captured)
}

fn find_hole(pattern: &str) -> Option<usize> {
    ["<t:", "<n:", "<w:", "<*>"].iter().filter_map(|hole| pattern.find(hole)).min()
}

/// Whether this is a moment as the wire tells it, of the last ten minutes.
fn is_recent(text: &str) -> bool {
    let Ok(moment) = text.parse::<chrono::DateTime<chrono::Utc>>() else { return false };
    let age = chrono::Utc::now().timestamp() - moment.timestamp();
    moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true) == text && (-1..600).contains(&age)
}

/// Turns `[0 ann -]` into the JSON of that ticket.
fn expand_tickets(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let end = after.find(']').unwrap_or(0);
        let words: Vec<&str> = after[..end].split(' ').collect();
        match words[..] {
            [id, visitor, staff, ref more @ ..] if id.parse::<u32>().is_ok() => {
                out.push_str(&ticket_json(id, visitor, staff, more.first().copied()));
                rest = &after[end + 1..];
            }
            _ => {
                out.push('[');
                rest = after;
            }
        }
    }
    out + rest
}

/// What colleagues call an account; `{}` for nobody's.
fn display_name(user: &str) -> &'static str {
    ACCOUNTS.iter().find(|account| account.0 == user).map_or("{}", |found| found.1)
}

fn ticket_json(id: &str, visitor: &str, staff: &str, ended: Option<&str>) -> String {
    let staff = display_name(staff);
    let mut name = visitor.to_owned();
    name[..1].make_ascii_uppercase();
    let end = match ended {
        Some(word) => format!("<t:{word}{id}>"),
        None => "1970-01-01T00:00:00Z".to_owned(),
    };
    format!(
        r#"{{"id":{id},"email":"{visitor}@a.b","name":"{name}","staff":"{staff}","start":"<t:start{id}>","end":"{end}"}}"#
    )
}

#[test]
fn patterns_take_down_what_stands_in_their_holes() {
    let mut captured = BTreeMap::new();
    assert!(matches("a <n:x> b <w:y>", "a 12 b c-d", &mut captured));
    assert_eq!(captured["x"], "12");
    assert!(!matches("<n:x>", "13", &mut captured), "the same name, another value");
    assert!(matches("x <*> z", "x anything z", &mut captured));
    assert!(!matches("<t:t>", "2019-10-01T04:12:19Z", &mut captured), "not recent");
}
