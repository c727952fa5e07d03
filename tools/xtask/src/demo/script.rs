//! The script of a morning: plain text, one step a line. `assets/demo/morning.txt` explains the
//! words at its top; this file is what reads them.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use shared::ids::{TableNo, TicketId};
use shared::service::ServiceId;

/// In place of a name: who was first in the race before.
pub const WINNER: &str = "winner";
/// In place of a name: who was second in the race before.
pub const LOSER: &str = "loser";

/// A whole morning.
#[derive(Debug, PartialEq, Eq)]
pub struct Script {
    /// How many tables the desk has.
    pub tables: u32,
    /// How long to wait after a step, so that a person can follow.
    pub pace: Duration,
    /// The accounts to make before the desk opens.
    pub staff: Vec<Account>,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// A demo account.
#[derive(Debug, PartialEq, Eq)]
pub struct Account {
    /// What to sign in with.
    pub user: String,
    /// What colleagues read.
    pub name: String,
    /// Whether it is an admin account.
    pub is_admin: bool,
}

/// One thing that happens.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it stands in the file, for complaints.
    pub line: usize,
    /// Whether the server is meant to say no.
    pub is_refused: bool,
    /// What is tried.
    pub action: Action,
}

/// Who does what.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// A visitor asks for a ticket, with a key that makes asking safe to repeat.
    Visitor(Visitor),
    /// A visitor asks for a ticket with the protocol's first words, without a key.
    Simple(Visitor),
    /// A visitor who was here before: the kiosk looks the name up.
    Returning {
        /// All that this visitor has to type.
        email: String,
    },
    /// A visitor presses a service that asks nothing.
    Touch(ServiceId),
    /// The kiosk repeats its last request, as it does when the answer was lost on the way.
    Resend,
    /// Two staff members accept the same ticket at the same moment.
    Race {
        /// The ticket that both want.
        ticket: TicketId,
        /// Who wants it.
        users: [String; 2],
    },
    /// A staff member does something.
    Staff {
        /// The account's user name, or [`WINNER`] or [`LOSER`].
        user: String,
        /// What they do.
        act: StaffAction,
    },
}

/// A visitor as the script writes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
}

/// What a staff member does. Where a ticket is not named, it is the one they called last.
#[derive(Debug, PartialEq, Eq)]
pub enum StaffAction {
    /// Signs in and sits down.
    Login(TableNo),
    /// Moves to another table.
    Move(TableNo),
    /// Leaves the table.
    Leave,
    /// Calls whoever is next.
    Next,
    /// Calls a ticket of their choice.
    Accept(TicketId),
    /// Has served the visitor.
    Complete,
    /// Ends the ticket unserved.
    Cancel,
    /// Ends the ticket of a visitor who did not come.
    NoShow,
    /// Calls the ticket again.
    Recall,
    /// Puts the ticket back in the queue.
    Release,
    /// Hands the ticket to whoever sits at a table.
    Transfer(TableNo),
    /// The visitor is at the table.
    Here,
    /// Sends the visitor into the queue of another service.
    Refer(ServiceId),
    /// Takes back a ticket that they ended.
    Reopen(TicketId),
    /// Ends a waiting ticket whose visitor left.
    Withdraw(TicketId),
    /// Writes on the ticket.
    Note(String),
    /// Queues a visitor who cannot use the kiosk.
    Queue(Visitor),
    /// Closes the desk for new tickets.
    Close(String),
    /// Opens it again.
    Open,
}

impl FromStr for Script {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut script = Self {
            tables: 4,
            pace: Duration::from_millis(200),
            staff: Vec::new(),
            steps: Vec::new(),
        };
        let mut known = BTreeSet::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                let number = index + 1;
                script.read(number, line, &mut known).with_context(|| format!("line {number}"))?;
            }
        }
        ensure!(!script.steps.is_empty(), "the script has no steps");
        Ok(script)
    }
}

impl Script {
    fn read(&mut self, line: usize, text: &str, known: &mut BTreeSet<String>) -> Result<()> {
        let (word, rest) = split(text);
        match word {
            "tables" => self.tables = number(rest, "a number of tables")?,
            "pace" => self.pace = Duration::from_millis(number(rest, "a number of milliseconds")?),
            "staff" => {
                let account = account(rest)?;
                ensure!(
                    known.insert(account.user.clone()),
                    "there are two accounts {}",
                    account.user
                );
                self.staff.push(account);
            }
            _ => {
                let (is_refused, text) = match word {
                    "refused" => (true, rest),
                    _ => (false, text),
                };
                let action = self.action(text, known)?;
                self.steps.push(Step { line, is_refused, action });
            }
        }
        Ok(())
    }

