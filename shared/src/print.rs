//! Paper tickets: how kiosks print them, where the printer is, and what stands on one.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::device::Paper;
use crate::fault::Fault;
use crate::ids::TicketId;
use crate::text::words;

/// The port on which printers of a network take what is to be printed, unless told otherwise.
pub const PRINTER_PORT: u16 = 9100;

/// How many dots wide the paper of a printer is, 8 to the millimetre: rolls of 80 and of 58 mm.
pub const WIDTHS: [u32; 2] = [576, 384];

words! {
    /// When a kiosk prints a ticket by itself.
    pub enum PrintWhen {
        /// Each.
        Always = "always",
        /// Where its visitor asks for it.
        Ask = "ask",
        /// None; staff can have one printed all the same.
        Never = "never",
    }
}

/// How kiosks print. What is left out is not set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PrintSettings {
    /// Where the printer is; none: there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printer: Option<PrinterAddress>,
    /// How wide its paper is; none: 80 mm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<PaperWidth>,
    /// When a ticket is printed; none: each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<PrintWhen>,
}

impl<'de> Deserialize<'de> for PrintSettings {
    /// From a table alone: serde takes an empty list for one of which nothing is set.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct Entries {
            printer: Option<PrinterAddress>,
            width: Option<PaperWidth>,
            when: Option<PrintWhen>,
        }

        struct Table;

        impl<'de> Visitor<'de> for Table {
            type Value = PrintSettings;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of `printer`, `width` and `when`")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PrintSettings, A::Error> {
                let Entries { printer, width, when } =
                    Entries::deserialize(MapAccessDeserializer::new(map))?;
                Ok(PrintSettings { printer, width, when })
            }
        }

        deserializer.deserialize_map(Table)
    }
}

impl PrintSettings {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same, with what another has to say of what is not set.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            printer: self.printer.clone().or_else(|| other.printer.clone()),
            width: self.width.or(other.width),
            when: self.when.or(other.when),
        }
    }
}

/// How wide the paper of a printer is, in dots: one of [`WIDTHS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct PaperWidth(u32);

/// A width that no roll has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a width in dots: 576 (paper of 80 mm) or 384 (58 mm)")]
pub struct NotAWidth(u32);

impl PaperWidth {
    /// How many dots.
    pub fn dots(self) -> u32 {
        self.0
    }
}

impl Default for PaperWidth {
    fn default() -> Self {
        Self(WIDTHS[0])
    }
}

impl TryFrom<u32> for PaperWidth {
    type Error = NotAWidth;

    fn try_from(dots: u32) -> Result<Self, NotAWidth> {
        if WIDTHS.contains(&dots) { Ok(Self(dots)) } else { Err(NotAWidth(dots)) }
    }
}

impl From<PaperWidth> for u32 {
    fn from(width: PaperWidth) -> Self {
        width.0
    }
}

/// Where a printer is.
///
/// ```
/// use shared::print::PrinterAddress;
/// for text in ["tcp://192.168.1.20:9100", "/dev/usb/lp0", "windows:EPSON TM-T20III"] {
///     assert_eq!(text.parse::<PrinterAddress>()?.to_string(), text);
/// }
/// assert_eq!("tcp://printer".parse::<PrinterAddress>()?.to_string(), "tcp://printer:9100");
/// # Ok::<(), shared::print::NotAPrinter>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PrinterAddress {
    /// In the network.
    Network {
        /// The name or the address of the printer; IPv6 in brackets.
        host: String,
        /// Its port.
        port: u16,
    },
    /// A file of the machine that stands for the printer, such as `/dev/usb/lp0`.
    File(String),
    /// One that Windows knows by this name.
    Windows(String),
}

impl PrinterAddress {
    /// Whether a desk may say so for all its kiosks: in the network, a line printer's device, or
    /// one that Windows knows. Any other file of a kiosk's machine, or of one that its machine
    /// reaches, is for the kiosk's own settings to name.
    ///
    /// ```
    /// use shared::print::PrinterAddress;
    /// let may = |text: &str| text.parse().map(|it: PrinterAddress| it.may_be_shared());
    /// assert_eq!(may("/dev/usb/lp0"), Ok(true));
    /// assert_eq!(may("/home/kiosk/notes"), Ok(false));
    /// ```
    pub fn may_be_shared(&self) -> bool {
        let Self::File(path) = self else { return true };
        let number = path.strip_prefix("/dev/usb/lp").or_else(|| path.strip_prefix("/dev/lp"));
        number.is_some_and(|it| !it.is_empty() && it.bytes().all(|digit| digit.is_ascii_digit()))
    }
}

/// A text that does not say where a printer is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Fault::NotAPrinter(.0.clone()))]
pub struct NotAPrinter(String);

impl FromStr for PrinterAddress {
    type Err = NotAPrinter;

    fn from_str(text: &str) -> Result<Self, NotAPrinter> {
        let text = text.trim();
        let unusable = || NotAPrinter(text.to_owned());
        if text.chars().any(char::is_control) || text.len() > 300 {
            return Err(unusable());
        }
        if let Some(name) = text.strip_prefix("windows:").map(str::trim) {
            let is_name = !name.is_empty();
            return is_name.then(|| Self::Windows(name.to_owned())).ok_or_else(unusable);
        }
        if text.starts_with(['/', '\\']) && text.len() > 1 {
            return Ok(Self::File(text.to_owned()));
        }
        let place = text.strip_prefix("tcp://").ok_or_else(unusable)?;
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
                (host, port.parse().map_err(|_| unusable())?)
            }
            _ => (place, PRINTER_PORT),
        };
        let is_host = !host.is_empty()
            && host.chars().all(|c| c.is_alphanumeric() || ".-_[]:%".contains(c))
            && host.contains(':') == (host.starts_with('[') && host.ends_with(']'));
        let is_usable = is_host && port > 0;
        is_usable.then(|| Self::Network { host: host.to_owned(), port }).ok_or_else(unusable)
    }
}

