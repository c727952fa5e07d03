//! Kiosks and displays that may connect from other machines.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use shared::device::{DeviceKind, DeviceReport};
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

/// What a device last said of itself, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The address from which the server saw it.
    pub address: Option<IpAddr>,
    /// What it said, cleaned.
    pub report: DeviceReport,
}

/// Every device that was let in, by key: a name can be given again, a key cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Devices {
    devices: BTreeMap<TokenHash, Device>,
    /// What each last said of itself; one of an older version says nothing.
    reports: BTreeMap<TokenHash, Reported>,
}

impl Devices {
    /// The devices that are stored, and what they said of themselves: JSON, or nothing.
    pub fn new(devices: Vec<Device>, reports: Option<&str>) -> Self {
        let reports = reports.and_then(|text| serde_json::from_str(text).ok());
        let mut reports: BTreeMap<TokenHash, Reported> = reports.unwrap_or_default();
        let devices: BTreeMap<TokenHash, Device> =
            devices.into_iter().map(|device| (device.key, device)).collect();
        // A restore takes devices out by themselves.
        reports.retain(|key, _| devices.contains_key(key));
        Self { devices, reports }
    }

    /// What a device last said of itself.
    pub fn reported(&self, key: &TokenHash) -> Option<&Reported> {
        self.reports.get(key)
    }

    /// All of that as it is stored; none: no device said anything.
    pub fn stored_reports(&self) -> Option<String> {
        let is_some = !self.reports.is_empty();
        is_some.then(|| serde_json::to_string(&self.reports).ok()).flatten()
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
        self.reports.remove(key);
    }

    /// A device has said what it is. Nothing is kept of one that was taken out.
    pub(super) fn report(&mut self, key: &TokenHash, reported: Reported) {
        if self.devices.contains_key(key) {
            self.reports.insert(*key, reported);
        }
    }

    pub(super) fn used(&mut self, key: &TokenHash, at: Millis) {
        if let Some(device) = self.devices.get_mut(key) {
            device.used = Some(device.used.map_or(at, |used| used.max(at)));
        }
    }
}
