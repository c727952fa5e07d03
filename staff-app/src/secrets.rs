//! Where a sign-in is kept between runs: in the system's keyring where there is one, else in the
//! window's own file.
//!
//! A keyring may be locked and ask its user, or hang. So it is asked on a thread of its own, and
//! what has not answered after [`PATIENCE`] is treated as a keyring that is not there.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use tracing::{info, warn};

/// How long a keyring may take.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// Under which name the keyring keeps sign-ins.
const SERVICE: &str = "walkup-staff";

/// A keyring: a place for one secret under each name.
pub trait Keyring: Send + Sync {
    /// The secret under a name; none if there is none.
    ///
    /// # Errors
    ///
    /// Why the keyring cannot be read.
    fn get(&self, name: &str) -> Result<Option<String>, String>;
    /// Keeps a secret under a name; none: forgets it.
    ///
    /// # Errors
    ///
    /// Why the keyring cannot be written.
    fn put(&self, name: &str, secret: Option<&str>) -> Result<(), String>;
}

/// The keyring and what it was asked.
pub struct Secrets {
    keyring: Arc<dyn Keyring>,
    patience: Duration,
    fetching: std::cell::RefCell<Option<Receiver<Option<String>>>>,
    keeping: Option<Receiver<bool>>,
    /// Whether the keyring keeps the sign-in, as far as is known.
    keeps: bool,
}

impl Secrets {
    /// That of the system.
    pub fn of_system() -> Self {
        Self::new(Arc::new(SystemKeyring), PATIENCE)
    }

    /// With a keyring, which may take so long.
    pub fn new(keyring: Arc<dyn Keyring>, patience: Duration) -> Self {
        Self {
            keyring,
            patience,
            fetching: std::cell::RefCell::new(None),
            keeping: None,
            keeps: true,
        }
    }

    /// Whether the sign-in belongs into the keyring and not into the file: it took the last one, or
    /// has not said yet that it does not.
    pub fn keeps(&self) -> bool {
        self.keeps
    }

    /// Asks for the sign-in at a server; [`Secrets::fetched`] has it once `wake` was called.
    pub fn fetch(&self, server: &str, wake: impl FnOnce() + Send + 'static) {
        let server = server.to_owned();
        let keyring = Arc::clone(&self.keyring);
        let answer = ask(
            self.patience,
            move || keyring.get(&server),
            move |answered| {
                wake();
                answered.unwrap_or_else(|why| {
                    warn!("the keyring gives no sign-in: {why}");
                    None
                })
            },
        );
        *self.fetching.borrow_mut() = Some(answer);
    }

    /// The sign-in that was asked for, once, as soon as the keyring has answered.
    pub fn fetched(&self) -> Option<Option<String>> {
        let mut fetching = self.fetching.borrow_mut();
        let answer = match fetching.as_ref()?.try_recv() {
            Ok(answer) => answer,
            Err(mpsc::TryRecvError::Empty) => return None,
            Err(mpsc::TryRecvError::Disconnected) => None,
        };
        *fetching = None;
        Some(answer)
    }

    /// Gives the keyring the sign-in at a server; none: it forgets it.
    pub fn keep(
        &mut self,
        server: &str,
        token: Option<String>,
        wake: impl FnOnce() + Send + 'static,
    ) {
        let server = server.to_owned();
        let keyring = Arc::clone(&self.keyring);
        self.keeps = true;
        let put = move || keyring.put(&server, token.as_deref());
        self.keeping = Some(ask(self.patience, put, move |answered| {
            wake();
            if let Err(why) = &answered {
                info!("there is no keyring to keep the sign-in in: {why}");
            }
            answered.is_ok()
        }));
    }

    /// Whether the keyring has just refused the sign-in, so that it belongs into the file.
    pub fn take_refused(&mut self) -> bool {
        let answer = self.keeping.as_ref().map(Receiver::try_recv);
        match answer {
            None | Some(Err(mpsc::TryRecvError::Empty)) => false,
            Some(Ok(true)) => {
                self.keeping = None;
                false
            }
            Some(Ok(false) | Err(mpsc::TryRecvError::Disconnected)) => {
                self.keeping = None;
                self.keeps = false;
                true
            }
        }
    }
}

