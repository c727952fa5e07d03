//! What follows from the declaration of a verb.

use std::any::Any;
use std::fmt;
use std::str::{FromStr, SplitN};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Verb;
use crate::command::{Key, NewTicket, Request, UnknownCommand};
use crate::health::ServerHealth;
use crate::ids::{TableNo, TicketId};
use crate::message::UnknownMessage;
use crate::person::PersonMade;
use crate::profile::ProfileState;
use crate::report::ReportKey;
use crate::service::ServiceIds;
use crate::text::{Arg, Secret};
use crate::ticket::{FoundTicket, Ticket, write_json};

/// An argument of a command. It can always be read: a command with an argument that cannot be
/// used is still that command, so what may be unusable is an [`Arg`].
pub(crate) trait Argument: Any {
    /// Takes its part of the line.
    fn read(text: &str) -> Self;

    /// Its part of the line.
    fn text(&self) -> String;

    /// The ticket that it names, if it is of the type that does.
    fn ticket(&self) -> Option<TicketId>
    where
        Self: Sized,
    {
        let this: &dyn Any = self;
        this.downcast_ref::<Arg<TicketId>>()?.good().copied()
    }

    /// The request key that it names, if it is of a type that does.
    fn key(&self) -> Option<&Key>
    where
        Self: Sized,
    {
        let this: &dyn Any = self;
        let of_request = || this.downcast_ref::<Arg<Request>>()?.good().map(|it| &it.key);
        this.downcast_ref::<Arg<Key>>().and_then(Arg::good).or_else(of_request)
    }
}

/// What a success carries.
pub(crate) trait Payload: Sized {
    /// Reads it; none when it cannot be read.
    fn read(text: &str) -> Option<Self>;

    /// Writes it.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// Whether nothing is written: then the word stands alone.
    fn is_empty(&self) -> bool {
        false
    }
}

