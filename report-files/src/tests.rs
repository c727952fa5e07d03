//! What the files say is what the report says.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use shared::report::{Figures, Group, Grouping, Heat, OTHER_TABLES, Report, Staffing, Value};

use super::*;

/// Figures that differ from each other, and from those of another number; every third is missing
/// where it can be.
fn figures(number: u64) -> Figures {
    let text = Figures::NAMES.iter().zip(0..).map(|(name, at)| {
        let is_ratio = matches!(*name, "in_time" | "promise_kept");
        let value = match is_ratio {
            true => format!("{}", 1.0 / (3 + at + number) as f64),
            false => (1_000 * number + at).to_string(),
        };
        let may_miss = name.ends_with("_s") || is_ratio;
        let value =
            if may_miss && (number + at).is_multiple_of(3) { "null".to_owned() } else { value };
        format!("\"{name}\":{value}")
    });
    // The type's own keys, so that a figure that is added is in here.
    let group: Group =
        from_json(&format!("{{\"key\":\"\",{}}}", text.collect::<Vec<_>>().join(",")));
    group.figures
}

fn from_json(text: &str) -> Group {
    let text = format!(
        r#"{{"zone":"UTC","from":"2026-11-01","to":"2026-11-01","total":{{}},"groups":{{"hour":[{text}]}},"heat":{}}}"#,
        serde_json_heat()
    );
    let report: Report = text.parse().unwrap();
    report.groups[&Grouping::Hour][0].clone()
}

fn serde_json_heat() -> String {
    let week = |cell: &str| {
        let day = format!("[{}]", [cell; 24].join(","));
        format!("[{}]", [day.as_str(); 7].join(","))
    };
    format!(
        r#"{{"arrived":{},"wait_median_s":{},"tables":{}}}"#,
        week("0"),
        week("null"),
        week("null")
    )
}

fn report() -> Report {
    let mut number = 0;
    let mut group = |key: &str| {
        number += 1;
        Group { key: key.to_owned(), figures: figures(number) }
    };
    let groups = BTreeMap::from([
        (Grouping::Hour, (0..24).map(|hour| group(&format!("{hour:02}"))).collect()),
        (Grouping::Weekday, (1..=7).map(|day| group(&day.to_string())).collect()),
        (Grouping::Day, (1..=30).map(|day| group(&format!("2026-11-{day:02}"))).collect()),
        (Grouping::Service, ["a", "b", ""].map(&mut group).to_vec()),
        (Grouping::Reason, ["=1+1", "a,b", "say \"hi\"\r\nx", "<b>&'"].map(&mut group).to_vec()),
        (Grouping::Table, ["0", "17", OTHER_TABLES].map(&mut group).to_vec()),
        (Grouping::Person, ["ada", "@bob"].map(&mut group).to_vec()),
    ]);
    let mut heat = Heat::default();
    for day in 0..7 {
        for hour in 0..24 {
            let number = (day * 24 + hour) as u64;
            heat.arrived[day][hour] = 500 + number;
            heat.called[day][hour] = 300 + number;
            heat.wait_median_s[day][hour] = (!number.is_multiple_of(3)).then_some(60 + number);
            heat.tables[day][hour] = (!number.is_multiple_of(4)).then_some(number as f64 / 7.0);
        }
    }
    Report {
        zone: "Europe/Berlin".to_owned(),
        from: "2026-11-01".parse().unwrap(),
        to: "2026-11-30T12:30".parse().unwrap(),
        service: Some("a".parse().unwrap()),
        at: 1_796_000_000_000,
        total: figures(99),
        groups,
        heat,
        tables: (1..=5).map(|n| Staffing { n, in_time: f64::from(n) / 5.3 }).collect(),
    }
}

