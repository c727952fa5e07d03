//! Visitors' own pages: what an open one costs, how soon a call reaches them all, and what a flood on
//! their port does to a kiosk.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::{Bench, V2, section};
use crate::client::{Client, Crowd, Door, LATE};
use crate::figures::{median, median_ratio, ms, percentile};
use crate::process::{Server, account, free_address};
use crate::report::{Bound, Section, Table, Verdict};
use crate::tls::{encrypted, trusting};

/// How many pages are open at a large desk's busiest hour, each of a ticket of its own.
const OPEN: usize = 10_000;
/// How many hear the call that is timed.
const HEARING: usize = 1000;
/// How long pages stay before memory is read.
const SETTLE: Duration = Duration::from_millis(1500);
/// How many connections a flood has.
const FLOOD: usize = 8;
/// What the settings say that visitors' links begin with.
const ADDRESS: &str = "https://desk.example";

/// Measures it.
pub fn run(bench: &Bench) -> Result<Section> {
    let mut section = section(
        "pages",
        "Visitors' pages",
        "Pages are open as a browser opens them: one connection each, on which events come. Each is of \
         a waiting ticket of its own, so all of them hear of every change of place. A call is timed \
         from the command of staff until the last of 1,000 pages of the called ticket has it. In a \
         flood, connections ask for made-up pages as fast as they are answered, from as many made-up \
         networks as there are requests, while one kiosk asks for tickets.",
    );
    memory(bench, &mut section)?;
    calls(bench, &mut section)?;
    flood(bench, &mut section)?;
    Ok(section)
}

/// A server with pages, and where they are.
fn start(bench: &Bench, folder: &Path, more: &str) -> Result<(Server, SocketAddr)> {
    start_at(bench, folder, Ipv4Addr::LOCALHOST, more)
}

