//! Visitors whose rows are still to be written.
//!
//! Each address has a page of its own in a large table, so writing its row with every ticket
//! costs more than the ticket does. The ticket's row holds address and name already; so the
//! visitor's is written later, many at a time and sorted, in the same order as the tickets. The
//! fact `visitors_through` says up to which ticket that was done: a start reads the tickets from
//! there on, and knows every name last given.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::desk::Millis;

/// What is known of visitors beyond the table.
#[derive(Debug, Default)]
pub struct Recent {
    visitors: FxHashMap<Arc<str>, Visitor>,
    /// The tickets by which they came, by id.
    order: VecDeque<(i64, Arc<str>)>,
}

/// A visitor's row.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The name last given.
    pub name: String,
    /// When that was.
    pub seen: Millis,
    /// The ticket by which the visitor came last.
    ticket: i64,
}

impl Recent {
    /// A visitor has come; `address` is in lower case.
    pub fn add(&mut self, ticket: i64, address: String, name: String, seen: Millis) {
        let address: Arc<str> = address.into();
        self.order.push_back((ticket, Arc::clone(&address)));
        self.visitors.insert(address, Visitor { name, seen, ticket });
    }

    /// The name last given for an address in lower case.
    pub fn name(&self, address: &str) -> Option<&str> {
        self.visitors.get(address).map(|visitor| visitor.name.as_str())
    }

    /// How many tickets there are whose visitors are still to be written.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Takes the visitors of the `count` oldest tickets, sorted, and the ticket after those. Who
    /// has come again since is left for then.
    pub fn take(&mut self, count: usize) -> (Vec<(Arc<str>, Visitor)>, Option<i64>) {
        let mut taken = Vec::with_capacity(count.min(self.order.len()));
        let mut next = None;
        for (ticket, address) in self.order.drain(..count.min(self.order.len())) {
            next = Some(ticket + 1);
            if self.visitors.get(&address).is_some_and(|visitor| visitor.ticket == ticket)
                && let Some(visitor) = self.visitors.remove(&address)
            {
                taken.push((address, visitor));
            }
        }
        taken.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        (taken, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_last_given_is_written_once() {
        let mut recent = Recent::default();
        recent.add(0, "b@x".to_owned(), "Ben".to_owned(), 10);
        recent.add(1, "a@x".to_owned(), "Ann".to_owned(), 11);
        recent.add(2, "b@x".to_owned(), "Benjamin".to_owned(), 12);
        assert_eq!(recent.name("b@x"), Some("Benjamin"));
        let names = |taken: Vec<(Arc<str>, Visitor)>| -> Vec<String> {
            taken.into_iter().map(|(_, visitor)| visitor.name).collect()
        };
        let (taken, next) = recent.take(2);
        assert_eq!((names(taken), next), (vec!["Ann".to_owned()], Some(2)));
        assert_eq!(recent.name("b@x"), Some("Benjamin"), "who came again is still known");
        let (taken, next) = recent.take(2);
        assert_eq!((names(taken), next), (vec!["Benjamin".to_owned()], Some(3)));
        assert_eq!((recent.len(), recent.name("b@x")), (0, None));
        assert_eq!(recent.take(2).1, None);
    }
}
