//! What the board says: the section *Board* of `assets/words`.

app_kit::phrases! {
    /// Everything that the board says to those who wait and to whoever sets it up.
    pub enum Phrase {
        Welcome = "board-welcome",
        Advice = "board-advice",
        Call { number: text, table: text } = "board-call",
        Table { table: text, state: text } = "board-table",
        Closed = "board-closed",
        Free = "board-free",
        Serving { number: text } = "board-serving",
        Calling { number: text } = "board-calling",
        ClosedTables { tables: text } = "board-closed-tables",
        Comma = "board-comma",
        Waiting { count: number } = "board-waiting",
        Lane { service: text, count: number } = "board-lane",
        Page { page: number, pages: number } = "board-page",
        Join { address: text, code: text } = "board-join",
        NoNewTickets = "board-no-new-tickets",
        Lost { time: text } = "board-lost",
        Name = "board-name",
        WaitTitle = "board-wait-title",
        Wait { server: text } = "board-wait",
        NotAllowedTitle = "board-not-allowed-title",
        NotAllowed { server: text } = "board-not-allowed",
        PairTitle = "board-pair-title",
        Pair { server: text, code: text } = "board-pair",
        OtherTitle = "board-other-title",
        Other { server: text } = "board-other",
        UnsavedTitle = "board-unsaved-title",
        Unsaved = "board-unsaved",
        NoDeskTitle = "board-no-desk-title",
        NoDesk { server: text } = "board-no-desk",
        TrustTitle = "board-trust-title",
        Trust { server: text, certificate: text } = "board-trust",
        ChangedTitle = "board-changed-title",
        Changed { server: text, certificate: text } = "board-changed",
        LookAfterTitle = "board-look-after-title",
        LookAfter { file: text } = "board-look-after",
        SettingsWrong { what: text } = "board-settings-wrong",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_sentence_of_its_own() {
        app_kit::text::check::assert_declared::<Phrase>("Board");
    }
}
