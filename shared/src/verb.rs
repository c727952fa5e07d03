//! Every verb that a client may say, each declared once.
//!
//! A row of the table below holds all that the protocol fixes about a verb: its word, who may say
//! it, what it takes on each path, and what says that it was carried out. [`declare`] makes from
//! it the enums of [`crate::command`] and the successes of [`crate::message`], with their readers
//! and writers. To add a verb is to add a row.
//!
//! - `who`: who may say it on the staff path (kiosks and displays sign in by their device key).
//!   `or` names what a connection hears that never signed in; without it, that it is not signed in.
//! - `staff`, `kiosk`, `display`: the path on which it is known, with its arguments: none, one that is the
//!   whole rest of the line, or several of which the last is. See [`declare::Argument`].
//! - `->`: the success that answers it, with what it carries; `as` gives its word where that is
//!   not the verb. `like` names the verb whose success answers this one too.

use crate::command::{Day, Key, NewTicket, PasswordChange, Request};
use crate::device::{Device, DeviceReport, Enrolment};
use crate::health::ServerHealth;
use crate::ids::{TableNo, TicketId};
use crate::opening::{DayHours, OpenFor};
use crate::person::{Account, FirstSetup, PersonChange, PersonMade};
use crate::profile::{ProfileChange, ProfileState};
use crate::report::{ReportAsk, ReportKey};
use crate::service::{Priority, ServiceId, ServiceIds};
use crate::text::{Arg, Secret};
use crate::ticket::{FoundTicket, Ticket};

mod declare;

