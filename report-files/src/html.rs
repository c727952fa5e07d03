//! A report as one page to print: drawings without colour that matters, and the figures beside
//! them.

use std::fmt::Write as _;

use shared::report::{Figures, Group, Grouping, Report, Value, Week};
use shared::ticket::WireTime;

use crate::words::figure_titles;
use crate::{SHARES, Title, Titles, mean, period, shares};

/// No more groups than this are drawn as bars; all stand in the table.
const MOST_BARS: usize = 62;

/// The columns of a table of groups; a page is not wide enough for all.
const COLUMNS: [&str; 12] = [
    "arrived",
    "called",
    "completed",
    "no_show",
    "left",
    "left_over",
    "wait_median_s",
    "wait_p90_s",
    "wait_max_s",
    "service_median_s",
    "in_time",
    "promise_kept",
];

const STYLE: &str = "@page{size:A4;margin:15mm}\
    body{font:10pt/1.4 system-ui,sans-serif;color:#000;background:#fff;margin:0 auto;max-width:180mm}\
    h1{font-size:18pt;margin:0 0 2mm}h2{font-size:13pt;margin:8mm 0 2mm;break-after:avoid}\
    table{border-collapse:collapse;width:100%;font-size:8pt}\
    th,td{border-bottom:.2mm solid #999;padding:.8mm 1mm;text-align:end;vertical-align:top}\
    th:first-child,td:first-child{text-align:start}thead{display:table-header-group}\
    tr,svg{break-inside:avoid}svg{display:block;width:100%;height:auto;margin:2mm 0}\
    .about td{text-align:start}.key{display:grid;grid-template-columns:repeat(4,1fr);gap:2mm}\
    .key div{border:.3mm solid #000;padding:2mm}.key b{display:block;font-size:15pt}\
    dt{font-weight:bold;break-after:avoid}dd{margin:0 0 1.5mm}.faint{font-size:8pt;color:#444}";

/// The report as one HTML file that needs nothing else: A4, no script, no outside resource, its
/// drawings inline and their figures in tables beside them.
pub fn html(report: &Report, titles: &Titles) -> String {
    let mut page = Page { text: String::new(), titles };
    page.begin(report);
    page.key_figures(&report.total);
    for (grouping, groups) in &report.groups {
        page.groups(*grouping, groups, &report.total);
    }
    let heat = &report.heat;
    page.heat(Title::HeatArrived, None, &heat.arrived, |count| Value::Whole(*count));
    let wait = |median: &Option<u64>| Value::from(*median);
    page.heat(Title::HeatWait, Some(Title::HeatWaitMeans), &heat.wait_median_s, wait);
    let tables = |tables: &Option<f64>| mean(*tables);
    page.heat(Title::HeatTables, Some(Title::HeatTablesMeans), &heat.tables, tables);
    page.tables(report);
    page.definitions();
    page.add("</body></html>\n");
    page.text
}

struct Page<'a> {
    text: String,
    titles: &'a Titles,
}

