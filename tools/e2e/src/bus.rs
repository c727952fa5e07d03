//! The accessibility bus of a desktop, for itself alone, and what a screen reader does on it: look
//! for something by role and name, and press it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use zbus::blocking::{Connection, Proxy, connection, proxy};
use zbus::proxy::CacheProperties;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most things that a window may have before something is wrong with its tree.
const MOST: usize = 2_000;

/// A session bus with the accessibility bus that belongs to it.
pub struct Bus {
    daemon: Child,
    /// Where programs find it, by `DBUS_SESSION_BUS_ADDRESS`.
    pub address: String,
    tree: Connection,
}

/// What kind of thing something is, as far as a visitor minds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is read.
    Label,
    /// It is pressed.
    Button,
    /// It is written into.
    Entry,
    /// All else.
    Other,
}

impl Role {
    /// By its number in AT-SPI.
    fn of(number: u32) -> Self {
        match number {
            // Text, and text that is a heading.
            29 | 83 => Self::Label,
            43 => Self::Button,
            79 => Self::Entry,
            _ => Self::Other,
        }
    }
}

/// Something on a window, as a screen reader knows it.
#[derive(Debug, Clone)]
pub struct Thing {
    owner: String,
    path: OwnedObjectPath,
    /// What kind of thing it is.
    pub role: Role,
    /// What it is called.
    pub name: String,
}

impl Drop for Bus {
    fn drop(&mut self) {
        // What it has started ends when it is gone.
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}

impl Bus {
    /// Starts one and says on it that there is a screen reader.
    pub fn start(display: &str) -> Result<Self> {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .env("DISPLAY", display)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("dbus-daemon could not be started")?;
        let mut address = String::new();
        let said = daemon.stdout.take().context("no standard output")?;
        BufReader::new(said).read_line(&mut address)?;
        let address = address.trim().to_owned();
        let (session, tree) = match buses(&address) {
            Ok(buses) => buses,
            Err(error) => {
                daemon.kill().ok();
                daemon.wait().ok();
                return Err(error).context("there is no accessibility bus");
            }
        };
        let bus = Self { daemon, address, tree };
        let status = Proxy::new(&session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Status")?;
        status.set_property("IsEnabled", Value::from(true))?;
        Ok(bus)
    }

    /// All that is on the windows of a program, from its file's name.
    pub fn things(&self, program: &str) -> Result<Vec<Thing>> {
        let root = self.thing("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")?;
        let programs = self.children(&root)?;
        let mut found: Vec<Thing> = programs.into_iter().filter(|it| it.name == program).collect();
        let mut at = 0;
        while let Some(thing) = found.get(at).cloned() {
            found.extend(self.children(&thing)?);
            at += 1;
            if found.len() > MOST {
                bail!("{program} shows over {MOST} things");
            }
        }
        Ok(found)
    }

    /// Waits for something of that role and name, case aside.
    pub fn find(&self, program: &str, role: Role, name: &str) -> Result<Thing> {
        let began = Instant::now();
        loop {
            // What goes away while it is read is looked for again.
            let things = self.things(program).unwrap_or_default();
            let found = things
                .iter()
                .find(|it| it.role == role && it.name.to_lowercase() == name.to_lowercase());
            if let Some(found) = found {
                return Ok(found.clone());
            }
            if began.elapsed() > PATIENCE {
                let seen: Vec<String> = things
                    .iter()
                    .map(|thing| format!("{:?} {:?}", thing.role, thing.name))
                    .collect();
                bail!("{program} never had a {role:?} \"{name}\"; it has {seen:#?}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Does what pressing it does.
    pub fn press(&self, thing: &Thing) -> Result<()> {
        let done: bool = self.call(thing, "Action", "DoAction", &(0_i32,))?;
        if !done {
            bail!("{:?} \"{}\" cannot be pressed", thing.role, thing.name);
        }
        Ok(())
    }

    /// Waits until a line holds this text, with the caret behind it.
    pub fn reads(&self, line: &Thing, text: &str) -> Result<()> {
        let began = Instant::now();
        loop {
            let held: String = self.call(line, "Text", "GetText", &(0_i32, -1_i32))?;
            let caret: i32 = self.property(line, "Text", "CaretOffset")?;
            if held == text && usize::try_from(caret) == Ok(text.chars().count()) {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                bail!("\"{}\" reads {held:?} with its caret at {caret}, not {text:?}", line.name);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Writes into a line, in place of what stands there.
    pub fn write(&self, line: &Thing, text: &str) -> Result<()> {
        let done: bool = self.call(line, "EditableText", "SetTextContents", &(text,))?;
        if !done {
            bail!("\"{}\" cannot be written into", line.name);
        }
        Ok(())
    }

    fn children(&self, of: &Thing) -> Result<Vec<Thing>> {
        let children: Vec<(String, OwnedObjectPath)> =
            self.call(of, "Accessible", "GetChildren", &())?;
        children.iter().map(|(owner, path)| self.thing(owner, path.as_str())).collect()
    }

    fn thing(&self, owner: &str, path: &str) -> Result<Thing> {
        let proxy = self.proxy(owner, path, "Accessible")?;
        Ok(Thing {
            owner: owner.to_owned(),
            path: OwnedObjectPath::try_from(path)?,
            role: Role::of(proxy.call("GetRole", &())?),
            name: proxy.get_property("Name")?,
        })
    }

    fn property<R>(&self, thing: &Thing, interface: &str, name: &str) -> Result<R>
    where
        R: TryFrom<OwnedValue>,
        R::Error: Into<zbus::Error>,
    {
        let proxy = self.proxy(&thing.owner, thing.path.as_str(), interface)?;
        let said = || format!("{:?} \"{}\" has no {name}", thing.role, thing.name);
        proxy.get_property(name).with_context(said)
    }

    fn proxy<'a>(&self, owner: &'a str, path: &'a str, interface: &str) -> Result<Proxy<'a>> {
        // Programs do not answer when all properties are asked for at once, as a cache would.
        Ok(proxy::Builder::new(&self.tree)
            .destination(owner)?
            .path(path)?
            .interface(format!("org.a11y.atspi.{interface}"))?
            .cache_properties(CacheProperties::No)
            .build()?)
    }

    fn call<A, R>(&self, thing: &Thing, interface: &str, method: &str, arguments: &A) -> Result<R>
    where
        A: zbus::export::serde::Serialize + zbus::zvariant::DynamicType,
        R: for<'de> zbus::zvariant::DynamicDeserialize<'de>,
    {
        let proxy = self.proxy(&thing.owner, thing.path.as_str(), interface)?;
        let said = || format!("{:?} \"{}\" does not take {method}", thing.role, thing.name);
        proxy.call(method, arguments).with_context(said)
    }
}

/// The session bus at an address, and the accessibility bus that it starts when it is asked for.
fn buses(address: &str) -> Result<(Connection, Connection)> {
    let session = connection::Builder::address(address)?.build()?;
    let bus = Proxy::new(&session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus")?;
    let tree: String = bus.call("GetAddress", &())?;
    Ok((session, connection::Builder::address(&*tree)?.build()?))
}
