//! Administration of a running server: commands go to its clerk through a local socket, so that
//! there is one owner of the truth.
//!
//! A connection carries one request and one reply, each a line of JSON. The socket lies in the
//! data directory and only its owner may use it; on Windows it is a named pipe whose name is
//! derived from that directory.

use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use interprocess::local_socket::traits::Stream as _;
use interprocess::local_socket::traits::tokio::Listener as _;
use interprocess::local_socket::{ListenerOptions, Stream, tokio as local};
use serde::{Deserialize, Serialize};
use shared::desk::DeskName;
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::core::{AdminReply, AdminRequest};

/// The longest request in bytes that is read.
const LONGEST_REQUEST: u64 = 64 * 1024;

/// How long a client may take to send its request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the last replies may take when the server stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// Who has commands carried out.
pub type CarryOut = Arc<dyn Fn(Command) -> Answering + Send + Sync>;

/// The answer to a command, once it is there.
pub type Answering = Pin<Box<dyn Future<Output = AdminReply> + Send>>;

/// A command for a desk, as it travels to a server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Command {
    /// Which desk.
    pub desk: DeskName,
    /// What it is asked.
    pub request: AdminRequest,
}

/// Nothing answers at the control socket: no server runs, or it has only just started. The request
/// was not sent, so asking again is safe.
#[derive(Debug, thiserror::Error)]
#[error("the running server cannot be reached: {0}")]
pub struct NobodyListens(#[source] std::io::Error);

/// Answers administrators until `shutdown` becomes true (or its sender is gone). The caller holds
/// the data directory's lock, so a socket that is already there is a dead server's and is replaced.
pub async fn serve(
    data_dir: &Path,
    carry_out: CarryOut,
    mut shutdown: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let listener = listen(data_dir)
        .with_context(|| format!("cannot open the control socket in {}", data_dir.display()))?;
    let mut conversations = JoinSet::new();
    let stop = async move {
        // What it returns holds a lock, which must not live on across an await.
        drop(shutdown.wait_for(|stop| *stop).await);
    };
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(stream) => {
                    conversations.spawn(converse(stream, Arc::clone(&carry_out)));
                }
                Err(error) => {
                    tracing::warn!(%error, "the control socket did not accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(_) = conversations.join_next() => {}
        }
    }
    address::remove(data_dir);
    drop(listener);
    let last_replies = async { while conversations.join_next().await.is_some() {} };
    if tokio::time::timeout(STOP_TIMEOUT, last_replies).await.is_err() {
        tracing::warn!("an administration command was cut off because the server stops");
    }
    Ok(())
}

/// Asks the server that runs on this data directory and waits for its reply. An error of type
/// [`NobodyListens`] means that the request was not sent.
pub fn ask(data_dir: &Path, command: &Command) -> anyhow::Result<AdminReply> {
    let mut line = serde_json::to_vec(command)?;
    line.push(b'\n');
    let address = address::of(data_dir).context("cannot name the control socket")?;
    let mut stream = Stream::connect(address.name()?).map_err(NobodyListens)?;
    stream.write_all(&line).context("the running server did not take the command")?;
    let mut reply = String::new();
    std::io::BufReader::new(stream)
        .read_line(&mut reply)
        .context("the running server did not answer")?;
    anyhow::ensure!(!reply.is_empty(), "the running server stopped before it answered");
    serde_json::from_str(&reply).context("the running server's answer makes no sense")
}

fn listen(data_dir: &Path) -> anyhow::Result<local::Listener> {
    address::remove(data_dir);
    let address = address::of(data_dir)?;
    // We remove the socket ourselves: its name may lead through a link that is gone by then.
    let options = ListenerOptions::new().name(address.name()?).reclaim_name(false);
    let listener = options.create_tokio()?;
    address::protect(data_dir)?;
    Ok(listener)
}

async fn converse(stream: local::Stream, carry_out: CarryOut) {
    answer_line(tokio::io::BufReader::new(stream), &carry_out).await;
}

/// Reads a command and answers it, a line of JSON each.
pub async fn answer_line(mut stream: impl AsyncBufRead + AsyncWrite + Unpin, carry_out: &CarryOut) {
    let mut line = String::new();
    let mut limited = (&mut stream).take(LONGEST_REQUEST);
    let read = tokio::time::timeout(REQUEST_TIMEOUT, limited.read_line(&mut line)).await;
    let reply = match read {
        Ok(Ok(0)) | Err(_) => return,
        Ok(Ok(_)) => match serde_json::from_str(&line) {
            Ok(command) => carry_out(command).await,
            Err(_) => Err("the server does not know this command".to_owned()),
        },
        Ok(Err(error)) => Err(format!("the command could not be read: {error}")),
    };
    if let Err(error) = write_reply(&mut stream, &reply).await {
        tracing::debug!(%error, "an administrator left before the reply");
    }
}

async fn write_reply(
    stream: &mut (impl AsyncWrite + Unpin),
    reply: &AdminReply,
) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(reply)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    stream.flush().await
}

