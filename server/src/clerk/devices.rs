//! Devices: who is let in, and who no more.

use std::collections::BTreeMap;

use shared::device::{Device as Listed, DeviceKind};
use shared::text::Secret;

use super::{Clerk, read_failed};
use crate::auth::{self, TokenHash};
use crate::desk::{By, Millis, Refusal};
use crate::devices::Device;

/// The longest name of a device, in characters.
const NAME_CHARS: usize = 60;

impl Clerk {
    /// Every device; a use that is not stored yet counts.
    pub(super) fn list_devices(&mut self) -> Result<Vec<Listed>, Refusal> {
        let devices = self.store.devices().map_err(read_failed)?;
        let listed = devices.into_iter().map(|Device { name, kind, used, .. }| {
            let connected =
                self.clients.values().any(|client| client.device.as_ref() == Some(&name));
            let used = self.devices_used.get(&name).copied().or(used);
            let used = if connected { Some(self.now) } else { used };
            Listed { name, kind, used, connected }
        });
        Ok(listed.collect())
    }

    /// Takes a device's key away; gives its name as it is spelled.
    pub(super) fn revoke_device(&mut self, by: By, name: &str) -> Result<String, Refusal> {
        let devices = self.store.devices().map_err(read_failed)?;
        let found = devices.into_iter().find(|device| is_same(&device.name, name));
        let name = found.ok_or(Refusal::NoSuchDevice)?.name;
        let removed = self.ensure_batch().and_then(|()| self.store.remove_device(&name));
        self.note_failure(removed);
        self.audit_by(by, "device revoked");
        self.batch.changes_devices = true;
        self.saved_so_far()?;
        Ok(name)
    }

    /// Lets in the device that shows a code. Without a name it is called by its kind and code.
    pub(super) fn approve_device(
        &mut self,
        by: By,
        code: &str,
        name: Option<&str>,
    ) -> Result<(DeviceKind, String), Refusal> {
        let code = shared::device::code(code);
        let kind = self.devices.waits(&code).ok_or(Refusal::NoSuchCode)?;
        // One batch may hold the same code twice; its device waits until the batch is on disk.
        if self.batch.let_in.iter().any(|(taken, _)| *taken == code) {
            return Err(Refusal::NoSuchCode);
        }
        let name = match name.filter(|name| !name.is_empty()) {
            Some(name) => name.to_owned(),
            None => format!("{kind}-{}", code.to_lowercase()),
        };
        let (name, key) = self.add_device(by, kind, &name)?;
        self.batch.let_in.push((code, key));
        Ok((kind, name))
    }

    /// Stores a device; gives its name as it is spelled, and its key.
    pub(super) fn add_device(
        &mut self,
        by: By,
        kind: DeviceKind,
        name: &str,
    ) -> Result<(String, Secret), Refusal> {
        let name = shared::text::clean(name);
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            return Err(Refusal::DeviceNameUnusable);
        }
        let devices = self.store.devices().map_err(read_failed)?;
        if devices.iter().any(|device| is_same(&device.name, &name)) {
            return Err(Refusal::DeviceExists);
        }
        let secret = auth::new_token();
        let key = TokenHash::of(secret.expose());
        let device = Device { name, kind, key, used: None };
        let added = self.ensure_batch().and_then(|()| self.store.add_device(&device, self.now));
        self.note_failure(added);
        self.audit_by(by, "device added");
        self.batch.changes_devices = true;
        self.saved_so_far()?;
        Ok((device.name, secret))
    }

    /// When each device was connected last, as far as it is not stored; those that are connected
    /// are in use now.
    pub(super) fn take_device_use(&mut self) -> BTreeMap<String, Millis> {
        let mut used = std::mem::take(&mut self.devices_used);
        let here = self.clients.values().filter_map(|client| client.device.clone());
        used.extend(here.map(|name| (name, self.now)));
        used
    }

    /// Stores when devices were connected last: once a minute, since nobody waits for it.
    pub(super) fn note_device_use(&mut self) {
        let used = self.take_device_use();
        if used.is_empty() {
            return;
        }
        let noted = self.ensure_batch().and_then(|()| {
            used.iter().try_for_each(|(name, at)| self.store.device_used(name, *at))
        });
        self.note_failure(noted);
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
            if !self.devices.let_in(&code, key) {
                tracing::warn!("a device was let in and has hung up: nobody has its key");
            }
        }
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
