//! The packages on a bare Debian, which lies in a folder: installed, upgraded, removed and purged
//! as an office would. Systemd does not run there, so a stand-in writes down what it is told.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use super::{NEXT, PROGRAMS};

/// What each package puts where people and desktops look for it.
const FILES: [&str; 20] = [
    "usr/bin/walkup-server",
    "usr/bin/walkup-staff",
    "usr/bin/walkup-kiosk",
    "usr/bin/walkup-display",
    "usr/lib/systemd/system/walkup-server.service",
    "usr/share/applications/walkup-staff.desktop",
    "usr/share/applications/walkup-kiosk.desktop",
    "usr/share/applications/walkup-display.desktop",
    "usr/share/icons/hicolor/scalable/apps/walkup-staff.svg",
    "usr/share/icons/hicolor/scalable/apps/walkup-kiosk.svg",
    "usr/share/icons/hicolor/scalable/apps/walkup-display.svg",
    "usr/share/doc/walkup-server/LICENSE-APACHE",
    "usr/share/doc/walkup-server/LICENSE-MIT",
    "usr/share/doc/walkup-staff/LICENSE-MIT",
    "usr/share/doc/walkup-kiosk/LICENSE-MIT",
    "usr/share/doc/walkup-display/LICENSE-MIT",
    "usr/share/doc/walkup-server/copyright",
    SETTINGS,
    KIOSK_STARTS,
    DISPLAY_STARTS,
];

const SETTINGS: &str = "etc/walkup/walkup.toml";
const KIOSK_STARTS: &str = "etc/xdg/autostart/walkup-kiosk.desktop";
const DISPLAY_STARTS: &str = "etc/xdg/autostart/walkup-display.desktop";

/// Where the unit's data really is, and the link that systemd makes to it.
const DATA: &str = "var/lib/private/walkup";
const DATA_LINK: &str = "var/lib/walkup";

/// What the windowing libraries load when they run: the packages must bring all of it.
const LIBRARIES: [&str; 11] = [
    "libX11.so.6",
    "libX11-xcb.so.1",
    "libXcursor.so.1",
    "libXi.so.6",
    "libxkbcommon.so.0",
    "libxkbcommon-x11.so.0",
    "libGL.so.1",
    "libEGL.so.1",
    "libwayland-client.so.0",
    "libwayland-egl.so.1",
    "libfontconfig.so.1",
];

/// Says what this machine lacks for the test, before anything is built.
pub fn needs() -> Result<()> {
    let whoami = Command::new("id").arg("-u").output().context("this is no Unix")?;
    ensure!(whoami.stdout == b"0\n", "the packages can be tested by root alone");
    for (program, package) in
        [("debootstrap", "debootstrap"), ("desktop-file-validate", "desktop-file-utils")]
    {
        let found = Command::new(program).arg("--version").stdout(Stdio::null()).status();
        ensure!(found.is_ok(), "{program} is missing; on Debian: apt-get install {package}");
    }
    Ok(())
}

/// Takes the packages through their life in `folder`, which is made anew.
pub fn test(folder: &Path, packages: &[PathBuf], later: &[PathBuf]) -> Result<()> {
    let bare = Bare::make(folder)?;

    stage("installed with what they depend on");
    let apt = ["apt-get", "-q", "-y", "--no-install-recommends"];
    bare.run(&[&apt[..], &["update"]].concat())?;
    let names = bare.hand_over(packages)?;
    bare.run(&[&apt[..], &["install"], &as_strs(&names)].concat())?;
    for file in FILES {
        ensure!(bare.has(file), "/{file} is missing");
    }
    for (_, program) in PROGRAMS {
        let said = bare.run(&[program, "--version"])?;
        ensure!(said.trim() == format!("{program} {}", env!("CARGO_PKG_VERSION")), "{said}");
    }
    let found = bare.run(&["ldconfig", "-p"])?;
    for library in LIBRARIES {
        ensure!(found.contains(&format!("\t{library} ")), "no package brought {library}");
    }
    for name in FILES.iter().filter(|file| file.ends_with(".desktop")) {
        let checked = Command::new("desktop-file-validate").arg(bare.path(name)).status()?;
        ensure!(checked.success(), "/{name} is no good desktop entry");
    }
    bare.make_link_as_systemd_does()?;
    let password = "a password of Ann's\n";
    bare.server(&["staff", "add", "ann", "--name", "Ann Example", "--password-stdin"], password)?;

    stage("upgraded; what people changed stays theirs");
    let mut settings = fs::OpenOptions::new().append(true).open(bare.path(SETTINGS))?;
    settings.write_all(b"organisation = \"Kept\"\n")?;
    fs::remove_file(bare.path(DISPLAY_STARTS))?;
    let names = bare.hand_over(later)?;
    // As apt does when nobody is there to answer.
    bare.run(&[&["dpkg", "--force-confdef", "--install"], &as_strs(&names)[..]].concat())?;
    let version = bare.run(&["dpkg-query", "-f", "${Version}\n", "-W", "walkup-*"])?;
    ensure!(version.lines().all(|line| line.starts_with(NEXT)), "not upgraded: {version}");
    ensure!(version.lines().count() == PROGRAMS.len(), "not all are there: {version}");
    ensure!(bare.told("try-restart walkup-server.service"), "the server was not restarted");
    let shown = bare.server(&["config", "show"], "")?;
    ensure!(shown.contains("organisation = \"Kept\""), "the settings were lost: {shown}");
    let listens = "listen = \"0.0.0.0:7420\"";
    ensure!(shown.contains(listens), "others do not reach the desk: {shown}");
    let offered = format!("{SETTINGS}.dpkg-dist");
    ensure!(bare.has(&offered), "the new version's settings are not offered beside them");
    ensure!(!bare.has(DISPLAY_STARTS), "the board starts by itself again");
    bare.holds_ann()?;

    stage("removed; data and settings stay");
    let programs = PROGRAMS.map(|(_, program)| program);
    bare.run(&[&apt[..], &["remove"], &programs].concat())?;
    for (_, program) in PROGRAMS {
        ensure!(!bare.has(&format!("usr/bin/{program}")), "{program} is still there");
    }
    ensure!(bare.told("disable --now walkup-server.service"), "the server was not stopped");
    ensure!(bare.has(DATA) && bare.has(SETTINGS), "data or settings are gone");
    bare.run(&[&apt[..], &["install"], &as_strs(&names)].concat())?;
    bare.holds_ann()?;

    stage("purged; nothing stays");
    bare.run(&[&apt[..], &["purge"], &programs].concat())?;
    let left =
        bare.run(&["find", "/", "-xdev", "-name", "*walkup*", "-not", "-path", "/debs/*"])?;
    ensure!(left.is_empty(), "this is left:\n{left}");
    println!("\nThe packages were installed, upgraded, removed and purged on a bare Debian.");
    fs::remove_dir_all(folder)?;
    Ok(())
}

