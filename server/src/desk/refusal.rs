//! Why a command is not carried out, each with the sentence that the protocol has for it.

use shared::command::Verb;
use shared::message::Sentence;
use shared::visitor::Unusable;

/// Why a command is not carried out. `Display` gives the exact sentence on the wire, without
/// the `error VERB` before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// `pick`: no such token, or one that is no longer good.
    #[error("the provided token does not belong to any staff member")]
    UnknownToken,
    /// `pick`: not a table of this desk, or somebody else's. The one sentence without a verb.
    #[error("the chosen table is not available")]
    TableNotAvailable,
    /// The token was good on this connection once and is no longer.
    #[error("your session token was found to be invalid. please relogin")]
    Relogin,
    /// `resume`: the token is not good.
    #[error("please relogin")]
    PleaseRelogin,
    /// `login`: wrong, whichever of the two it is.
    #[error("name or password is wrong")]
    WrongLogin,
    /// `login`, `password`: too many wrong tries.
    #[error("too many attempts. wait {0} seconds")]
    TooManyAttempts(u64),
    /// A verb that needs a sign-in and has no sentence of its own.
    #[error("you are not signed in")]
    NotSignedIn,
    /// A verb for admin accounts.
    #[error("this needs an admin account")]
    NeedsAdmin,
    /// `unpick` without a table.
    #[error("you do not have a table assigned")]
    NoTableAssigned,
    /// `accept`, `next` without a table.
    #[error("you do not have a table chosen")]
    NoTableChosen,
    /// Verbs about my claimed ticket, without a table.
    #[error("you are not assigned to any table")]
    NoTable,
    /// No ticket has this id, or it is no id.
    #[error("ticket id does not exist")]
    NoSuchTicket,
    /// The ticket has ended.
    #[error("the ticket has already been completed or cancelled")]
    AlreadyEnded,
    /// `accept`: somebody else has it.
    #[error("this ticket is now claimed")]
    NowClaimed,
    /// Verbs about my claimed ticket, and it is not mine.
    #[error("you do not own this ticket")]
    NotYours,
    /// `next`: the queue is empty.
    #[error("nobody is waiting")]
    NobodyWaiting,
    /// `reopen`: more than ten minutes ago.
    #[error("it is too late")]
    TooLate,
    /// `reopen`: the ticket is open.
    #[error("the ticket has not ended")]
    NotEnded,
    /// `withdraw`: the ticket is claimed or has ended.
    #[error("the ticket is not waiting")]
    NotWaiting,
    /// `transfer`, `free`: that table is empty or is none.
    #[error("nobody is at that table")]
    NobodyAtTable,
    /// `free`: one's own table.
    #[error("that is your own table")]
    OwnTable,
    /// `note`: over 500 characters.
    #[error("the note is too long")]
    NoteTooLong,
    /// `close`, `announce`: over 500 characters.
    #[error("the text is too long")]
    TextTooLong,
    /// An address or a name that cannot be used.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// `query`: nobody with this address was here.
    #[error("visitor email does not exist")]
    UnknownVisitor,
    /// A kiosk asks while the desk is closed.
    #[error("the desk is closed")]
    Closed,
    /// `request`: not one of the desk's reasons.
    #[error("unknown reason")]
    UnknownReason,
    /// `request`: not a language tag.
    #[error("unknown language")]
    UnknownLanguage,
    /// `request`, `withdraw`: not a word of 1 to 64 bytes.
    #[error("key is not valid")]
    KeyNotValid,
    /// `request`: its visitor left before it arrived.
    #[error("this request was withdrawn")]
    Withdrawn,
    /// `request`, `password`: not the JSON that it takes.
    #[error("the request cannot be read")]
    Unreadable,
    /// `password`: the old one does not match.
    #[error("the old password is wrong")]
    OldPasswordWrong,
    /// `password`: under ten characters.
    #[error("the new password is too short")]
    PasswordTooShort,
    /// Everybody tries that password first.
    #[error("the new password is too common")]
    PasswordTooCommon,
    /// Somebody with an open ticket cannot be forgotten.
    #[error("that visitor has an open ticket: end it first")]
    VisitorStillHere,
    /// `export`: not two days.
    #[error("the dates cannot be read")]
    DatesUnreadable,
    /// The disk refused the change; nothing was changed.
    #[error("the server could not save this")]
    NotSaved,
    /// Administration: no such account.
    #[error("no staff member has that user name")]
    NoSuchPerson,
    /// No device has that name.
    #[error("there is no device of that name")]
    NoSuchDevice,
    /// A device has that name already.
    #[error("there is a device of that name already")]
    DeviceExists,
    /// A device cannot be called that.
    #[error("a device has a name of 1 to 60 characters")]
    DeviceNameUnusable,
    /// No device shows that code.
    #[error("no device shows that code now")]
    NoSuchCode,
    /// Administration: the user name or display name is in use.
    #[error("that name is already in use")]
    NameInUse,
    /// Administration: a user name or display name that cannot be used.
    #[error("that name cannot be used")]
    NameNotValid,
    /// Administration: the account is disabled.
    #[error("that account is disabled")]
    AccountDisabled,
}

impl Refusal {
    /// The whole answer to a command with this verb.
    pub fn sentence(self, verb: Verb) -> Sentence {
        match self {
            Self::TableNotAvailable => Sentence::bare(self.to_string()),
            _ => Sentence::new(verb, self.to_string()),
        }
    }
}
