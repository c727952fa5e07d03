//! `--print-test` as whoever sets a kiosk up sees it.

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