#[test]
fn csv_says_every_figure_of_the_report() {
    let report = report();
    let bytes = csv(&report);
    let text = str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    let mut expected = vec!["group", "key"];
    expected.extend(Figures::NAMES);
    expected.push("tables");
    assert_eq!(header, expected);
    let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |group: &str| rows.iter().filter(|row| &row[0] == group).collect::<Vec<_>>();
    let numbers = |row: &::csv::StringRecord| -> Vec<Option<f64>> {
        (2..row.len()).map(|at| (!row[at].is_empty()).then(|| row[at].parse().unwrap())).collect()
    };
    let of_figures = |figures: &Figures| {
        let mut numbers: Vec<Option<f64>> = figures.values().into_iter().map(number).collect();
        numbers.push(None);
        numbers
    };
    assert_eq!(&rows[0][0], "total");
    assert_eq!(numbers(&rows[0]), of_figures(&report.total));
    for (grouping, groups) in &report.groups {
        let found = of(grouping.as_str());
        assert_eq!(found.len(), groups.len(), "{grouping}");
        for (row, group) in found.iter().zip(groups) {
            assert_eq!(row[1], harmless(&group.key));
            assert_eq!(numbers(row), of_figures(&group.figures), "{grouping} {}", group.key);
        }
    }
    let column = |name: &str| expected.iter().position(|column| *column == name).unwrap();
    let week = of("weekday_hour");
    assert_eq!(week.len(), 168);
    for (at, row) in week.iter().enumerate() {
        let (day, hour) = (at / 24, at % 24);
        assert_eq!(row[1], format!("{} {hour:02}", day + 1));
        let heat = &report.heat;
        let cell = |name: &str| row[column(name)].parse::<f64>().ok();
        assert_eq!(cell("arrived"), Some(heat.arrived[day][hour] as f64));
        assert_eq!(cell("called"), Some(heat.called[day][hour] as f64));
        assert_eq!(cell("wait_median_s"), heat.wait_median_s[day][hour].map(|it| it as f64));
        assert_eq!(cell("tables"), heat.tables[day][hour]);
        assert_eq!(row.iter().filter(|field| !field.is_empty()).count(), {
            let missing = heat.wait_median_s[day][hour].is_none() as usize
                + heat.tables[day][hour].is_none() as usize;
            6 - missing
        });
    }
    let with: Vec<_> = of("with_tables")
        .iter()
        .map(|row| Staffing {
            n: row[1].parse().unwrap(),
            in_time: row[column("in_time")].parse().unwrap(),
        })
        .collect();
    assert_eq!(with, report.tables);
    for (group, key) in [
        ("zone", "Europe/Berlin"),
        ("from", "2026-11-01"),
        ("to", "2026-11-30T12:30"),
        ("only_service", "a"),
        ("at", "2026-11-30T00:53:20Z"),
    ] {
        assert_eq!(of(group).iter().map(|row| &row[1]).collect::<Vec<_>>(), [key]);
    }
}

#[test]
fn a_workbook_says_every_figure_of_the_report() {
    let report = report();
    let titles = Titles::english();
    let mut book: Xlsx<_> =
        open_workbook_from_rs(Cursor::new(xlsx(&report, &titles).unwrap())).unwrap();
    let names: Vec<String> = book.sheet_names().clone();
    assert_eq!(names.len(), 1 + 7 + 3 + 1 + 1, "{names:?}");

    let summary = book.worksheet_range(&names[0]).unwrap();
    let named = |name: &str| {
        let found = summary.rows().find(|row| row[2] == *name);
        found.map(|row| cell(&row[1])).unwrap_or_else(|| panic!("no {name}"))
    };
    for (name, value) in Figures::NAMES.iter().zip(report.total.values()) {
        same(named(name), number(value), name);
    }
    for ((name, ..), share) in SHARES.iter().zip(shares(&report.total)) {
        same(named(name), share, name);
    }

    for (sheet, (grouping, groups)) in names[1..8].iter().zip(&report.groups) {
        assert_eq!(sheet, titles.grouping(*grouping));
        let range = book.worksheet_range(sheet).unwrap();
        let rows: Vec<&[Data]> = range.rows().collect();
        let columns: Vec<String> = rows[1].iter().map(ToString::to_string).collect();
        assert_eq!(columns[0], grouping.as_str());
        assert_eq!(columns[1..=Figures::NAMES.len()], *Figures::NAMES);
        assert_eq!(rows.len(), 2 + groups.len() + 1);
        let all = Group { key: "All".to_owned(), figures: report.total.clone() };
        for (row, group) in rows[2..].iter().zip(groups.iter().chain([&all])) {
            assert_eq!(row[0].to_string(), titles.group(*grouping, &group.key));
            let values = group.figures.values().into_iter().map(number);
            let expected = values.chain(shares(&group.figures));
            for ((found, expected), name) in row[1..].iter().zip(expected).zip(&columns[1..]) {
                same(cell(found), expected, &format!("{grouping} {} {name}", group.key));
            }
        }
    }

    let heat = &report.heat;
    let mut week = |name: &String, of: &dyn Fn(usize, usize) -> Option<f64>| {
        let range = book.worksheet_range(name).unwrap();
        for day in 0..7_usize {
            for hour in 0..24_usize {
                let found = range.get((day + 1, hour + 1)).unwrap();
                same(cell(found), of(day, hour), &format!("{name} {day} {hour}"));
            }
        }
    };
    week(&names[8], &|day, hour| Some(heat.arrived[day][hour] as f64));
    week(&names[9], &|day, hour| heat.wait_median_s[day][hour].map(|it| it as f64));
    week(&names[10], &|day, hour| heat.tables[day][hour]);

    let tables = book.worksheet_range(&names[11]).unwrap();
    for (at, with) in report.tables.iter().enumerate() {
        assert_eq!(cell(tables.get((at + 1, 0)).unwrap()), Some(f64::from(with.n)));
        assert_eq!(cell(tables.get((at + 1, 1)).unwrap()), Some(with.in_time));
    }
    let enough = tables.get((report.tables.len() + 2, 1)).unwrap();
    assert_eq!(cell(enough), report.tables_enough().map(f64::from));

    let definitions = book.worksheet_range(&names[12]).unwrap();
    for name in Figures::NAMES {
        let row = definitions.rows().find(|row| row[1] == **name);
        assert!(row.is_some_and(|row| row[2].to_string().len() > 10), "{name}");
    }
    // What looks like a formula is one only where we wrote it.
    for sheet in &names {
        let formulas = book.worksheet_formula(sheet).unwrap();
        for (_, _, formula) in formulas.used_cells() {
            assert!(formula.is_empty() || formula.starts_with("IF"), "{formula}");
        }
    }
}

