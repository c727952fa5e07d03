//! What a run has found, and how it is told: a page of tables and verdicts.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::figures::round;

/// What one stage has found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Section {
    /// The stage's name on the command line.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// What was done, in a sentence or two.
    pub about: String,
    /// When, and how long it took.
    pub measured: String,
    /// Whether it was a short run.
    pub is_quick: bool,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Its plots.
    pub plots: Vec<Plot>,
    /// What was to be reached, and whether it was.
    pub verdicts: Vec<Verdict>,
    /// What must be known to read the figures.
    pub notes: Vec<String>,
}

/// A table, with one row a side.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Table {
    /// What it is about.
    pub title: String,
    /// The heads of all columns, the first one's too.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// Who a line or a bar belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Walkup.
    Ours,
    /// What it is measured against, and what it cannot beat.
    Floor,
    /// Somebody else's server.
    Peer,
}

/// A picture.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plot {
    /// Its file's name without ending.
    pub file: String,
    /// What it shows, with the unit.
    pub title: String,
    /// The horizontal axis.
    pub x: String,
    /// The unit of what is drawn.
    pub unit: String,
    /// What is drawn.
    pub shape: Shape,
}

/// What is drawn.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Shape {
    /// Lines over two logarithmic axes.
    Lines(Vec<Line>),
    /// One bar a side, from the median to the 99th percentile drawn thin.
    Bars(Vec<Bar>),
}

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// Whose it is.
    pub name: String,
    /// What that is.
    pub role: Role,
    /// Where it goes through.
    pub points: Vec<(f64, f64)>,
}

/// One bar.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bar {
    /// Whose it is.
    pub name: String,
    /// What that is.
    pub role: Role,
    /// The median.
    pub median: f64,
    /// The 99th percentile.
    pub tail: f64,
}

/// On which side of its limit a value should be.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum Bound {
    /// Not less than this.
    AtLeast(f64),
    /// Not more than this.
    AtMost(f64),
}

/// A target and what was measured for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Verdict {
    /// What was to be reached.
    pub what: String,
    /// The unit of the figures.
    pub unit: String,
    /// The target.
    pub bound: Bound,
    /// The figure; none if it could not be measured, and why is in the notes.
    pub figure: Option<f64>,
}

impl Verdict {
    /// A target with its figure.
    pub fn new(what: impl Into<String>, figure: f64, unit: &str, bound: Bound) -> Self {
        Self { what: what.into(), unit: unit.to_owned(), bound, figure: Some(figure) }
    }

    /// A target that nothing was measured for.
    pub fn unmeasured(what: impl Into<String>, unit: &str, bound: Bound) -> Self {
        Self { what: what.into(), unit: unit.to_owned(), bound, figure: None }
    }

    /// Whether it was reached, where that is known.
    pub fn is_reached(&self) -> Option<bool> {
        let figure = self.figure?;
        Some(match self.bound {
            Bound::AtLeast(limit) => figure >= limit,
            Bound::AtMost(limit) => figure <= limit,
        })
    }

    /// The cells of its row.
    fn row(&self) -> Vec<String> {
        let with_unit = |figure: String| match self.unit.as_str() {
            "×" => format!("{figure}×"),
            "" => figure,
            unit => format!("{figure} {unit}"),
        };
        let (relation, limit) = match self.bound {
            Bound::AtLeast(limit) => ("at least", limit),
            Bound::AtMost(limit) => ("at most", limit),
        };
        let verdict = match self.is_reached() {
            Some(true) => "reached",
            Some(false) => "**not reached**",
            None => "**not measured**",
        };
        let figure = self.figure.map_or("–".to_owned(), |figure| with_unit(round(figure)));
        // A limit is a round number and is written as it was set.
        let limit = with_unit(format!("{limit}"));
        vec![self.what.clone(), format!("{relation} {limit}"), figure, verdict.to_owned()]
    }
}

impl Section {
    /// The section as it stands on the page, with its plots in the folder beside.
    pub fn markdown(&self) -> String {
        let mut page = format!("## {}\n\n{}\n", self.title, wrap(&self.about));
        let kind = if self.is_quick { " A quick run: fewer and shorter turns." } else { "" };
        write!(page, "Measured {}.{kind}\n\n", self.measured).ok();
        for table in &self.tables {
            page += &table.markdown();
            page.push('\n');
        }
        for plot in &self.plots {
            let Plot { file, title, .. } = plot;
            write!(page, "![{title}](plots/{file}.svg)\n\n").ok();
        }
        for note in &self.notes {
            let note = wrap(note).replace('\n', "\n  ");
            writeln!(page, "- {}", note.trim_end()).ok();
        }
        if !self.notes.is_empty() {
            page.push('\n');
        }
        page
    }
}

