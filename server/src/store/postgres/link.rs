//! One connection to the server that takes changes, whichever of those in the address that is.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::Notify;
use tokio::task::{AbortHandle, JoinSet};
use tokio_postgres::config::Host;
use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, Row, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::{Address, name};
use super::database::unpoisoned;
use super::stream::Stream;
use super::why;

/// How long it may take until a connection can be used: name, socket, encryption, password and the
/// first answer. A server that was stopped still accepts connections and then says nothing.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// How much longer the other servers are waited for once one is found that takes changes.
const OTHERS: Duration = Duration::from_millis(100);

/// How long what was sent may stay unconfirmed by the other machine, and how long that may be
/// silent, before the connection is given up.
const SILENCE: Duration = Duration::from_secs(3);

/// What each connection asks of the server for itself. Changes are on the standby's disk before
/// they count, unless more is asked for. A server that was cut off is noticed on that side too,
/// where two hours are usual; nothing that is open for longer than a moment holds anybody up.
const SET_UP: &str = "
    SELECT
        pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean,
        CASE WHEN NOT pg_is_in_recovery() THEN
            ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int4 END,
        (SELECT system_identifier FROM pg_control_system()),
        current_setting('synchronous_standby_names') <> '',
        set_config('synchronous_commit', CASE current_setting('synchronous_commit')
            WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
        set_config('idle_in_transaction_session_timeout', '1s', false),
        set_config('tcp_keepalives_idle', '1', false),
        set_config('tcp_keepalives_interval', '1', false),
        set_config('tcp_keepalives_count', '2', false),
        set_config('tcp_user_timeout', '3000', false),
        (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8";

/// A connection that can be used.
#[derive(Debug)]
pub struct Link {
    client: Client,
    /// How many warnings came so far.
    warnings: Arc<AtomicU64>,
    is_broken: AtomicBool,
    driver: AbortHandle,
    /// What was planned on it.
    planned: Mutex<FxHashMap<&'static str, Statement>>,
    /// What is known of the server.
    pub server: ServerFacts,
    /// Where it is.
    at: String,
}

/// What is known of the server that a connection leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerFacts {
    /// How often a standby had taken over when it began to take changes: of two that take some the one
    /// with more is right.
    pub timeline: i32,
    /// When it was started, by its own clock, in microseconds: another server's is another moment.
    pub began: i64,
    /// It stays through that, and is another's in a copy that was restored elsewhere.
    pub system: i64,
}

/// Why no connection was made. The last is what is told where several servers failed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum ConnectError {
    /// Nobody answers there.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    /// It accepts connections and says nothing.
    #[error("{0} does not answer")]
    Silent(String),
    /// Something else went wrong.
    #[error("{0}: {1}")]
    Failed(String, String),
    /// It takes no changes.
    #[error(
        "{0} takes no changes: it is a standby, or set to read only. Name the primary in \
         `database` too, or promote a standby"
    )]
    ReadOnly(String),
    /// It takes changes, and so does one that took over from it.
    #[error(
        "{0} was the primary before another took over from it, and takes changes all the same: stop it, \
         and have it come back as a standby"
    )]
    Outdated(String),
    /// Its commits wait for no standby.
    #[error(
        "{0} has no synchronous standby, so what is saved would be on one machine's disk alone: set \
         one up in synchronous_standby_names, or say durability = \"storage\" where its disks are \
         several machines', or durability = \"one\" where one is enough"
    )]
    NotReplicated(String),
    /// It knows no encryption.
    #[error("{0} does not encrypt connections: switch `ssl` on there, with a certificate")]
    NotEncrypted(String),
    /// Its certificate is not one for it.
    #[error("{0} shows a certificate that does not fit: {1}. See database_ca")]
    Certificate(String, String),
    /// There is no such database.
    #[error("{0} has no such database: {1}. Make it with `createdb`, empty, for Walkup alone")]
    NoDatabase(String, String),
    /// Whoever asks is not let in.
    #[error("{0} refuses to let the server in: {1}. See the user in `database`, and its password")]
    Refused(String, String),
}

/// What a connection hears beside its answers.
#[derive(Debug, Clone, Default)]
struct Heard {
    /// How many warnings came.
    warnings: Arc<AtomicU64>,
    /// Is woken when others say that there is something to look at.
    news: Arc<Notify>,
}

/// What a statement is given, and its type.
pub type Param<'a> = (&'a (dyn ToSql + Sync), Type);

/// Something that is waited for.
type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, tokio_postgres::Error>> + Send + 'a>>;

/// A statement without a result, or with rows, together with whether it can be relied on.
#[derive(Debug)]
pub struct Answer {
    /// What came back.
    pub rows: Vec<Row>,
    /// Whether the server warned: a commit that was cancelled while it waited for the standby
    /// looks like one that succeeded.
    pub has_warned: bool,
}

