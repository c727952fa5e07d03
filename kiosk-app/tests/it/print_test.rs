//! `--print-test` as whoever sets a kiosk up sees it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};

fn kiosk(settings: &Path, arguments: &[&str]) -> Output {
    let mut kiosk = Command::new(env!("CARGO_BIN_EXE_walkup-kiosk"));
    kiosk.arg("--settings").arg(settings).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text)).concat()
}

#[test]
fn the_picture_of_a_sample_goes_over_no_file_unless_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("kiosk.toml");
    let picture = folder.path().join("sample.png");
    let name = picture.to_str().unwrap();
    let first = kiosk(&settings, &["--print-test", name]);
    assert!(first.status.success(), "{}", said(&first));
    assert_eq!(image::open(&picture).unwrap().width(), 576);

    std::fs::write(&picture, "a letter").unwrap();
    let again = kiosk(&settings, &["--print-test", name]);
    assert!(!again.status.success() && said(&again).contains("--force"), "{}", said(&again));
    assert_eq!(std::fs::read(&picture).unwrap(), b"a letter");
    let forced = kiosk(&settings, &["--print-test", name, "--force"]);
    assert!(forced.status.success(), "{}", said(&forced));
    assert_eq!(image::open(&picture).unwrap().width(), 576);

    let nowhere = folder.path().join("no such folder").join("sample.png");
    let refused = kiosk(&settings, &["--print-test", nowhere.to_str().unwrap()]);
    let reason = std::fs::File::create(&nowhere).unwrap_err().to_string();
    assert!(!refused.status.success() && said(&refused).contains(&reason), "{}", said(&refused));
    assert!(!kiosk(&settings, &["--force"]).status.success());
}

/// Answers every question: it is well. In the middle of a ticket it is gone.
fn serve_until_it_is_switched_off(mut stream: TcpStream) -> std::io::Result<()> {
    let mut all = Vec::new();
    let mut buffer = [0; 512];
    while all.len() < 5_000 {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        all.extend_from_slice(&buffer[..count]);
        match all[..] {
            [.., 0x10, 0x04, 1..=4] => stream.write_all(&[0b0001_0010])?,
            [.., 0x1d, b'r', 1] => stream.write_all(&[0])?,
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn the_last_line_says_what_was_heard_of_the_printer_last() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        // A kiosk that has heard enough may end first.
        listener
            .incoming()
            .map_while(Result::ok)
            .for_each(|stream| _ = serve_until_it_is_switched_off(stream));
    });
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("kiosk.toml");
    std::fs::write(&settings, format!("[print]\nprinter = \"tcp://{address}\"\n")).unwrap();
    let output = kiosk(&settings, &["--print-test"]);
    let said = said(&output);
    let last = said.lines().last().unwrap_or_default();
    assert!(!output.status.success() && last.ends_with("the printer: away"), "{said}");
}
