//! Why a place is refused, and what was odd about a file of places, in sentences.

use super::Language;
use crate::places::form::{At, PlacesFault};

/// Sentences by code; `{name}` stands for an argument.
pub(super) const SENTENCES: [(&str, &str, &str); 29] = [
    (
        "places.code_bad",
        "“{code}”不能作编号：只用小写字母、数字和单个连字符，最多40个",
        "“{code}” is no code: small letters, digits and single hyphens, at most 40",
    ),
    (
        "places.name_bad",
        "“{name}”不能作名称：不能为空，最多{max}字",
        "“{name}” is no name: not empty, at most {max} characters",
    ),
    (
        "places.number_bad",
        "“{number}”不能作泊位号：不能为空或含“/”，最多{max}字",
        "“{number}” is no bay number: not empty, no “/”, at most {max} characters",
    ),
    (
        "places.point_bad",
        "“{point}”不是坐标，请写WGS-84的纬度、经度（度）",
        "“{point}” is no point; give latitude and longitude in degrees, WGS-84",
    ),
    (
        "places.outline_bad",
        "范围应有3至{max}个角点，现有{corners}个",
        "an outline has 3 to {max} corners; this one has {corners}",
    ),
    (
        "places.lot_twice",
        "停车场编号“{code}”出现两次",
        "two lots have the code “{code}”",
    ),
    (
        "places.zone_twice",
        "本停车场有两个区域编号为“{code}”",
        "two zones of the lot have the code “{code}”",
    ),
    (
        "places.bay_twice",
        "本区域泊位号“{number}”重复，或泊位标识重复",
        "two bays of the zone have the number “{number}”, or one id",
    ),
    ("places.too_many", "{what}超过{max}个", "more than {max} {what}"),
    (
        "places.file_long",
        "文件超过{max_mib} MiB，请分成几个文件",
        "the file has more than {max_mib} MiB; split it",
    ),
    (
        "places.not_text",
        "文件不是UTF-8文本，请另存为UTF-8",
        "the file is no text in UTF-8; save it as UTF-8",
    ),
    (
        "places.json_unread",
        "第{column}列起不是可用的JSON",
        "this is no JSON that can be read, from column {column} on",
    ),
    ("places.column_missing", "缺少“{column}”", "there is no “{column}”"),
    (
        "places.column_unknown",
        "没有“{column}”这一列，未采用",
        "the column “{column}” is not known and was left alone",
    ),
    (
        "places.column_twice",
        "“{column}”与前面一列含义相同，请删去一列",
        "“{column}” says what an earlier column says; remove one",
    ),
    (
        "places.row_long",
        "本行有{fields}个字段，表头只有{max}列",
        "the row has {fields} fields, but there are {max} columns",
    ),
    (
        "places.row_unread",
        "本行无法识别，请检查引号",
        "the row cannot be read; look at its quotes",
    ),
    ("places.missing", "缺少{what}", "{what} is missing"),
    (
        "places.value_unknown",
        "“{value}”不在可选项中，可写：{known}",
        "“{value}” cannot be read here; write one of: {known}",
    ),
    (
        "places.number_range",
        "“{value}”不是不超过{max}的整数",
        "“{value}” is no whole number up to {max}",
    ),
    (
        "places.class_unknown",
        "没有“{class}”这种泊位属性",
        "there is no class of bays “{class}”",
    ),
    (
        "places.geometry_unknown",
        "“{kind}”不能用，应为Point或Polygon",
        "“{kind}” cannot be used; a place is a Point or a Polygon",
    ),
    ("places.nothing", "文件中没有停车场", "there is no place in the file"),
    (
        "places.lot_implied",
        "停车场“{code}”没有自己的一行，名称取编号，位置取泊位的中心",
        "the lot “{code}” has no row of its own; it is named by its code, and stands in the middle of its bays",
    ),
    (
        "places.capacity_differs",
        "填报{stated}个泊位，逐个列出的有{counted}个，以列出的为准",
        "{stated} bays are stated and {counted} are listed; those that are listed count",
    ),
    (
        "places.tag_unread",
        "“{value}”无法识别，未采用",
        "“{value}” says nothing that can be used and was left alone",
    ),
    (
        "places.left_out_pointless",
        "没有坐标，未采用",
        "left out: it has no coordinates",
    ),
    (
        "places.left_out_lotless",
        "不在任何停车场内，未采用",
        "left out: it lies in no lot",
    ),
    (
        "places.number_given",
        "泊位没有编号，已代编",
        "the bay has no number and was given one",
    ),
];

/// A fault of a file of places, or a remark on it, with where it is.
#[must_use]
pub fn places_fault(fault: &PlacesFault, language: Language) -> String {
    let sentence = super::refusal(&fault.refusal, language);
    let place = match (language, fault.at) {
        (_, At::File) => return sentence,
        (Language::Chinese, At::Line(line)) => format!("第{line}行"),
        (Language::Chinese, At::Feature(feature)) => format!("第{feature}个要素"),
        (Language::English, At::Line(line)) => format!("line {line}"),
        (Language::English, At::Feature(feature)) => format!("feature {feature}"),
    };
    match (language, fault.key.as_str()) {
        (Language::Chinese, "") => format!("{place}：{sentence}"),
        (Language::Chinese, key) => format!("{place} {key}：{sentence}"),
        (Language::English, "") => format!("{place}: {sentence}"),
        (Language::English, key) => format!("{place}, {key}: {sentence}"),
    }
}
