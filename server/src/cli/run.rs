//! `run`: the server itself, in the foreground or for a service manager.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::pin::pin;

use anyhow::{Context as _, bail};
use clap::Args;
use tokio::net::{TcpListener, TcpSocket};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

#[cfg(windows)]
use super::Place;
use super::{lock, prepare_data_dir, print_lines};
use crate::Server;
#[cfg(windows)]
use crate::files::create_private_dir;
#[cfg(windows)]
use crate::settings::{self, Flags};
use crate::settings::{Settings, SettingsError};

#[derive(Args)]
pub(super) struct RunArgs {
    /// The address and port to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDR:PORT")]
    pub(super) listen: Option<SocketAddr>,
    /// How many tables there are
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) tables: Option<u32>,
    /// Encrypt nothing, so that anybody on the network can read along
    #[arg(long)]
    pub(super) insecure_no_tls: bool,
}

/// Runs the server and logs to standard error.
pub(super) fn carry_out(settings: &Settings) -> anyhow::Result<()> {
    start_logging(io::stderr, io::stderr().is_terminal())?;
    run(settings)
}

/// Runs as a service: what goes wrong, the settings included, is in the log.
#[cfg(windows)]
pub(super) fn run_for_the_service_manager(place: &Place) -> anyhow::Result<()> {
    let flags = Flags {
        data_dir: place.data_dir.clone(),
        config: place.config.clone(),
        ..Flags::default()
    };
    crate::service::serve(move || {
        let folder = settings::data_dir(&flags)?;
        create_private_dir(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        start_logging(std::sync::Mutex::new(crate::service::open_log(&folder)?), false)?;
        let (settings, _) = settings::load(&flags)?;
        run(&settings)
    })
}

/// Runs the server until a signal ends it.
fn run(settings: &Settings) -> anyhow::Result<()> {
    raise_file_limit();
    prepare_data_dir(settings)?;
    let Some(_lock) = lock(settings)? else {
        bail!("another server is running on {}", settings.data_dir.display());
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the server's threads")?;
    runtime.block_on(async {
        let address = settings.listen;
        // From here on a signal ends the server in good order.
        let mut shutdown = pin!(shutdown_signal().context("cannot wait for signals")?);
        let Some(server) = open(settings.clone(), shutdown.as_mut()).await? else { return Ok(()) };
        let listener = listen(address).with_context(|| format!("cannot listen on {address}"))?;
        let there = listener.local_addr().context("cannot tell the address")?;
        let scheme = server.scheme();
        if let Err(error) = print_lines([format!("listening on {scheme}://{there}")]) {
            tracing::warn!("{error:#}");
        }
        server.run(listener, shutdown).await
    })
}

/// Opens the desk, or joins the servers of many desks. None: it was told to stop meanwhile.
async fn open(
    settings: Settings,
    shutdown: impl Future<Output = ()>,
) -> anyhow::Result<Option<Server>> {
    if settings.database.is_none() {
        return Server::open(settings).map(Some);
    }
    // A database that does not answer is not waited for at a stop.
    let (done, joined) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("joining".to_owned())
        .spawn(move || drop(done.send(Server::join(settings))))
        .context("failed to start a thread")?;
    tokio::select! {
        joined = joined => joined.context("joining the cluster failed")?.map(Some),
        () = shutdown => Ok(None),
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // On Windows this would let another program take the port over.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(address)?;
    socket.listen(crate::net::BACKLOG)
}

#[cfg(unix)]
pub(super) fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(windows)]
pub(super) fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};

    let (mut interrupt, mut close, mut shutdown) = (ctrl_c()?, ctrl_close()?, ctrl_shutdown()?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = close.recv() => {}
            _ = shutdown.recv() => {}
            () = crate::service::stop_wanted() => {}
        }
    })
}

fn start_logging(
    to: impl for<'a> MakeWriter<'a> + Send + Sync + 'static,
    is_coloured: bool,
) -> anyhow::Result<()> {
    let level = match std::env::var("WALKUP_LOG") {
        Ok(level) => level.parse::<LevelFilter>().map_err(|_| {
            SettingsError::new("WALKUP_LOG is none of off, error, warn, info, debug, trace")
        })?,
        Err(_) => LevelFilter::INFO,
    };
    let logging = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(to)
        .with_ansi(is_coloured)
        .finish();
    tracing::subscriber::set_global_default(logging).context("logging was started twice")
}

/// Every connection is an open file, and the soft limit is often too low for a busy desk.
#[cfg(unix)]
fn raise_file_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let raised = getrlimit(Resource::RLIMIT_NOFILE)
        .and_then(|(_, hard)| setrlimit(Resource::RLIMIT_NOFILE, hard, hard));
    if let Err(error) = raised {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
}

#[cfg(not(unix))]
fn raise_file_limit() {}
