//! A report as a workbook.

pub use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::{
    ConditionalFormat2ColorScale, Format, FormatAlign, Formula, Workbook, Worksheet,
    utility::row_col_to_cell,
};
use shared::report::{ENOUGH_IN_TIME, Figures, Group, Grouping, Report, Staffing, Value, Week};
use shared::ticket::WireTime;

use crate::words::figure_titles;
use crate::{SHARES, Title, Titles, index, mean, period, shares};

/// The longest name that a sheet may have, in UTF-16 units.
const LONGEST_NAME: usize = 31;

/// How many rows of a sheet of groups are titles: what people read, and the names of the figures.
const TITLE_ROWS: u32 = 2;

/// The numbers of a paper size: A4.
const A4: u8 = 9;

/// The report as a workbook: a summary, a sheet a grouping, three of the hours of the week, how
/// many tables would do, and how every figure is made. Figures are numbers, ratios in percent,
/// seconds as such; what the other cells of a sheet are enough for is a formula.
///
/// # Errors
///
/// The workbook cannot be made, which only memory that is used up should cause.
pub fn xlsx(report: &Report, titles: &Titles) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book {
        workbook: Workbook::new(),
        names: Vec::new(),
        titles,
        bold: Format::new().set_bold(),
        header: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(0x00EE_EEEE),
        faint: Format::new().set_font_color(0x0060_6060).set_font_size(8.0),
        percent: Format::new().set_num_format("0.0%"),
        decimal: Format::new().set_num_format("0.0"),
        wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
    };
    book.summary(report)?;
    for (grouping, groups) in &report.groups {
        book.groups(*grouping, groups, &report.total)?;
    }
    let heat = &report.heat;
    book.heat(Title::HeatArrived, None, &heat.arrived, |count| Value::Whole(*count))?;
    let wait = |median: &Option<u64>| Value::from(*median);
    book.heat(Title::HeatWait, Some(Title::HeatWaitMeans), &heat.wait_median_s, wait)?;
    let tables = |tables: &Option<f64>| mean(*tables);
    book.heat(Title::HeatTables, Some(Title::HeatTablesMeans), &heat.tables, tables)?;
    book.tables(&report.tables)?;
    book.definitions()?;
    book.workbook.save_to_buffer()
}

struct Book<'a> {
    workbook: Workbook,
    /// The names of the sheets so far, in lower case: they compare so.
    names: Vec<String>,
    titles: &'a Titles,
    bold: Format,
    header: Format,
    faint: Format,
    percent: Format,
    decimal: Format,
    wrapped: Format,
}

