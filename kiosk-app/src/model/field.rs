//! What a visitor types.

use zeroize::Zeroize;

/// A line of text with a caret. What was typed is overwritten when the field goes.
///
/// It is ours and not the toolkit's, since that one keeps a history of what was typed, and since
/// keys that are drawn and keys that are pressed must end in one place.
pub struct Field {
    text: String,
    caret: usize,
    limit: usize,
}

impl Field {
    /// An empty field for at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        // Room for all from the start: text that is moved elsewhere would leave itself behind.
        Self { text: String::with_capacity(limit), caret: 0, limit }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Before which character the caret stands.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Types at the caret; what does not fit is left out.
    pub fn insert(&mut self, typed: &str) {
        for letter in typed.chars().filter(|letter| !letter.is_control()) {
            if self.text.len() + letter.len_utf8() > self.limit {
                return;
            }
            self.text.insert(self.at(self.caret), letter);
            self.caret += 1;
        }
    }

    /// Takes away the character before the caret.
    pub fn backspace(&mut self) {
        if self.caret > 0 {
            self.caret -= 1;
            self.text.remove(self.at(self.caret));
        }
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.text.zeroize();
        self.caret = 0;
    }

    /// Moves the caret before a character.
    pub fn put_caret(&mut self, caret: usize) {
        self.caret = caret.min(self.text.chars().count());
    }

    /// Puts `domain` behind the `@`, whatever stood there.
    pub fn complete(&mut self, domain: &str) {
        let end = self.text.find('@').unwrap_or(self.text.len());
        let end = self.text[..end].chars().count();
        while self.text.chars().count() > end {
            self.text.pop();
        }
        self.caret = end;
        self.insert("@");
        self.insert(domain);
    }

    fn at(&self, caret: usize) -> usize {
        self.text.char_indices().nth(caret).map_or(self.text.len(), |(at, _)| at)
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Field").field("letters", &self.text.chars().count()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_to_the_caret_and_never_beyond_the_limit() {
        let mut field = Field::new(12);
        let room = field.text.capacity();
        field.insert("aé\nc");
        assert_eq!((field.text(), field.caret()), ("aéc", 3));
        field.put_caret(1);
        field.insert("ß");
        field.backspace();
        field.backspace();
        field.backspace();
        assert_eq!((field.text(), field.caret()), ("éc", 0));
        field.put_caret(99);
        field.insert("0123456789");
        assert_eq!(field.text(), "éc012345678");
        field.clear();
        field.insert("0123456789ab");
        assert_eq!((field.text(), field.caret()), ("0123456789ab", 12));
        assert_eq!(field.text.capacity(), room, "it was never moved");
        assert!(!format!("{field:?}").contains("0123"));
    }

    #[test]
    fn a_domain_takes_the_place_of_what_stood_behind_the_at_sign() {
        for (typed, meant) in
            [("ada", "ada@a.example"), ("ada@", "ada@a.example"), ("a@b@c", "a@a.example")]
        {
            let mut field = Field::new(99);
            field.insert(typed);
            field.complete("a.example");
            assert_eq!(field.text(), meant);
            assert_eq!(field.caret(), meant.len());
        }
    }
}
