//! A window on the server's own computer that may read its data need not ask for what stands there.

use egui::Context;

use super::StaffApp;

impl StaffApp {
    /// Takes the certificate and the code of a server of this computer, where they are asked for.
    pub(super) fn meet_this_computer(&mut self, ctx: &Context) {
        if self.model.asks_for_this_computer() {
            let servers = (self.environment.this_computer)();
            let effects = self.model.meet_this_computer(&servers);
            self.run(ctx, effects);
        }
    }
}
