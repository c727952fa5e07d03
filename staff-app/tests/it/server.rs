//! The window against a real server process.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use app_kit::link::{Link, Timing};
use app_kit::role::Staff;
use app_kit::settings::SettingsFile;
use app_kit::shell::Keeper;
use app_kit::text::Languages;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use staff_app::app::{Environment, StaffApp};
use staff_app::model::Model;
use staff_app::secrets::{Keyring, Secrets};
use staff_app::settings::Settings;

/// Longer than anything here takes on a busy machine; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

struct Server {
    process: Child,
    folder: tempfile::TempDir,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// The server's program, built if it is not there yet.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().unwrap().parent().unwrap();
    let program = folder.join(format!("walkup-server{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--package", "server"])
            .status()
            .unwrap();
        assert!(built.success());
    }
    program
}

fn run(folder: &tempfile::TempDir, listen: &str) -> (Child, String) {
    let mut process = Command::new(program())
        .args(["run", "--tables", "3", "--listen", listen, "--data-dir"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ws://").unwrap().to_owned();
    (process, address)
}

impl Server {
    fn start(people: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (user, name) in people {
            let mut adding = Command::new(program())
                .args(["staff", "add", user, "--name", name, "--password-stdin", "--data-dir"])
                .arg(folder.path())
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            writeln!(adding.stdin.take().unwrap(), "password-of-{user}").unwrap();
            assert!(adding.wait().unwrap().success());
        }
        let (process, address) = run(&folder, "127.0.0.1:0");
        Self { process, folder, address }
    }

    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn restart(&mut self) {
        (self.process, _) = run(&self.folder, &self.address);
    }
}

struct Window {
    harness: Harness<'static, StaffApp>,
    woken: mpsc::Receiver<()>,
}

impl Window {
    fn open(server: &Server, folder: &std::path::Path) -> Self {
        Self::open_with(server, folder, None)
    }

    fn open_with(server: &Server, folder: &std::path::Path, secrets: Option<Secrets>) -> Self {
        let (wake, woken) = mpsc::channel();
        let file = SettingsFile::find(Some(folder.join("staff.toml")), "staff").unwrap();
        let keeper = Keeper::<Settings>::load(file);
        let mut settings = keeper.settings.clone();
        settings.server.clone_from(&server.address);
        settings.motion = false;
        let started = Instant::now();
        let environment = Environment {
            connect: Box::new(move |address, known, _| {
                let wake = wake.clone();
                let timing = Timing { last_retry: Duration::from_millis(100), ..Timing::default() };
                let link = Link::<Staff>::start_known(address, known, timing, move || {
                    wake.send(()).ok();
                });
                Some(Box::new(link.unwrap()))
            }),
            clock: Box::new(move || {
                let mono = started.elapsed().as_millis() as i64;
                (mono, chrono::Utc::now().timestamp_millis())
            }),
            settings: Some(keeper),
            sounder: None,
            choose_place: Box::new(|_, _, _| mpsc::channel().1),
            choose_file: Box::new(|_, _| mpsc::channel().1),
            languages: Languages::built_in(),
            system_language: None,
            secrets,
            folder: Box::new(std::env::temp_dir),
            notify: Box::new(|_| {}),
            find_desks: Box::new(|_, _| std::sync::mpsc::channel().1),
            this_computer: Box::new(Vec::new),
        };
        let mut count = 0;
        let model = Model::new(settings, move || {
            count += 1;
            count
        });
        let harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .build_eframe(move |cc| StaffApp::new(&cc.egui_ctx, model, environment));
        let mut window = Self { harness, woken };
        window.harness.run_steps(3);
        window
    }

    /// Waits until the window shows something, or no longer does.
    fn until(&mut self, what: &str, is_so: impl Fn(&Harness<'static, StaffApp>) -> bool) {
        let started = Instant::now();
        loop {
            self.harness.run_steps(3);
            if is_so(&self.harness) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "{what} was never so");
            // A second at most, since the state may also follow from time alone.
            self.woken.recv_timeout(Duration::from_secs(1)).ok();
        }
    }

    fn shows(&mut self, text: &str) {
        let wanted = text.to_owned();
        self.until(text, move |harness| {
            harness.query_all_by_label_contains(&wanted).next().is_some()
        });
    }

    fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.run_steps(3);
    }

    fn click(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::Button, name).click();
        self.harness.run_steps(3);
    }

    fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.run_steps(3);
    }

    fn sign_in(&mut self, user: &str, table: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, "Name").focus();
        self.harness.run_steps(3);
        self.type_text(user);
        self.harness.get_by_role_and_label(Role::PasswordInput, "Password").focus();
        self.harness.run_steps(3);
        self.type_text(&format!("password-of-{user}"));
        self.press(Key::Enter);
        self.shows("Choose a table to begin.");
        self.click(&format!("{table}, nobody there"));
        self.shows("live");
        self.shows("Now serving");
    }

    /// Queues a visitor through the form.
    fn queue(&mut self, email: &str, name: &str) {
        self.press(Key::Q);
        self.type_text(email);
        self.press(Key::Tab);
        self.type_text(name);
        self.click("Queue");
        self.shows(&format!("{name} has number "));
    }
}

