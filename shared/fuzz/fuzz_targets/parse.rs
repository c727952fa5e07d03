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

fuzz_target!(|text: &str| {
    settles::<shared::command::StaffCommand>(text);
    settles::<shared::command::KioskCommand>(text);
    settles::<shared::message::StaffMessage>(text);
    settles::<shared::message::KioskMessage>(text);
    settles::<shared::message::DisplayMessage>(text);
});
