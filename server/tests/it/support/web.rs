//! A browser on a visitor's telephone, as far as the pages need one.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::PATIENCE;

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, by small names.
    pub headers: Vec<(String, String)>,
    /// The rest.
    pub body: String,
    /// How many bytes it had in all.
    pub bytes: usize,
}

impl Answer {
    /// A header; empty: it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// How it stands with the ticket of the page.
    pub fn state(&self) -> &str {
        state_of(&self.body)
    }
}

/// How it stands with the ticket of a page or of what it hears.
pub fn state_of(html: &str) -> &str {
    let state = html.split("data-state=\"").nth(1).and_then(|rest| rest.split('"').next());
    state.unwrap_or_default()
}

/// A browser; it keeps cookies.
#[derive(Clone)]
pub struct Browser {
    address: SocketAddr,
    headers: Vec<(String, String)>,
    /// The cookies that it was given.
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser that speaks to this address.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, headers: Vec::new(), cookies: BTreeMap::new() }
    }

    /// The same with a header on each request.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Looks at a page.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, None)
    }

    /// Sends a form.
    pub fn post(&mut self, path: &str, form: &str) -> Result<Answer> {
        self.ask("POST", path, Some(form))
    }

    /// Asks in any way.
    pub fn ask(&mut self, method: &str, path: &str, form: Option<&str>) -> Result<Answer> {
        let sent = self.send(method, path, form)?;
        self.receive(sent)
    }

    /// Sends a request without waiting for what [`Browser::receive`] gives then.
    pub fn send(&self, method: &str, path: &str, form: Option<&str>) -> Result<TcpStream> {
        let mut stream = connect(self.address)?;
        stream.write_all(self.request(method, path, form, "close").as_bytes())?;
        Ok(stream)
    }

    /// The answer to what was sent.
    pub fn receive(&mut self, mut stream: TcpStream) -> Result<Answer> {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8(bytes).context("it is text")?;
        let (head, body) = text.split_once("\r\n\r\n").context("no answer")?;
        let (status, headers) = read_head(head)?;
        for (_, cookie) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) =
                cookie.split(';').next().and_then(|it| it.split_once('=')).context("no cookie")?;
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Answer { status, headers, body: body.to_owned(), bytes: text.len() })
    }

    /// Opens what a page hears.
    pub fn live(&self, path: &str) -> Result<Events> {
        let mut stream = connect(self.address)?;
        stream.write_all(self.request("GET", path, None, "keep-alive").as_bytes())?;
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            ensure!(reader.read_line(&mut head)? > 0, "no answer: {head}");
        }
        let (status, headers) = read_head(head.trim_end())?;
        Ok(Events { reader, status, headers })
    }

    fn request(&self, method: &str, path: &str, form: Option<&str>, connection: &str) -> String {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: desk\r\nConnection: {connection}\r\n");
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            head += &format!("Cookie: {}\r\n", cookies.join("; "));
        }
        match form {
            None => head + "\r\n",
            Some(form) => {
                let length = form.len();
                head + &format!(
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
                )
            }
        }
    }
}

/// What an open page hears.
pub struct Events {
    reader: BufReader<TcpStream>,
    /// The status of the answer.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
}

impl Events {
    /// The next event; none: there are no more.
    pub fn next(&mut self) -> Result<Option<String>> {
        let mut size = String::new();
        if self.reader.read_line(&mut size)? == 0 {
            return Ok(None);
        }
        let size = usize::from_str_radix(size.trim(), 16).with_context(|| format!("{size:?}"))?;
        let mut chunk = vec![0; size + 2];
        self.reader.read_exact(&mut chunk)?;
        chunk.truncate(size);
        Ok((size > 0).then_some(String::from_utf8(chunk)?))
    }

    /// Hears on until the page shows this.
    pub fn wait_for(&mut self, state: &str) -> Result<String> {
        let end = Instant::now() + PATIENCE;
        let mut heard = Vec::new();
        loop {
            ensure!(Instant::now() < end, "{state} never came, but {heard:#?}");
            let event = self.next()?.with_context(|| format!("over before {state}: {heard:#?}"))?;
            if state_of(&event) == state {
                return Ok(event);
            }
            heard.push(event);
        }
    }
}

/// A port that nobody listens on just now.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn connect(address: SocketAddr) -> Result<TcpStream> {
    let end = Instant::now() + PATIENCE;
    // The pages are there a moment after the desk says where it listens.
    let stream = loop {
        match TcpStream::connect(address) {
            Err(error) if error.kind() == ErrorKind::ConnectionRefused && Instant::now() < end => {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            connected => break connected?,
        }
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn read_head(head: &str) -> Result<(u16, Vec<(String, String)>)> {
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers =
        headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    Ok((status.parse()?, headers))
}