/// The same where visitors are listened for at this address.
fn start_at(
    bench: &Bench,
    folder: &Path,
    at: Ipv4Addr,
    more: &str,
) -> Result<(Server, SocketAddr)> {
    let pages = free_address()?;
    let listen = SocketAddr::from((at, pages.port()));
    // Windows are given few, so that there is room for all pages where files are limited to 20,000.
    let settings = format!(
        "max_connections = 1000\nweb_listen = \"{listen}\"\npublic_url = \"{ADDRESS}\"\n{more}"
    );
    std::fs::write(folder.join("walkup.toml"), settings)?;
    let server = bench.start(folder)?;
    let began = Instant::now();
    while TcpStream::connect(pages).is_err() {
        ensure!(began.elapsed() < LATE, "there are no pages");
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok((server, pages))
}

/// A kiosk that is told of links.
fn kiosk(server: &Server) -> Result<Client> {
    Client::connect(&Door { protocol: V2, ..Door::web(server.address, "/kiosk") })
}

/// Takes a ticket and answers with the path of its page.
fn ticket(kiosk: &mut Client, number: usize) -> Result<String> {
    let ask = format!(
        r#"request {{"key":"k{number}","email":"v{number}@example.org","name":"Example"}}"#
    );
    kiosk.say(&[ask])?;
    let (mut path, mut is_done) = (None, false);
    while !is_done {
        kiosk.read(|text| {
            is_done |= text.starts_with(b"success new");
            let text = std::str::from_utf8(text)?;
            if let Some(json) = text.strip_prefix("about ").and_then(|rest| rest.split_once(' ')) {
                let about: serde_json::Value = serde_json::from_str(json.1)?;
                let link = about.get("link").and_then(|link| link.as_str());
                path = link.and_then(|link| link.strip_prefix(ADDRESS)).map(ToOwned::to_owned);
            }
            Ok(())
        })?;
    }
    path.context("a ticket without a link")
}

/// Opens a page and reads the state that it is sent.
fn open(pages: SocketAddr, path: &str) -> Result<TcpStream> {
    let mut stream = connect(pages)?;
    look(&mut stream, path)?;
    Ok(stream)
}

fn connect(pages: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(pages).context("failed to open a page")?;
    stream.set_read_timeout(Some(LATE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn look(stream: &mut (impl Read + Write), path: &str) -> Result<()> {
    let request =
        format!("GET {path}/live HTTP/1.1\r\nHost: desk\r\nAccept: text/event-stream\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    read_until(stream, "data-state=")
}

/// Reads until something has come.
fn read_until(stream: &mut impl Read, sign: &str) -> Result<()> {
    let (mut heard, mut buffer) = (Vec::new(), [0; 8192]);
    loop {
        let read = stream.read(&mut buffer).context("a page heard nothing")?;
        ensure!(read > 0, "a page was closed");
        heard.extend_from_slice(&buffer[..read]);
        if heard.windows(sign.len()).any(|window| window == sign.as_bytes()) {
            return Ok(());
        }
    }
}

/// What an open page costs, plain and encrypted.
fn memory(bench: &Bench, section: &mut Section) -> Result<()> {
    let columns = ["", "KiB each", "opened one after the other, s"];
    let mut table = Table::new("10,000 open pages", &columns);
    let [each, seconds] = cost(bench, Ipv4Addr::LOCALHOST, "", open)?;
    table.row("Walkup", &[each, seconds]);
    let what = "an open page, of 10,000";
    section.verdicts.push(Verdict::new(what, each, "KiB", Bound::AtMost(24.0)));
    // Pages are encrypted where other machines reach them; a proxy that could stand before them has
    // links given.
    let config = trusting()?;
    let proxy = "trusted_proxies = [\"192.0.2.1\"]\n";
    let [each, seconds] = cost(bench, Ipv4Addr::UNSPECIFIED, proxy, |pages, path| {
        let mut stream = encrypted(connect(pages)?, &config)?;
        look(&mut stream, path)?;
        Ok(stream)
    })?;
    table.row("Walkup, encrypted", &[each, seconds]);
    let what = "an open page that is encrypted, of 10,000";
    section.verdicts.push(Verdict::new(what, each, "KiB", Bound::AtMost(24.0)));
    section.tables.push(table);
    Ok(())
}

/// How many KiB each of all open pages takes, and how many seconds it took to open them.
fn cost<Stream>(
    bench: &Bench,
    at: Ipv4Addr,
    more: &str,
    open: impl Fn(SocketAddr, &str) -> Result<Stream>,
) -> Result<[f64; 2]> {
    let folder = bench.folder()?;
    let (server, pages) = start_at(bench, folder.path(), at, more)?;
    let mut kiosk = kiosk(&server)?;
    let paths: Vec<String> =
        (0..OPEN).map(|number| ticket(&mut kiosk, number)).collect::<Result<_>>()?;
    // The first make what all use.
    drop(paths[..20].iter().map(|path| open(pages, path)).collect::<Result<Vec<_>>>()?);
    std::thread::sleep(SETTLE);
    let before = server.resident_kib()?;
    let began = Instant::now();
    let held: Vec<Stream> = paths.iter().map(|path| open(pages, path)).collect::<Result<_>>()?;
    let opened = began.elapsed();
    std::thread::sleep(SETTLE);
    let each = (server.resident_kib()? - before) / OPEN as f64;
    drop(held);
    Ok([each, opened.as_secs_f64()])
}

/// How soon a call reaches all pages.
fn calls(bench: &Bench, section: &mut Section) -> Result<()> {
    let folder = bench.folder()?;
    let token = account(&bench.walkup, folder.path(), "bench")?;
    let (server, pages) = start(bench, folder.path(), "")?;
    let path = ticket(&mut kiosk(&server)?, 0)?;
    let mut held: Vec<TcpStream> =
        (0..HEARING).map(|_| open(pages, &path)).collect::<Result<_>>()?;
    let mut staff = Client::connect(&Door { protocol: V2, ..Door::web(server.address, "/staff") })?;
    staff.ask(&format!("pick 0 {token}"))?;
    let (mut answered, mut last) = (Vec::new(), Vec::new());
    for call in 1..=bench.pick(40, 10) {
        let command = if call == 1 { "next" } else { "recall 0" };
        let began = Instant::now();
        let answer = staff.ask(command)?;
        ensure!(answer.starts_with("success"), "staff were told: {answer}");
        answered.push(ms(began.elapsed()));
        for stream in &mut held {
            read_until(stream, &format!("data-call=\"{call}\""))?;
        }
        last.push(ms(began.elapsed()));
    }
    let columns = ["", "last page p50 ms", "p99 ms", "staff answered p50 ms"];
    let mut table = Table::new("A call to 1,000 pages", &columns);
    table.row("Walkup", &[median(&last), percentile(&last, 0.99), median(&answered)]);
    section.tables.push(table);
    let what = "a call reaches the last of 1,000 pages, p99";
    let slowest = percentile(&last, 0.99);
    section.verdicts.push(Verdict::new(what, slowest, "ms", Bound::AtMost(100.0)));
    Ok(())
}

/// What a flood does to a kiosk.
fn flood(bench: &Bench, section: &mut Section) -> Result<()> {
    let folder = bench.folder()?;
    let (server, pages) = start(bench, folder.path(), "trusted_proxies = [\"127.0.0.1\"]\n")?;
    let mut kiosk = Crowd::connect(&Door::web(server.address, "/kiosk"), 1)?;
    let turn = Duration::from_millis(bench.pick(3000, 1500));
    let mut question = 0;
    let mut take_turn = |kiosk: &mut Crowd| -> Result<f64> {
        question += 1;
        kiosk.settle(Duration::from_millis(20))?;
        let name = |count| format!("new f{question}-{count}@example.org Example Name");
        let asked = kiosk.ask(turn, 20_000, |_, count| name(count))?;
        Ok(percentile(&asked.latencies, 0.99))
    };
    take_turn(&mut kiosk)?;
    let (mut calm, mut flooded, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.pick(15, 3) {
        calm.push(take_turn(&mut kiosk)?);
        let stopped = Arc::new(AtomicBool::new(false));
        let answered = Arc::new(AtomicU64::new(0));
        let floods: Vec<_> = (0..FLOOD)
            .map(|_| {
                let (stopped, answered) = (Arc::clone(&stopped), Arc::clone(&answered));
                std::thread::spawn(move || pour(pages, &stopped, &answered))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(200));
        let (before, began) = (answered.load(Ordering::Relaxed), Instant::now());
        let figure = take_turn(&mut kiosk);
        let count = answered.load(Ordering::Relaxed) - before;
        rates.push(count as f64 / began.elapsed().as_secs_f64());
        stopped.store(true, Ordering::Relaxed);
        for flood in floods {
            flood.join().map_err(|_| anyhow::anyhow!("a flood panicked"))??;
        }
        flooded.push(figure?);
    }
    let columns = ["", "one kiosk p99 ms", "requests a second"];
    let mut table = Table::new("A kiosk in a flood", &columns);
    table.row("Walkup, calm", &[median(&calm), 0.0]);
    table.row("Walkup, flooded", &[median(&flooded), median(&rates)]);
    section.tables.push(table);
    section.notes.push(
        "Whoever floods runs on the same cores at the lowest priority, as if from elsewhere."
            .into(),
    );
    let what = "a kiosk's p99 in a flood on the pages' port, against none";
    let ratio = median_ratio(&flooded, &calm);
    section.verdicts.push(Verdict::new(what, ratio, "×", Bound::AtMost(1.3)));
    Ok(())
}

/// Asks for pages that there are not, from ever other networks, until it is stopped.
fn pour(pages: SocketAddr, stopped: &AtomicBool, answered: &AtomicU64) -> Result<()> {
    // It is to take the server's time, not the machine's.
    thread_priority::ThreadPriority::Min.set_for_current().ok();
    let mut stream = TcpStream::connect(pages)?;
    stream.set_read_timeout(Some(LATE))?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 64 * 1024];
    let mut number = u64::from(stream.local_addr()?.port()) << 32;
    while !stopped.load(Ordering::Relaxed) {
        number += 1;
        let [far, near] = [number >> 32, number].map(|part| part & 0xffff);
        // Another site each time, since a site has a limit, too.
        let network = format!("3fff:{far:x}:{near:x}::1");
        let request = format!(
            "GET /q/{number}-aaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: desk\r\nX-Forwarded-For: {network}\r\n\r\n"
        );
        stream.write_all(request.as_bytes())?;
        let mut heard = 0;
        let mut length = None;
        while length.is_none_or(|length| heard < length) {
            let read = stream.read(&mut buffer[heard..]).context("the flood is not answered")?;
            ensure!(read > 0, "the flood was cut off");
            heard += read;
            if length.is_none() {
                length = whole(&buffer[..heard]);
            }
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// How many bytes an answer has in all, once its head is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).ok()?.to_ascii_lowercase();
    let length = head.split("content-length:").nth(1)?.split("\r\n").next()?;
    Some(end + length.trim().parse::<usize>().ok()?)
}
