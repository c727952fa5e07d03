//! What a server's no, and trouble with the link, mean to a person.

use shared::refusal::Refusal;
use shared::visitor::{NOTE_CHARS, Unusable};

use super::common::Common;
use super::sentences::Speech;
use crate::shell::{Reason, State};

impl Speech {
    /// What a refusal means; `ticket` is the number of the ticket that was asked about.
    ///
    /// Matched without a wildcard: a refusal that is new to `shared` does not compile without words.
    pub fn refusal(self, refusal: &Refusal, ticket: Option<&str>) -> String {
        // The word by which a sentence knows that it has no number to name.
        let ticket = ticket.unwrap_or("none");
        let characters = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        self.say(match refusal {
            Refusal::UnknownToken
            | Refusal::Relogin
            | Refusal::PleaseRelogin
            | Refusal::NotSignedIn => Common::RefusalSignedOut,
            Refusal::TableNotAvailable => Common::RefusalTableTaken,
            Refusal::WrongLogin => Common::RefusalWrongLogin,
            Refusal::NeedsAdmin => Common::RefusalNeedsAdmin,
            Refusal::NeedsLead => Common::RefusalNeedsLead,
            Refusal::ChoosePassword => Common::RefusalChoosePassword,
            Refusal::LastAdmin => Common::RefusalLastAdmin,
            Refusal::AnotherAdmin => Common::RefusalAnotherAdmin,
            Refusal::NoSuchService => Common::RefusalNoSuchService,
            Refusal::NotYourService => Common::RefusalNotYourService,
            Refusal::NoMoreToday => Common::RefusalNoMoreToday,
            Refusal::FullNow => Common::RefusalFullNow,
            Refusal::ServiceStopped => Common::RefusalServiceStopped,
            Refusal::PhoneNotValid => Common::RefusalPhone,
            Refusal::NumberNotValid => Common::RefusalNumber,
            Refusal::WaitAMoment => Common::RefusalWaitAMoment,
            Refusal::NoHelpAsked => Common::RefusalNoHelpAsked,
            Refusal::ChooseKiosk => Common::RefusalChooseKiosk,
            Refusal::NoPrinter => Common::RefusalNoPrinter,
            Refusal::CannotPrint => Common::RefusalCannotPrint,
            Refusal::WrongCode => Common::RefusalWrongCode,
            Refusal::SetUpAlready => Common::RefusalSetUpAlready,
            Refusal::TablesUnusable => Common::RefusalTables,
            Refusal::EnrolmentUnusable => Common::RefusalEnrolment,
            Refusal::DaysUnusable => Common::RefusalDays,
            Refusal::BackupFailed => Common::RefusalBackupFailed,
            Refusal::NoTableAssigned | Refusal::NoTableChosen | Refusal::NoTable => {
                Common::RefusalNoTable
            }
            Refusal::NoSuchTicket => Common::RefusalNoSuchTicket { ticket },
            Refusal::AlreadyEnded => Common::RefusalAlreadyEnded { ticket },
            Refusal::NowClaimed => Common::RefusalNowClaimed { ticket },
            Refusal::NotYours => Common::RefusalNotYours { ticket },
            Refusal::NobodyWaiting => Common::RefusalNobodyWaiting,
            Refusal::TooLate => Common::RefusalTooLate { ticket },
            Refusal::NotEnded => Common::RefusalNotEnded { ticket },
            Refusal::NotWaiting => Common::RefusalNotWaiting { ticket },
            Refusal::NobodyAtTable => Common::RefusalNobodyAtTable,
            Refusal::OwnTable => Common::RefusalOwnTable,
            Refusal::NoteTooLong => {
                Common::RefusalNoteTooLong { characters: characters(NOTE_CHARS) }
            }
            Refusal::TextTooLong | Refusal::OrganisationTooLong => {
                Common::RefusalTextTooLong { characters: characters(NOTE_CHARS) }
            }
            Refusal::UnknownVisitor => Common::RefusalUnknownVisitor,
            Refusal::Closed => Common::RefusalClosed,
            Refusal::UnknownReason => Common::RefusalUnknownReason,
            Refusal::UnknownLanguage => Common::RefusalUnknownLanguage,
            Refusal::KeyNotValid | Refusal::Unreadable | Refusal::PriorityUnreadable => {
                Common::RefusalTryAgain
            }
            Refusal::CodeOver => Common::RefusalCodeOver,
            Refusal::Withdrawn => Common::RefusalWithdrawn,
            Refusal::OldPasswordWrong => Common::RefusalOldPassword,
            Refusal::PasswordTooShort => {
                Common::RefusalPasswordTooShort { characters: PASSWORD_CHARS }
            }
            Refusal::PasswordTooCommon => Common::RefusalPasswordTooCommon,
            Refusal::VisitorStillHere => Common::RefusalVisitorStillHere,
            Refusal::DatesUnreadable => Common::RefusalDates,
            Refusal::PeriodBackwards => Common::RefusalPeriodBackwards,
            Refusal::PeriodTooLong => Common::RefusalPeriodTooLong,
            Refusal::PeopleNotReported => Common::RefusalPeopleNotReported,
            Refusal::TooManyReports => Common::RefusalTooManyReports,
            Refusal::NotSaved => Common::RefusalNotSaved,
            Refusal::SaveUnknown => Common::RefusalSaveUnknown,
            Refusal::ReadFailed => Common::RefusalReadFailed,
            Refusal::NoSuchPerson => Common::RefusalNoSuchPerson,
            Refusal::NoSuchDevice => Common::RefusalNoSuchDevice,
            Refusal::DeviceExists => Common::RefusalDeviceExists,
            Refusal::DeviceNameUnusable => {
                Common::RefusalDeviceName { characters: DEVICE_NAME_CHARS }
            }
            Refusal::NoSuchCode => Common::RefusalNoSuchCode,
            Refusal::NameInUse => Common::RefusalNameInUse,
            Refusal::NameNotValid => Common::RefusalNameNotValid,
            Refusal::AccountDisabled => Common::RefusalAccountDisabled,
            Refusal::ClockDoubted => Common::RefusalClockDoubted,
            Refusal::UnknownCommand => Common::RefusalOlderServer,
            Refusal::TooManyAttempts(seconds) => {
                Common::RefusalTooManyAttempts { seconds: *seconds }
            }
            Refusal::ChangedMeanwhile(who) => Common::RefusalChangedMeanwhile { who },
            Refusal::SetInFile(setting) => Common::RefusalSetInFile { setting },
            Refusal::ValueUnusable { key, reason } => Common::RefusalValue { setting: key, reason },
            Refusal::Unusable(Unusable::Address) => Common::RefusalAddress,
            Refusal::Unusable(Unusable::NoName) => Common::RefusalNoName,
            Refusal::Unusable(Unusable::TooLong) => Common::RefusalTooLong,
        })
    }

