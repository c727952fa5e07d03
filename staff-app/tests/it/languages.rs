//! Every page and form in every size and language: nothing leaves its box, nothing is cut that is
//! ours to say, nothing is left in English.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use app_kit::link::{Dialect, Event, Fingerprint, Refusal, State};
use app_kit::text::Languages;
use app_kit::text::paragraph::Painted;
use egui_kittest::kittest::NodeT;
use shared::ids::{TableNo, TicketId};
use staff_app::commands::{Command, Subject};
use staff_app::model::pages::{Edit, ServiceEdit, ServicePart, Spot};
use staff_app::model::{Action, Ask};
use staff_app::pages::PageKind;
use staff_app::settings::{Settings, SingleKeys};

use crate::sample;
use crate::window::Window;

const SIZES: [[f32; 2]; 3] = [[900.0, 600.0], [1280.0, 800.0], [1920.0, 1080.0]];

const OFFLINE: State = State::Offline { retry_in: std::time::Duration::ZERO };

/// What people wrote and named, and what is the same in every language.
const DATA: [&str; 24] = [
    "03:D6:6D",
    "Northgate",
    "Ada",
    "Bob",
    "Visitor",
    "example",
    "Walkup",
    "desk",
    "Badge",
    "Comes back",
    "Hall",
    "SHA-256",
    "Ctrl",
    "Shift",
    "Esc",
    "Enter",
    "Tab",
    "Zoë",
    "tickets-2026",
    "badges",
    "exams",
    "money",
    "pass",
    "bob",
];

fn on(ticket: i64) -> Subject {
    Subject::Ticket(TicketId::new(ticket).unwrap())
}

/// The commands that open a form of the desk, each with what it is about.
const DESK_FORMS: [Command; 7] = [
    Command::Visitor,
    Command::CloseDesk,
    Command::Notice,
    Command::Export,
    Command::Password,
    Command::Settings,
    Command::Keys,
];

/// Pages with a list that goes on below what is seen of it, whose rows have a place all the same.
const SCROLLS: [&str; 6] = ["certificate", "busy", "offline", "toast", "lost", "left behind"];

/// What the server answers on the pages on which a desk is run.
const SETTINGS: &str = r#"success settings {"version":7,"values":{"organisation":"Northgate","notice":"","tables":3,"table_names":{"2":"Hall"},"reasons":[{"id":"badge","text":{"en":"Badge"}}],"services":[{"id":"a","text":{"en":"Badge"},"prefix":"B","identity":{"kind":"number","text":{"en":"Badge"}},"reasons":["badge"],"max_waiting":3},{"id":"b","text":{"en":"Badge"},"prefix":"P","open":false,"identity":{"kind":"none"}},{"id":"c","text":{"en":"Badge"},"target_mins":5}],"display_label":"first","retention_days":90,"hours":{"mon":[["09:00","12:00"],["13:00","17:00"]]},"exceptions":[{"from":"2099-12-24","to":"2099-12-26","name":"Badge day","hours":[]}],"last_check_in_mins":15,"closed_text":{"en":"Badge"},"privacy_text":{}},"pinned":["tables","organisation"],"places":{"tables":"walkup.toml, line 3","organisation":"flag --Hall"}}"#;
const PEOPLE: &[&str] = &[
    r#"success people [{"user":"ada","name":"Ada","role":"admin","enabled":true,"last":1789999990000},{"user":"bob","name":"Bob","role":"lead","enabled":true,"services":["a","c"]},{"user":"zoe","name":"Zoë","role":"staff","enabled":false,"one_time":true}]"#,
];
const DAYS: &[&str] = &[
    r#"success hours [{"date":"2026-09-21","hours":[["09:00","12:00"]]},{"date":"2026-09-22","hours":[],"name":{"en":"Badge day"}},{"date":"2026-09-23","hours":[["00:00","24:00"]]}]"#,
];
const DEVICES: &[&str] = &[
    r#"success devices [{"name":"Hall","kind":"kiosk","last":null,"connected":true,"address":"192.168.10.21","version":"0.0.9","paper":"out","own":["domains","pin","languages","organisation"]},{"name":"Hall 2","kind":"display","last":null,"connected":false,"version":"0.1.0","paper":"ok","own":["board_languages"]}]"#,
    r#"success health {"version":"0.1.0","now":0}"#,
];
const LOG: &[&str] = &[
    "row time,who,what,ticket,table",
    "row 2026-09-21T09:00:00Z,Ada,accept,213,3",
    "row 2026-09-21T09:05:00Z,nobody,\"token refused, 5 more\",-,",
    "success audit 2",
];
const HEALTH: &[&str] = &[
    r#"success health {"version":"0.1.0","now":1790000000000,"clock_doubted":true,"staff":3,"kiosks":1,"displays":2,"disk_free":52400000000,"disk_low":true,"listen":"127.0.0.1:7420","this_computer_only":true,"backups_kept":14,"backup_failed":true,"links":"no-address","backups":[{"name":"walkup-Badge.db","at":1789965200000,"bytes":4410000}]}"#,
];

