//! What kiosks say.

use shared::command::KioskCommand;
use shared::refusal::Refusal;

use super::change::By;
use super::presence::ConnId;
use super::tickets::Wanted;
use super::time::Now;
use super::{Core, Known, Names, Reply, Verdict};

impl Core {
    /// What a kiosk's command names and the core does not hold.
    pub(super) fn kiosk_names(&self, command: &KioskCommand) -> Names {
        let visitor = match command {
            KioskCommand::Query(email) => Some(email.clone()),
            KioskCommand::New(_)
            | KioskCommand::Request(_)
            | KioskCommand::Withdraw(_)
            | KioskCommand::Device(_) => None,
        };
        Names { key: command.key().cloned(), visitor, ..Names::default() }
    }

    /// What follows from what a kiosk said.
    pub(super) fn kiosk(
        &self,
        conn: ConnId,
        command: KioskCommand,
        known: &Known,
        now: Now,
    ) -> Verdict {
        // Its key may have been taken away by a command before this one.
        if self.is_revoked(conn) {
            return Verdict::refused(Refusal::NotSignedIn);
        }
        let verdict = match command {
            KioskCommand::New(new) => self.create(By::Kiosk, &new.into(), known, now),
            KioskCommand::Request(request) => {
                Wanted::read(request).and_then(|wanted| self.create(By::Kiosk, &wanted, known, now))
            }
            KioskCommand::Query(_) => {
                let name = known.name.clone().ok_or(Refusal::UnknownVisitor);
                name.map(|name| Verdict { reply: Reply::Name(name), ..Verdict::default() })
            }
            KioskCommand::Device(report) => return self.device_says(conn, &report),
            KioskCommand::Withdraw(key) => match key.good() {
                None => Err(Refusal::KeyNotValid),
                Some(key) => {
                    let changes = self.withdraw_key(key, known, now);
                    Ok(Verdict::with(By::Kiosk, changes, Reply::Withdrawn(key.clone())))
                }
            },
        };
        verdict.unwrap_or_else(Verdict::refused)
    }
}
