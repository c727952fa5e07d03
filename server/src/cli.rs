//! The command line: what was asked for, and who carries it out.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage or unusable settings. What goes wrong is said in
//! one sentence on standard error.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use clap::{Args, Parser, Subcommand};
use shared::command::Day;
use shared::device::DeviceKind;
use tokio::net::{TcpListener, TcpSocket};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::auth::PASSWORD_CHARS;
use crate::desk::Refusal;
use crate::net::control::{self, AdminReply, AdminRequest, Done, NobodyListens};
use crate::settings::{self, Flags, Settings, SettingsError};
use crate::store::Reader;

/// How many connections may wait to be accepted: everybody comes back at once after a restart.
const BACKLOG: u32 = 4096;

/// The most bytes that are read for a password.
const LONGEST_PASSWORD_LINE: u64 = 4096;

/// How long a server that holds the lock may take to open its control socket.
const SERVER_START_TIMEOUT: Duration = Duration::from_secs(2);

/// The Walkup server: a queue for a desk where people walk up.
#[derive(Parser)]
#[command(name = "walkup-server", version)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args)]
struct Place {
    /// The directory where everything is stored
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The settings file, instead of walkup.toml in the data directory
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Run(RunArgs),
    /// Manage the accounts of staff
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Manage the kiosks and displays that may connect from other machines
    #[command(subcommand)]
    Device(DeviceCommand),
    /// See who sits where, and free a table
    #[command(subcommand)]
    Table(TableCommand),
    /// Copy the store to a new file, also while the server runs
    Backup {
        /// The file to write
        file: PathBuf,
    },
    /// Put a backup in the place of the store, while no server runs
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Check that the store is sound
    Check,
    /// Write tickets to a CSV file
    Export {
        /// The file to write
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
        /// The first local day to include, such as 2026-11-24
        #[arg(long, value_name = "DATE")]
        from: Option<Day>,
        /// The last local day to include
        #[arg(long, value_name = "DATE")]
        to: Option<Day>,
    },
    /// Print who did what when
    Audit {
        /// The first local day to include, such as 2026-11-24
        #[arg(long, value_name = "DATE")]
        since: Option<Day>,
    },
    /// See or forget what is stored of one visitor
    #[command(subcommand)]
    Person(PersonCommand),
    /// Remove tickets older than the settings want kept
    Purge,
    /// Show the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Deal with a wall clock that jumped
    #[command(subcommand)]
    Clock(ClockCommand),
    /// Run in the background, with the machine
    #[command(subcommand)]
    Service(ServiceCommand),
    /// See how connections are encrypted
    #[command(subcommand)]
    Tls(TlsCommand),
}

#[derive(Args)]
struct RunArgs {
    /// The address and port to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// How many tables there are
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    tables: Option<u32>,
    /// Encrypt nothing, so that anybody on the network can read along
    #[arg(long)]
    insecure_no_tls: bool,
}

