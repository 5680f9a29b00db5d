//! Printed lines into logical paragraphs.
//!
//! A line goes on in the next one, even over a blank line (page or column end), when it does not end a sentence and
//! the next one does not open with a mark. In a flattened table every line is a cell of its own.

use super::flow::{Flow, Paragraph, Place};
use super::fold::{self, Run};
use crate::columns::{self, Column};
use crate::{labels, marks};

/// How a table was flattened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// One cell a line.
    Cells,
    /// One row a line, cells divided by the character.
    Rows(char),
    /// No separator at all.
    Glued,
}

/// A flattened table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// What its columns hold.
    pub columns: Vec<Column>,
    /// How it was flattened.
    pub style: Style,
    /// From the end of its head to its end, in the folded text.
    pub place: Place,
    /// Where its head begins.
    pub head_start: usize,
}

/// A printed line, folded.
struct Line {
    folded: (usize, usize),
    runs: (usize, usize),
    newline: usize,
}

/// Folds a document and joins its lines into paragraphs.
pub(crate) fn flow(source: &str) -> (Flow<'_>, Vec<Table>) {
    let mut folded = String::with_capacity(source.len());
    let mut runs = Vec::with_capacity(source.len() / 24);
    let lines = fold_lines(source, &mut folded, &mut runs);
    let mut builder = Builder {
        flow: Flow {
            source,
            text: String::with_capacity(folded.len() + lines.len()),
            runs: Vec::with_capacity(runs.len() + lines.len()),
            paragraphs: Vec::with_capacity(lines.len()),
        },
        tables: Vec::new(),
        open: None,
        last_newline: 0,
    };
    let words = |i: usize| {
        lines
            .get(i)
            .map_or("", |l: &Line| folded.get(l.folded.0..l.folded.1).unwrap_or(""))
    };
    let mut at = 0;
    while at < lines.len() {
        let line = words(at);
        if builder.open.is_some_and(|style| style != Style::Glued) && ends_table(line) {
            builder.close_table();
        }
        if let Some((columns, style, consumed)) = table_head(line, &|i| words(at + i)) {
            let repeated = builder.open.is_some();
            if style == Style::Glued {
                let join = builder.joins(line);
                builder.push(&lines[at], line, &runs, join, false);
                builder.open_table(columns, style, repeated, line);
                at += 1;
                continue;
            }
            for (ahead, cell) in lines.iter().enumerate().skip(at).take(consumed) {
                builder.push(cell, words(ahead), &runs, false, true);
            }
            builder.open_table(columns, style, repeated, line);
            at += consumed;
            continue;
        }
        let cell = matches!(builder.open, Some(Style::Cells | Style::Rows(_)));
        // The organ that signs stands alone above the date.
        let signs =
            line.len() < 90 && !line.contains(['。', ',', ';', ':']) && crate::time::is_date_line(words(at + 1));
        let join = !cell && !signs && builder.joins(line);
        builder.push(&lines[at], line, &runs, join, cell);
        at += 1;
    }
    builder.close_table();
    (builder.flow, builder.tables)
}

fn fold_lines(source: &str, folded: &mut String, runs: &mut Vec<Run>) -> Vec<Line> {
    let mut lines = Vec::new();
    let shared = sharing_site(source);
    let mut page = 1;
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', source.as_bytes()).chain([source.len()]);
    for newline in ends {
        let mut line = source.get(start..newline).unwrap_or("");
        let mut base = start;
        start = newline + 1;
        if shared {
            let cut = page_mark(line, page);
            if cut > 0 {
                page += 1;
                base += cut;
                line = line.get(cut..).unwrap_or("");
            }
        }
        let (from, first_run) = (folded.len(), runs.len());
        fold::fold_line(line, base, folded, runs);
        if folded.len() == from {
            continue;
        }
        if is_noise(&folded[from..]) {
            folded.truncate(from);
            runs.truncate(first_run);
            continue;
        }
        lines.push(Line {
            folded: (from, folded.len()),
            runs: (first_run, runs.len()),
            newline,
        });
    }
    lines
}

/// Whether the text comes from a document-sharing site, which numbers its pages at line heads.
fn sharing_site(source: &str) -> bool {
    let reach = (0..=source.len().min(4000))
        .rev()
        .find(|i| source.is_char_boundary(*i))
        .unwrap_or(0);
    let front = &source[..reach];
    front.contains("在线阅读") || front.contains("会员分享")
}