/// Where the socket is, on Unix.
#[cfg(unix)]
mod address {
    use std::fs::Permissions;
    use std::io;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};

    use interprocess::local_socket::{GenericFilePath, Name, ToFsName as _};

    const FILE: &str = "control.sock";

    /// The systems' limits begin at 104 bytes, the closing zero included.
    const LONGEST_PATH: usize = 100;

    /// The longest directory for temporary files in which the short way fits.
    const LONGEST_TEMP_DIR: usize = 70;

    /// A path that fits into a socket's address.
    pub(super) struct Address {
        path: PathBuf,
        /// The short way to a data directory whose path is too long; must live while it is used.
        _short_way: Option<tempfile::TempDir>,
    }

    impl Address {
        pub(super) fn name(&self) -> io::Result<Name<'_>> {
            self.path.as_path().to_fs_name::<GenericFilePath>()
        }
    }

    pub(super) fn of(data_dir: &Path) -> io::Result<Address> {
        let path = data_dir.join(FILE);
        if path.as_os_str().len() <= LONGEST_PATH {
            return Ok(Address { path, _short_way: None });
        }
        let mut temp_dir = std::env::temp_dir();
        if temp_dir.as_os_str().as_bytes().len() > LONGEST_TEMP_DIR {
            temp_dir = PathBuf::from("/tmp");
        }
        let short_way = tempfile::Builder::new()
            .prefix("walkup-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(temp_dir)?;
        let link = short_way.path().join("d");
        std::os::unix::fs::symlink(std::path::absolute(data_dir)?, &link)?;
        Ok(Address { path: link.join(FILE), _short_way: Some(short_way) })
    }

    pub(super) fn protect(data_dir: &Path) -> io::Result<()> {
        std::fs::set_permissions(data_dir.join(FILE), Permissions::from_mode(0o600))
    }

    pub(super) fn remove(data_dir: &Path) {
        match std::fs::remove_file(data_dir.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "the control socket could not be removed");
            }
            _ => {}
        }
    }
}

/// Where the named pipe is, on Windows.
#[cfg(windows)]
mod address {
    use std::fmt::Write as _;
    use std::io;
    use std::path::Path;

    use interprocess::local_socket::{GenericNamespaced, Name, ToNsName as _};
    use sha2::{Digest as _, Sha256};

    /// A pipe's name.
    pub(super) struct Address(String);

    impl Address {
        pub(super) fn name(&self) -> io::Result<Name<'_>> {
            self.0.as_str().to_ns_name::<GenericNamespaced>()
        }
    }

    pub(super) fn of(data_dir: &Path) -> io::Result<Address> {
        let path = std::fs::canonicalize(data_dir)?;
        let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
        let mut name = "walkup-".to_owned();
        for byte in hash.iter().take(16) {
            let _ = write!(name, "{byte:02x}");
        }
        Ok(Address(name))
    }

    /// Windows lets only the owner and administrators write to a pipe unless told otherwise.
    #[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
    pub(super) fn protect(_data_dir: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn remove(_data_dir: &Path) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(request: AdminRequest) -> Command {
        Command { desk: DeskName::main(), request }
    }

    async fn asked(data_dir: &Path) -> (AdminReply, AdminReply) {
        let (stop, stopped) = watch::channel(false);
        let carry_out: CarryOut = Arc::new(|command| {
            Box::pin(async move {
                match command.request {
                    AdminRequest::StaffToken { user } => Ok(vec![format!("token of {user}")]),
                    _ => Err("no".to_owned()),
                }
            })
        });
        let dir = data_dir.to_owned();
        let server = tokio::spawn(async move { serve(&dir, carry_out, stopped).await });
        let asking_dir = data_dir.to_owned();
        let replies = tokio::task::spawn_blocking(move || {
            let token = command(AdminRequest::StaffToken { user: "ann\n".to_owned() });
            let first = loop {
                match ask(&asking_dir, &token) {
                    Err(error) if error.is::<NobodyListens>() => {
                        std::thread::sleep(Duration::from_millis(5));
                    }
                    reply => break reply.unwrap(),
                }
            };
            (first, ask(&asking_dir, &command(AdminRequest::StaffList)).unwrap())
        })
        .await
        .unwrap();
        stop.send(true).unwrap();
        server.await.unwrap().unwrap();
        let late = ask(data_dir, &command(AdminRequest::StaffList));
        assert!(late.is_err_and(|error| error.is::<NobodyListens>()));
        replies
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_reaches_the_clerk_and_the_reply_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        // What a server that was killed leaves behind.
        std::fs::write(dir.path().join("control.sock"), "").unwrap();
        let (token, purge) = asked(dir.path()).await;
        assert_eq!(token, Ok(vec!["token of ann\n".to_owned()]));
        assert_eq!(purge, Err("no".to_owned()));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_data_directory_with_a_long_path_works_too() {
        let dir = tempfile::tempdir().unwrap();
        let long = dir.path().join("d".repeat(120));
        std::fs::create_dir(&long).unwrap();
        assert_eq!(asked(&long).await.1, Err("no".to_owned()));
    }
}
