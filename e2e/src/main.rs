//! The whole desk on real windows: a kiosk, two staff windows and a board as real processes on a
//! virtual screen, driven by pointer and keys, and held against the database after each stage. Then
//! a visitor who uses a screen reader, at the kiosk as people install it.
//!
//! `cargo xtask e2e` builds the programs and runs this with the folder that they lie in, with the
//! folder of the programs as people install them, and with the one for the pictures of each stage.
//! `PROGRAMS PICTURES press COUNT` measures how long a press at the kiosk takes to the board
//! instead, for `cargo xtask bench`.

mod bus;
mod day;
mod desk;
mod devices;
mod press;
mod reader;
mod window;

use std::path::Path;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [programs, shots, "press", count] => {
            std::fs::create_dir_all(shots)?;
            press::run(Path::new(programs), Path::new(shots), count.parse()?)
        }
        [programs, installed, shots] => {
            let (programs, shots) = (Path::new(programs), Path::new(shots));
            // What an earlier run left there would be taken for a stage of this one.
            if shots.exists() {
                std::fs::remove_dir_all(shots)?;
            }
            std::fs::create_dir_all(shots)?;
            let screen = desk::Screen::start()?;
            day::play(programs, &screen, shots)?;
            devices::play(programs, &screen, shots)?;
            reader::play(Path::new(installed), &screen, shots)?;
            println!(
                "\nEvery screen agrees with the database. Pictures are in {}",
                shots.display()
            );
            Ok(())
        }
        _ => bail!("it takes PROGRAMS INSTALLED PICTURES, or PROGRAMS PICTURES press COUNT"),
    }
}

/// Says what is played now.
fn stage(text: &str) {
    println!("· {text}");
}
