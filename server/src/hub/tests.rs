//! What an outbox keeps, and what it removes.

use std::io::{self, IoSlice};
use std::sync::{Arc, Mutex};

use bytes::BytesMut;

use super::outbox::{Frame, Outbox, Outgoing, QUEUE_BYTES, Socket};

/// A socket that takes so many bytes more.
#[derive(Debug, Clone, Default)]
struct Narrow(Arc<Mutex<(usize, Vec<u8>)>>);

impl Socket for Narrow {
    fn try_write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let mut state = self.0.lock().unwrap();
        let given = slices.iter().flat_map(|slice| slice.iter().copied());
        let taken: Vec<u8> = given.take(state.0).collect();
        if taken.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        state.0 -= taken.len();
        state.1.extend(&taken);
        Ok(taken.len())
    }

    fn try_drain(&self) -> io::Result<bool> {
        Ok(true)
    }

    fn finish(&self) {}
}

impl Narrow {
    fn give_room(&self, room: usize) {
        self.0.lock().unwrap().0 = room;
    }

    fn taken(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().1.clone()).unwrap()
    }
}

/// Words as frames, a space after each; those with a star are part of a state.
fn outgoing(words: &str) -> Outgoing {
    let frame = |word: &str| {
        let bare = word.trim_end_matches('*');
        Frame { bytes: format!("{bare} ").into(), is_state: bare != word }
    };
    Outgoing { frames: words.split(' ').map(frame).collect(), answered: 0 }
}

fn queued(outbox: &Outbox) -> String {
    let mut out = BytesMut::new();
    outbox.take(&mut out);
    String::from_utf8(out.to_vec()).unwrap()
}

#[test]
fn a_newer_state_takes_the_place_of_an_older_one() {
    let outbox = Outbox::new(None);
    outbox.fill(&mut outgoing("hello ok1 reset1* new1* ready1* event1"));
    outbox.fill(&mut outgoing("event2 ok2 reset2* ready2* event3"));
    outbox.fill(&mut outgoing("event4"));
    assert_eq!(queued(&outbox), "hello ok1 event1 event2 ok2 reset2 ready2 event3 event4 ");
    // Several in one batch too.
    outbox.fill(&mut outgoing("ok3 a* b* ok4 c* event5 ok6 d* e* event7"));
    assert_eq!(queued(&outbox), "ok3 ok4 event5 ok6 d e event7 ");
    let mut batch = Outgoing::default();
    for number in 0..3 {
        batch.push(format!("ok{number} ").into());
        batch.push_state([format!("state{number} ").into()]);
    }
    assert_eq!(batch.frames.len(), 4, "one state is held while the batch is worked on");
    outbox.fill(&mut batch);
    assert_eq!(queued(&outbox), "ok0 ok1 ok2 state2 ");
}

#[test]
fn a_frame_that_is_begun_ends_before_anything_else() {
    let socket = Narrow::default();
    let outbox = Outbox::new(Some(Box::new(socket.clone())));
    outbox.fill(&mut outgoing("ok1 reset1* new1* ready1*"));
    socket.give_room("ok1 res".len());
    outbox.write_out();
    outbox.fill(&mut outgoing("ok2 reset2* ready2*"));
    socket.give_room(1000);
    outbox.write_out();
    assert_eq!(socket.taken(), "ok1 reset1 ok2 reset2 ready2 ");
    assert_eq!(outbox.flush().unwritten, 0);
}

#[test]
fn events_are_bounded_and_a_state_is_free() {
    let event = |bytes: usize| Outgoing {
        frames: vec![Frame { bytes: vec![b'x'; bytes].into(), is_state: false }],
        answered: 1,
    };
    let state = |bytes: usize| Outgoing {
        frames: vec![Frame { bytes: vec![b'x'; bytes].into(), is_state: true }],
        answered: 1,
    };
    let outbox = Outbox::new(None);
    // What it is told at its connect depends on the settings alone.
    outbox.fill(&mut event(2 * QUEUE_BYTES));
    for _ in 0..10 {
        outbox.fill(&mut state(3 * QUEUE_BYTES));
    }
    assert_eq!(outbox.state(0, 128).unwritten, 5 * QUEUE_BYTES, "one state is held");
    for _ in 0..4 {
        outbox.fill(&mut event(QUEUE_BYTES / 4));
    }
    assert!(!outbox.is_closing());
    outbox.fill(&mut event(1));
    assert!(outbox.is_closing(), "one byte too many");
    let end = outbox.state(0, 128);
    assert_eq!((end.closing, end.unwritten, end.answered), (Some(1013), 0, 16));
    // Nothing is queued any more, and answers are counted all the same.
    assert!(outbox.fill(&mut event(1)), "the connection is to be told");
    assert_eq!((outbox.state(0, 128).unwritten, outbox.answered()), (0, 17));
}

#[test]
fn what_counts_is_what_is_unwritten() {
    let socket = Narrow::default();
    let outbox = Outbox::new(Some(Box::new(socket.clone())));
    outbox.fill(&mut outgoing("hello"));
    let half = vec![b'x'; QUEUE_BYTES / 2];
    let push = || {
        let mut out = Outgoing::default();
        out.push(half.clone().into());
        outbox.fill(&mut out);
    };
    push();
    push();
    assert!(!outbox.is_closing());
    socket.give_room(6 + QUEUE_BYTES / 2);
    outbox.write_out();
    push();
    assert!(!outbox.is_closing(), "half of it was written");
    socket.give_room(QUEUE_BYTES / 4);
    outbox.write_out();
    push();
    assert!(outbox.is_closing(), "a quarter more is not enough");
    // The frame that is begun ends before the goodbye.
    assert_eq!(outbox.state(0, 128).unwritten, QUEUE_BYTES / 4);
}

#[test]
fn who_is_closed_is_told_at_once() {
    let socket = Narrow::default();
    let outbox = Outbox::new(Some(Box::new(socket)));
    outbox.fill(&mut outgoing("a b c"));
    assert!(!outbox.is_closing());
    outbox.close(1008);
    outbox.close(1001);
    assert!(outbox.is_closing());
    let state = outbox.flush();
    assert_eq!((state.closing, state.unwritten), (Some(1008), 6), "although it is not written");
}
