//! Passwords, tokens, and the throttle that slows guessing.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::{Output, PasswordHash as Parsed};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use shared::command::PasswordChange;
use shared::refusal::Refusal;
use shared::text::{Secret, fold};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use crate::address::network;
use crate::core::{PasswordHash, PersonId};
use crate::jobs::make_way;

/// The fewest characters of a password.
pub const PASSWORD_CHARS: usize = 10;

/// How many passwords are hashed at a time: the machine has other things to do.
const HASHERS: usize = 2;

/// How long a thread that hashes waits for more, and keeps the memory of a hash for it: through any
/// flood, and not through a quiet day.
const HASHERS_STAY: Duration = Duration::from_secs(60);

/// Failures in a row for one account from one address before the next try must wait.
const ACCOUNT_FAILURES: u32 = 5;

/// Failures from one address, whatever the accounts, before the next try must wait.
const ADDRESS_FAILURES: u32 = 50;

/// The longest wait in seconds: slowing, never locking out.
const LONGEST_WAIT_SECS: u64 = 60;

/// Failures are forgotten this long after the last one.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(15 * 60);

/// The most entries that the throttle keeps; beyond it the oldest make room.
const ENTRIES: usize = 10_000;

/// Passwords that everybody tries first, in lower case and sorted; lines with `#` say where from.
const COMMON_PASSWORDS: &str = include_str!("auth/common_passwords.txt");

/// The letters of a token.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The letters of what people read and type: without 0 and O, 1 and I.
pub const READABLE: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A new token: 160 random bits as 32 letters and digits.
pub fn new_token() -> Secret {
    Secret::new(String::from_iter(random_letters::<32>(ALPHABET)))
}

/// So many letters and digits, each with 5 random bits.
pub fn random_letters<const LETTERS: usize>(alphabet: &[u8; 32]) -> [char; LETTERS] {
    let mut random = [0u8; LETTERS];
    getrandom::fill(&mut random).expect("the system has random numbers");
    random.map(|byte| char::from(alphabet[usize::from(byte % 32)]))
}

/// A password to be used once, in a form that can be read out and typed: 60 random bits.
pub fn new_password() -> Secret {
    Secret::new(readable::<12>())
}

/// A code by which the first account is made: 40 random bits, and few may be tried.
pub fn new_code() -> String {
    readable::<8>()
}

/// Random letters and digits that are not taken for each other, in groups of four.
fn readable<const LETTERS: usize>() -> String {
    let letters = random_letters::<LETTERS>(READABLE);
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// Hashes a password in its normal form. Takes tens of milliseconds on purpose.
pub fn hash_password(password: &str) -> PasswordHash {
    hash_text(&normal_form(password))
}

/// The hash of a PIN with which staff leave a kiosk; none: it is no PIN.
pub fn hash_pin(pin: &str) -> Option<String> {
    shared::device::is_pin(pin).then(|| hash_text(pin).0)
}

/// Whether a text is a hash that a kiosk can compare a PIN with, and works out soon enough.
pub fn is_hash(text: &str) -> bool {
    const MOST_BYTES: usize = 200;
    const MOST_KIB: u32 = 64 * 1024;
    const MOST_ROUNDS: u32 = 10;
    let Ok(parsed) = Parsed::new(text) else { return false };
    let params = Params::try_from(&parsed);
    let is_quick = |params: Params| params.m_cost() <= MOST_KIB && params.t_cost() <= MOST_ROUNDS;
    let is_known = Algorithm::try_from(&*parsed.algorithm).is_ok();
    let is_whole = parsed.salt.is_some() && parsed.hash.is_some();
    text.len() <= MOST_BYTES && is_known && is_whole && params.is_ok_and(is_quick)
}

fn hash_text(text: &str) -> PasswordHash {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).expect("the system has random numbers");
    let hash = hasher()
        .hash_password_with_salt(text.as_bytes(), &salt)
        .expect("the parameters and the salt are valid");
    PasswordHash(hash.to_string())
}

/// The form in which passwords are compared, NFKC (NIST SP 800-63B): keyboards and systems write
/// the same letter in different ways, composed or decomposed, wide or narrow.
fn normal_form(password: &str) -> String {
    password.nfkc().collect()
}