impl Book<'_> {
    /// A sheet of this name, or as much of it as a sheet may have.
    fn sheet(&mut self, title: Title) -> Result<Worksheet, XlsxError> {
        debug_assert!(title.names_a_sheet(), "{title:?} may be too long");
        let mut sheet = Worksheet::new();
        sheet.set_name(unique(self.titles.get(title), &mut self.names))?;
        sheet.set_right_to_left(self.titles.is_right_to_left());
        sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        Ok(sheet)
    }

    fn summary(&mut self, report: &Report) -> Result<(), XlsxError> {
        let titles = self.titles;
        let mut sheet = self.sheet(Title::Summary)?;
        sheet.set_portrait();
        let service =
            report.service.as_ref().map(|id| titles.group(Grouping::Service, id.as_str()));
        let about = [
            (Title::Report, None),
            (Title::Period, Some(period(report))),
            (Title::Zone, Some(report.zone.clone())),
            (Title::Service, service.map(ToOwned::to_owned)),
            (Title::ReadAt, Some(WireTime::from_millis(report.at).to_string())),
        ];
        let mut row = 0;
        for (title, text) in about {
            if let Some(text) = text {
                sheet.write_with_format(row, 0, titles.get(title), &self.bold)?;
                sheet.write(row, 1, text)?;
                row += 1;
            } else if title == Title::Report {
                sheet.write_with_format(row, 0, titles.get(title), &self.bold)?;
                row += 1;
            }
        }
        row += 1;
        let first = row;
        for ((name, title, _), value) in figure_titles().iter().zip(report.total.values()) {
            sheet.write_with_format(row, 0, self.column(name, *title), &self.bold)?;
            self.value(&mut sheet, row, 1, value)?;
            sheet.write_with_format(row, 2, *name, &self.faint)?;
            row += 1;
        }
        for ((name, part, whole), share) in SHARES.iter().zip(shares(&report.total)) {
            let cell = |figure: &str| row_col_to_cell(first + index(place(figure)), 1);
            sheet.write_with_format(row, 0, titles.get(share_title(name)), &self.bold)?;
            self.share(&mut sheet, row, 1, &cell(part), &cell(whole), share)?;
            sheet.write_with_format(row, 2, *name, &self.faint)?;
            row += 1;
        }
        sheet.write_with_format(row + 1, 0, titles.get(Title::Few), &self.faint)?;
        sheet.set_column_width(0, 32)?.set_column_width(1, 28)?.set_column_width(2, 18)?;
        self.workbook.push_worksheet(sheet);
        Ok(())
    }

    fn groups(
        &mut self,
        grouping: Grouping,
        groups: &[Group],
        total: &Figures,
    ) -> Result<(), XlsxError> {
        let titles = self.titles;
        let mut sheet = self.sheet(Title::of(grouping))?;
        sheet.write_with_format(0, 0, titles.grouping(grouping), &self.header)?;
        sheet.write_with_format(1, 0, grouping.as_str(), &self.faint)?;
        let figures = figure_titles().iter().map(|(name, title, _)| (*name, *title));
        let shares = SHARES.iter().map(|(name, ..)| (*name, share_title(name)));
        for (column, (name, title)) in (1..).zip(figures.chain(shares)) {
            sheet.write_with_format(0, column, self.column(name, title), &self.header)?;
            sheet.write_with_format(1, column, name, &self.faint)?;
        }
        let rows =
            groups.iter().map(|Group { key, figures }| (titles.group(grouping, key), figures));
        let all = (titles.get(Title::Total), total);
        for (row, (name, figures)) in (TITLE_ROWS..).zip(rows.chain([all])) {
            sheet.write(row, 0, name)?;
            self.figures(&mut sheet, row, figures)?;
        }
        sheet.set_freeze_panes(TITLE_ROWS, 1)?.set_repeat_rows(0, TITLE_ROWS - 1)?;
        sheet.set_column_width(0, 24)?;
        self.workbook.push_worksheet(sheet);
        Ok(())
    }

    fn figures(&self, sheet: &mut Worksheet, row: u32, figures: &Figures) -> Result<(), XlsxError> {
        let mut column = 1;
        for value in figures.values() {
            self.value(sheet, row, column, value)?;
            column += 1;
        }
        let column_of = |figure: &str| u16::try_from(1 + place(figure)).unwrap_or(u16::MAX);
        for ((_, part, whole), share) in SHARES.iter().zip(shares(figures)) {
            let cell = |figure: &str| row_col_to_cell(row, column_of(figure));
            self.share(sheet, row, column, &cell(part), &cell(whole), share)?;
            column += 1;
        }
        Ok(())
    }

    fn heat<T>(
        &mut self,
        title: Title,
        means: Option<Title>,
        week: &Week<T>,
        value: impl Fn(&T) -> Value,
    ) -> Result<(), XlsxError> {
        let titles = self.titles;
        let mut sheet = self.sheet(title)?;
        sheet.write_with_format(0, 0, titles.get(title), &self.header)?;
        for hour in 0..24_u16 {
            sheet.write_with_format(0, hour + 1, format!("{hour:02}"), &self.header)?;
        }
        let mut row = 1;
        for (day, hours) in week.iter().enumerate() {
            sheet.write_with_format(row, 0, titles.weekday(day), &self.bold)?;
            for (column, cell) in (1..).zip(hours) {
                self.value(&mut sheet, row, column, value(cell))?;
            }
            row += 1;
        }
        // Only lightness differs, and every cell has its number.
        let scale = ConditionalFormat2ColorScale::new()
            .set_minimum_color(0x00FF_FFFF)
            .set_maximum_color(0x006B_AED6);
        sheet.add_conditional_format(1, 1, 7, 24, &scale)?;
        if let Some(means) = means {
            sheet.write_with_format(row + 1, 0, titles.get(means), &self.faint)?;
        }
        sheet.set_column_width(0, 16)?.set_column_range_width(1, 24, 6)?;
        sheet.set_freeze_panes(1, 1)?;
        self.workbook.push_worksheet(sheet);
        Ok(())
    }

    fn tables(&mut self, tables: &[Staffing]) -> Result<(), XlsxError> {
        let titles = self.titles;
        let mut sheet = self.sheet(Title::Tables)?;
        sheet.write_with_format(0, 0, titles.get(Title::TablesNumber), &self.header)?;
        sheet.write_with_format(0, 1, titles.get(Title::InTime), &self.header)?;
        let mut row = 1;
        for with in tables {
            sheet.write(row, 0, with.n)?;
            sheet.write_number_with_format(row, 1, with.in_time, &self.percent)?;
            row += 1;
        }
        if row > 1 {
            let (numbers, shares) = (format!("A2:A{row}"), format!("B2:B{row}"));
            let formula = format!(
                "=IFERROR(INDEX({numbers},MATCH(1,INDEX(--({shares}>={ENOUGH_IN_TIME}),0),0)),\"\")"
            );
            let enough = tables.iter().find(|with| with.in_time >= ENOUGH_IN_TIME);
            let result = enough.map(|with| with.n.to_string()).unwrap_or_default();
            sheet.write_with_format(row + 1, 0, titles.get(Title::TablesEnough), &self.bold)?;
            sheet.write(row + 1, 1, Formula::new(formula).set_result(result))?;
        }
        sheet.write_with_format(row + 2, 0, titles.get(Title::TablesMeans), &self.faint)?;
        sheet.set_column_width(0, 28)?.set_column_width(1, 14)?;
        self.workbook.push_worksheet(sheet);
        Ok(())
    }

    /// Every figure, how it is made in words and, where a sheet has the parts, as a formula.
    fn definitions(&mut self) -> Result<(), XlsxError> {
        let titles = self.titles;
        let mut sheet = self.sheet(Title::Definitions)?;
        let header = [Title::Figure, Title::Name, Title::Meaning, Title::Formula];
        for (column, title) in (0..).zip(header) {
            sheet.write_with_format(0, column, titles.get(title), &self.header)?;
        }
        let mut row = 1;
        for (name, title, means) in figure_titles() {
            sheet.write_with_format(row, 0, titles.get(*title), &self.bold)?;
            sheet.write_with_format(row, 1, *name, &self.wrapped)?;
            sheet.write_with_format(row, 2, titles.get(*means), &self.wrapped)?;
            row += 1;
        }
        for (name, part, whole) in SHARES {
            sheet.write_with_format(row, 0, titles.get(share_title(name)), &self.bold)?;
            sheet.write_with_format(row, 1, name, &self.wrapped)?;
            sheet.write_with_format(row, 3, format!("{part} / {whole}"), &self.wrapped)?;
            row += 1;
        }
        let others = [
            (Title::HeatWait, Title::HeatWaitMeans),
            (Title::HeatTables, Title::HeatTablesMeans),
            (Title::Tables, Title::TablesMeans),
            (Title::Report, Title::Buckets),
        ];
        for (title, means) in others {
            sheet.write_with_format(row, 0, titles.get(title), &self.bold)?;
            sheet.write_with_format(row, 2, titles.get(means), &self.wrapped)?;
            row += 1;
        }
        sheet.set_column_width(0, 32)?.set_column_width(1, 18)?;
        sheet.set_column_width(2, 80)?.set_column_width(3, 22)?;
        self.workbook.push_worksheet(sheet);
        Ok(())
    }

    /// What a figure is called where it is a number: of seconds it says so.
    fn column(&self, name: &str, title: Title) -> String {
        let title = self.titles.get(title);
        match name.ends_with("_s") {
            true => format!("{title} ({})", self.titles.get(Title::Seconds)),
            false => title.to_owned(),
        }
    }

    fn value(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        value: Value,
    ) -> Result<(), XlsxError> {
        match value {
            // A sheet has no larger exact numbers than 2^53; no desk counts so far.
            Value::Whole(count) => sheet.write_number(row, column, count as f64)?,
            Value::Ratio(ratio) => {
                sheet.write_number_with_format(row, column, ratio, &self.percent)?
            }
            Value::Mean(mean) => {
                sheet.write_number_with_format(row, column, mean, &self.decimal)?
            }
            Value::Nothing => return Ok(()),
        };
        Ok(())
    }

    fn share(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        part: &str,
        whole: &str,
        share: Option<f64>,
    ) -> Result<(), XlsxError> {
        let formula = Formula::new(format!("=IF({whole}=0,\"\",{part}/{whole})"))
            .set_result(share.map(|share| share.to_string()).unwrap_or_default());
        sheet.write_formula_with_format(row, column, formula, &self.percent)?;
        Ok(())
    }
}

