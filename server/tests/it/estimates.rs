//! The range of time that those who wait are told, by a clock that is moved.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use server::World;
use server::clock::Clock;

use crate::support::{Client, Desk};
use crate::world::Hosted;

const MINUTE: Duration = Duration::from_secs(60);

/// The lower and the upper end in seconds that a kiosk is told with a ticket that three others are
/// ahead of: the one who waits always, and two who go away again with it.
fn promised(kiosk: &mut Client, round: &str) -> Result<(u64, u64)> {
    let mut last = String::new();
    for place in 0..3 {
        let key = format!("p{round}-{place}");
        kiosk.send(&format!(r#"request {{"key":"{key}","email":"{key}@a.b","name":"Ann"}}"#))?;
        last = kiosk.wait_for_start("about ")?;
        kiosk.wait_for_start("success new ")?;
    }
    for place in 0..3 {
        ensure!(kiosk.answer(&format!("withdraw p{round}-{place}"))?.starts_with("success "));
    }
    let json = last.splitn(3, ' ').nth(2).context("no about")?;
    let about: serde_json::Value = serde_json::from_str(json)?;
    assert_eq!(about["ahead"], 3, "{last}");
    let wait = |at: usize| about["wait"][at].as_u64().with_context(|| last.clone());
    Ok((wait(0)?, wait(1)?))
}

/// A desk with one table whose clock is moved, and a visitor who waits.
struct Day {
    desk: Desk,
    clock: Clock,
    server: Hosted,
    kiosk: Client,
    staff: Client,
}

impl Day {
    fn begin(desk: Desk, clock: Clock) -> Result<Self> {
        desk.set("day_ends = \"off\"\ntables = 1\nbackups = 0\n")?;
        let world = World { clock: clock.clone(), ..World::default() };
        let server = Hosted::run(&desk, world)?;
        let kiosk = server.v2("/kiosk")?;
        let staff = server.staff(&desk, "ada")?;
        Ok(Self { desk, clock, server, kiosk, staff })
    }

    /// One morning at which each visitor takes five minutes.
    fn usual() -> Result<Self> {
        let mut day = Self::begin(Desk::new()?, Clock::default())?;
        day.staff.answer(&format!("pick 0 {}", day.desk.token("ada")))?;
        day.kiosk.answer("new first@a.b First")?;
        for _ in 0..12 {
            day.serve(5 * MINUTE)?;
        }
        Ok(day)
    }

    /// One is served for so long while another waits, as on a busy day.
    fn serve(&mut self, time: Duration) -> Result<()> {
        self.kiosk.answer("new v@a.b Visitor")?;
        let taken = self.staff.answer("next")?;
        let id = taken.strip_prefix("success next ").with_context(|| taken.clone())?;
        self.clock.pass(time);
        let done = self.staff.answer(&format!("complete {id}"))?;
        ensure!(done.starts_with("success "), "{done}");
        Ok(())
    }
}

/// Somebody forgets to complete a ticket and goes home: that moves what others are told a little, and
/// not for long.
#[test]
fn one_ticket_left_open_for_hours_does_not_spoil_the_day() -> Result<()> {
    let mut day = Day::usual()?;
    let usual = promised(&mut day.kiosk, "usual")?;
    ensure!(usual.0 > 60 && usual.1 < 45 * 60, "{usual:?}");
    day.serve(300 * MINUTE)?;
    day.serve(5 * MINUTE)?;
    let after = promised(&mut day.kiosk, "after")?;
    ensure!(after.1 <= usual.1 * 2 && after.0 * 2 >= usual.0, "{usual:?}, then {after:?}");
    for _ in 0..3 {
        day.serve(5 * MINUTE)?;
    }
    let later = promised(&mut day.kiosk, "later")?;
    ensure!(later.1 * 2 <= usual.1 * 3 && later.0 * 2 >= usual.0, "{usual:?}, then {later:?}");
    Ok(())
}

/// What was learnt is kept: kiosks promise the same after a restart and on a backup.
#[test]
fn what_kiosks_promise_is_the_same_after_a_restart_and_from_a_backup() -> Result<()> {
    let mut day = Day::usual()?;
    let before = promised(&mut day.kiosk, "before")?;
    let copies = tempfile::tempdir()?;
    let copy = copies.path().join("copy.db");
    day.desk.ok(&["backup", &copy.to_string_lossy()])?;
    let Day { desk, clock, server, .. } = day;
    drop(server);
    let mut day = Day::begin(desk, clock)?;
    assert_eq!(promised(&mut day.kiosk, "restarted")?, before);
    let Day { desk, clock, server, .. } = day;
    drop(server);
    // On a machine of its own.
    let other = Desk::new()?;
    std::fs::copy(&copy, other.database()?)?;
    drop(desk);
    let mut day = Day::begin(other, clock)?;
    assert_eq!(promised(&mut day.kiosk, "copy")?, before);
    Ok(())
}
