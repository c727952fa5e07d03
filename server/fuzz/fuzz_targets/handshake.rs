//! No bytes of a client make the handshake panic, read beyond its request, or let in a device
//! without its key or a page from elsewhere. Run with `cargo fuzz run handshake` in the folder
//! `server`. The first byte says where the client is and which door it came to.
#![no_main]

use std::net::IpAddr;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use server::auth::TokenHash;
use server::connection::handshake::{Door, Parsed, Wish, parse};
use server::devices::{Device, Devices};
use server::session::Role;
use server::settings::Settings;
use shared::device::DeviceKind;

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings::for_dir("unused".into()));

static DEVICES: LazyLock<Devices> = LazyLock::new(|| {
    let devices = Devices::default();
    devices.replace(vec![Device {
        name: "lobby".to_owned(),
        kind: DeviceKind::Kiosk,
        key: TokenHash::of("key"),
        used: None,
    }]);
    devices
});

fuzz_target!(|bytes: &[u8]| {
    let Some((first, request)) = bytes.split_first() else { return };
    let is_near = first & 1 == 0;
    let peer = IpAddr::from(if is_near { [127, 0, 0, 1] } else { [10, 0, 0, 7] });
    let door = if first & 2 == 0 { Door::Clients } else { Door::Metrics };
    let read = |bytes: &[u8]| parse(bytes, peer, door, &SETTINGS, &DEVICES);
    let parsed = read(request);
    match &parsed {
        Parsed::Upgrade { head, wish, .. } => {
            assert_eq!(read(&request[..*head]), parsed);
            assert_eq!(read(&request[..*head - 1]), Parsed::Partial);
            assert_eq!(door, Door::Clients);
            let text = request[..*head].to_ascii_lowercase();
            assert!(!text.windows(8).any(|line| line == b"\norigin:"), "a page from elsewhere");
            match wish {
                Wish::Talk { role: Role::Staff, device } => assert_eq!(*device, None),
                Wish::Talk { role: Role::Kiosk, device } if device.is_some() => {
                    assert!(text.windows(3).any(|word| word == b"key"));
                }
                Wish::Talk { device, .. } => assert!(is_near && device.is_none()),
                Wish::Pair(_) => {}
            }
        }
        Parsed::Metrics => assert!(is_near || door == Door::Metrics),
        Parsed::Partial | Parsed::Refused(..) | Parsed::Health => {}
    }
});