/// Length of the page mark `N、` at the head of a line, when it is the page expected.
fn page_mark(line: &str, page: u32) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let expected = line.get(..digits).and_then(|d| d.parse::<u32>().ok()) == Some(page);
    if digits <= 3 && expected && line[digits..].starts_with('、') {
        digits + '、'.len_utf8()
    } else {
        0
    }
}

/// Lines that web pages and printers add.
fn is_noise(line: &str) -> bool {
    const HEADS: [&str; 9] = [
        "分享到:",
        "【字体",
        "【打印",
        "打印本页",
        "关闭窗口",
        "扫一扫",
        "字号:",
        "字体:",
        "上一篇",
    ];
    if line.len() <= 120 && HEADS.iter().any(|h| line.starts_with(h)) {
        return true;
    }
    let dashed = line.strip_prefix(['-', '—']).and_then(|l| l.strip_suffix(['-', '—']));
    dashed.is_some_and(|l| !l.trim().is_empty() && l.trim().bytes().all(|b| b.is_ascii_digit()))
}

/// The head of a flattened table at a line, how it is flattened, and how many lines it takes.
fn table_head<'l>(line: &'l str, ahead: &dyn Fn(usize) -> &'l str) -> Option<(Vec<Column>, Style, usize)> {
    if let Some(at) = line.find("序号")
        && columns::glued(&line[at..]).is_some()
    {
        return Some((Vec::new(), Style::Glued, 1));
    }
    if line.len() > 200 {
        return None;
    }
    if let Some((columns, separator)) = columns::row(line) {
        return Some((columns, Style::Rows(separator), 1));
    }
    let mut columns = Vec::new();
    while columns.len() < 12 {
        let head = ahead(columns.len());
        match columns::column(head) {
            Some(column) if head.len() <= 36 => columns.push(column),
            _ => break,
        }
    }
    (columns.len() >= 3 && columns::usable(&columns)).then(|| {
        let consumed = columns.len();
        (columns, Style::Cells, consumed)
    })
}

/// Whether a line cannot be a cell of the table before it.
fn ends_table(line: &str) -> bool {
    line.starts_with("附件")
        || line.starts_with("抄送")
        || line.ends_with("大事记")
        || (line.chars().count() > 12 && document_number_line(line))
}

/// Whether a line is a document number and nothing else.
pub(crate) fn document_number_line(line: &str) -> bool {
    if line.len() < 60 && line.ends_with(|c: char| c.is_ascii_digit()) {
        return crate::instrument::damaged_number(line).is_some();
    }
    line.len() < 90
        && line.ends_with('号')
        && crate::instrument::document_number(line).is_some_and(|(s, e)| {
            line[..s].trim_matches(['(', ' ']).is_empty() && line[e..].trim_matches([')', ' ']).is_empty()
        })
}

struct Builder<'a> {
    flow: Flow<'a>,
    tables: Vec<Table>,
    open: Option<Style>,
    last_newline: usize,
}

