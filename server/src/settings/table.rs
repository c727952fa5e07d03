//! Every setting, each declared once.
//!
//! To add a setting, add its entry to the table below and nothing else: the field of [`Settings`],
//! its default, how the file and its variable give it, `config show` and the tests follow from it.
//! An entry that lacks a part does not compile. The parts are: the documentation; the name and the
//! type of the field; the format, which says how the value is read and printed (see
//! [`super::format`]); the default; and an example as TOML that differs from the default, from
//! which the tests of all settings are made.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::Deserialize;
use shared::desk::DeskName;
use shared::ids::TableNo;
use shared::message::Reasons;
use shared::print::PrintSettings;
use shared::profile::ProfileKey;

use super::format::{
    DayEnd, FilePath, Format, Given, Line, Optional, ReasonList, ServiceList, TableNames, Text,
    Toml, Whole, Word, Zone,
};
use super::of_database::{DatabaseAddress, Durability, HostAndPort};
use super::of_devices::{Domains, PinHash, Printing, Tags};
use super::of_pages::PublicUrl;
use crate::address::AddressRange;
use crate::core::profile::DisplayLabel;
use crate::core::schedule::{Exceptions, WeekHours};
use crate::core::services::Services;
use crate::core::texts::Texts;

/// What the rest of the program knows of one setting.
pub(super) struct Entry {
    /// Its name in the settings file.
    pub(super) key: &'static str,
    /// Whether its variable holds the text as it is; otherwise the variable holds TOML.
    pub(super) variable_is_text: bool,
    /// Prints its value as TOML, or `unset`.
    pub(super) print: fn(&Settings) -> String,
    /// A value that is not the default, as TOML.
    pub(super) example: &'static str,
}

