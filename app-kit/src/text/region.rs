//! What a region is used to, as Unicode's CLDR 48 has it (`supplemental/timeData`, `_preferred`).

/// How many hours a clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// 1 to 12, twice a day.
    Of12,
    /// 0 to 23.
    Of24,
}

/// The regions that prefer 12 hours, in alphabetical order.
const OF_12: [&str; 104] = [
    "AE", "AG", "AL", "AR", "AS", "AU", "BB", "BD", "BH", "BM", "BN", "BO", "BS", "BT", "CA", "CL",
    "CO", "CR", "CU", "CY", "DJ", "DM", "DO", "DZ", "EC", "EG", "EH", "ER", "ET", "FJ", "FM", "GD",
    "GH", "GM", "GR", "GT", "GU", "GY", "HK", "HN", "IN", "IQ", "JM", "JO", "KH", "KI", "KN", "KP",
    "KR", "KW", "KY", "LB", "LC", "LR", "LS", "LY", "MH", "MO", "MP", "MR", "MW", "MX", "MY", "NA",
    "NI", "NZ", "OM", "PA", "PE", "PG", "PH", "PK", "PR", "PS", "PW", "PY", "QA", "SA", "SB", "SD",
    "SG", "SL", "SO", "SS", "SV", "SY", "SZ", "TC", "TD", "TN", "TO", "TT", "TW", "UM", "US", "UY",
    "VC", "VE", "VG", "VI", "VU", "WS", "YE", "ZM",
];

impl Hours {
    /// What people in `region` (two letters; empty: nobody knows) who speak `language` are used to.
    pub fn of_region(language: &str, region: &str) -> Self {
        let region = region.to_ascii_uppercase();
        // The one language that does not do as the rest of its region.
        if language == "fr" && region == "CA" {
            return Self::Of24;
        }
        if OF_12.contains(&region.as_str()) { Self::Of12 } else { Self::Of24 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_decides_how_many_hours_a_clock_has() {
        for (language, region, hours) in [
            ("en", "US", Hours::Of12),
            ("en", "us", Hours::Of12),
            ("en", "GB", Hours::Of24),
            ("es", "ES", Hours::Of24),
            ("es", "MX", Hours::Of12),
            ("fr", "CA", Hours::Of24),
            ("en", "CA", Hours::Of12),
            ("ar", "EG", Hours::Of12),
            ("ar", "MA", Hours::Of24),
            ("de", "", Hours::Of24),
        ] {
            assert_eq!(Hours::of_region(language, region), hours, "{language}-{region}");
        }
    }
}
