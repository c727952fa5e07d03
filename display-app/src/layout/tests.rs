//! The plan on every size of screen, for every number of tables.

use super::*;

const SIZES: [(&str, f32, f32); 10] = [
    ("720p", 1280.0, 720.0),
    ("1080p", 1920.0, 1080.0),
    ("1440p", 2560.0, 1440.0),
    ("4K", 3840.0, 2160.0),
    ("4:3", 1024.0, 768.0),
    ("4:3 large", 1600.0, 1200.0),
    ("portrait", 1080.0, 1920.0),
    ("portrait 4K", 2160.0, 3840.0),
    ("ultra-wide", 3440.0, 1440.0),
    ("super ultra-wide", 5120.0, 1440.0),
];

fn content(tables: usize) -> Content {
    let digits = tables.saturating_sub(1).max(1).to_string().len() as f32;
    Content {
        tables,
        label: 2.75 + digits * FIGURE,
        short: digits * FIGURE,
        has_names: false,
        names_visitors: false,
        status: [2.9, 5.9, 8.6, 7.0, 6.0],
        notice: 0.0,
        closed: 0.0,
        word: 3.3,
        number: NUMBER,
        legend: Vec::new(),
        waiting_by_letter: 0.0,
    }
}

/// What holds for every plan.
fn check(what: &str, screen: &Screen, content: &Content) -> Plan {
    let plan = Plan::new(screen, content);
    let whole = Rect::from_min_size(Pos2::ZERO, screen.size).shrink(plan.slack);
    let mut all: Vec<(String, Rect)> = vec![("hero".to_owned(), plan.hero)];
    all.extend(plan.earlier.iter().enumerate().map(|(at, rect)| (format!("call {at}"), *rect)));
    all.extend(plan.cells.iter().enumerate().map(|(at, rect)| (format!("cell {at}"), *rect)));
    all.extend(plan.legend.iter().enumerate().map(|(at, rect)| (format!("service {at}"), *rect)));
    all.extend(plan.notice.map(|rect| ("notice".to_owned(), rect)));
    all.extend(
        plan.status
            .iter()
            .enumerate()
            .filter(|(_, rect)| rect.width() > 0.0)
            .map(|(at, rect)| (format!("status {at}"), *rect)),
    );
    for (at, (name, rect)) in all.iter().enumerate() {
        assert!(rect.width() > 0.0 && rect.height() > 0.0, "{what}: {name} is {rect:?}");
        assert!(whole.expand(0.1).contains_rect(*rect), "{what}: {name} is outside: {rect:?}");
        for (other, place) in &all[..at] {
            assert!(
                !rect.shrink(0.1).intersects(place.shrink(0.1)),
                "{what}: {name} {rect:?} and {other} {place:?} overlap"
            );
        }
    }
    let least = screen.least_type() * 0.999;
    if plan.is_legible {
        assert!(plan.cell_type.number >= least, "{what}: {:?}", plan.cell_type);
        assert!(plan.earlier.is_empty() || plan.earlier_type >= least, "{what}: earlier");
        let words = least * WORDS;
        let least_label = if content.has_names { words } else { least };
        assert!(plan.cell_type.label >= least_label, "{what}: {:?}", plan.cell_type);
        assert!(plan.cell_type.word >= words, "{what}: {:?}", plan.cell_type);
        assert!(plan.hero_type.label >= least_label, "{what}: {:?}", plan.hero_type);
        assert!(plan.status_type >= least * STATUS, "{what}: status {}", plan.status_type);
    }
    assert!(plan.hero_type.number > plan.cell_type.number, "{what}: the latest is largest");
    assert!(plan.earlier.is_empty() || plan.hero_type.number > plan.earlier_type, "{what}");
    // Every table has a place, and a page mark where they are not all on one.
    assert!(plan.pages * plan.cells.len() >= content.tables, "{what}");
    assert_eq!(plan.pages > 1, plan.status[4].width() > 0.0, "{what}: page mark");
    // What is set fits where it stands.
    let cell = plan.cells[0].shrink(plan.gap * 0.5);
    assert!(cell.width() >= NUMBER * plan.cell_type.number, "{what}: number in its cell");
    assert!(
        plan.hero.width() >= NUMBER * plan.hero_type.number
            && plan.hero.height() >= CAPITALS * plan.hero_type.number,
        "{what}: the latest call in its place"
    );
    plan
}

#[test]
fn every_size_shows_every_number_of_tables() {
    for (name, width, height) in SIZES {
        let size = vec2(width, height);
        for tables in 1..=100 {
            for metres in [2.0, 4.0, 7.0] {
                let screen = Screen::new(size, size, 55.0, metres);
                let what = format!("{tables} tables at {metres} m on {name}");
                let plan = check(&what, &screen, &content(tables));
                // A call, a table and the status below each other, no more: a panel lower
                // than that has no room for its distance.
                assert!(plan.is_legible || height < 3.3 * screen.least_type(), "{what}");
            }
        }
    }
}