#[test]
fn a_page_to_print_needs_nothing_else_and_says_every_group() {
    let report = report();
    let mut titles = Titles::new("ar", true, |title| format!("<{}>", title.key()));
    titles.name(Grouping::Service, "a", "Passports & more");
    let page = html(&report, &titles);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"ar\" dir=\"rtl\">"), "{}", &page[..80]);
    for outside in ["<script", "http:", "https:", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    // Nothing that was typed is taken for markup.
    assert!(!page.contains("<b>&'") && page.contains("&lt;b&gt;&amp;&#39;"));
    assert!(page.contains("Passports &amp; more") && !page.contains("<report>"));
    for (grouping, groups) in &report.groups {
        for Group { key, .. } in groups {
            let name = escaped(titles.group(*grouping, key));
            assert!(page.contains(&format!("<th scope=\"row\"><bdi>{name}</bdi></th>")), "{key}");
        }
    }
    for cell in report.heat.arrived.iter().flatten() {
        assert!(page.contains(&format!(">{cell}</text>")), "{cell}");
    }
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    assert_eq!(page.matches("<table").count(), page.matches("</table>").count());
}

#[test]
fn a_report_of_nothing_is_a_file_too() {
    let report = Report {
        total: Figures::default(),
        groups: BTreeMap::new(),
        heat: Heat::default(),
        tables: Vec::new(),
        service: None,
        ..report()
    };
    let titles = Titles::english();
    assert_eq!(csv(&report).iter().filter(|byte| **byte == b'\n').count(), 1 + 1 + 168 + 4);
    let mut book: Xlsx<_> =
        open_workbook_from_rs(Cursor::new(xlsx(&report, &titles).unwrap())).unwrap();
    assert_eq!(book.worksheets().len(), 1 + 3 + 1 + 1);
    assert!(html(&report, &titles).ends_with("</body></html>\n"));
}

#[test]
fn every_title_has_a_key_of_its_own() {
    let mut keys: Vec<&str> = Title::ALL.iter().map(|title| title.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), Title::ALL.len());
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn number(value: Value) -> Option<f64> {
    match value {
        Value::Whole(count) => Some(count as f64),
        Value::Ratio(number) | Value::Mean(number) => Some(number),
        Value::Nothing => None,
    }
}

/// A cell's number; none where it is empty. A text is no number.
fn cell(data: &Data) -> Option<f64> {
    match data {
        Data::Empty => None,
        Data::String(text) if text.is_empty() => None,
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        other => panic!("{other:?} is no number"),
    }
}

#[track_caller]
fn same(found: Option<f64>, expected: Option<f64>, what: &str) {
    assert_eq!(found, expected, "{what}");
}
