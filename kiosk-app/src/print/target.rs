//! The ways to a printer, none of which waits for longer than it is told to.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::time::{Duration, Instant};

use shared::print::PrinterAddress;

/// A printer that was reached.
pub(super) trait Target {
    /// Whether it can answer.
    fn answers(&self) -> bool;

    /// Sends all of it.
    ///
    /// # Errors
    ///
    /// The printer is gone, or takes no more until then.
    fn send(&mut self, bytes: &[u8], until: Instant) -> io::Result<()>;

    /// One byte of what it said; none: it has said nothing until then.
    ///
    /// # Errors
    ///
    /// The printer is gone.
    fn hear(&mut self, until: Instant) -> io::Result<Option<u8>>;

    /// Nothing can be sent any more. Whether a printer that comes to the end of what it was sent says
    /// so by ending too.
    ///
    /// # Errors
    ///
    /// The printer is gone.
    fn end(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    /// Nothing more follows.
    ///
    /// # Errors
    ///
    /// It did not take what was sent.
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reaches a printer.
///
/// # Errors
///
/// It cannot be reached in that time.
pub(super) fn reach(address: &PrinterAddress, patience: Duration) -> io::Result<Box<dyn Target>> {
    Ok(match address {
        PrinterAddress::Network { host, port } => {
            Box::new(Network::connect(host, *port, patience)?)
        }
        PrinterAddress::File(path) => Box::new(File::open(Path::new(path))?),
        PrinterAddress::Windows(name) => spooler(name)?,
    })
}

/// How long is left until a moment; at least a little, since no time at all means without end.
fn left(until: Instant) -> Duration {
    until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1))
}

/// Whether nothing is the matter but that it takes longer.
fn is_slow(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

/// Whether a device says with this that it never says anything: Linux' driver for printers on USB
/// answers EINVAL then (`usblp_read`).
#[cfg(unix)]
fn has_no_way_back(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported)
}

/// So many bytes lie at most in this machine's own memory when all of a ticket was sent: a printer
/// that stops taking them holds up whoever sends, and is noticed.
pub(super) const ON_THE_WAY: usize = 8 * 1024;

struct Network(TcpStream);

impl Network {
    fn connect(host: &str, port: u16, patience: Duration) -> io::Result<Self> {
        let until = Instant::now() + patience;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let mut last = io::Error::from(ErrorKind::NotFound);
        for address in (host, port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, left(until)) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    socket2::SockRef::from(&stream).set_send_buffer_size(ON_THE_WAY)?;
                    return Ok(Self(stream));
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

impl Target for Network {
    fn answers(&self) -> bool {
        true
    }

    fn send(&mut self, mut bytes: &[u8], until: Instant) -> io::Result<()> {
        while !bytes.is_empty() {
            if Instant::now() >= until {
                return Err(ErrorKind::TimedOut.into());
            }
            self.0.set_write_timeout(Some(left(until)))?;
            match self.0.write(bytes) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => bytes = &bytes[count..],
                Err(error) if is_slow(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn hear(&mut self, until: Instant) -> io::Result<Option<u8>> {
        let mut byte = [0];
        self.0.set_read_timeout(Some(left(until)))?;
        match self.0.read(&mut byte) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(_) => Ok(Some(byte[0])),
            Err(error) if is_slow(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn end(&mut self) -> io::Result<bool> {
        self.0.shutdown(Shutdown::Write)?;
        Ok(true)
    }
}

/// A file that stands for a printer: a device, a pipe, or a printer that Windows shares.
struct File {
    file: std::fs::File,
    answers: bool,
}

/// How long to wait before a device that took or gave nothing is tried again.
const PAUSE: Duration = Duration::from_millis(20);

impl File {
    #[cfg(unix)]
    fn open(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
        let mut options = std::fs::OpenOptions::new();
        // A device that is out of paper would hold whoever writes for ever.
        options.write(true).custom_flags(libc::O_NONBLOCK);
        if std::fs::metadata(path)?.file_type().is_char_device()
            && let Ok(file) = options.clone().read(true).open(path)
        {
            // One without a way back can be opened all the same, and refuses to be read.
            let read = (&file).read(&mut []);
            return Ok(Self { answers: !read.is_err_and(|error| has_no_way_back(&error)), file });
        }
        let file = options.open(path)?;
        // What was opened is asked, not the path: a desk's setting must not write over a kiosk's files.
        let kind = file.metadata()?.file_type();
        if !kind.is_char_device() && !kind.is_fifo() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "this is no printer but a file"));
        }
        Ok(Self { file, answers: false })
    }

    #[cfg(not(unix))]
    fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: std::fs::OpenOptions::new().write(true).open(path)?, answers: false })
    }
}

impl Target for File {
    fn answers(&self) -> bool {
        self.answers
    }

