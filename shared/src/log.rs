//! What the audit log says that somebody did: one list for the server that writes it and for the
//! window that tells it in the reader's language.

use crate::text::words;
use crate::ticket::Outcome;

words! {
    /// Something that somebody did, by its words in the log.
    pub enum Logged {
        /// A ticket was made.
        Created = "new",
        /// A request found its visitor's ticket.
        Found = "found",
        /// A visitor left the kiosk before the answer.
        KeyWithdrawn = "withdraw key",
        /// A ticket was called.
        Accepted = "accept",
        /// A ticket was called again.
        Recalled = "recall",
        /// A ticket went back to the queue.
        Released = "release",
        /// A ticket was handed to a colleague.
        Transferred = "transfer",
        /// A ticket went to another service.
        Referred = "refer to",
        /// A ticket got priority.
        PriorityHigh = "priority high",
        /// A ticket has priority no more.
        PriorityNormal = "priority normal",
        /// A visitor came to the table.
        Arrived = "arrived",
        /// Tickets moved since their service is gone.
        ServiceChanged = "service changed",
        /// A ticket ended.
        Completed = "completed",
        /// A ticket ended.
        Cancelled = "cancelled",
        /// A ticket ended.
        NoShow = "no-show",
        /// A ticket ended.
        Left = "left",
        /// A ticket ended.
        Expired = "expired",
        /// A ticket was opened again.
        Reopened = "reopen",
        /// Somebody wrote a note.
        Noted = "note",
        /// Somebody sat down at a table.
        Seated = "pick",
        /// Somebody left a table.
        UnseatedLeft = "unpick",
        /// Somebody left a table.
        UnseatedSignedOut = "unpick: signed out",
        /// Somebody left a table.
        UnseatedAway = "unpick: connection gone",
        /// Somebody left a table.
        UnseatedFreed = "unpick: freed",
        /// Somebody left a table.
        UnseatedDisabled = "unpick: account disabled",
        /// Somebody left a table.
        UnseatedGone = "unpick: table gone",
        /// The desk was closed by hand.
        Closed = "close",
        /// The desk was opened by hand.
        Opened = "open",
        /// The desk was opened by hand.
        OpenedOutside = "open outside hours",
        /// That is over.
        OpenedOutsideOver = "open outside hours: over",
        /// The notice was set.
        Announced = "announce",
        /// Settings were changed.
        Set = "set",
        /// An account was made.
        AccountAdded = "account added",
        /// An account was changed.
        AccountChanged = "account changed",
        /// A visitor asks for help at a kiosk.
        HelpAsked = "help asked",
        /// Somebody helped at a kiosk.
        Helped = "helped",
        /// Somebody had a ticket printed.
        Printed = "print",
        /// A ticket may not be printed.
        Unprinted = "not printed",
        /// A password was set.
        PasswordSet = "password set",
        /// An account was disabled.
        AccountDisabled = "account disabled",
        /// An account was enabled.
        AccountEnabled = "account enabled",
        /// Somebody signed in.
        SignedIn = "sign-in",
        /// Somebody signed out.
        SignedOut = "sign-out",
        /// A sign-in ended.
        SignedOutExpired = "sign-out: expired",
        /// A sign-in ended.
        SignedOutPassword = "sign-out: password changed",
        /// A sign-in ended.
        SignedOutDisabled = "sign-out: account disabled",
        /// A file for many devices was made.
        DevicesMayEnrol = "devices may enrol",
        /// That file is good no more.
        EnrolmentOver = "enrolment over",
        /// A device was let in.
        DeviceAdded = "device added",
        /// A device was taken out.
        DeviceRevoked = "device revoked",
        /// The end of a day.
        DayEnded = "day ended",
        /// An admin says that the clock is right.
        ClockConfirmed = "clock confirmed",
        /// Visitors were forgotten.
        Purged = "purge",
        /// A visitor was forgotten.
        VisitorErased = "visitor erased",
        /// A sign-in was refused.
        SignInRefused = "sign-in refused",
        /// A change of password was refused.
        PasswordRefused = "password refused",
        /// A sign-in by token was refused.
        TokenRefused = "token refused",
        /// A sign-in went on.
        Resumed = "resume",
        /// Tickets were exported.
        Exported = "export",
        /// What is kept of a visitor was shown.
        VisitorShown = "visitor shown",
        /// A copy was made.
        BackedUp = "backup",
        /// A backup took the place.
        Restored = "restored",
        /// The disk took nothing.
        SaveFailed = "save failed",
    }
}

words! {
    /// Who did something, where it was nobody with an account.
    pub enum LoggedBy {
        /// Whoever administers the machine, on the command line.
        Administrator = "administrator",
        /// A visitor at a kiosk.
        Kiosk = "kiosk",
        /// Somebody who is not known.
        Nobody = "nobody",
        /// The server itself, as time passes.
        Server = "server",
        /// A visitor, on their own telephone.
        Visitor = "visitor",
    }
}

impl Logged {
    /// Those after whose words the log says more.
    const WITH_DETAIL: [Self; 4] =
        [Self::Referred, Self::Set, Self::AccountChanged, Self::TokenRefused];

    /// How a ticket ended.
    pub fn ended(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Completed => Self::Completed,
            Outcome::Cancelled => Self::Cancelled,
            Outcome::NoShow => Self::NoShow,
            Outcome::Left => Self::Left,
            Outcome::Expired => Self::Expired,
        }
    }

    /// Reads the words of the log, and what is said besides; none: a newer or an older server says
    /// it otherwise.
    ///
    /// ```
    /// use shared::log::Logged;
    /// assert_eq!(Logged::read("set tables from 3 to 4"), Some((Logged::Set, "tables from 3 to 4")));
    /// assert_eq!(Logged::read("open"), Some((Logged::Opened, "")));
    /// assert_eq!(Logged::read("sing"), None);
    /// ```
    pub fn read(text: &str) -> Option<(Self, &str)> {
        if let Ok(logged) = text.parse() {
            return Some((logged, ""));
        }
        Self::WITH_DETAIL.into_iter().find_map(|logged| {
            let rest = text.strip_prefix(logged.as_str())?;
            let detail = rest.trim_start_matches([',', ':']).strip_prefix(' ')?;
            Some((logged, detail))
        })
    }
}
