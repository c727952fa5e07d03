//! Devices: who is let in, and who no more.

use shared::text::Secret;

use super::{Clerk, read_failed};
use crate::auth::{self, TokenHash};
use crate::desk::Refusal;
use crate::devices::{Device, Kind};

/// The longest name of a device, in characters.
const NAME_CHARS: usize = 60;

impl Clerk {
    pub(super) fn add_device(&mut self, kind: Kind, name: &str) -> Result<Vec<String>, Refusal> {
        let key = self.store_device(kind, name)?;
        Ok(vec![key.expose().to_owned()])
    }

    pub(super) fn list_devices(&mut self) -> Result<Vec<String>, Refusal> {
        let devices = self.store.devices().map_err(read_failed)?;
        let lines = devices.into_iter().map(|Device { name, kind, .. }| {
            let is_here = self.clients.values().any(|client| client.device.as_ref() == Some(&name));
            let state = if is_here { "connected" } else { "-" };
            format!("{name}\t{kind}\t{state}")
        });
        Ok(lines.collect())
    }

    pub(super) fn revoke_device(&mut self, name: &str) -> Result<Vec<String>, Refusal> {
        let devices = self.store.devices().map_err(read_failed)?;
        let found = devices.into_iter().find(|device| is_same(&device.name, name));
        let name = found.ok_or(Refusal::NoSuchDevice)?.name;
        let removed = self.ensure_batch().and_then(|()| {
            self.store.remove_device(&name)?;
            self.store.audit(self.now, "administrator", "device revoked", None, None)
        });
        self.note_failure(removed);
        self.batch.changes_devices = true;
        self.saved_so_far()?;
        Ok(vec![format!("revoked {name}")])
    }

    pub(super) fn approve_device(
        &mut self,
        code: &str,
        name: Option<String>,
    ) -> Result<Vec<String>, Refusal> {
        let kind = self.devices.waits(code).ok_or(Refusal::NoSuchCode)?;
        let name = name.unwrap_or_else(|| format!("{kind}-{}", code.trim().to_lowercase()));
        let key = self.store_device(kind, &name)?;
        self.batch.let_in.push((code.to_owned(), key));
        Ok(vec![format!("added {kind} {name}")])
    }

    fn store_device(&mut self, kind: Kind, name: &str) -> Result<Secret, Refusal> {
        let name = shared::text::clean(name);
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            return Err(Refusal::DeviceNameUnusable);
        }
        let devices = self.store.devices().map_err(read_failed)?;
        if devices.iter().any(|device| is_same(&device.name, &name)) {
            return Err(Refusal::DeviceExists);
        }
        let secret = auth::new_token();
        let device = Device { name, kind, key: TokenHash::of(secret.expose()) };
        let added = self.ensure_batch().and_then(|()| {
            self.store.add_device(&device, self.now)?;
            self.store.audit(self.now, "administrator", "device added", None, None)
        });
        self.note_failure(added);
        self.batch.changes_devices = true;
        self.saved_so_far()?;
        Ok(secret)
    }

    /// Tells the handshakes what is on disk now, and ends the connections of devices that are
    /// known no more.
    pub(super) fn tell_devices(&mut self, let_in: Vec<(String, Secret)>) {
        match self.store.devices() {
            Ok(devices) => self.devices.replace(devices),
            Err(error) => return tracing::error!("failed to read the devices: {error}"),
        }
        for client in self.clients.values() {
            if client.device.as_ref().is_some_and(|name| !self.devices.has(name)) {
                client.outbox.close(1008);
            }
        }
        for (code, key) in let_in {
            self.devices.let_in(&code, key);
        }
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
