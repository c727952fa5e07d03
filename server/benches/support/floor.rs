//! The plain servers to measure against: what one would write first, with well-kept crates and
//! their default settings. Each runs as a process of its own, out of the benchmark's program.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use rusqlite::Connection;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{broadcast, oneshot};
use tokio_tungstenite::tungstenite::Message;

/// The argument that turns a benchmark's program into one of these servers.
pub const ARGUMENT: &str = "be-the-floor";

/// Answers every message with itself.
pub const ECHO: &str = "echo";
/// Saves every message by itself, then answers.
pub const COMMIT: &str = "commit";
/// Sends every message to everybody.
pub const BROADCAST: &str = "broadcast";
/// Saves every message by itself, then sends it to everybody.
pub const COMMIT_BROADCAST: &str = "commit-broadcast";

/// No floor: turns into Walkup itself, on a leash. The system kills it when the benchmark dies,
/// however that dies, so that no server outlives its benchmark.
pub const LEASHED: &str = "walkup";

/// How many messages a slow subscriber may be behind; more than any burst here.
const LAG: usize = 1024;

/// Connections that may wait to be accepted: the default of 128 loses a second and more when
/// thousands come at once, which would flatter whatever is measured against it.
const BACKLOG: u32 = 4096;

/// A row to save, and whom to tell once it is saved.
type Save = (String, oneshot::Sender<()>);

/// Serves until the benchmark ends, if the arguments ask for it; answers whether they did.
pub fn served() -> Result<bool> {
    let mut arguments = std::env::args_os().skip_while(|argument| argument != ARGUMENT).skip(1);
    let Some(kind) = arguments.next() else { return Ok(false) };
    let directory = PathBuf::from(arguments.next().context("which directory?")?);
    if kind == LEASHED {
        match super::process::become_walkup(&directory)? {}
    }
    std::thread::spawn(|| {
        // The benchmark holds the other end; when it is gone, so is the reason to be here.
        std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).ok();
        std::process::exit(0);
    });
    // The default: as many threads as there are cores.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        let listener = socket.listen(BACKLOG)?;
        println!("listening on ws://{}", listener.local_addr()?);
        match kind.to_string_lossy().as_ref() {
            ECHO => echo(listener, None).await,
            COMMIT => echo(listener, Some(writer(&directory)?)).await,
            BROADCAST => broadcast(listener, None).await,
            COMMIT_BROADCAST => broadcast(listener, Some(writer(&directory)?)).await,
            other => bail!("there is no floor {other}"),
        }
    })?;
    Ok(true)
}

/// A database as careful as Walkup's, with a table of one index.
pub fn database(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute_batch(
        "CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
         CREATE INDEX message_text ON message (text);",
    )?;
    Ok(connection)
}

/// Saves one row in a transaction of its own.
pub fn commit(connection: &Connection, text: &str) -> Result<()> {
    connection.prepare_cached("INSERT INTO message (text) VALUES (?1)")?.execute([text])?;
    Ok(())
}

async fn echo(listener: TcpListener, writer: Option<mpsc::Sender<Save>>) -> Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let writer = writer.clone();
        tokio::spawn(async move {
            // A client that goes away ends its task; the benchmark would notice.
            echo_one(stream, writer).await.ok();
        });
    }
}

async fn echo_one(stream: TcpStream, writer: Option<mpsc::Sender<Save>>) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut socket = tokio_tungstenite::accept_async(stream).await?;
    while let Some(message) = socket.next().await {
        if let Message::Text(text) = message? {
            save(writer.as_ref(), text.as_str()).await?;
            socket.send(Message::text(format!("success {text}"))).await?;
        }
    }
    Ok(())
}

async fn broadcast(listener: TcpListener, writer: Option<mpsc::Sender<Save>>) -> Result<()> {
    let (everybody, _) = broadcast::channel::<String>(LAG);
    loop {
        let (stream, _) = listener.accept().await?;
        let (everybody, writer) = (everybody.clone(), writer.clone());
        tokio::spawn(async move {
            broadcast_one(stream, everybody, writer).await.ok();
        });
    }
}

async fn broadcast_one(
    stream: TcpStream,
    everybody: broadcast::Sender<String>,
    writer: Option<mpsc::Sender<Save>>,
) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut socket = tokio_tungstenite::accept_async(stream).await?;
    let mut heard = everybody.subscribe();
    loop {
        tokio::select! {
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    save(writer.as_ref(), text.as_str()).await?;
                    everybody.send(text.as_str().to_owned())?;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(()),
            },
            text = heard.recv() => socket.send(Message::text(text?)).await?,
        }
    }
}

async fn save(writer: Option<&mpsc::Sender<Save>>, text: &str) -> Result<()> {
    if let Some(writer) = writer {
        let (saved, is_saved) = oneshot::channel();
        writer.send((text.to_owned(), saved))?;
        is_saved.await?;
    }
    Ok(())
}

fn writer(directory: &Path) -> Result<mpsc::Sender<Save>> {
    let connection = database(&directory.join("floor.db"))?;
    let (to_save, saves) = mpsc::channel::<Save>();
    std::thread::spawn(move || {
        for (text, saved) in saves {
            // Nobody is told of what could not be saved, and the benchmark ends by that.
            if commit(&connection, &text).is_ok() {
                saved.send(()).ok();
            }
        }
    });
    Ok(to_save)
}