impl Link {
    /// Connects to the one of the servers that takes changes: all are asked at a time, since one
    /// that is gone may leave the question open for as long as it likes. Where several take some, as
    /// where an old primary came back as one, the one that took over last is chosen, and none from which
    /// the one that is `known` took over; that one is waited for no others beside.
    pub async fn open(
        address: &Arc<Address>,
        news: &Arc<Notify>,
        known: Option<ServerFacts>,
    ) -> Result<Self, ConnectError> {
        let mut tries = JoinSet::new();
        for place in 0..address.hosts.len() {
            let (address, news) = (Arc::clone(address), Arc::clone(news));
            tries.spawn(async move {
                let name = name_at(&address, place);
                let opening = Self::open_at(&address, place, &news);
                let opened = tokio::time::timeout(PATIENCE, opening).await;
                opened.unwrap_or(Err(ConnectError::Silent(name)))
            });
        }
        let (mut failed, mut found) = (None, None::<Self>);
        loop {
            let tried = match &found {
                None => tries.join_next().await,
                // The others have had as long.
                Some(_) => tokio::time::timeout(OTHERS, tries.join_next()).await.ok().flatten(),
            };
            let Some(tried) = tried else { break };
            match tried {
                Ok(Ok(link)) if known == Some(link.server) => return Ok(link),
                Ok(Ok(link)) if known.is_some_and(|it| link.server.timeline < it.timeline) => {
                    failed = failed.max(Some(ConnectError::Outdated(link.at.clone())));
                }
                Ok(Ok(link)) => {
                    let is_newer = found.as_ref().is_none_or(|it| it.server < link.server);
                    found = if is_newer { Some(link) } else { found };
                }
                Ok(Err(error)) => failed = failed.max(Some(error)),
                Err(error) => {
                    let failure = ConnectError::Failed("a connection".into(), error.to_string());
                    failed = failed.max(Some(failure));
                }
            }
        }
        found.ok_or_else(|| {
            failed.unwrap_or_else(|| {
                ConnectError::Failed("the address".into(), "it names no server".into())
            })
        })
    }

    async fn open_at(
        address: &Address,
        place: usize,
        news: &Arc<Notify>,
    ) -> Result<Self, ConnectError> {
        let at = name_at(address, place);
        let Some((host, port)) = address.hosts.get(place) else {
            return Err(ConnectError::Failed(at, "there is no such server".to_owned()));
        };
        let stream = open_stream(host, *port)
            .await
            .map_err(|error| ConnectError::Unreachable(at.clone(), error.to_string()))?;
        let heard = Heard { warnings: Arc::default(), news: Arc::clone(news) };
        let signed_in = match &address.tls {
            Some(config) => {
                // The certificate is checked for the name by which the server was asked for.
                let mut tls = MakeRustlsConnect::new(rustls::ClientConfig::clone(config));
                let tls = MakeTlsConnect::<Stream>::make_tls_connect(&mut tls, &name(host))
                    .map_err(|error| ConnectError::Certificate(at.clone(), error.to_string()))?;
                sign_in(&address.config, stream, tls, &heard).await
            }
            None => sign_in(&address.config, stream, NoTls, &heard).await,
        };
        let (client, driver) = signed_in.map_err(|error| of_start(&at, &error))?;
        let mut link = Self {
            at: at.clone(),
            client,
            warnings: heard.warnings,
            is_broken: AtomicBool::new(false),
            driver,
            planned: Mutex::default(),
            server: ServerFacts { timeline: 0, began: 0, system: 0 },
        };
        let found = link.query(SET_UP, &[]).await.map_err(|error| of_start(&at, &error))?;
        let row = found.rows.first();
        let row = row.ok_or_else(|| ConnectError::Failed(at.clone(), "no answer".to_owned()))?;
        let is_read_only: bool = row.try_get(0).map_err(|error| of_start(&at, &error))?;
        if is_read_only {
            return Err(ConnectError::ReadOnly(at));
        }
        let is_replicated: bool = row.try_get(3).map_err(|error| of_start(&at, &error))?;
        if address.must_replicate && !is_replicated {
            return Err(ConnectError::NotReplicated(at));
        }
        link.server = ServerFacts {
            timeline: row.try_get(1).map_err(|error| of_start(&at, &error))?,
            began: row.try_get(10).map_err(|error| of_start(&at, &error))?,
            system: row.try_get(2).map_err(|error| of_start(&at, &error))?,
        };
        Ok(link)
    }

