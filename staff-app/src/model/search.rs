//! Finding visitors: by number, name, address, reason and note, whatever case, accents or quotation
//! marks either side has.

use std::collections::BTreeMap;

use caseless::Caseless as _;
use shared::ids::TicketId;
use shared::mirror::Held;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The texts of tickets as they are searched, made once a ticket and not once a letter that is
/// typed.
#[derive(Debug, Default)]
pub(super) struct SearchIndex(BTreeMap<TicketId, String>);

impl SearchIndex {
    /// Forgets every text.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Forgets the text of one ticket, of which something new was said.
    pub(super) fn forget_ticket(&mut self, ticket: TicketId) {
        self.0.remove(&ticket);
    }

    /// Whether a ticket has `wanted`, which is folded, in one of its texts.
    pub(super) fn matches(&mut self, held: &Held, reason: Option<&str>, wanted: &str) -> bool {
        let text = self.0.entry(held.ticket.id).or_insert_with(|| {
            let ticket = &held.ticket;
            let note = held.about.note.as_deref();
            let number = held.label();
            let contact = held.about.contact.as_deref().unwrap_or("");
            // No search has a line end in it, so that nothing is found across two texts.
            let texts = [
                &ticket.name,
                &ticket.email,
                contact,
                &number,
                reason.unwrap_or(""),
                note.unwrap_or(""),
            ];
            fold(&texts.join("\n"))
        });
        text.contains(wanted)
    }
}

/// The form in which texts are compared: without case, accents, joiners and typographic signs.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().default_case_fold().nfkd() {
        match letter {
            _ if is_combining_mark(letter) => {}
            // Letters whose stroke or ligature is no mark of its own in Unicode.
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ŧ' => folded.push('t'),
            'ı' => folded.push('i'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            '‘' | '’' | '‛' | 'ʼ' | 'ʻ' | '′' | '`' | '´' => folded.push('\''),
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => folded.push('"'),
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => folded.push('-'),
            // The Arabic line that only stretches a word, and what joins or parts letters unseen.
            'ـ' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => {}
            space if space.is_whitespace() && space != '\n' => folded.push(' '),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_found_whatever_case_accents_and_signs_they_have() {
        for (typed, written) in [
            ("zoe", "Zoë"),
            ("zoë", "Zoe\u{308}"),
            ("ZOE", "zoé"),
            ("o'connor", "O’Connor"),
            ("o’connor", "O'Connor"),
            ("lukasz", "Łukasz"),
            ("soren", "Søren"),
            ("strasse", "Straße"),
            ("straße", "STRASSE"),
            ("anne-marie", "Anne–Marie"),
            ("istanbul", "İstanbul"),
            ("aesir", "Æsir"),
            ("jean paul", "Jean\u{a0}Paul"),
            ("احمد", "أَحْمَد"),
            ("محمد", "محـــمد"),
            ("nguyen", "Nguyễn"),
            ("ｙｕ", "yu"),
        ] {
            assert!(fold(written).contains(&fold(typed)), "{typed} in {written}");
            assert!(fold(typed).contains(&fold(written)), "{written} in {typed}");
        }
        assert!(!fold("Zoë").contains(&fold("zoa")));
    }
}
