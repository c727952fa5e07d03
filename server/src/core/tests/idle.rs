//! A desk on which nothing happens.

use super::*;
use crate::core::time::DAY_MS;

/// The changes of some minutes of ticks.
fn minutes(run: &mut Run, count: u32) -> Vec<Change> {
    let before = run.journal.len();
    for _ in 0..count * 60 {
        run.pass(Duration::from_secs(1));
        run.tick();
    }
    run.journal[before..].iter().map(|entry| entry.change.clone()).collect()
}

fn run(notes_time: bool) -> Run {
    let mut run = Run::new();
    run.core = Core::new(Setup { notes_time, ..setup() }, State::default(), run.now);
    run.core.begin(run.now, None);
    minutes(&mut run, 2);
    run
}

#[test]
fn a_desk_whose_time_others_note_writes_nothing_while_nothing_happens() {
    let is_time = |change: &Change| matches!(change, Change::TimeNoted { .. });
    let alone = minutes(&mut run(true), 5);
    assert!(alone.len() == 5 && alone.iter().all(is_time), "{alone:?}");
    let mut run = run(false);
    assert_eq!(minutes(&mut run, 30), []);
    assert_eq!(run.core.last_notes(run.now), []);
    // A clock that jumps is noted at once, and once.
    run.now.wall += 400 * DAY_MS;
    assert!(run.core.last_notes(run.now).iter().any(|(_, change)| is_time(change)));
    let noted = minutes(&mut run, 3);
    assert!(
        matches!(noted.as_slice(), [Change::TimeNoted { doubted_since: Some(_) }]),
        "{noted:?}"
    );
}
