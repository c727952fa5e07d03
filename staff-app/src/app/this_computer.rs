//! A window on the server's own computer that may read its data need not ask for what stands there.

use app_kit::discovery::{Found, Heard};
use egui::Context;

use super::StaffApp;
use crate::words::Say;

impl StaffApp {
    /// Takes the certificate and the code of a server of this computer, where they are asked for.
    pub(super) fn meet_this_computer(&mut self, ctx: &Context) {
        if self.model.asks_for_this_computer() {
            let servers = (self.environment.this_computer)();
            let effects = self.model.meet_this_computer(&servers);
            self.run(ctx, effects);
        }
    }

    /// Offers the servers of this computer. One that listens here alone announces itself to nobody.
    pub fn offer_this_computer(&mut self) {
        let name = self.model.speech.say(Say::ThisComputer);
        for server in (self.environment.this_computer)() {
            let scheme = if server.certificate.is_some() { "wss" } else { "ws" };
            let address = format!("{scheme}://localhost:{}", server.port);
            if let Ok(address) = address.parse() {
                // Before those that the network has under their names.
                let id = format!(" {}", server.port);
                self.hear_of_server(Heard::Here(id, Found { name: name.clone(), address }));
            }
        }
    }
}
