//! What a hostile or broken client does to the others: nothing.

use std::process::Command;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::support::{Client, Desk, Frame, Length, eventually, frame, handshake};

const NOT_FOUND: &str = "error query visitor email does not exist";

/// A round of an honest visitor and an honest staff member.
fn honest_round(kiosk: &mut Client, staff: &mut Client) -> Result<()> {
    let answer = kiosk.answer("new honest@a.b Honest")?;
    let ticket = answer.strip_prefix("success new ").context(answer.clone())?;
    let ticket: shared::ticket::Ticket = ticket.parse()?;
    let id = ticket.id;
    ensure!(staff.answer(&format!("accept {id}"))? == format!("success claimed {id}"));
    ensure!(staff.answer(&format!("complete {id}"))? == format!("success complete {id}"));
    Ok(())
}

/// Of many who want the same ticket exactly one gets it, and everybody else hears who it was.
#[test]
fn one_ticket_wanted_by_many() -> Result<()> {
    const PEOPLE: usize = 16;
    const ROUNDS: usize = 20;
    let desk = Desk::with_settings(&format!("tables = {PEOPLE}\n"))?;
    let server = desk.run()?;
    let mut staff = Vec::new();
    for table in 0..PEOPLE {
        let user = format!("p{table}");
        let add = ["staff", "add", &user, "--name", &user, "--password-stdin"];
        ensure!(desk.cli_with_input(&add, "a long password\n")?.status.success());
        let token = desk.ok(&["staff", "token", &user])?;
        let mut client = server.classic("/staff")?;
        client.ignore("taken");
        client
            .ask(&format!("pick {table} {}", token.trim_end()), &format!("success pick {table}"))?;
        staff.push(client);
    }
    let mut kiosk = server.classic("/kiosk")?;
    let mut display = server.classic("/display")?;
    display.fence()?;
    for round in 0..ROUNDS {
        kiosk.answer("new a@a.b A")?;
        let barrier = Barrier::new(PEOPLE);
        let answers: Vec<String> = thread::scope(|scope| -> Result<Vec<String>> {
            let running: Vec<_> = staff
                .iter_mut()
                .map(|client| {
                    let barrier = &barrier;
                    scope.spawn(move || {
                        barrier.wait();
                        client.answer(&format!("accept {round}"))
                    })
                })
                .collect();
            running.into_iter().map(|one| one.join().expect("it does not panic")).collect()
        })?;
        let success = format!("success claimed {round}");
        let winners: Vec<usize> = (0..PEOPLE).filter(|at| answers[*at] == success).collect();
        ensure!(winners.len() == 1, "round {round}: {answers:?}");
        let refused = "error accept this ticket is now claimed";
        ensure!(answers.iter().filter(|answer| *answer == refused).count() == PEOPLE - 1);
        let winner = winners[0];
        display.expect(&format!("claimed {round} {winner}"))?;
        let done = format!("complete {round}");
        ensure!(staff[winner].answer(&done)? == format!("success {done}"));
        display.expect(&format!("complete {winner}"))?;
        for client in &mut staff {
            client.fence()?;
        }
    }
    display.silent()?;
    let tickets = desk.exported()?;
    ensure!(tickets.len() == ROUNDS && tickets.iter().all(|row| row[12] == "completed"));
    Ok(())
}

