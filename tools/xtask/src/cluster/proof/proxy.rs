//! What stands between servers and databases, and between servers, so that it can be cut: bytes
//! stay where they are, connections stay open, and nobody is told, as where a cable was pulled.

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
    cut: watch::Sender<Cut>,
}

impl Proxy {
    /// Opens a port of its own that leads to another of this machine.
    pub fn open(runtime: &Handle, to: u16) -> Result<Self> {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.context("failed to open a port")?;
        let port = listener.local_addr()?.port();
        let (cut, is_cut) = watch::channel(Cut::default());
        runtime.spawn(accept(listener, to, is_cut));
        Ok(Self { port, cut })
    }

    /// Cuts it, or has it go on; then what was on its way arrives.
    pub fn set(&self, cut: Cut) {
        self.cut.send_replace(cut);
    }
}

async fn accept(listener: TcpListener, to: u16, cut: watch::Receiver<Cut>) {
    loop {
        // None can be accepted for a moment where there are too many; the next may be.
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(pass_on(stream, to, cut.clone()));
        }
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

    #[test]
    fn what_is_cut_keeps_still_and_arrives_later() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let target = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = target.local_addr().expect("an address").port();
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
}