#[test]
fn names_notices_and_visitors_have_room_too() {
    for (name, width, height) in SIZES {
        let size = vec2(width, height);
        for tables in [1, 2, 5, 10, 24, 60, 100] {
            for (label, notice) in [(5.0, 30.0), (9.0, 0.0), (40.0, 200.0)] {
                let content = Content {
                    label,
                    short: label,
                    has_names: true,
                    names_visitors: true,
                    notice,
                    ..content(tables)
                };
                let screen = Screen::new(size, size, 55.0, 3.0);
                check(&format!("{tables} names of {label} em on {name}"), &screen, &content);
            }
        }
    }
}

#[test]
fn a_scale_factor_changes_points_and_not_millimetres() {
    let whole = vec2(3840.0, 2160.0);
    for scale in [1.0, 1.25, 1.5, 2.0, 3.0] {
        let size = whole / scale;
        let screen = Screen::new(size, size, 55.0, 4.0);
        let plan = check(&format!("scale {scale}"), &screen, &content(10));
        let capitals_mm = plan.cell_type.number * CAPITALS / screen.points_per_mm;
        assert!(capitals_mm >= 48.8 - 0.1, "{capitals_mm} mm at 4 m");
        assert_eq!(plan.pages, 1);
    }
}

#[test]
fn pages_come_only_where_they_must() {
    let size = vec2(1920.0, 1080.0);
    let pages =
        |tables, metres| Plan::new(&Screen::new(size, size, 55.0, metres), &content(tables)).pages;
    assert_eq!(pages(10, 4.0), 1);
    assert_eq!(pages(100, 1.0), 1);
    assert!(pages(100, 4.0) > 1);
    assert!(pages(100, 8.0) > pages(100, 4.0));
}

#[test]
fn a_panel_too_small_for_its_room_says_so_and_still_shows_something() {
    let size = vec2(800.0, 600.0);
    let plan = check("far", &Screen::new(size, size, 10.0, 60.0), &content(10));
    assert!(!plan.is_legible);
    for size in [Vec2::ZERO, vec2(1.0, 1.0), vec2(40.0, 20.0)] {
        Plan::new(&Screen::new(size, vec2(1920.0, 1080.0), 55.0, 4.0), &content(10));
    }
}

/// A screen that is nearly square, seen from far away: a figure fits a cell that `offline` does not.
#[test]
fn words_fit_where_numbers_do() {
    let size = vec2(3879.69, 3012.26);
    let content = Content { notice: 0.0, ..content(4) };
    check("far", &Screen::new(size, size, 79.909, 9.2441), &content);
}

#[test]
fn services_are_named_where_that_costs_little_and_numbers_have_room_for_their_letters() {
    let screen = Screen::new(vec2(1920.0, 1080.0), vec2(1920.0, 1080.0), 55.0, 3.0);
    let number = NUMBER + 1.0;
    for (count, tables, is_named) in [(1, 4, true), (3, 12, true), (12, 6, true), (60, 6, false)] {
        let content = Content { number, legend: vec![7.0; count], ..content(tables) };
        let what = format!("{count} services, {tables} tables");
        let plan = check(&what, &screen, &content);
        assert_eq!(plan.legend.len(), if is_named { count } else { 0 }, "{what}");
        for cell in &plan.cells {
            let wide = plan.number * plan.cell_type.number;
            assert!(wide <= cell.width() - 2.0 * SIDES * plan.gap + 0.5, "{what}: {cell}");
        }
        let plain = Plan::new(&screen, &Content { legend: Vec::new(), ..content });
        assert!(plan.cell_type.number >= plain.cell_type.number * LEGEND_COST, "{what}");
    }
    // On a board that needs pages nothing is taken from the tables.
    for (name, width, height) in SIZES {
        let size = vec2(width, height);
        let screen = Screen::new(size, size, 55.0, 8.0);
        let with = Content { legend: vec![9.0; 12], ..content(60) };
        let plain = Plan::new(&screen, &content(60));
        let plan = check(name, &screen, &with);
        assert_eq!(plan.pages, plain.pages, "{name}");
    }
}

proptest::proptest! {
    #[test]
    fn any_screen_holds(
        width in 320.0_f32..8000.0,
        height in 320.0_f32..5000.0,
        tables in 1_usize..=120,
        inches in 10.0_f32..120.0,
        metres in 0.5_f32..15.0,
        names in 0.0_f32..14.0,
        notice in 0.0_f32..80.0,
    ) {
        let size = vec2(width, height);
        let mut content = Content { notice, ..content(tables) };
        if names > 2.0 {
            content = Content { label: names, short: names, has_names: true, ..content };
        }
        check("any", &Screen::new(size, size, inches, metres), &content);
    }
}
