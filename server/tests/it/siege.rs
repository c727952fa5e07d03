//! Everything hostile at once, over encryption and with limits that bind this machine too, while
//! healthy clients go on and hear nothing but their own protocol.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use thread_priority::{ThreadPriority, ThreadPriorityValue};

use crate::support::{
    Client, Desk, Dialect, Frame, Length, PATIENCE, Raw, Server, Wire, encrypted, eventually,
    frame, handshake, password,
};

const NOT_FOUND: &str = "error query visitor email does not exist";

/// What staff without a table hear: where ada and bob sit.
const TAKEN: &str = "taken 0 1";

/// How long it lasts at least: longer than the ten seconds that a handshake or a message may take.
const LENGTH: Duration = Duration::from_secs(12);

/// How many messages a second one client may say.
const ALLOWED: u32 = 200;

/// The time from one ticket to the next: a busy desk, within what each client may say.
const PACE: Duration = Duration::from_millis(16);

/// A desk that is encrypted and trusts nobody on this machine; `more` are further settings.
fn fortress(more: &str) -> Result<Desk> {
    let desk = Desk::new()?;
    let made = rcgen::generate_simple_self_signed(["desk".to_owned()])?;
    let (certificate, key) = (desk.dir().join("site.crt"), desk.dir().join("site.key"));
    std::fs::write(&certificate, made.cert.pem())?;
    std::fs::write(&key, made.signing_key.serialize_pem())?;
    desk.set(&format!(
        "limit_loopback = true\nmax_connections_per_address = 2000\n\
         tls_cert = {certificate:?}\ntls_key = {key:?}\n{more}"
    ))?;
    Ok(desk)
}

/// What the attackers have got hold of.
struct Loot {
    /// A kiosk's key, good on its own path alone.
    kiosk_key: String,
    /// A key that was revoked.
    revoked_key: String,
    /// Tokens of somebody who signed out, and of an account that was disabled.
    dead_tokens: [String; 2],
}

/// What goes on until it is called off.
struct Siege<'a> {
    server: &'a Server,
    loot: Loot,
    over: Mutex<bool>,
    called_off: Condvar,
}

/// One kind of hostility, which a thread repeats with a pause in between.
struct Attack {
    name: &'static str,
    pause: Duration,
    /// Does it once and looks at each answer; false when the siege was over before.
    once: fn(&Siege<'_>) -> Result<bool>,
    /// How often it was done.
    done: AtomicU32,
}

const fn attack(name: &'static str, pause_ms: u64, once: fn(&Siege<'_>) -> Result<bool>) -> Attack {
    Attack { name, pause: Duration::from_millis(pause_ms), once, done: AtomicU32::new(0) }
}

