//! The leader's side: a listener for other servers, which pass on their clients, their visitors and
//! their commands.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use bytes::BytesMut;
use rustls::ServerConfig;
use subtle::ConstantTimeEq as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::preface::{Answer, LONGEST, Preface, Purpose};
use crate::net::authority::{Authority, DoorKeys};
use crate::net::census::{Census, Place};
use crate::net::control::{CarryOut, answer_line};
use crate::net::handshake::{HANDSHAKE_TIME, Listener, Shaken, Who, shake};
use crate::net::proxy::Source;
use crate::net::transport::Stream;
use crate::net::{self, Shared, hang_up, serve};
use crate::settings::Settings;

/// How many may be about to come in at a time, and how many of them from one address: who is no server
/// of this cluster may take ten seconds to show it, and clients need the files.
const COMING: (usize, usize) = (2048, 1536);

/// Where other servers come in.
#[derive(Debug)]
pub struct Entrance {
    listener: std::net::TcpListener,
    keys: Option<Arc<ServerConfig>>,
    /// What other servers are told of where this is.
    pub address: String,
}

/// What other servers may ask for, besides what clients may.
pub struct Behind {
    /// What connections share.
    pub shared: Arc<Shared>,
    /// Who has commands carried out.
    pub carry_out: CarryOut,
}

impl Entrance {
    /// Listens where the settings say; gives what this server shows others besides, where there is an
    /// authority.
    ///
    /// # Errors
    ///
    /// The address cannot be listened on or told to others, or lies open without an authority.
    pub fn open(settings: &Settings) -> anyhow::Result<(Self, Option<DoorKeys>)> {
        let keys = Authority::open(&settings.data_dir)?.map(|it| it.door_keys()).transpose()?;
        let at = settings.cluster_listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
        let is_local = at.ip().to_canonical().is_loopback();
        ensure!(
            is_local || keys.is_some(),
            "cluster_listen: {at} is not a loopback address, so servers must know each other: run \
             `walkup-server cluster init` on one of them, and copy the file that it writes to the data \
             directory of each"
        );
        let listener =
            net::listen(at).with_context(|| format!("cannot listen on {at} for other servers"))?;
        listener.set_nonblocking(true).context("cannot wait for other servers")?;
        let there = listener.local_addr().context("cannot tell the address")?;
        let address = match &settings.cluster_address {
            Some(address) => address.clone(),
            None => {
                ensure!(
                    !there.ip().is_unspecified(),
                    "cluster_listen: {at} is no address for others to connect to: set \
                     cluster_address to where they find this server, such as \"desk1.example:{}\"",
                    there.port()
                );
                there.to_string()
            }
        };
        let is_told_everywhere = settings.listen.ip().to_canonical().is_loopback();
        if is_local && !is_told_everywhere && settings.cluster_address.is_none() {
            tracing::warn!(
                "servers on other machines cannot pass on clients to this one: set cluster_listen"
            );
        }
        let server = keys.as_ref().map(|keys| Arc::clone(&keys.server));
        Ok((Self { listener, keys: server, address }, keys))
    }

    /// Lets other servers in, until the server stops.
    pub async fn serve(self, behind: Behind, mut stopping: watch::Receiver<bool>) {
        let Self { listener, keys, .. } = self;
        let listener = match TcpListener::from_std(listener) {
            Ok(listener) => listener,
            Err(error) => return tracing::error!("cannot wait for other servers: {error}"),
        };
        let (behind, coming) = (Arc::new(behind), Census::new(COMING.0, COMING.1));
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stopping.changed() => return,
            };
            let Ok((stream, peer)) = accepted else {
                // Out of file descriptors, most likely.
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            // A server whose client finds no place here has that one come back.
            let Some(place) = coming.enter(peer.ip().to_canonical()) else { continue };
            let (behind, keys) = (Arc::clone(&behind), keys.clone());
            tokio::spawn(async move {
                stream.set_nodelay(true).ok();
                Box::pin(let_in(stream, keys, &behind, place)).await;
            });
        }
    }
}

async fn let_in(stream: TcpStream, keys: Option<Arc<ServerConfig>>, behind: &Behind, place: Place) {
    let met = tokio::time::timeout(HANDSHAKE_TIME, Box::pin(meet(stream, keys, behind))).await;
    drop(place);
    let Ok(Some((stream, shaken))) = met else { return };
    match shaken {
        Met::Client(accepted) => serve(stream, *accepted).await,
        Met::Command(rest) => {
            let (from, to) = tokio::io::split(stream);
            let from = std::io::Cursor::new(rest).chain(from);
            answer_line(BufReader::new(tokio::io::join(from, to)), &behind.carry_out).await;
        }
    }
}

/// What another server wants, once that was read.
enum Met {
    Client(Box<crate::net::handshake::Accepted>),
    Command(BytesMut),
}

/// Reads what another server wants, and answers what is answered at once.
async fn meet(
    stream: TcpStream,
    keys: Option<Arc<ServerConfig>>,
    behind: &Behind,
) -> Option<(Stream, Met)> {
    let mut stream = match keys {
        None => Stream::Plain(stream),
        Some(keys) => {
            let acceptor = tokio_rustls::TlsAcceptor::from(keys);
            match Box::pin(acceptor.accept(stream)).await {
                Ok(stream) => Stream::Tls(Box::new(stream)),
                Err(error) => {
                    tracing::debug!("somebody who is no server of this cluster: {error}");
                    return None;
                }
            }
        }
    };
    let mut received = BytesMut::new();
    let end = loop {
        if let Some(end) = received.iter().position(|byte| *byte == b'\n') {
            break end;
        }
        if received.len() > LONGEST || stream.read_buf(&mut received).await.ok()? == 0 {
            return None;
        }
    };
    let line = received.split_to(end + 1);
    let preface: Preface = std::str::from_utf8(&line).ok()?.parse().ok()?;
    let Preface { to, desk, purpose } = preface;
    let shared = &behind.shared;
    let me = shared.cluster.as_ref()?.id();
    let is_meant = bool::from(me.as_bytes().ct_eq(to.as_bytes()));
    let is_mine = is_meant && shared.rooms.get(&desk).is_some();
    let answer = if is_mine { Answer::Mine } else { Answer::NotMine };
    stream.write_all(answer.to_string().as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    if !is_mine {
        hang_up(&mut stream).await;
        return None;
    }
    match purpose {
        Purpose::Client { address, is_trusted } => {
            let who = Who::Told(Source { address, is_trusted });
            let shaken = shake(&mut stream, received, who, Listener::Clients, shared).await?;
            match shaken {
                Shaken::Here(accepted) => Some((stream, Met::Client(accepted))),
                // It went a moment ago; who passes on what was passed on may do so without end.
                Shaken::There(_) => None,
            }
        }
        Purpose::Command => Some((stream, Met::Command(received))),
        Purpose::Page { address, is_trusted, is_encrypted } => {
            let source = Source { address, is_trusted };
            shared.rooms.pages()?.receive(stream, received, source, is_encrypted);
            None
        }
    }
}
