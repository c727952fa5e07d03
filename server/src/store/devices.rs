//! The devices that may connect from other machines, as they are stored.

use rusqlite::params;

use super::{Store, rows};
use crate::auth::TokenHash;
use crate::desk::Millis;
use crate::devices::Device;

impl Store {
    /// Every device, by name.
    pub fn devices(&self) -> rusqlite::Result<Vec<Device>> {
        let sql = "SELECT name, kind, key, used FROM device ORDER BY name";
        let found = rows(&self.db, sql, [], |row| {
            let kind = row.get::<_, String>(1)?.parse().ok();
            Ok((row.get(0)?, kind, TokenHash(row.get(2)?), row.get(3)?))
        })?;
        // A kind that a newer version knows opens nothing here.
        let known = found
            .into_iter()
            .filter_map(|(name, kind, key, used)| Some(Device { name, kind: kind?, key, used }));
        Ok(known.collect())
    }

    /// Adds a device, in the open transaction.
    pub fn add_device(&self, device: &Device, at: Millis) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO device (name, kind, key, added) VALUES (?1, ?2, ?3, ?4)",
            params![device.name, device.kind.as_str(), device.key.0, at],
        )
    }

    /// Takes a device away, in the open transaction.
    pub fn remove_device(&self, name: &str) -> rusqlite::Result<()> {
        self.run("DELETE FROM device WHERE name = ?1", [name])
    }

    /// Notes when a device was connected last, in the open transaction.
    pub fn device_used(&self, name: &str, at: Millis) -> rusqlite::Result<()> {
        self.run("UPDATE device SET used = ?2 WHERE name = ?1", params![name, at])
    }
}
