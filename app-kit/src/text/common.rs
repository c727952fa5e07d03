//! The sentences that several windows say: the section *All windows* of the files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use shared::ids::TableNo;

use super::sentences::Speech;

crate::phrases! {
    /// What several windows say. Times, refusals and tables have functions of [`Speech`], which
    /// choose among these.
    pub enum Common {
        LanguageName = "language-name",
        Table { number: number } = "table",
        Devices = "devices",
        Undo = "undo",
        Dismiss = "dismiss",
        ButtonPending { name: text } = "button-pending",
        Time24 { hour: text, minute: text } = "time-24",
        Time12 { hour: number, minute: text, half: text } = "time-12",
        Weekday { day: number } = "weekday",
        WeekdayShort { day: number } = "weekday-short",
        Month { month: number } = "month",
        MonthShort { month: number } = "month-short",
        Date { day: number, month: text, year: text, order: text } = "date",
        DateLong { weekday: text, day: number, month: text, order: text } = "date-long",
        DateShort { weekday: text, day: number, month: text, order: text } = "date-short",
        LengthUnderMinute = "length-under-minute",
        LengthMinutes { minutes: number } = "length-minutes",
        LengthHours { hours: number } = "length-hours",
        LengthHoursMinutes { hours: number, minutes: number } = "length-hours-minutes",
        AgoNow = "ago-now",
        Ago { length: text } = "ago",
        OpeningClosed = "opening-closed",
        OpeningClosedFor { name: text } = "opening-closed-for",
        OpeningLast { time: text } = "opening-last",
        OpeningAgain { time: text } = "opening-again",
        OpeningAgainOn { date: text, time: text } = "opening-again-on",
        EstimateNone = "estimate-none",
        EstimateUpTo { high: number } = "estimate-up-to",
        EstimateAbout { high: number } = "estimate-about",
        EstimateRange { low: number, high: number } = "estimate-range",
        LinkConnecting { server: text } = "link-connecting",
        LinkLost { time: text } = "link-lost",
        LinkStale { time: text } = "link-stale",
        LinkNotAllowed { server: text } = "link-not-allowed",
        LinkPairing { server: text } = "link-pairing",
        LinkNotWalkup { server: text } = "link-not-walkup",
        LinkNoDesk { server: text } = "link-no-desk",
        LinkUnsaved = "link-unsaved",
        LinkUnknownCertificate { server: text } = "link-unknown-certificate",
        LinkCertificateChanged { server: text } = "link-certificate-changed",
        AskLooking = "ask-looking",
        AskNone = "ask-none",
        AskWhich = "ask-which",
        AskWhere = "ask-where",
        AskOrType = "ask-or-type",
        AskConnect = "ask-connect",
        AskNoAddress = "ask-no-address",
        AskPlain { server: text } = "ask-plain",
        AskPlainUse = "ask-plain-use",
        AskBack = "ask-back",
        AskDesks = "ask-desks",
        AskWhichDesk = "ask-which-desk",
        AskPlainMark = "ask-plain-mark",
        KeyDelete = "key-delete",
        RefusalSignedOut = "refusal-signed-out",
        RefusalTableTaken = "refusal-table-taken",
        RefusalWrongLogin = "refusal-wrong-login",
        RefusalNeedsAdmin = "refusal-needs-admin",
        RefusalNeedsLead = "refusal-needs-lead",
        RefusalChoosePassword = "refusal-choose-password",
        RefusalLastAdmin = "refusal-last-admin",
        RefusalAnotherAdmin = "refusal-another-admin",
        RefusalNoSuchService = "refusal-no-such-service",
        RefusalNotYourService = "refusal-not-your-service",
        RefusalNoMoreToday = "refusal-no-more-today",
        RefusalFullNow = "refusal-full-now",
        RefusalServiceStopped = "refusal-service-stopped",
        RefusalPhone = "refusal-phone",
        RefusalNumber = "refusal-number",
        RefusalWaitAMoment = "refusal-wait-a-moment",
        RefusalNoHelpAsked = "refusal-no-help-asked",
        RefusalChooseKiosk = "refusal-choose-kiosk",
        RefusalNoPrinter = "refusal-no-printer",
        RefusalCannotPrint = "refusal-cannot-print",
        RefusalWrongCode = "refusal-wrong-code",
        RefusalSetUpAlready = "refusal-set-up-already",
        RefusalTables = "refusal-tables",
        RefusalDays = "refusal-days",
        RefusalEnrolment = "refusal-enrolment",
        RefusalBackupFailed = "refusal-backup-failed",
        RefusalNoTable = "refusal-no-table",
        RefusalNoSuchTicket { ticket: text } = "refusal-no-such-ticket",
        RefusalAlreadyEnded { ticket: text } = "refusal-already-ended",
        RefusalNowClaimed { ticket: text } = "refusal-now-claimed",
        RefusalNotYours { ticket: text } = "refusal-not-yours",
        RefusalNobodyWaiting = "refusal-nobody-waiting",
        RefusalTooLate { ticket: text } = "refusal-too-late",
        RefusalNotEnded { ticket: text } = "refusal-not-ended",
        RefusalNotWaiting { ticket: text } = "refusal-not-waiting",
        RefusalNobodyAtTable = "refusal-nobody-at-table",
        RefusalOwnTable = "refusal-own-table",
        RefusalNoteTooLong { characters: number } = "refusal-note-too-long",
        RefusalTextTooLong { characters: number } = "refusal-text-too-long",
        RefusalUnknownVisitor = "refusal-unknown-visitor",
        RefusalClosed = "refusal-closed",
        RefusalUnknownReason = "refusal-unknown-reason",
        RefusalUnknownLanguage = "refusal-unknown-language",
        RefusalTryAgain = "refusal-try-again",
        RefusalWithdrawn = "refusal-withdrawn",
        RefusalCodeOver = "refusal-code-over",
        RefusalOldPassword = "refusal-old-password",
        RefusalPasswordTooShort { characters: number } = "refusal-password-too-short",
        RefusalPasswordTooCommon = "refusal-password-too-common",
        RefusalVisitorStillHere = "refusal-visitor-still-here",
        RefusalDates = "refusal-dates",
        RefusalPeriodBackwards = "refusal-period-backwards",
        RefusalPeriodTooLong = "refusal-period-too-long",
        RefusalPeopleNotReported = "refusal-people-not-reported",
        RefusalTooManyReports = "refusal-too-many-reports",
        RefusalNotSaved = "refusal-not-saved",
        RefusalSaveUnknown = "refusal-save-unknown",
        RefusalReadFailed = "refusal-read-failed",
        RefusalNoSuchPerson = "refusal-no-such-person",
        RefusalNoSuchDevice = "refusal-no-such-device",
        RefusalDeviceExists = "refusal-device-exists",
        RefusalDeviceName { characters: number } = "refusal-device-name",
        RefusalNoSuchCode = "refusal-no-such-code",
        RefusalNameInUse = "refusal-name-in-use",
        RefusalNameNotValid = "refusal-name-not-valid",
        RefusalAccountDisabled = "refusal-account-disabled",
        RefusalClockDoubted = "refusal-clock-doubted",
        RefusalChangedMeanwhile { who: text } = "refusal-changed-meanwhile",
        RefusalSetInFile { setting: text } = "refusal-set-in-file",
        RefusalValue { setting: text, reason: text } = "refusal-value",
        RefusalOlderServer = "refusal-older-server",
        RefusalTooManyAttempts { seconds: number } = "refusal-too-many-attempts",
        RefusalAddress = "refusal-address",
        RefusalNoName = "refusal-no-name",
        RefusalTooLong = "refusal-too-long",
        RefusalUnknown { words: text } = "refusal-unknown",
    }
}

impl Speech {
    /// What a table is called: its own name where it has one, else `Table 3`.
    pub fn table(self, table: TableNo, names: &BTreeMap<TableNo, String>) -> Cow<'_, str> {
        match names.get(&table) {
            Some(name) => Cow::Borrowed(name.as_str()),
            None => Cow::Owned(self.say(Common::Table { number: table.0.into() })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_everything_that_is_declared() {
        super::super::check::assert_declared::<Common>("All windows");
    }

    #[test]
    fn a_table_without_a_name_is_called_by_its_number() {
        let names = BTreeMap::from([(TableNo(2), "Counter by the door".to_owned())]);
        let speech = super::super::Languages::built_in().speech("fr");
        assert_eq!(speech.table(TableNo(2), &names), "Counter by the door");
        assert_eq!(speech.table(TableNo(3), &names), "Table 3");
    }
}
