//! The hub's modules in schedules that a test chooses.
//!
//! The same files are compiled here once more, with the primitives of `shuttle` in place of the
//! system's: each lock, channel and atomic is a point at which another thread may go on, and which
//! one does is random, many times over. A thread that waits for something that nobody will do is a
//! deadlock, which shuttle reports; so the test fails when somebody sleeps with frames left.

use std::fmt;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::pin;
use std::task::{Poll, Waker};

use bytes::Bytes;
use shuttle::future::block_on;
use shuttle::rand::{Rng as _, thread_rng};
use shuttle::sync::Condvar;
use shuttle::thread;

use self::lone::{CarriesOut, carry_out_alone};
use self::outbox::{Outbox, Outgoing, Socket};
use self::sync::{Arc, AtomicUsize, Mutex, Ordering, mpsc};

#[path = "fanout.rs"]
#[expect(clippy::duplicate_mod, reason = "compiled against another `sync`")]
mod fanout;
#[path = "lone.rs"]
#[expect(clippy::duplicate_mod, reason = "compiled against another `sync`")]
mod lone;
#[path = "outbox.rs"]
#[expect(clippy::duplicate_mod, reason = "compiled against another `sync`")]
#[expect(dead_code, reason = "what the model does not use")]
mod outbox;

/// What the real `sync` has, from shuttle.
mod sync {
    use std::future::poll_fn;
    use std::task::{Poll, Waker};

    pub(super) use shuttle::sync::atomic::{AtomicUsize, Ordering};
    pub(super) use shuttle::sync::{Arc, Mutex, MutexGuard, mpsc};
    pub(super) use shuttle::thread::Builder;

    pub(super) fn block_in_place<T>(work: impl FnOnce() -> T) -> T {
        work()
    }

    /// As tokio's, for one who waits: a permit that was given before somebody waits is kept.
    #[derive(Debug)]
    pub(super) struct Notify {
        state: Mutex<(bool, Option<Waker>)>,
    }

    impl Notify {
        pub(super) fn new() -> Self {
            Self { state: Mutex::new((false, None)) }
        }

        pub(super) fn notify_one(&self) {
            let mut state = self.state.lock().unwrap();
            state.0 = true;
            if let Some(waker) = state.1.take() {
                waker.wake();
            }
        }

        pub(super) async fn notified(&self) {
            poll_fn(|context| {
                let mut state = self.state.lock().unwrap();
                if std::mem::take(&mut state.0) {
                    return Poll::Ready(());
                }
                state.1 = Some(context.waker().clone());
                Poll::Pending
            })
            .await;
        }
    }
}

/// A socket that takes a few bytes at a time, and its client.
#[derive(Default)]
struct Wire {
    state: Mutex<WireState>,
    /// Tells the client that something was written.
    written: Condvar,
}

#[derive(Default)]
struct WireState {
    bytes: Vec<u8>,
    /// How many bytes it takes before it is full.
    room: usize,
    /// Wakes the connection once there is room again.
    waker: Option<Waker>,
    /// How often somebody has written until nothing was left.
    drains: usize,
}

#[derive(Clone)]
struct WireSocket(Arc<Wire>);

impl fmt::Debug for WireSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WireSocket")
    }
}

impl Socket for WireSocket {
    fn try_write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let mut state = self.0.state.lock().unwrap();
        let given = slices.iter().flat_map(|slice| slice.iter().copied());
        let taken: Vec<u8> = given.take(state.room).collect();
        if taken.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        state.room -= taken.len();
        state.bytes.extend(&taken);
        self.0.written.notify_all();
        Ok(taken.len())
    }

    fn try_drain(&self) -> io::Result<bool> {
        self.0.state.lock().unwrap().drains += 1;
        Ok(true)
    }

    fn finish(&self) {}
}

impl Wire {
    /// An outbox before a socket that takes so many bytes before it is full.
    fn with_room(room: usize) -> (Arc<Self>, Arc<Outbox>) {
        let wire = Arc::new(Self::default());
        wire.state.lock().unwrap().room = room;
        let outbox = Outbox::new(Some(Box::new(WireSocket(Arc::clone(&wire)))));
        (wire, Arc::new(outbox))
    }

    /// Reads as the client does until so many bytes have come: a few at a time, and only when the
    /// socket is full.
    fn read(&self, count: usize) -> Vec<u8> {
        let mut state = self.state.lock().unwrap();
        while state.bytes.len() < count {
            if state.room == 0 {
                state.room = thread_rng().gen_range(1..6);
                if let Some(waker) = state.waker.take() {
                    waker.wake();
                }
            }
            state = self.written.wait(state).unwrap();
        }
        state.bytes.clone()
    }