fn stage(text: &str) {
    println!("· {text}");
}

fn as_strs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

/// A Debian of its smallest size in a folder.
struct Bare<'a> {
    folder: &'a Path,
}

impl<'a> Bare<'a> {
    fn make(folder: &'a Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        let (release, mirror) = this_debian()?;
        stage(&format!("a bare Debian {release} is made"));
        let made = Command::new("debootstrap")
            .args(["--variant=minbase", &release])
            .arg(folder)
            .arg(mirror)
            .stdout(Stdio::null())
            .status()
            .context("debootstrap could not be started")?;
        ensure!(made.success(), "debootstrap failed; {}", folder.join("debootstrap").display());
        let bare = Self { folder };
        fs::create_dir_all(bare.path("debs"))?;
        fs::create_dir_all(bare.path("run/systemd/system"))?;
        let stand_in = bare.path("usr/bin/systemctl");
        fs::write(&stand_in, "#!/bin/sh\necho \"$@\" >>/debs/systemctl.log\n")?;
        let allowed = Command::new("chmod").arg("755").arg(&stand_in).status()?;
        ensure!(allowed.success(), "the stand-in for systemd cannot be run");
        Ok(bare)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    fn has(&self, path: &str) -> bool {
        // Links in there lead out of the folder, so they are not followed.
        self.path(path).symlink_metadata().is_ok()
    }

    /// Puts the packages where the bare system finds them; answers with their paths there.
    fn hand_over(&self, packages: &[PathBuf]) -> Result<Vec<String>> {
        let debs = packages.iter().filter(|file| file.extension().is_some_and(|end| end == "deb"));
        debs.map(|file| {
            let name = file.file_name().and_then(|name| name.to_str()).context("an odd name")?;
            fs::copy(file, self.path("debs").join(name))?;
            Ok(format!("/debs/{name}"))
        })
        .collect()
    }

    fn run(&self, command: &[&str]) -> Result<String> {
        self.run_with(command, "")
    }

    /// Runs a command in there, as root with a plain environment.
    fn run_with(&self, command: &[&str], input: &str) -> Result<String> {
        let mut process = Command::new("chroot")
            .arg(self.folder)
            .args(command)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("chroot could not be started")?;
        process.stdin.take().context("no standard input")?.write_all(input.as_bytes())?;
        let output = process.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            bail!("{} failed:\n{said}{complaint}", command.join(" "));
        }
        Ok(said)
    }

    /// The server's own commands, as an administrator gives them.
    fn server(&self, command: &[&str], input: &str) -> Result<String> {
        let place = [
            "walkup-server",
            "--data-dir",
            "/var/lib/walkup",
            "--config",
            "/etc/walkup/walkup.toml",
        ];
        self.run_with(&[&place, command].concat(), input)
    }

    /// What systemd does for `DynamicUser` before the first start.
    fn make_link_as_systemd_does(&self) -> Result<()> {
        self.run(&["mkdir", "-p", &format!("/{DATA}")])?;
        self.run(&["ln", "-s", "private/walkup", &format!("/{DATA_LINK}")]).map(|_| ())
    }

    fn holds_ann(&self) -> Result<()> {
        let staff = self.server(&["staff", "list"], "")?;
        ensure!(staff.contains("Ann Example"), "the data was lost: {staff}");
        Ok(())
    }

    fn told(&self, words: &str) -> bool {
        let told = fs::read_to_string(self.path("debs/systemctl.log")).unwrap_or_default();
        told.lines().any(|line| line == words)
    }
}

/// The release and the mirror that this machine itself uses.
fn this_debian() -> Result<(String, String)> {
    let about = fs::read_to_string("/etc/os-release").context("this is no Debian")?;
    let release = about
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="))
        .context("the release of this Debian has no name")?
        .to_owned();
    let told = Command::new("apt-get")
        .args(["indextargets", "--format", "$(CODENAME) $(COMPONENT) $(REPO_URI)"])
        .arg("Created-By: Packages")
        .output()
        .context("apt-get could not be started")?;
    let told = String::from_utf8_lossy(&told.stdout);
    let wanted = format!("{release} main ");
    let mirror = told.lines().find_map(|line| line.strip_prefix(&wanted));
    let mirror = mirror.context("apt knows no mirror of this release")?.to_owned();
    Ok((release, mirror))
}