/// Where a figure stands among the others.
fn place(figure: &str) -> usize {
    Figures::NAMES.iter().position(|name| *name == figure).unwrap_or_default()
}

fn share_title(name: &str) -> Title {
    match name {
        "no_show_share" => Title::NoShowShare,
        "left_share" => Title::LeftShare,
        _ => Title::LeftOverShare,
    }
}

/// A name that a sheet may have and no other has.
fn unique(name: &str, taken: &mut Vec<String>) -> String {
    let clean: String =
        name.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')).collect();
    let clean = clean.trim_matches('\'');
    let clean = if clean.is_empty() { "-" } else { clean };
    let cut = |most: usize| {
        let mut length = 0;
        let fits = |c: &char| {
            length += c.len_utf16();
            length <= most
        };
        clean.chars().take_while(fits).collect::<String>().trim_end().to_owned()
    };
    let numbered = (2..).map(|number: u32| {
        let end = format!(" {number}");
        cut(LONGEST_NAME - end.len()) + &end
    });
    let mut names = std::iter::once(cut(LONGEST_NAME)).chain(numbered);
    let name = names.find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default();
    taken.push(name.to_lowercase());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_that_a_sheet_may_have() {
        let mut taken = Vec::new();
        assert_eq!(unique("By hour", &mut taken), "By hour");
        assert_eq!(unique("BY HOUR", &mut taken), "BY HOUR 2");
        assert_eq!(unique("[a/b]: 'c'?*\\", &mut taken), "ab 'c");
        assert_eq!(unique("", &mut taken), "-");
        let long = "Tables staffed by hour of the week";
        assert_eq!(unique(long, &mut taken), "Tables staffed by hour of the w");
        assert_eq!(unique(long, &mut taken), "Tables staffed by hour of the 2");
    }
}
