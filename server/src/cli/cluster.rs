//! `cluster`: the servers that lead the desks of one database.

use anyhow::Context as _;
use clap::Subcommand;

use super::{prepare_data_dir, print_lines};
use crate::net::authority::Authority;
use crate::net::tls::fingerprint;
use crate::settings::Settings;
use crate::store::postgres::cluster::{self, Server, Status};
use crate::store::postgres::{Database, Postgres, SHORT, registry};

#[derive(Subcommand)]
pub(super) enum ClusterCommand {
    /// Make the authority by which servers know each other, and clients all of them
    Init,
    /// Make the tables, or bring older ones forward, as the user who owns them
    Prepare,
    /// See the servers, the database's standbys, and who leads which desk
    Status,
    /// Make a cluster of its own out of a database that was restored or copied
    Reset,
}

pub(super) fn carry_out(command: &ClusterCommand, settings: &Settings) -> anyhow::Result<()> {
    match command {
        ClusterCommand::Init => {
            prepare_data_dir(settings)?;
            let authority = Authority::make(&settings.data_dir)?;
            let file = Authority::file(&settings.data_dir);
            print_lines([
                format!("wrote {}", file.display()),
                format!("its SHA-256 is {}", fingerprint(authority.certificate())),
                "copy it to the data directory of every other server, and start all of them anew; \
                 whoever has it can pass as one of them"
                    .to_owned(),
            ])
        }
        ClusterCommand::Prepare => {
            let database = database(settings)?;
            Postgres::prepare(&database)?;
            registry::add_main(&database)?;
            print_lines([format!("the tables in {} are today's", database.address())])
        }
        ClusterCommand::Status => match cluster::status(&database(settings)?)? {
            Some(status) => {
                let desks = registry::list(&database(settings)?)?;
                let desks = desks.iter().map(|desk| format!("desk {}: {}", desk.name, desk.led));
                print_lines(lines(&status).into_iter().chain(desks))
            }
            None => print_lines(["nothing is in the database yet: starting a server makes it"]),
        },
        ClusterCommand::Reset => {
            let desks = cluster::reset(&database(settings)?)?;
            let noun = if desks == 1 { "desk" } else { "desks" };
            print_lines([format!("this is a cluster of its own now, with {desks} {noun}")])
        }
    }
}

fn database(settings: &Settings) -> anyhow::Result<Database> {
    let database = Database::of_settings(settings, SHORT)?;
    database.context("the desk is in the data directory: there is a cluster only with `database`")
}

fn lines(status: &Status) -> Vec<String> {
    let Status { schema: (version, oldest), synchronous, standbys, servers } = status;
    let mut lines = vec![format!("schema {version}, for servers that know {oldest} or later")];
    lines.push(match (synchronous.as_str(), standbys.is_empty()) {
        ("", _) => "no standby has to have a change before it counts".to_owned(),
        (names, true) => format!(
            "a change counts once it is on {names}; who is connected is not shown to this user"
        ),
        (names, false) => {
            format!("a change counts once it is on {names}; connected: {}", standbys.join(", "))
        }
    });
    if servers.is_empty() {
        lines.push("no server has joined".to_owned());
    }
    lines.extend(servers.iter().map(server));
    lines
}

fn server(server: &Server) -> String {
    let Server { address, lease_ms, program, schemas: (oldest, newest), desks } = server;
    let noun = if *desks == 1 { "desk" } else { "desks" };
    let lease = match lease_ms {
        0.. => "alive".to_owned(),
        gone => format!("silent for {} s", (-gone).div_euclid(1000)),
    };
    let schemas =
        if oldest == newest { newest.to_string() } else { format!("{oldest} to {newest}") };
    let program = if program.is_empty() { "an older version" } else { program };
    format!("server {address}: {lease}, leads {desks} {noun}, is {program}, knows schema {schemas}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_who_is_alive_and_what_a_change_waits_for() {
        let server = |address: &str, lease_ms, desks| Server {
            address: address.to_owned(),
            lease_ms,
            program: if desks > 0 { "1.2.3".to_owned() } else { String::new() },
            schemas: (1, 1),
            desks,
        };
        let status = Status {
            schema: (2, 1),
            synchronous: "db2".to_owned(),
            standbys: vec!["db2: sync".to_owned()],
            servers: vec![server("a:7421", 1200, 1), server("b:7421", -61_500, 0)],
        };
        assert_eq!(
            lines(&status),
            [
                "schema 2, for servers that know 1 or later",
                "a change counts once it is on db2; connected: db2: sync",
                "server a:7421: alive, leads 1 desk, is 1.2.3, knows schema 1",
                "server b:7421: silent for 61 s, leads 0 desks, is an older version, knows schema 1",
            ]
        );
        let alone = Status { synchronous: String::new(), servers: Vec::new(), ..status };
        assert_eq!(
            lines(&alone)[1..],
            ["no standby has to have a change before it counts", "no server has joined"]
        );
    }
}
