//! A desk that moves between a file and PostgreSQL, again and again, and is what it was.

use std::path::PathBuf;

use anyhow::ensure;

use super::desk::Desk;
use super::{Bench, OnCluster, OnDisk};
use crate::core::desk::Seating;
use crate::store::memory::Fail;
use crate::store::moving::{self, MoveError, Step};
use crate::store::postgres::registry::{self, Led};
use crate::store::postgres::tests::Cluster;
use crate::store::sqlite::Sqlite;
use crate::store::sqlite::moving::End;
use crate::store::{FILE, Store};

/// Where the desk is kept, at one of two places.
struct Moving {
    disk: OnDisk,
    cluster: OnCluster,
    is_in_file: bool,
    /// How many rounds a move was broken off in.
    broken_off: usize,
}

impl Moving {
    fn now(&self) -> &dyn Bench {
        if self.is_in_file { &self.disk } else { &self.cluster }
    }

    fn file(&self) -> PathBuf {
        self.disk.dir.path().join(FILE)
    }

    /// Who leads it in the cluster.
    fn led(&self) -> Led {
        let listed = registry::list(&self.cluster.cluster.database).unwrap();
        listed.into_iter().find(|it| it.name == self.cluster.name).unwrap().led
    }

    /// Where the desk is, which is one place. Whether that is another one than before.
    fn has_moved(&self, was_in_file: bool) -> bool {
        let file = self.file();
        let place = file.exists().then(|| End::open(&file).unwrap().place().unwrap());
        let (is_in_file, is_whole) = match &place {
            Some(None) => (true, true),
            Some(Some(place)) => (false, place.moved_to.is_some()),
            None => (false, false),
        };
        let is_in_cluster = matches!(self.led(), Led::ByNobody | Led::At(_));
        assert!(!is_in_file || !is_in_cluster, "it is at two places");
        match was_in_file {
            // Once it has ended in the file it is in the cluster, which may still be told.
            true => {
                assert_eq!(is_in_file, Sqlite::open(self.disk.dir.path()).is_ok());
                assert!(is_in_file || is_whole);
                !is_in_file
            }
            false => {
                assert!(is_in_cluster || matches!(self.led(), Led::Moved(_)));
                !is_in_cluster
            }
        }
    }

    /// Moves it to the other place: broken off after each step, and given again.
    fn go(&mut self, seq: i64) {
        let was_in_file = self.is_in_file;
        if !was_in_file {
            self.disk.dir = tempfile::tempdir().unwrap();
        }
        for at in 0.. {
            let mut steps = 0;
            let step = |_| {
                steps += 1;
                ensure!(steps <= at, "broken off");
                Ok(())
            };
            let cluster = &self.cluster.cluster;
            let moved = if was_in_file {
                let name = &self.cluster.name;
                moving::import(&self.file(), &cluster.database, name, seq, step).map(|arrived| {
                    assert_eq!(arrived, *name);
                })
            } else {
                moving::finish_export(&cluster.database, &self.cluster.name, &self.file()).and_then(
                    |is_done| match is_done {
                        true => Ok(()),
                        false => {
                            let engine = cluster.take(&self.cluster.desk);
                            moving::export(&engine, &self.file(), seq, step)
                        }
                    },
                )
            };
            let has_moved = self.has_moved(was_in_file);
            if moved.is_ok() {
                assert!(has_moved);
                break;
            }
            self.broken_off += 1;
        }
        self.is_in_file = !was_in_file;
    }
}

impl Bench for Moving {
    fn open(&mut self) -> Store {
        if self.is_in_file { self.disk.open() } else { self.cluster.open() }
    }

    fn open_after_crash(&mut self, _: bool) -> Store {
        self.open()
    }

    fn audit(&self) -> Vec<(i64, u32, String)> {
        self.now().audit()
    }

    fn seatings(&self) -> Vec<Seating> {
        self.now().seatings()
    }

    fn journal(&self) -> usize {
        self.now().journal()
    }

