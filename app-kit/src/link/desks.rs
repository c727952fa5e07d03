//! Which desks there are at a server, before one of them is connected to.
//!
//! Nothing secret is said for it, and what is heard is a hint, as what servers announce on the network
//! is: it only spares typing a name. So no certificate is judged here; that is done when somebody
//! connects. A server that tells no list has the one desk that its address means.

use std::sync::mpsc;
use std::time::Duration;

use serde::Deserialize;
use shared::desk::DeskName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;
use tracing::{debug, warn};

use super::dial::{first_to_answer, look_up, wire};
use super::trust::Judge;
use crate::address::{Place, ServerAddress};

/// How long a list is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// A list is no longer than this, in bytes: 1,000 desks with long titles.
const LONGEST: u64 = 256 * 1024;

/// A desk, as the list has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Desk {
    /// What paths and commands call it.
    pub name: DeskName,
    /// What people call it; empty where nobody has said so.
    #[serde(default)]
    pub title: String,
}

/// The desks that are at a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desks {
    /// The server without any of them.
    server: ServerAddress,
    desks: Vec<Desk>,
}

impl Desks {
    /// These desks at a server, whose address names none of them.
    pub fn new(server: ServerAddress, desks: Vec<Desk>) -> Self {
        Self { server, desks }
    }

    /// Each, with what its clients connect to. The plain address is that of the first desk.
    pub fn each(&self) -> impl Iterator<Item = (&Desk, ServerAddress)> {
        self.desks.iter().map(|desk| {
            let is_plain = desk.name.is_main();
            let plain = || self.server.clone();
            (desk, if is_plain { plain() } else { self.server.at_desk(desk.name.as_str()) })
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.desks.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.desks.is_empty()
    }

    /// Whether an address means all of them, rather than one.
    pub fn is_at(&self, address: &ServerAddress) -> bool {
        self.server == *address
    }
}

/// Looks which desks there are where an address leads, and calls `wake` when that is known. Nothing
/// is found where the server tells no list or does not answer in time: the sender is dropped then.
/// An address that names a desk finds those beside it.
pub fn look_for_desks(
    address: ServerAddress,
    wake: impl Fn() + Send + 'static,
) -> mpsc::Receiver<Desks> {
    let (tell, found) = mpsc::channel();
    let look = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        match runtime {
            Ok(runtime) => {
                let desks = runtime.block_on(async { timeout(PATIENCE * 2, find(address)).await });
                if let Ok(Some(desks)) = desks {
                    tell.send(desks).ok();
                }
            }
            Err(error) => warn!("desks cannot be looked for: {error}"),
        }
        drop(tell);
        wake();
    };
    if let Err(error) = std::thread::Builder::new().name("desks".to_owned()).spawn(look) {
        warn!("desks cannot be looked for: {error}");
    }
    found
}

async fn find(address: ServerAddress) -> Option<Desks> {
    if let Some(desks) = list(&address).await {
        return Some(Desks::new(address, desks));
    }
    let (all, name) = address.desk()?;
    let desks = list(&all).await?;
    desks.iter().any(|desk| desk.name.as_str() == name).then(|| Desks::new(all, desks))
}

/// The list that a server tells.
async fn list(address: &ServerAddress) -> Option<Vec<Desk>> {
    let targets = look_up(address.places(), PATIENCE).await;
    let (stream, (place, _)) = first_to_answer(targets, PATIENCE).await?;
    let asked = timeout(PATIENCE, ask(address, &place, stream)).await.ok()??;
    #[derive(Deserialize)]
    struct List {
        desks: Vec<Desk>,
    }
    let list = serde_json::from_str::<List>(&asked);
    list.inspect_err(|error| debug!("no list of desks: {error}")).ok().map(|list| list.desks)
}

/// What a server answers to `GET /desks`, where it knows of that.
async fn ask(
    address: &ServerAddress,
    place: &Place,
    stream: tokio::net::TcpStream,
) -> Option<String> {
    let mut wire = wire(address, place, stream, Judge::of_anybody()).await.ok()?;
    let request = format!(
        "GET {}/desks HTTP/1.1\r\nHost: {place}\r\nAccept: application/json\r\nConnection: close\r\n\r\n",
        address.path()
    );
    wire.write_all(request.as_bytes()).await.ok()?;
    wire.flush().await.ok()?;
    let mut answer = Vec::new();
    // Who ends without the farewell of encryption has said all the same.
    wire.take(LONGEST).read_to_end(&mut answer).await.ok();
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let is_found = head.split(' ').nth(1) == Some("200");
    // Between the braces, since a proxy may say its length around it.
    let list = body.find('{').zip(body.rfind('}')).map(|(from, to)| body[from..=to].to_owned());
    list.filter(|_| is_found)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// A server that answers each path of these with a text, and others with 404.
    fn server(answers: &'static [(&'static str, &'static str)]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).unwrap();
                    head.extend(byte);
                }
                let head = String::from_utf8(head).unwrap();
                let path = head.split(' ').nth(1).unwrap();
                let found = answers.iter().find(|(of, _)| *of == path);
                let (status, body) = found.map_or(("404 Not Found", ""), |(_, it)| ("200 OK", it));
                write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\n\r\n{body}").unwrap();
            }
        });
        format!("127.0.0.1:{port}")
    }

    fn found(address: &str) -> Option<Vec<String>> {
        let found = look_for_desks(address.parse().unwrap(), || {}).recv().ok()?;
        Some(found.each().map(|(desk, at)| format!("{} {}", desk.title, at.path())).collect())
    }

    const TWO: &str =
        r#"{"desks":[{"name":"main","title":"Town hall"},{"name":"north","title":"","new":1}]}"#;

    #[test]
    fn desks_are_found_at_a_server_and_beside_one_of_them() {
        let at = server(&[("/desks", TWO), ("/walkup/desks", TWO)]);
        let two = |path: &str| vec![format!("Town hall {path}"), format!(" {path}/north")];
        assert_eq!(found(&at), Some(two("")));
        assert_eq!(found(&format!("{at}/north")), Some(two("")));
        assert_eq!(found(&format!("{at}/walkup")), Some(two("/walkup")));
        assert_eq!(found(&format!("{at}/south")), None, "a desk that is not there");
    }

    #[test]
    fn a_server_without_a_list_has_one_desk_and_nobody_waits_for_another() {
        assert_eq!(found(&server(&[])), None);
        assert_eq!(found(&server(&[("/desks", "<html>a login page</html>")])), None);
        assert_eq!(found(&server(&[("/desks", r#"{"desks":[{"name":"A b"}]}"#)])), None);
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(found(&closed.to_string()), None);
    }
}