declare::verbs! {
    /// Take a waiting ticket: `accept ID`.
    Accept = "accept" {
        who: SignedIn or NoTableChosen;
        staff (Arg<TicketId>) -> Claimed as "claimed" (TicketId);
    }
    /// Put up a notice, or take it down: `announce TEXT`.
    Announce = "announce" {
        who: Lead;
        staff (String) -> Announce;
    }
    /// Let in the device that shows a code: `approve CODE [NAME]`.
    Approve = "approve" {
        who: Admin;
        staff {
            /// What the device shows, as typed in one word.
            code: String,
            /// What it is to be called; empty: by its kind and code.
            name: String,
        } -> Approve (String);
    }
    /// The visitor that I called is here: `arrived ID`.
    Arrived = "arrived" {
        who: SignedIn or NoTable;
        staff (Arg<TicketId>) -> Arrived (TicketId);
    }
    /// Read who did what between two days: `audit FROM TO`.
    Audit = "audit" {
        who: Admin;
        staff {
            /// The first local day wanted.
            from: Arg<Day>,
            /// The last local day wanted.
            to: Arg<Day>,
        } -> Audit (u64);
    }
    /// Make a copy of the store now: `backup`.
    Backup = "backup" {
        who: Admin;
        staff -> Backup (String);
    }
    /// End my ticket, the visitor decided otherwise or did not come: `cancel ID`.
    Cancel = "cancel" {
        who: SignedIn or NoTable;
        staff (Arg<TicketId>) -> Cancel (TicketId);
    }
    /// Take no more tickets from kiosks: `close TEXT`.
    Close = "close" {
        who: SignedIn;
        staff (String) -> Close;
    }
    /// End my ticket, the visitor was served: `complete ID`.
    Complete = "complete" {
        who: SignedIn or NoTable;
        staff (Arg<TicketId>) -> Complete (TicketId);
    }
    /// What a device says of itself: `device {json}`.
    Device = "device" {
        who: Nobody;
        kiosk (Arg<DeviceReport>) -> Device;
        display (Arg<DeviceReport>) -> Device;
    }
    /// List the devices: `devices`.
    Devices = "devices" {
        who: Admin;
        staff -> Devices (Vec<Device>);
    }
    /// Make a word by which devices let themselves in: `enrol {json}`.
    Enrol = "enrol" {
        who: Admin;
        staff (Arg<Enrolment>) -> Enrol (Secret);
    }
    /// Forget a visitor for good, by address: `erase E`.
    Erase = "erase" {
        who: Admin;
        staff (String) -> Erase (String);
    }
    /// Read the tickets between two days: `export FROM TO`.
    Export = "export" {
        who: Admin;
        staff {
            /// The first local day wanted.
            from: Arg<Day>,
            /// The last local day wanted.
            to: Arg<Day>,
        } -> Export (u64);
    }
    /// Unpick somebody else's table: `free T`.
    Free = "free" {
        who: SignedIn;
        staff (Arg<TableNo>) -> Free (TableNo);
    }
    /// Read how the server is: `health`.
    Health = "health" {
        who: Lead;
        staff -> Health (ServerHealth);
    }
    /// Ask for somebody to come to the kiosk: `help`.
    Help = "help" {
        who: Nobody;
        kiosk -> Help;
    }
    /// Somebody went to a kiosk that asked for help: `helped NAME`.
    Helped = "helped" {
        who: SignedIn;
        staff (String) -> Helped (String);
    }
    /// Read when the desk is open on the 14 days from one on: `hours DATE`.
    Hours = "hours" {
        who: Lead;
        staff (Arg<Day>) -> Hours (Vec<DayHours>);
    }
    /// Leave the queue, by what the code of a ticket's page ends with: `leave TOKEN`.
    Leave = "leave" {
        who: Nobody;
        kiosk (Secret) -> Leave;
    }
    /// Sign in with name and password: `login USER PASSWORD`.
    Login = "login" {
        who: Anyone;
        staff {
            /// The account's name.
            user: String,
            /// Exactly as typed.
            password: Secret,
        } -> Login (Secret);
    }
    /// Sign out: `logout`.
    Logout = "logout" {
        who: SignedIn;
        staff -> Logout;
    }
    /// See how it stands with a ticket, by what the code of its page ends with: `look TOKEN`.
    Look = "look" {
        who: Nobody;
        kiosk (Secret) -> Look (FoundTicket);
    }
    /// Ask for a ticket: `new E N`.
    New = "new" {
        who: SignedIn;
        staff (NewTicket) -> New (Ticket);
        kiosk (NewTicket) -> New (Ticket);
    }
    /// Take whoever is next: `next`.
    Next = "next" {
        who: SignedIn or NoTableChosen;
        staff -> Next (TicketId);
    }
    /// End my ticket, the visitor did not come: `noshow ID`.
    NoShow = "noshow" {
        who: SignedIn or NoTable;
        staff (Arg<TicketId>) -> NoShow (TicketId);
    }
    /// Write on an open ticket: `note ID TEXT`.
    Note = "note" {
        who: SignedIn;
        staff {
            /// An open ticket.
            ticket: Arg<TicketId>,
            /// The note, not yet cleaned; empty removes it.
            text: String,
        } -> Note (TicketId);
    }
    /// Take tickets again, outside the desk's hours for some minutes: `open [MINUTES]`.
    Open = "open" {
        who: SignedIn;
        staff (Arg<OpenFor>) -> Open;
    }
    /// Change my password: `password {"old","new"}`.
    Password = "password" {
        who: SignedIn;
        staff (Arg<PasswordChange>) -> Password;
    }
    /// List the accounts: `people`.
    People = "people" {
        who: Lead;
        staff -> People (Vec<Account>);
    }
    /// Add an account or change one: `person {json}`.
    Person = "person" {
        who: Admin;
        staff (Arg<PersonChange>) -> Person (PersonMade);
    }
    /// Sit down at a table: `pick T TOKEN`.
    Pick = "pick" {
        who: Anyone;
        staff {
            /// The table wanted.
            table: Arg<TableNo>,
            /// Who asks.
            token: Secret,
        } -> Pick (TableNo);
    }
    /// Have an open ticket printed: `print ID [DEVICE]`.
    Print = "print" {
        who: SignedIn;
        staff {
            /// An open ticket.
            ticket: Arg<TicketId>,
            /// The kiosk that is to print it; empty: the one that made it.
            device: String,
        } -> Print (TicketId);
    }
    /// A ticket that staff wanted came out of the printer: `printed ID`.
    Printed = "printed" {
        who: Nobody;
        kiosk (Arg<TicketId>) -> Printed (TicketId);
    }
    /// Let a waiting visitor go first, or in turn again: `priority ID high|normal`.
    Priority = "priority" {
        who: Lead;
        staff {
            /// A waiting ticket, or one that was called.
            ticket: Arg<TicketId>,
            /// Whether they go first.
            priority: Arg<Priority>,
        } -> Priority (TicketId);
    }
    /// Ask for the name last given for an address: `query E`.
    Query = "query" {
        who: SignedIn;
        staff (String) -> Query (String);
        kiosk (String) -> Query (String);
    }
    /// Call my ticket again: `recall ID`.
    Recall = "recall" {
        who: SignedIn or NoTable;
        staff (Arg<TicketId>) -> Recall (TicketId);
    }
    /// Send my ticket into another service's queue: `refer ID SERVICE`.
    Refer = "refer" {
        who: SignedIn or NoTable;
        staff {
            /// My ticket.
            ticket: Arg<TicketId>,
            /// Where it waits from now on.
            service: Arg<ServiceId>,
        } -> Refer (TicketId);
    }
    /// Put a claimed ticket back in the queue: `release ID`.
    Release = "release" {
        who: SignedIn or NoTable;
        staff (Arg<TicketId>) -> Release (TicketId);
    }
    /// Claim a ticket again that I ended: `reopen ID`.
    Reopen = "reopen" {
        who: SignedIn or NoTable;
        staff (Arg<TicketId>) -> Reopen (TicketId);
    }
    /// Have a report made, or make it no longer: `report {json}`, `report stop KEY`.
    Report = "report" {
        who: Lead;
        staff (Arg<ReportAsk>) -> Report (ReportKey);
    }
    /// Ask for a ticket in a way that is safe to repeat: `request {json}`.
    Request = "request" {
        who: SignedIn;
        staff (Arg<Request>) like New;
        kiosk (Arg<Request>) like New;
    }
    /// Sign in with a token: `resume TOKEN`.
    Resume = "resume" {
        who: Anyone;
        staff (Secret) -> Resume (String);
    }
    /// Read how many ended tickets have more than so many days: `retention DAYS`.
    Retention = "retention" {
        who: Admin;
        staff (Arg<u32>) -> Retention (u64);
    }
    /// Take a device's key away: `revoke NAME`.
    Revoke = "revoke" {
        who: Admin;
        staff (String) -> Revoke (String);
    }
    /// Say which of my services I take now: `serve ID…`; alone: all of them.
    Serve = "serve" {
        who: SignedIn;
        staff (Arg<ServiceIds>) -> Serve (ServiceIds);
    }
    /// Change settings of the desk, all of them or none: `set {json}`.
    Set = "set" {
        who: Admin;
        staff (Arg<ProfileChange>) -> Set (u64);
    }
    /// Read the settings of the desk: `settings`.
    Settings = "settings" {
        who: Lead;
        staff -> Settings (ProfileState);
    }
    /// Make the first account of a desk: `setup {json}`.
    SetUp = "setup" {
        who: Anyone;
        staff (Arg<FirstSetup>) -> SetUp (Secret);
    }
    /// Hand my ticket to another table: `transfer ID T`.
    Transfer = "transfer" {
        who: SignedIn or NoTable;
        staff {
            /// My ticket.
            ticket: Arg<TicketId>,
            /// Where its new owner sits.
            table: Arg<TableNo>,
        } -> Transfer (TicketId);
    }
    /// Leave the table: `unpick`.
    Unpick = "unpick" {
        who: SignedIn or NoTableAssigned;
        staff -> Unpick;
    }
    /// A ticket may not be printed: `unprinted ID`.
    Unprinted = "unprinted" {
        who: Nobody;
        kiosk (Arg<TicketId>) -> Unprinted (TicketId);
    }
    /// Read the tickets of one visitor, by address: `visitor E`.
    Visitor = "visitor" {
        who: Admin;
        staff (String) -> Visitor (u64);
    }
    /// End a waiting ticket whose visitor left: `withdraw ID`, at a kiosk `withdraw KEY`.
    Withdraw = "withdraw" {
        who: SignedIn;
        staff (Arg<TicketId>) -> Withdraw (TicketId);
        kiosk (Arg<Key>) -> Withdraw (String);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Access;
    use crate::refusal::Refusal;

    #[test]
    fn who_may_say_a_verb_is_what_the_design_says() {
        let with = |access: Access| -> Vec<&str> {
            Verb::ALL.iter().filter(|v| v.access() == access).map(|v| v.as_str()).collect()
        };
        assert_eq!(with(Access::Anyone), ["login", "pick", "resume", "setup"]);
        assert_eq!(
            with(Access::Lead),
            ["announce", "health", "hours", "people", "priority", "report", "settings"]
        );
        assert_eq!(
            with(Access::Admin),
            [
                "approve",
                "audit",
                "backup",
                "devices",
                "enrol",
                "erase",
                "export",
                "person",
                "retention",
                "revoke",
                "set",
                "visitor",
            ]
        );
        assert_eq!(
            with(Access::Nobody),
            ["device", "help", "leave", "look", "printed", "unprinted"]
        );
        assert_eq!(with(Access::SignedIn).len(), Verb::ALL.len() - 29);
    }

    #[test]
    fn a_stranger_hears_the_sentence_that_the_document_has_for_the_verb() {
        for verb in Verb::ALL {
            let expected = match verb.as_str() {
                "unpick" => Refusal::NoTableAssigned,
                "accept" | "next" => Refusal::NoTableChosen,
                "arrived" | "complete" | "cancel" | "noshow" | "refer" | "release" | "reopen"
                | "recall" | "transfer" => Refusal::NoTable,
                _ => Refusal::NotSignedIn,
            };
            assert_eq!(verb.without_sign_in(), expected, "{verb}");
        }
    }

    #[test]
    fn words_stand_in_the_order_of_the_alphabet() {
        assert!(Verb::ALL.is_sorted_by(|one, other| one.as_str() < other.as_str()));
    }

    #[test]
    fn every_verb_alone_is_a_command_of_its_paths_under_its_own_name() {
        for verb in Verb::ALL {
            let staff = verb.as_str().parse::<StaffCommand>().ok();
            let kiosk = verb.as_str().parse::<KioskCommand>().ok();
            let display = verb.as_str().parse::<DisplayCommand>().ok();
            let is_somebodys = staff.is_some() || kiosk.is_some() || display.is_some();
            assert!(is_somebodys, "{verb} is nobody's");
            if let Some(command) = staff {
                assert_eq!(command.verb(), *verb);
                assert_eq!(command.to_string().trim_end(), verb.as_str());
            }
            if let Some(command) = kiosk {
                assert_eq!(command.verb(), *verb);
                assert_eq!(command.to_string().trim_end(), verb.as_str());
            }
            if let Some(command) = display {
                assert_eq!(command.verb(), *verb);
                assert_eq!(command.to_string().trim_end(), verb.as_str());
            }
        }
    }

    #[test]
    fn a_kiosk_may_say_what_is_its_own_and_nothing_else() {
        for text in [
            "help",
            "leave 0-x",
            "look 0-x",
            "new a@b A",
            "query a@b",
            "request {}",
            "withdraw k",
            "device {}",
            "printed 7",
            "unprinted 7",
        ] {
            assert!(text.parse::<KioskCommand>().is_ok(), "{text}");
        }
        for text in ["accept 0", "pick 0 t", "login a b", "export 2026-01-01 2026-01-02", "", "x"] {
            assert!(text.parse::<KioskCommand>().is_err(), "{text}");
        }
        assert!("next 0".parse::<StaffCommand>().is_err(), "a verb that takes nothing");
        assert!("device {}".parse::<StaffCommand>().is_err(), "a staff window is no device");
    }

    #[test]
    fn a_display_may_say_what_it_is_and_nothing_else() {
        assert!("device {}".parse::<DisplayCommand>().is_ok());
        for verb in Verb::ALL.iter().filter(|verb| **verb != Verb::Device) {
            assert!(verb.as_str().parse::<DisplayCommand>().is_err(), "{verb}");
        }
    }
}
