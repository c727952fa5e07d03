//! The load generator: clients of any protocol, and a crowd of them on one thread.
//!
//! It is the same for every server, and it does little, since what it costs is taken from the
//! servers on the same machine: one `epoll` loop, one read for what has arrived, and no look at a
//! message but where it ends.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use socket2::{Domain, Protocol, Socket, Type};

use crate::dialect::{Dialect, Piece};

/// How long a server may take to answer; then something is wrong.
pub const LATE: Duration = Duration::from_secs(20);

/// One client.
pub struct Client {
    stream: TcpStream,
    dialect: Dialect,
    /// What has arrived of a message that is not whole.
    rest: Vec<u8>,
    /// The texts that came with the answer to the handshake.
    early: Vec<Vec<u8>>,
    /// Whether its handshake was answered.
    is_greeted: bool,
    /// The text by which it knows that it has all; none: the answer to the handshake.
    until: Option<&'static str>,
    /// Whether that has come.
    is_there: bool,
}

/// Where a client comes from and what it wants to be.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// The server.
    pub address: SocketAddr,
    /// Its protocol.
    pub dialect: Dialect,
    /// The path of a WebSocket.
    pub path: &'static str,
    /// The subprotocol of a WebSocket.
    pub protocol: Option<&'static str>,
    /// Whether it listens rather than speaks, for those servers that ask.
    pub is_subscriber: bool,
    /// The text by which it knows that it has all that there was; none: being let in is enough.
    pub until: Option<&'static str>,
}

impl Door {
    /// A WebSocket without a subprotocol.
    pub fn web(address: SocketAddr, path: &'static str) -> Self {
        let dialect = Dialect::WebSocket;
        Self { address, dialect, path, protocol: None, is_subscriber: true, until: None }
    }

    fn handshake(&self) -> Vec<u8> {
        if self.dialect != Dialect::WebSocket {
            return self.dialect.hello(self.is_subscriber);
        }
        let protocol = self
            .protocol
            .map(|protocol| format!("Sec-WebSocket-Protocol: {protocol}\r\n"))
            .unwrap_or_default();
        format!(
            "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             {protocol}\r\n",
            self.path, self.address
        )
        .into_bytes()
    }
}

impl Client {
    fn new(stream: TcpStream, door: &Door) -> Self {
        let Door { dialect, until, .. } = *door;
        let (rest, early) = (Vec::new(), Vec::new());
        Self { stream, dialect, rest, early, is_greeted: false, until, is_there: false }
    }

    /// Connects and waits until it is welcome.
    pub fn connect(door: &Door) -> Result<Self> {
        Self::enter(TcpStream::connect(door.address).context("failed to connect")?, door)
    }

