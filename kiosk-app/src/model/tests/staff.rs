//! What staff do at a kiosk: they set it up, and leave it by its PIN.

use super::*;

#[test]
fn staff_leave_by_the_corner_and_a_pin_that_is_slow_to_guess() {
    let pin = app_kit::pin::PinHash::of("481516").unwrap();
    let mut bench = Bench::new(Settings { pin: Some(pin), ..Settings::default() }, &[]);
    bench.connect();
    bench.ask();
    bench.act(Act::Corner(true));
    bench.pass(CORNER_MS - 1);
    bench.act(Act::Corner(false));
    bench.pass(CORNER_MS);
    assert_eq!(bench.screen(), Screen::Question(Question::Name), "not long enough");
    bench.act(Act::Corner(true));
    bench.pass(CORNER_MS);
    assert_eq!(bench.screen(), Screen::Pin);
    let type_in = |bench: &mut Bench, pin: &str| {
        for digit in pin.chars() {
            bench.act(Act::PinDigit(digit));
        }
        bench.act(Act::PinEnter);
    };
    type_in(&mut bench, "0000");
    assert_eq!(bench.model.pin_wait_secs(bench.now()), 2);
    type_in(&mut bench, "481516");
    assert!(!bench.has_left, "not before the wait is over");
    for _ in 0..6 {
        bench.act(Act::PinBackspace);
    }
    bench.pass(2_000);
    type_in(&mut bench, "1");
    assert_eq!(bench.model.pin_wait_secs(bench.now()), 4);
    bench.pass(4_000);
    type_in(&mut bench, "481516");
    assert!(bench.has_left);
    assert_eq!(bench.model.visit.text(Question::Address), "");
    assert!(bench.said.last().unwrap().starts_with("withdraw"));
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn a_pin_pad_that_nobody_uses_closes() {
    let mut bench = Bench::online();
    bench.act(Act::Corner(true));
    bench.pass(CORNER_MS);
    assert_eq!(bench.screen(), Screen::Pin);
    bench.pass(IDLE_MS);
    assert_eq!(bench.screen(), Screen::Welcome);
}

#[test]
fn whoever_sets_it_up_reads_what_it_needs() {
    let mut scene = Bench::new(Settings::default(), &[]);
    assert_eq!(scene.model.setup(), None);
    let code = "ABC234".parse().unwrap();
    scene.hear(Event::State(State::Refused(Refusal::Pairing(code))));
    assert_eq!(scene.model.setup(), Some(Setup::Approve(code)));
    assert_eq!(scene.screen(), Screen::Setup);
    let shown = app_kit::link::Fingerprint::of(b"certificate");
    scene.hear(Event::State(State::Refused(Refusal::UnknownCertificate(shown))));
    assert_eq!(scene.model.setup(), Some(Setup::Compare(shown)));
    scene.hear(Event::State(State::Refused(Refusal::CertificateChanged(shown))));
    assert_eq!(scene.model.setup(), Some(Setup::Changed(shown)));
    // It stands while the next try is under way, and goes once that succeeds.
    scene.hear(Event::State(State::Connecting));
    assert!(scene.model.setup().is_some());
    scene.connect();
    assert_eq!(scene.model.setup(), None);
    assert_eq!(scene.screen(), Screen::Welcome);
    // Later on nothing is asked here: a visitor at a question stays there, and nobody can press
    // anything that trusts a server. But what staff have to do is said.
    scene.act(Act::Begin);
    for (refusal, expected) in [
        (Refusal::UnknownCertificate(shown), Setup::Write(shown)),
        (Refusal::CertificateChanged(shown), Setup::Changed(shown)),
        (Refusal::Pairing(code), Setup::Approve(code)),
        (Refusal::NotAllowed, Setup::LetIn),
    ] {
        scene.hear(Event::State(State::Refused(refusal)));
        assert_eq!(scene.model.setup(), Some(expected));
        assert_eq!(scene.screen(), Screen::Question(Question::Address));
    }
    scene.act(Act::StartOver);
    assert_eq!(scene.screen(), Screen::Setup);
    // What a proxy says while its server restarts passes by itself.
    scene.hear(Event::State(State::Refused(Refusal::NotWalkup)));
    assert_eq!(scene.screen(), Screen::Welcome);
    scene.hear(Event::State(State::Refused(Refusal::NotAllowed)));
    scene.connect();
    assert_eq!(scene.screen(), Screen::Welcome);
}

#[test]
fn a_certificate_is_accepted_here_only_before_any_server_was_trusted() {
    let shown = Fingerprint::of(b"the server's");
    let refused = || Event::State(State::Refused(Refusal::UnknownCertificate(shown)));
    let trusts = |scene: &mut Bench| scene.model.act(Act::TrustCertificate, scene.now());
    let mut scene = Bench::new(Settings::default(), &[]);
    assert_eq!(trusts(&mut scene), []);
    scene.hear(refused());
    assert_eq!(scene.model.setup(), Some(Setup::Compare(shown)));
    assert_eq!(trusts(&mut scene), [Effect::Trust(shown)]);
    assert_eq!(scene.model.settings.certificate, Some(shown.to_string()));
    let other = Fingerprint::of(b"somebody else's");
    scene.hear(Event::State(State::Refused(Refusal::CertificateChanged(other))));
    assert_eq!(trusts(&mut scene), [], "a changed one never");

    let mut scene = Bench::new(Settings::default(), &[]);
    scene.hear(Event::State(State::Online));
    scene.hear(refused());
    assert_eq!(trusts(&mut scene), [], "it has served by now");
    let device_key = Some(app_kit::settings::Kept("key".to_owned()));
    let mut scene = Bench::new(Settings { device_key, ..Settings::default() }, &[]);
    scene.hear(refused());
    assert_eq!(trusts(&mut scene), [], "it was let in before");
}

#[test]
fn an_older_server_that_knows_no_devices_still_gives_tickets() {
    for answer in ["error unknown command", "error device the request cannot be read"] {
        let mut bench = Bench::new(Settings::default(), &[]);
        bench.hear(Event::Opened { dialect: Dialect::Extended, introduced: true });
        bench.hear(Event::State(State::Online));
        bench.act(Act::Begin);
        bench.act(Act::Edit(Edit::typed("ada@a.example")));
        bench.act(Act::Continue);
        // The answer to what the link said first, not to what the visitor asked.
        bench.told(answer);
        assert_eq!(bench.screen(), Screen::Question(Question::Address), "it still looks");
        bench.told("error query visitor email does not exist");
        bench.act(Act::Edit(Edit::typed("Ada")));
        bench.act(Act::Continue);
        assert_eq!(bench.requests().len(), 1);
        let ticket = bench.ticket(7, 0);
        bench.told(&ticket);
        assert_eq!(bench.screen(), Screen::Ticket);
    }
}
