//! What was asked of the server, and what its answers mean in words of ours.
//!
//! Answers come in the order of the commands, so what was asked stands in a queue.

use shared::ids::{TableNo, TicketId};
use shared::message::Sentence;

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
pub fn meaning(asked: &Asked, refusal: &Sentence) -> Meaning {
    let say = |text: &str| Meaning::Say(text.to_owned());
    let number = asked.ticket().map(|ticket| ticket.number().to_string()).unwrap_or_default();
    match refusal.text.as_str() {
        "your session token was found to be invalid. please relogin"
        | "please relogin"
        | "the provided token does not belong to any staff member"
        | "you are not signed in" => Meaning::SignedOut,
        "this ticket is now claimed" | "the ticket has already been completed or cancelled"
            if matches!(asked, Asked::Accept(_)) =>
        {
            asked.ticket().map_or_else(|| say("Somebody else was first."), Meaning::LostRace)
        }
        "the ticket is not waiting" => {
            asked.ticket().map_or_else(|| say("Nobody waits with it."), Meaning::LostRace)
        }
        "the ticket has already been completed or cancelled" => {
            Meaning::Say(format!("{number} has ended already."))
        }
        "name or password is wrong" => say("Name or password is not right."),
        "the chosen table is not available" => {
            say("Somebody just took that table. Choose another.")
        }
        "you do not have a table assigned"
        | "you do not have a table chosen"
        | "you are not assigned to any table" => say("Choose a table first."),
        "ticket id does not exist" => Meaning::Say(format!("{number} is not here any more.")),
        "you do not own this ticket" => Meaning::Say(format!("{number} is no longer yours.")),
        "nobody is waiting" => say("Nobody is waiting."),
        "it is too late" => {
            Meaning::Say(format!("{number} ended more than 10 minutes ago and stays ended."))
        }
        "the ticket has not ended" => Meaning::Say(format!("{number} is open already.")),
        "nobody is at that table" => say("Nobody sits at that table any more."),
        "that is your own table" => say("That is your own table."),
        "this needs an admin account" => say("Only an admin account may do that."),
        "the note is too long" => say("The note is too long. 500 characters fit."),
        "the text is too long" => say("The text is too long."),
        "email address is not valid" => say("That does not look like an e-mail address."),
        "name is missing" => say("The name is missing."),
        "name is too long" => say("The address or the name is too long."),
        "unknown reason" => say("The reasons have changed. Choose one again."),
        "the old password is wrong" => say("The password up to now is not right."),
        "the new password is too common" => {
            say("That password is one of those that everybody tries first. Choose another.")
        }
        "the new password is too short" => say("The new password needs at least 10 characters."),
        "no device shows that code now" => {
            say("No device shows that code now. Codes are good for ten minutes: look again.")
        }
        "there is a device of that name already" => {
            say("There is a device of that name already. Choose another.")
        }
        "a device has a name of 1 to 60 characters" => say("The name is too long."),
        "there is no device of that name" => say("That device was taken out already."),
        "the dates cannot be read" => say("The days cannot be read. Write them as 2026-11-24."),
        "the server could not save this" => {
            say("The server could not save this. Nothing was changed. Try again in a moment.")
        }
        "unknown command" => say("This server is older and cannot do that."),
        text => match text.strip_prefix("too many attempts. wait ") {
            Some(rest) => Meaning::Say(format!("Too many tries. Wait {rest}, then try again.")),
            None => Meaning::Say(sentence(text)),
        },
    }
}

/// The server's own words, where we know no better, as a sentence.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("The server says: {first}{}.", chars.as_str().trim_end_matches('.'))
}
