//! What was asked of the server, and what its answers mean in words of ours.
//!
//! Answers come in the order of the commands, so what was asked stands in a queue.

use shared::ids::{TableNo, TicketId};
use shared::message::Sentence;
use shared::refusal::Refusal;
use shared::visitor::Unusable;

/// A command whose answer has not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// By the link itself, when it connected.
    Resume,
    /// Sign in.
    Login,
    /// Take a table.
    Pick(TableNo),
    /// Leave my table.
    Unpick,
    /// Sign out.
    Logout,
    /// Take whoever is next.
    Next,
    /// Take a ticket.
    Accept(TicketId),
    /// My visitor was served.
    Complete(TicketId),
    /// My visitor did not come.
    NoShow(TicketId),
    /// My visitor will not be served.
    Cancel(TicketId),
    /// Call my visitor again.
    Recall(TicketId),
    /// A claimed ticket goes back to its place.
    Release(TicketId),
    /// My ticket goes to another table.
    Transfer(TicketId, TableNo),
    /// Take back how I ended a ticket.
    Reopen(TicketId),
    /// A waiting visitor is gone.
    Left(TicketId),
    /// A note on a ticket.
    Note(TicketId),
    /// Take a table from who left it.
    Free(TableNo),
    /// The name that belongs to an address.
    Query(String),
    /// A ticket on a visitor's behalf.
    Queue {
        /// The highest id there was when it was asked for.
        newest: Option<TicketId>,
    },
    /// Close the desk.
    CloseDesk,
    /// Open the desk.
    OpenDesk,
    /// The notice.
    Announce,
    /// Let a device in.
    Approve,
    /// Which devices there are.
    Devices,
    /// Take a device out.
    Revoke,
    /// My password.
    Password,
    /// The tickets of some days.
    Export,
}

impl Asked {
    /// The ticket that it is about.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Accept(ticket)
            | Self::Complete(ticket)
            | Self::NoShow(ticket)
            | Self::Cancel(ticket)
            | Self::Recall(ticket)
            | Self::Release(ticket)
            | Self::Transfer(ticket, _)
            | Self::Reopen(ticket)
            | Self::Left(ticket)
            | Self::Note(ticket) => Some(*ticket),
            Self::Resume
            | Self::Login
            | Self::Pick(_)
            | Self::Unpick
            | Self::Logout
            | Self::Next
            | Self::Free(_)
            | Self::Query(_)
            | Self::Queue { .. }
            | Self::CloseDesk
            | Self::OpenDesk
            | Self::Announce
            | Self::Approve
            | Self::Devices
            | Self::Revoke
            | Self::Password
            | Self::Export => None,
        }
    }
}

/// What a refusal means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// The sign-in has ended.
    SignedOut,
    /// Somebody else was first, or the ticket has ended meanwhile.
    LostRace(TicketId),
    /// A sentence to show.
    Say(String),
}

/// What the server's refusal means to somebody at a desk.
pub fn meaning(asked: &Asked, answer: &Sentence) -> Meaning {
    match answer.refusal() {
        Some(refusal) => known_meaning(asked, refusal),
        None => Meaning::Say(sentence(&answer.text)),
    }
}

fn known_meaning(asked: &Asked, refusal: Refusal) -> Meaning {
    let say = |text: &str| Meaning::Say(text.to_owned());
    let number = asked.ticket().map(|ticket| ticket.number().to_string()).unwrap_or_default();
    match refusal {
        Refusal::Relogin
        | Refusal::PleaseRelogin
        | Refusal::UnknownToken
        | Refusal::NotSignedIn => Meaning::SignedOut,
        Refusal::NowClaimed | Refusal::AlreadyEnded if matches!(asked, Asked::Accept(_)) => {
            asked.ticket().map_or_else(|| say("Somebody else was first."), Meaning::LostRace)
        }
        Refusal::NotWaiting => {
            asked.ticket().map_or_else(|| say("Nobody waits with it."), Meaning::LostRace)
        }
        Refusal::AlreadyEnded => Meaning::Say(format!("{number} has ended already.")),
        Refusal::WrongLogin => say("Name or password is not right."),
        Refusal::TableNotAvailable => say("Somebody just took that table. Choose another."),
        Refusal::NoTableAssigned | Refusal::NoTableChosen | Refusal::NoTable => {
            say("Choose a table first.")
        }
        Refusal::NoSuchTicket => Meaning::Say(format!("{number} is not here any more.")),
        Refusal::NotYours => Meaning::Say(format!("{number} is no longer yours.")),
        Refusal::NobodyWaiting => say("Nobody is waiting."),
        Refusal::TooLate => {
            Meaning::Say(format!("{number} ended more than 10 minutes ago and stays ended."))
        }
        Refusal::NotEnded => Meaning::Say(format!("{number} is open already.")),
        Refusal::NobodyAtTable => say("Nobody sits at that table any more."),
        Refusal::OwnTable => say("That is your own table."),
        Refusal::NeedsAdmin => say("Only an admin account may do that."),
        Refusal::NoteTooLong => say("The note is too long. 500 characters fit."),
        Refusal::TextTooLong => say("The text is too long."),
        Refusal::Unusable(Unusable::Address) => say("That does not look like an e-mail address."),
        Refusal::Unusable(Unusable::NoName) => say("The name is missing."),
        Refusal::Unusable(Unusable::TooLong) => say("The address or the name is too long."),
        Refusal::UnknownReason => say("The reasons have changed. Choose one again."),
        Refusal::OldPasswordWrong => say("The password up to now is not right."),
        Refusal::PasswordTooCommon => {
            say("That password is one of those that everybody tries first. Choose another.")
        }
        Refusal::PasswordTooShort => say("The new password needs at least 10 characters."),
        Refusal::NoSuchCode => {
            say("No device shows that code now. Codes are good for ten minutes: look again.")
        }
        Refusal::DeviceExists => say("There is a device of that name already. Choose another."),
        Refusal::DeviceNameUnusable => say("The name is too long."),
        Refusal::NoSuchDevice => say("That device was taken out already."),
        Refusal::DatesUnreadable => say("The days cannot be read. Write them as 2026-11-24."),
        Refusal::NotSaved => {
            say("The server could not save this. Nothing was changed. Try again in a moment.")
        }
        Refusal::ReadFailed => say("The server could not read this. Try again in a moment."),
        Refusal::TooManyAttempts(seconds) => {
            Meaning::Say(format!("Too many tries. Wait {seconds} seconds, then try again."))
        }
        Refusal::UnknownCommand => say("This server is older and cannot do that."),
        // Nothing in this window leads to these; a server that says one is quoted.
        Refusal::NowClaimed
        | Refusal::UnknownVisitor
        | Refusal::Closed
        | Refusal::UnknownLanguage
        | Refusal::KeyNotValid
        | Refusal::Withdrawn
        | Refusal::Unreadable
        | Refusal::VisitorStillHere
        | Refusal::NoSuchPerson
        | Refusal::NameInUse
        | Refusal::NameNotValid
        | Refusal::AccountDisabled
        | Refusal::ClockDoubted
        | Refusal::SaveUnknown => Meaning::Say(sentence(&refusal.to_string())),
    }
}

/// The server's own words, where we know no better, as a sentence.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("The server says: {first}{}.", chars.as_str().trim_end_matches('.'))
}
