//! The `walkup-server` program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main_with(std::env::args_os())
}