    fn poll_room(&self, waker: &Waker) -> Poll<()> {
        let mut state = self.state.lock().unwrap();
        if state.room > 0 {
            return Poll::Ready(());
        }
        state.waker = Some(waker.clone());
        Poll::Pending
    }
}

/// Waits as a connection does: until it is woken, or until there is room for what is unwritten.
async fn woken_or_room(outbox: &Outbox, wire: &Wire, is_unwritten: bool) {
    let mut woken = pin!(outbox.woken());
    poll_fn(|context| {
        if woken.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        if is_unwritten { wire.poll_room(context.waker()) } else { Poll::Pending }
    })
    .await;
}

/// A frame that says whose it is and which, and how long it is.
fn frame(from: u8, number: usize) -> Bytes {
    let length = 3 + number % 3;
    let mut bytes = vec![from; length];
    bytes[1] = u8::try_from(number).unwrap();
    bytes[2] = u8::try_from(length).unwrap();
    bytes.into()
}

/// Splits what came into frames again, each of which must be whole.
fn frames(mut bytes: &[u8]) -> Vec<(u8, usize)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (from, number) = (bytes[0], usize::from(bytes[1]));
        let whole = frame(from, number);
        assert!(bytes.starts_with(&whole), "no whole frame: {bytes:?}");
        found.push((from, number));
        bytes = &bytes[whole.len()..];
    }
    found
}

fn answer(number: usize) -> Outgoing {
    let mut out = Outgoing { answered: 1, ..Outgoing::default() };
    out.push(frame(b'c', number));
    out
}

fn check(test: impl Fn() + Send + Sync + Clone + 'static) {
    shuttle::check_random(test.clone(), 300);
    shuttle::check_pct(test, 200, 3);
}

/// The clerk fills, a helper writes for it, and the connection writes what the socket did not take
/// at once and frames of its own.
#[test]
fn every_frame_is_written_once_whole_and_in_order() {
    const FROM_CLERK: usize = 5;
    const OWN: usize = 2;
    check(|| {
        let (wire, outbox) = Wire::with_room(4);
        let (helper, rounds) = mpsc::channel::<Arc<Outbox>>();
        let helping = thread::spawn(move || {
            for outbox in rounds {
                outbox.write_out();
            }
        });
        let clerk = thread::spawn({
            let outbox = Arc::clone(&outbox);
            move || {
                for number in 0..FROM_CLERK {
                    if outbox.fill(&mut answer(number)) {
                        if thread_rng().gen_bool(0.5) {
                            outbox.write_out();
                        } else {
                            helper.send(Arc::clone(&outbox)).unwrap();
                        }
                    }
                }
            }
        });
        let connection = thread::spawn({
            let (outbox, wire) = (Arc::clone(&outbox), Arc::clone(&wire));
            move || {
                let mut own = 0..OWN;
                loop {
                    let state = outbox.flush();
                    if state.closing.is_some() {
                        return;
                    }
                    if let Some(number) = own.next() {
                        outbox.push_own(frame(b'o', number));
                        continue;
                    }
                    let state = outbox.state(1, 128);
                    block_on(woken_or_room(&outbox, &wire, state.unwritten > 0));
                }
            }
        });
        let count = (0..FROM_CLERK).map(|number| frame(b'c', number).len()).sum::<usize>()
            + (0..OWN).map(|number| frame(b'o', number).len()).sum::<usize>();
        let written = frames(&wire.read(count));
        for (from, count) in [(b'c', FROM_CLERK), (b'o', OWN)] {
            let numbers = written.iter().filter(|(it, _)| *it == from).map(|(_, number)| *number);
            assert!(numbers.eq(0..count), "{written:?}");
        }
        clerk.join().unwrap();
        helping.join().unwrap();
        outbox.close(1000);
        connection.join().unwrap();
        assert_eq!(wire.state.lock().unwrap().bytes.len(), count, "something was written twice");
    });
}

/// Two rounds that both threads of the fan-out write.
#[test]
fn each_outbox_of_a_round_is_written_once() {
    check(|| {
        let fanout = fanout::Fanout::default();
        let clients: Vec<_> = (0..fanout::SHARED).map(|_| Wire::with_room(100)).collect();
        let length = frame(b'c', 0).len();
        for round in 1..=2 {
            let filled = clients.iter().map(|(_, outbox)| {
                assert!(outbox.fill(&mut answer(0)), "its queue was empty");
                Arc::clone(outbox)
            });
            fanout.deliver(filled.collect(), round == 1);
            for (wire, _) in &clients {
                wire.read(round * length);
            }
        }
        // The helper takes one round after another: it is done with the first one.
        for (wire, _) in &clients {
            let state = wire.state.lock().unwrap();
            assert_eq!(state.bytes.len(), 2 * length);
            assert!(state.drains <= 2, "written by both");
        }
    });
}