    fn action(&self, text: &str, known: &mut BTreeSet<String>) -> Result<Action> {
        let (word, rest) = split(text);
        Ok(match word {
            "visitor" => Action::Visitor(visitor(rest)?),
            "simple" => Action::Simple(visitor(rest)?),
            "returning" => Action::Returning { email: one_word(rest, "an address")? },
            "touch" => Action::Touch(number(rest, "a service")?),
            "resend" if rest.is_empty() => Action::Resend,
            "race" => {
                let (ticket, users) = split(rest);
                let (first, second) = split(users);
                for user in [first, second] {
                    ensure!(known.contains(user), "there is no account {user:?}");
                }
                ensure!(first != second, "a race takes two");
                known.extend([WINNER.to_owned(), LOSER.to_owned()]);
                let users = [first.to_owned(), second.to_owned()];
                Action::Race { ticket: number(ticket, "a ticket")?, users }
            }
            user if known.contains(user) => {
                Action::Staff { user: user.to_owned(), act: self.act(rest)? }
            }
            other => bail!("{other:?} is neither a step nor an account"),
        })
    }

    fn act(&self, text: &str) -> Result<StaffAction> {
        let (verb, rest) = split(text);
        Ok(match verb {
            "login" => StaffAction::Login(self.table(rest)?),
            "move" => StaffAction::Move(self.table(rest)?),
            "transfer" => StaffAction::Transfer(self.table(rest)?),
            "accept" => StaffAction::Accept(number(rest, "a ticket")?),
            "refer" => StaffAction::Refer(number(rest, "a service")?),
            "reopen" => StaffAction::Reopen(number(rest, "a ticket")?),
            "withdraw" => StaffAction::Withdraw(number(rest, "a ticket")?),
            "note" => StaffAction::Note(rest.to_owned()),
            "queue" => StaffAction::Queue(visitor(rest)?),
            "close" => StaffAction::Close(rest.to_owned()),
            _ if !rest.is_empty() => bail!("{verb:?} is no step, or takes nothing after it"),
            "leave" => StaffAction::Leave,
            "next" => StaffAction::Next,
            "here" => StaffAction::Here,
            "complete" => StaffAction::Complete,
            "cancel" => StaffAction::Cancel,
            "noshow" => StaffAction::NoShow,
            "recall" => StaffAction::Recall,
            "release" => StaffAction::Release,
            "open" => StaffAction::Open,
            _ => bail!("{verb:?} is nothing that staff can do here"),
        })
    }

    fn table(&self, text: &str) -> Result<TableNo> {
        let table: TableNo = number(text, "a table")?;
        ensure!(table.0 < self.tables, "this desk has no table {table}");
        Ok(table)
    }
}

fn account(text: &str) -> Result<Account> {
    let (user, rest) = split(text);
    let (is_admin, name) = match split(rest) {
        ("admin", name) => (true, name),
        _ => (false, rest),
    };
    ensure!(!user.is_empty() && !name.is_empty(), "an account has a user name and a name");
    let taken =
        ["tables", "pace", "staff", "refused", "visitor", "simple", "touch", "returning", "resend"];
    ensure!(
        !taken.contains(&user) && !["race", WINNER, LOSER].contains(&user),
        "{user:?} means something else in a script"
    );
    Ok(Account { user: user.to_owned(), name: name.to_owned(), is_admin })
}

fn visitor(text: &str) -> Result<Visitor> {
    let (email, name) = split(text);
    ensure!(email.contains('@') && !name.is_empty(), "a visitor has an address and a name");
    Ok(Visitor { email: email.to_owned(), name: name.to_owned() })
}

fn one_word(text: &str, what: impl Display) -> Result<String> {
    ensure!(!text.is_empty() && !text.contains(' '), "{text:?} is not {what}");
    Ok(text.to_owned())
}

fn number<T: FromStr>(text: &str, what: impl Display) -> Result<T> {
    text.parse().ok().with_context(|| format!("{text:?} is not {what}"))
}

