//! What a desk's server is to reach, in one run: the stages that say so, with and without
//! real-time priority.

use anyhow::{Context, Result};

use super::{Bench, SERVER, fanout, history, idle, journal, load, section, tickets};
use crate::process::Priority;
use crate::report::Section;

/// A stage, and with which priorities it runs.
type Part = (fn(&Bench) -> Result<Section>, &'static [Priority]);

/// What is measured. Memory does not depend on the priority, nor whether a figure is flat.
const PARTS: &[Part] = &[
    (load::run, &[Priority::Ordinary, Priority::RealTime]),
    (tickets::one, &[Priority::Ordinary, Priority::RealTime]),
    (fanout::floors, &[Priority::Ordinary, Priority::RealTime]),
    (journal::run, &[Priority::Ordinary, Priority::RealTime]),
    (idle::five, &[Priority::Ordinary]),
    (history::run, &[Priority::Ordinary]),
];

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut whole = section(
        SERVER,
        "What the server is to reach",
        "Each measurement is made as programs are started, and again with real-time priority for \
         all that takes part (`chrt --rr 10`), which keeps other work on the machine out of it. What \
         each measurement is stands with the stage of its own, below.",
    );
    for (part, priorities) in PARTS {
        for &priority in *priorities {
            if priority == Priority::RealTime && !priority.take() {
                let note = format!("{priority:?} priority is not permitted here: left out.");
                if !whole.notes.contains(&note) {
                    whole.notes.push(note);
                }
                continue;
            }
            let found = part(bench);
            // Whatever came of it, the next part begins as programs are started.
            let is_back = Priority::Ordinary.take() || priority == Priority::Ordinary;
            anyhow::ensure!(is_back, "the priority could not be given back");
            let found = found.with_context(|| format!("with {priority:?} priority"))?;
            add(&mut whole, found, priority);
        }
    }
    Ok(whole)
}

/// Takes over what a part has found, and says with which priority.
fn add(whole: &mut Section, part: Section, priority: Priority) {
    let with = match priority {
        Priority::Ordinary => "",
        Priority::RealTime => ", real-time priority",
    };
    for mut table in part.tables {
        let title = if table.title.is_empty() { part.title.clone() } else { table.title };
        table.title = format!("{title}{with}");
        print!("{}", table.plain());
        whole.tables.push(table);
    }
    for mut verdict in part.verdicts {
        verdict.what += with;
        whole.verdicts.push(verdict);
    }
    for note in part.notes {
        if !whole.notes.contains(&note) {
            whole.notes.push(note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Bound, Table, Verdict};

    #[test]
    fn both_priorities_stand_beside_each_other() {
        let part = || {
            let mut part = section("part", "A part", "");
            part.tables.push(Table::new("", &["side", "ms"]));
            part.verdicts.push(Verdict::new("speed", 1.0, "×", Bound::AtLeast(1.0)));
            part.notes.push("Redis is not installed.".to_owned());
            part
        };
        let mut whole = section(SERVER, "All", "");
        add(&mut whole, part(), Priority::Ordinary);
        add(&mut whole, part(), Priority::RealTime);
        let titles: Vec<&str> = whole.tables.iter().map(|table| table.title.as_str()).collect();
        assert_eq!(titles, ["A part", "A part, real-time priority"]);
        let what: Vec<&str> = whole.verdicts.iter().map(|verdict| verdict.what.as_str()).collect();
        assert_eq!(what, ["speed", "speed, real-time priority"]);
        assert_eq!(whole.notes.len(), 1, "said once");
    }
}
