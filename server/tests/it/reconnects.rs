//! Whoever connects, at whatever moment, holds what those hold who listened all the time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context as _, Result, ensure};
use shared::ids::TicketId;
use shared::mirror::{DisplayMirror, StaffMirror};

use crate::support::{Client, Desk, Server};

/// What two clients hold who listened all the time equals what two new ones are told, whatever
/// happened in between.
#[test]
fn a_reconnect_brings_the_same() -> Result<()> {
    let desk = Desk::with_settings("tables = 4\n")?;
    let server = desk.run()?;
    let mut old_staff = server.v2("/staff")?;
    let mut old_display = server.v2("/display")?;
    let (mut staff_mirror, mut display_mirror) = (StaffMirror::default(), DisplayMirror::default());
    old_staff.send(&format!("resume {}", desk.token("dee")))?;
    let mut actors = Vec::new();
    for (table, user) in ["ada", "bob", "cyd"].into_iter().enumerate() {
        actors.push((user, server.staff_at(&desk, user, u32::try_from(table)?)?));
    }
    let mut kiosk = server.classic("/kiosk")?;
    let mut random = Random(7);
    for round in 0..12 {
        for step in 0..25 {
            if random.below(3) == 0 {
                let key = format!("k{round}-{step}");
                kiosk.answer(&format!(
                    r#"request {{"key":"{key}","email":"{key}@a.b","name":"V","lang":"de"}}"#
                ))?;
                continue;
            }
            let id = random.below(30);
            let table = random.below(4);
            let (user, actor) = &mut actors[random.below(3)];
            let said = match random.below(14) {
                0 | 1 => "next".to_owned(),
                2 => format!("accept {id}"),
                3 | 4 => format!("complete {id}"),
                5 => format!("cancel {id}"),
                6 => format!("noshow {id}"),
                7 => format!("release {id}"),
                8 => format!("reopen {id}"),
                9 => format!("recall {id}"),
                10 => format!("transfer {id} {table}"),
                11 => format!("note {id} round {round}"),
                12 => format!("pick {table} {}", desk.token(user)),
                _ => "unpick".to_owned(),
            };
            actor.answer(&said)?;
        }
        fold_staff(&mut old_staff, &mut staff_mirror)?;
        fold_display(&mut old_display, &mut display_mirror)?;
        let (new_staff, mut new_display) = new_mirrors(&desk, &server)?;
        assert_eq!(staff_mirror.tickets, new_staff.tickets, "round {round}");
        assert_eq!(staff_mirror.at, new_staff.at, "round {round}");
        assert_eq!(staff_mirror.seat, new_staff.seat, "round {round}");
        assert_eq!(staff_mirror.me, new_staff.me, "round {round}");
        for (old, new) in staff_mirror.ended.iter().zip(&new_staff.ended) {
            // Whose it was when it ended is the client's own view, not the server's.
            assert_eq!((&old.ticket, &old.about), (&new.ticket, &new.about), "round {round}");
        }
        assert_eq!(staff_mirror.ended.len(), new_staff.ended.len(), "round {round}");
        assert_eq!(display_mirror.tables, new_display.tables, "round {round}");
        let shown: Vec<TicketId> = new_display.tables.values().flatten().copied().collect();
        display_mirror.about.retain(|id, _| shown.contains(id));
        new_display.about.retain(|id, _| shown.contains(id));
        assert_eq!(display_mirror.about, new_display.about, "round {round}");
        assert_eq!(new_display.about.len(), shown.len(), "round {round}: about each one shown");
    }
    Ok(())
}

/// A client that connects while much happens misses nothing and hears nothing twice.
#[test]
fn connecting_in_a_burst() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let (done, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| -> Result<()> {
        let writer = scope.spawn(|| -> Result<()> {
            let mut kiosk = server.classic("/kiosk")?;
            while !done.load(Ordering::Relaxed) {
                let sent = answered.load(Ordering::Relaxed);
                for visitor in sent..sent + 20 {
                    kiosk.queue(&format!("new v{visitor}@a.b V"))?;
                }
                kiosk.flush()?;
                for _ in 0..20 {
                    kiosk.next()?;
                }
                answered.fetch_add(20, Ordering::Relaxed);
            }
            Ok(())
        });
        let listened = (0..8).try_for_each(|_| {
            let mut staff = server.classic("/staff")?;
            staff.send(&format!("resume {}", desk.token("ada")))?;
            staff.wait_for("success resume Ada L")?;
            // From the state well into what came after it.
            for expected in 0..answered.load(Ordering::Relaxed) + 60 {
                let event = staff.next()?;
                let start = format!(r#"new {{"id":{expected},"#);
                ensure!(event.starts_with(&start), "expected {start}, got {event}");
            }
            Ok(())
        });
        done.store(true, Ordering::Relaxed);
        writer.join().expect("the writer does not panic")?;
        listened
    })
}

/// Displays by the dozen are all back, and right, soon after a restart.
#[test]
fn a_restart_brings_everybody_back() -> Result<()> {
    let desk = Desk::new()?;
    let server = desk.run()?;
    let mut kiosk = server.classic("/kiosk")?;
    kiosk.answer("new ann@a.b Ann")?;
    server.staff_at(&desk, "ada", 0)?.ask("accept 0", "success claimed 0")?;
    let displays: Vec<Client> =
        (0..100).map(|_| server.classic("/display")).collect::<Result<_>>()?;
    server.kill()?;
    for mut display in displays {
        assert_eq!(display.closed()?, None);
    }
    let server = desk.run()?;
    let mut back: Vec<Client> =
        (0..100).map(|_| server.classic("/display")).collect::<Result<_>>()?;
    for display in &mut back {
        display.expect("pick 0")?;
        display.expect("claimed 0 0")?;
    }
    Ok(())
}

fn new_mirrors(desk: &Desk, server: &Server) -> Result<(StaffMirror, DisplayMirror)> {
    let (mut staff_mirror, mut display_mirror) = (StaffMirror::default(), DisplayMirror::default());
    let mut staff = server.v2("/staff")?;
    staff.send(&format!("resume {}", desk.token("dee")))?;
    fold_staff(&mut staff, &mut staff_mirror)?;
    fold_display(&mut server.v2("/display")?, &mut display_mirror)?;
    Ok((staff_mirror, display_mirror))
}

/// Applies all that has come; every message must be one of the protocol.
pub fn fold_staff(client: &mut Client, mirror: &mut StaffMirror) -> Result<()> {
    for text in client.fence()? {
        mirror.apply(&text.parse().with_context(|| text.clone())?);
    }
    Ok(())
}

fn fold_display(client: &mut Client, mirror: &mut DisplayMirror) -> Result<()> {
    for text in client.fence()? {
        mirror.apply(&text.parse().with_context(|| text.clone())?);
    }
    Ok(())
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    /// A number below a bound.
    fn below(&mut self, bound: usize) -> usize {
        // Knuth's MMIX generator; its upper bits are good enough to choose by.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }
}
