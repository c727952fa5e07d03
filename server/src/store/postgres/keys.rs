//! The request keys that the tables of a desk may have. Nearly every key that a kiosk sends is new;
//! whoever leads the desk knows that without asking, which would take as long as the commit.

use std::hash::{BuildHasher as _, RandomState};

use rustc_hash::FxHashMap;
use shared::command::Key;

use super::text;
use crate::core::change::KeyUse;
use crate::core::time::Millis;
use crate::store::engine::Write;
use crate::store::names::{Gathered, Names, Wanted};

/// What is known of the keys of a desk: a hash of each and when it was used last, 16 bytes a key.
#[derive(Debug, Default)]
pub struct Keys {
    /// None: nothing was read yet, so any may be there.
    known: Option<FxHashMap<u64, Millis>>,
    /// Kiosks choose the keys, so the hash is one that they do not know.
    hash: RandomState,
}

impl Keys {
    /// The keys that stand in the tables, as they are stored there, and when each was used last.
    pub fn of_tables<'a>(keys: impl Iterator<Item = (&'a str, Millis)>) -> Self {
        let hash = RandomState::new();
        let known = keys.map(|(key, at)| (hash.hash_one(key), at)).collect();
        Self { known: Some(known), hash }
    }

    /// Whether the tables may have a key.
    fn may_have(&self, key: &Key) -> bool {
        let known = self.known.as_ref();
        known
            .is_none_or(|known| known.contains_key(&self.hash.hash_one(text::stored(key.as_str()))))
    }

    /// Takes a key out of what is to be looked up that the tables do not have.
    pub fn leave_out(&self, names: &mut Names) {
        names.key.take_if(|key| !self.may_have(key));
    }

    /// The same of many; those are found not to be there.
    pub fn leave_out_all(&self, wanted: &mut Wanted) -> Gathered {
        let absent = wanted.keys.extract_if(.., |key| !self.may_have(key));
        Gathered { keys: absent.map(|key| (key, None)).collect(), ..Gathered::default() }
    }

    /// Notes what is about to be written.
    pub fn note(&mut self, writes: &[Write]) {
        let Some(known) = &mut self.known else { return };
        for write in writes {
            if let Write::Key(key, KeyUse { at, .. }) = write {
                known.insert(self.hash.hash_one(text::stored(key.as_str())), *at);
            }
        }
    }

    /// Forgets those that were used last before a moment: the tables have them no more.
    pub fn forget_before(&mut self, moment: Millis) {
        if let Some(known) = &mut self.known {
            known.retain(|_, at| *at >= moment);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    fn is_asked_for(keys: &Keys, name: &str) -> bool {
        let mut names = Names { key: Some(key(name)), ..Names::default() };
        keys.leave_out(&mut names);
        let mut wanted = Wanted { keys: vec![key(name)], ..Wanted::default() };
        let absent = keys.leave_out_all(&mut wanted);
        assert_eq!(names.key.is_none(), wanted.is_empty());
        assert_eq!(absent.keys.get(&key(name)), wanted.is_empty().then_some(&None));
        names.key.is_some()
    }

    #[test]
    fn what_the_tables_may_have_is_asked_for() {
        let odd = "\u{10FFFF}odd";
        assert!(is_asked_for(&Keys::default(), "any"), "nothing was read yet");
        let stored = text::stored(odd);
        let mut keys = Keys::of_tables([("old", 5), (&*stored, 6)].into_iter());
        assert!(is_asked_for(&keys, "old") && is_asked_for(&keys, odd));
        assert!(!is_asked_for(&keys, "new"));
        let used = KeyUse { ticket: None, is_own: true, is_barred: false, at: 9 };
        keys.note(&[Write::Key(key("new"), used)]);
        assert!(is_asked_for(&keys, "new"));
        keys.forget_before(6);
        assert!(!is_asked_for(&keys, "old"), "it was forgotten");
        assert!(is_asked_for(&keys, odd) && is_asked_for(&keys, "new"));
    }
}
