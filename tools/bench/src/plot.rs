//! The pictures, as SVG on no ground: what is drawn can be read on white and on black.

use anyhow::{Context, Result, anyhow};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{
    ChartBuilder, ChartContext, Circle, DrawingArea, IntoDrawingArea, IntoFont, IntoLogRange,
    LineSeries, LogCoord, PathElement, RGBColor, Rectangle, SVGBackend,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, TextStyle};

use crate::report::{Bar, Line, Plot, Role, Shape};

const WIDTH: u32 = 900;
/// The room for names at the right of lines, and at the left of bars.
const NAMES: u32 = 244;
/// Half as bright as white, so that it stands out as well from white as from black.
const TEXT: RGBColor = RGBColor(125, 125, 125);
const GRID: RGBColor = RGBColor(135, 135, 135);
const OURS: RGBColor = RGBColor(228, 87, 46);
const OTHERS: [RGBColor; 8] = [
    RGBColor(76, 132, 190),
    RGBColor(84, 162, 75),
    RGBColor(170, 110, 180),
    RGBColor(160, 122, 80),
    RGBColor(60, 165, 160),
    RGBColor(196, 150, 30),
    RGBColor(205, 105, 145),
    RGBColor(125, 125, 125),
];
/// How many times its lower end an axis' upper end is at least.
const LEAST_SPAN: f64 = 10.0;
/// The least distance between two names.
const APART: i32 = 17;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Logs = Cartesian2d<LogCoord<f64>, LogCoord<f64>>;

/// Draws a plot.
pub fn svg(plot: &Plot) -> Result<String> {
    let mut text = String::new();
    let height = match &plot.shape {
        Shape::Lines(_) => 460,
        Shape::Bars(bars) => 110 + 34 * bars.len() as u32,
    };
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        let title = style(19, FontStyle::Bold, &TEXT, HPos::Left);
        area.draw_text(&plot.title, &title, (16, 20)).map_err(failed)?;
        match &plot.shape {
            Shape::Lines(lines) => draw_lines(&area, plot, lines)?,
            Shape::Bars(bars) => draw_bars(&area, plot, bars)?,
        }
        area.present().map_err(failed)?;
    }
    Ok(text)
}

fn draw_lines(area: &Area<'_>, plot: &Plot, lines: &[Line]) -> Result<()> {
    let points = || lines.iter().flat_map(|line| &line.points);
    let (xs, ys) = (points().map(|point| point.0), points().map(|point| point.1));
    let (left, right) = ends(xs).context("a plot without points")?;
    let (least, most) = ends(ys).context("a plot without points")?;
    // What hardly changes is to look so.
    let air = (LEAST_SPAN / (most / least)).sqrt().max(1.25);
    let (bottom, top) = (least / air, most * air);
    let mut chart: ChartContext<'_, _, Logs> = ChartBuilder::on(area)
        .margin_top(52)
        .margin_right(NAMES as i32)
        .margin_left(66)
        .margin_bottom(58)
        .build_cartesian_2d((left..right).log_scale(), (bottom..top).log_scale())
        .map_err(failed)?;
    let small = |side| style(13, FontStyle::Normal, &TEXT, side);
    let at = |chart: &ChartContext<'_, _, Logs>, x, y| chart.backend_coord(&(x, y));
    for value in marks(bottom, top) {
        let grid = PathElement::new(vec![(left, value), (right, value)], GRID.mix(0.35));
        chart.draw_series([grid]).map_err(failed)?;
        let (x, y) = at(&chart, left, value);
        area.draw_text(&short(value), &small(HPos::Right), (x - 10, y)).map_err(failed)?;
    }
    let (_, floor) = at(&chart, left, bottom);
    let mut measured: Vec<f64> = points().map(|point| point.0).collect();
    measured.sort_by(f64::total_cmp);
    measured.dedup();
    let mut free = i32::MIN;
    for value in measured {
        let (x, _) = at(&chart, value, bottom);
        let tick = PathElement::new(vec![(x, floor), (x, floor + 5)], GRID.mix(0.6));
        area.draw(&tick).map_err(failed)?;
        if x >= free {
            area.draw_text(&short(value), &small(HPos::Center), (x, floor + 17)).map_err(failed)?;
            free = x + 34;
        }
    }
    let middle = (at(&chart, left, bottom).0 + at(&chart, right, bottom).0) / 2;
    area.draw_text(&plot.x, &small(HPos::Center), (middle, floor + 40)).map_err(failed)?;

    let mut names = Vec::new();
    // Ours last, so that it lies above the others.
    let mut order: Vec<(&Line, RGBColor)> =
        lines.iter().zip(colours(lines.iter().map(|line| line.role))).collect();
    order.sort_by_key(|(line, _)| line.role == Role::Ours);
    for (line, colour) in order {
        let width = if line.role == Role::Ours { 3 } else { 2 };
        let series = LineSeries::new(line.points.iter().copied(), colour.stroke_width(width));
        chart.draw_series(series).map_err(failed)?;
        let dots = line.points.iter().map(|&point| Circle::new(point, width + 1, colour.filled()));
        chart.draw_series(dots).map_err(failed)?;
        if let Some(&(x, y)) = line.points.last() {
            let (x, y) = at(&chart, x, y);
            let last = line.points.last().map_or(0.0, |point| point.1);
            let name = format!("{} {} {}", line.name, short(last), plot.unit);
            names.push((x, y, y, name, line.role, colour));
        }
    }
    names.sort_by_key(|name| name.2);
    let mut heights: Vec<i32> = names.iter().map(|name| name.2).collect();
    spread(&mut heights, APART);
    for ((x, y, _, name, role, colour), to) in names.into_iter().zip(heights) {
        let end = at(&chart, right, bottom).0;
        let lead = PathElement::new(vec![(x + 6, y), (end + 14, to)], colour.mix(0.5));
        area.draw(&lead).map_err(failed)?;
        let weight = if role == Role::Ours { FontStyle::Bold } else { FontStyle::Normal };
        let style = style(14, weight, &colour, HPos::Left);
        area.draw_text(&name, &style, (end + 18, to)).map_err(failed)?;
    }
    Ok(())
}