#[derive(Subcommand)]
enum StaffCommand {
    /// Make an account
    Add {
        /// What the person signs in with
        user: String,
        /// What colleagues read
        #[arg(long, value_name = "DISPLAY NAME")]
        name: String,
        /// Let the person do what admins may
        #[arg(long)]
        admin: bool,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts
    List,
    /// Print a new token to sign in with
    Token {
        /// Whose account
        user: String,
    },
    /// Set a password
    Password {
        /// Whose account
        user: String,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Lock an account
    Disable {
        /// Whose account
        user: String,
    },
    /// Unlock an account
    Enable {
        /// Whose account
        user: String,
    },
}

#[derive(Subcommand)]
enum DeviceCommand {
    /// Add a device and print its key, which is shown only this once
    Add {
        /// kiosk or display
        #[arg(value_parser = device_kind)]
        kind: DeviceKind,
        /// What to call it
        name: String,
    },
    /// List the devices
    List,
    /// Take a device's key away
    Revoke {
        /// Which device
        name: String,
    },
    /// Let in the device that shows a code
    Approve {
        /// The six characters that it shows
        code: String,
        /// What to call it; otherwise by its kind and code
        #[arg(long)]
        name: Option<String>,
    },
}

#[derive(Subcommand)]
enum TableCommand {
    /// List the tables
    List,
    /// Take whoever sits at a table away from it
    Free {
        /// Which table
        #[arg(value_name = "T")]
        table: String,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Print every setting and where it came from
    Show(RunArgs),
}

#[derive(Subcommand)]
enum ClockCommand {
    /// Say that the clock is right
    Confirm,
}

#[derive(Subcommand)]
enum PersonCommand {
    /// Print every ticket of a visitor
    Show {
        /// The e-mail address
        address: String,
    },
    /// Forget a visitor for good; the times of the tickets stay
    Erase {
        /// The e-mail address
        address: String,
    },
}

#[derive(Subcommand)]
enum ServiceCommand {
    /// Install and start the service (systemd, Windows)
    Install {
        /// Print the unit instead
        #[arg(long)]
        print: bool,
    },
    /// Stop and remove the service; the data stays
    Uninstall,
    /// See how the service is
    Status,
    /// What the service manager starts
    #[cfg(windows)]
    #[command(hide = true)]
    Run,
}

#[derive(Subcommand)]
enum TlsCommand {
    /// Print the SHA-256 of the certificate, to compare with what an app shows
    Fingerprint,
}

/// Carries out a command line, the program's name first, and says how it went.
pub fn main_with(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help for somebody who no longer listens is no failure.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match carry_out(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "walkup-server: {error:#}");
            ExitCode::from(if error.is::<SettingsError>() { 2 } else { 1 })
        }
    }
}

fn carry_out(cli: Cli) -> anyhow::Result<()> {
    // These have to do with the machine, not with any data.
    match &cli.command {
        Command::Service(ServiceCommand::Install { print: true }) => {
            print!("{}", crate::service::unit(&crate::service::program()?)?);
            return Ok(());
        }
        Command::Service(ServiceCommand::Install { print: false }) => {
            return print_lines(crate::service::install()?);
        }
        Command::Service(ServiceCommand::Uninstall) => {
            return print_lines(crate::service::uninstall()?);
        }
        Command::Service(ServiceCommand::Status) => return crate::service::status(),
        #[cfg(windows)]
        Command::Service(ServiceCommand::Run) => return serve(cli.place),
        _ => {}
    }
    let (listen, tables, insecure_no_tls) = match &cli.command {
        Command::Run(args) | Command::Config(ConfigCommand::Show(args)) => {
            (args.listen, args.tables, args.insecure_no_tls)
        }
        _ => (None, None, false),
    };
    let flags = Flags {
        data_dir: cli.place.data_dir,
        config: cli.place.config,
        listen,
        tables,
        insecure_no_tls,
    };
    become_owner(&settings::data_dir(&flags)?)?;
    let (settings, shown) = settings::load(&flags)?;

    let request = match cli.command {
        Command::Run(_) => {
            start_logging(io::stderr, io::stderr().is_terminal())?;
            return run(settings);
        }
        Command::Config(ConfigCommand::Show(_)) => {
            let lines = shown.iter().map(|s| format!("{} = {}  # {}", s.key, s.value, s.origin));
            return print_lines(lines);
        }
        Command::Tls(TlsCommand::Fingerprint) => {
            create_data_dir(&settings.data_dir)?;
            return print_lines([crate::net::tls::Certificates::open(&settings)?.fingerprint()]);
        }
        Command::Service(_) => return Ok(()),
        Command::Backup { file } => {
            Reader::open(&settings.data_dir)?.backup(&file)?;
            AdminRequest::Done(Done::Backup)
        }
        Command::Restore { file } => return restore(&settings.data_dir, &file),
        Command::Check => return check(&settings.data_dir),
        Command::Export { file, from, to } => {
            let reader = Reader::open(&settings.data_dir)?;
            let count = crate::export::write_file(&reader, &file, from, to)?;
            let tickets = if count == 1 { "ticket" } else { "tickets" };
            print_lines([format!("{count} {tickets}")])?;
            AdminRequest::Done(Done::Export)
        }
        Command::Audit { since } => {
            let reader = Reader::open(&settings.data_dir)?;
            let mut out = io::BufWriter::new(io::stdout().lock());
            crate::export::audit(&reader, since, |line| {
                writeln!(out, "{line}").context("cannot write to standard output")
            })?;
            return out.flush().context("cannot write to standard output");
        }
        Command::Person(PersonCommand::Show { address }) => {
            let reader = Reader::open(&settings.data_dir)?;
            let lines = crate::export::of_visitor(&reader, &address)?;
            ensure!(lines.len() > 1, "there is no ticket of that address");
            print_lines(lines)?;
            AdminRequest::Done(Done::PersonShown)
        }
        Command::Person(PersonCommand::Erase { address }) => AdminRequest::PersonErase { address },
        Command::Staff(StaffCommand::Add { user, name, admin, password_stdin }) => {
            let password = read_password(password_stdin)?.map(|password| hashed(&password));
            AdminRequest::StaffAdd { user, name, is_admin: admin, password }
        }
        Command::Staff(StaffCommand::List) => AdminRequest::StaffList,
        Command::Staff(StaffCommand::Token { user }) => AdminRequest::StaffToken { user },
        Command::Staff(StaffCommand::Password { user, password_stdin }) => {
            let password = read_password(password_stdin)?
                .context("there is no terminal to ask for the password at; use --password-stdin")?;
            AdminRequest::StaffPassword { user, password: hashed(&password) }
        }
        Command::Staff(StaffCommand::Disable { user }) => AdminRequest::StaffDisable { user },
        Command::Staff(StaffCommand::Enable { user }) => AdminRequest::StaffEnable { user },
        Command::Device(DeviceCommand::Add { kind, name }) => {
            AdminRequest::DeviceAdd { kind, name }
        }
        Command::Device(DeviceCommand::List) => AdminRequest::DeviceList,
        Command::Device(DeviceCommand::Revoke { name }) => AdminRequest::DeviceRevoke { name },
        Command::Device(DeviceCommand::Approve { code, name }) => {
            AdminRequest::DeviceApprove { code, name }
        }
        Command::Table(TableCommand::List) => AdminRequest::TableList,
        Command::Table(TableCommand::Free { table }) => AdminRequest::TableFree { table },
        Command::Purge => AdminRequest::Purge,
        Command::Clock(ClockCommand::Confirm) => AdminRequest::ConfirmClock,
    };
    match administer(&settings, request)? {
        Ok(lines) => print_lines(lines),
        Err(sentence) => bail!(sentence),
    }
}

/// Has the running server carry out a request, or does so itself when none runs.
fn administer(settings: &Settings, request: AdminRequest) -> anyhow::Result<AdminReply> {
    create_data_dir(&settings.data_dir)?;
    let give_up = Instant::now() + SERVER_START_TIMEOUT;
    // The lock's holder may be a server that has only just started, or another command that is
    // about to end; so both ways are tried again.
    loop {
        if let Some(_lock) = lock(&settings.data_dir)? {
            return Ok(crate::clerk::administer_offline(settings, request));
        }
        match control::ask(&settings.data_dir, &request) {
            Err(error) if error.is::<NobodyListens>() && Instant::now() < give_up => {
                std::thread::sleep(Duration::from_millis(50));
            }
            asked => return asked,
        }
    }
}

fn device_kind(text: &str) -> Result<DeviceKind, &'static str> {
    text.parse().map_err(|_| "a device is a kiosk or a display")
}

