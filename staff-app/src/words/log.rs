//! What the log says, in the reader's language.

use app_kit::text::Speech;
use shared::log::{Logged, LoggedBy};

use super::PageSay;

/// What was done, from the words of the log. What nobody here knows is said as it is.
pub fn act_words(speech: Speech, text: &str) -> String {
    let Some((logged, detail)) = Logged::read(text) else { return text.to_owned() };
    let act = speech.say(sentence(logged));
    let with = |detail: &str| speech.say(PageSay::LogWith { act: &act, detail });
    match logged {
        _ if detail.is_empty() => act,
        Logged::Set => {
            let changes: Vec<String> =
                detail.split("; set ").map(|text| change(speech, text)).collect();
            with(&changes.join("; "))
        }
        // So many more of them within a minute.
        Logged::TokenRefused => match detail.split(' ').next() {
            Some(more) => format!("{act} (+{more})"),
            None => act,
        },
        _ => with(detail),
    }
}

/// Who did it: a name, or what it was that is nobody's account.
pub fn who_words(speech: Speech, who: &str) -> String {
    let say = match who.parse() {
        Ok(LoggedBy::Administrator) => PageSay::LogByAdministrator,
        Ok(LoggedBy::Kiosk) => PageSay::LogByKiosk,
        Ok(LoggedBy::Nobody) => PageSay::LogByNobody,
        Ok(LoggedBy::Server) => PageSay::LogByServer,
        Ok(LoggedBy::Visitor) => PageSay::LogByVisitor,
        Err(_) => return who.to_owned(),
    };
    speech.say(say)
}

/// A setting, before and after: `tables from 3 to 4` as `tables: 4 (before: 3)`.
fn change(speech: Speech, text: &str) -> String {
    let parts = text.split_once(" from ").and_then(|(key, values)| {
        let (old, new) = values.split_once(" to ").filter(|(_, new)| !new.contains(" to "))?;
        Some(speech.say(PageSay::LogChange { key, old, new }))
    });
    parts.unwrap_or_else(|| text.to_owned())
}

/// The sentence of each; one that is new does not compile without its own.
fn sentence(logged: Logged) -> PageSay<'static> {
    match logged {
        Logged::Created => PageSay::LogCreated,
        Logged::Found => PageSay::LogFound,
        Logged::KeyWithdrawn => PageSay::LogKeyWithdrawn,
        Logged::Accepted => PageSay::LogAccepted,
        Logged::Recalled => PageSay::LogRecalled,
        Logged::Released => PageSay::LogReleased,
        Logged::Transferred => PageSay::LogTransferred,
        Logged::Referred => PageSay::LogReferred,
        Logged::PriorityHigh => PageSay::LogPriorityHigh,
        Logged::PriorityNormal => PageSay::LogPriorityNormal,
        Logged::Arrived => PageSay::LogArrived,
        Logged::ServiceChanged => PageSay::LogServiceChanged,
        Logged::Completed => PageSay::LogCompleted,
        Logged::Cancelled => PageSay::LogCancelled,
        Logged::NoShow => PageSay::LogNoShow,
        Logged::Left => PageSay::LogLeft,
        Logged::Expired => PageSay::LogExpired,
        Logged::Reopened => PageSay::LogReopened,
        Logged::Noted => PageSay::LogNoted,
        Logged::Seated => PageSay::LogSeated,
        Logged::UnseatedLeft => PageSay::LogUnseatedLeft,
        Logged::UnseatedSignedOut => PageSay::LogUnseatedSignedOut,
        Logged::UnseatedAway => PageSay::LogUnseatedAway,
        Logged::UnseatedFreed => PageSay::LogUnseatedFreed,
        Logged::UnseatedDisabled => PageSay::LogUnseatedDisabled,
        Logged::UnseatedGone => PageSay::LogUnseatedGone,
        Logged::Closed => PageSay::LogClosed,
        Logged::Opened => PageSay::LogOpened,
        Logged::OpenedOutside => PageSay::LogOpenedOutside,
        Logged::OpenedOutsideOver => PageSay::LogOpenedOutsideOver,
        Logged::Announced => PageSay::LogAnnounced,
        Logged::Set => PageSay::LogSet,
        Logged::AccountAdded => PageSay::LogAccountAdded,
        Logged::AccountChanged => PageSay::LogAccountChanged,
        Logged::HelpAsked => PageSay::LogHelpAsked,
        Logged::Helped => PageSay::LogHelped,
        Logged::Printed => PageSay::LogPrinted,
        Logged::Unprinted => PageSay::LogUnprinted,
        Logged::PasswordSet => PageSay::LogPasswordSet,
        Logged::AccountDisabled => PageSay::LogAccountDisabled,
        Logged::AccountEnabled => PageSay::LogAccountEnabled,
        Logged::SignedIn => PageSay::LogSignedIn,
        Logged::SignedOut => PageSay::LogSignedOut,
        Logged::SignedOutExpired => PageSay::LogSignedOutExpired,
        Logged::SignedOutPassword => PageSay::LogSignedOutPassword,
        Logged::SignedOutDisabled => PageSay::LogSignedOutDisabled,
        Logged::DevicesMayEnrol => PageSay::LogDevicesMayEnrol,
        Logged::EnrolmentOver => PageSay::LogEnrolmentOver,
        Logged::DeviceAdded => PageSay::LogDeviceAdded,
        Logged::DeviceRevoked => PageSay::LogDeviceRevoked,
        Logged::DayEnded => PageSay::LogDayEnded,
        Logged::ClockConfirmed => PageSay::LogClockConfirmed,
        Logged::Purged => PageSay::LogPurged,
        Logged::VisitorErased => PageSay::LogVisitorErased,
        Logged::SignInRefused => PageSay::LogSignInRefused,
        Logged::PasswordRefused => PageSay::LogPasswordRefused,
        Logged::TokenRefused => PageSay::LogTokenRefused,
        Logged::Resumed => PageSay::LogResumed,
        Logged::Exported => PageSay::LogExported,
        Logged::VisitorShown => PageSay::LogVisitorShown,
        Logged::BackedUp => PageSay::LogBackedUp,
        Logged::Restored => PageSay::LogRestored,
        Logged::SaveFailed => PageSay::LogSaveFailed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german(text: &str) -> String {
        act_words(app_kit::text::Languages::built_in().speech("de"), text)
    }

    #[test]
    fn what_is_known_is_said_in_the_readers_language() {
        assert_eq!(german("unpick: freed"), "Tisch von anderen freigegeben");
        assert_eq!(german("token refused, 5 more"), "Token abgelehnt (+5)");
        assert_eq!(german("account changed: 2 lead"), "Konto geändert: 2 lead");
        assert_eq!(german("refer to badges"), "An anderen Dienst verwiesen: badges");
        assert_eq!(
            german("set tables from 3 to 4; set notice from \"go to 2\" to \"\""),
            "Einstellungen geändert: tables: 4 (vorher: 3); notice from \"go to 2\" to \"\""
        );
        assert_eq!(german("sang a song"), "sang a song", "a newer server's word");
    }
}
