//! What stands between servers and databases, and between servers, so that it can be cut: bytes
//! stay where they are, connections stay open, and nobody is told, as where a cable was pulled.

use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::watch;

/// How much is passed on at once.
const PIECE: usize = 16 * 1024;

/// In which directions nothing goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cut {
    /// From whoever connects.
    pub there: bool,
    /// From whoever is connected to.
    pub back: bool,
}

/// A port that leads to another.
pub struct Proxy {
    /// The port.
    pub port: u16,
    /// What is cut, for each that may connect.
    cuts: Vec<watch::Sender<Cut>>,
}

/// Tells who of some connects, by the port that they connect from.
pub type Who = Arc<dyn Fn(u16) -> usize + Send + Sync>;

impl Proxy {
    /// Opens a port of its own that leads to another of this machine.
    pub fn open(runtime: &Handle, to: u16) -> Result<Self> {
        Self::open_for(runtime, to, 1, Arc::new(|_| 0))
    }

    /// The same for so many, who can be cut off one by one.
    pub fn open_for(runtime: &Handle, to: u16, count: usize, who: Who) -> Result<Self> {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.context("failed to open a port")?;
        let port = listener.local_addr()?.port();
        let cuts: Vec<_> = (0..count).map(|_| watch::Sender::new(Cut::default())).collect();
        let are_cut = cuts.iter().map(watch::Sender::subscribe).collect();
        runtime.spawn(accept(listener, to, are_cut, who));
        Ok(Self { port, cuts })
    }

    /// Cuts it, or has it go on; then what was on its way arrives.
    pub fn set(&self, cut: Cut) {
        for it in &self.cuts {
            it.send_replace(cut);
        }
    }

    /// The same for one of those who connect.
    pub fn set_for(&self, who: usize, cut: Cut) {
        if let Some(it) = self.cuts.get(who) {
            it.send_replace(cut);
        }
    }
}

async fn accept(listener: TcpListener, to: u16, cuts: Vec<watch::Receiver<Cut>>, who: Who) {
    let cuts = Arc::new(cuts);
    loop {
        // None can be accepted for a moment where there are too many; the next may be.
        let Ok((stream, from)) = listener.accept().await else { continue };
        let (cuts, who) = (Arc::clone(&cuts), Arc::clone(&who));
        tokio::spawn(async move {
            // It takes a while to find out, and who comes next must not wait for that: many come at once
            // where a server has died.
            let place = match cuts.len() {
                1 => 0,
                count => {
                    let found = tokio::task::spawn_blocking(move || who(from.port()));
                    found.await.unwrap_or(count)
                }
            };
            if let Some(cut) = cuts.get(place) {
                pass_on(stream, to, cut.clone()).await;
            }
        });
    }
}

async fn pass_on(from: TcpStream, to: u16, mut cut: watch::Receiver<Cut>) {
    // The end of the other side is the end of the test.
    if cut.wait_for(|cut| !cut.there).await.is_err() {
        return;
    }
    let Ok(to) = TcpStream::connect(("127.0.0.1", to)).await else { return };
    // A stream that is gone already ends below.
    from.set_nodelay(true).ok();
    to.set_nodelay(true).ok();
    let ((from_read, from_write), (to_read, to_write)) = (from.into_split(), to.into_split());
    let back = copy(to_read, from_write, cut.clone(), |cut| cut.back);
    tokio::join!(copy(from_read, to_write, cut, |cut| cut.there), back);
}

/// Passes on what comes, in one direction, and then that no more will come.
async fn copy(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut cut: watch::Receiver<Cut>,
    is_cut: fn(&Cut) -> bool,
) {
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece).await.unwrap_or(0);
        if cut.wait_for(|cut| !is_cut(cut)).await.is_err() {
            return;
        }
        let Some(read) = piece.get(..read).filter(|it| !it.is_empty()) else {
            // It may be gone on that side as well.
            to.shutdown().await.ok();
            return;
        };
        if to.write_all(read).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{ErrorKind, Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::time::Duration;

    use super::*;

    /// What a proxy runs on, and what it leads to, with its port.
    fn target() -> (tokio::runtime::Runtime, TcpListener, u16) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let target = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = target.local_addr().expect("an address").port();
        (runtime, target, port)
    }

    #[test]
    fn what_is_cut_keeps_still_and_arrives_later() {
        let (runtime, target, port) = target();
        let proxy = Proxy::open(runtime.handle(), port).expect("a proxy");
        let mut near = TcpStream::connect(("127.0.0.1", proxy.port)).expect("it listens");
        let (mut far, _) = target.accept().expect("it is passed on");
        let mut bytes = [0; 3];
        near.write_all(b"one").expect("it takes");
        far.read_exact(&mut bytes).expect("it arrives");
        proxy.set(Cut { there: true, back: false });
        near.write_all(b"two").expect("it takes");
        far.write_all(b"ack").expect("it takes");
        near.read_exact(&mut bytes).expect("the other direction goes on");
        far.set_read_timeout(Some(Duration::from_millis(50))).expect("a limit");
        let silent = far.read_exact(&mut bytes).expect_err("it is cut");
        assert!(matches!(silent.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
        far.set_read_timeout(None).expect("no limit");
        proxy.set(Cut::default());
        far.read_exact(&mut bytes).expect("it arrives late");
        assert_eq!(&bytes, b"two");
    }

    #[test]
    fn who_is_not_cut_off_goes_on() {
        let (runtime, target, port) = target();
        let count = std::sync::atomic::AtomicUsize::new(0);
        let who = move |_| count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let proxy = Proxy::open_for(runtime.handle(), port, 2, Arc::new(who)).expect("a proxy");
        let mut ends = [(), ()].map(|()| {
            let near = TcpStream::connect(("127.0.0.1", proxy.port)).expect("it listens");
            (near, target.accept().expect("it is passed on").0)
        });
        proxy.set_for(0, Cut { there: true, back: true });
        let mut byte = [0];
        for (near, far) in &mut ends {
            near.write_all(b"x").expect("it takes");
            far.set_read_timeout(Some(Duration::from_millis(50))).expect("a limit");
        }
        let [(_, first), (_, second)] = &mut ends;
        second.set_read_timeout(None).expect("no limit");
        second.read_exact(&mut byte).expect("it is not cut");
        assert!(first.read_exact(&mut byte).is_err());
    }
}