/// Why somebody should not have a password: it is too short, or everybody tries it first.
pub fn weakness(password: &str) -> Option<Refusal> {
    let password = normal_form(password);
    if password.chars().count() < PASSWORD_CHARS {
        return Some(Refusal::PasswordTooShort);
    }
    let wanted = password.to_lowercase();
    let is_common = COMMON_PASSWORDS.lines().any(|common| common == wanted);
    is_common.then_some(Refusal::PasswordTooCommon)
}

/// Whether a password matches. Without one to match it takes as long and says no, so that the
/// time does not tell which accounts exist.
///
/// Hashes of earlier versions were made of the text as it was typed, so a text that is not in its
/// normal form is tried as it stands too.
pub fn verify(password: &str, stored: Option<&PasswordHash>) -> bool {
    static NOBODYS: OnceLock<PasswordHash> = OnceLock::new();
    let compared = stored.unwrap_or_else(|| NOBODYS.get_or_init(|| hash_password("")));
    let normal = normal_form(password);
    let is_right = |text: &str| matches(text, &compared.0).unwrap_or(false);
    let is_right = is_right(&normal) || (normal != password && is_right(password));
    is_right && stored.is_some()
}

/// Whether a password matches a hash in PHC form; none for what is no such hash.
fn matches(password: &str, stored: &str) -> Option<bool> {
    thread_local! {
        /// What a hash is worked out in, kept with its thread: asked for anew each time it would
        /// leave a hole that the next does not fit into.
        static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
    }
    let stored = Parsed::new(stored).ok()?;
    let (salt, hash) = (stored.salt?, stored.hash?);
    let algorithm = Algorithm::try_from(&*stored.algorithm).ok()?;
    let version = stored.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    let params = Params::try_from(&stored).ok()?;
    let blocks = params.block_count();
    let hasher = Argon2::new(algorithm, version, params);
    let mut found = vec![0; hash.as_bytes().len()];
    MEMORY
        .with_borrow_mut(|memory| {
            memory.resize(blocks, Block::default());
            hasher.hash_password_into_with_memory(
                password.as_bytes(),
                salt.as_ref(),
                &mut found,
                memory,
            )
        })
        .ok()?;
    // Takes as long wherever they differ.
    Some(Output::new(&found).ok()? == hash)
}

/// Argon2id with 19 MiB, two passes, one lane: OWASP's password storage advice.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("the parameters are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Slows guessing: per account and network, and per network (see [`network`]). Nobody can slow down
/// a colleague from elsewhere, and nobody is locked out.
#[derive(Debug, Default)]
pub struct Throttle {
    accounts: HashMap<(String, IpAddr), Failures>,
    networks: HashMap<IpAddr, Failures>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Failures {
    count: u32,
    last: Duration,
    free_at: Duration,
}

impl Throttle {
    /// Whether a try may be made now, or how many seconds it must wait.
    pub fn check(&self, user: &str, address: IpAddr, now: Duration) -> Result<(), u64> {
        let network = network(address);
        let account = self.accounts.get(&(fold(user), network));
        let free_at = account
            .into_iter()
            .chain(self.networks.get(&network))
            .filter(|failures| now.saturating_sub(failures.last) < FORGOTTEN_AFTER)
            .map(|failures| failures.free_at)
            .max()
            .unwrap_or_default();
        let wait = free_at.saturating_sub(now);
        if wait.is_zero() { Ok(()) } else { Err(wait.as_millis().div_ceil(1000) as u64) }
    }

    /// A try failed.
    pub fn failed(&mut self, user: &str, address: IpAddr, now: Duration) {
        let network = network(address);
        make_room(&mut self.accounts, now);
        make_room(&mut self.networks, now);
        let account = self.accounts.entry((fold(user), network)).or_default();
        account.count_failure(ACCOUNT_FAILURES, now);
        self.networks.entry(network).or_default().count_failure(ADDRESS_FAILURES, now);
    }

