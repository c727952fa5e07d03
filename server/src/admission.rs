//! Which devices handshakes let in, and those that wait to be let in.
//!
//! What was let in is the core's to know; it is published here once a change is on disk, so that
//! handshakes need not ask the clerk.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use shared::device::{self, DeviceKind};
use shared::text::Secret;
use tokio::sync::oneshot;

use crate::address::network;
use crate::auth;
use crate::core::{Devices, TokenHash};
use crate::hub::Role;

/// How long a code is good: the time to walk from the device to whoever runs the server.
pub const PAIRING_TIME: Duration = Duration::from_secs(10 * 60);

/// The most devices that wait to be let in, in all and from one address.
const WAITING: usize = 16;
const WAITING_PER_ADDRESS: usize = 4;

/// The most new codes a minute: an office sets up a handful of devices, once.
const CODES_A_MINUTE: u32 = 30;

/// Which device a connection is: the one whose key it showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceId {
    /// Its key, hashed.
    pub key: TokenHash,
    /// What people call it.
    pub name: String,
}

/// Who may connect and who asks to.
#[derive(Debug, Default)]
pub struct Admission {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    known: HashMap<TokenHash, (String, DeviceKind)>,
    waiting: HashMap<String, Waiting>,
    minute: Option<(Instant, u32)>,
}

#[derive(Debug)]
struct Waiting {
    kind: DeviceKind,
    /// The network that it is counted for.
    network: IpAddr,
    until: Instant,
    key: oneshot::Sender<Secret>,
}

/// A device that waits to be let in; it waits no more once this is dropped.
#[derive(Debug)]
pub struct Pairing {
    /// What it shows.
    pub code: String,
    /// Its key, once it is let in.
    pub key: oneshot::Receiver<Secret>,
    admission: Arc<Admission>,
}

/// The kind of device that a path is for; staff need none.
pub fn kind_of(role: Role) -> Option<DeviceKind> {
    match role {
        Role::Kiosk => Some(DeviceKind::Kiosk),
        Role::Display => Some(DeviceKind::Display),
        Role::Staff => None,
    }
}

impl Admission {
    /// Takes over what is stored now.
    pub fn publish(&self, devices: &Devices) {
        let known = devices.by_name().into_iter();
        self.lock().known =
            known.map(|device| (device.key, (device.name.clone(), device.kind))).collect();
    }

    /// The device that has a key, and what it is for.
    pub fn find(&self, key: &str) -> Option<(DeviceId, DeviceKind)> {
        let key = TokenHash::of(key);
        let (name, kind) = self.lock().known.get(&key).cloned()?;
        Some((DeviceId { key, name }, kind))
    }

    /// Gives a device a code to show. None: too many wait, or too many came lately.
    pub fn ask(self: &Arc<Self>, kind: DeviceKind, address: IpAddr) -> Option<Pairing> {
        let now = Instant::now();
        let network = network(address);
        let mut state = self.lock();
        state.waiting.retain(|_, waiting| waiting.until > now);
        let from_there = state.waiting.values().filter(|waiting| waiting.network == network);
        if state.waiting.len() >= WAITING || from_there.count() >= WAITING_PER_ADDRESS {
            return None;
        }
        match &mut state.minute {
            Some((since, count)) if now.duration_since(*since) < Duration::from_secs(60) => {
                if *count >= CODES_A_MINUTE {
                    return None;
                }
                *count += 1;
            }
            minute => *minute = Some((now, 1)),
        }
        let code = loop {
            let code = new_code();
            if !state.waiting.contains_key(&code) {
                break code;
            }
        };
        let (key, received) = oneshot::channel();
        let waiting = Waiting { kind, network, until: now + PAIRING_TIME, key };
        state.waiting.insert(code.clone(), waiting);
        Some(Pairing { code, key: received, admission: Arc::clone(self) })
    }