fn restore(data_dir: &Path, file: &Path) -> anyhow::Result<()> {
    create_data_dir(data_dir)?;
    let Some(_lock) = lock(data_dir)? else {
        bail!("a server is running on {}: stop it first", data_dir.display());
    };
    let kept = crate::backup::restore(data_dir, file)?;
    let kept = kept.map(|kept| format!("; what was there is kept as {}", kept.display()));
    print_lines([format!("restored {}{}", file.display(), kept.unwrap_or_default())])
}

fn check(data_dir: &Path) -> anyhow::Result<()> {
    let problems = Reader::open(data_dir)?.check()?;
    if problems.is_empty() {
        return print_lines(["ok"]);
    }
    let count = problems.len();
    print_lines(problems)?;
    bail!("the check found {count} problem{}", if count == 1 { "" } else { "s" })
}

/// Runs as a service: what goes wrong, the settings included, is in the log.
#[cfg(windows)]
fn serve(place: Place) -> anyhow::Result<()> {
    let flags = Flags { data_dir: place.data_dir, config: place.config, ..Flags::default() };
    crate::service::serve(move || {
        let folder = settings::data_dir(&flags)?;
        create_data_dir(&folder)?;
        start_logging(std::sync::Mutex::new(crate::service::open_log(&folder)?), false)?;
        let (settings, _) = settings::load(&flags)?;
        run(settings)
    })
}

fn run(settings: Settings) -> anyhow::Result<()> {
    raise_file_limit();
    create_data_dir(&settings.data_dir)?;
    let Some(_lock) = lock(&settings.data_dir)? else {
        bail!("another server is running on {}", settings.data_dir.display());
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the server's threads")?;
    runtime.block_on(async {
        let address = settings.listen;
        // From here on a signal ends the server in good order.
        let shutdown = shutdown_signal().context("cannot wait for signals")?;
        let server = crate::Server::open(settings)?;
        let listener = listen(address).with_context(|| format!("cannot listen on {address}"))?;
        let address = listener.local_addr().context("cannot tell the address")?;
        let scheme = server.scheme();
        if let Err(error) = print_lines([format!("listening on {scheme}://{address}")]) {
            tracing::warn!("{error:#}");
        }
        server.run(listener, shutdown).await
    })
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // On Windows this would let another program take the port over.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

#[cfg(unix)]
fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
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
fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
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

/// Root takes on the data directory's owner, so that no file in it becomes root's and the server
/// cannot open its own store any more.
#[cfg(unix)]
fn become_owner(data_dir: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::MetadataExt as _;

    use nix::unistd::{Gid, Uid, geteuid, setgid, setuid};

    if !geteuid().is_root() {
        return Ok(());
    }
    let owner = match std::fs::metadata(data_dir) {
        Ok(owner) => owner,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", data_dir.display()));
        }
    };
    if owner.uid() == 0 {
        return Ok(());
    }
    let (uid, gid) = (Uid::from_raw(owner.uid()), Gid::from_raw(owner.gid()));
    let take_on = || {
        #[cfg(not(target_vendor = "apple"))]
        nix::unistd::setgroups(&[gid])?;
        setgid(gid)?;
        setuid(uid)
    };
    take_on().with_context(|| format!("cannot become the owner of {}", data_dir.display()))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
fn become_owner(_data_dir: &Path) -> anyhow::Result<()> {
    Ok(())
}

fn create_data_dir(data_dir: &Path) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data_dir).with_context(|| format!("cannot create {}", data_dir.display()))
}