/// Asks on a thread of its own and waits for so long on another.
fn ask<T: Send + 'static, A: Send + 'static>(
    patience: Duration,
    question: impl FnOnce() -> Result<T, String> + Send + 'static,
    then: impl FnOnce(Result<T, String>) -> A + Send + 'static,
) -> Receiver<A> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let (answer, answers) = mpsc::channel();
        std::thread::spawn(move || answer.send(question()).ok());
        let answered = match answers.recv_timeout(patience) {
            Ok(answered) => answered,
            Err(RecvTimeoutError::Timeout) => Err("it does not answer".to_owned()),
            Err(RecvTimeoutError::Disconnected) => Err("it ended without an answer".to_owned()),
        };
        let (then, answered) = (then, answered);
        tell.send(then(answered)).ok();
    });
    told
}

/// The keyring of this system.
struct SystemKeyring;

impl SystemKeyring {
    fn entry(name: &str) -> Result<keyring::Entry, String> {
        keyring::Entry::new(SERVICE, name).map_err(|error| error.to_string())
    }
}

impl Keyring for SystemKeyring {
    fn get(&self, name: &str) -> Result<Option<String>, String> {
        match Self::entry(name)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn put(&self, name: &str, secret: Option<&str>) -> Result<(), String> {
        let entry = Self::entry(name)?;
        let done = match secret {
            Some(secret) => entry.set_password(secret),
            None => match entry.delete_credential() {
                Err(keyring::Error::NoEntry) => Ok(()),
                done => done,
            },
        };
        done.map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Box(Mutex<BTreeMap<String, String>>, bool);

    impl Keyring for Box {
        fn get(&self, name: &str) -> Result<Option<String>, String> {
            Ok(self.0.lock().unwrap().get(name).cloned())
        }

        fn put(&self, name: &str, secret: Option<&str>) -> Result<(), String> {
            if self.1 {
                return Err("locked".to_owned());
            }
            let mut secrets = self.0.lock().unwrap();
            match secret {
                Some(secret) => drop(secrets.insert(name.to_owned(), secret.to_owned())),
                None => drop(secrets.remove(name)),
            }
            Ok(())
        }
    }

    struct Silent(Mutex<Option<Receiver<()>>>);

    impl Keyring for Silent {
        fn get(&self, _name: &str) -> Result<Option<String>, String> {
            let silence = self.0.lock().unwrap().take();
            silence.map(|silence| silence.recv());
            Ok(None)
        }

        fn put(&self, _name: &str, _secret: Option<&str>) -> Result<(), String> {
            Ok(())
        }
    }

    fn wait() -> (impl FnOnce() + Send + 'static, Receiver<()>) {
        let (wake, woken) = mpsc::channel();
        (move || wake.send(()).unwrap_or_default(), woken)
    }

    fn until<T>(mut asked: impl FnMut() -> Option<T>) -> T {
        loop {
            if let Some(answer) = asked() {
                return answer;
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_keyring_keeps_a_sign_in_and_forgets_it() {
        let keyring = Arc::new(Box::default());
        let mut secrets = Secrets::new(Arc::clone(&keyring) as Arc<dyn Keyring>, PATIENCE);
        for token in [Some("secret"), None] {
            let (wake, woken) = wait();
            secrets.keep("desk", token.map(str::to_owned), wake);
            woken.recv().unwrap();
            let (wake, _) = wait();
            secrets.fetch("desk", wake);
            assert_eq!(until(|| secrets.fetched()).as_deref(), token);
            assert!(secrets.keeps());
        }
    }

    #[test]
    fn a_keyring_that_refuses_says_so_once() {
        let keyring = Arc::new(Box(Mutex::default(), true));
        let mut secrets = Secrets::new(keyring, PATIENCE);
        let (wake, _) = wait();
        secrets.keep("desk", Some("secret".to_owned()), wake);
        until(|| secrets.take_refused().then_some(()));
        assert!(!secrets.keeps());
        assert!(!secrets.take_refused());
    }

    #[test]
    fn a_keyring_that_hangs_is_none() {
        let (_end, silence) = mpsc::channel();
        let keyring = Arc::new(Silent(Mutex::new(Some(silence))));
        let secrets = Secrets::new(keyring, Duration::from_millis(1));
        let (wake, _) = wait();
        secrets.fetch("desk", wake);
        assert_eq!(until(|| secrets.fetched()), None);
    }
}
