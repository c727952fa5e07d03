//! Why a command is not carried out: `shared` has the sentences, for both sides.

pub use shared::refusal::Refusal;