fn lock(data_dir: &Path) -> anyhow::Result<Option<File>> {
    crate::lock::acquire(data_dir).with_context(|| format!("cannot lock {}", data_dir.display()))
}

/// The new password: from standard input, or typed twice at the terminal; none without either.
fn read_password(from_stdin: bool) -> anyhow::Result<Option<String>> {
    let password = if from_stdin {
        first_line(io::stdin().lock())?
    } else if io::stdin().is_terminal() {
        let ask = |prompt: &str| {
            rpassword::prompt_password(prompt).context("the password could not be read")
        };
        let password = ask("Password: ")?;
        check_password(&password)?;
        ensure!(ask("Again: ")? == password, "the two passwords are not the same");
        password
    } else {
        return Ok(None);
    };
    check_password(&password)?;
    Ok(Some(password))
}

/// Hashed here already: the server's clerk has no time for it, and the password itself never
/// crosses the control socket.
fn hashed(password: &str) -> String {
    crate::auth::hash_password(password).0
}

fn check_password(password: &str) -> anyhow::Result<()> {
    match crate::auth::weakness(password) {
        None => Ok(()),
        Some(Refusal::PasswordTooCommon) => {
            bail!("the password is one of those that everybody tries first")
        }
        Some(_) => bail!("the password must have at least {PASSWORD_CHARS} characters"),
    }
}

/// The first line without its end; the rest may stay unread.
fn first_line(input: impl io::BufRead) -> anyhow::Result<String> {
    let mut line = String::new();
    let mut limited = input.take(LONGEST_PASSWORD_LINE);
    limited.read_line(&mut line).context("the password could not be read")?;
    ensure!(line.ends_with('\n') || limited.limit() > 0, "the password is too long");
    let password = line.strip_suffix('\n').unwrap_or(&line);
    Ok(password.strip_suffix('\r').unwrap_or(password).to_owned())
}

fn print_lines(lines: impl IntoIterator<Item = impl std::fmt::Display>) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = lines.into_iter().try_for_each(|line| writeln!(out, "{line}"));
    written.and_then(|()| out.flush()).context("cannot write to standard output")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_takes_the_place_and_only_some_the_flags_of_run() {
        for line in [
            "run --listen 127.0.0.1:0 --tables 3",
            "staff add ann --name Ann --admin --password-stdin",
            "staff list",
            "staff token ann",
            "staff password ann --password-stdin",
            "staff disable ann",
            "staff enable ann",
            "device add kiosk Hall",
            "device list",
            "device revoke Hall",
            "device approve ABC234 --name Hall",
            "table list",
            "table free 3",
            "backup file",
            "restore file",
            "check",
            "export a.csv --from 2026-11-24 --to 2026-11-25",
            "audit --since 2026-11-24",
            "person show a@b.c",
            "person erase a@b.c",
            "purge",
            "config show --tables 3",
            "clock confirm",
            "service install --print",
            "service uninstall",
            "service status",
            "tls fingerprint",
        ] {
            let line = format!("walkup-server {line} --data-dir d --config c");
            let cli = Cli::try_parse_from(line.split(' ')).map_err(|e| e.to_string());
            assert_eq!(cli.map(|cli| cli.place.data_dir), Ok(Some("d".into())), "{line}");
        }
        for line in
            ["run --tables 0", "run --listen here", "check --tables 3", "export a --from today", ""]
        {
            let line = format!("walkup-server {line}");
            assert!(Cli::try_parse_from(line.trim().split(' ')).is_err(), "{line}");
        }
    }

    #[test]
    fn a_password_is_the_first_line_without_its_end() {
        for (input, password) in
            [("correct horse\nrest", "correct horse"), ("a b \r\n", "a b "), ("x", "x"), ("", "")]
        {
            assert_eq!(first_line(input.as_bytes()).unwrap(), password);
        }
        assert!(first_line("x".repeat(5000).as_bytes()).is_err());
    }

    #[test]
    fn a_password_has_ten_characters_whatever_their_bytes() {
        assert!(check_password("ääääääääää").is_ok());
        let error = check_password("ääääääääa").unwrap_err();
        assert_eq!(error.to_string(), "the password must have at least 10 characters");
    }
}