impl Siege<'_> {
    /// Waits for so long, unless the siege is over; whether it goes on.
    fn goes_on_after(&self, pause: Duration) -> bool {
        let over = self.over.lock().expect("nobody panics with it");
        let waited = self.called_off.wait_timeout_while(over, pause, |over| !*over);
        !*waited.expect("nobody panics with it").0
    }

    fn call_off(&self) {
        *self.over.lock().expect("nobody panics with it") = true;
        self.called_off.notify_all();
    }

    fn repeat(&self, attack: &Attack) -> Result<()> {
        // Attackers have machines of their own; here they let the healthy clients go first, so that
        // what these wait for is the server. Where the system refuses, the ratios are worse.
        if let Ok(lowest) = ThreadPriorityValue::try_from(0_u8) {
            ThreadPriority::Crossplatform(lowest).set_for_current().ok();
        }
        while (attack.once)(self).with_context(|| attack.name)? {
            attack.done.fetch_add(1, Ordering::SeqCst);
            if !self.goes_on_after(attack.pause) {
                break;
            }
        }
        Ok(())
    }

    fn raw(&self) -> Result<Raw> {
        Raw::connect_encrypted(self.server.address)
    }

    /// A connection on which both handshakes are done.
    fn raw_on(&self, path: &str, key: Option<&str>) -> Result<Raw> {
        let mut raw = self.raw()?;
        raw.send(handshake(path, &bearer(key)).as_bytes())?;
        let head = raw.head()?;
        ensure!(head.starts_with("HTTP/1.1 101 "), "refused: {head}");
        Ok(raw)
    }

    /// Sends what is hostile on a connection of its own, which must be closed with this code.
    fn closes(&self, what: &str, frames: &[Frame<'_>], code: u16) -> Result<()> {
        let mut raw = self.raw_on("/kiosk", Some(&self.loot.kiosk_key))?;
        let begun = Instant::now();
        for frame in frames {
            // The server may close before the last one is out.
            raw.frame(frame).ok();
        }
        let is_slow = begun.elapsed() > LAST_READ;
        let closed = raw.closed()?;
        if closed.is_none() && is_slow {
            // On a busy machine this thread comes last: the server read on as long as it does.
            return Ok(());
        }
        ensure!(closed == Some(code), "{what}: {closed:?} instead of {code}");
        Ok(())
    }

    /// Tries to get in, which must be answered with this status.
    fn refuses(&self, path: &str, headers: &str, status: u16) -> Result<()> {
        let mut raw = self.raw()?;
        raw.send(handshake(path, headers).as_bytes())?;
        let head = raw.head()?;
        let expected = format!("HTTP/1.1 {status} ");
        ensure!(head.starts_with(&expected), "{path} with {headers:?}: {head}");
        Ok(())
    }

    /// Sends `drip` on each, a byte a `step`, until the server has ended all of them, which it
    /// must do without a word.
    fn drips(&self, mut raws: Vec<Raw>, drip: &[u8], step: Duration) -> Result<bool> {
        let end = Instant::now() + PATIENCE;
        for at in 0.. {
            let mut open = Vec::new();
            for mut raw in raws {
                if let Some(byte) = drip.get(at) {
                    // It may be closed by now.
                    raw.send(&[*byte]).ok();
                }
                if !raw.has_ended_in_silence()? {
                    open.push(raw);
                }
            }
            if open.is_empty() {
                break;
            }
            ensure!(Instant::now() < end, "{} are still open", open.len());
            raws = open;
            if !self.goes_on_after(step) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn bearer(key: Option<&str>) -> String {
    key.map(|key| format!("Authorization: Bearer {key}\r\n")).unwrap_or_default()
}

// ---- what is hostile ----

fn attacks() -> [Attack; 13] {
    [
        attack("silent connections", 0, |siege| {
            let raws = (0..1500).map(|_| siege.server.raw()).collect::<Result<_>>()?;
            siege.drips(raws, b"", Duration::from_secs(1))
        }),
        attack("silent within the encryption", 0, |siege| {
            let raws = (0..20).map(|_| siege.raw()).collect::<Result<_>>()?;
            siege.drips(raws, b"", Duration::from_secs(1))
        }),
        attack("a slow handshake of the encryption", 0, |siege| {
            let raws = (0..20).map(|_| siege.server.raw()).collect::<Result<_>>()?;
            // A record of 512 bytes begins, with a hello in it.
            let mut drip = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec();
            drip.resize(500, 7);
            siege.drips(raws, &drip, Duration::from_millis(100))
        }),
        attack("a slow handshake of the protocol", 0, |siege| {
            let raws = (0..20).map(|_| siege.raw()).collect::<Result<_>>()?;
            let drip = handshake("/staff", &format!("X-Long: {}\r\n", "x".repeat(500)));
            siege.drips(raws, drip.as_bytes(), Duration::from_millis(100))
        }),
        attack("connections that break off", 200, |siege| {
            for sent in [&b""[..], b"\x16\x03\x01\x02\x00\x01\x00", b"GET /staff HTTP/1.1\r\n"] {
                for _ in 0..5 {
                    siege.server.raw()?.send(sent)?;
                }
            }
            // In the middle of a frame; without a goodbye.
            let text = frame(1, b"accept 1").bytes();
            siege.raw_on("/staff", None)?.send(&text[..text.len() / 2])?;
            Ok(true)
        }),
        attack("giant frames", 250, |siege| {
            let giant = Frame { length: Length::Claimed(1 << 62), ..frame(1, b"") };
            siege.closes("2^62 bytes", &[giant], 1009)?;
            let negative = Frame { length: Length::Claimed(1 << 63), ..frame(1, b"") };
            siege.closes("2^63 bytes", &[negative], 1002)?;
            let real = vec![b'x'; 1 << 20];
            siege.closes("a mebibyte", &[frame(1, &real)], 1009)?;
            Ok(true)
        }),
        attack("endless fragments", 250, |siege| {
            let begun = Frame { fin: false, ..frame(1, b"query ") };
            let more = Frame { fin: false, ..frame(0, b"") };
            let mut frames = vec![begun.clone()];
            frames.resize(500, more);
            siege.closes("many empty fragments", &frames, 1008)?;
            let large = [b'x'; 3000];
            let more = Frame { fin: false, ..frame(0, &large) };
            siege.closes("large fragments", &[begun, more.clone(), more], 1009)?;
            Ok(true)
        }),
        attack("slow fragments", 0, slow_fragments),
        attack("invalid UTF-8", 250, |siege| {
            siege.closes("a wrong byte", &[frame(1, b"query \xff@b.c")], 1007)?;
            let begun = Frame { fin: false, ..frame(1, b"query \xe2") };
            siege.closes("wrong across fragments", &[begun, frame(0, b"\x28\xa1")], 1007)?;
            siege.closes("binary", &[frame(2, b"query a@b.c")], 1003)?;
            Ok(true)
        }),
        attack("a flood of messages", 0, |siege| {
            let mut flood = siege.server.classic("/staff")?;
            flood.expect(TAKEN)?;
            let begun = Instant::now();
            for _ in 0..3 * ALLOWED {
                flood.queue("accept 1")?;
            }
            flood.flush()?;
            for _ in 0..3 * ALLOWED {
                flood.expect("error accept you do not have a table chosen")?;
            }
            // Twice a second's worth at once, and the rest takes a second, by whichever clock.
            let took = begun.elapsed();
            ensure!(took > Duration::from_millis(900), "it was listened to at once: {took:?}");
            Ok(true)
        }),
        attack("a flood of sign-ins", 250, |siege| {
            let mut flood = siege.server.classic("/staff")?;
            flood.expect(TAKEN)?;
            for guess in 0..50 {
                flood.queue(&format!("login ada wrong password {guess}"))?;
                flood.queue(&format!("login guess{guess} wrong password"))?;
            }
            flood.flush()?;
            let mut refused = 0;
            for _ in 0..100 {
                let answer = flood.next()?;
                match answer.strip_prefix("error login ") {
                    Some("name or password is wrong") => {}
                    Some(why) if why.starts_with("too many attempts. wait ") => refused += 1,
                    _ => bail!("{answer}"),
                }
            }
            // Five wrong ones for ada, at most fifty from here, and then hardly any.
            ensure!(refused >= 40, "only {refused} of 100 were turned down");
            Ok(true)
        }),
        attack("dead tokens", 250, |siege| {
            let mut staff = siege.server.classic("/staff")?;
            staff.expect(TAKEN)?;
            let [replayed, revoked] = &siege.loot.dead_tokens;
            for token in [replayed, revoked, &revoked[..31], "", "x"] {
                let wrong = "error pick the provided token does not belong to any staff member";
                staff.ask(&format!("pick 5 {token}"), wrong)?;
                staff.ask(&format!("resume {token}"), "error resume please relogin")?;
            }
            staff.ask("accept 0", "error accept you do not have a table chosen")?;
            Ok(true)
        }),
        attack("keys of others and foreign origins", 250, |siege| {
            let Loot { kiosk_key, revoked_key, dead_tokens } = &siege.loot;
            siege.refuses("/kiosk", &bearer(Some(revoked_key)), 401)?;
            siege.refuses("/display", &bearer(Some(kiosk_key)), 401)?;
            siege.refuses("/staff", &bearer(Some(kiosk_key)), 401)?;
            siege.refuses("/kiosk", &bearer(Some(&dead_tokens[0])), 401)?;
            siege.refuses("/kiosk", "", 401)?;
            for origin in ["https://evil.example", "null"] {
                siege.refuses("/staff", &format!("Origin: {origin}\r\n"), 403)?;
            }
            let own = format!("Origin: https://{}\r\n", siege.server.address);
            siege.refuses("/kiosk", &format!("{own}{}", bearer(Some(kiosk_key))), 403)?;
            Ok(true)
        }),
    ]
}

/// A message of which a piece comes every second.
fn slow_fragments(siege: &Siege<'_>) -> Result<bool> {
    let mut raw = siege.raw_on("/staff", None)?;
    raw.frame(&Frame { fin: false, ..frame(1, b"accept ") })?;
    ensure!(raw.text()? == TAKEN);
    let end = Instant::now() + PATIENCE;
    while siege.goes_on_after(Duration::from_secs(1)) {
        ensure!(Instant::now() < end, "it is still open");
        if raw.frame(&Frame { fin: false, ..frame(0, b"1") }).is_err() {
            break;
        }
        raw.stream().set_read_timeout(Some(Duration::from_millis(1)))?;
        match raw.next() {
            Ok((8, payload)) => {
                ensure!(payload == 1008_u16.to_be_bytes(), "closed with {payload:?}");
                return Ok(true);
            }
            Ok((opcode, payload)) => bail!("opcode {opcode}: {payload:?}"),
            // Nothing has come so far.
            Err(_) => {}
        }
    }
    Ok(false)
}

// ---- who is healthy ----

/// A desk at work: each message that these four hear is known, and so is that nothing else comes.
struct Work {
    kiosk: Client,
    ada: Client,
    bob: Client,
    display: Client,
    tickets: u64,
}

impl Work {
    fn begin(desk: &Desk, server: &Server, kiosk: &str, display: &str) -> Result<Self> {
        let ada = server.staff_at(desk, "ada", 0)?;
        let bob = server.staff_at(desk, "bob", 1)?;
        let mut work = Self {
            kiosk: device(server, "/kiosk", kiosk)?,
            ada,
            bob,
            display: device(server, "/display", display)?,
            tickets: 0,
        };
        ensure!(work.display.fence()? == ["pick 0", "pick 1"]);
        work.ada.fence()?;
        Ok(work)
    }

    /// One ticket from kiosk to its end, until the last has heard of it.
    fn serve_one(&mut self) -> Result<Duration> {
        let begun = Instant::now();
        let id = self.tickets;
        self.tickets += 1;
        let ticket = format!(r#"{{"id":{id},"email":"a@b.c","name":"Ann","#);
        self.kiosk.send("new a@b.c Ann")?;
        starts(&self.kiosk.next()?, &format!("success new {ticket}"))?;
        starts(&self.ada.next()?, &format!("new {ticket}"))?;
        starts(&self.bob.next()?, &format!("new {ticket}"))?;
        self.ada.ask(&format!("accept {id}"), &format!("success claimed {id}"))?;
        starts(&self.bob.next()?, &format!("claimed {ticket}"))?;
        self.display.expect(&format!("claimed {id} 0"))?;
        self.ada.ask(&format!("complete {id}"), &format!("success complete {id}"))?;
        self.display.expect("complete 0")?;
        Ok(begun.elapsed())
    }

    /// One ticket after the other; how long each took.
    fn serve_while(
        &mut self,
        mut goes_on: impl FnMut(Instant) -> Result<bool>,
    ) -> Result<Vec<Duration>> {
        let mut rounds = Vec::new();
        let begun = Instant::now();
        while goes_on(begun)? {
            let took = self.serve_one()?;
            rounds.push(took);
            thread::sleep(PACE.saturating_sub(took));
        }
        rounds.sort();
        Ok(rounds)
    }

    fn is_silent(&mut self) -> Result<()> {
        self.kiosk.silent().context("the kiosk")?;
        self.ada.silent().context("ada")?;
        self.bob.silent().context("bob")?;
        self.display.silent().context("the display")
    }
}

fn starts(text: &str, expected: &str) -> Result<()> {
    ensure!(text.starts_with(expected), "expected {expected}…\n     got {text}");
    Ok(())
}

fn device(server: &Server, path: &str, key: &str) -> Result<Client> {
    let (stream, _) = encrypted(server.address)?;
    let authorization = format!("Bearer {key}");
    let headers = [("Authorization", &*authorization)];
    Client::over(Wire::Tls(Box::new(stream)), path, Dialect::Classic, &headers)
}

/// How many connections of a kind the server has.
fn connected(server: &Server, kind: &str) -> Result<String> {
    let mut raw = Raw::connect_encrypted(server.address)?;
    raw.send(b"GET /metrics HTTP/1.1\r\nHost: desk\r\n\r\n")?;
    let text = raw.rest()?;
    let name = format!("walkup_connections{{kind=\"{kind}\"}} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&name));
    Ok(line.with_context(|| text.clone())?.to_owned())
}

/// A round that so many of a hundred are no slower than.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

#[test]
fn healthy_clients_go_on_through_all_of_it() -> Result<()> {
    rlimit::increase_nofile_limit(4000)?;
    let desk = fortress(&format!("messages_per_second = {ALLOWED}\n"))?;
    let add = |kind: &str, name: &str| -> Result<String> {
        Ok(desk.ok(&["device", "add", kind, name])?.trim().to_owned())
    };
    let (hall, wall) = (add("kiosk", "Hall")?, add("display", "Wall")?);
    let (kiosk_key, revoked_key) = (add("kiosk", "Stolen")?, add("kiosk", "Lost")?);
    desk.ok(&["device", "revoke", "Lost"])?;
    let server = desk.run()?;

    let mut cyd = server.classic("/staff")?;
    let answer = cyd.answer(&format!("login cyd {}", password("cyd")))?;
    let signed_out = answer.strip_prefix("success login ").context(answer.clone())?.to_owned();
    ensure!(cyd.answer("logout")? == "success logout");
    let disabled = desk.ok(&["staff", "token", "dee"])?.trim().to_owned();
    desk.ok(&["staff", "disable", "dee"])?;
    drop(cyd);

    let mut work = Work::begin(&desk, &server, &hall, &wall)?;
    let before = work.serve_while(|begun| Ok(begun.elapsed() < LENGTH / 2))?;
    // These are gone without the server knowing: they read nothing and answer nothing.
    let mut vanished = Vec::new();
    for _ in 0..20 {
        let mut client = server.classic("/staff")?;
        client.ignore("taken");
        vanished.push(client);
    }

    let loot = Loot { kiosk_key, revoked_key, dead_tokens: [signed_out, disabled] };
    let secrets: Vec<String> = [&hall, &wall, &loot.kiosk_key, &loot.revoked_key]
        .into_iter()
        .chain(&loot.dead_tokens)
        .cloned()
        .collect();
    let siege =
        Siege { server: &server, loot, over: Mutex::new(false), called_off: Condvar::new() };
    let attacks = attacks();
    let during = thread::scope(|scope| -> Result<Vec<Duration>> {
        let running: Vec<_> =
            attacks.iter().map(|attack| scope.spawn(|| siege.repeat(attack))).collect();
        let during = work.serve_while(|begun| {
            if running.iter().any(thread::ScopedJoinHandle::is_finished) {
                return Ok(false); // It has failed, and says so below.
            }
            let missing = attacks.iter().find(|attack| attack.done.load(Ordering::SeqCst) == 0);
            let Some(missing) = missing else { return Ok(begun.elapsed() < LENGTH) };
            ensure!(begun.elapsed() < 3 * PATIENCE, "{} never came to its end", missing.name);
            Ok(true)
        });
        siege.call_off();
        for running in running {
            running.join().expect("it does not panic")?;
        }
        during
    })?;
    work.is_silent()?;

    for client in &mut vanished {
        client.ask("accept 0", "error accept you do not have a table chosen")?;
    }
    drop(vanished);
    for (kind, count) in [("kiosk", "1"), ("staff", "2"), ("display", "1")] {
        eventually("the places of all attackers are free", || {
            Ok(connected(&server, kind)? == count)
        })?;
    }
    work.serve_one()?;
    work.kiosk.ask("query nobody@b.c", NOT_FOUND)?;
    work.is_silent()?;
    let tickets = desk.exported()?;
    ensure!(tickets.len() as u64 == work.tickets, "{} tickets", tickets.len());
    ensure!(tickets.iter().all(|row| row[12] == "completed"));
    let log = server.log()?;
    ensure!(!log.contains("panicked"), "{log}");
    ensure!(log.lines().count() < 20, "the log was flooded: {log}");
    for secret in &secrets {
        ensure!(!log.contains(&**secret), "the log holds a secret");
    }

    // Times are printed and never asserted: a busy machine is no fault of the server's.
    for percent in [50, 99] {
        let (before, during) = (percentile(&before, percent), percentile(&during, percent));
        let ratio = during.as_secs_f64() / before.as_secs_f64();
        eprintln!("siege: p{percent} {before:.1?} before, {during:.1?} during: {ratio:.2} times");
    }
    eprintln!("siege: {} rounds before, {} during", before.len(), during.len());
    for attack in &attacks {
        eprintln!("siege: {} times {}", attack.done.load(Ordering::SeqCst), attack.name);
    }
    Ok(())
}

/// For how long the server reads on after it closed.
const LAST_READ: Duration = Duration::from_millis(500);

/// The memory that docs/operation.md states for a connection, in KiB: one that is idle, and one
/// that floods.
const STATED: (u64, u64) = (24, 96);

/// As many connections as the settings let in, encrypted, each in the middle of the longest
/// message: they take no more memory than is stated, and another one none at all.
#[cfg(target_os = "linux")]
#[test]
fn a_full_house_takes_the_memory_that_is_stated() -> Result<()> {
    const MOST: u32 = 500;
    rlimit::increase_nofile_limit(4000)?;
    let desk = fortress(&format!("max_connections = {MOST}\n"))?;
    let server = desk.run()?;
    let mut house = vec![server.classic("/staff")?];
    house[0].fence()?;
    let empty = server.resident_kib()?;
    while house.len() < MOST as usize {
        house.push(server.classic("/staff")?);
    }
    for client in &mut house {
        client.fence()?;
    }
    let idle = (server.resident_kib()? - empty) / u64::from(MOST);
    // A flood of the largest messages, and the beginning of one more. That comes last: who begins a
    // message and does not end it is closed after a while.
    let text = format!("query {}", "x".repeat(4000));
    let begun = Frame { fin: false, ..frame(1, text.as_bytes()) }.bytes();
    for client in &mut house {
        for _ in 0..20 {
            client.queue(&text)?;
        }
        client.flush()?;
    }
    for client in &mut house {
        for _ in 0..20 {
            client.expect("error query you are not signed in")?;
        }
    }
    for client in &mut house {
        client.send_bytes(&begun)?;
        client.send_bytes(&frame(9, b"").bytes())?;
    }
    for client in &mut house {
        client.pong().context("it has read the beginning")?;
    }
    ensure!(server.classic("/staff").is_err(), "one more got in");
    let busy = (server.resident_kib()? - empty) / u64::from(MOST);
    eprintln!("memory: {empty} KiB with one connection; each more {idle} KiB, busy {busy} KiB");
    ensure!(idle <= STATED.0 && busy <= STATED.1, "a connection takes {idle} KiB, busy {busy} KiB");
    Ok(())
}