impl Page<'_> {
    fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn begin(&mut self, report: &Report) {
        let titles = self.titles;
        let dir = if titles.is_right_to_left() { "rtl" } else { "ltr" };
        let (lang, title, when) =
            (escape(titles.lang()), escape(titles.get(Title::Report)), escape(&period(report)));
        self.add(&format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\" dir=\"{dir}\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title} {when}</title><style>{STYLE}</style></head><body><h1>{title}</h1>\
             <table class=\"about\"><tbody>"
        ));
        let service =
            report.service.as_ref().map(|id| titles.group(Grouping::Service, id.as_str()));
        let about = [
            (Title::Period, Some(period(report))),
            (Title::Zone, Some(report.zone.clone())),
            (Title::Service, service.map(ToOwned::to_owned)),
            (Title::ReadAt, Some(WireTime::from_millis(report.at).to_string())),
        ];
        for (title, text) in about {
            if let Some(text) = text {
                let (title, text) = (escape(titles.get(title)), escape(&text));
                self.add(&format!(
                    "<tr><th scope=\"row\">{title}</th><td><bdi>{text}</bdi></td></tr>"
                ));
            }
        }
        self.add("</tbody></table>");
    }

    /// All figures of the whole, the first ones large.
    fn key_figures(&mut self, total: &Figures) {
        const LARGE: [&str; 8] = [
            "arrived",
            "called",
            "wait_median_s",
            "wait_p90_s",
            "in_time",
            "no_show",
            "left",
            "promise_kept",
        ];
        let titles = self.titles;
        let figures: Vec<_> = figure_titles().iter().zip(total.values()).collect();
        self.heading(Title::Summary);
        self.add("<div class=\"key\">");
        for large in LARGE {
            let found = figures.iter().find(|((name, ..), _)| *name == large);
            if let Some(((name, title, _), value)) = found {
                let (title, value) = (escape(titles.get(*title)), shown(name, *value));
                self.add(&format!("<div>{title}<b><bdi>{value}</bdi></b></div>"));
            }
        }
        self.add("</div><table><tbody>");
        for ((name, title, _), value) in figures {
            let (title, value) = (escape(titles.get(*title)), shown(name, value));
            self.add(&format!(
                "<tr><th scope=\"row\">{title}</th><td><bdi>{value}</bdi></td></tr>"
            ));
        }
        for ((name, ..), share) in SHARES.iter().zip(shares(total)) {
            let title = escape(titles.get(match *name {
                "no_show_share" => Title::NoShowShare,
                "left_share" => Title::LeftShare,
                _ => Title::LeftOverShare,
            }));
            let share = shown("in_time", share.into());
            self.add(&format!(
                "<tr><th scope=\"row\">{title}</th><td><bdi>{share}</bdi></td></tr>"
            ));
        }
        let few = escape(titles.get(Title::Few));
        self.add(&format!("</tbody></table><p class=\"faint\">{few}</p>"));
    }

    fn heading(&mut self, title: Title) {
        let title = escape(self.titles.get(title));
        self.add(&format!("<h2>{title}</h2>"));
    }

    fn groups(&mut self, grouping: Grouping, groups: &[Group], total: &Figures) {
        let titles = self.titles;
        let heading = escape(titles.grouping(grouping));
        self.add(&format!("<h2>{heading}</h2>"));
        if (2..=MOST_BARS).contains(&groups.len()) {
            let arrived = |figures: &Figures| Some(figures.arrived);
            self.bars(grouping, groups, Title::Arrived, "arrived", arrived);
            let median = |figures: &Figures| figures.wait_median_s;
            self.bars(grouping, groups, Title::WaitMedian, "wait_median_s", median);
        }
        self.add("<table><thead><tr><th></th>");
        for (name, title, _) in figure_titles() {
            if COLUMNS.contains(name) {
                let title = escape(titles.get(*title));
                self.add(&format!("<th scope=\"col\">{title}</th>"));
            }
        }
        self.add("</tr></thead><tbody>");
        let rows =
            groups.iter().map(|Group { key, figures }| (titles.group(grouping, key), figures));
        for (name, figures) in rows.chain([(titles.get(Title::Total), total)]) {
            let name = escape(name);
            self.add(&format!("<tr><th scope=\"row\"><bdi>{name}</bdi></th>"));
            for (name, value) in Figures::NAMES.iter().zip(figures.values()) {
                if COLUMNS.contains(name) {
                    self.add(&format!("<td><bdi>{}</bdi></td>", shown(name, value)));
                }
            }
            self.add("</tr>");
        }
        self.add("</tbody></table>");
    }

    /// A bar a group, each with its figure.
    fn bars(
        &mut self,
        grouping: Grouping,
        groups: &[Group],
        title: Title,
        name: &str,
        of: impl Fn(&Figures) -> Option<u64>,
    ) {
        const WIDTH: f64 = 700.0;
        const LABEL: f64 = 150.0;
        const ROW: f64 = 16.0;
        let titles = self.titles;
        let most = groups.iter().filter_map(|group| of(&group.figures)).max().unwrap_or(0).max(1);
        let height = ROW * (groups.len() as f64 + 1.5);
        let text = escape(titles.get(title));
        self.add(&format!(
            "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{text}\" \
             direction=\"ltr\" font-size=\"11\" font-family=\"sans-serif\">\
             <text x=\"0\" y=\"12\" font-weight=\"bold\">{text}</text>"
        ));
        for (at, Group { key, figures }) in groups.iter().enumerate() {
            let y = ROW * (at as f64 + 1.5);
            let value = of(figures);
            let long = (WIDTH - LABEL - 70.0) * value.unwrap_or(0) as f64 / most as f64;
            let label: String = titles.group(grouping, key).chars().take(24).collect();
            let (label, said) = (escape(&label), shown(name, value.into()));
            let (base, end) = (y + 11.0, LABEL + long + 5.0);
            self.add(&format!(
                "<text x=\"{x}\" y=\"{base}\" text-anchor=\"end\">{label}</text>\
                 <rect x=\"{LABEL}\" y=\"{top}\" width=\"{long:.1}\" height=\"12\" fill=\"#777\"/>\
                 <text x=\"{end:.1}\" y=\"{base}\">{said}</text>",
                x = LABEL - 5.0,
                top = y + 1.0,
            ));
        }
        self.add("</svg>");
    }

    /// The week as seven rows of cells, each with its number in it: grey says the same again.
    fn heat<T>(
        &mut self,
        title: Title,
        means: Option<Title>,
        week: &Week<T>,
        value: impl Fn(&T) -> Value,
    ) {
        const CELL: f64 = 25.0;
        const LABEL: f64 = 90.0;
        const ROW: f64 = 22.0;
        let titles = self.titles;
        let number = |cell: &T| match value(cell) {
            Value::Whole(count) => Some(count as f64),
            Value::Ratio(number) | Value::Mean(number) => Some(number),
            Value::Nothing => None,
        };
        let most = week.iter().flatten().filter_map(number).fold(0.0, f64::max);
        self.heading(title);
        let text = escape(titles.get(title));
        let (width, height) = (LABEL + 24.0 * CELL, 8.0 * ROW);
        self.add(&format!(
            "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{text}\" \
             direction=\"ltr\" font-size=\"9\" font-family=\"sans-serif\">"
        ));
        for hour in 0..24 {
            let x = LABEL + CELL * (f64::from(hour) + 0.5);
            self.add(&format!("<text x=\"{x}\" y=\"14\" text-anchor=\"middle\">{hour:02}</text>"));
        }
        for (day, hours) in week.iter().enumerate() {
            let y = ROW * (day as f64 + 1.0);
            let (label, base) = (escape(titles.weekday(day)), y + 14.0);
            self.add(&format!(
                "<text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{label}</text>",
                LABEL - 4.0
            ));
            for (hour, cell) in hours.iter().enumerate() {
                let x = LABEL + CELL * hour as f64;
                let share = number(cell).map_or(0.0, |it| if most > 0.0 { it / most } else { 0.0 });
                let (fill, ink) = shade(share);
                let said = match value(cell) {
                    Value::Nothing | Value::Whole(0) => String::new(),
                    Value::Whole(count) if title == Title::HeatWait => clock(count),
                    Value::Whole(count) => count.to_string(),
                    value => shown("", value),
                };
                self.add(&format!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{CELL}\" height=\"{ROW}\" fill=\"{fill}\" \
                     stroke=\"#999\" stroke-width=\".5\"/>\
                     <text x=\"{middle}\" y=\"{base}\" text-anchor=\"middle\" fill=\"{ink}\" \
                     font-size=\"{size}\">{said}</text>",
                    middle = x + CELL / 2.0,
                    size = if said.chars().count() > 4 { 7 } else { 9 },
                ));
            }
        }
        self.add("</svg>");
        if let Some(means) = means {
            let means = escape(titles.get(means));
            self.add(&format!("<p class=\"faint\">{means}</p>"));
        }
    }

    fn tables(&mut self, report: &Report) {
        if report.tables.is_empty() {
            return;
        }
        let titles = self.titles;
        self.heading(Title::Tables);
        let (number, in_time) =
            (escape(titles.get(Title::TablesNumber)), escape(titles.get(Title::InTime)));
        self.add(&format!(
            "<table><thead><tr><th scope=\"col\">{number}</th><th scope=\"col\">{in_time}</th>\
             </tr></thead><tbody>"
        ));
        for with in &report.tables {
            let share = shown("in_time", Value::Ratio(with.in_time));
            self.add(&format!(
                "<tr><th scope=\"row\">{}</th><td><bdi>{share}</bdi></td></tr>",
                with.n
            ));
        }
        self.add("</tbody></table>");
        if let Some(enough) = report.tables_enough() {
            let title = escape(titles.get(Title::TablesEnough));
            self.add(&format!("<p>{title}: <b>{enough}</b></p>"));
        }
        let means = escape(titles.get(Title::TablesMeans));
        self.add(&format!("<p class=\"faint\">{means}</p>"));
    }

    fn definitions(&mut self) {
        let titles = self.titles;
        self.heading(Title::Definitions);
        let buckets = escape(titles.get(Title::Buckets));
        self.add(&format!("<p>{buckets}</p><dl>"));
        for (_, title, means) in figure_titles() {
            let (title, means) = (escape(titles.get(*title)), escape(titles.get(*means)));
            self.add(&format!("<dt>{title}</dt><dd>{means}</dd>"));
        }
        self.add("</dl>");
    }
}

/// A grey for a share of the most, and what can be read on it.
fn shade(share: f64) -> (String, &'static str) {
    let light = 100.0 - 60.0 * share.clamp(0.0, 1.0);
    (format!("hsl(0 0% {light:.0}%)"), if light < 55.0 { "#fff" } else { "#000" })
}

/// A figure as people read it; what there is none of is a dash.
fn shown(name: &str, value: Value) -> String {
    match value {
        Value::Whole(seconds) if name.ends_with("_s") => clock(seconds),
        Value::Whole(count) => count.to_string(),
        Value::Ratio(ratio) => format!("{:.1} %", ratio * 100.0),
        Value::Mean(mean) => format!("{mean:.1}"),
        Value::Nothing => "–".to_owned(),
    }
}

/// Seconds as on a stop watch.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = match hours {
        0 => write!(text, "{minutes}:{seconds:02}"),
        _ => write!(text, "{hours}:{minutes:02}:{seconds:02}"),
    };
    text
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
