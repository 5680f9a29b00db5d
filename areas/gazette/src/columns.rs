//! Column heads of flattened tables.

use crate::labels::{LabelKind, classify};

/// What a column of a task table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// 序号.
    Number,
    /// 类别, 领域.
    Category,
    /// Something announced by a label: units, persons, words, deadline, progress.
    Labelled(LabelKind),
    /// 备注 and other columns that are not read.
    Other,
}

/// Heads that are not labels in running text.
const HEADS: [(&str, Column); 22] = [
    ("序号", Column::Number),
    ("编号", Column::Number),
    ("类别", Column::Category),
    ("分类", Column::Category),
    ("领域", Column::Category),
    ("大项", Column::Category),
    ("备注", Column::Other),
    ("说明", Column::Other),
    ("投资额", Column::Other),
    ("总投资", Column::Other),
    ("计划投资", Column::Other),
    ("工作任务", Column::Labelled(LabelKind::Content)),
    ("任务", Column::Labelled(LabelKind::Content)),
    ("事项", Column::Labelled(LabelKind::Content)),
    ("内容", Column::Labelled(LabelKind::Content)),
    ("目标", Column::Labelled(LabelKind::Content)),
    ("项目", Column::Labelled(LabelKind::Title)),
    ("名称", Column::Labelled(LabelKind::Title)),
    ("实事", Column::Labelled(LabelKind::Title)),
    ("时间", Column::Labelled(LabelKind::Deadline)),
    ("完成时间", Column::Labelled(LabelKind::Deadline)),
    ("责任人", Column::Labelled(LabelKind::Person)),
];

/// Words that heads printed without any separator are cut at, longest first.
pub(crate) const GLUED: [&str; 40] = [
    "牵头单位及主要负责人",
    "年度建设内容",
    "主要建设内容",
    "年度目标任务",
    "民生实事项目",
    "主要责任人",
    "项目责任人",
    "完成时间节点",
    "数据提供单位",
    "牵头责任单位",
    "项目名称",
    "实事项目",
    "民生实事",
    "主要内容",
    "建设内容",
    "工作内容",
    "项目内容",
    "目标任务",
    "工作任务",
    "工作目标",
    "年度目标",
    "重点任务",
    "牵头单位",
    "主办单位",
    "责任单位",
    "配合单位",
    "协办单位",
    "承办单位",
    "责任部门",
    "牵头部门",
    "分管领导",
    "牵头领导",
    "责任领导",
    "主管领导",
    "完成时限",
    "完成时间",
    "序号",
    "备注",
    "类别",
    "责任人",
];

/// What a column head announces, if the words are one.
pub(crate) fn column(head: &str) -> Option<Column> {
    let head = head.trim();
    let chars = head.chars().count();
    if !(2..=12).contains(&chars) || head.contains(['。', ',', ';', ':', '、']) {
        return None;
    }
    if let Some((_, column)) = HEADS[..2].iter().find(|(word, _)| head.ends_with(word)) {
        return Some(*column);
    }
    if let Some(kind) = classify(head) {
        return Some(Column::Labelled(kind));
    }
    HEADS
        .iter()
        .find(|(word, _)| head.ends_with(word))
        .map(|(_, column)| *column)
}

/// The columns of a head printed as one line of cells, and the separator between them.
pub(crate) fn row(line: &str) -> Option<(Vec<Column>, char)> {
    let separator = ['|', '\t', ' '].into_iter().find(|s| line.contains(*s))?;
    let cells: Vec<&str> = line.split(separator).map(str::trim).filter(|c| !c.is_empty()).collect();
    if !(3..=12).contains(&cells.len()) {
        return None;
    }
    let columns: Vec<Column> = cells.iter().filter_map(|c| column(c)).collect();
    (columns.len() == cells.len() && usable(&columns)).then_some((columns, separator))
}

/// The columns of a head printed without separators, from 序号 on, and its length.
pub(crate) fn glued(words: &str) -> Option<(Vec<Column>, usize)> {
    let mut at = 0;
    let mut columns = Vec::new();
    while columns.len() < 12 {
        let rest = words.get(at..)?;
        // A word such as 区政府 may stand before the head proper.
        let Some((skip, word)) = rest
            .char_indices()
            .map(|(i, _)| i)
            .chain([rest.len()])
            .take(5)
            .find_map(|i| {
                GLUED
                    .iter()
                    .find(|w| rest.get(i..).is_some_and(|r| r.starts_with(**w)))
                    .map(|w| (i, *w))
            })
        else {
            break;
        };
        let plain = rest
            .chars()
            .take_while(|c| crate::text::fold::is_han(*c))
            .map(char::len_utf8)
            .sum::<usize>();
        if (columns.is_empty() && skip > 0) || skip > plain {
            return None;
        }
        columns.push(column(word)?);
        at += skip + word.len();
    }
    (columns.len() >= 4 && usable(&columns)).then_some((columns, at))
}

/// Whether columns make a task table: words of a promise and somebody to keep it, or a numbered list of promises.
pub(crate) fn usable(columns: &[Column]) -> bool {
    let has = |test: &dyn Fn(LabelKind) -> bool| {
        columns
            .iter()
            .any(|c| matches!(c, Column::Labelled(kind) if test(*kind)))
    };
    let words = has(&|k| matches!(k, LabelKind::Content | LabelKind::Title));
    words && (has(&LabelKind::names_units) || columns.contains(&Column::Number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_recognised() {
        use LabelKind::*;
        for (head, expected) in [
            ("序号", Some(Column::Number)),
            ("民生实事", Some(Column::Labelled(Title))),
            ("责任单位", Some(Column::Labelled(Responsible))),
            ("完成时限", Some(Column::Labelled(Deadline))),
            ("区政府分管领导", Some(Column::Labelled(Person))),
            ("启动建设。", None),
        ] {
            assert_eq!(column(head), expected, "{head}");
        }
        let (columns, len) = glued("序号项目名称主要内容区政府分管领导牵头单位配合单位1增加").unwrap();
        assert_eq!(columns.len(), 6);
        assert_eq!(len, "序号项目名称主要内容区政府分管领导牵头单位配合单位".len());
        assert_eq!(
            row("序号|项目名称|主要内容|责任单位").map(|(c, s)| (c.len(), s)),
            Some((4, '|'))
        );
        assert_eq!(row("新建|公厕|三座"), None);
    }
}