/// A clerk that notes what it carries out.
struct Clerk {
    outboxes: Vec<Arc<Outbox>>,
    carried_out: Vec<(usize, usize)>,
}

impl CarriesOut for Clerk {
    type Request = (usize, usize);

    fn is_crowded(&self) -> bool {
        thread_rng().gen_bool(0.25)
    }

    fn carry_out(&mut self, requests: &mut Vec<(usize, usize)>) {
        for (client, number) in requests.drain(..) {
            self.carried_out.push((client, number));
            let outbox = &self.outboxes[client];
            if outbox.fill(&mut answer(number)) {
                outbox.write_out();
            }
        }
    }
}

/// Clients whose connections carry out their commands themselves when they can, and otherwise hand
/// them on to the clerk's own thread. They do not read before all is answered, so their queues are
/// never empty for long.
#[test]
fn commands_of_one_client_keep_their_order_and_none_is_lost() {
    const CLIENTS: usize = 2;
    const COMMANDS: usize = 4;
    const IN_FLIGHT: u32 = 2;
    check(|| {
        let (wires, outboxes): (Vec<_>, Vec<_>) = (0..CLIENTS).map(|_| Wire::with_room(5)).unzip();
        let clerk = Clerk { outboxes: outboxes.clone(), carried_out: Vec::new() };
        let clerk = Arc::new(Mutex::new(clerk));
        let (requests, inbox) = mpsc::channel();
        // Counted as tokio's channel does: before it is sent, and until it was received.
        let queued = Arc::new(AtomicUsize::new(0));
        let working = thread::spawn({
            let (clerk, queued) = (Arc::clone(&clerk), Arc::clone(&queued));
            move || {
                while let Ok(first) = inbox.recv() {
                    queued.fetch_sub(1, Ordering::SeqCst);
                    let mut clerk = clerk.lock().unwrap();
                    let mut batch = vec![first];
                    while let Ok(next) = inbox.try_recv() {
                        queued.fetch_sub(1, Ordering::SeqCst);
                        batch.push(next);
                    }
                    clerk.carry_out(&mut batch);
                }
            }
        });
        let connections: Vec<_> = outboxes
            .iter()
            .cloned()
            .enumerate()
            .map(|(client, outbox)| {
                let (clerk, requests) = (Arc::clone(&clerk), requests.clone());
                let queued = Arc::clone(&queued);
                thread::spawn(move || {
                    let mut sent = 0;
                    let mut own = Vec::new();
                    for number in 0..COMMANDS {
                        while sent - outbox.state(sent, IN_FLIGHT).answered >= IN_FLIGHT {
                            block_on(outbox.woken());
                        }
                        own.push((client, number));
                        sent += 1;
                        if number + 1 < COMMANDS && thread_rng().gen_bool(0.3) {
                            // The next one is carried out in the same go, if it may be read.
                            if sent - outbox.answered() < IN_FLIGHT {
                                continue;
                            }
                        }
                        let is_queue_empty = queued.load(Ordering::SeqCst) == 0;
                        if !carry_out_alone(&clerk, is_queue_empty, &outbox, sent, &mut own) {
                            for request in own.drain(..) {
                                queued.fetch_add(1, Ordering::SeqCst);
                                requests.send(request).unwrap();
                            }
                        }
                    }
                    while outbox.state(sent, 1).answered != sent {
                        block_on(outbox.woken());
                    }
                })
            })
            .collect();
        drop(requests);
        for connection in connections {
            connection.join().unwrap();
        }
        working.join().unwrap();
        let clerk = clerk.lock().unwrap();
        for (client, wire) in wires.iter().enumerate() {
            let own = clerk.carried_out.iter().filter(|(it, _)| *it == client);
            assert!(own.map(|(_, number)| *number).eq(0..COMMANDS), "{:?}", clerk.carried_out);
            wire.state.lock().unwrap().room = 1000;
            clerk.outboxes[client].flush();
            let answered = frames(&wire.state.lock().unwrap().bytes);
            assert!(answered.into_iter().map(|(_, number)| number).eq(0..COMMANDS));
        }
    });
}
