//! The project's own commands, in Rust so that they work the same on Linux, Windows and macOS.

mod demo;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  demo [--fast] [--script FILE] [--headless]
      build everything, start a server on a fresh temporary desk, send visitors in over
      real WebSockets for you to serve in the staff window, with the board beside it,
      and compare the board with the database when you close the window

      --headless     no windows: the script serves the visitors too; so it does without a display
      --fast         headless, without the pauses that let a person follow
      --script FILE  another morning than assets/demo/morning.txt
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let options = match arguments.split_first() {
        Some((command, rest)) if command == "demo" => demo::Options::parse(rest),
        Some((command, _)) if ["help", "--help", "-h"].contains(&command.as_str()) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Some((command, _)) => Err(format!("there is no command {command}")),
        None => Err("which command?".to_owned()),
    };
    let options = match options {
        Ok(options) => options,
        Err(complaint) => {
            eprintln!("{complaint}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match demo::run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThe demo did not succeed: {error:#}");
            ExitCode::FAILURE
        }
    }
}
