//! Putting a backup in the database's place.

use std::fs;

use shared::device::DeviceKind;

use crate::core::accounts::PersonId;
use crate::core::change::{Act, By, Change};
use crate::core::credential::TokenHash;
use crate::core::devices::Device;
use crate::store::contract::OnDisk;
use crate::store::contract::desk::Desk;
use crate::store::model::Model;
use crate::store::{FILE, IDS_FILE, Reader, open, restore};

fn device(desk: &mut Desk<OnDisk>, name: &str) -> TokenHash {
    let (name, kind, key) = (name.to_owned(), DeviceKind::Kiosk, TokenHash::of(name));
    let device = Device { name, kind, key, added: 1, used: None };
    desk.happen(By::Administrator, Change::DeviceAdded { device });
    key
}

fn session(desk: &mut Desk<OnDisk>, token: &str) {
    let (token, person, at) = (TokenHash::of(token), PersonId(1), 5);
    desk.happen(By::Server, Change::SessionOpened { token, person, at, is_one_time: false });
}

fn visitors(desk: &mut Desk<OnDisk>, count: usize) {
    for number in 0..count {
        desk.create(format!("v{number}@a.b"), "Ann".to_owned(), None);
    }
    desk.append().unwrap();
}

/// The desk as the next start finds it.
fn started(dir: &std::path::Path) -> (Model, crate::store::Store) {
    let mut store = open(dir).unwrap();
    let loaded = store.load().unwrap();
    let mut model = Model::new(loaded.state);
    for entry in loaded.replay.iter().flat_map(|batch| &batch.entries) {
        let ended = model.apply(entry);
        store.note(entry, ended.as_ref());
    }
    (model, store)
}

#[test]
fn a_backup_takes_the_databases_place() {
    let mut desk = Desk::new(OnDisk::new(), 31);
    let dir = desk.bench.dir.path().to_owned();
    let old_one = device(&mut desk, "Old one");
    session(&mut desk, "in the tables");
    visitors(&mut desk, 5);
    desk.level_all();
    // These are in the backup's journal alone.
    let revoked = device(&mut desk, "Revoked later");
    session(&mut desk, "in the journal");
    visitors(&mut desk, 3);
    let backup = dir.join("mine.db");
    Reader::open(&dir).unwrap().backup(&backup, &|| false).unwrap();
    let in_backup = desk.model.clone();
    desk.happen(By::Administrator, Change::DeviceRevoked { key: revoked });
    visitors(&mut desk, 4);
    assert_eq!(desk.model.next_ticket, 12);
    let seq = desk.seq;
    drop(desk.store);

    fs::remove_file(dir.join(IDS_FILE)).unwrap();
    let restored = restore(&dir, &backup).unwrap();
    assert_eq!(restored.devices, ["Revoked later"]);
    assert!(restored.note.contains("12"), "{}", restored.note);
    let kept = restored.kept.unwrap();
    assert!(Reader::open_file(&kept).unwrap().check(&|| false).unwrap().is_empty());

    let (model, mut store) = started(&dir);
    assert_eq!(model.open, in_backup.open);
    assert!(model.devices.contains_key(&old_one) && model.devices.contains_key(&revoked));
    assert!(model.sessions.is_empty(), "{:?}", model.sessions);
    assert_eq!(model.next_ticket, 12);
    assert!(store.last >= 1_000_000 + seq - 2, "{}", store.last);
    while !store.level(&model, std::time::Duration::ZERO).unwrap() {}
    let mut acts = Vec::new();
    let reader = Reader::open(&dir).unwrap();
    reader
        .each_act(0, i64::MAX, |act| {
            acts.push((act.who, act.what));
            Ok(true)
        })
        .unwrap();
    assert_eq!(acts.last().unwrap(), &("administrator".to_owned(), "restored".to_owned()));
    assert_eq!(reader.check(&|| false).unwrap(), [""; 0]);
    store.close().unwrap();

    // A second one keeps the first apart.
    let again = restore(&dir, &backup).unwrap();
    assert_ne!(again.kept.unwrap(), kept);
}

#[test]
fn ids_go_on_above_what_can_be_read() {
    let mut desk = Desk::new(OnDisk::new(), 32);
    let dir = desk.bench.dir.path().to_owned();
    visitors(&mut desk, 2);
    let backup = dir.join("mine.db");
    Reader::open(&dir).unwrap().backup(&backup, &|| false).unwrap();
    visitors(&mut desk, 2000);
    drop(desk.store);

    // The database is junk, and the file beside it says how far ids had gone.
    let junk = vec![0x5a; 4096];
    fs::write(dir.join(FILE), &junk).unwrap();
    let high: i64 = fs::read_to_string(dir.join(IDS_FILE)).unwrap().trim().parse().unwrap();
    assert!(high >= 2001, "{high}");
    let restored = restore(&dir, &backup).unwrap();
    assert_eq!(fs::read(restored.kept.unwrap()).unwrap(), junk);
    assert_eq!(started(&dir).0.next_ticket, high + 1);

    // Nothing can be read.
    fs::write(dir.join(FILE), &junk).unwrap();
    fs::write(dir.join(IDS_FILE), "junk").unwrap();
    let restored = restore(&dir, &backup).unwrap();
    assert!(restored.note.contains("10000 above"), "{}", restored.note);
    assert_eq!(started(&dir).0.next_ticket, 10_002);
    let high: i64 = fs::read_to_string(dir.join(IDS_FILE)).unwrap().trim().parse().unwrap();
    assert!(high >= 10_001, "{high}");
}

#[test]
fn a_backup_of_the_older_schema_can_be_restored() {
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v4.db");
    let backup = tempfile::tempdir().unwrap();
    let backup = backup.path().join("walkup-2026-11-27.db");
    fs::create_dir_all(backup.parent().unwrap()).unwrap();
    fs::copy(from, &backup).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let restored = restore(dir.path(), &backup).unwrap();
    assert_eq!(restored.kept, None);
    assert_eq!(restored.devices, ["Hall", "Unused", "Wall"]);
    let (model, _) = started(dir.path());
    assert_eq!(model.next_ticket, 10_187);
    assert!(model.sessions.is_empty());
    assert_eq!(model.open.len(), 9);
}

#[test]
fn a_damaged_backup_changes_nothing() {
    let mut desk = Desk::new(OnDisk::new(), 33);
    let dir = desk.bench.dir.path().to_owned();
    visitors(&mut desk, 50);
    desk.level_all();
    let backup = dir.join("mine.db");
    Reader::open(&dir).unwrap().backup(&backup, &|| false).unwrap();
    let mut bytes = fs::read(&backup).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0xa5);
    fs::write(&backup, bytes).unwrap();
    assert!(restore(&dir, &backup).is_err());
    assert!(restore(&dir, &dir.join("nothing.db")).is_err());
    desk.happen(By::Server, Change::Acted { act: Act::BackedUp });
    desk.append().unwrap();
    desk.compare();
    let left: Vec<_> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("replaced") || name.starts_with('.'))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn what_a_restore_that_was_killed_left_is_removed_by_the_next_that_opens() {
    let mut desk = Desk::new(OnDisk::new(), 35);
    visitors(&mut desk, 1);
    desk.level_all();
    let dir = desk.bench.dir.path().to_owned();
    drop(desk.store);
    let left = dir.join(".restore-a1B2c3");
    fs::create_dir(&left).unwrap();
    fs::write(left.join(FILE), "v0@a.b").unwrap();
    open(&dir).unwrap();
    assert!(!left.exists());
}