    fn send(&mut self, mut bytes: &[u8], until: Instant) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.file.write(bytes) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => bytes = &bytes[count..],
                Err(error) if is_slow(&error) && Instant::now() < until => {
                    std::thread::sleep(PAUSE);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn hear(&mut self, until: Instant) -> io::Result<Option<u8>> {
        let mut byte = [0];
        loop {
            match self.file.read(&mut byte) {
                // A device has no end: it has nothing to say.
                Ok(0) => {}
                Ok(_) => return Ok(Some(byte[0])),
                Err(error) if is_slow(&error) => {}
                Err(error) => return Err(error),
            }
            if Instant::now() >= until {
                return Ok(None);
            }
            std::thread::sleep(PAUSE);
        }
    }
}

/// `PRINTER_ATTRIBUTE_WORK_OFFLINE`: Windows sets it too where a printer on USB is unplugged.
#[cfg(windows)]
const WORKS_OFFLINE: u32 = 0x400;

/// The registry says which printers there are, and not what the crate that prints lists: that ends the
/// program where none is the default one, and keeps the memory of every list.
#[cfg(windows)]
fn spooler(name: &str) -> io::Result<Box<dyn Target>> {
    use windows_registry::{CURRENT_USER, LOCAL_MACHINE};
    let own = format!(r"SYSTEM\CurrentControlSet\Control\Print\Printers\{name}");
    let of_a_server = format!(r"Printers\Connections\{}", name.replace('\\', ","));
    let own = LOCAL_MACHINE.options().read().open(own);
    let is_there = own.is_ok() || CURRENT_USER.options().read().open(of_a_server).is_ok();
    if !is_there {
        return Err(ErrorKind::NotFound.into());
    }
    let attributes = own.and_then(|printer| printer.get_u32("Attributes")).unwrap_or_default();
    if attributes & WORKS_OFFLINE != 0 {
        return Err(ErrorKind::NotConnected.into());
    }
    Ok(Box::new(Spooled { name: name.to_owned(), bytes: Vec::new() }))
}

#[cfg(not(windows))]
fn spooler(_: &str) -> io::Result<Box<dyn Target>> {
    Err(io::Error::new(ErrorKind::Unsupported, "only Windows has printers by such names"))
}

/// A printer that Windows knows: what is sent becomes one job, which the spooler keeps until it is
/// printed.
#[cfg(windows)]
struct Spooled {
    name: String,
    bytes: Vec<u8>,
}

#[cfg(windows)]
impl Target for Spooled {
    fn answers(&self) -> bool {
        false
    }

    fn send(&mut self, bytes: &[u8], _: Instant) -> io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn hear(&mut self, _: Instant) -> io::Result<Option<u8>> {
        Ok(None)
    }

    fn finish(&mut self) -> io::Result<()> {
        use printers::common::base::job::PrinterJobOptions;
        use printers::common::base::printer::{Printer, PrinterState};
        // Nothing but its name is used.
        let printer = Printer {
            name: String::new(),
            system_name: self.name.clone(),
            driver_name: String::new(),
            uri: String::new(),
            port_name: String::new(),
            processor: String::new(),
            data_type: String::new(),
            description: String::new(),
            location: String::new(),
            is_default: false,
            is_shared: false,
            state: PrinterState::UNKNOWN,
            state_reasons: Vec::new(),
        };
        // Without properties the bytes go to the printer as they are.
        let options = PrinterJobOptions { name: Some("Walkup"), ..PrinterJobOptions::none() };
        let job = printer.print(&self.bytes, options);
        job.map(drop).map_err(|error| io::Error::other(error.message))
    }
}