    /// The same with as little room as the system gives for what is not read.
    pub fn connect_narrowly(door: &Door) -> Result<Self> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
        socket.set_recv_buffer_size(1)?;
        socket.connect(&door.address.into()).context("failed to connect")?;
        Self::enter(socket.into(), door)
    }

    fn enter(stream: TcpStream, door: &Door) -> Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(LATE))?;
        stream.set_write_timeout(Some(LATE))?;
        let is_greeted = door.dialect != Dialect::WebSocket;
        let mut client = Self::new(stream, door);
        client.is_greeted = is_greeted;
        client.stream.write_all(&door.handshake())?;
        let mut early = Vec::new();
        while !client.is_greeted {
            client.read(|text| {
                early.push(text.to_vec());
                Ok(())
            })?;
        }
        client.early = early;
        let mut welcomes = door.dialect.welcomes(door.is_subscriber);
        while welcomes > 0 {
            let (mut bytes, mut buffer) = (std::mem::take(&mut client.rest), [0; 4096]);
            while let Some((end, _)) = client.dialect.next(&bytes)? {
                bytes.drain(..end);
                welcomes = welcomes.saturating_sub(1);
            }
            if welcomes > 0 {
                let read = client.stream.read(&mut buffer).context("nobody was welcome")?;
                ensure!(read > 0, "the server ended the connection");
                bytes.extend_from_slice(&buffer[..read]);
            }
            client.rest = bytes;
        }
        // A client that waits for nothing should cost little.
        client.rest.shrink_to_fit();
        Ok(client)
    }

    /// Begins to connect from an address of this machine, without waiting for anything: what a
    /// [`Crowd`] does then is to greet when the server is there.
    pub fn begin(door: &Door, from: Ipv4Addr) -> Result<Self> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_nodelay(true)?;
        if from != Ipv4Addr::LOCALHOST {
            // Without this a port is taken for all addresses before it is known where it leads to.
            socket.set_reuse_address(true)?;
            socket.bind(&SocketAddr::from((from, 0)).into())?;
        }
        match socket.connect(&door.address.into()) {
            Err(error) if error.raw_os_error() != Some(Errno::EINPROGRESS as i32) => {
                return Err(error).context("failed to connect");
            }
            _ => {}
        }
        let stream = TcpStream::from(socket);
        Ok(Self::new(stream, door))
    }

    /// Reads whatever is there and answers whether the server has ended the connection.
    pub fn is_cut_off(&mut self) -> Result<bool> {
        self.stream.set_read_timeout(Some(Duration::from_millis(300)))?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return Ok(true),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(_) => return Ok(true),
            }
        }
    }

    /// Sends messages in one write.
    pub fn say(&mut self, texts: &[impl AsRef<str>]) -> Result<()> {
        let mut bytes = Vec::new();
        for text in texts {
            self.dialect.frame(text.as_ref(), &mut bytes);
        }
        self.stream.write_all(&bytes).context("failed to send")
    }

    /// Waits for that many answers that `counts` takes for one; all else is passed over.
    pub fn hear(&mut self, mut missing: usize, counts: impl Fn(&[u8]) -> bool) -> Result<()> {
        let dialect = self.dialect;
        while missing > 0 {
            self.read(|text| {
                ensure!(!dialect.is_refusal(text), "refused: {}", String::from_utf8_lossy(text));
                missing = missing.saturating_sub(usize::from(counts(text)));
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Says one thing and answers with what is said to that.
    pub fn ask(&mut self, text: &str) -> Result<String> {
        self.say(&[text])?;
        let mut answer = None;
        while answer.is_none() {
            self.read(|text| {
                if text.starts_with(b"success") || text.starts_with(b"error") {
                    answer = Some(String::from_utf8(text.to_vec())?);
                }
                Ok(())
            })?;
        }
        answer.context("no answer")
    }

    /// Reads once, and shows each text that is whole by then.
    pub fn read(&mut self, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        if !self.early.is_empty() {
            return std::mem::take(&mut self.early).iter().try_for_each(|text| each(text));
        }
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) => bail!("the server ended the connection"),
            Ok(read) => self.take(&buffer[..read], each),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                Err(error).context("nothing was heard in time")
            }
            Err(error) => Err(error).context("failed to read"),
        }
    }

    fn take(&mut self, new: &[u8], mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let joined;
        let mut bytes = if self.rest.is_empty() {
            new
        } else {
            joined = [std::mem::take(&mut self.rest).as_slice(), new].concat();
            &joined
        };
        if !self.is_greeted {
            let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
                ensure!(bytes.len() < 4096, "the handshake was not answered");
                self.rest.extend_from_slice(bytes);
                return Ok(());
            };
            let head = &bytes[..end];
            ensure!(
                head.starts_with(b"HTTP/1.1 101"),
                "the handshake was refused: {}",
                String::from_utf8_lossy(head)
            );
            self.is_greeted = true;
            self.is_there = self.until.is_none();
            bytes = &bytes[end + 4..];
        }
        while let Some((end, piece)) = self.dialect.next(bytes)? {
            match piece {
                Piece::Text(text) => {
                    self.is_there |= self.until.is_some_and(|until| text == until.as_bytes());
                    each(text)?;
                }
                Piece::Ping(answer) => self.stream.write_all(answer)?,
                Piece::Other => {}
            }
            bytes = &bytes[end..];
        }
        if !bytes.is_empty() {
            self.rest.extend_from_slice(bytes);
        }
        Ok(())
    }
}