struct Scenes {
    size: [f32; 2],
    language: &'static str,
}

impl Scenes {
    fn settings(&self, is_signed_in: bool) -> Settings {
        Settings {
            server: "desk".to_owned(),
            token: is_signed_in.then(|| "secret".to_owned()),
            motion: false,
            language: self.language.to_owned(),
            ..Settings::default()
        }
    }

    fn open(&self, is_signed_in: bool) -> Window {
        let mut window = Window::open(self.settings(is_signed_in), self.size);
        window.settle();
        window
    }

    /// At the desk, with so many waiting for so long.
    fn seated(&self, waiting: i64, mins: i64) -> Window {
        let mut window = Window::open(self.settings(true), self.size);
        window.event(Event::Opened { dialect: Dialect::Extended, introduced: true });
        window.event(Event::State(State::Online));
        window.says("success resume Ada");
        window.state(waiting);
        if mins > 0 {
            window.wait(mins * 60_000);
        }
        window
    }

    fn serving(&self) -> Window {
        let mut window = self.seated(5, 25);
        window.is_claimed(0, "Bob", 1);
        for count in [1, 2] {
            window.is_claimed(count, "Ada", 3);
        }
        window.ends("complete", 100, "Ada", "completed");
        window.ends("cancel", 101, "Ada", "no-show");
        window.ends("cancel", 102, "{}", "expired");
        window.settle();
        window
    }

