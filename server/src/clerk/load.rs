//! A desk from its store: at the start, after a batch that was not saved, and to look at it.

use crate::clock::Clock;
use crate::core::{AdminReply, AdminRequest, Core, Input, Known, Now, Reply, State};
use crate::settings::Settings;
use crate::settings::profile::setup;
use crate::store::{self, Store};

/// The desk as it is stored: the tables, and the journal applied to them.
pub(super) fn load(store: &mut Store, settings: &Settings, now: Now) -> anyhow::Result<Core> {
    let loaded = store.load()?;
    let mut core = Core::new(setup(settings), loaded.state, now);
    for batch in loaded.replay {
        for mut entry in batch.entries {
            core.complete(&mut entry.change);
            let effect = core.apply(&entry, now.run);
            store.note(&entry, effect.ended.as_ref());
        }
    }
    core.begin(now, store.time_elsewhere());
    Ok(core)
}

/// Answers what only looks, where no server runs, and writes nothing.
pub fn look(settings: &Settings, request: AdminRequest) -> anyhow::Result<AdminReply> {
    let now = Clock::default().now();
    let Some(mut store) = store::look_at(settings)? else {
        let core = Core::new(setup(settings), State::default(), now);
        return Ok(admin_reply(core.decide(Input::Admin(request), &Known::default(), now).reply));
    };
    let core = load(&mut store, settings, now)?;
    Ok(admin_reply(core.decide(Input::Admin(request), &Known::default(), now).reply))
}

pub(super) fn admin_reply(reply: Reply) -> AdminReply {
    match reply {
        Reply::Lines(lines) => Ok(lines),
        Reply::Refused(refusal) => Err(refusal.to_string()),
        Reply::LetIn { name, kind, .. } => Ok(vec![format!("added {kind} {name}")]),
        Reply::Nothing
        | Reply::Done(_)
        | Reply::TableLeft(_)
        | Reply::SignedIn(..)
        | Reply::Ticket { .. }
        | Reply::Name(_)
        | Reply::Withdrawn(_)
        | Reply::Reported
        | Reply::Helping
        | Reply::Printed(_)
        | Reply::Unprinted(_)
        | Reply::Found(_)
        | Reply::Left
        | Reply::Aside(_) => Ok(Vec::new()),
    }
}