impl Builder<'_> {
    fn push(&mut self, line: &Line, words: &str, runs: &[Run], join: bool, cell: bool) {
        if !join && !self.flow.text.is_empty() {
            let at = self.flow.text.len();
            self.flow.text.push('\n');
            self.flow.runs.push(Run {
                folded: at as u32,
                source: self.last_newline as u32,
                source_len: 1,
            });
        }
        let start = self.flow.text.len();
        let shift = |folded: u32| folded - line.folded.0 as u32 + start as u32;
        self.flow.text.push_str(words);
        self.flow
            .runs
            .extend(runs[line.runs.0..line.runs.1].iter().map(|run| Run {
                folded: shift(run.folded),
                ..*run
            }));
        self.last_newline = line.newline;
        let end = self.flow.text.len();
        match self.flow.paragraphs.last_mut() {
            Some(last) if join => last.place.end = end,
            _ => self.flow.paragraphs.push(Paragraph {
                place: Place::new(start, end),
                cell,
            }),
        }
    }

    /// Whether a line continues the paragraph before it.
    fn joins(&self, line: &str) -> bool {
        let Some(last) = self.flow.paragraphs.last().filter(|p| !p.cell) else {
            return false;
        };
        let before = self.flow.words(last.place);
        if ends_paragraph(before) || opens_paragraph(line) {
            return false;
        }
        // A heading goes on only in a short line that is no sentence: the rest of its title.
        let heading = marks::mark(before).is_some_and(|m| m.level < marks::Level::Number);
        if heading && before.len() < 200 && !before.contains(['。', ',', ';', ':']) {
            return before.chars().count() + line.chars().count() <= 45 && !line.contains(['。', ',', ';', ':']);
        }
        true
    }

    fn open_table(&mut self, columns: Vec<Column>, style: Style, repeated: bool, line: &str) {
        if repeated {
            return;
        }
        let end = self.flow.text.len();
        let head_start = self
            .flow
            .paragraphs
            .len()
            .checked_sub(columns.len().max(1))
            .map_or(0, |i| self.flow.paragraphs[i].place.start);
        let (columns, start, head_start) = if style == Style::Glued {
            let line_start = end - line.len();
            let head = line.find("序号").unwrap_or(0);
            let (columns, len) = columns::glued(&line[head..]).unwrap_or((Vec::new(), 0));
            (columns, line_start + head + len, line_start + head)
        } else {
            (columns, end, head_start)
        };
        self.tables.push(Table {
            columns,
            style,
            place: Place::new(start, end),
            head_start,
        });
        self.open = Some(style);
    }

    fn close_table(&mut self) {
        if self.open.take().is_some()
            && let Some(table) = self.tables.last_mut()
        {
            table.place.end = self.flow.text.len().max(table.place.start);
        }
    }
}

/// Whether a paragraph is over after these words.
fn ends_paragraph(words: &str) -> bool {
    let Some(last) = words.chars().next_back() else {
        return true;
    };
    if matches!(last, '。' | ':' | '!' | '?' | '】') {
        return true;
    }
    // A quotation or bracket may close after the full stop.
    if matches!(last, '”' | ')') && words.chars().nth_back(1) == Some('。') {
        return true;
    }
    if words.len() < 150 {
        let title = !words.contains(['。', ',', ';']) && crate::instrument::KINDS.iter().any(|k| words.ends_with(k));
        return title
            || document_number_line(words)
            || crate::time::is_date_line(words)
            || (words.starts_with("附件") && words.len() <= 24)
            || (words.starts_with('(') && words.ends_with(')') && words.len() < 60)
            || words.starts_with('【')
            || contents_line(words)
            || meta_line(words);
    }
    false
}

/// Whether a line of a table of contents ends here: dots and a page number, or a number glued to its bracket.
fn contents_line(words: &str) -> bool {
    let body = words.trim_end_matches(|c: char| c.is_ascii_digit());
    body.len() < words.len() && body.trim_end().ends_with(['…', '·', ')', '】', '.'])
}

/// Whether a line opens a paragraph.
fn opens_paragraph(line: &str) -> bool {
    let Some(first) = line.chars().next() else { return true };
    if matches!(
        first,
        '△' | '▲' | '●' | '■' | '◆' | '★' | '※' | '○' | '◇' | '□' | '【' | '·' | '|'
    ) {
        return true;
    }
    if marks::mark(line).is_some() || labels::head(line).is_some() || crate::time::day_head(line) {
        return true;
    }
    if line.starts_with("附件") || line.starts_with("抄送") || line == "目录" || meta_line(line) {
        return true;
    }
    if line.len() < 90 {
        return crate::time::is_date_line(line)
            || document_number_line(line)
            || (line.contains("大事记") && line.len() < 60)
            || (line.starts_with('(') && line.ends_with(')') && line.contains("公开"))
            || (line.ends_with(':') && line.starts_with('各'));
    }
    false
}

/// Particulars that web pages print above a document.
pub(crate) fn meta_line(line: &str) -> bool {
    const LABELS: [&str; 20] = [
        "来源",
        "发布日期",
        "发布时间",
        "发布机构",
        "索引号",
        "文号",
        "点击数",
        "浏览次数",
        "作者",
        "信息来源",
        "成文日期",
        "发文机关",
        "发文字号",
        "主题分类",
        "有效性",
        "公开方式",
        "发布单位",
        "标题",
        "公文种类",
        "生成日期",
    ];
    let Some(colon) = line.find(':').filter(|at| *at <= 36) else {
        return false;
    };
    line.get(..colon).is_some_and(|label| LABELS.contains(&label.trim()))
}