/// The first word and what follows it; the script may align its columns with more spaces.
fn split(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "tables 3\npace 10\nstaff ada admin Ada L\nstaff bob Bob\n";

    fn action(line: &str) -> Result<Action> {
        let script: Script = format!("{HEAD}race 0 ada bob\n{line}").parse()?;
        let step = script.steps.into_iter().next_back().expect("a step was just read");
        assert_eq!(step.line, 6);
        Ok(step.action)
    }

    fn ticket(count: i64) -> TicketId {
        TicketId::new(count).unwrap()
    }

    #[test]
    fn the_head_of_a_script() {
        let script: Script = format!("# a comment\n{HEAD}\n  ada   next  ").parse().unwrap();
        assert_eq!((script.tables, script.pace), (3, Duration::from_millis(10)));
        let account = |user: &str, name: &str, is_admin| Account {
            user: user.into(),
            name: name.into(),
            is_admin,
        };
        assert_eq!(script.staff, [account("ada", "Ada L", true), account("bob", "Bob", false)]);
        let action = Action::Staff { user: "ada".into(), act: StaffAction::Next };
        assert_eq!(script.steps, [Step { line: 7, is_refused: false, action }]);
    }

    #[test]
    fn steps() {
        let visitor = Visitor { email: "mei@example.org".into(), name: "Mei Chen".into() };
        let staff = |user: &str, act| Action::Staff { user: user.into(), act };
        let rows = [
            ("visitor mei@example.org Mei Chen", Action::Visitor(visitor.clone())),
            ("simple mei@example.org   Mei Chen", Action::Simple(visitor.clone())),
            ("refused simple mei@example.org Mei Chen", Action::Simple(visitor.clone())),
            ("touch badges", Action::Touch("badges".parse().unwrap())),
            ("returning mei@example.org", Action::Returning { email: visitor.email.clone() }),
            ("resend", Action::Resend),
            (
                "race 4 bob ada",
                Action::Race { ticket: ticket(4), users: ["bob".into(), "ada".into()] },
            ),
            ("ada login 2", staff("ada", StaffAction::Login(TableNo(2)))),
            ("bob  accept  2", staff("bob", StaffAction::Accept(ticket(2)))),
            ("ada close Back at 13:00", staff("ada", StaffAction::Close("Back at 13:00".into()))),
            ("ada note Speaks  French", staff("ada", StaffAction::Note("Speaks  French".into()))),
            ("bob queue mei@example.org Mei Chen", staff("bob", StaffAction::Queue(visitor))),
            ("ada here", staff("ada", StaffAction::Here)),
            ("bob refer permits", staff("bob", StaffAction::Refer("permits".parse().unwrap()))),
            ("winner complete", staff("winner", StaffAction::Complete)),
            ("loser next", staff("loser", StaffAction::Next)),
        ];
        for (line, expected) in rows {
            assert_eq!(action(line).unwrap(), expected, "{line}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let rows = [
            ("zoe next", "line 6: \"zoe\" is neither a step nor an account"),
            ("ada login 3", "line 6: this desk has no table 3"),
            ("ada login", "line 6: \"\" is not a table"),
            ("ada accept -1", "line 6: \"-1\" is not a ticket"),
            ("ada dance", "line 6: \"dance\" is nothing that staff can do here"),
            ("ada next 4", "line 6: \"next\" is no step, or takes nothing after it"),
            ("visitor mei@example.org", "line 6: a visitor has an address and a name"),
            ("visitor Mei Chen", "line 6: a visitor has an address and a name"),
            ("returning", "line 6: \"\" is not an address"),
            ("race 0 ada ada", "line 6: a race takes two"),
            ("race 0 ada zoe", "line 6: there is no account \"zoe\""),
            ("staff ada Ada", "line 6: there are two accounts ada"),
            ("staff race Ray", "line 6: \"race\" means something else in a script"),
            ("tables many", "line 6: \"many\" is not a number of tables"),
        ];
        for (line, complaint) in rows {
            assert_eq!(format!("{:#}", action(line).unwrap_err()), complaint, "{line}");
        }
        assert!("winner next".parse::<Script>().is_err(), "nobody has won yet");
        assert!(HEAD.parse::<Script>().is_err(), "nothing happens");
    }

    #[test]
    fn the_morning_that_is_delivered_can_be_read() {
        let script: Script = include_str!("../../../../assets/demo/morning.txt").parse().unwrap();
        assert!((40..=70).contains(&script.steps.len()), "{} steps", script.steps.len());
        assert_eq!(script.staff.iter().filter(|account| account.is_admin).count(), 1);
    }
}
