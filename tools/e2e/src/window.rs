//! A real window, driven by pointer and keys, and read as a screen reader would.

use std::collections::HashMap;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use egui::accesskit::{Node, NodeId, Role};
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_inspection::protocol::{read_handshake, read_message, write_message};
use egui_inspection::{Request, Response};

/// Longer than anything takes on a busy machine without a graphics card.
const PATIENCE: Duration = Duration::from_secs(60);

/// One of the four programs with a window.
pub struct Window {
    name: String,
    process: Child,
    stream: TcpStream,
    shots: PathBuf,
}

/// Something on a window.
#[derive(Debug, Clone)]
pub struct Thing {
    /// What it says.
    pub text: String,
    /// What kind of thing it is.
    pub role: Role,
    /// Whether it can be used.
    pub is_enabled: bool,
    middle: Pos2,
}

impl Drop for Window {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// How long the kiosk's buttons take until they can be pressed, and a little more.
pub const SETTLES: Duration = Duration::from_millis(550);

impl Window {
    /// Opens a window on a virtual screen.
    pub fn open(
        mut program: Command,
        name: &str,
        display: &str,
        arguments: &[&str],
        shots: &Path,
    ) -> Result<Self> {
        // A port that was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let process = program
            .args(arguments)
            .env("DISPLAY", display)
            .env_remove("WAYLAND_DISPLAY")
            .env("EGUI_INSPECTION", &address)
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(shots.join(format!("{name}.log")))?)
            .spawn()
            .with_context(|| format!("{name} could not be started"))?;
        let started = Instant::now();
        let mut stream = loop {
            match TcpStream::connect(&address) {
                Ok(stream) => break stream,
                Err(error) if started.elapsed() > PATIENCE => {
                    return Err(error).context("the window never came");
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        };
        stream.set_read_timeout(Some(PATIENCE))?;
        read_handshake(&mut stream)?;
        Ok(Self { name: name.to_owned(), process, stream, shots: shots.to_owned() })
    }

    fn ask(&mut self, request: &Request) -> Result<Response> {
        write_message(&mut self.stream, request)?;
        match read_message(&mut self.stream)? {
            Response::Error { message } => bail!("{}: {message}", self.name),
            response => Ok(response),
        }
    }

    /// All that is on the window now.
    pub fn things(&mut self) -> Result<Vec<Thing>> {
        let Response::Tree { accesskit, .. } = self.ask(&Request::GetTree)? else {
            bail!("{} gave no tree", self.name);
        };
        let nodes = accesskit.map(|tree| tree.nodes).unwrap_or_default();
        let texts: HashMap<NodeId, &str> =
            nodes.iter().filter_map(|(id, node)| Some((*id, own_text(node)?))).collect();
        Ok(nodes.iter().filter_map(|(_, node)| thing(node, &texts)).collect())
    }

    /// Waits until something on the window says `text`.
    pub fn shows(&mut self, text: &str) -> Result<()> {
        self.until(&format!("says \"{text}\""), |things| {
            things.iter().any(|thing| thing.text.contains(text))
        })
    }

    /// Waits until nothing on the window says `text` any more.
    pub fn hides(&mut self, text: &str) -> Result<()> {
        self.until(&format!("no longer says \"{text}\""), |things| {
            things.iter().all(|thing| !thing.text.contains(text))
        })
    }

    /// Waits until what is on the window is as wanted.
    pub fn until(&mut self, what: &str, is_so: impl Fn(&[Thing]) -> bool) -> Result<()> {
        let started = Instant::now();
        loop {
            let things = self.things()?;
            if is_so(&things) {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                self.shot("when-it-failed").ok();
                let texts: Vec<&str> = things.iter().map(|thing| thing.text.as_str()).collect();
                bail!("{} never came so far that it {what}; it says {texts:?}", self.name);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Clicks the button, or the field, whose name is `name`, or else begins with it.
    pub fn click(&mut self, name: &str) -> Result<()> {
        let at = self.press(name)?;
        self.release(at)
    }

    /// Clicks at the kiosk, where what has just appeared cannot be pressed yet.
    pub fn touch(&mut self, name: &str) -> Result<()> {
        std::thread::sleep(if name == "Done" { 3 * SETTLES } else { SETTLES });
        self.click(name)
    }

    /// Presses without letting go, and answers with where.
    pub fn press(&mut self, name: &str) -> Result<Pos2> {
        let wanted = |thing: &Thing| {
            let is_usable = !matches!(thing.role, Role::Label | Role::Heading);
            thing.text.starts_with(name) && thing.is_enabled && is_usable
        };
        self.until(&format!("has \"{name}\" to click"), |things| things.iter().any(wanted))?;
        let things = self.things()?;
        let usable: Vec<&Thing> = things.iter().rev().filter(|thing| wanted(thing)).collect();
        let exact = usable.iter().find(|thing| thing.text == name);
        let at = exact.or(usable.first()).context("it went away")?.middle;
        self.apply(vec![Event::PointerMoved(at)])?;
        self.apply(vec![button(at, true)])?;
        Ok(at)
    }

    /// Lets go of what was pressed, by which it is done.
    pub fn release(&mut self, at: Pos2) -> Result<()> {
        self.apply(vec![button(at, false)])
    }

    /// Presses a key.
    pub fn key(&mut self, key: Key) -> Result<()> {
        let event = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        self.apply(vec![event(true)])?;
        self.apply(vec![event(false)])
    }

    /// Types into whatever has the keyboard.
    pub fn type_text(&mut self, text: &str) -> Result<()> {
        self.apply(vec![Event::Text(text.to_owned())])
    }

    /// Reads a code with a scanner that types: its signs at once, and Enter.
    pub fn scan(&mut self, code: &str) -> Result<()> {
        let mut events: Vec<Event> =
            code.chars().map(|sign| Event::Text(sign.to_string())).collect();
        for pressed in [true, false] {
            events.push(Event::Key {
                key: Key::Enter,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers: Modifiers::NONE,
            });
        }
        self.apply(events)
    }

    fn apply(&mut self, events: Vec<Event>) -> Result<()> {
        self.ask(&Request::ApplyEvents { events })?;
        Ok(())
    }

    /// Makes the window as large as another panel, in points.
    pub fn resize(&mut self, [width, height]: [u32; 2]) -> Result<()> {
        self.ask(&Request::Resize { width, height })?;
        Ok(())
    }

    /// A picture of the window, as PNG.
    pub fn picture(&mut self) -> Result<Vec<u8>> {
        match self.ask(&Request::GetScreenshot { pixels_per_point: None })? {
            Response::Screenshot(picture) => Ok(picture.bytes),
            _ => bail!("{} gave no picture", self.name),
        }
    }

    /// Keeps a picture of the window, and beside it what it says.
    pub fn shot(&mut self, stage: &str) -> Result<()> {
        let picture = self.picture()?;
        let file = self.shots.join(format!("{stage}-{}.png", self.name));
        std::fs::write(&file, picture).with_context(|| file.display().to_string())?;
        let says =
            self.things()?.into_iter().map(|thing| format!("{:?} {}\n", thing.role, thing.text));
        std::fs::write(file.with_extension("txt"), says.collect::<String>())?;
        Ok(())
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
    Event::PointerButton { pos, button, pressed, modifiers }
}

fn own_text(node: &Node) -> Option<&str> {
    node.label().or(node.value())
}

fn thing(node: &Node, texts: &HashMap<NodeId, &str>) -> Option<Thing> {
    // A field is called what its label says.
    let label = node.labelled_by().iter().find_map(|id| texts.get(id).copied());
    let text = label.or(own_text(node))?.to_owned();
    let bounds = node.bounds()?;
    Some(Thing {
        text,
        role: node.role(),
        is_enabled: !node.is_disabled(),
        middle: Pos2::new(
            ((bounds.x0 + bounds.x1) / 2.0) as f32,
            ((bounds.y0 + bounds.y1) / 2.0) as f32,
        ),
    })
}
