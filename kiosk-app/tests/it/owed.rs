//! What is not settled, on disks that are well and disks that fail.

use std::fs;

use app_kit::address::ServerAddress;
use kiosk_app::owed::{Kept, Owed, OwedFile};
use shared::ids::TicketId;

use crate::disk::Failing;

fn server(name: &str) -> ServerAddress {
    name.parse().unwrap()
}

fn owed(keys: &[&str], printing: &[i64]) -> Owed {
    Owed {
        keys: keys.iter().map(|key| key.parse().unwrap()).collect(),
        printing: printing.iter().map(|id| TicketId::new(*id).unwrap()).collect(),
    }
}

#[test]
fn keys_stand_beside_the_settings_until_they_are_settled() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("kiosk.toml");
    let open = || OwedFile::open(&settings, &server("desk")).unwrap();
    let (mut file, left) = open();
    assert_eq!(left, Owed::default());
    let unsettled = owed(&["a1", "b2"], &[17]);
    assert_eq!(file.keep(unsettled.clone()), Kept::Saved);
    assert!(folder.path().join("kiosk.owed.toml").exists());
    assert_eq!(open().1, unsettled);
    file.keep(Owed::default());
    assert_eq!(open().1, Owed::default());
}

#[test]
fn a_damaged_entry_takes_no_other_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("kiosk.toml");
    let server = server("desk");
    for (text, left) in [
        ("keys = [\"a1\", 7, \"\", \"b2\"]\nprinting = 5", owed(&["a1", "b2"], &[])),
        ("keys = [\"a1\"]\nprinting = [17]", owed(&["a1"], &[])),
        (
            "keys = [\"a1\", { server = \"S\", key = \"\" }, { key = \"b2\" }, { server = \"S\", key = \"c3\" }]",
            owed(&["a1", "c3"], &[]),
        ),
        ("keys = \"a1\"\n[[printing]]\nserver = \"S\"\nticket = 17\n", owed(&[], &[17])),
        (
            "keys = [\"a1\"]\n[[printing]]\nserver = \"S\"\nticket = \"x\"\n\
             [[printing]]\nserver = \"S\"\nticket = 18\n",
            owed(&["a1"], &[18]),
        ),
    ] {
        let text = text.replace('S', &server.to_string());
        fs::write(settings.with_extension("owed.toml"), &text).unwrap();
        assert_eq!(OwedFile::open(&settings, &server).unwrap().1, left, "{text}");
    }
}

#[test]
fn what_is_not_settled_is_of_one_server_alone() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("kiosk.toml");
    let (mut file, _) = OwedFile::open(&settings, &server("old")).unwrap();
    file.keep(owed(&["a1"], &[17]));
    let (mut file, left) = OwedFile::open(&settings, &server("new")).unwrap();
    assert_eq!(left, Owed::default());
    // Back where it was, it settles what it left there.
    file.keep(owed(&["b2"], &[3]));
    file.keep(owed(&[], &[]));
    let (mut file, left) = OwedFile::open(&settings, &server("old")).unwrap();
    assert_eq!(left, owed(&["a1"], &[17]));
    file.keep(Owed::default());
    for name in ["old", "new"] {
        assert_eq!(OwedFile::open(&settings, &server(name)).unwrap().1, Owed::default());
    }
}

#[test]
fn a_key_that_an_older_version_noted_is_of_the_server_of_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("kiosk.toml");
    fs::write(settings.with_extension("owed.toml"), "keys = [\"a1\", \"b2\"]\n").unwrap();
    let open = |name: &str| OwedFile::open(&settings, &server(name)).unwrap();
    let (mut file, left) = open("old");
    assert_eq!((left, file.kept()), (owed(&["a1", "b2"], &[]), Kept::Saved));
    // From then on it is noted where it is from, though the power went at once.
    assert_eq!(open("new").1, Owed::default());
    file.keep(owed(&["b2"], &[]));
    assert_eq!(open("old").1, owed(&["b2"], &[]));
}

