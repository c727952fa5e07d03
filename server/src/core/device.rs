//! What a kiosk or a display says of itself.

use shared::device::DeviceReport;
use shared::refusal::Refusal;
use shared::text::Arg;

use super::change::{By, Change};
use super::devices::Reported;
use super::presence::ConnId;
use super::{Core, Reply, Verdict};

impl Core {
    /// What follows from it: it is kept, where it is something else than before. On the server's own
    /// machine a device needs no key, and of one without a key nothing is kept.
    pub(super) fn device_says(&self, conn: ConnId, report: &Arg<DeviceReport>) -> Verdict {
        // Its key may have been taken away by a command before this one.
        if self.is_revoked(conn) {
            return Verdict::refused(Refusal::NotSignedIn);
        }
        let Some(report) = report.good() else { return Verdict::refused(Refusal::Unreadable) };
        let connection = self.presence.connections.get(&conn);
        let key = connection.and_then(|connection| connection.device);
        let address = connection.and_then(|connection| connection.address);
        let reported = Reported { address, report: report.cleaned() };
        let changed = key
            .filter(|key| self.devices.reported(key) != Some(&reported))
            .map(|key| Change::DeviceReported { key, reported });
        Verdict::with(By::Server, changed.into_iter().collect(), Reply::Reported)
    }
}
