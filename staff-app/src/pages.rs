//! The pages on which a desk is run, one row each.
//!
//! The rail, the title and who may see a page all read it here. To add a page is to add a row, its
//! words, and its arm in `view::pages`, without which nothing compiles.

use lucide_icons::Icon;
use shared::person::Role;

use crate::words::PageSay;

/// Declares the enum of pages and its table.
macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $value:expr),* $(,)? })+) => {
        /// A page on which a desk is run.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PageKind { $($(#[$doc])* $name,)+ }

        impl PageKind {
            /// All of them, in the order of the rail.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its row of the table.
            pub const fn row(self) -> &'static PageRow {
                match self { $(Self::$name => {
                    const ROW: PageRow = PageRow { $($field: $value,)* };
                    &ROW
                })+ }
            }
        }
    };
}

/// All that the table holds about a page.
#[derive(Debug)]
pub struct PageRow {
    /// What it is called, in the rail and above it.
    pub title: PageSay<'static>,
    /// What it is for, in a sentence under the title.
    pub why: PageSay<'static>,
    /// The icon beside its name.
    pub icon: Icon,
    /// Who may see it: this role and those above it.
    pub least: Role,
    /// Whether a lead can do on it all that there is to do.
    pub is_for_leads: bool,
    /// Whether it shows the desk's settings, so that it waits until they were heard.
    pub shows_settings: bool,
}

pages! {
    /// The desk as it is now.
    Today {
        title: PageSay::Today, why: PageSay::TodayWhy,
        icon: Icon::Radio, least: Role::Lead, is_for_leads: true, shows_settings: false,
    }
    /// The figures that a manager keeps.
    Reports {
        title: PageSay::Reports, why: PageSay::ReportsWhy,
        icon: Icon::ChartColumn, least: Role::Lead, is_for_leads: true, shows_settings: false,
    }
    /// The accounts.
    People {
        title: PageSay::People, why: PageSay::PeopleWhy,
        icon: Icon::Users, least: Role::Lead, is_for_leads: false, shows_settings: false,
    }
    /// How many tables, and what they are called.
    Tables {
        title: PageSay::Tables, why: PageSay::TablesWhy,
        icon: Icon::Armchair, least: Role::Lead, is_for_leads: false, shows_settings: true,
    }
    /// What visitors choose from.
    Reasons {
        title: PageSay::Reasons, why: PageSay::ReasonsWhy,
        icon: Icon::ListChecks, least: Role::Lead, is_for_leads: false, shows_settings: true,
    }
    /// The queues of the desk.
    Services {
        title: PageSay::Services, why: PageSay::ServicesWhy,
        icon: Icon::Split, least: Role::Lead, is_for_leads: false, shows_settings: true,
    }
    /// When the desk is open.
    Hours {
        title: PageSay::Hours, why: PageSay::HoursWhy,
        icon: Icon::Clock, least: Role::Lead, is_for_leads: false, shows_settings: true,
    }
    /// What the desk says of itself.
    Words {
        title: PageSay::Words, why: PageSay::WordsWhy,
        icon: Icon::MessageSquareText, least: Role::Lead, is_for_leads: false, shows_settings: true,
    }
    /// Kiosks and displays.
    Devices {
        title: PageSay::Devices, why: PageSay::DevicesWhy,
        icon: Icon::MonitorSmartphone, least: Role::Admin, is_for_leads: false, shows_settings: false,
    }
    /// Tickets on paper.
    Printing {
        title: PageSay::Printing, why: PageSay::PrintingWhy,
        icon: Icon::Printer, least: Role::Lead, is_for_leads: false, shows_settings: true,
    }
    /// How long visitors are kept, and one visitor.
    Privacy {
        title: PageSay::Privacy, why: PageSay::PrivacyWhy,
        icon: Icon::Shield, least: Role::Admin, is_for_leads: false, shows_settings: true,
    }
    /// Who did what.
    Log {
        title: PageSay::Log, why: PageSay::LogWhy,
        icon: Icon::ScrollText, least: Role::Admin, is_for_leads: false, shows_settings: false,
    }
    /// How the server is.
    Health {
        title: PageSay::Health, why: PageSay::HealthWhy,
        icon: Icon::HeartPulse, least: Role::Lead, is_for_leads: false, shows_settings: false,
    }
}

impl PageKind {
    /// The pages that somebody in this role may see.
    pub fn for_role(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |page| role >= page.row().least)
    }
}
