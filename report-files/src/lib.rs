//! A report as a file: [`csv`], [`xlsx`] and, to print, [`html`]. All three say the figures of the
//! one [`Report`] that the server made, and reckon nothing that it does not say but the shares of
//! two of its counts.
//!
//! What people read in them is in [`Titles`], which whoever writes the file brings along; the names
//! of the figures are the same in every language, so that sheets can be put beside each other.

mod csv;
mod html;
mod safe;
mod words;
mod xlsx;

pub use self::csv::csv;
pub use self::html::html;
pub use self::safe::harmless;
pub use self::words::{Title, Titles, figure_titles};
pub use self::xlsx::{XlsxError, xlsx};

use shared::report::{Figures, Report, Value};

/// The three shares of counts, each after its count in [`Figures::NAMES`]: its name, the count and
/// what it is a share of.
const SHARES: [(&str, &str, &str); 3] = [
    ("no_show_share", "no_show", "called"),
    ("left_share", "left", "arrived"),
    ("left_over_share", "left_over", "arrived"),
];

/// Those shares of some figures, in that order.
fn shares(figures: &Figures) -> [Option<f64>; 3] {
    [figures.no_show_share(), figures.left_share(), figures.left_over_share()]
}

/// At how many tables somebody sat on the average.
fn mean(tables: Option<f64>) -> Value {
    tables.map_or(Value::Nothing, Value::Mean)
}

/// A count of hours, days or rows as an index of a sheet.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The period as one text.
fn period(report: &Report) -> String {
    format!("{} – {}", report.from, report.to)
}

#[cfg(test)]
mod tests;