    /// Asks in one message: no statement stays open between two. The future is boxed, since the
    /// compiler loses sight of it otherwise where it is part of one that goes to another thread.
    pub fn query<'a>(&'a self, sql: &'a str, params: &'a [Param<'a>]) -> Later<'a, Answer> {
        Box::pin(async move {
            let before = self.warnings.load(Ordering::Relaxed);
            let answer = self.client.query_typed(sql, params).await;
            if let Err(error) = &answer
                && is_of_standby(error)
            {
                self.break_off();
            }
            let rows = answer?;
            Ok(Answer { rows, has_warned: self.warnings.load(Ordering::Relaxed) != before })
        })
    }

    /// As [`Link::query`], for what is asked again and again: it is planned once for the connection.
    /// To plan a commit takes a third of the time that it has.
    pub fn query_planned<'a>(
        &'a self,
        sql: &'static str,
        params: &'a [Param<'a>],
    ) -> Later<'a, Answer> {
        Box::pin(async move {
            let before = self.warnings.load(Ordering::Relaxed);
            let planned = unpoisoned(&self.planned).get(sql).cloned();
            let answer = async {
                let statement = match planned {
                    Some(statement) => statement,
                    None => {
                        let types: Vec<Type> = params.iter().map(|(_, ty)| ty.clone()).collect();
                        let made = self.client.prepare_typed(sql, &types).await?;
                        unpoisoned(&self.planned).insert(sql, made.clone());
                        made
                    }
                };
                let values: Vec<&(dyn ToSql + Sync)> =
                    params.iter().map(|(value, _)| *value).collect();
                self.client.query(&statement, &values).await
            };
            let answer = answer.await;
            if let Err(error) = &answer
                && is_of_standby(error)
            {
                self.break_off();
            }
            let rows = answer?;
            Ok(Answer { rows, has_warned: self.warnings.load(Ordering::Relaxed) != before })
        })
    }

    /// Several statements as one: all of them or none. A transaction of many messages would be
    /// held open by whoever is stopped between two, and the answer to the COMMIT of one that failed
    /// long before is that all is well.
    pub async fn run_whole(&self, statements: &str) -> Result<(), tokio_postgres::Error> {
        self.client.batch_execute(statements).await
    }

    /// Whether nothing can be asked any more.
    pub fn is_broken(&self) -> bool {
        self.is_broken.load(Ordering::Relaxed) || self.client.is_closed()
    }

    /// Gives it up: whoever waits for an answer is told that none will come.
    pub fn break_off(&self) {
        self.is_broken.store(true, Ordering::Relaxed);
        self.driver.abort();
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // What keeps it open would otherwise wait for a server that may never answer.
        self.driver.abort();
    }
}

/// Signs in over a stream; what moves its messages is a task of its own. Boxed as
/// [`Link::query`] is.
fn sign_in<'a, T>(
    config: &'a Config,
    stream: Stream,
    tls: T,
    heard: &'a Heard,
) -> Later<'a, (Client, AbortHandle)>
where
    T: TlsConnect<Stream> + Send + 'a,
    T::Stream: Send + 'static,
    T::Future: Send,
{
    Box::pin(async move {
        let (client, connection) = config.connect_raw(stream, tls).await?;
        let driver = tokio::spawn(drive(connection, heard.clone()));
        Ok((client, driver.abort_handle()))
    })
}

/// Moves what is sent and received, and counts warnings: they come before the answer that they are
/// about is complete.
async fn drive<S, T>(mut connection: tokio_postgres::Connection<S, T>, heard: Heard)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
        match message {
            Ok(AsyncMessage::Notice(notice)) => {
                let severity = notice.parsed_severity();
                // What cannot be read may be one.
                if severity.is_none_or(|it| it == Severity::Warning) {
                    heard.warnings.fetch_add(1, Ordering::Relaxed);
                    tracing::warn!("the database warns: {}", notice.message());
                }
            }
            Ok(AsyncMessage::Notification(_)) => heard.news.notify_one(),
            Ok(_) => {}
            Err(error) => {
                tracing::debug!("a connection to the database ended: {}", why(&error));
                return;
            }
        }
    }
}

fn name_at(address: &Address, place: usize) -> String {
    address
        .hosts
        .get(place)
        .map(|(host, port)| format!("{}:{port}", name(host)))
        .unwrap_or_default()
}

async fn open_stream(host: &Host, port: u16) -> io::Result<Stream> {
    match host {
        Host::Tcp(name) => {
            let addresses: Vec<SocketAddr> = lookup_host((name.clone(), port)).await?.collect();
            let stream = TcpStream::connect(addresses.as_slice()).await?;
            stream.set_nodelay(true)?;
            give_up_on_silence(&stream)?;
            Ok(Stream::Tcp(stream))
        }
        #[cfg(unix)]
        Host::Unix(folder) => {
            let path = folder.join(format!(".s.PGSQL.{port}"));
            Ok(Stream::Unix(tokio::net::UnixStream::connect(path).await?))
        }
    }
}