impl<T: FromStr + fmt::Display + 'static> Argument for Arg<T> {
    fn read(text: &str) -> Self {
        Self::parse(text)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Argument for String {
    fn read(text: &str) -> Self {
        text.to_owned()
    }

    fn text(&self) -> String {
        self.clone()
    }
}

impl Argument for Secret {
    fn read(text: &str) -> Self {
        Self::new(text)
    }

    fn text(&self) -> String {
        self.expose().to_owned()
    }
}

impl Argument for NewTicket {
    fn read(text: &str) -> Self {
        Self::parse(text)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// What reads and writes as a plain word or as its own JSON.
macro_rules! plain_payload {
    ($($type:ty),+) => {$(
        impl Payload for $type {
            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )+};
}
plain_payload!(
    FoundTicket,
    String,
    TableNo,
    Ticket,
    TicketId,
    u64,
    ProfileState,
    PersonMade,
    ReportKey,
    ServerHealth
);

impl Payload for ServiceIds {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Payload for Secret {
    fn read(text: &str) -> Option<Self> {
        Some(Self::new(text))
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expose())
    }
}

/// Lists are JSON.
impl<T: Serialize + DeserializeOwned> Payload for Vec<T> {
    fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_json(f, self)
    }
}

/// The parts of a line, one an argument; the last is the rest of the line.
///
/// # Errors
///
/// A verb that takes nothing, with something after it, is nobody's command: carrying it out anyway
/// could undo what the sender meant.
pub(crate) fn parts(rest: &str, count: usize) -> Result<SplitN<'_, char>, UnknownCommand> {
    if count == 0 && !rest.is_empty() {
        return Err(UnknownCommand);
    }
    Ok(rest.splitn(count, ' '))
}

/// The next argument; one that was not sent is empty.
pub(crate) fn next_part<T: Argument>(parts: &mut SplitN<'_, char>) -> T {
    T::read(parts.next().unwrap_or_default())
}

/// Writes a verb and its arguments, one space between them. The last may be empty and then leaves
/// no space behind; the others keep their place.
pub(crate) fn write_arguments(
    f: &mut fmt::Formatter<'_>,
    verb: Verb,
    arguments: &[String],
) -> fmt::Result {
    f.write_str(verb.as_str())?;
    let Some((last, others)) = arguments.split_last() else { return Ok(()) };
    others.iter().try_for_each(|argument| write!(f, " {argument}"))?;
    if last.is_empty() { Ok(()) } else { write!(f, " {last}") }
}

/// Reads the payload of a success.
pub(crate) fn payload<T: Payload>(text: &str) -> Result<T, UnknownMessage> {
    T::read(text).ok_or(UnknownMessage)
}

/// Writes the payload of a success.
pub(crate) fn write_payload<T: Payload>(f: &mut fmt::Formatter<'_>, value: &T) -> fmt::Result {
    if value.is_empty() {
        return Ok(());
    }
    f.write_str(" ")?;
    value.write(f)
}

/// A name for what a type describes: stands where a repetition goes over types.
macro_rules! name_of {
    ($name:ident, $type:ty) => {
        $name
    };
}
pub(crate) use name_of;

/// The word of a success: its own if it has one, else the verb's.
macro_rules! success_word {
    ($word:literal) => {
        $word
    };
    ($word:literal, $own_word:literal) => {
        $own_word
    };
}
pub(crate) use success_word;

/// All that follows from the table of the verbs.
macro_rules! verbs {
    ($(
        #[doc = $doc:literal]
        $verb:ident = $word:literal {
            who: $access:ident $(or $refusal:ident)?;
            $(staff
                $(($staff_type:ty))?
                $({ $($(#[$staff_doc:meta])* $staff_field:ident: $staff_field_type:ty),+ $(,)? })?
                $(like $staff_like:ident)?
                $(-> $staff_success:ident $(as $staff_word:literal)? $(($staff_payload:ty))?)?;)?
            $(kiosk
                $(($kiosk_type:ty))?
                $({ $($(#[$kiosk_doc:meta])* $kiosk_field:ident: $kiosk_field_type:ty),+ $(,)? })?
                $(like $kiosk_like:ident)?
                $(-> $kiosk_success:ident $(as $kiosk_word:literal)? $(($kiosk_payload:ty))?)?;)?
            $(display
                $(($display_type:ty))?
                $(-> $display_success:ident $(($display_payload:ty))?)?;)?
        }
    )+) => {
        $crate::text::words! {
            /// Every verb that a client may say, and that an answer may therefore name.
            pub enum Verb {
                $(#[doc = $doc] $verb = $word),+
            }
        }

        impl Verb {
            /// Who may say it on the staff path. Kiosks and displays need no sign-in.
            pub fn access(self) -> $crate::command::Access {
                match self { $(Self::$verb => $crate::command::Access::$access),+ }
            }

            /// What a staff connection hears that says it and never signed in: some verbs have a
            /// sentence of their own.
            pub fn without_sign_in(self) -> $crate::refusal::Refusal {
                match self {
                    $($(Self::$verb => $crate::refusal::Refusal::$refusal,)?)+
                    _ => $crate::refusal::Refusal::NotSignedIn,
                }
            }
        }

        $crate::verb::declare::command! {
            /// What a staff connection may say.
            StaffCommand {
                $($(
                    #[doc = $doc]
                    $verb
                        $(($staff_type))?
                        $({ $($(#[$staff_doc])* $staff_field: $staff_field_type),+ })?
                        $(like $staff_like)?
                        $(-> $staff_success)?;
                )?)+
            }
        }

        $crate::verb::declare::command! {
            /// What a kiosk may say.
            KioskCommand {
                $($(
                    #[doc = $doc]
                    $verb
                        $(($kiosk_type))?
                        $({ $($(#[$kiosk_doc])* $kiosk_field: $kiosk_field_type),+ })?
                        $(like $kiosk_like)?
                        $(-> $kiosk_success)?;
                )?)+
            }
        }

        $crate::verb::declare::command! {
            /// What a display may say.
            DisplayCommand {
                $($(
                    #[doc = $doc]
                    $verb
                        $(($display_type))?
                        $(-> $display_success)?;
                )?)+
            }
        }

        $crate::verb::declare::success! {
            /// A staff command was carried out.
            StaffSuccess
            $($($(
                $staff_success
                    = $crate::verb::declare::success_word!($word $(, $staff_word)?),
                    $doc $(, ($staff_payload))?;
            )?)?)+
        }

        $crate::verb::declare::success! {
            /// What a display said was taken in.
            DisplaySuccess
            $($($(
                $display_success = $word, $doc $(, ($display_payload))?;
            )?)?)+
        }

        $crate::message::kiosk_message! {
            $($($(
                $kiosk_success
                    = $crate::verb::declare::success_word!($word $(, $kiosk_word)?),
                    $doc $(, ($kiosk_payload))?;
            )?)?)+
        }
    };
}
pub(crate) use verbs;

/// The commands of one path.
macro_rules! command {
    (
        $(#[$meta:meta])*
        $command:ident {$(
            #[doc = $doc:literal]
            $verb:ident
                $(($type:ty))?
                $({ $($(#[$field_doc:meta])* $field:ident: $field_type:ty),+ })?
                $(like $like:ident)?
                $(-> $success:ident)?;
        )+}
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $command {$(
            #[doc = $doc]
            $verb $(($type))? $({ $($(#[$field_doc])* $field: $field_type),+ })?,
        )+}

        const _: () = {$({
            let answers: &[&str] = &[$(stringify!($like),)? $(stringify!($success),)?];
            assert!(answers.len() == 1, "a path says `->` or `like`: how it answers");
            $(let _ = Verb::$like;)?
        })+};

        impl $command {
            /// The verb, under which the answer comes.
            pub fn verb(&self) -> Verb {
                match self { $(Self::$verb { .. } => Verb::$verb),+ }
            }

            /// The ticket that it names, if it names one that can be read.
            #[allow(unused_mut, reason = "not on every verb")]
            pub fn ticket(&self) -> Option<$crate::ids::TicketId> {
                use $crate::verb::declare::Argument as _;
                match self {$(
                    Self::$verb
                        $(($crate::verb::declare::name_of!(argument, $type)))?
                        $({ $($field),+ })? =>
                    {
                        let mut named = None;
                        $(named = named.or($crate::verb::declare::name_of!(argument, $type).ticket());)?
                        $($(named = named.or($field.ticket());)+)?
                        named
                    }
                )+}
            }

            /// The request key that it names, if it names one that can be read.
            #[allow(unused_mut, reason = "not on every verb")]
            pub fn key(&self) -> Option<&$crate::command::Key> {
                use $crate::verb::declare::Argument as _;
                match self {$(
                    Self::$verb
                        $(($crate::verb::declare::name_of!(argument, $type)))?
                        $({ $($field),+ })? =>
                    {
                        let mut named = None;
                        $(named = named.or($crate::verb::declare::name_of!(argument, $type).key());)?
                        $($(named = named.or($field.key());)+)?
                        named
                    }
                )+}
            }
        }

        impl std::str::FromStr for $command {
            type Err = $crate::command::UnknownCommand;

            #[allow(unused_variables, unreachable_patterns, reason = "not on every path and verb")]
            fn from_str(text: &str) -> Result<Self, $crate::command::UnknownCommand> {
                let (verb, rest) = $crate::text::first_word(text);
                let verb: Verb = verb.parse().map_err(|_| $crate::command::UnknownCommand)?;
                match verb {
                    $(Verb::$verb => {
                        let names: &[&str] =
                            &[$(stringify!($type),)? $($(stringify!($field),)+)?];
                        let parts = &mut $crate::verb::declare::parts(rest, names.len())?;
                        Ok(Self::$verb
                            $(($crate::verb::declare::next_part::<$type>(parts)))?
                            $({ $($field:
                                $crate::verb::declare::next_part::<$field_type>(parts)),+ })?)
                    })+
                    _ => Err($crate::command::UnknownCommand),
                }
            }
        }

        impl std::fmt::Display for $command {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                use $crate::verb::declare::Argument as _;
                let arguments = match self {$(
                    Self::$verb
                        $(($crate::verb::declare::name_of!(argument, $type)))?
                        $({ $($field),+ })? =>
                    {
                        vec![
                            $($crate::verb::declare::name_of!(argument, $type).text(),)?
                            $($($field.text(),)+)?
                        ]
                    }
                )+};
                $crate::verb::declare::write_arguments(f, self.verb(), &arguments)
            }
        }
    };
}
pub(crate) use command;

/// What a client hears when a command was carried out.
macro_rules! success {
    (
        $(#[$meta:meta])*
        $name:ident
        $($success:ident = $word:expr, $doc:literal $(, ($payload:ty))?;)+
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {$(
            #[doc = concat!("The answer `success ", $word, "` to this:", $doc)]
            $success $(($payload))?,
        )+}

        impl $name {
            #[allow(unused_variables, reason = "where none carries anything")]
            pub(crate) fn parse(rest: &str) -> Result<Self, $crate::message::UnknownMessage> {
                let (word, rest) = $crate::text::first_word(rest);
                $(if word == $word {
                    return Ok(Self::$success
                        $(($crate::verb::declare::payload::<$payload>(rest)?))?);
                })+
                Err($crate::message::UnknownMessage)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {$(
                    Self::$success $(($crate::verb::declare::name_of!(carried, $payload)))? => {
                        f.write_str(concat!("success ", $word))?;
                        $($crate::verb::declare::write_payload::<$payload>(f, carried)?;)?
                    }
                )+}
                Ok(())
            }
        }
    };
}
pub(crate) use success;
