//! The range of time that those who wait are told, by a clock that is moved.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use server::World;

use crate::support::{Client, Desk};
use crate::world::Hosted;

const MINUTE: Duration = Duration::from_secs(60);

/// The lower and the upper end in seconds that a kiosk is told with a ticket that three others are
/// ahead of: the one who waits always, and two who go away again with it.
fn promised(kiosk: &mut Client, round: usize) -> Result<(u64, u64)> {
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

/// Somebody forgets to complete a ticket and goes home: that moves what others are told a little, and
/// not for long.
#[test]
fn one_ticket_left_open_for_hours_does_not_spoil_the_day() -> Result<()> {
    let desk = Desk::with_settings("day_ends = \"off\"\ntables = 1\n")?;
    let world = World::default();
    let clock = world.clock.clone();
    let server = Hosted::run(&desk, world)?;
    let mut kiosk = server.v2("/kiosk")?;
    let mut staff = server.staff(&desk, "ada")?;
    staff.answer(&format!("pick 0 {}", desk.token("ada")))?;
    let mut serve = |kiosk: &mut Client, time: Duration| -> Result<()> {
        // One waits while one is served, as on a busy day.
        kiosk.answer("new v@a.b Visitor")?;
        let taken = staff.answer("next")?;
        let id = taken.strip_prefix("success next ").with_context(|| taken.clone())?;
        clock.pass(time);
        ensure!(staff.answer(&format!("complete {id}"))?.starts_with("success "));
        Ok(())
    };
    kiosk.answer("new first@a.b First")?;
    for _ in 0..12 {
        serve(&mut kiosk, 5 * MINUTE)?;
    }
    let usual = promised(&mut kiosk, 0)?;
    ensure!(usual.0 > 60 && usual.1 < 45 * 60, "{usual:?}");
    serve(&mut kiosk, 300 * MINUTE)?;
    serve(&mut kiosk, 5 * MINUTE)?;
    let after = promised(&mut kiosk, 1)?;
    ensure!(after.1 <= usual.1 * 2 && after.0 * 2 >= usual.0, "{usual:?}, then {after:?}");
    for _ in 0..3 {
        serve(&mut kiosk, 5 * MINUTE)?;
    }
    let later = promised(&mut kiosk, 2)?;
    ensure!(later.1 * 2 <= usual.1 * 3 && later.0 * 2 >= usual.0, "{usual:?}, then {later:?}");
    Ok(())
}
