//! Kiosks and displays that may connect from other machines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::device::DeviceKind;
use shared::refusal::Refusal;
use shared::text::{clean, fold, is_visible};

use super::credential::TokenHash;
use super::time::Millis;

/// The longest name of a device, in characters.
const NAME_CHARS: usize = 60;

/// A device that was let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// What people call it; case and composition do not make names differ.
    pub name: String,
    /// What it is for.
    pub kind: DeviceKind,
    /// Its key, hashed.
    pub key: TokenHash,
    /// When it was let in.
    pub added: Millis,
    /// When it was connected last, as far as it was noted.
    pub used: Option<Millis>,
}

/// How devices may let themselves in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// What they show, hashed.
    pub token: TokenHash,
    /// How many more may.
    pub left: u32,
    /// Until when.
    pub until: Millis,
}

/// Every device that was let in, by key: a name can be given again, a key cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Devices {
    devices: BTreeMap<TokenHash, Device>,
}

impl Devices {
    /// The devices that are stored.
    pub fn new(devices: Vec<Device>) -> Self {
        Self { devices: devices.into_iter().map(|device| (device.key, device)).collect() }
    }

    /// The device with this key.
    pub fn get(&self, key: &TokenHash) -> Option<&Device> {
        self.devices.get(key)
    }

    /// Every device, by name.
    pub fn by_name(&self) -> Vec<&Device> {
        let mut devices: Vec<&Device> = self.devices.values().collect();
        devices.sort_by(|one, other| one.name.cmp(&other.name));
        devices
    }

    /// The device of this name, cleaned as it was when it was given.
    pub fn named(&self, name: &str) -> Option<&Device> {
        let name = fold(&clean(name));
        self.devices.values().find(|device| fold(&device.name) == name)
    }

    /// The device that a name and a key make, or why they cannot.
    pub fn new_device(
        &self,
        name: &str,
        kind: DeviceKind,
        key: TokenHash,
        added: Millis,
    ) -> Result<Device, Refusal> {
        let name = clean(name);
        if name.chars().count() > NAME_CHARS || !is_visible(&name) {
            return Err(Refusal::DeviceNameUnusable);
        }
        if self.named(&name).is_some() {
            return Err(Refusal::DeviceExists);
        }
        Ok(Device { name, kind, key, added, used: None })
    }

    /// A name for a device that calls itself so: with a number, where another has that name.
    pub fn free_name(&self, wanted: &str, kind: DeviceKind) -> String {
        let wanted: String = clean(wanted).chars().take(NAME_CHARS - 5).collect();
        let wanted = if is_visible(&wanted) { wanted } else { kind.to_string() };
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let mut names = std::iter::once(wanted.clone()).chain(numbered);
        names.find(|name| self.named(name).is_none()).unwrap_or(wanted)
    }

    pub(super) fn add(&mut self, device: Device) {
        self.devices.insert(device.key, device);
    }

    pub(super) fn remove(&mut self, key: &TokenHash) {
        self.devices.remove(key);
    }

    pub(super) fn used(&mut self, key: &TokenHash, at: Millis) {
        if let Some(device) = self.devices.get_mut(key) {
            device.used = Some(device.used.map_or(at, |used| used.max(at)));
        }
    }
}