#[test]
fn two_windows_work_one_queue_and_neither_calls_the_others_visitor() {
    let server = Server::start(&[("ada", "Ada"), ("bob", "Bob")]);
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut ada = Window::open(&server, folders[0].path());
    let mut bob = Window::open(&server, folders[1].path());
    ada.sign_in("ada", "Table 0");
    bob.sign_in("bob", "Table 1");
    ada.queue("xi@example.com", "Xi Chen");
    ada.queue("yu@example.com", "Yu N");
    bob.shows("000, Xi Chen");
    bob.shows("001, Yu N");

    // Both press Next before either has heard of the other.
    ada.harness.key_press(Key::N);
    bob.harness.key_press(Key::N);
    ada.shows("You have ");
    bob.shows("You have ");
    let mine = |window: &Window| window.harness.state().model().mine()[0].ticket.id;
    assert_ne!(mine(&ada), mine(&bob));

    ada.press(Key::C);
    ada.shows(" completed.");
    ada.press(Key::Z);
    ada.shows(" is yours again.");
    ada.press(Key::T);
    ada.press(Key::Enter);
    ada.shows(" went to table 1.");
    bob.until("both are Bob's", |harness| harness.state().model().mine().len() == 2);
}

#[test]
fn a_server_that_dies_and_returns_is_said_and_everything_is_there_again() {
    let mut server = Server::start(&[("ada", "Ada")]);
    let folder = tempfile::tempdir().unwrap();
    let mut ada = Window::open(&server, folder.path());
    ada.sign_in("ada", "Table 2");
    ada.queue("xi@example.com", "Xi Chen");
    ada.queue("yu@example.com", "Yu N");
    ada.press(Key::N);
    ada.shows("You have 000.");
    server.kill();
    ada.shows("We lost the server at ");
    ada.press(Key::N);
    server.restart();
    ada.until("it is live again", |harness| harness.state().model().is_live());
    assert_eq!(ada.harness.state().model().mine().len(), 1, "and N meant nothing meanwhile");
    ada.shows("001, Yu N");

    // The next day: the window opens where it was left, without a password.
    drop(ada);
    let mut ada = Window::open(&server, folder.path());
    ada.shows("live");
    ada.shows("Xi Chen");
    assert_eq!(ada.harness.state().model().mirror.seat, Some(shared::ids::TableNo(2)));
}