macro_rules! settings {
    ($(
        $(#[doc = $doc:literal])+
        $key:ident: $type:ty as $format:ty = $default:expr, such as $example:literal;
    )+) => {
        /// What the desk is set to.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Settings {
            /// Where everything is stored. A flag or a variable sets it, the file cannot.
            pub data_dir: PathBuf,
            /// Whether encryption is off, wherever the server listens. Only a flag sets it.
            pub insecure_no_tls: bool,
            /// Which desk this is about. Only a flag sets it; the server itself serves all of them.
            pub desk: DeskName,
            /// The settings of the desk that the file, a variable or a flag gives, and where.
            pub given: BTreeMap<ProfileKey, String>,
            $( $(#[doc = $doc])+ pub $key: $type, )+
        }

        impl Settings {
            /// The defaults with this data directory.
            pub fn for_dir(dir: PathBuf) -> Self {
                Self {
                    data_dir: dir,
                    insecure_no_tls: false,
                    desk: DeskName::main(),
                    given: BTreeMap::new(),
                    $( $key: $default, )+
                }
            }

            /// Takes over what a layer says.
            pub(super) fn apply(&mut self, layer: Layer) {
                $( if let Some(given) = layer.$key { self.$key = given.value; } )+
            }
        }

        /// What one layer says.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct Layer {
            $( $key: Option<Given<$type, $format>>, )+
        }

        /// Every setting that a variable or the file may give, in the order they are shown.
        pub(super) const ENTRIES: &[Entry] = &[$( Entry {
            key: stringify!($key),
            variable_is_text: <$format as Format<$type>>::VARIABLE_IS_TEXT,
            print: |settings| <$format as Format<$type>>::print(&settings.$key),
            example: $example,
        }, )+];
    };
}

settings! {
    /// The address and port to listen on; port 0 takes any free one.
    listen: SocketAddr as Text = SocketAddr::from((Ipv4Addr::LOCALHOST, shared::DEFAULT_PORT)),
        such as "'[::]:7421'";

    /// How many tables the desk has, 1 to 1000.
    tables: u32 as Whole<1, 1000> = 10, such as "1000";

    /// What tables are called, for those that have a name.
    table_names: BTreeMap<TableNo, String> as TableNames = BTreeMap::new(),
        such as "{ 1 = 'Desk', 11 = 'Window' }";

    /// For how many seconds a table is kept for a person whose connection was lost.
    table_grace_secs: u64 as Whole<0, 31_536_000> = 120, such as "0";

    /// The reasons that visitors choose from; empty: none is asked.
    reasons: Reasons as ReasonList = Reasons::default(),
        such as "[{ id = 'badge', text = { de = 'Ausweis', en = 'Badge' } }]";

    /// The desk's services; none: it has one queue without a name.
    services: Services as ServiceList = Services::default(),
        such as "[{ id = 'badges', prefix = 'B', text = { de = 'Ausweise', en = 'Badges' } }]";

    /// By how many minutes a visitor with priority counts as having come earlier.
    priority_mins: u32 as Whole<1, 1440> = 60, such as "30";

    /// How many may wait before kiosks take no more tickets; none: as many as come.
    max_waiting: Option<u32> as Optional<Whole<1, 1_000_000>> = None, such as "50";

    /// How displays call a visitor besides by number.
    display_label: DisplayLabel as Word = DisplayLabel::None, such as "'initial'";

    /// Whose desk this is; empty: not said.
    organisation: String as Line = String::new(), such as "'Town hall'";

    /// What everybody reads until an admin announces something else; empty: nothing.
    notice: String as Line = String::new(), such as "'Back at two'";

    /// The local time at which yesterday's tickets end, if they do.
    day_ends: Option<NaiveTime> as DayEnd = NaiveTime::from_hms_opt(4, 0, 0), such as "'03:30'";

    /// From when to when the desk is open on each day of the week; none: always.
    hours: Option<WeekHours> as Optional<Toml> = None,
        such as "{ mon = [['09:00', '12:00'], ['13:00', '17:00']] }";

    /// The days whose hours differ.
    exceptions: Exceptions as Toml = Exceptions::default(),
        such as "[{ from = '2026-12-24', to = '2026-12-26', name = 'Holidays', hours = [] }]";

    /// For how many minutes before closing kiosks take no more tickets.
    last_check_in_mins: u32 as Whole<0, 1440> = 0, such as "15";

    /// What visitors are told while the desk is closed by its hours, by language.
    closed_text: Texts as Toml = Texts::default(), such as "{ en = 'Ring the bell at the gate' }";

    /// Whether reports may be of single people.
    report_people: bool as Toml = false, such as "true";

    /// Under which address visitors reach their own pages; none: they are not told of them.
    public_url: Option<String> as Optional<PublicUrl> = None, such as "'https://desk.example'";

    /// Why visitors are asked what they are asked and how long it is kept, by language.
    privacy_text: Texts as Toml = Texts::default(), such as "{ en = 'Kept for 30 days' }";

    /// What kiosks complete addresses with.
    domains: Vec<String> as Domains = Vec::new(), such as "['school.edu', 'gmail.com']";

    /// The PIN with which staff leave a kiosk, as the hash that `desk set pin` keeps; none: kiosks
    /// have one of their own, or none.
    pin: Option<String> as Optional<PinHash> = None,
        such as "'$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWY'";

    /// The languages that kiosks offer, by tag; empty: all there are.
    languages: Vec<String> as Tags<40> = Vec::new(), such as "['de', 'en']";

    /// How kiosks print tickets: where the printer is, how many dots wide its paper is (576 or 384),
    /// and when (`always`, `ask`, `never`); empty: kiosks have printers of their own, or none.
    print: PrintSettings as Printing = PrintSettings::default(),
        such as "{ printer = 'tcp://192.168.1.20:9100', width = 384, when = 'ask' }";

    /// In which languages displays are written, one or two in turn; empty: in their system's.
    board_languages: Vec<String> as Tags<2> = Vec::new(), such as "['de', 'en']";

    /// The zone of local times, such as Europe/Berlin; none: the system's.
    time_zone: Option<Tz> as Optional<Zone> = None, such as "'Australia/Lord_Howe'";

    /// For how many days ended tickets are kept; none: for ever.
    retention_days: Option<u32> as Optional<Whole<1, 36_500>> = None, such as "30";

    /// For how many hours a token lets its holder in.
    session_hours: u32 as Whole<1, 87_600> = 12, such as "8";

    /// The origins whose web pages may connect; others are refused.
    allowed_origins: Vec<String> as Toml = Vec::new(), such as "['https://desk.example']";

    /// The certificate to show and those between it and its authority, in PEM; none: one that the
    /// server makes itself.
    tls_cert: Option<PathBuf> as Optional<FilePath> = None, such as "'chain.pem'";

    /// The key of that certificate, in PEM.
    tls_key: Option<PathBuf> as Optional<FilePath> = None, such as "'key.pem'";

    /// Whether the local network is told where the server is.
    announce: bool as Toml = true, such as "false";

    /// Whether anybody is told which desks there are, at `/desks`.
    list_desks: bool as Toml = true, such as "false";

    /// Whether clients on this machine are treated like all others: devices need a key, and the
    /// limits bind them.
    limit_loopback: bool as Toml = false, such as "true";

    /// The proxies that are believed when they say for whom they pass on a request.
    trusted_proxies: Vec<AddressRange> as Toml = Vec::new(), such as "['127.0.0.1', '10.0.0.0/8']";

    /// The most connections from other machines.
    max_connections: u32 as Whole<1, 1_000_000> = 10_000, such as "1";

    /// The most connections from one address, or one IPv6 network.
    max_connections_per_address: u32 as Whole<1, 1_000_000> = 500, such as "501";

    /// The most handshakes in progress; newcomers wait while there are that many.
    max_handshakes: u32 as Whole<1, 1_000_000> = 10_000, such as "64";

    /// How many messages a second one client may send, twice that in a burst.
    messages_per_second: u32 as Whole<1, 1_000_000> = 50, such as "1000000";

    /// How many unknown addresses a kiosk may ask for in an hour, before every answer is that the
    /// address is unknown.
    unknown_queries_per_hour: u32 as Whole<0, 1_000_000> = 30, such as "0";

    /// Where metrics are answered besides on the server's own machine.
    metrics_listen: Option<SocketAddr> as Optional<Text> = None, such as "'10.0.0.7:9100'";

    /// Where visitors' own pages are served; none: there are no such pages.
    web_listen: Option<SocketAddr> as Optional<Text> = None, such as "'[::]:7443'";

    /// The database where the desk is kept, with all who serve it: PostgreSQL; none: it is in the data
    /// directory, this server's alone.
    database: Option<String> as Optional<DatabaseAddress> = None,
        such as "'postgres://walkup@127.0.0.1,localhost:5433/walkup'";

    /// The file that holds the database's password and nothing else; none: it is a credential of
    /// systemd's, or none is needed.
    database_password_file: Option<PathBuf> as Optional<FilePath> = None,
        such as "'database-password'";

    /// The certificate of whoever vouches for the database's, in PEM; none: connections to it are
    /// not encrypted, and must not leave this machine.
    database_ca: Option<PathBuf> as Optional<FilePath> = None, such as "'database-ca.pem'";

    /// When a change in the database counts as saved.
    durability: Durability as Word = Durability::Replicated, such as "'storage'";

    /// Where other servers of the same database pass on clients of the desks that are led here; none:
    /// at any port of this machine, for servers on it alone.
    cluster_listen: Option<SocketAddr> as Optional<Text> = None, such as "'0.0.0.0:7421'";

    /// Where other servers find this one, with the port; none: at `cluster_listen`.
    cluster_address: Option<String> as Optional<HostAndPort> = None, such as "'desk1.example:7421'";

    /// How many daily backups are kept; 0: none is made.
    backups: u32 as Whole<0, 10_000> = 14, such as "0";

    /// Where they are; none: in the data directory.
    backup_dir: Option<PathBuf> as Optional<FilePath> = None, such as "'/mnt/backups'";

    /// How many megabytes must be free on the disk; with less the server warns.
    disk_warning_mb: u32 as Whole<0, { u32::MAX }> = 500, such as "4000000000";
}
