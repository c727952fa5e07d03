//! Texts that a spreadsheet takes for texts.

use unicode_normalization::UnicodeNormalization as _;

/// A text that a spreadsheet could take for a formula gets an apostrophe before it, as OWASP
/// advises against CSV injection. Spreadsheets skip what cannot be seen before the sign, and some
/// take the full-width and small forms of the signs for the signs.
pub fn harmless(text: &str) -> String {
    let first = text.chars().find(|c| !is_skipped(*c));
    let sign = first.and_then(|c| c.nfkc().next());
    let is_formula = matches!(sign, Some('=' | '+' | '-' | '@' | '\u{2212}'));
    if is_formula || text.starts_with(['\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Whether a character cannot be seen: white space, a control, or one that Unicode calls
/// ignorable when it cannot be shown.
fn is_skipped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed() {
        for formula in [
            "=1+1",
            "@x",
            "-1",
            "+1",
            "＝1+1",
            "＋1",
            "－1",
            "＠x",
            "﹦1",
            "﹢1",
            "﹣1",
            "﹫x",
            "\u{2212}1",
            "\u{feff}=1+1",
            "\u{200b}\u{2060}=1",
            "\u{3164}=1",
            "\u{e0020}=1",
            "  =1",
            "\t=1",
            "\u{3000}＝1",
            "\u{a0}-1",
            "\tx",
            "\rx",
        ] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for plain in ["Ada", "", " ", "a=1", "1-1", "'=1", "Zoë", "\u{feff}Ada", "_x", "王小明"]
        {
            assert_eq!(harmless(plain), plain);
        }
    }
}