#[test]
fn a_device_gets_its_key_once_the_staff_window_approves_its_code() {
    let server = Server::start(&[]);
    let mut adding = Command::new(program())
        .args(["staff", "add", "ada", "--name", "Ada", "--admin", "--password-stdin", "--data-dir"])
        .arg(server.folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(adding.stdin.take().unwrap(), "password-of-ada").unwrap();
    assert!(adding.wait().unwrap().success());
    let (mut device, _) =
        tungstenite::connect(format!("ws://{}/pair/display", server.address)).unwrap();
    let said = device.read().unwrap().into_text().unwrap().to_string();
    let code = said.strip_prefix("code ").unwrap().to_lowercase();

    let folder = tempfile::tempdir().unwrap();
    let mut ada = Window::open(&server, folder.path());
    ada.sign_in("ada", "Table 0");
    ada.press(Key::M);
    ada.click("Run the desk…");
    ada.click("Devices");
    ada.shows("No kiosk or display was let in yet.");
    ada.harness.get_by_role_and_label(Role::TextInput, "Code").focus();
    ada.harness.run_steps(3);
    ada.type_text(&format!("{} {}", &code[..3], &code[3..]));
    ada.press(Key::Tab);
    ada.type_text("Wall");
    ada.press(Key::Enter);
    ada.shows("Wall is let in.");
    ada.shows("Display, never here yet");
    assert!(device.read().unwrap().into_text().unwrap().starts_with("key "));
}

/// A keyring in memory.
#[derive(Default)]
struct MemoryKeyring(std::sync::Mutex<std::collections::BTreeMap<String, String>>);

impl Keyring for MemoryKeyring {
    fn get(&self, name: &str) -> Result<Option<String>, String> {
        Ok(self.0.lock().unwrap().get(name).cloned())
    }

    fn put(&self, name: &str, secret: Option<&str>) -> Result<(), String> {
        let mut secrets = self.0.lock().unwrap();
        match secret {
            Some(secret) => secrets.insert(name.to_owned(), secret.to_owned()),
            None => secrets.remove(name),
        };
        Ok(())
    }
}

#[test]
fn a_sign_in_that_the_keyring_keeps_stands_in_no_file_and_is_taken_up_again() {
    let server = Server::start(&[("ada", "Ada")]);
    let folder = tempfile::tempdir().unwrap();
    let keyring = Arc::new(MemoryKeyring::default());
    let secrets = || Some(Secrets::new(Arc::clone(&keyring) as Arc<dyn Keyring>, PATIENCE));
    let mut ada = Window::open_with(&server, folder.path(), secrets());
    ada.sign_in("ada", "Table 1");
    ada.until("the keyring has it", |_| keyring.0.lock().unwrap().len() == 1);
    let token = keyring.0.lock().unwrap().values().next().cloned().unwrap();
    let file = || std::fs::read_to_string(folder.path().join("staff.toml")).unwrap();
    assert!(!file().contains(&token));
    assert!(file().contains("is_token_in_keyring = true"));

    drop(ada);
    let mut ada = Window::open_with(&server, folder.path(), secrets());
    ada.shows("Now serving");
    ada.press(Key::M);
    ada.click("Sign out");
    ada.shows("Sign in to your desk");
    ada.until("the keyring forgets it", |_| keyring.0.lock().unwrap().is_empty());
    assert!(file().contains("is_token_in_keyring = false"));
}

#[test]
fn a_report_counts_what_happened_at_the_desk() {
    let server = Server::start(&[("ada", "Ada")]);
    let made = Command::new(program())
        .args(["staff", "role", "ada", "lead", "--data-dir"])
        .arg(server.folder.path())
        .status();
    assert!(made.unwrap().success());
    let folder = tempfile::tempdir().unwrap();
    let mut ada = Window::open(&server, folder.path());
    ada.sign_in("ada", "Table 1");
    ada.queue("xi@example.com", "Xi Chen");
    ada.queue("yu@example.com", "Yu N");
    ada.press(Key::N);
    ada.shows("You have ");
    ada.press(Key::C);
    ada.shows(" completed.");
    ada.press(Key::M);
    ada.click("Run the desk…");
    ada.shows("1 waiting");
    ada.click("Reports");
    ada.shows("Came: 2");
    ada.shows("Called: 1");
    ada.shows("Only 2 tickets");
    ada.click("Yesterday");
    ada.shows("Nobody came.");
}

#[test]
fn a_new_desk_is_set_up_and_run_from_the_window() {
    let server = Server::start(&[]);
    let shown = Command::new(program())
        .args(["setup-code", "--data-dir"])
        .arg(server.folder.path())
        .output()
        .unwrap();
    let code = String::from_utf8(shown.stdout).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut ada = Window::open(&server, folder.path());
    ada.shows("Set up this desk");
    let enters = |window: &mut Window, text: &str| {
        window.type_text(text);
        window.press(Key::Enter);
    };
    for text in ["Northgate", "", "Ada L", "ada", "password-of-ada", "WRNG-CODE"] {
        enters(&mut ada, text);
    }
    ada.shows("The code is not right.");
    ada.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    ada.harness.run_steps(3);
    enters(&mut ada, code.trim());
    ada.shows("Choose a table to begin.");

    ada.press(Key::M);
    ada.click("Run the desk…");
    ada.shows("Nobody waiting");
    ada.click("People");
    ada.shows("You are the only admin.");
    ada.click("Add somebody");
    ada.type_text("Bob M");
    ada.press(Key::Tab);
    enters(&mut ada, "bob");
    ada.shows("A password for Bob M");
    let told = ada.harness.state().model().pages.people.one_time.as_ref();
    let password = told.unwrap().password.expose().to_owned();

    let theirs = tempfile::tempdir().unwrap();
    let mut bob = Window::open(&server, theirs.path());
    bob.shows("Sign in to your desk");
    bob.harness.get_by_role_and_label(Role::TextInput, "Name").focus();
    bob.harness.run_steps(3);
    bob.type_text("bob");
    bob.press(Key::Tab);
    enters(&mut bob, &password);
    bob.shows("Choose a password of your own");
    enters(&mut bob, "password-of-bob");
    bob.shows("Choose a table to begin.");
    bob.click("Table 1, nobody there");
    bob.shows("Now serving");

    ada.click("Tables");
    ada.shows("Set where the server is started: --tables. Once it is taken out there");
    ada.shows("Bob M");
    ada.click("Words");
    ada.shows("Usual notice");
    ada.harness.get_by_role_and_label(Role::TextInput, "Organisation").focus();
    ada.harness.run_steps(3);
    enters(&mut ada, " Library");
    ada.shows("Saved: Organisation");
    bob.shows("Northgate Library");
    ada.click("Reasons");
    ada.shows("No reason is asked");
    ada.click("Add a reason");
    ada.harness.run_steps(5);
    enters(&mut ada, "Badge");
    ada.shows("Saved: Words in English");
    ada.click("Services");
    ada.shows("One queue for everybody");
    ada.click("Add a service");
    ada.harness.run_steps(5);
    enters(&mut ada, "Badges & keys");
    ada.shows("Saved: Services");
    ada.shows("Missing: Deutsch");
    ada.click("Letter before its numbers: B");
    ada.shows("Saved: Letter before its numbers");
    ada.shows("B, Badges & keys, Address and name");
    ada.click("Hours");
    ada.shows("The next 14 days");
    ada.shows("all day");
    ada.harness.get_by_role_and_label(Role::CheckBox, "Always open").click();
    ada.shows("Picture of the week: Monday 09:00–17:00");
    ada.harness.get_by_role_and_label(Role::TextInput, "Monday").focus();
    ada.harness.run_steps(3);
    ada.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    ada.harness.run_steps(3);
    enters(&mut ada, "0-24");
    ada.shows("Picture of the week: Monday 00:00–24:00");
    ada.click("Privacy");
    ada.shows("Keep visitors for so many days");
    ada.harness.get_by_role_and_label(Role::TextInput, "Visitor’s e-mail address").focus();
    ada.harness.run_steps(3);
    enters(&mut ada, "nobody@example.com");
    ada.shows("Nothing is kept of nobody@example.com.");
    ada.click("Log");
    ada.shows("Entries:");
    ada.shows("organisation: \"");
    ada.click("Health");
    ada.shows("Only the server’s own computer reaches this desk.");
    ada.click("Back up now");
    ada.shows("A backup was made");
    ada.press(Key::Escape);
    ada.shows("Choose a table to begin.");
}