impl Table {
    /// A table with a title and the heads of its columns.
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self { title: title.into(), columns, rows: Vec::new() }
    }

    /// Appends a row of figures.
    pub fn row(&mut self, name: impl Into<String>, figures: &[f64]) {
        let cells = figures.iter().map(|&figure| round(figure));
        self.rows.push([name.into()].into_iter().chain(cells).collect());
    }

    /// The table as text that GitHub draws.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut text = String::new();
        if !self.title.is_empty() {
            write!(text, "**{}**\n\n", self.title).ok();
        }
        text += &line(&self.columns);
        let rule = |at| if at == 0 { "---" } else { "---:" };
        text += &format!("|{}|\n", (0..self.columns.len()).map(rule).collect::<Vec<_>>().join("|"));
        for row in &self.rows {
            let is_ours = row.first().is_some_and(|name| name.starts_with("Walkup"));
            let bold = |cell: &String| if is_ours { format!("**{cell}**") } else { cell.clone() };
            text += &line(&row.iter().map(bold).collect::<Vec<_>>());
        }
        text
    }

    /// The table as it is read in a terminal.
    pub fn plain(&self) -> String {
        let all = || [&self.columns].into_iter().chain(&self.rows);
        let width = |at: usize| {
            all().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let mut text = format!("\n  {}\n", self.title);
        for row in all() {
            text += "  ";
            for (at, cell) in row.iter().enumerate() {
                let pad = " ".repeat(width(at).saturating_sub(cell.chars().count()) + 2);
                text += &if at == 0 { format!("{cell}{pad}") } else { format!("{pad}{cell}") };
            }
            text = text.trim_end().to_owned() + "\n";
        }
        text
    }
}

/// All verdicts as one table.
pub fn verdicts<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Table {
    let mut table = Table::new("", &["target", "to reach", "measured", "verdict"]);
    table.rows = verdicts.into_iter().map(Verdict::row).collect();
    table
}

/// The whole page.
pub fn page(sections: &[Section], machine: &[String], by_hand: &str) -> String {
    let mut page = "# Performance\n\n".to_owned();
    page += &wrap(
        "`cargo xtask bench` measures this on Linux and writes this page: real processes on one \
         machine, over loopback, the sides in turns. Machines are shared and noisy, so the ratios \
         within one run are what says something; each is the median of the ratios turn by turn. \
         Peers that are not installed are left out (Debian: `redis-server`, `mosquitto`, \
         `nats-server`, `xvfb`; npm: `bun`). What follows *Measured by other means* is written by \
         hand, in `tools/bench/by-hand.md`.",
    );
    page.push('\n');
    for line in machine {
        writeln!(page, "- {line}").ok();
    }
    page += "\n## Targets\n\n";
    page += &verdicts(sections.iter().flat_map(|section| &section.verdicts)).markdown();
    page.push('\n');
    for section in sections {
        page += &section.markdown();
    }
    page += by_hand;
    page
}

/// Breaks a paragraph into lines of a hundred letters.
fn wrap(text: &str) -> String {
    let mut wrapped = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 100 {
            wrapped.push('\n');
            width = 0;
        } else if width > 0 {
            wrapped.push(' ');
            width += 1;
        }
        wrapped += word;
        width += length;
    }
    wrapped + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_reached_on_its_own_side() {
        let check = |bound, figure, reached| {
            let verdict = Verdict::new("speed", figure, "×", bound);
            assert_eq!(verdict.is_reached(), Some(reached), "{verdict:?}");
        };
        check(Bound::AtLeast(10.0), 10.0, true);
        check(Bound::AtLeast(10.0), 9.99, false);
        check(Bound::AtMost(1.3), 1.3, true);
        check(Bound::AtMost(1.3), 1.31, false);
        check(Bound::AtMost(1.3), f64::NAN, false);
        assert_eq!(Verdict::unmeasured("speed", "×", Bound::AtMost(1.0)).is_reached(), None);
    }

    #[test]
    fn a_missed_target_and_one_without_a_figure_stand_out() {
        let table = verdicts(&[
            Verdict::new("tickets", 4.0, "×", Bound::AtLeast(10.0)),
            Verdict::unmeasured("press", "ms", Bound::AtMost(50.0)),
        ]);
        assert_eq!(
            table.markdown(),
            "| target | to reach | measured | verdict |\n|---|---:|---:|---:|\n\
             | tickets | at least 10× | 4.00× | **not reached** |\n\
             | press | at most 50 ms | – | **not measured** |\n"
        );
    }

    #[test]
    fn tables_line_up_in_a_terminal() {
        let mut table = Table::new("last of 500", &["server", "p50 ms"]);
        table.row("Walkup", &[2.5]);
        table.row("plain", &[1234.0]);
        assert_eq!(
            table.plain(),
            "\n  last of 500\n  server    p50 ms\n  Walkup      2.50\n  plain      1,234\n"
        );
        assert!(table.markdown().contains("| **Walkup** | **2.50** |"));
    }

    #[test]
    fn a_section_says_when_and_how_it_was_measured() {
        let section = Section {
            name: "fanout".into(),
            title: "Fan-out".into(),
            about: "word ".repeat(30),
            measured: "on a day".into(),
            is_quick: true,
            tables: Vec::new(),
            plots: vec![Plot {
                file: "fanout".into(),
                title: "Last of N, ms".into(),
                x: "N".into(),
                unit: "ms".into(),
                shape: Shape::Lines(Vec::new()),
            }],
            verdicts: Vec::new(),
            notes: vec!["NATS is not installed.".into()],
        };
        let page = section.markdown();
        assert!(page.contains("Measured on a day. A quick run"), "{page}");
        assert!(page.contains("![Last of N, ms](plots/fanout.svg)"), "{page}");
        assert!(page.contains("- NATS is not installed.\n"), "{page}");
        assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
    }
}
