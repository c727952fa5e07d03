//! No text makes a reader panic, and whatever reads is written so that it reads the same.
//! Run with `cargo fuzz run parse` in the folder `shared`.
#![no_main]

use std::fmt::Display;
use std::str::FromStr;

use libfuzzer_sys::fuzz_target;

fn settles<T: Display + FromStr + PartialEq>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert!(value.to_string().parse::<T>().is_ok_and(|again| again == value));
    }
}

/// A key of a key is that key, so that what is stored and what is typed meet.
fn keys_settle(text: &str) {
    let folded = shared::text::fold(text);
    assert_eq!(shared::text::fold(&folded), folded);
    if let Ok(address) = text.parse::<shared::visitor::Address>() {
        let key = address.key();
        assert_eq!(shared::visitor::address_key(&key), key);
    }
    if let Some(given) = shared::visitor::given_name(text) {
        assert!(shared::text::clean(text).contains(&given));
    }
}

fuzz_target!(|text: &str| {
    settles::<shared::command::StaffCommand>(text);
    settles::<shared::command::KioskCommand>(text);
    settles::<shared::command::DisplayCommand>(text);
    settles::<shared::message::StaffMessage>(text);
    settles::<shared::message::KioskMessage>(text);
    settles::<shared::message::DisplayMessage>(text);
    settles::<shared::refusal::Refusal>(text);
    settles::<shared::ticket::WireTime>(text);
    settles::<shared::command::Day>(text);
    keys_settle(text);
});