#[test]
fn who_does_not_read_is_cut_off_and_costs_others_nothing() -> Result<()> {
    const TICKETS: usize = 9000;
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut slow = server.classic("/staff")?;
    slow.send(&format!("resume {}", desk.token("bob")))?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut reader = server.staff_at(&desk, "ada", 0)?;
    // As long as events get: an address of 200 bytes, a name of 100 characters of four.
    let name = "🎫".repeat(100);
    let label = "b".repeat(63);
    thread::scope(|scope| -> Result<()> {
        let reading = scope.spawn(move || -> Result<()> {
            for id in 0..TICKETS {
                let event = reader.next()?;
                ensure!(event.starts_with(&format!(r#"new {{"id":{id},"#)), "{event}");
            }
            Ok(())
        });
        for batch in 0..TICKETS / 50 {
            for one in 0..50 {
                kiosk.queue(&format!("new v{batch}-{one}@{label}.{label}.{label} {name}"))?;
            }
            kiosk.flush()?;
            for _ in 0..50 {
                kiosk.next()?;
            }
        }
        reading.join().expect("it does not panic")
    })?;
    slow.closed().context("the slow reader")?;
    Ok(())
}

#[test]
fn floods_of_small_frames() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    honest_round(&mut kiosk, &mut staff)?;
    let before = server.resident_kib()?;
    let empty = Frame { fin: false, ..frame(0, b"") }.bytes().repeat(1000);
    let pings = frame(9, &[b'x'; 125]).bytes().repeat(1000);
    let unknown = frame(1, b"foo").bytes().repeat(1000);
    for flood in [empty, pings, unknown] {
        let mut raw = server.raw_on("/kiosk")?;
        raw.stream().set_write_timeout(Some(Duration::from_millis(300)))?;
        raw.frame(&Frame { fin: false, ..frame(1, b"fo") })?;
        // Nothing is read, so the server may stop reading or close; both are fine.
        (0..100).try_for_each(|_| raw.send(&flood)).ok();
        honest_round(&mut kiosk, &mut staff)?;
    }
    let grown = server.resident_kib()?.saturating_sub(before);
    ensure!(grown < 32 * 1024, "{grown} KiB more");
    Ok(())
}

/// A frame that claims to be huge is refused by its header, before there is room made for it.
#[test]
fn a_claimed_length_takes_no_memory() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    server.raw_on("/kiosk")?.frame(&frame(1, b"foo"))?;
    let before = server.resident_kib()?;
    for length in [1 << 20, 1 << 30, 1 << 40] {
        for _ in 0..50 {
            let mut raw = server.raw_on("/kiosk")?;
            raw.frame(&Frame { length: Length::Claimed(length), ..frame(1, &[b'x'; 1000]) })?;
            ensure!(raw.closed()? == Some(1009));
        }
    }
    let grown = server.most_resident_kib()?.saturating_sub(before);
    ensure!(grown < 8 * 1024, "{grown} KiB more");
    Ok(())
}

/// A password takes 19 MiB while it is hashed; two are at a time, however many wait.
#[test]
fn a_flood_of_sign_ins_is_hashed_two_at_a_time() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    let before = server.resident_kib()?;
    let mut flood: Vec<Client> =
        (0..40).map(|_| server.classic("/staff")).collect::<Result<_>>()?;
    for (at, client) in flood.iter_mut().enumerate() {
        client.send(&format!("login guess{at} wrong password"))?;
    }
    honest_round(&mut kiosk, &mut staff)?;
    for client in &mut flood {
        ensure!(client.answer("foo")? == "error login name or password is wrong");
    }
    let grown = server.most_resident_kib()?.saturating_sub(before);
    eprintln!("sign-ins: {grown} KiB more");
    ensure!(grown < 3 * 19 * 1024, "{grown} KiB more");
    Ok(())
}

#[test]
fn random_bytes_and_words() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    let mut state = 42_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for round in 0..150 {
        let bytes: Vec<u8> = (0..random() % 300).map(|_| random().to_le_bytes()[0]).collect();
        let mut raw = if round % 2 == 0 { server.raw()? } else { server.raw_on("/staff")? };
        raw.send(&bytes).ok(); // It may be closed in the middle.
    }
    let words = [
        "pick",
        "unpick",
        "accept",
        "complete",
        "cancel",
        "login",
        "resume",
        "next",
        "release",
        "reopen",
        "noshow",
        "withdraw",
        "recall",
        "transfer",
        "note",
        "free",
        "new",
        "query",
        "request",
        "close",
        "announce",
        "password",
        "export",
        "0",
        "1",
        "-1",
        "x@y",
        "{",
        "}",
        "{\"key\":\"",
        "\"",
        "[",
        "9223372036854775807",
        "\u{202e}",
        "😀",
        "",
        "\n",
        "\0",
        "'",
        ";--",
    ];
    let mut fuzz = server.classic("/staff")?;
    for _ in 0..1500 {
        let count = random() % 5 + 1;
        let said: Vec<&str> = (0..count)
            .map(|_| words[usize::try_from(random()).unwrap_or(0) % words.len()])
            .collect();
        let answer = fuzz.answer(&said.join(" "))?;
        ensure!(answer.starts_with("error "), "{said:?}: {answer}");
    }
    honest_round(&mut kiosk, &mut staff)?;
    ensure!(!server.log()?.contains("panicked"), "{}", server.log()?);
    let tickets = desk.exported()?;
    ensure!(tickets.len() == 1, "{tickets:?}");
    Ok(())
}

/// Thousands who connect and say nothing keep nobody out and slow nobody down.
#[test]
fn many_silent_sockets() -> Result<()> {
    const SILENT: u64 = 5000;
    let desk = Desk::new()?;
    let server = desk.run()?;
    // As many as this system lets us have open.
    let limit = rlimit::increase_nofile_limit(SILENT + 500)?;
    let silent: Vec<_> =
        (0..SILENT.min(limit.saturating_sub(500))).map(|_| server.raw()).collect::<Result<_>>()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    for _ in 0..5 {
        honest_round(&mut kiosk, &mut staff)?;
    }
    drop(silent);
    honest_round(&mut kiosk, &mut staff)
}