    fn fail(&mut self, _: &[Fail]) {}
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_desk_that_moves_between_file_and_postgres_is_what_it_was() {
    for seed in [3, 4] {
        let (disk, cluster) = (OnDisk::new(), OnCluster::new());
        let bench = Moving { disk, cluster, is_in_file: true, broken_off: 0 };
        let mut desk = Desk::new(bench, seed);
        for round in 0..4 {
            for _ in 0..20 {
                for _ in 0..3 {
                    desk.anything();
                }
                desk.append().unwrap();
            }
            if round % 2 == 0 {
                desk.level(8);
            } else {
                desk.compare_audit();
            }
            let seq = desk.seq;
            desk.bench.go(seq);
            desk.model.sessions.clear();
            desk.store = desk.bench.open();
            desk.compare();
            // Sessions of which only the journal knew were ended by a batch of their own.
            let more = desk.store.last - desk.seq;
            assert!((0..=1).contains(&more) && (round % 2 == 0 || more == 0), "{more}");
            desk.seq = desk.store.last;
            if more > 0 {
                desk.level_all();
                let audit = desk.bench.audit();
                assert_eq!(audit[..desk.history.audit.len()], desk.history.audit);
                desk.history.audit = audit;
            }
            desk.compare_audit();
        }
        assert!(desk.bench.broken_off > 4 * 12, "{}", desk.bench.broken_off);
    }
}

/// Two desks are never put together, nor is one overwritten.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_desk_of_postgres_that_is_in_use_is_not_overwritten() {
    let mut there = Desk::new(OnCluster::new(), 5);
    there.employ_everybody();
    there.append().unwrap();
    let mut here = Desk::new(OnDisk::new(), 6);
    here.employ_everybody();
    here.append().unwrap();
    let (database, name) = (&there.bench.cluster.database, &there.bench.name);
    let file = here.bench.dir.path().join(FILE);
    let go = |_| Ok(());
    let refused = moving::import(&file, database, name, 9, go).unwrap_err();
    assert_eq!(refused.downcast_ref(), Some(&MoveError::Used(name.clone())));
    let engine = there.bench.cluster.take(&there.bench.desk);
    assert!(moving::export(&engine, &file, 9, go).is_err());
    assert!(moving::finish_export(database, name, &file).is_err());
    here.store = here.bench.open();
    here.compare();
    there.store = there.bench.open();
    there.compare();
}

/// Whoever is first to use a desk while another is moved over it keeps it.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_desk_that_is_used_while_one_is_moved_over_it_is_kept() {
    let mut here = Desk::new(OnDisk::new(), 7);
    here.employ_everybody();
    here.append().unwrap();
    here.level_all();
    let cluster = Cluster::open();
    let name = Cluster::new_name();
    let desk = registry::add(&cluster.database, &name, None, 0).unwrap();
    let file = here.bench.dir.path().join(FILE);
    let key = desk.as_str().to_owned();
    let using = std::thread::spawn(move || {
        Cluster::open().run(&format!(
            r#"BEGIN; SELECT FROM walkup.desk WHERE id = '{key}' FOR UPDATE; SELECT pg_sleep(1.5);
            UPDATE walkup.desk SET seq = seq + 1 WHERE id = '{key}';
            INSERT INTO walkup.journal VALUES ('{key}', 1, '"created"'); COMMIT"#
        ));
    });
    std::thread::sleep(std::time::Duration::from_millis(500));
    let refused = moving::import(&file, &cluster.database, &name, 9, |_| Ok(())).unwrap_err();
    using.join().unwrap();
    assert_eq!(refused.downcast_ref(), Some(&MoveError::Used(name)));
    assert_eq!(cluster.journal(&desk).len(), 1);
}

/// A file that holds a whole desk is never taken for what was left of another's move.
#[test]
#[ignore = "needs PostgreSQL: cargo xtask cluster --test"]
fn a_file_with_another_desk_is_not_made_anew() {
    let cluster = Cluster::open();
    let [first, other] = [(), ()].map(|()| Cluster::new_name());
    let [key, _] =
        [&first, &other].map(|it| registry::add(&cluster.database, it, None, 0).unwrap());
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(FILE);
    let until = |last: Step| {
        move |step: Step| {
            ensure!(std::mem::discriminant(&step) != std::mem::discriminant(&last), "broken off");
            Ok(())
        }
    };
    moving::export(&cluster.take(&key), &file, 9, until(Step::Ended)).unwrap_err();
    let refused = moving::finish_export(&cluster.database, &other, &file).unwrap_err();
    let shown = file.display().to_string();
    assert_eq!(
        refused.downcast_ref(),
        Some(&MoveError::HoldsAnother(shown.clone(), first.clone()))
    );
    assert!(moving::finish_export(&cluster.database, &first, &file).unwrap());
    // One that was whole and came from another cluster, which knows more of it.
    let file = dir.path().join("other.db");
    let there = End::create(&file, "another-cluster:move").unwrap();
    drop(there);
    let refused = moving::finish_export(&cluster.database, &other, &file).unwrap_err();
    assert_eq!(refused.downcast_ref(), Some(&MoveError::Exists(file.display().to_string())));
    assert!(file.exists());
}
