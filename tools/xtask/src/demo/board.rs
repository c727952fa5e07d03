//! The display: a client of `/display` that prints the board as it changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::Result;
use shared::ids::{TableNo, TicketId};
use shared::message::{DisplayMessage, Waiting};
use shared::mirror::DisplayMirror;

use super::client::Client;
use super::say;

/// A word that no server knows. Answers come in the order of what was sent and after what had
/// happened before, so its answer marks the point up to which the board has heard everything.
const NOT_A_COMMAND: &str = "demo-is-the-board-up-to-date";

/// The display client and what it shows.
pub struct Display {
    /// What it holds.
    pub mirror: DisplayMirror,
    client: Client<DisplayMessage>,
    calls: BTreeMap<TicketId, u32>,
    calling: BTreeSet<TableNo>,
    printed: Option<Board>,
}

/// What can be seen on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    tables: Vec<Shown>,
    waiting: Waiting,
}

/// What can be seen at one table.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    Offline,
    Free,
    /// A ticket, as people call it.
    Serving(String),
}

impl Display {
    /// Connects and takes in the state as it stands.
    pub async fn connect(server: &str) -> Result<Self> {
        let mut display = Self {
            mirror: DisplayMirror::default(),
            client: Client::connect(&format!("{server}/display")).await?,
            calls: BTreeMap::new(),
            calling: BTreeSet::new(),
            printed: None,
        };
        while !display.mirror.is_ready {
            let message = display.client.hear_soon().await?;
            display.apply(&message);
        }
        Ok(display)
    }

    /// Prints the board once it has heard all that has happened so far.
    pub async fn settle(&mut self) -> Result<()> {
        self.client.say(&NOT_A_COMMAND).await?;
        loop {
            match self.client.hear_soon().await? {
                DisplayMessage::Error(_) => return self.print(),
                message => self.apply(&message),
            }
        }
    }

    /// Waits for a message and prints the board if it changed. Nothing is lost when this is
    /// dropped while it waits.
    pub async fn follow(&mut self) -> Result<()> {
        let message = self.client.hear().await?;
        self.apply(&message);
        while let Some(message) = self.client.heard() {
            self.apply(&message);
        }
        self.print()
    }

    /// The board as it would hang on a wall.
    pub fn picture(&self) -> String {
        Board::of(&self.mirror).picture()
    }

    fn apply(&mut self, message: &DisplayMessage) {
        self.mirror.apply(message);
        if let DisplayMessage::Claimed { ticket, table } = message {
            // A call is announced when it is one more than was last heard for this ticket;
            // what only comes back to the board (a later ticket left) is not called again.
            let calls = self.mirror.about.get(ticket).map_or(0, |about| about.calls);
            if calls > self.calls.insert(*ticket, calls).unwrap_or(0) && self.mirror.is_ready {
                self.calling.insert(*table);
            }
        }
    }

    fn print(&mut self) -> Result<()> {
        let board = Board::of(&self.mirror);
        let calling = std::mem::take(&mut self.calling);
        // How long a newcomer may expect to wait drifts by itself; that alone is no line.
        let is_same = self.printed.as_ref().is_some_and(|printed| {
            printed.tables == board.tables && printed.waiting.count == board.waiting.count
        });
        if !is_same || !calling.is_empty() {
            say(&board.line(&calling))?;
        }
        self.printed = Some(board);
        Ok(())
    }
}

/// How a display calls a ticket: with the letter of its service, where that has one.
pub fn label(mirror: &DisplayMirror, ticket: TicketId) -> String {
    let number = mirror.about.get(&ticket).and_then(|about| about.number.clone());
    number.unwrap_or_else(|| ticket.number().to_string())
}

impl Board {
    /// What a display with this mirror shows.
    pub fn of(mirror: &DisplayMirror) -> Self {
        let last = mirror.tables.keys().next_back().map_or(0, |table| table.0 + 1);
        let tables = (0..mirror.facts.tables.unwrap_or(last))
            .map(|table| match mirror.tables.get(&TableNo(table)) {
                None => Shown::Offline,
                Some(None) => Shown::Free,
                Some(Some(ticket)) => Shown::Serving(label(mirror, *ticket)),
            })
            .collect();
        Self { tables, waiting: mirror.facts.waiting }
    }

    /// One line; an arrow where a number is being called right now.
    fn line(&self, calling: &BTreeSet<TableNo>) -> String {
        let mut line = " ".repeat(9);
        for (shown, table) in self.tables.iter().zip(0..) {
            let arrow = if calling.contains(&TableNo(table)) { '▸' } else { ' ' };
            // Writing to a string cannot fail.
            write!(line, "│ {table} {arrow}{:<8}", shown.word()).ok();
        }
        write!(line, "│ {} waiting", self.waiting.count).ok();
        line
    }

    fn picture(&self) -> String {
        let rule = |left: &str, middle: &str, right: &str| {
            let cells = vec!["─".repeat(13); self.tables.len().max(1)];
            format!("{left}{}{right}\n", cells.join(middle))
        };
        let row = |cells: Vec<String>| format!("│{}│\n", cells.join("│"));
        let names = (0..self.tables.len()).map(|table| format!("{:^13}", format!("Table {table}")));
        let words = self.tables.iter().map(|shown| format!("{:^13}", shown.word()));
        let mut picture = rule("┌", "┬", "┐");
        picture += &row(names.collect());
        picture += &row(words.collect());
        picture += &rule("└", "┴", "┘");
        write!(picture, "  {} waiting", self.waiting.count).ok();
        if let Some((low, high)) = self.waiting.wait {
            let minutes = |secs: u32| secs.div_ceil(60);
            write!(picture, " · about {}–{} min", minutes(low), minutes(high)).ok();
        }
        picture
    }
}

impl Shown {
    fn word(&self) -> &str {
        match self {
            Self::Offline => "offline",
            Self::Free => "free",
            Self::Serving(label) => label,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirror(messages: &[&str]) -> DisplayMirror {
        let mut mirror = DisplayMirror::default();
        for text in messages {
            mirror.apply(&text.parse().unwrap());
        }
        mirror
    }

    #[test]
    fn a_line_has_a_place_for_every_table() {
        let mirror = mirror(&["tables 3", "waiting 2 - -", "pick 0", "pick 2", "claimed 1007 2"]);
        let line = Board::of(&mirror).line(&BTreeSet::from([TableNo(2)]));
        assert_eq!(line.trim_start(), "│ 0  free    │ 1  offline │ 2 ▸007     │ 2 waiting");
    }

    #[test]
    fn the_picture_is_as_wide_everywhere() {
        let mirror = mirror(&["tables 2", "waiting 1 61 600", "pick 1", "claimed 5 1"]);
        let picture = Board::of(&mirror).picture();
        let lines: Vec<&str> = picture.lines().collect();
        assert!(lines[..4].iter().all(|line| line.chars().count() == 29), "{picture}");
        assert_eq!(lines[2], "│   offline   │     005     │");
        assert_eq!(lines[4], "  1 waiting · about 2–10 min");
    }
}