/// Lets the system notice that the other machine is gone.
#[cfg(target_os = "linux")]
fn give_up_on_silence(stream: &TcpStream) -> io::Result<()> {
    use nix::sys::socket::{setsockopt, sockopt};
    let ms = u32::try_from(SILENCE.as_millis()).unwrap_or(u32::MAX);
    setsockopt(stream, sockopt::KeepAlive, &true)?;
    setsockopt(stream, sockopt::TcpKeepIdle, &1)?;
    setsockopt(stream, sockopt::TcpKeepInterval, &1)?;
    setsockopt(stream, sockopt::TcpKeepCount, &2)?;
    setsockopt(stream, sockopt::TcpUserTimeout, &ms)?;
    Ok(())
}

/// Elsewhere the renewals that are not answered are what is noticed.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "as on Linux")]
fn give_up_on_silence(_: &TcpStream) -> io::Result<()> {
    let _ = SILENCE;
    Ok(())
}

/// Whether the server became a standby, or was one.
fn is_of_standby(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION)
}

/// Why a connection could not be begun.
fn of_start(at: &str, error: &tokio_postgres::Error) -> ConnectError {
    let at = at.to_owned();
    let told = why(error);
    if let Some(code) = error.code() {
        return match code {
            code if *code == SqlState::INVALID_CATALOG_NAME => ConnectError::NoDatabase(at, told),
            code if code.code().starts_with("28") => ConnectError::Refused(at, told),
            _ => ConnectError::Failed(at, told),
        };
    }
    if let Some(tls) = find_source::<rustls::Error>(error) {
        return ConnectError::Certificate(at, tls.to_string());
    }
    if told.contains("server does not support TLS") {
        return ConnectError::NotEncrypted(at);
    }
    // Without a password where one is asked for.
    if told.contains("password missing") {
        return ConnectError::Refused(at, "it asks for a password".to_owned());
    }
    ConnectError::Failed(at, told)
}

/// The first error of a kind among those that led to one.
fn find_source<'a, E: std::error::Error + 'static>(
    error: &'a (dyn std::error::Error + 'static),
) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::path::Path;
    use std::thread;

    use rustls::pki_types::PrivateKeyDer;

    use super::*;

    /// Somebody who answers like PostgreSQL that is asked for encryption, and what comes of
    /// connecting there, by a name, with one who vouches for it.
    fn connect(
        answer: u8,
        shown: &rcgen::CertifiedKey<rcgen::KeyPair>,
        authority: &Path,
    ) -> ConnectError {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let key = PrivateKeyDer::try_from(shown.signing_key.serialize_der()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(
            rustls::crypto::ring::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![shown.cert.der().clone()], key)
        .unwrap();
        let answering = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 8];
            stream.read_exact(&mut request).unwrap();
            stream.write_all(&[answer]).unwrap();
            let mut session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
            // What is refused ends here.
            while session.is_handshaking() && session.complete_io(&mut stream).is_ok() {}
        });
        let address = format!("postgres://walkup@localhost:{port}/walkup");
        let address = Arc::new(Address::read(&address, None, Some(authority)).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let error = runtime.block_on(Link::open(&address, &Arc::default(), None)).unwrap_err();
        drop(runtime);
        answering.join().unwrap();
        error
    }

    #[test]
    fn a_certificate_that_does_not_fit_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let authority = dir.path().join("ca.pem");
        let made = |name: &str| rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let (good, other) = (made("localhost"), made("elsewhere.example"));
        std::fs::write(&authority, good.cert.pem()).unwrap();
        // Nobody knows who vouches for it.
        let error = connect(b'S', &made("localhost"), &authority);
        assert!(matches!(error, ConnectError::Certificate(..)), "{error}");
        // It is another's.
        std::fs::write(&authority, other.cert.pem()).unwrap();
        let error = connect(b'S', &other, &authority);
        assert!(matches!(error, ConnectError::Certificate(..)), "{error}");
        // What must be encrypted is not sent where nothing is.
        let error = connect(b'N', &good, &authority);
        assert!(matches!(error, ConnectError::NotEncrypted(_)), "{error}");
        assert!(error.to_string().contains("switch `ssl` on"), "{error}");
    }

    #[test]
    fn the_most_telling_failure_is_told() {
        let at = || "db1".to_owned();
        let refused = ConnectError::Refused(at(), "no".to_owned());
        let gone = ConnectError::Unreachable(at(), "no".to_owned());
        assert_eq!([gone, refused.clone()].into_iter().max(), Some(refused));
    }
}
