//! Why a command is not carried out, each with the sentence that the protocol has for it.

use std::str::FromStr;

use crate::command::Verb;
use crate::message::Sentence;
use crate::visitor::Unusable;

/// Declares the refusals whose sentence is fixed beside the two that hold something.
macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// Why a command is not carried out. `Display` gives the exact sentence on the wire,
        /// without the `error VERB` before it, and `FromStr` reads it.
        ///
        /// ```
        /// use shared::refusal::Refusal;
        /// assert_eq!("too many attempts. wait 8 seconds".parse(), Ok(Refusal::TooManyAttempts(8)));
        /// assert_eq!(Refusal::NobodyWaiting.to_string(), "nobody is waiting");
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum Refusal {
            $($(#[$doc])* #[error($text)] $name,)+
            /// `login`, `password`: too many wrong tries; how many seconds to wait.
            #[error("too many attempts. wait {0} seconds")]
            TooManyAttempts(u64),
            /// An address or a name that cannot be used.
            #[error(transparent)]
            Unusable(#[from] Unusable),
            /// `set`: somebody changed one of these settings since; who.
            #[error("changed meanwhile by {0}")]
            ChangedMeanwhile(String),
            /// `set`: the setting of this name stands in the server's file, a variable or a flag.
            #[error("{0} is set in walkup.toml")]
            SetInFile(String),
            /// `set`: a setting that there is not, or a value that it cannot have.
            #[error("{key}: {reason}")]
            ValueUnusable {
                /// The setting's name as it was sent, without spaces.
                key: String,
                /// Why.
                reason: String,
            },
        }

        /// The refusals whose sentence is fixed.
        const FIXED: &[Refusal] = &[$(Refusal::$name),+];
    };
}

refusals! {
    /// `pick`: no such token, or one that is no longer good.
    UnknownToken = "the provided token does not belong to any staff member",
    /// `pick`: not a table of this desk, or somebody else's. It names no verb.
    TableNotAvailable = "the chosen table is not available",
    /// The token was good on this connection once and is no longer.
    Relogin = "your session token was found to be invalid. please relogin",
    /// `resume`: the token is not good.
    PleaseRelogin = "please relogin",
    /// `login`: wrong, whichever of the two it is.
    WrongLogin = "name or password is wrong",
    /// A verb that needs a sign-in and has no sentence of its own.
    NotSignedIn = "you are not signed in",
    /// A verb for admin accounts.
    NeedsAdmin = "this needs an admin account",
    /// A verb for leads.
    NeedsLead = "this needs a lead account",
    /// A sign-in by a password that is good once may only choose another.
    ChoosePassword = "choose a password of your own first",
    /// `person`: nobody could make an admin any more.
    LastAdmin = "this is the last admin",
    /// `person`: nobody takes a right from themselves that they could not give back.
    AnotherAdmin = "another admin must do this",
    /// `request`, `refer`, `person`: the desk has no such service.
    NoSuchService = "there is no such service",
    /// `serve`: not one of the services that the person can do.
    NotYourService = "you do not do that service",
    /// A kiosk asks for a service to which so many came today as may.
    NoMoreToday = "this service takes no more tickets today",
    /// A kiosk asks where as many wait as may.
    FullNow = "this service is full just now",
    /// `request`, `refer`: an admin has stopped the service.
    ServiceStopped = "this service takes no tickets",
    /// `request`: the service asks for a telephone number, and this is none.
    PhoneNotValid = "phone number is not valid",
    /// `request`: the service asks for a number, and this is none.
    NumberNotValid = "number is not valid",
    /// `request`, `help`: a kiosk asks too often.
    WaitAMoment = "wait a moment",
    /// `helped`: no kiosk of that name asks for help.
    NoHelpAsked = "nobody asks for help there",
    /// `print`: several kiosks could, or none is known to have made the ticket.
    ChooseKiosk = "choose a kiosk that has a printer",
    /// `print`: the kiosk has no printer, or is not connected.
    NoPrinter = "that kiosk has no printer now",
    /// `print`: out of paper, an open cover, or nobody knows what.
    CannotPrint = "that kiosk cannot print now",
    /// `priority`: neither `high` nor `normal`.
    PriorityUnreadable = "a priority is high or normal",
    /// `setup`: not what the server's machine shows.
    WrongCode = "the code is wrong",
    /// `setup`: the desk has an account.
    SetUpAlready = "this desk is set up already",
    /// `setup`: not 1 to 1000 tables.
    TablesUnusable = "a desk has 1 to 1000 tables",
    /// `setup`: a name that is too long.
    OrganisationTooLong = "the name of the organisation is too long",
    /// `enrol`: not so many devices, or not so long.
    EnrolmentUnusable = "1 to 1000 devices can be let in, until a day within a year",
    /// `retention`: not 1 to 36500 days.
    DaysUnusable = "the number of days cannot be read",
    /// `backup`: it did not succeed; the server's log says why.
    BackupFailed = "the backup failed. the server's log says why",
    /// `unpick` without a table.
    NoTableAssigned = "you do not have a table assigned",
    /// `accept`, `next` without a table.
    NoTableChosen = "you do not have a table chosen",
    /// Verbs about my claimed ticket, without a table.
    NoTable = "you are not assigned to any table",
    /// No ticket has this id, or it is no id.
    NoSuchTicket = "ticket id does not exist",
    /// `look`, `leave`: no ticket of this desk and day has this code.
    CodeOver = "this code is no longer good",
    /// The ticket has ended.
    AlreadyEnded = "the ticket has already been completed or cancelled",
    /// `accept`: somebody else has it.
    NowClaimed = "this ticket is now claimed",
    /// Verbs about my claimed ticket, and it is not mine.
    NotYours = "you do not own this ticket",
    /// `next`: the queue is empty.
    NobodyWaiting = "nobody is waiting",
    /// `reopen`: more than ten minutes ago.
    TooLate = "it is too late",
    /// `reopen`: the ticket is open.
    NotEnded = "the ticket has not ended",
    /// `withdraw`: the ticket is claimed or has ended.
    NotWaiting = "the ticket is not waiting",
    /// `transfer`, `free`: that table is empty or is none.
    NobodyAtTable = "nobody is at that table",
    /// `free`: one's own table.
    OwnTable = "that is your own table",
    /// `note`: over 500 characters.
    NoteTooLong = "the note is too long",
    /// `close`, `announce`: over 500 characters.
    TextTooLong = "the text is too long",
    /// `query`: nobody with this address was here.
    UnknownVisitor = "visitor email does not exist",
    /// A kiosk asks while the desk is closed.
    Closed = "the desk is closed",
    /// `request`: not one of the desk's reasons.
    UnknownReason = "unknown reason",
    /// `request`: not a language tag.
    UnknownLanguage = "unknown language",
    /// `request`, `withdraw`: not a word of 1 to 64 bytes.
    KeyNotValid = "key is not valid",
    /// `request`: its visitor left before it arrived.
    Withdrawn = "this request was withdrawn",
    /// `request`, `password`: not the JSON that it takes.
    Unreadable = "the request cannot be read",
    /// `password`: the old one does not match.
    OldPasswordWrong = "the old password is wrong",
    /// `password`: under ten characters.
    PasswordTooShort = "the new password is too short",
    /// Everybody tries that password first.
    PasswordTooCommon = "the new password is too common",
    /// Somebody with an open ticket cannot be forgotten.
    VisitorStillHere = "that visitor has an open ticket: end it first",
    /// `export`: not two days, or the first after the last.
    DatesUnreadable = "the dates cannot be read",
    /// `report`: it ends before it begins.
    PeriodBackwards = "the period ends before it begins",
    /// `report`: over 20 years.
    PeriodTooLong = "a report covers at most 20 years",
    /// `report`: by person, at a desk that reports none of people.
    PeopleNotReported = "this desk makes no reports of people",
    /// `report`: one connection asks for too many.
    TooManyReports = "too many reports at once",
    /// The disk refused the change; nothing was changed.
    NotSaved = "the server could not save this",
    /// Administration: the disk failed, and a crash may bring the change back. Clients are closed.
    SaveUnknown = "the disk fails, and it is not known whether the server saved this",
    /// The store could not be read; nothing was changed.
    ReadFailed = "the server could not read this",
    /// Administration: no such account.
    NoSuchPerson = "no staff member has that user name",
    /// No device has that name.
    NoSuchDevice = "there is no device of that name",
    /// A device has that name already.
    DeviceExists = "there is a device of that name already",
    /// A device cannot be called that.
    DeviceNameUnusable = "a device has a name of 1 to 60 characters",
    /// No device shows that code.
    NoSuchCode = "no device shows that code now",
    /// Administration: the user name or display name is in use.
    NameInUse = "that name is already in use",
    /// Administration: a user name or display name that cannot be used.
    NameNotValid = "that name cannot be used",
    /// Administration: the account is disabled.
    AccountDisabled = "that account is disabled",
    /// Administration: what goes by dates waits until the clock can be believed.
    ClockDoubted = "the clock is in doubt: confirm it first",
    /// A verb that is not known on its path. It names no verb.
    UnknownCommand = "unknown command",
}

/// A sentence that this version does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a refusal that this version knows")]
pub struct UnknownRefusal;

impl Refusal {
    /// Every refusal there is, with one example of those that hold something.
    pub fn all() -> impl Iterator<Item = Self> {
        let unusable = Unusable::ALL.iter().copied().map(Self::Unusable);
        let examples = [
            Self::TooManyAttempts(1),
            Self::ChangedMeanwhile("Ada".to_owned()),
            Self::SetInFile("tables".to_owned()),
            Self::ValueUnusable {
                key: "tables".to_owned(),
                reason: "0 is not between 1 and 1000".to_owned(),
            },
        ];
        FIXED.iter().cloned().chain(unusable).chain(examples)
    }

    /// The whole answer to a command with this verb.
    pub fn sentence(&self, verb: Verb) -> Sentence {
        match self {
            Self::TableNotAvailable | Self::UnknownCommand => Sentence::bare(self.to_string()),
            _ => Sentence::new(verb, self.to_string()),
        }
    }
}

/// A text that may be a setting's name.
fn name(text: &str) -> Option<String> {
    let is_name = !text.is_empty() && !text.contains(|letter: char| letter.is_whitespace());
    is_name.then(|| text.to_owned())
}

impl FromStr for Refusal {
    type Err = UnknownRefusal;

    fn from_str(text: &str) -> Result<Self, UnknownRefusal> {
        let known = Self::all().find(|refusal| refusal.to_string() == text);
        let seconds = || {
            let seconds =
                text.strip_prefix("too many attempts. wait ")?.strip_suffix(" seconds")?;
            let refusal = Self::TooManyAttempts(seconds.parse().ok()?);
            (refusal.to_string() == text).then_some(refusal)
        };
        let by = || text.strip_prefix("changed meanwhile by ").map(str::to_owned);
        let in_file = || name(text.strip_suffix(" is set in walkup.toml")?);
        let unusable = || {
            let (key, reason) = text.split_once(": ")?;
            Some(Self::ValueUnusable { key: name(key)?, reason: reason.to_owned() })
        };
        known
            .or_else(seconds)
            .or_else(|| by().map(Self::ChangedMeanwhile))
            .or_else(|| in_file().map(Self::SetInFile))
            .or_else(unusable)
            .ok_or(UnknownRefusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_reads_back_alone_and_in_an_answer() {
        let waits = [0, 8, 60, u64::MAX].map(Refusal::TooManyAttempts);
        for refusal in Refusal::all().chain(waits) {
            assert_eq!(refusal.to_string().parse().as_ref(), Ok(&refusal));
            for verb in Verb::ALL {
                let answer = refusal.sentence(*verb);
                let message: crate::message::StaffMessage = answer.to_string().parse().unwrap();
                let crate::message::StaffMessage::Error(heard) = message else {
                    panic!("{message:?} is no error");
                };
                assert_eq!(heard, answer);
                assert_eq!(heard.refusal().as_ref(), Some(&refusal));
            }
        }
    }

    #[test]
    fn no_two_refusals_have_one_sentence() {
        let sentences: std::collections::BTreeSet<String> =
            Refusal::all().map(|refusal| refusal.to_string()).collect();
        assert_eq!(sentences.len(), Refusal::all().count());
    }

    #[test]
    fn what_a_newer_server_says_is_kept_as_text() {
        for text in [
            "",
            "this needs a lead account of the moon",
            "too many attempts. wait 08 seconds",
            "too many attempts. wait +8 seconds",
            "too many attempts. wait long seconds",
            "Nobody is waiting",
        ] {
            assert_eq!(text.parse::<Refusal>(), Err(UnknownRefusal), "{text:?}");
            assert_eq!(Sentence::new(Verb::Next, text).refusal(), None);
        }
    }

    #[test]
    fn two_sentences_name_no_verb() {
        let bare: Vec<Refusal> =
            Refusal::all().filter(|refusal| refusal.sentence(Verb::Pick).verb.is_none()).collect();
        assert_eq!(bare, [Refusal::TableNotAvailable, Refusal::UnknownCommand]);
    }
}