    /// A try succeeded: the account's failures are no longer in a row. The address keeps its
    /// count, or an account of one's own would make guessing at others free.
    pub fn succeeded(&mut self, user: &str, address: IpAddr) {
        self.accounts.remove(&(fold(user), network(address)));
    }
}

impl Failures {
    fn count_failure(&mut self, limit: u32, now: Duration) {
        if now.saturating_sub(self.last) >= FORGOTTEN_AFTER {
            self.count = 0;
        }
        self.count = self.count.saturating_add(1);
        self.last = now;
        if let Some(over) = self.count.checked_sub(limit) {
            let wait = 1u64.checked_shl(over).unwrap_or(LONGEST_WAIT_SECS).min(LONGEST_WAIT_SECS);
            self.free_at =
                now + Duration::from_secs(if over >= 6 { LONGEST_WAIT_SECS } else { wait });
        }
    }
}

fn make_room<K: Clone + Eq + std::hash::Hash>(entries: &mut HashMap<K, Failures>, now: Duration) {
    if entries.len() < ENTRIES {
        return;
    }
    entries.retain(|_, failures| now.saturating_sub(failures.last) < FORGOTTEN_AFTER);
    if entries.len() >= ENTRIES
        && let Some(oldest) =
            entries.iter().min_by_key(|(_, failures)| failures.last).map(|(key, _)| key.clone())
    {
        entries.remove(&oldest);
    }
}

/// Where passwords are checked: two at a time, off the async workers, slowed where it fails.
#[derive(Debug)]
pub struct Gate {
    throttle: Arc<Mutex<Throttle>>,
    turns: Arc<Semaphore>,
    hashers: Arc<Hashers>,
    started: Instant,
}

/// Threads that hash and let others go first; there until this is dropped.
#[derive(Debug)]
struct Hashers(Option<Runtime>);

impl Drop for Hashers {
    fn drop(&mut self) {
        if let Some(hashers) = self.0.take() {
            hashers.shutdown_background();
        }
    }
}

impl Gate {
    /// A gate that has seen nobody yet.
    pub fn open() -> io::Result<Self> {
        let hashers = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(HASHERS)
            .thread_keep_alive(HASHERS_STAY)
            .thread_name("hasher")
            .on_thread_start(make_way)
            .build()?;
        Ok(Self {
            throttle: Arc::default(),
            turns: Arc::new(Semaphore::new(HASHERS)),
            hashers: Arc::new(Hashers(Some(hashers))),
            started: Instant::now(),
        })
    }

    /// A gate that has seen nobody yet and hashes on the same threads: for another desk, whose
    /// accounts are others.
    pub fn beside(&self) -> Self {
        Self {
            throttle: Arc::default(),
            turns: Arc::clone(&self.turns),
            hashers: Arc::clone(&self.hashers),
            started: self.started,
        }
    }

    /// Whether a sign-in may be tried now, so that a flood of them asks nobody else.
    pub fn is_open(&self, user: &str, address: IpAddr) -> Result<(), Refusal> {
        let now = self.started.elapsed();
        lock(&self.throttle).check(user, address, now).map_err(Refusal::TooManyAttempts)
    }

    /// Checks a sign-in against the account that has the name, if one has. Gives the hash that
    /// matched, so that whoever lets the person in can see whether it still is the account's.
    pub async fn sign_in(
        &self,
        user: &str,
        address: IpAddr,
        password: Secret,
        credentials: Option<(PersonId, Option<PasswordHash>)>,
    ) -> Result<(PersonId, PasswordHash), Refusal> {
        let (person, stored) = match credentials {
            Some((person, stored)) => (Some(person), stored),
            None => (None, None),
        };
        let is_right = self.check(user, address, password, stored.clone()).await?;
        person.filter(|_| is_right).zip(stored).ok_or(Refusal::WrongLogin)
    }

    /// Checks the old password and hashes the new one. Gives both hashes.
    pub async fn change(
        &self,
        user: &str,
        address: IpAddr,
        change: PasswordChange,
        current: Option<PasswordHash>,
    ) -> Result<(PasswordHash, PasswordHash), Refusal> {
        let is_right = self.check(user, address, change.old, current.clone()).await?;
        let Some(current) = current.filter(|_| is_right) else {
            return Err(Refusal::OldPasswordWrong);
        };
        if let Some(weakness) = weakness(change.new.expose()) {
            return Err(weakness);
        }
        let _permit = self.turns.acquire().await.ok();
        let hashed = self.aside(move || hash_password(change.new.expose())).await;
        Ok((current, hashed.ok_or(Refusal::NotSaved)?))
    }

