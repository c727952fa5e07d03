//! The wire to the database, which can be held up and cut.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A wire: what goes through it can be held up in either direction.
pub struct Wire {
    pub port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    holds_requests: AtomicBool,
    holds_answers: AtomicBool,
    /// How many bytes of requests were held up.
    held: AtomicUsize,
    open: Mutex<Vec<TcpStream>>,
}

impl Wire {
    /// A wire to this port of the machine.
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let state = Arc::<State>::default();
        let wire = Self { port: listener.local_addr().unwrap().port(), state: Arc::clone(&state) };
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let server = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).unwrap();
                client.set_nodelay(true).unwrap();
                server.set_nodelay(true).unwrap();
                let mut open = state.open.lock().unwrap();
                open.push(client.try_clone().unwrap());
                open.push(server.try_clone().unwrap());
                drop(open);
                pass(&client, &server, &state, true);
                pass(&server, &client, &state, false);
            }
        });
        wire
    }

    /// Nothing more goes to the server.
    pub fn hold_requests(&self) {
        self.state.held.store(0, Ordering::SeqCst);
        self.state.holds_requests.store(true, Ordering::SeqCst);
    }

    /// Nothing more comes from the server.
    pub fn hold_answers(&self) {
        self.state.holds_answers.store(true, Ordering::SeqCst);
    }

    /// Waits until a request was held up.
    pub fn wait_for_request(&self) {
        while self.state.held.load(Ordering::SeqCst) == 0 {
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Cuts all connections, with what was held up; new ones go through.
    pub fn cut(&self) {
        let mut open = self.state.open.lock().unwrap();
        self.state.holds_requests.store(false, Ordering::SeqCst);
        self.state.holds_answers.store(false, Ordering::SeqCst);
        for stream in open.drain(..) {
            stream.shutdown(Shutdown::Both).ok();
        }
    }
}

/// Passes on in one direction until either end is gone.
fn pass(from: &TcpStream, to: &TcpStream, state: &Arc<State>, is_request: bool) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    let state = Arc::clone(state);
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            let is_held = if is_request { &state.holds_requests } else { &state.holds_answers };
            if is_held.load(Ordering::SeqCst) {
                if is_request {
                    // Of what is held up the server has the beginning.
                    to.write_all(&buffer[..count / 2]).ok();
                    state.held.fetch_add(count, Ordering::SeqCst);
                }
                // The rest waits until the wire is cut.
                while let Ok(1..) = from.read(&mut buffer) {}
                break;
            }
            if to.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        to.shutdown(Shutdown::Both).ok();
    });
}
