//! What Walkup's three windows share and the server must not build.
//!
//! In reading order: [`address`] (where a server is), [`discovery`] (servers on the local network),
//! [`field`] (what people type into), [`role`] (what each window says and hears),
//! [`link`] (the connection that comes back by itself), [`settings`] (the file that a window keeps),
//! [`shell`] (what every window does before and around its own work),
//! [`theme`] (every colour, size and face), [`text`] (sentences in every language, times), [`widgets`] (what
//! all three draw alike), [`sound`] (chimes), [`log`], [`machine`]
//! (what a window asks of the machine that it runs on), [`pin`] (how staff leave a kiosk).

pub mod address;
pub mod discovery;
pub mod field;
pub mod link;
pub mod log;
pub mod machine;
pub mod pin;
pub mod role;
pub mod settings;
pub mod shell;
pub mod sound;
pub mod text;
pub mod theme;
pub mod widgets;

// What `phrases!` fills sentences with.
#[doc(hidden)]
pub use fluent_bundle;