/// Clients that are all looked after by one thread.
pub struct Crowd {
    epoll: Epoll,
    /// The clients. One that was cut off is none.
    members: Vec<Client>,
    buffer: Vec<u8>,
    ready: Vec<EpollEvent>,
    /// Whether an error is an answer like any other.
    pub bears_refusals: bool,
}

impl Crowd {
    /// An empty crowd.
    pub fn new() -> Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let ready = vec![EpollEvent::empty(); 1024];
        let (members, buffer) = (Vec::new(), vec![0; 64 * 1024]);
        Ok(Self { epoll, members, buffer, ready, bears_refusals: false })
    }

    /// That many clients, each welcome.
    pub fn connect(door: &Door, count: usize) -> Result<Self> {
        let mut crowd = Self::new()?;
        for _ in 0..count {
            crowd.add(Client::connect(door)?)?;
        }
        Ok(crowd)
    }

    /// All at once, as after a restart; answers when each is there. Whoever is turned away fails it. `from` says which address of this machine a client comes from.
    pub fn storm(door: &Door, count: usize, from: impl Fn(usize) -> Ipv4Addr) -> Result<Self> {
        let mut crowd = Self::new()?;
        crowd.storm_more(door, count, from)?;
        Ok(crowd)
    }

    /// The same, for more clients of a crowd that there is.
    pub fn storm_more(
        &mut self,
        door: &Door,
        count: usize,
        from: impl Fn(usize) -> Ipv4Addr,
    ) -> Result<()> {
        let first = self.members.len();
        let mut connecting = 0;
        for at in first..first + count {
            let client = Client::begin(door, from(at))?;
            let event = EpollEvent::new(EpollFlags::EPOLLOUT, at as u64);
            self.epoll.add(&client.stream, event)?;
            self.members.push(client);
            connecting += 1;
        }
        let handshake = door.handshake();
        let until = Instant::now() + LATE;
        while connecting > 0 {
            let count = self.wait(until)?;
            ensure!(count > 0, "{connecting} clients could not connect in time");
            for at in 0..count {
                let (event, index) = (self.ready[at], self.ready[at].data() as usize);
                let member = &mut self.members[index];
                if event.events().contains(EpollFlags::EPOLLOUT) {
                    if let Some(error) = member.stream.take_error()? {
                        return Err(error).context("failed to connect");
                    }
                    member.stream.write_all(&handshake)?;
                    let mut event = EpollEvent::new(EpollFlags::EPOLLIN, index as u64);
                    self.epoll.modify(&member.stream, &mut event)?;
                } else {
                    let was_there = member.is_there;
                    read(member, &mut self.buffer, |_| Ok(()))?;
                    connecting -= usize::from(member.is_there && !was_there);
                }
            }
        }
        Ok(())
    }

    /// Each member says something of its own, and has its answer before this ends.
    pub fn each_says(&mut self, text: impl Fn(usize) -> String) -> Result<()> {
        let (most, time) = (self.members.len(), Duration::ZERO);
        self.ask(time, most, |member, _| text(member)).map(|_| ())
    }

    /// Takes a client in.
    pub fn add(&mut self, client: Client) -> Result<()> {
        client.stream.set_nonblocking(true)?;
        let event = EpollEvent::new(EpollFlags::EPOLLIN, self.members.len() as u64);
        self.epoll.add(&client.stream, event)?;
        self.members.push(client);
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Waits until this many texts have come to all of them together; answers when the first and
    /// when the last was there.
    pub fn deliveries(&mut self, mut missing: usize) -> Result<(Instant, Instant)> {
        let until = Instant::now() + LATE;
        let mut first = None;
        while missing > 0 {
            let ready = self.wait(until)?;
            ensure!(ready > 0, "{missing} deliveries did not come in time");
            first.get_or_insert_with(Instant::now);
            for at in 0..ready {
                let member = &mut self.members[self.ready[at].data() as usize];
                read(member, &mut self.buffer, |_| {
                    missing = missing.saturating_sub(1);
                    Ok(())
                })?;
            }
        }
        let last = Instant::now();
        Ok((first.unwrap_or(last), last))
    }

    /// Takes whatever comes for a while, and answers pings.
    pub fn settle(&mut self, time: Duration) -> Result<()> {
        let until = Instant::now() + time;
        loop {
            let ready = self.wait(until)?;
            if ready == 0 {
                return Ok(());
            }
            for at in 0..ready {
                let member = &mut self.members[self.ready[at].data() as usize];
                read(member, &mut self.buffer, |_| Ok(()))?;
            }
        }
    }

    /// Each member asks, waits for its answer and asks again, until `most` answers have come or
    /// the time is over; answers with how long each took, in milliseconds. `question` is given the
    /// member and how often it has asked.
    pub fn ask(
        &mut self,
        time: Duration,
        most: usize,
        mut question: impl FnMut(usize, usize) -> String,
    ) -> Result<Asked> {
        let began = Instant::now();
        let (until, late) = (began + time, began + time + LATE);
        let mut asked: Vec<(Instant, usize)> = Vec::with_capacity(self.members.len());
        let mut bytes = Vec::new();
        for (index, member) in self.members.iter_mut().enumerate() {
            bytes.clear();
            member.dialect.frame(&question(index, 0), &mut bytes);
            asked.push((Instant::now(), 1));
            member.stream.write_all(&bytes).context("failed to ask")?;
        }
        let (mut open, mut questions) = (self.members.len(), self.members.len());
        let mut latencies = Vec::new();
        while open > 0 {
            let ready = self.wait(late)?;
            ensure!(ready > 0, "{open} answers did not come in time");
            for at in 0..ready {
                let index = self.ready[at].data() as usize;
                let member = &mut self.members[index];
                let (dialect, mut answers) = (member.dialect, 0);
                let bears_refusals = self.bears_refusals;
                read(member, &mut self.buffer, |text| {
                    let is_refusal = dialect.is_refusal(text);
                    let shown = String::from_utf8_lossy;
                    ensure!(bears_refusals || !is_refusal, "told {}", shown(text));
                    // What was not asked for is no answer.
                    let is_answer = dialect != Dialect::WebSocket || text.starts_with(b"success");
                    answers += usize::from(is_refusal || is_answer);
                    Ok(())
                })?;
                if answers == 0 {
                    continue;
                }
                ensure!(answers == 1, "one question had {answers} answers");
                let now = Instant::now();
                let (when, count) = &mut asked[index];
                latencies.push(crate::figures::ms(now - *when));
                if questions < most && now < until {
                    bytes.clear();
                    member.dialect.frame(&question(index, *count), &mut bytes);
                    *count += 1;
                    questions += 1;
                    *when = Instant::now();
                    member.stream.write_all(&bytes).context("failed to ask")?;
                } else {
                    open -= 1;
                }
            }
        }
        Ok(Asked { latencies, took: began.elapsed() })
    }

    /// How many are ready by then.
    fn wait(&mut self, until: Instant) -> Result<usize> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            // Rounded up, so that the last millisecond is not spent in circles.
            let left = EpollTimeout::try_from(left + Duration::from_millis(1))?;
            match self.epoll.wait(&mut self.ready, left) {
                Err(Errno::EINTR) => {}
                other => return Ok(other?),
            }
        }
    }
}

/// What asking has brought.
pub struct Asked {
    /// How long each answer took, in milliseconds.
    pub latencies: Vec<f64>,
    /// How long it took altogether.
    pub took: Duration,
}

/// Reads once and answers whether there was something.
fn read(
    client: &mut Client,
    buffer: &mut [u8],
    each: impl FnMut(&[u8]) -> Result<()>,
) -> Result<bool> {
    match client.stream.read(buffer) {
        Ok(0) => bail!("the server ended a connection"),
        Ok(count) => client.take(&buffer[..count], each).map(|()| true),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
        Err(error) => Err(error).context("failed to read"),
    }
}