    /// At a desk with services: one of mine over due, a nameless one, and what staff should look
    /// after.
    fn services(&self) -> Window {
        let mut window = self.seated(3, 25);
        for line in [
            r#"services [{"id":"a","text":{"en":"Badge"},"prefix":"B"},{"id":"b","text":{"en":"Badge"},"prefix":"P","open":false},{"id":"c","text":{"en":"Badge"}}]"#,
            "lane a 1 - -",
            "lane b 12 - -",
            "lane c 0 - -",
            r#"warnings [{"kind":"help","args":{"kiosk":"desk"},"since":1},{"kind":"untaken","args":{"service":"b","count":2},"since":1}]"#,
        ] {
            window.says(line);
        }
        for (count, due) in [(0, 60_000), (1, 1_800_000), (2, 9_000_000)] {
            let due = 1_790_000_000_000_i64 + due;
            window.says(&format!(
                r#"about {count} {{"rank":{due},"number":"B00{count}","service":"a","due":{due},"priority":"high","contact":"+49 30 12"}}"#
            ));
        }
        window.says(r#"about 1 {"rank":5,"number":"B001","service":"a","due":5,"calls":1,"claimed":1790000000000,"table":3,"arrived":1790000000000}"#);
        window.says(r#"claimed {"id":1,"email":"","name":"B001","staff":"Ada","start":"2026-09-21T14:13:20Z","end":"1970-01-01T00:00:00Z"}"#);
        window.settle();
        window
    }

    /// A desk whose kiosks have printers, and what is the matter with them.
    fn printing(&self) -> Window {
        let mut window = self.serving();
        window.says(r#"about 1 {"calls":1,"claimed":1790000000000,"table":3,"kiosk":"Hall"}"#);
        window.says(r#"printers [{"kiosk":"desk","paper":"low"},{"kiosk":"Hall","paper":"ok"}]"#);
        window
    }

    fn with(mut window: Window, actions: impl IntoIterator<Item = Action>) -> Window {
        for action in actions {
            window.act(action);
        }
        window
    }

    /// Every page without a form over it.
    fn pages(&self) -> Vec<(&'static str, Window)> {
        let mut first =
            Window::open(Settings { server: String::new(), ..self.settings(false) }, self.size);
        first.settle();
        first.act(Action::SignIn);
        let mut known = self.open(false);
        known.act(Action::SignIn);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("staff.toml");
        std::fs::write(&path, "look = 5").unwrap();
        let file = app_kit::settings::SettingsFile::find(Some(path), "staff").unwrap();
        let keeper = Some(app_kit::shell::Keeper::load(file));
        let mut damaged = Window::open_kept(self.settings(false), self.size, keeper);
        damaged.settle();
        let mut doubted = self.open(false);
        let shown = Fingerprint::of(b"certificate");
        doubted.event(Event::State(State::Refused(Refusal::UnknownCertificate(shown))));
        doubted.settle();
        let mut tables = self.open(true);
        tables.connects(true);
        tables.hears("success resume Ada");
        for line in [
            "tables 6",
            "reset",
            r#"me {"user":"ada","name":"Ada","admin":true}"#,
            "at 1 Bob",
            "ready",
        ] {
            tables.says(line);
        }
        tables.settle();
        let mut without = Self::with(self.seated(2, 0), []);
        without.hears("seat");
        let without = Self::with(without, [Action::WorkWithoutTable]);
        let mut offline = self.serving();
        offline.event(Event::Closed);
        offline.event(Event::State(OFFLINE));
        offline.settle();
        let mut closed = self.seated(1, 12);
        closed.hears("desk closed Badge");
        closed.hears("notice Badge");
        let mut by_hours = self.seated(1, 12);
        by_hours.hears(r#"hours {"state":"closed","opens":"2026-09-22T09:00:00+02:00"}"#);
        let mut last = self.seated(1, 12);
        last.hears(r#"hours {"state":"last","closes":"2026-09-21T17:00:00+02:00"}"#);
        let mut left = self.serving();
        left.hears("at 1");
        let chosen = Self::with(self.seated(3, 12), [Action::ChooseBy(1)]);
        let mut toast = self.serving();
        toast.act(Action::Do(Command::Next, Subject::Desk));
        toast.ends("complete", 2, "Ada", "completed");
        toast.hears("success complete 2");
        toast.is_claimed(3, "Ada", 3);
        toast.hears("success next 3");
        let mut lost = self.serving();
        lost.act(Action::Do(Command::Recall, on(1)));
        lost.event(Event::Closed);
        lost.settle();
        vec![
            ("first sign-in", first),
            ("sign-in", known),
            ("certificate", doubted),
            ("returning", self.open(true)),
            ("tables", tables),
            ("damaged settings", damaged),
            ("without a table", without),
            ("empty", self.seated(0, 0)),
            ("busy", self.seated(40, 25)),
            ("serving", self.serving()),
            ("offline", offline),
            ("closed", closed),
            ("closed by hours", by_hours),
            ("closing", last),
            ("left behind", left),
            ("chosen", chosen),
            ("toast", toast),
            ("lost", lost),
            ("services", self.services()),
        ]
    }

    /// A page on which the desk is run, with what the server answers to it and what is asked then.
    fn run(&self, page: PageKind, asks: impl IntoIterator<Item = Ask>) -> Window {
        let mut window = self.seated(0, 0);
        window.act(Action::Page(Ask::Open(page)));
        window.hears(SETTINGS);
        for line in match page {
            PageKind::People => PEOPLE,
            PageKind::Hours => DAYS,
            PageKind::Devices => DEVICES,
            PageKind::Log => LOG,
            PageKind::Health => HEALTH,
            _ => &[],
        } {
            window.hears(line);
        }
        Self::with(window, asks.into_iter().map(Action::Page))
    }

    /// The page of reports, with this said to each report that was asked for.
    fn reports(&self, percent: u64) -> Window {
        let mut window = self.run(PageKind::Reports, []);
        window
            .hears(r#"success people [{"user":"ada","name":"Ada","role":"lead","enabled":true}]"#);
        for ask in window.sent() {
            let ask = ask.strip_prefix("report ").and_then(|ask| ask.parse().ok());
            for line in ask.iter().flat_map(|ask| sample::answers(ask, percent)) {
                window.hears(&line);
            }
        }
        window
    }

    /// The pages of reports and of the running day.
    fn report_pages(&self) -> Vec<(&'static str, Window)> {
        let today = Self::with(self.services(), [Action::Page(Ask::Open(PageKind::Today))]);
        let mut making = self.run(PageKind::Reports, []);
        making.hears("success people []");
        making.hears("success report 1");
        making.hears("report 1 37");
        let mut failed = self.run(PageKind::Reports, []);
        failed.hears("success people []");
        failed.hears("error report too many reports at once");
        let stopped = Self::with(self.run(PageKind::Reports, []), [Action::Page(Ask::StopReport)]);
        vec![
            ("page: today", today),
            ("page: reports", self.reports(100)),
            ("page: few reports", self.reports(4)),
            ("page: nobody reported", self.reports(0)),
            ("page: making a report", making),
            ("page: report failed", failed),
            ("page: report stopped", stopped),
        ]
    }

    /// The pages on which the desk is run, and the two screens before anything else.
    fn run_pages(&self) -> Vec<(&'static str, Window)> {
        let mut set_up = self.open(false);
        set_up.connects(false);
        set_up.hears("setup");
        let mut refused = self.open(false);
        refused.connects(false);
        refused.hears("setup");
        refused.act(Action::Page(Ask::SetUp));
        let mut by_others = self.open(false);
        by_others.connects(false);
        by_others.hears("setup");
        by_others.hears("setup done");
        let mut own = self.open(true);
        own.connects(true);
        own.hears("success resume Ada");
        own.says("reset");
        own.says(r#"me {"user":"ada","name":"Ada","admin":true,"must_change":true}"#);
        own.hears("ready");
        own.act(Action::Page(Ask::ChooseOwnPassword));
        let write = |spot, text: &str| Ask::Change(Edit::Write(spot, text.to_owned()));
        let mut one_time = self.run(
            PageKind::People,
            [Ask::OpenPerson(Some("bob".to_owned())), Ask::ResetPerson("bob".to_owned())],
        );
        one_time.hears(r#"success person {"user":"bob","password":"K7P2 Badge"}"#);
        // What was done stands over what is scrolled to.
        one_time.act(Action::Dismiss(0));
        let mut both = self.run(PageKind::Words, [write(Spot::Organisation, "Northgate Badge")]);
        both.hears("error set changed meanwhile by Bob");
        both.hears(r#"success settings {"version":9,"values":{"organisation":"Northgate Hall"}}"#);
        let mut shorter = self.run(PageKind::Privacy, [write(Spot::Retention, "5")]);
        shorter.hears("success retention 12");
        let file = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20991224\r\nSUMMARY:Badge\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let exception = [Ask::OpenException(None), Ask::SaveException];
        let mut lead = self.seated(0, 0);
        lead.hears(r#"me {"user":"ada","name":"Ada","admin":false,"role":"lead"}"#);
        lead.act(Action::Do(Command::RunDesk, Subject::Desk));
        let mut away = self.run(PageKind::Tables, [write(Spot::TableCount, "many")]);
        away.event(Event::Closed);
        away.event(Event::State(OFFLINE));
        away.settle();
        let offers = r#"services [{"id":"a","text":{"en":"Badge"},"prefix":"B","takes":"full"},{"id":"b","text":{"en":"Badge"},"open":false,"takes":"yes"},{"id":"c","text":{"en":"Badge"},"takes":"today"}]"#;
        let open = |id: &str| Ask::OpenService(Some(id.to_owned()));
        let part = |part| Spot::Service("a".to_owned(), part);
        let mut service = self.run(PageKind::Services, [open("a")]);
        service.hears(offers);
        service.act(Action::Page(write(part(ServicePart::Target), "soon")));
        service.act(Action::Page(write(part(ServicePart::Words("en".to_owned())), "")));
        let drop = Edit::Service("c".to_owned(), ServiceEdit::Drop);
        let mut stays = self.run(PageKind::Services, [open("c"), Ask::Change(drop)]);
        stays.hears("error set services: `c` has 2 open tickets: Badge");
        let new_service = [Ask::NewService(true), Ask::AddService];
        let mut none = self.run(PageKind::Services, []);
        none.hears(r#"success settings {"version":9,"values":{}}"#);
        let mut somebody = self.run(PageKind::People, []);
        somebody.hears(offers);
        somebody.act(Action::Page(Ask::OpenPerson(Some("bob".to_owned()))));
        let many = [Ask::OpenMany(true), Ask::EnrolMany];
        let mut made = self.run(PageKind::Devices, [Ask::OpenMany(true)]);
        made.type_text("30");
        made.act(Action::Page(Ask::EnrolMany));
        made.hears("success enrol 0123456789abcdef");
        let mut printers = self.run(PageKind::Health, []);
        printers.hears(
            r#"printers [{"kiosk":"desk","paper":"low"},{"kiosk":"Hall","paper":"open"},{"kiosk":"Bob","paper":"error"}]"#,
        );
        vec![
            ("page: set up", set_up),
            ("page: set up, refused", refused),
            ("page: set up by others", by_others),
            ("page: own password", own),
            ("page: people", self.run(PageKind::People, [])),
            ("page: somebody new", self.run(PageKind::People, [Ask::NewPerson, Ask::AddPerson])),
            ("page: one-time password", one_time),
            ("page: tables", self.run(PageKind::Tables, [])),
            ("page: reasons", self.run(PageKind::Reasons, [])),
            ("page: services", self.run(PageKind::Services, [])),
            ("page: a service", service),
            ("page: a service that stays", stays),
            ("page: new service", self.run(PageKind::Services, new_service)),
            ("page: without services", none),
            ("page: services of somebody", somebody),
            ("page: hours", self.run(PageKind::Hours, [])),
            ("page: wrong hours", self.run(PageKind::Hours, [write(Spot::Day(0), "12-9")])),
            ("page: days that differ", self.run(PageKind::Hours, exception)),
            ("page: holidays", self.run(PageKind::Hours, [Ask::CalendarRead(Ok(file.to_vec()))])),
            ("page: words", self.run(PageKind::Words, [])),
            ("page: two at once", both),
            ("page: devices", self.run(PageKind::Devices, [Ask::ApproveDevice])),
            ("page: many devices", self.run(PageKind::Devices, many)),
            ("page: file for many", made),
            (
                "page: revoke",
                self.run(PageKind::Devices, [Ask::AskRevoke(Some("Hall".to_owned()))]),
            ),
            ("page: privacy", self.run(PageKind::Privacy, [Ask::ShowVisitor])),
            ("page: shorter", shorter),
            ("page: log", self.run(PageKind::Log, [])),
            ("page: health", self.run(PageKind::Health, [])),
            ("page: printers", printers),
            ("page: asking", lead),
            ("page: away", away),
        ]
    }

    /// Every form, and the menus.
    fn forms(&self) -> Vec<(String, Window)> {
        let mut forms: Vec<(String, Window)> = DESK_FORMS
            .into_iter()
            .map(|command| {
                let actions = [Action::Do(command, Subject::Desk)];
                (format!("{command:?}"), Self::with(self.serving(), actions))
            })
            .collect();
        for (command, of) in [
            (Command::Note, on(1)),
            (Command::SendTo, on(1)),
            (Command::Unseat, Subject::Table(TableNo(1))),
        ] {
            let window = Self::with(self.serving(), [Action::Do(command, of)]);
            forms.push((format!("{command:?}"), window));
        }
        for (command, of) in [(Command::Refer, on(1)), (Command::Services, Subject::Desk)] {
            let window = Self::with(self.services(), [Action::Do(command, of)]);
            forms.push((format!("{command:?}"), window));
        }
        let print = Self::with(self.printing(), [Action::Do(Command::Print, on(1))]);
        forms.push(("Print".to_owned(), print));
        for trouble in ["out", "open", "away", "error"] {
            let mut window = self.printing();
            window.says(&format!(
                r#"warnings [{{"kind":"printer","args":{{"kiosk":"Hall","paper":"{trouble}"}},"since":1}},{{"kind":"unprinted","args":{{"id":1,"number":"001","kiosk":"Hall"}},"since":1}}]"#
            ));
            window.settle();
            forms.push((format!("printer {trouble}"), window));
        }
        for command in [Command::Visitor, Command::Password] {
            let actions = [Action::Do(command, Subject::Desk), Action::Submit];
            forms.push((format!("{command:?}, refused"), Self::with(self.serving(), actions)));
        }
        let folder = std::path::PathBuf::from("desk");
        let export = [Action::Do(Command::Export, Subject::Desk), Action::NoDialog(folder)];
        forms.push(("no dialog".to_owned(), Self::with(self.serving(), export)));
        let settings = Settings { single_keys: SingleKeys::WithCtrl, ..self.settings(true) };
        let mut keys = Window::open(settings, self.size);
        keys.connects(true);
        keys.hears("success resume Ada");
        keys.state(0);
        keys.act(Action::Do(Command::Keys, Subject::Desk));
        forms.push(("keys with Ctrl".to_owned(), keys));
        let mut menu = self.serving();
        menu.act(Action::Do(Command::Menu, Subject::Desk));
        forms.push(("menu".to_owned(), menu));
        forms
    }
}

/// Everything that stands on a screen, or that a screen reader is told of it.
fn texts(window: &mut Window) -> BTreeSet<String> {
    let mut texts: BTreeSet<String> =
        window.painted().into_iter().map(|painted| painted.text).collect();
    let root = window.harness.root();
    for node in root.children_recursive() {
        let node = node.accesskit_node();
        texts.extend(node.label());
        texts.extend(node.value());
    }
    texts
}

fn is_data(text: &str) -> bool {
    DATA.iter().any(|data| text.contains(data))
}

/// Whether a text was ours to say and had no room, or stands outside of its own.
fn has_no_room(painted: &Painted) -> bool {
    let leaves = !painted.room.expand(1.0).contains_rect(painted.used);
    (!painted.is_whole || leaves) && !is_data(&painted.text)
}

/// Goes through every page and form in every size: what is wrong, and what is said.
fn go_through(language: &'static str) -> (Vec<String>, Said) {
    let mut faults = Vec::new();
    let mut said = Vec::new();
    let scenes = Scenes { size: SIZES[0], language };
    let pages = scenes.pages().into_iter().chain(scenes.run_pages()).chain(scenes.report_pages());
    let pages = pages.map(|(name, window)| (name.to_owned(), window, true));
    let forms = scenes.forms().into_iter().map(|(name, window)| (name, window, false));
    for (name, mut window, is_page) in pages.chain(forms) {
        for size in SIZES {
            window.harness.set_size(size.into());
            window.harness.run_steps(2);
            let at = format!("{name} in {language} at {size:?}");
            for painted in window.painted().iter().filter(|painted| has_no_room(painted)) {
                faults.push(format!("{at}: {painted:?}"));
            }
            let scrolls = name.starts_with("page:");
            if is_page && !SCROLLS.contains(&name.as_str()) {
                let found = window.overlaps().into_iter();
                let found = found.filter(|fault| !scrolls || !fault.contains("leaves the window"));
                faults.extend(found.map(|fault| format!("{at}: {fault}")));
            }
        }
        said.push((name, texts(&mut window)));
    }
    (faults, said)
}

fn check(language: &'static str) {
    let (mut faults, said) = go_through(language);
    faults.extend(left_in_english(language, &said));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What every page and form says.
type Said = Vec<(String, BTreeSet<String>)>;

/// English, which is gone through once: for itself, and for what all other languages must not say.
static ENGLISH: LazyLock<(Vec<String>, Said)> = LazyLock::new(|| go_through("en"));

/// The sentences that a language says as English does.
fn left_in_english(language: &str, said: &Said) -> Vec<String> {
    let names: BTreeSet<String> =
        Languages::built_in().offered(&[]).iter().map(|language| language.name()).collect();
    let mut faults = Vec::new();
    for ((name, english), (_, said)) in ENGLISH.1.iter().zip(said) {
        let kept: Vec<&String> = english
            .intersection(said)
            .filter(|text| text.chars().filter(|letter| letter.is_alphabetic()).count() > 3)
            .filter(|text| !is_data(text) && !names.contains(*text))
            .filter(|text| !SHARED.contains(&text.as_str()))
            .collect();
        if !kept.is_empty() {
            faults.push(format!("{name} in {language} is left in English: {kept:?}"));
        }
    }
    faults
}

#[test]
fn english_is_whole_and_has_room() {
    let (faults, _) = &*ENGLISH;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn german_is_whole_and_has_room() {
    check("de");
}

#[test]
fn spanish_is_whole_and_has_room() {
    check("es");
}

#[test]
fn french_is_whole_and_has_room() {
    check("fr");
}

#[test]
fn arabic_is_whole_and_has_room() {
    check("ar");
}

/// Words that are the same in English and in one of the other languages.
const SHARED: [&str; 10] =
    ["Services", "Menu", "Name", "Code", "Server", "Table", "Tables", "Note", "Undo", "long"];

#[test]
fn a_mirrored_window_has_my_visitor_at_the_right_and_its_menu_at_the_left() {
    let scenes = Scenes { size: SIZES[1], language: "ar" };
    let mut window = scenes.serving();
    let speech = Languages::built_in().speech("ar");
    let menu =
        speech.say(staff_app::commands::Word::of(Command::Menu, staff_app::commands::Part::Text));
    assert!(window.button(&menu).rect().right() < 100.0);
    let painted = window.painted();
    let number = painted.iter().find(|painted| painted.text == "002").unwrap();
    assert!(number.used.left() > 900.0, "{number:?}");
}

#[test]
fn another_language_is_spoken_at_once_and_kept() {
    let mut window = Window::seated(1);
    window.press(egui::Key::M);
    window.click("Settings…");
    window.click("Deutsch");
    assert!(window.shows("Einstellungen"));
    window.press(egui::Key::Escape);
    assert!(window.shows("Wird bedient"));
    assert_eq!(window.harness.state().model().settings.language, "de");
}
