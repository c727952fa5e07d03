//! No bytes of a client make the handshake panic, read beyond its request, or let in a device
//! without its key, a page from elsewhere, or a client of this machine's proxy as one of this machine.
//! Run with `cargo fuzz run handshake` in the folder `server`. The first byte says where the client
//! is and which listener it came to.
#![no_main]

use std::net::IpAddr;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use server::admission::Admission;
use server::core::{Device, Devices, TokenHash};
use server::hub::Role;
use server::net::handshake::{Listener, NotAdmitted, Parsed, To, Wish, admit, parse};
use server::settings::Settings;
use shared::device::DeviceKind;

/// The key of the one device, in lower case. No name of a header has it in it.
const KEY: &str = "h4llw4y";

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    let mut settings = Settings::for_dir("unused".into());
    settings.trusted_proxies.push("127.0.0.1".parse().expect("it is an address"));
    settings
});

static ADMISSION: LazyLock<Admission> = LazyLock::new(|| {
    let admission = Admission::default();
    let device = Device {
        name: "lobby".to_owned(),
        kind: DeviceKind::Kiosk,
        key: TokenHash::of(KEY),
        added: 0,
        used: None,
    };
    admission.publish(&Devices::new(vec![device], None));
    admission
});

fuzz_target!(|bytes: &[u8]| {
    let Some((first, request)) = bytes.split_first() else { return };
    let is_near = first & 1 == 0;
    let peer = IpAddr::from(if is_near { [127, 0, 0, 1] } else { [10, 0, 0, 7] });
    let listener = if first & 2 == 0 { Listener::Clients } else { Listener::Metrics };
    let read = |bytes: &[u8]| parse(bytes, peer, listener, &SETTINGS);
    let parsed = read(request);
    let text = request.to_ascii_lowercase();
    let has = |head: usize, word: &str| {
        text[..head].windows(word.len()).any(|window| window == word.as_bytes())
    };
    let is_passed_on = |head: usize| {
        ["\nforwarded:", "\nx-forwarded-for:", "\nx-real-ip:"].iter().any(|name| has(head, name))
    };
    match &parsed {
        Parsed::OfDesk { head, wish: Wish::Upgrade { to, .. }, source, .. } => {
            let head = *head;
            assert_eq!(read(&request[..head]), parsed);
            assert_eq!(read(&request[..head - 1]), Parsed::Partial);
            assert_eq!(listener, Listener::Clients);
            assert!(!has(head, "\norigin:"), "a page from elsewhere");
            assert_eq!(source.is_trusted, is_near && !is_passed_on(head));
            assert!(is_near || source.address == peer, "it says of itself who it is");
            let To::Talk { role, key } = to else { return };
            let shown = key.as_ref().map(|key| key.expose());
            match admit(*role, *source, shown, &ADMISSION) {
                Ok(Some(device)) => {
                    assert_eq!((device.name.as_str(), *role), ("lobby", Role::Kiosk));
                    // Whatever stands between the two; the key itself must be there.
                    assert!(has(head, "bearer") && has(head, KEY), "let in without its key");
                }
                Ok(None) => {
                    assert!(*role == Role::Staff || source.is_trusted, "let in without a key");
                }
                Err(NotAdmitted) => {}
            }
        }
        Parsed::Metrics { .. } => {
            let is_own = is_near && !is_passed_on(head_length(request));
            assert!(is_own || listener == Listener::Metrics);
        }
        Parsed::Partial
        | Parsed::Refused(..)
        | Parsed::Health { .. }
        | Parsed::Desks { .. }
        | Parsed::OfDesk { wish: Wish::Health { .. }, .. } => {}
    }
});

/// Where the first blank line after the request's first word is, or the end of what was received.
fn head_length(request: &[u8]) -> usize {
    let begin = request.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or_default();
    (begin..request.len())
        .find(|at| [&b"\n\r\n"[..], b"\n\n"].iter().any(|end| request[*at..].starts_with(end)))
        .map_or(request.len(), |at| at + 1)
}