/// Out of file descriptors, those who are connected go on, and it recovers by itself.
#[cfg(unix)]
#[test]
fn no_file_descriptors_left() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run_with(|command| {
        let mut limited = Command::new("sh");
        limited.args(["-c", "ulimit -n 64; exec \"$0\" \"$@\""]);
        limited.arg(command.get_program()).args(command.get_args());
        limited.env("TZ", "UTC");
        *command = limited;
    })?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut staff = server.staff_at(&desk, "ada", 0)?;
    let flood: Vec<_> = (0..100).map(|_| server.raw()).collect();
    for _ in 0..5 {
        honest_round(&mut kiosk, &mut staff)?;
    }
    drop(flood);
    eventually("new clients get in again", || Ok(server.classic("/display").is_ok()))?;
    honest_round(&mut kiosk, &mut staff)
}

/// Whatever happens, a display never learns an address.
#[test]
fn a_display_never_learns_an_address() -> Result<()> {
    let desk = Desk::with_settings("display_label = \"initial\"\nreasons = []\n")?;
    let server = desk.run()?;
    let mut displays = [server.classic("/display")?, server.v2("/display")?];
    let mut kiosk = server.v2("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    for id in 0..5 {
        let said = format!(r#"request {{"key":"k{id}","email":"ann{id}@a.b","name":"Ann Lee"}}"#);
        kiosk.answer(&said)?;
    }
    kiosk.answer("withdraw k4")?;
    for said in [
        "accept 0",
        "note 0 call ann0@a.b",
        "recall 0",
        "accept 1",
        "complete 1",
        "reopen 1",
        "noshow 1",
        "release 0",
        "next",
        "cancel 0",
        "next",
        "unpick",
    ] {
        ada.answer(said)?;
    }
    let mut later = [server.classic("/display")?, server.v2("/display")?];
    for display in displays.iter_mut().chain(&mut later) {
        for text in display.fence()? {
            ensure!(!text.contains('@') && !text.contains("Lee"), "{text}");
        }
    }
    Ok(())
}

/// The log of a usual run holds no address, no name, no token.
#[test]
fn the_log_holds_no_personal_data() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    let mut ada = server.staff_at(&desk, "ada", 0)?;
    kiosk.answer("new secret@address.example Secretname")?;
    kiosk.answer("new secret@address.example Secretname")?;
    kiosk.answer("query secret@address.example")?;
    kiosk.answer("new secret@")?;
    kiosk.answer("\u{1b}[31mfoo secret@address.example")?;
    kiosk.answer(r#"request {"key":"k","email":"secret@address.example","name":"Secretname""#)?;
    for said in ["accept 0", "note 0 Secretname called", "complete 0", "login bob wrong Secretname"]
    {
        ada.answer(said)?;
    }
    ada.send("pick 0 wrongtokenSecretname")?;
    ada.fence()?;
    let log = server.log()?;
    for word in ["secret@", "Secretname", desk.token("ada"), "\u{1b}[31mfoo"] {
        ensure!(!log.contains(word), "{word} in {log}");
    }
    Ok(())
}

/// Connections that come and go in every way leave nothing behind.
#[test]
fn many_short_connections() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    for round in 0..100 {
        let mut client = server.classic(["/staff", "/kiosk", "/display"][round % 3])?;
        match round % 4 {
            0 => client.cut(),
            1 => {
                client.send("query a@b")?;
                client.cut();
            }
            2 => drop(client),
            _ => drop(server.raw()?),
        }
    }
    server.classic("/kiosk")?.ask("query a@b", NOT_FOUND)?;
    if let Ok(open) = std::fs::read_dir(format!("/proc/{}/fd", server.pid())) {
        drop(open);
        eventually("their sockets are gone", || {
            let open = std::fs::read_dir(format!("/proc/{}/fd", server.pid()))?.count();
            Ok(open < 60)
        })?;
    }
    Ok(())
}

/// Handshakes that are nearly right, for two seconds: each is answered or closed, and the server
/// goes on.
#[test]
fn handshakes_with_something_wrong_in_them() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let end = Instant::now() + Duration::from_secs(2);
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        // xorshift: the same bytes in each run.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap_or_default()
    };
    let paths = ["/staff", "/kiosk", "/pair/kiosk", "/metrics", "/health", "/../staff", "*"];
    while Instant::now() < end {
        let more = "Authorization: Bearer x\r\nOrigin: null\r\n";
        let path = paths[next(paths.len())];
        let mut bytes = handshake(path, if next(2) == 0 { more } else { "" }).into_bytes();
        for _ in 0..=next(4) {
            if bytes.is_empty() {
                break;
            }
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] = u8::try_from(next(256))?,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, u8::try_from(next(256))?),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let mut raw = server.raw()?;
        raw.send(&bytes)?;
        // Half a request is waited for, so our side ends.
        raw.stream().shutdown(std::net::Shutdown::Write)?;
        raw.rest().ok();
    }
    server.classic("/kiosk")?.ask("query a@b", NOT_FOUND)?;
    ensure!(!server.log()?.contains("panicked"), "something panicked");
    Ok(())
}
