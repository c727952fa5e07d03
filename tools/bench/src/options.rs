//! What was asked for on the command line.

use std::num::NonZero;
use std::path::PathBuf;

/// How the bench is used.
pub const USAGE: &str = "\
usage: cargo xtask bench [--quick] [--only NAME] [--rounds N] [--out FOLDER]

  --quick       fewer and shorter turns: three minutes instead of fifteen
  --only NAME   one stage; results of the others are kept from earlier runs. May be repeated.
                `server` is what a desk's server is to reach, with and without real-time
                priority, `cluster` what many desks in PostgreSQL cost, and how long everybody
                waits when something dies: stages that run only when they are named
  --rounds N    how often each side of `load` has its half minute; 1 if not said
  --out FOLDER  where performance.md and plots/ go: docs for a whole run, else target/bench/report";

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Fewer and shorter turns.
    pub is_quick: bool,
    /// The stages to run; none: all but those that are run when named.
    pub only: Vec<String>,
    /// How often each side of a long measurement has its turn.
    pub rounds: Option<NonZero<usize>>,
    /// Where the page goes.
    pub out: Option<PathBuf>,
}

impl Options {
    /// Reads the arguments; `stages` are the names that there are.
    pub fn parse(arguments: &[String], stages: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--quick" => options.is_quick = true,
                "--out" => options.out = Some(value()?.into()),
                "--rounds" => {
                    let rounds = value()?.parse();
                    options.rounds = Some(rounds.map_err(|_| "--rounds needs a number")?);
                }
                "--only" => {
                    let name = value()?;
                    if !stages.contains(&name.as_str()) {
                        let names = stages.join(", ");
                        return Err(format!("there is no stage {name}; there are {names}"));
                    }
                    options.only.push(name.clone());
                }
                _ => return Err(format!("what is {argument}?")),
            }
        }
        Ok(options)
    }

    /// Whether a stage is to be run; `is_asked_for` is one that is run only when it is named.
    pub fn wants(&self, stage: &str, is_asked_for: bool) -> bool {
        let is_named = self.only.iter().any(|name| name == stage);
        is_named || self.only.is_empty() && !is_asked_for
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&arguments, &["tickets", "fanout"])
    }

    #[test]
    fn all_that_can_be_asked_for() {
        assert_eq!(parse("").unwrap(), Options::default());
        let options = parse("--only fanout --quick --rounds 3 --out there").unwrap();
        assert!(options.is_quick && options.wants("fanout", true));
        assert!(!options.wants("tickets", false));
        assert_eq!(options.rounds, NonZero::new(3));
        assert_eq!(options.out, Some("there".into()));
        let all = parse("--quick").unwrap();
        assert!(all.wants("tickets", false) && !all.wants("fanout", true));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert_eq!(parse("--fast").unwrap_err(), "what is --fast?");
        assert_eq!(parse("--out").unwrap_err(), "--out needs a value");
        assert_eq!(parse("--rounds 0").unwrap_err(), "--rounds needs a number");
        let unknown = parse("--only tea").unwrap_err();
        assert_eq!(unknown, "there is no stage tea; there are tickets, fanout");
    }
}
