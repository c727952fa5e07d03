//! The plain servers to measure against: what one would write first, with well-kept crates and
//! their default settings, and the least that the work can cost. Each runs as a process of its own,
//! out of this program.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use rusqlite::Connection;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{broadcast, oneshot};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::{accept_async, tungstenite};

/// The argument that turns this program into one of these servers.
pub const ARGUMENT: &str = "be-the-floor";

/// Answers every message with itself.
pub const ECHO: &str = "echo";
/// Saves every message by itself, then answers.
pub const COMMIT: &str = "commit";
/// Saves a bare row for each message, up to [`GROUP`] in a commit, then answers.
pub const GROUP_COMMIT: &str = "group-commit";
/// Saves one row for all messages that wait, up to [`GROUP`], then answers: a bare journal.
pub const JOURNAL: &str = "journal";
/// Sends every message to everybody: tokio-tungstenite and `tokio::sync::broadcast`.
pub const BROADCAST: &str = "broadcast";
/// One thread that writes every message to everybody, one `send` each, and nothing else.
pub const SEND_LOOP: &str = "send-loop";
/// The same, once it has saved the message.
pub const COMMIT_SEND_LOOP: &str = "commit-send-loop";

/// The path of whoever publishes where not everybody does.
pub const PUBLISH: &str = "/publish";

/// How many rows a commit has at most.
const GROUP: usize = 256;

/// How many bytes a journal row has for each message: as many as Walkup's has for a ticket.
const JOURNAL_BYTES: usize = 240;

/// How many messages a slow subscriber may be behind; more than any burst here.
const LAG: usize = 1024;

/// Connections that may wait to be accepted: the default of 128 loses a second and more when
/// thousands come at once, which would flatter whatever is measured against it.
const BACKLOG: u32 = 4096;

/// A row to save, and whom to tell once it is saved.
type Save = (String, oneshot::Sender<()>);

/// Serves until it is killed, if the arguments ask for it; answers whether they did.
pub fn served() -> Result<bool> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|argument| argument != ARGUMENT) {
        return Ok(false);
    }
    let kind = arguments.next().context("which floor?")?;
    let directory = PathBuf::from(arguments.next().context("which directory?")?);
    // The default: as many threads as there are cores.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        let listener = socket.listen(BACKLOG)?;
        println!("listening on ws://{}", listener.local_addr()?);
        match kind.to_string_lossy().as_ref() {
            ECHO => echo(listener, None).await,
            COMMIT => echo(listener, Some(writer(&directory, 1)?)).await,
            JOURNAL => echo(listener, Some(journal_writer(&directory)?)).await,
            GROUP_COMMIT => echo(listener, Some(writer(&directory, GROUP)?)).await,
            BROADCAST => broadcast(listener).await,
            SEND_LOOP => send_loop(listener, None).await,
            COMMIT_SEND_LOOP => send_loop(listener, Some(&directory)).await,
            other => bail!("there is no floor {other}"),
        }
    })?;
    Ok(true)
}

/// A database as careful as Walkup's, with one table and no index: the least that can be saved.
pub fn database(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute_batch(
        "CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
    )?;
    Ok(connection)
}

/// Saves rows in one transaction.
pub fn commit<'a>(
    connection: &Connection,
    texts: impl IntoIterator<Item = &'a str>,
) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    let mut insert = connection.prepare_cached("INSERT INTO message (text) VALUES (?1)")?;
    for text in texts {
        insert.execute([text])?;
    }
    transaction.commit()
}

async fn echo(listener: TcpListener, writer: Option<mpsc::Sender<Save>>) -> Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let writer = writer.clone();
        tokio::spawn(async move {
            // A client that goes away ends its task; the bench would notice.
            echo_one(stream, writer).await.ok();
        });
    }
}

async fn echo_one(stream: TcpStream, writer: Option<mpsc::Sender<Save>>) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut socket = accept_async(stream).await?;
    while let Some(message) = socket.next().await {
        if let Message::Text(text) = message? {
            if let Some(writer) = &writer {
                let (saved, is_saved) = oneshot::channel();
                writer.send((text.as_str().to_owned(), saved))?;
                is_saved.await?;
            }
            socket.send(Message::text(format!("success {text}"))).await?;
        }
    }
    Ok(())
}

