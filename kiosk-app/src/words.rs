//! What the kiosk says: the section *Kiosk* of `assets/words`.

use app_kit::text::Speech;
use app_kit::text::times::Estimate;

app_kit::phrases! {
    /// Everything that the kiosk says to visitors and to whoever sets it up.
    pub enum Phrase {
        Welcome = "welcome",
        GetTicket = "get-ticket",
        JoinByPhone { address: text, code: text } = "join-by-phone",
        WaitingCount { count: number } = "waiting-count",
        WaitNone = "wait-none",
        WaitUpTo { high: number } = "wait-up-to",
        WaitAbout { high: number } = "wait-about",
        WaitRange { low: number, high: number } = "wait-range",
        AskService = "ask-service",
        ServiceWaiting { count: number } = "service-waiting",
        ServiceFull = "service-full",
        ServiceNoMore = "service-no-more",
        ServiceNoMoreShort = "service-no-more-short",
        NoService = "no-service",
        NeedHelp = "need-help",
        SomebodyComing = "somebody-coming",
        CodeNotOurs = "code-not-ours",
        CodeChooseFirst = "code-choose-first",
        Language = "language",
        LargerText = "larger-text",
        HighContrast = "high-contrast",
        Lower = "lower",
        AskAddress = "ask-address",
        AddressExample = "address-example",
        AddressProblem = "address-problem",
        AskName = "ask-name",
        NameProblem = "name-problem",
        IsThisYou = "is-this-you",
        ThatIsMe = "that-is-me",
        TypeMyName = "type-my-name",
        AskPhone = "ask-phone",
        PhoneExample = "phone-example",
        PhoneProblem = "phone-problem",
        AskNumber = "ask-number",
        NumberDigits { count: number } = "number-digits",
        NumberDigitsRange { low: number, high: number } = "number-digits-range",
        NumberSigns { count: number } = "number-signs",
        NumberSignsRange { low: number, high: number } = "number-signs-range",
        NumberProblem = "number-problem",
        Skip = "skip",
        AskReason = "ask-reason",
        ReasonProblem = "reason-problem",
        More = "more",
        Back = "back",
        StartOver = "start-over",
        Continue = "continue",
        AlreadyHave = "already-have",
        ShowIt = "show-it",
        AnotherTicket = "another-ticket",
        YourNumber = "your-number",
        AheadCount { count: number } = "ahead-count",
        AheadFor { count: number, service: text } = "ahead-for",
        WatchScreen = "watch-screen",
        LeaveQueue = "found-leave",
        LeaveAsk = "found-leave-ask",
        LeaveDo = "found-leave-do",
        LeaveYes = "found-leave-yes",
        LeaveNo = "found-leave-no",
        FoundCalled { table: text } = "found-called",
        FoundCalledSomewhere = "found-called-somewhere",
        FoundMissed = "found-missed",
        FoundEnded = "found-ended",
        FoundOver = "found-over",
        FoundLeft = "found-left",
        OnYourPhone = "on-your-phone",
        Print = "print",
        Printing = "printing",
        TakeTicket = "take-ticket",
        NotPrinted = "not-printed",
        PaperAhead { count: number, time: text } = "paper-ahead",
        PaperAt { time: text } = "paper-at",
        PaperLink = "paper-link",
        PaperSample = "paper-sample",
        Done = "done",
        StillThere = "still-there",
        ErasedIn { secs: number } = "erased-in",
        MoreTime = "more-time",
        Reconnecting = "reconnecting",
        NothingSaved = "nothing-saved",
        ReconnectingKept = "reconnecting-kept",
        ReconnectingAlone = "reconnecting-alone",
        ReconnectingRequest = "reconnecting-request",
        OneMoment = "one-moment",
        Closed = "closed",
        Unsure = "unsure",
        AskStaff = "ask-staff",
        KeySpace = "key-space",
        KeyBackspace = "key-backspace",
        KeyShift = "key-shift",
        KeyDigits = "key-digits",
        KeyLetters = "key-letters",
        KeyOtherLetters = "key-other-letters",
        KeyAt = "key-at",
        KeyDot = "key-dot",
        KeyHyphen = "key-hyphen",
        KeyUnderscore = "key-underscore",
        KeyPlus = "key-plus",
        KeyApostrophe = "key-apostrophe",
        KeySigns = "key-signs",
        KeyAccents = "key-accents",
        StaffPin = "staff-pin",
        PinNone = "pin-none",
        PinWrong = "pin-wrong",
        PinWait { secs: number } = "pin-wait",
        CloseWindow = "close-window",
        SetupName = "setup-name",
        SetupLookAfterTitle = "setup-look-after-title",
        SetupLookAfter { file: text } = "setup-look-after",
        SetupLetInTitle = "setup-let-in-title",
        SetupLetIn = "setup-let-in",
        SetupNoDeskTitle = "setup-no-desk-title",
        SetupNoDesk = "setup-no-desk",
        SetupCode = "setup-code",
        SetupApprove { code: text } = "setup-approve",
        SetupOurs = "setup-ours",
        SetupCompare = "setup-compare",
        SetupSame = "setup-same",
        SetupWrite = "setup-write",
        SetupChanged = "setup-changed",
        SetupAsk = "setup-ask",
    }
}

/// How long a newcomer may expect to wait, from seconds; nothing while nobody can know.
pub fn wait(speech: Speech, seconds: Option<(u32, u32)>) -> Option<String> {
    Some(speech.say(match Estimate::of_seconds(seconds?) {
        Estimate::None => Phrase::WaitNone,
        Estimate::UpTo(high) => Phrase::WaitUpTo { high: high.into() },
        Estimate::About(high) => Phrase::WaitAbout { high: high.into() },
        Estimate::Range(low, high) => Phrase::WaitRange { low: low.into(), high: high.into() },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kit::text::Languages;
    use app_kit::text::check::assert_declared;

    #[test]
    fn every_language_has_every_sentence_of_its_own() {
        assert_declared::<Phrase>("Kiosk");
    }

    #[test]
    fn numbers_take_their_plural_form() {
        let said = |tag: &str, count| {
            Languages::built_in().speech(tag).say(Phrase::WaitingCount { count })
        };
        assert_eq!(said("en", 0), "Nobody is waiting.");
        assert_eq!(said("en", 1), "One person is waiting.");
        assert_eq!(said("de", 3), "3 Personen warten.");
        assert_eq!(said("ar", 0), "لا أحد في الانتظار.");
        assert_eq!(said("ar", 2), "شخصان في الانتظار.");
        assert_eq!(said("ar", 3), "3 أشخاص في الانتظار.");
        assert_eq!(said("ar", 11), "11 شخصًا في الانتظار.");
    }

    #[test]
    fn a_wait_holds_the_seconds_it_was_told() {
        let speech = Languages::built_in().speech("en");
        let said = |range| wait(speech, Some(range)).unwrap();
        assert_eq!(said((601, 1141)), "The wait is about 10 to 20 minutes.");
        assert_eq!(said((0, 290)), "The wait is up to 5 minutes.");
        assert_eq!(said((300, 300)), "The wait is about 5 minutes.");
        assert_eq!(said((0, 0)), "You will be called right away.");
        assert_eq!(wait(speech, None), None);
    }
}
