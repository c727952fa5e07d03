//! How the address is read and printed under which visitors reach their own pages.

use axum::http::Uri;
use axum::http::uri::Scheme;
use serde::{Deserialize, Deserializer, de};
use shared::fault::Fault;

use super::format::{Format, toml_text};

/// The most bytes of the address: a QR code with more is too fine for a telephone at arm's length.
const MOST_BYTES: usize = 120;

/// An address that begins with `http://` or `https://`, kept without a slash at its end.
pub(super) struct PublicUrl;

impl Format<String> for PublicUrl {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let written = String::deserialize(deserializer)?;
        let address = written.trim().trim_end_matches('/');
        if address.len() > MOST_BYTES {
            return Err(de::Error::custom(Fault::TooLong(MOST_BYTES)));
        }
        if !is_address(address) {
            return Err(de::Error::custom(Fault::NotAWebAddress(written)));
        }
        Ok(address.to_owned())
    }

    fn print(value: &String) -> String {
        toml_text(value)
    }
}

/// Whether a path may be put behind it. Browsers never send what comes after a `#`, and who is named
/// before an `@` would be shown to everybody.
fn is_address(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let is_web = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme());
    let is_bare = uri.query().is_none() && !address.contains(['#', '@']);
    is_web && is_bare && uri.host().is_some_and(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_as_a_browser_expects_and_has_nothing_behind_its_path() {
        for good in [
            "https://desk.example",
            "http://192.0.2.7:8080",
            "https://[2001:db8::1]:7443/queue",
            "https://xn--schlssel-95a.example/a/b",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "desk.example",
            "/q",
            "ftp://desk.example",
            "https://",
            "https:///q",
            "https://desk.example/?x=1",
            "https://desk.example/#top",
            "https://ada@desk.example",
            "https://desk.example/a b",
            "javascript:alert(1)",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