fn writer(directory: &Path, most: usize) -> Result<mpsc::Sender<Save>> {
    let connection = database(&directory.join("floor.db"))?;
    Ok(saver(most, move |batch| {
        commit(&connection, batch.iter().map(|(text, _)| text.as_str())).is_ok()
    }))
}

fn journal_writer(directory: &Path) -> Result<mpsc::Sender<Save>> {
    let connection = database(&directory.join("floor.db"))?;
    let padding = " ".repeat(JOURNAL_BYTES);
    Ok(saver(GROUP, move |batch| {
        let mut body = String::with_capacity(batch.len() * (JOURNAL_BYTES + 1));
        for (text, _) in batch {
            body += text;
            body += padding.get(text.len()..).unwrap_or_default();
            body.push('\n');
        }
        commit(&connection, [body.as_str()]).is_ok()
    }))
}

/// A thread that saves what waits, up to `most` at a time, and then tells those who sent it.
fn saver(most: usize, save: impl Fn(&[Save]) -> bool + Send + 'static) -> mpsc::Sender<Save> {
    let (to_save, saves) = mpsc::channel::<Save>();
    std::thread::spawn(move || {
        while let Ok(first) = saves.recv() {
            let mut batch = vec![first];
            batch.extend(saves.try_iter().take(most - 1));
            // Nobody is told of what could not be saved, and the bench ends by that.
            if save(&batch) {
                for (_, saved) in batch {
                    saved.send(()).ok();
                }
            }
        }
    });
    to_save
}

async fn broadcast(listener: TcpListener) -> Result<()> {
    let (everybody, _) = broadcast::channel::<String>(LAG);
    loop {
        let (stream, _) = listener.accept().await?;
        let everybody = everybody.clone();
        tokio::spawn(async move {
            broadcast_one(stream, everybody).await.ok();
        });
    }
}

async fn broadcast_one(stream: TcpStream, everybody: broadcast::Sender<String>) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut socket = accept_async(stream).await?;
    let mut heard = everybody.subscribe();
    loop {
        tokio::select! {
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    everybody.send(text.as_str().to_owned())?;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(()),
            },
            text = heard.recv() => socket.send(Message::text(text?)).await?,
        }
    }
}

async fn send_loop(listener: TcpListener, directory: Option<&Path>) -> Result<()> {
    let everybody = Arc::new(Mutex::new(Vec::new()));
    let database = directory.map(|directory| database(&directory.join("loop.db"))).transpose()?;
    let mut database = Some(database);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let stream = stream.into_std()?;
        stream.set_nonblocking(false)?;
        let is_publisher = Arc::new(AtomicBool::new(false));
        let publishes = Arc::clone(&is_publisher);
        #[expect(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
        let socket =
            tungstenite::accept_hdr(stream, move |request: &Request, response: Response| {
                publishes.store(request.uri().path() == PUBLISH, Ordering::Relaxed);
                Ok(response)
            })?;
        if is_publisher.load(Ordering::Relaxed) {
            let database = database.take().context("two publishers")?;
            let everybody = Arc::clone(&everybody);
            std::thread::spawn(move || publish(socket, database.as_ref(), &everybody));
        } else {
            let stream = socket.get_ref().try_clone()?;
            everybody.lock().unwrap_or_else(PoisonError::into_inner).push(stream);
        }
    }
}

fn publish(
    mut socket: tungstenite::WebSocket<std::net::TcpStream>,
    database: Option<&Connection>,
    everybody: &Mutex<Vec<std::net::TcpStream>>,
) -> Result<()> {
    loop {
        let Message::Text(text) = socket.read()? else { continue };
        if let Some(database) = database {
            commit(database, [text.as_str()])?;
        }
        // All that is sent here is short.
        let mut frame = vec![0x81, u8::try_from(text.len())?];
        frame.extend_from_slice(text.as_bytes());
        let everybody = everybody.lock().unwrap_or_else(PoisonError::into_inner);
        for mut stream in everybody.iter() {
            stream.write_all(&frame)?;
        }
    }
}