    /// Makes a password that is to be used once, and its hash.
    pub async fn make_password(&self) -> Result<(Secret, PasswordHash), Refusal> {
        let _permit = self.turns.acquire().await.ok();
        let made = self.aside(|| {
            let password = new_password();
            let hash = hash_password(password.expose());
            (password, hash)
        });
        made.await.ok_or(Refusal::NotSaved)
    }

    /// Hashes the password of the first account, where `may` says that its code is right. Trying
    /// codes is slowed as trying passwords is.
    pub async fn set_up(
        &self,
        address: IpAddr,
        may: Result<(), Refusal>,
        password: Secret,
    ) -> Result<PasswordHash, Refusal> {
        /// No user's name, since it has spaces.
        const ACCOUNT: &str = "the setup code";
        self.is_open(ACCOUNT, address)?;
        if let Err(refusal) = may {
            if refusal == Refusal::WrongCode {
                lock(&self.throttle).failed(ACCOUNT, address, self.started.elapsed());
            }
            return Err(refusal);
        }
        if let Some(weakness) = weakness(password.expose()) {
            return Err(weakness);
        }
        let _permit = self.turns.acquire().await.ok();
        let hashed = self.aside(move || hash_password(password.expose())).await;
        hashed.ok_or(Refusal::NotSaved)
    }

    async fn check(
        &self,
        user: &str,
        address: IpAddr,
        password: Secret,
        stored: Option<PasswordHash>,
    ) -> Result<bool, Refusal> {
        // The throttle is asked once it is our turn: of many tries sent at once all but the
        // first few find the failures of those before them.
        let permit = Arc::clone(&self.turns).acquire_owned().await.ok();
        self.is_open(user, address)?;
        let now = self.started.elapsed();
        let throttle = Arc::clone(&self.throttle);
        let user = user.to_owned();
        // All of it on the hashing thread: a client that hangs up meanwhile is counted all the
        // same, and its turn lasts as long as its hash.
        let checked = self.aside(move || {
            let is_right = verify(password.expose(), stored.as_ref());
            if is_right {
                lock(&throttle).succeeded(&user, address);
            } else {
                lock(&throttle).failed(&user, address, now);
            }
            drop(permit);
            is_right
        });
        checked.await.ok_or(Refusal::WrongLogin)
    }

    /// Does something long on a thread that lets others go first. It is done even if nobody waits
    /// for it any more.
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        self.hashers.0.as_ref()?.spawn_blocking(work).await.ok()
    }
}