    /// What a newer server said that this version does not know, as it said it.
    pub fn unknown_refusal(self, words: &str) -> String {
        self.say(Common::RefusalUnknown { words: words.trim_end_matches('.') })
    }

    /// Why a window does not hold what the server at `server` holds. None while it does, and where
    /// nobody has said yet which server it is.
    pub fn standing(self, state: State, server: &str) -> Option<String> {
        let time = match state {
            State::Stale { since_ms } | State::Away { since_ms } => self.clock(since_ms),
            _ => String::new(),
        };
        Some(self.say(match state {
            State::Live | State::Asking | State::Setup(Reason::LookAfter) => return None,
            State::Connecting => Common::LinkConnecting { server },
            State::Stale { .. } => Common::LinkStale { time: &time },
            State::Away { .. } => Common::LinkLost { time: &time },
            State::Setup(Reason::NotAllowed) => Common::LinkNotAllowed { server },
            State::Setup(Reason::Pairing(_)) => Common::LinkPairing { server },
            State::Setup(Reason::NotWalkup) => Common::LinkNotWalkup { server },
            State::Unsaved | State::Setup(Reason::NothingSaved) => Common::LinkUnsaved,
            State::Setup(Reason::NoDesk) => Common::LinkNoDesk { server },
            State::Setup(Reason::UnknownCertificate(_)) => {
                Common::LinkUnknownCertificate { server }
            }
            State::Setup(Reason::CertificateChanged(_)) => {
                Common::LinkCertificateChanged { server }
            }
        }))
    }
}

/// The fewest characters of a password; the server's rule.
const PASSWORD_CHARS: u64 = 10;
/// The most characters of a device's name; the server's rule.
const DEVICE_NAME_CHARS: u64 = 60;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Languages;

    #[test]
    fn every_refusal_has_words_in_every_language() {
        for language in Languages::built_in().offered(&[]) {
            let speech = Languages::built_in().speech(language.tag());
            for refusal in Refusal::all() {
                for ticket in [None, Some("213")] {
                    let said = speech.refusal(&refusal, ticket);
                    assert!(!said.contains(['{', '$']), "{said}");
                    assert!(!said.contains("none"), "{said}");
                    assert!(said.chars().count() > 8, "{refusal:?} in {}: {said}", language.tag());
                }
            }
        }
    }

    #[test]
    fn a_refusal_names_the_ticket_where_it_is_known() {
        let speech = Languages::built_in().speech("en");
        let said = |ticket| speech.refusal(&Refusal::AlreadyEnded, ticket);
        assert_eq!(said(Some("213")), "213 has ended already.");
        assert_eq!(said(None), "This ticket has ended already.");
        assert_eq!(
            speech.refusal(&Refusal::TooManyAttempts(1), None),
            "Too many tries. Wait one second, then try again."
        );
        assert_eq!(
            speech.unknown_refusal("the moon is full."),
            "The server says: the moon is full."
        );
    }

    #[test]
    fn a_window_says_why_it_holds_nothing_new_and_nothing_while_it_does() {
        let speech = Languages::built_in().speech("en");
        let since_ms = 52_320_000;
        let say = |state| speech.standing(state, "desk.example");
        assert_eq!(say(State::Live), None);
        for old in [State::Away { since_ms }, State::Stale { since_ms }] {
            let said = say(old).unwrap();
            assert!(said.contains(&speech.clock(since_ms)), "{said}");
        }
        let said = say(State::Connecting).unwrap();
        assert!(said.contains("desk.example"), "{said}");
        assert!(say(State::Setup(Reason::NotWalkup)).unwrap().contains("Walkup"));
    }
}