fn draw_bars(area: &Area<'_>, plot: &Plot, bars: &[Bar]) -> Result<()> {
    let most = bars.iter().map(|bar| bar.tail.max(bar.median)).fold(0.0, f64::max);
    let mut chart: ChartContext<'_, _, Cartesian2d<RangedCoordf64, RangedCoordf64>> =
        ChartBuilder::on(area)
            .margin_top(46)
            .margin_right(96)
            .margin_left(NAMES as i32)
            .margin_bottom(46)
            .build_cartesian_2d(0.0..most, bars.len() as f64..0.0)
            .map_err(failed)?;
    let text = |weight, colour: &RGBColor, side| style(14, weight, colour, side);
    for (at, (bar, colour)) in bars.iter().zip(colours(bars.iter().map(|bar| bar.role))).enumerate()
    {
        let at = at as f64;
        let body = Rectangle::new([(0.0, at + 0.2), (bar.median, at + 0.8)], colour.filled());
        chart.draw_series([body]).map_err(failed)?;
        let tail = vec![(bar.median, at + 0.5), (bar.tail.max(bar.median), at + 0.5)];
        chart.draw_series([PathElement::new(tail, colour.stroke_width(2))]).map_err(failed)?;
        let weight = if bar.role == Role::Ours { FontStyle::Bold } else { FontStyle::Normal };
        let (x, y) = chart.backend_coord(&(0.0, at + 0.5));
        area.draw_text(&bar.name, &text(weight, &colour, HPos::Right), (x - 12, y))
            .map_err(failed)?;
        let (x, _) = chart.backend_coord(&(bar.tail.max(bar.median), at + 0.5));
        let figure = format!("{} / {}", short(bar.median), short(bar.tail));
        area.draw_text(&figure, &text(weight, &colour, HPos::Left), (x + 8, y)).map_err(failed)?;
    }
    let (x, y) = chart.backend_coord(&(0.0, bars.len() as f64));
    let small = style(13, FontStyle::Normal, &TEXT, HPos::Left);
    area.draw_text(&plot.x, &small, (x, y + 22)).map_err(failed)
}

fn style(size: i32, weight: FontStyle, colour: &RGBColor, side: HPos) -> TextStyle<'static> {
    let mut style = TextStyle::from(("sans-serif", size, weight).into_font());
    style.color = colour.to_backend_color();
    style.pos(Pos::new(side, VPos::Center))
}

/// Ours has a colour of its own, the others one each by their order.
fn colours(roles: impl Iterator<Item = Role>) -> Vec<RGBColor> {
    let mut others = OTHERS.iter().cycle();
    roles
        .map(|role| if role == Role::Ours { OURS } else { *others.next().unwrap_or(&TEXT) })
        .collect()
}