fn lock(throttle: &Mutex<Throttle>) -> std::sync::MutexGuard<'_, Throttle> {
    throttle.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    #[test]
    fn passwords_match_only_themselves() {
        let hash = hash_password("correct horse");
        assert!(hash.0.starts_with("$argon2id$"));
        assert!(verify("correct horse", Some(&hash)));
        assert!(!verify("correct horse ", Some(&hash)));
        assert!(!verify("", None));
        for unreadable in ["", "correct horse", "$argon2id$v=19$m=19456,t=2,p=1"] {
            assert!(!verify("correct horse", Some(&PasswordHash(unreadable.to_owned()))));
        }
    }

    #[test]
    fn a_password_is_the_same_however_its_letters_are_written() {
        let composed = "pass zo\u{eb} \u{c5}ngstr\u{f6}m";
        let decomposed = "pass zoe\u{308} A\u{30a}ngstro\u{308}m";
        let wide = "\u{ff50}ass zo\u{eb} \u{212b}ngstr\u{f6}m";
        for set in [composed, decomposed, wide] {
            let hash = hash_password(set);
            for typed in [composed, decomposed, wide] {
                assert!(verify(typed, Some(&hash)), "{set:?} {typed:?}");
            }
            assert!(!verify("pass zoe Angstrom", Some(&hash)));
        }
    }

    #[test]
    fn a_hash_that_an_earlier_version_made_of_the_text_as_typed_still_opens() {
        let decomposed = "pass zoe\u{308} word";
        let old = hash_text(decomposed);
        assert!(verify(decomposed, Some(&old)));
        let old = hash_text("pass zo\u{eb} word");
        assert!(verify(decomposed, Some(&old)), "composed then, decomposed now");
    }

    #[test]
    fn characters_are_counted_in_the_normal_form() {
        let nine_letters_and_nine_marks = "e\u{301}".repeat(9);
        assert_eq!(weakness(&nine_letters_and_nine_marks), Some(Refusal::PasswordTooShort));
        assert_eq!(weakness(&"e\u{301}".repeat(10)), None);
        // Wide digits are the digits that everybody tries.
        let wide: String = "1234567890"
            .chars()
            .filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0))
            .collect();
        assert_eq!(weakness(&wide), Some(Refusal::PasswordTooCommon));
    }

    #[test]
    fn a_password_that_everybody_tries_is_weak() {
        for common in ["1234567890", "qwertyuiop", "QwertyUiop", "password123"] {
            assert_eq!(weakness(common), Some(Refusal::PasswordTooCommon), "{common}");
        }
        assert_eq!(weakness("short"), Some(Refusal::PasswordTooShort));
        for good in ["correct horse", "qwertyuiop and more", "# Passwords of"] {
            assert_eq!(weakness(good), None, "{good}");
        }
        let list: Vec<&str> =
            COMMON_PASSWORDS.lines().filter(|line| !line.starts_with("# ")).collect();
        assert!(list.len() > 1000);
        assert!(list.iter().all(|password| password.chars().count() >= PASSWORD_CHARS));
    }

    #[test]
    fn tokens_are_long_and_differ() {
        let (one, two) = (new_token(), new_token());
        assert_eq!(one.expose().len(), 32);
        assert_ne!(one, two);
    }

    #[test]
    fn waits_double_up_to_a_minute_and_bind_one_address() {
        let mut throttle = Throttle::default();
        let mut now = Duration::from_secs(1);
        for _ in 0..4 {
            throttle.failed("Ada", HERE, now);
            assert_eq!(throttle.check("ada", HERE, now), Ok(()));
        }
        for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
            throttle.failed("ada", HERE, now);
            assert_eq!(throttle.check("ada", HERE, now), Err(wait));
            assert_eq!(throttle.check("ada", THERE, now), Ok(()), "a colleague elsewhere is free");
            assert_eq!(throttle.check("bob", HERE, now), Ok(()));
            now += Duration::from_secs(wait);
            assert_eq!(throttle.check("ada", HERE, now), Ok(()));
        }
        throttle.succeeded("ada", HERE);
        throttle.failed("ada", HERE, now);
        assert_eq!(throttle.check("ada", HERE, now), Ok(()));
    }

    #[test]
    fn a_machine_with_many_addresses_is_one() {
        let mut throttle = Throttle::default();
        let now = Duration::from_secs(1);
        let host = |host: u32| format!("2001:db8::{host:x}").parse().unwrap();
        for guess in 0..5 {
            throttle.failed("ada", host(guess), now);
        }
        assert_eq!(throttle.check("ada", host(99), now), Err(1));
        assert_eq!(throttle.check("ada", "2001:db8:0:1::1".parse().unwrap(), now), Ok(()));
        throttle.succeeded("ada", host(7));
        assert_eq!(
            throttle.check("ada", host(99), now),
            Ok(()),
            "its failures are in a row no more"
        );
        let (mapped, plain) = ("::ffff:10.0.0.1".parse().unwrap(), "10.0.0.1".parse().unwrap());
        for _ in 0..5 {
            throttle.failed("bob", mapped, now);
        }
        assert_eq!(throttle.check("bob", plain, now), Err(1));
    }

    #[test]
    fn many_accounts_from_one_address_are_slowed_too() {
        let mut throttle = Throttle::default();
        let now = Duration::from_secs(1);
        for guess in 0..50 {
            assert_eq!(throttle.check("zoe", HERE, now), Ok(()));
            throttle.failed(&format!("user{guess}"), HERE, now);
        }
        assert_eq!(throttle.check("zoe", HERE, now), Err(1));
        assert_eq!(throttle.check("zoe", HERE, now + FORGOTTEN_AFTER), Ok(()));
    }
}
