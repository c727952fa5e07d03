//! What is wrong with a value of a setting, where that is frequent: one sentence for the server that
//! says it and for the window that tells it in the reader's language.

use std::fmt;
use std::str::FromStr;

/// What is wrong with a value. Others are said in the server's own words.
///
/// ```
/// use shared::fault::Fault;
/// let fault = Fault::OutOfRange { value: 0, least: 1, most: 1000 };
/// assert_eq!(fault.to_string(), "0 is not between 1 and 1000");
/// assert_eq!("0 is not between 1 and 1000".parse(), Ok(fault));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not between these.
    OutOfRange {
        /// What was given.
        value: i64,
        /// The least that it can be.
        least: u32,
        /// The most.
        most: u32,
    },
    /// Not a time of day.
    NotATime(String),
    /// Neither a time of day nor `off`.
    NotATimeOrOff(String),
    /// Not a zone of local times.
    NotAZone(String),
    /// Not a calendar day.
    NotADay(String),
    /// Not the tag of a language.
    NotALanguage(String),
    /// Not the ending of an e-mail address.
    NotADomain(String),
    /// Not an address that a browser opens.
    NotAWebAddress(String),
    /// More characters than these.
    TooLong(usize),
    /// More of them than these.
    TooMany(usize),
    /// The same twice.
    GivenTwice(String),
    /// Not the id of a reason that visitors choose from at this desk.
    NotAReason(String),
    /// Not a text that says where a printer is.
    NotAPrinter(String),
    /// A file that stands for a printer, which a desk does not name for all its kiosks.
    NotForAllKiosks(String),
}

/// The server says something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a fault that is known")]
pub struct UnknownFault;

/// A fault that names what was given, and what stands after it.
type Named = (fn(String) -> Fault, &'static str);

/// Every one of those.
const NAMED: [Named; 11] = [
    (Fault::NotATime, " is not a time such as 09:00"),
    (Fault::NotATimeOrOff, " is neither a time such as 04:00 nor off"),
    (Fault::NotAZone, " is not a time zone such as Europe/Berlin"),
    (Fault::NotADay, " is not a day such as 2026-12-31"),
    (Fault::NotALanguage, " is not a language tag"),
    (Fault::NotADomain, " is not the ending of an e-mail address"),
    (Fault::NotAWebAddress, " is not an address such as https://desk.example"),
    (Fault::GivenTwice, " is given twice"),
    (Fault::NotAReason, " is not one of the desk's reasons"),
    (
        Fault::NotAPrinter,
        " is not a printer such as tcp://192.168.1.20, /dev/usb/lp0 or windows:NAME",
    ),
    (Fault::NotForAllKiosks, " is a file, which only a kiosk's own kiosk.toml may name"),
];

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::OutOfRange { value, least, most } => {
                return write!(f, "{value} is not between {least} and {most}");
            }
            Self::TooLong(most) => return write!(f, "it has more than {most} characters"),
            Self::TooMany(most) => return write!(f, "there are more than {most}"),
            Self::NotATime(text)
            | Self::NotATimeOrOff(text)
            | Self::NotAZone(text)
            | Self::NotADay(text)
            | Self::NotALanguage(text)
            | Self::NotADomain(text)
            | Self::NotAWebAddress(text)
            | Self::GivenTwice(text)
            | Self::NotAReason(text)
            | Self::NotAPrinter(text)
            | Self::NotForAllKiosks(text) => text,
        };
        let words = NAMED.iter().find(|(make, _)| make(text.clone()) == *self);
        write!(f, "`{text}`{}", words.map_or("", |(_, words)| words))
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let number = |start: &str, end: &str| {
            text.strip_prefix(start)?.strip_suffix(end)?.parse::<usize>().ok()
        };
        let range = || {
            let (value, range) = text.split_once(" is not between ")?;
            let (least, most) = range.split_once(" and ")?;
            let value = value.parse().ok()?;
            Some(Self::OutOfRange { value, least: least.parse().ok()?, most: most.parse().ok()? })
        };
        let named = || {
            NAMED.iter().find_map(|(make, words)| {
                let given = text.strip_suffix(words)?.strip_prefix('`')?.strip_suffix('`')?;
                Some(make(given.to_owned()))
            })
        };
        let long = number("it has more than ", " characters").map(Self::TooLong);
        let many = || number("there are more than ", "").map(Self::TooMany);
        long.or_else(many).or_else(range).or_else(named).ok_or(UnknownFault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reads_back_whatever_was_given() {
        for given in ["", "soon", "`a` is given twice", " is given twice"] {
            for (make, _) in NAMED {
                let fault = make(given.to_owned());
                assert_eq!(fault.to_string().parse(), Ok(fault));
            }
        }
        let range = Fault::OutOfRange { value: -3, least: 0, most: u32::MAX };
        for fault in [range, Fault::TooLong(500), Fault::TooMany(2)] {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        for other in ["", "mon: `9` is not a time such as 09:00", "Bob sits at table 5"] {
            assert_eq!(other.parse::<Fault>(), Err(UnknownFault), "{other}");
        }
    }
}
