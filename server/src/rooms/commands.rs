//! Administrators' commands: carried out by the room of their desk, or passed on to whoever leads it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::time::Instant;

use super::Rooms;
use crate::core::AdminReply;
use crate::jobs;
use crate::net::Cluster;
use crate::net::authority::Authority;
use crate::net::control::{CarryOut, Command};
use crate::net::door::preface::Purpose;
use crate::net::door::{Directory, Doors, NoPassage, Passage};
use crate::settings::Settings;
use crate::store::postgres::Database;

/// How long a command waits for a desk that nobody leads, and how soon that is asked again.
const PATIENCE: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(100);

/// Has commands carried out by the room of their desk. Where that is led by another server, the command
/// goes there, if there is a `cluster` to pass it on in.
pub fn carry_out(rooms: &Arc<Rooms>, cluster: Option<&Arc<Cluster>>) -> CarryOut {
    let (rooms, cluster) = (Arc::clone(rooms), cluster.cloned());
    Arc::new(move |command| {
        let (rooms, cluster) = (Arc::clone(&rooms), cluster.clone());
        Box::pin(async move { administer(&rooms, cluster.as_deref(), command).await })
    })
}

/// A desk that was just added, or whose leader has just died, is led in a moment.
async fn administer(rooms: &Rooms, cluster: Option<&Cluster>, command: Command) -> AdminReply {
    let desk = &command.desk;
    let until = Instant::now() + PATIENCE;
    let room = loop {
        if let Some(room) = rooms.get(desk) {
            break room;
        }
        let Some(cluster) = cluster else {
            return Err(format!("desk {desk} is not led here any more: try again"));
        };
        match cluster.doors.open(desk, Purpose::Command).await {
            Ok(passage) => return ask(&cluster.doors, passage, &command).await,
            Err(NoPassage::Nowhere(why)) => return Err(why.to_string()),
            Err(NoPassage::NotNow) if Instant::now() < until => tokio::time::sleep(AGAIN).await,
            Err(NoPassage::NotNow) => {
                return Err(format!(
                    "nobody leads desk {desk} at the moment, or its leader cannot be reached: try \
                     again"
                ));
            }
        }
    };
    let request = command.request;
    // On a thread that may wait: some requests take long.
    let work = move || jobs::administer(request, &room.settings, &room.to(), &room.cancel);
    let answered = tokio::task::spawn_blocking(work).await;
    answered.unwrap_or_else(|_| Err("the server could not carry this out".to_owned()))
}

/// Asks the server that leads the desk of a command where this machine runs none; none: nobody leads
/// it, or it cannot be reached. On a thread that may wait.
///
/// # Errors
///
/// There is an authority that cannot be used, or no thread.
pub fn ask_leader_of(
    settings: &Settings,
    database: &Database,
    command: &Command,
) -> anyhow::Result<Option<AdminReply>> {
    let keys = Authority::open(&settings.data_dir)?.map(|it| it.door_keys()).transpose()?;
    let doors = Doors::new(Directory::new(database.clone()), keys.map(|keys| keys.client));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match doors.open(&command.desk, Purpose::Command).await {
            Ok(passage) => Ok(Some(tokio::select! {
                reply = ask(&doors, passage, command) => reply,
                never = doors.directory().look_after() => match never {},
            })),
            Err(_) => Ok(None),
        }
    })
}

async fn ask(doors: &Doors, passage: Passage, command: &Command) -> AdminReply {
    let gone = doors.directory().gone(&passage.leader);
    let asked = async {
        let mut wire = BufReader::new(passage.wire);
        let mut line = serde_json::to_vec(command)?;
        line.push(b'\n');
        wire.get_mut().write_all(&line).await?;
        wire.get_mut().flush().await?;
        let mut reply = String::new();
        wire.read_line(&mut reply).await?;
        Ok::<_, io::Error>(serde_json::from_str(&reply)?)
    };
    let failed = |why: &dyn std::fmt::Display| {
        Err(format!(
            "the server that leads desk {} did not answer ({why}): see whether it was done, and try \
             again if not",
            command.desk
        ))
    };
    tokio::select! {
        answered = asked => answered.unwrap_or_else(|error| failed(&error)),
        () = gone => failed(&"it is gone"),
    }
}