    /// What the device that shows this code is for, if one does.
    pub fn waits(&self, code: &str) -> Option<DeviceKind> {
        let state = self.lock();
        let waiting = state.waiting.get(&device::code(code))?;
        (waiting.until > Instant::now()).then_some(waiting.kind)
    }

    /// Hands the key to the device that shows this code. False if the device was not there any more
    /// to take it; then nobody has the key.
    pub fn let_in(&self, code: &str, key: Secret) -> bool {
        let waiting = self.lock().waiting.remove(&device::code(code));
        waiting.is_some_and(|waiting| waiting.key.send(key).is_ok())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pairing {
    fn drop(&mut self) {
        self.admission.lock().waiting.remove(&self.code);
    }
}

fn new_code() -> String {
    String::from_iter(auth::random_letters::<6>(auth::READABLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    #[test]
    fn a_code_is_good_while_its_device_waits() {
        let admission = Arc::<Admission>::default();
        let mut pairing = admission.ask(DeviceKind::Kiosk, HERE).unwrap();
        let code = pairing.code.clone();
        assert_eq!(code.len(), 6);
        assert_eq!(admission.waits(&format!(" {} ", code.to_lowercase())), Some(DeviceKind::Kiosk));
        assert!(admission.let_in(&code, Secret::new("key".to_owned())));
        assert_eq!(pairing.key.try_recv().unwrap().expose(), "key");
        assert_eq!(admission.waits(&code), None, "a code lets one device in");
        drop(pairing);
        let code = admission.ask(DeviceKind::Display, HERE).unwrap().code.clone();
        assert_eq!(admission.waits(&code), None, "it gave up");
    }

    #[test]
    fn whether_the_device_took_its_key_is_said() {
        let admission = Arc::<Admission>::default();
        let key = || Secret::new("key".to_owned());
        assert!(!admission.let_in("ABCDEF", key()), "nobody shows that code");
        let mut pairing = admission.ask(DeviceKind::Kiosk, HERE).unwrap();
        let code = pairing.code.clone();
        // It hung up, and its task has not noticed that it is to end.
        pairing.key.close();
        assert!(!admission.let_in(&code, key()));
        assert!(!admission.let_in(&code, key()), "the code is used up all the same");
    }

    #[test]
    fn places_are_counted_by_network() {
        let admission = Arc::<Admission>::default();
        let ask = |address: &str| admission.ask(DeviceKind::Kiosk, address.parse().unwrap());
        let held: Vec<_> =
            (0..4).map(|host| ask(&format!("2001:db8::{host}:1")).unwrap()).collect();
        assert!(ask("2001:db8::ffff").is_none(), "a machine has a whole network");
        assert!(ask("2001:db8:0:1::1").is_some());
        let mapped: Vec<_> = (0..4).map(|_| ask("::ffff:10.0.0.1").unwrap()).collect();
        assert!(ask("10.0.0.1").is_none(), "an IPv4 address in IPv6 is that address");
        drop((held, mapped));
    }

    #[test]
    fn those_who_wait_are_bounded() {
        let admission = Arc::<Admission>::default();
        let here: Vec<_> =
            (0..4).map(|_| admission.ask(DeviceKind::Kiosk, HERE).unwrap()).collect();
        assert!(admission.ask(DeviceKind::Kiosk, HERE).is_none(), "four from one address");
        let others: Vec<_> = (0..12u8)
            .map(|host| admission.ask(DeviceKind::Kiosk, IpAddr::from([10, 0, 1, host])).unwrap())
            .collect();
        assert!(
            admission.ask(DeviceKind::Kiosk, IpAddr::from([10, 0, 2, 1])).is_none(),
            "16 in all"
        );
        drop((here, others));
        let later: Vec<_> =
            (0..30).filter_map(|_| admission.ask(DeviceKind::Kiosk, HERE)).map(drop).collect();
        assert_eq!(later.len(), 14, "30 codes a minute, 16 of which are given");
    }
}