/// The smallest and the largest, a little apart where they are the same.
fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let values: Vec<f64> = values.filter(|value| value.is_finite() && *value > 0.0).collect();
    let least = values.iter().copied().reduce(f64::min)?;
    let most = values.iter().copied().reduce(f64::max)?;
    Some((least, most.max(least * 1.5)))
}

/// Round values between two, few enough to be read: powers of ten, or 1, 2 and 5 of them where
/// that would leave one or two.
fn marks(from: f64, to: f64) -> Vec<f64> {
    let within = |steps: &[f64]| -> Vec<f64> {
        (-6..10)
            .flat_map(|power| steps.iter().map(move |step| step * 10_f64.powi(power)))
            .filter(|value| (from..=to).contains(value))
            .collect()
    };
    let tens = within(&[1.0]);
    if tens.len() > 2 { tens } else { within(&[1.0, 2.0, 5.0]) }
}

/// Moves sorted heights apart, each as little as goes.
fn spread(heights: &mut [i32], apart: i32) {
    for _ in 0..200 {
        let mut is_calm = true;
        for at in 1..heights.len() {
            let lacking = apart - (heights[at] - heights[at - 1]);
            if lacking > 0 {
                heights[at - 1] -= lacking / 2;
                heights[at] += lacking - lacking / 2;
                is_calm = false;
            }
        }
        if is_calm {
            return;
        }
    }
}

/// A figure for an axis: 1.5, 64, 20k, 3M.
fn short(value: f64) -> String {
    let trim = |value: f64, unit: &str| {
        let text = match value {
            _ if value >= 100.0 => format!("{value:.0}"),
            _ if value >= 10.0 => format!("{value:.1}"),
            _ if value >= 0.1 => format!("{value:.2}"),
            _ => format!("{value:.3}"),
        };
        let text = match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.'),
            false => &text,
        };
        format!("{text}{unit}")
    };
    match value {
        _ if value >= 1e6 => trim(value / 1e6, "M"),
        _ if value >= 10e3 => trim(value / 1e3, "k"),
        _ if value >= 1e3 => format!("{value:.0}"),
        _ => trim(value, ""),
    }
}

fn failed(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("failed to draw: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_drawn_and_named() {
        let line = |name: &str, role, factor: f64| Line {
            name: name.to_owned(),
            role,
            points: [1.0, 4.0, 16.0, 64.0].map(|x| (x, x * factor)).to_vec(),
        };
        let lines = vec![line("Walkup", Role::Ours, 3.0), line("bare echo", Role::Floor, 3.1)];
        let plot = Plot {
            file: "test".into(),
            title: "Tickets a second".into(),
            x: "kiosks".into(),
            unit: "/s".into(),
            shape: Shape::Lines(lines),
        };
        let svg = svg(&plot).unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
        for text in ["Tickets a second", "kiosks", "Walkup 192 /s", "bare echo 198 /s"] {
            assert!(svg.contains(text), "{text} is missing");
        }
        assert_eq!(svg.matches("<circle").count(), 8, "a dot for each measurement");
    }

    #[test]
    fn every_bar_is_drawn_and_named() {
        let bar = |name: &str, role| Bar { name: name.to_owned(), role, median: 2.5, tail: 4.0 };
        let plot = Plot {
            file: "test".into(),
            title: "Last of 500".into(),
            x: "time".into(),
            unit: "ms".into(),
            shape: Shape::Bars(vec![bar("Walkup", Role::Ours), bar("NATS", Role::Peer)]),
        };
        let svg = svg(&plot).unwrap();
        assert_eq!(svg.matches("<rect").count(), 2);
        assert!(svg.contains("NATS") && svg.contains("2.5"));
    }

    #[test]
    fn names_keep_apart_and_stay_in_order() {
        let mut heights = [100, 100, 101, 300];
        spread(&mut heights, 17);
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= 17), "{heights:?}");
        assert_eq!(heights[3], 300);
    }

    #[test]
    fn axes_have_round_figures() {
        assert_eq!(marks(0.8, 1200.0), [1.0, 10.0, 100.0, 1000.0]);
        assert_eq!(marks(0.9, 6.0), [1.0, 2.0, 5.0]);
        assert_eq!(
            [0.05, 1.5, 64.0, 4096.0, 20_000.0, 1e7].map(short),
            ["0.05", "1.5", "64", "4096", "20k", "10M"]
        );
    }
}
