//! A server that refuses whatever it is asked: each command says why, changes nothing and can be
//! tried again.

use super::*;
use crate::commands::{Does, FormKind, Need, On, Step};

const REFUSED: &str = "the server could not save this";

/// At a desk with two services: 0 was ended by me, 1 is mine, 2 waits, and nobody sits at table 2.
fn desk(command: Command) -> Desk {
    let mut desk = Desk::seated(3);
    desk.hear(r#"printers [{"kiosk":"Hall","paper":"ok"}]"#);
    desk.hear(r#"services [{"id":"a","text":{"en":"A"}},{"id":"b","text":{"en":"B"}}]"#);
    desk.take(0);
    desk.act(on(Command::Complete, 0));
    desk.ends("complete", 0, "Ada", "completed");
    desk.hear("success complete 0");
    desk.take(1);
    desk.wait(CALL_PAUSE_MS);
    for need in command.row().needs {
        match need {
            Need::ClosedDesk => desk.hear("desk closed Back soon"),
            Need::ClosedByHours => desk.hear(r#"hours {"state":"closed"}"#),
            Need::NoTable => desk.hear("seat"),
            Need::Extended
            | Need::Lead
            | Need::Admin
            | Need::Table
            | Need::OpenDesk
            | Need::Services
            | Need::Lanes
            | Need::Printer => {}
        }
    }
    desk.effects.clear();
    desk
}

fn subject(command: Command) -> Subject {
    match command.row().on {
        On::Desk => Subject::Desk,
        On::Mine => Subject::Ticket(id(1)),
        On::Chosen | On::ChosenOrMine => Subject::Ticket(id(2)),
        On::Given if command == Command::Unseat => Subject::Table(TableNo(1)),
        On::Given => Subject::Ticket(id(0)),
    }
}

/// Does it, with whatever it asks for; what is sent.
fn does(desk: &mut Desk, command: Command) -> Vec<String> {
    desk.act(Action::Do(command, subject(command)));
    match command.row().does {
        Does::Sends(_) | Does::InWindow(_) | Does::ChoosesKiosk(_) => {}
        Does::Confirms(_) => desk.act(Action::Submit),
        Does::ChoosesTable(_) => desk.act(Action::SubmitTable(TableNo(1))),
        Does::ChoosesService(_) => desk.act(Action::SubmitService("b".parse().unwrap())),
        Does::AsksText(..) => submit(desk),
        Does::Opens(FormKind::Services) => desk.act(Action::SwitchService("b".parse().unwrap())),
        Does::Opens(_) => submit(desk),
    }
    if command == Command::Export {
        desk.act(Action::ExportTo(Some(place())));
        desk.act(Action::ExportBegun);
    }
    desk.sent()
}

/// Fills the form that is open and sends it.
fn submit(desk: &mut Desk) {
    let fill = |field: &mut app_kit::field::Field, text: &str| {
        field.apply(&Edit::rewritten(text.to_owned()));
    };
    match desk.model.drafts.form.as_mut().map(|open| &mut open.form) {
        Some(Form::Text(draft)) => fill(&mut draft.text, "Words"),
        Some(Form::Visitor(draft)) => {
            fill(&mut draft.email, "new@example.com");
            fill(&mut draft.name, "New");
        }
        Some(Form::Password(draft)) => {
            draft.old = "the one up to now".to_owned();
            draft.new = "another one of mine".to_owned();
            draft.again.clone_from(&draft.new);
        }
        _ => {}
    }
    desk.act(Action::Submit);
}

/// All that is said to the person.
fn said(desk: &Desk) -> String {
    let mut said: Vec<String> = desk.model.toasts.iter().map(|toast| toast.text.clone()).collect();
    said.extend(desk.model.pages.problem.clone());
    match desk.model.drafts.form.as_ref().map(|open| &open.form) {
        Some(Form::Text(draft)) => said.extend(draft.problem.clone()),
        Some(Form::Visitor(draft)) => said.extend(draft.problem.clone()),
        Some(Form::Password(draft)) => said.extend(draft.problem.clone()),
        Some(Form::Export(draft)) => said.push(format!("{:?}", draft.stage)),
        _ => {}
    }
    said.join(" ")
}

#[test]
fn every_command_that_is_refused_says_why_and_can_be_tried_again() {
    let mut sending = 0;
    for command in Command::ALL.iter().copied() {
        let mut desk = desk(command);
        let sent = does(&mut desk, command);
        let Some(line) = sent.first() else {
            // What is done in the window alone has nothing to be refused.
            let is_local = matches!(
                command.row().does,
                Does::Opens(FormKind::Keys | FormKind::Settings)
                    | Does::InWindow(Step::Search | Step::Menu | Step::Tables | Step::ChooseTable)
            );
            assert!(is_local, "{command:?} sends nothing");
            continue;
        };
        sending += 1;
        let verb = line.split(' ').next().unwrap();
        let before = desk.model.mirror.clone();
        for line in &sent {
            desk.hear(&format!("error {} {REFUSED}", line.split(' ').next().unwrap()));
        }
        assert!(desk.model.requests.is_empty(), "{command:?} waits for an answer");
        let words = said(&desk);
        assert!(words.contains("could not save"), "{command:?} says {words:?}");
        assert_eq!(desk.model.mirror.tickets, before.tickets, "{command:?}");
        desk.act(Action::CloseForm);
        desk.wait(CALL_PAUSE_MS);
        desk.sent();
        let again = does(&mut desk, command);
        let verb_again = again.first().and_then(|line| line.split(' ').next());
        assert_eq!(verb_again, Some(verb), "{command:?} again");
    }
    assert!(sending > 20, "{sending} of them send something");
}