impl fmt::Display for PrinterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network { host, port } => write!(f, "tcp://{host}:{port}"),
            Self::File(path) => f.write_str(path),
            Self::Windows(name) => write!(f, "windows:{name}"),
        }
    }
}

impl TryFrom<String> for PrinterAddress {
    type Error = NotAPrinter;

    fn try_from(text: String) -> Result<Self, NotAPrinter> {
        text.parse()
    }
}

impl From<PrinterAddress> for String {
    fn from(address: PrinterAddress) -> Self {
        address.to_string()
    }
}

/// All that stands on a paper ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Which ticket.
    pub id: TicketId,
    /// What people read: the number, with the letter of its service before it.
    pub number: String,
    /// The language that its visitor chose; none: nobody chose one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What its service is called, by language; empty: it has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub service: BTreeMap<String, String>,
    /// How many are before it; none: it is called, or nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<u64>,
    /// When that was so, in milliseconds since 1970.
    pub at: i64,
    /// Whose desk this is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organisation: String,
    /// The visitor's own page about it, where the desk has such pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

crate::ticket::as_json!(Sheet);

/// A kiosk that has a printer and is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printer {
    /// What the kiosk is called.
    pub kiosk: String,
    /// How it stands with its printer and its paper.
    pub paper: Paper,
}

/// The kiosks that have a printer and are connected, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Printers(pub Vec<Printer>);

impl<'de> Deserialize<'de> for Printers {
    /// One in a state that a newer server knows is left out.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Vec::<serde_json::Value>::deserialize(deserializer)?;
        Ok(Self(given.into_iter().filter_map(|it| serde_json::from_value(it).ok()).collect()))
    }
}

impl Printers {
    /// Those that can print now.
    pub fn able(&self) -> impl Iterator<Item = &Printer> {
        self.0.iter().filter(|printer| printer.paper.can_print())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printer_has_one_spelling_and_what_is_none_says_what_would_be() {
        for (typed, kept) in [
            (" tcp://10.0.0.9/ ", "tcp://10.0.0.9:9100"),
            ("tcp://[fd00::9]", "tcp://[fd00::9]:9100"),
            ("tcp://[fd00::9]:9101", "tcp://[fd00::9]:9101"),
            ("/dev/usb/lp0", "/dev/usb/lp0"),
            (r"\\front\tickets", r"\\front\tickets"),
            ("windows: Star TSP100 ", "windows:Star TSP100"),
        ] {
            let address: PrinterAddress = typed.parse().unwrap();
            assert_eq!(address.to_string(), kept);
            assert_eq!(kept.parse(), Ok(address));
        }
        for typed in [
            "",
            "/",
            "printer",
            "tcp://",
            "tcp://a:0",
            "tcp://a:x",
            "tcp://fd00::9",
            "windows:",
            "lp0",
        ] {
            let refused = typed.parse::<PrinterAddress>().unwrap_err();
            assert!(refused.to_string().contains("such as tcp://"), "{typed}");
        }
    }

    #[test]
    fn a_desk_names_printers_and_no_files() {
        let may = |text: &str| text.parse::<PrinterAddress>().unwrap().may_be_shared();
        for text in ["tcp://p", "/dev/usb/lp0", "/dev/lp12", "windows:Star TSP100"] {
            assert!(may(text), "{text}");
        }
        for text in [
            "/dev/usb/lp",
            "/dev/usb/lp0/../../sda",
            "/dev/lp/0",
            "/dev/walkup-printer",
            "/etc/passwd",
            r"\\front\tickets",
            r"\\.\COM3",
        ] {
            assert!(!may(text), "{text}");
        }
    }

    #[test]
    fn what_a_kiosk_says_itself_comes_before_what_all_share() {
        let of = |text: &str| serde_json::from_str::<PrintSettings>(text);
        let own = of(r#"{"width":384}"#).unwrap();
        let shared = of(r#"{"printer":"tcp://p","width":576,"when":"ask"}"#).unwrap();
        let both = own.or(&shared);
        assert_eq!(both.width.unwrap().dots(), 384);
        assert_eq!((both.printer, both.when), (shared.printer, Some(PrintWhen::Ask)));
        assert!(of("{}").unwrap().is_empty());
        for bad in [
            "[]",
            "null",
            r#"["tcp://p"]"#,
            r#"{"width":400}"#,
            r#"{"printer":"lp"}"#,
            r#"{"when":"no"}"#,
            r#"{"a":1}"#,
        ] {
            assert!(of(bad).is_err(), "{bad}");
        }
        assert!(of(r#"{"width":400}"#).unwrap_err().to_string().contains("576"));
    }

    #[test]
    fn a_printer_in_a_state_of_a_newer_server_is_left_out() {
        let text = r#"[{"kiosk":"Hall","paper":"ok"},{"kiosk":"Door","paper":"on fire"}]"#;
        let printers: Printers = serde_json::from_str(text).unwrap();
        assert_eq!(printers.0.len(), 1);
        assert_eq!(printers.able().count(), 1);
    }
}
