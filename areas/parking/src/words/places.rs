//! Why a place is refused, and what was odd about a file of places, in sentences.

/// Sentences by code; `{name}` stands for an argument.
pub(super) const SENTENCES: [(&str, &str, &str); 9] = [
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
];