#[test]
fn a_full_disk_mixes_up_no_servers() {
    let disk = Failing::default();
    disk.open_at("old").0.keep(owed(&["a1"], &[17]));
    let (mut file, _) = disk.open_at("new");
    file.keep(owed(&["b2"], &[]));
    disk.is_full.set(true);
    // Nothing of this server is settled: what stands there is true, of the other one too.
    assert_eq!(file.keep(owed(&["b2", "c3"], &[])), Kept::Behind);
    assert_eq!(disk.left_at("old"), owed(&["a1"], &[17]));
    assert_eq!(disk.left_at("new"), owed(&["b2"], &[]));
    // A ticket that is shown must not be withdrawn, whatever becomes of what was left elsewhere.
    assert_eq!(file.keep(owed(&["c3"], &[])), Kept::Behind);
    assert_eq!((disk.left_at("old"), disk.left_at("new")), (Owed::default(), Owed::default()));
    // Once there is room, that is on disk again.
    disk.is_full.set(false);
    assert_eq!(file.try_again(), Kept::Saved);
    assert_eq!(disk.left_at("old"), owed(&["a1"], &[17]));
    assert_eq!(disk.left_at("new"), owed(&["c3"], &[]));
    // A start on a disk that takes nothing leaves its own keys alone; the others' stay as they are.
    disk.is_full.set(true);
    disk.is_read_only.set(true);
    let (mut file, left) = disk.open_at("new");
    assert_eq!((left, file.kept()), (Owed::default(), Kept::Stale));
    disk.is_full.set(false);
    assert_eq!(file.try_again(), Kept::Saved);
    assert_eq!(disk.left_at("new"), Owed::default());
    assert_eq!(disk.left_at("old"), owed(&["a1"], &[17]));
}

#[test]
fn a_full_disk_never_claims_what_was_settled() {
    let disk = Failing::default();
    let (mut file, _) = disk.open();
    file.keep(owed(&["a1"], &[]));
    disk.is_full.set(true);
    // Another request: what stands there is true, and stays.
    assert_eq!(file.keep(owed(&["a1", "b2"], &[])), Kept::Behind);
    assert_eq!(disk.left(), owed(&["a1"], &[]));
    // The first ticket is printed: it must not be withdrawn, whatever becomes of the other.
    assert_eq!(file.keep(owed(&["b2"], &[17])), Kept::Behind);
    assert_eq!(disk.left(), Owed::default());
    assert_eq!(file.kept(), Kept::Behind);
    disk.is_full.set(false);
    assert_eq!(file.try_again(), Kept::Saved);
    assert_eq!(disk.open().1, owed(&["b2"], &[17]));
    // And the same of a ticket whose paper is out.
    disk.is_full.set(true);
    file.keep(owed(&["b2"], &[]));
    assert_eq!(disk.left().printing, []);
}

#[test]
fn what_cannot_be_written_nor_removed_is_stale_until_it_can() {
    let disk = Failing::default();
    let (mut file, _) = disk.open();
    file.keep(owed(&["a1"], &[]));
    disk.is_full.set(true);
    disk.is_read_only.set(true);
    assert_eq!(file.keep(owed(&[], &[17])), Kept::Stale);
    // A kiosk that starts on such a disk does not act on what stands there.
    let (mut again, left) = disk.open();
    assert_eq!((left, again.kept()), (Owed::default(), Kept::Stale));
    disk.is_full.set(false);
    assert_eq!(again.try_again(), Kept::Saved);
    assert_eq!(disk.open().1, Owed::default());
}

/// What the disk took, and only may have.
#[test]
fn what_may_be_on_disk_counts_as_there_until_it_is_known_not_to_be() {
    let disk = Failing::default();
    let (mut file, _) = disk.open();
    disk.is_unsure.set(true);
    assert_eq!(file.keep(owed(&["a1"], &[])), Kept::Behind);
    assert_eq!(file.try_again(), Kept::Behind, "it is there, and not for good");
    assert!(file.claims(&"a1".parse().unwrap()));
    disk.is_read_only.set(true);
    assert_eq!(file.keep(Owed::default()), Kept::Stale);
    assert!(file.claims(&"a1".parse().unwrap()), "a loss of power may bring it back");
    disk.is_unsure.set(false);
    assert_eq!(file.try_again(), Kept::Saved);
    assert!(!file.claims(&"a1".parse().unwrap()));
}

#[test]
fn a_desk_is_the_same_however_its_servers_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("kiosk.toml");
    let open = |name: &str| OwedFile::open(&settings, &server(name)).unwrap();
    open("a,b/north").0.keep(owed(&[], &[17]));
    for (name, left) in [
        ("b,a/north", owed(&[], &[17])),
        ("a/north", owed(&[], &[17])),
        ("c,b:7420/north", owed(&[], &[17])),
        ("a,b/south", Owed::default()),
        ("a,b", Owed::default()),
        ("c/north", Owed::default()),
    ] {
        assert_eq!(open(name).1, left, "{name}");
    }
    // What staff have heard there is settled, under whatever list it was noted.
    open("b,a/north").0.keep(Owed::default());
    assert_eq!(open("a,b/north").1, Owed::default());
}
