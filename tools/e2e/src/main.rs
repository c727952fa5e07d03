//! The whole desk on real windows: a kiosk, two staff windows and a board as real processes on a
//! virtual screen, driven by pointer and keys, and held against the database after each stage. Then
//! a visitor who uses a screen reader, at the kiosk as people install it.
//!
//! `cargo xtask e2e` builds the programs and runs this with the folder that they lie in, with the
//! folder of the programs as people install them, and with the one for the pictures of each stage.
//! `cargo xtask web --test` plays a visitor with a telephone, in Chromium: `PROGRAMS PICTURES web AXE`
//! with the file of axe's rules.
//! `PROGRAMS PICTURES press COUNT` measures how long a press at the kiosk takes to the board
//! instead, for `cargo xtask bench`.
//! `cargo xtask windows --test` has Windows' programs play the day under Wine, which it names in
//! `WALKUP_WINE`, with `PROGRAMS PICTURES` alone.

mod bus;
mod day;
mod desk;
mod devices;
mod paper;
mod phone;
mod press;
mod programs;
mod reader;
mod scan;
mod services;
mod web;
mod window;
mod windows;

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use programs::Programs;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [programs, shots, "press", count] => {
            std::fs::create_dir_all(shots)?;
            press::run(Path::new(programs), Path::new(shots), count.parse()?)
        }
        [programs, shots, "web", axe] => {
            let programs = Programs::native(programs.into());
            let (shots, axe) = (Path::new(shots), Path::new(axe));
            empty(shots)?;
            let screen = desk::Screen::start()?;
            web::play(&programs, &screen, axe, shots)?;
            println!("\nThe pages are as they should be. Pictures are in {}", shots.display());
            Ok(())
        }
        [programs, installed, shots] => {
            let programs = Programs::native(programs.into());
            let shots = Path::new(shots);
            empty(shots)?;
            let screen = desk::Screen::start()?;
            day::play(&programs, &screen, shots)?;
            services::play(&programs, &screen, shots)?;
            devices::play(&programs, &screen, shots)?;
            paper::play(&programs, &screen, shots)?;
            reader::play(Path::new(installed), &screen, shots)?;
            println!(
                "\nEvery screen agrees with the database. Pictures are in {}",
                shots.display()
            );
            Ok(())
        }
        [built, shots] => {
            let wine = std::env::var_os("WALKUP_WINE").context("WALKUP_WINE names no Wine")?;
            let (built, shots) = (Path::new(built), Path::new(shots));
            empty(shots)?;
            let screen = desk::Screen::start()?;
            let machine = tempfile::tempdir()?;
            let prefix = machine.path().join("wine");
            let programs =
                Programs::windows(built.into(), wine.into(), prefix, screen.display.clone());
            stage("the server is a service of Windows");
            windows::service(&programs)?;
            stage("the kiosk starts with the session, until it is removed");
            windows::autostart(&programs, built)?;
            stage("a ticket comes out of the spooler of Windows");
            windows::paper(&programs, machine.path(), shots)?;
            day::play(&programs, &screen, shots)?;
            println!(
                "\nEvery screen agrees with the database. Pictures are in {}",
                shots.display()
            );
            Ok(())
        }
        _ => bail!(
            "it takes PROGRAMS INSTALLED PICTURES, or PROGRAMS PICTURES with web AXE or press COUNT"
        ),
    }
}

/// Makes the folder for the pictures, without what an earlier run left: it would be taken for a
/// stage of this one.
fn empty(shots: &Path) -> Result<()> {
    if shots.exists() {
        std::fs::remove_dir_all(shots)?;
    }
    Ok(std::fs::create_dir_all(shots)?)
}

/// Says what is played now.
fn stage(text: &str) {
    println!("· {text}");
}
