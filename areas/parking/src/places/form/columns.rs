//! The columns of a table of places, which are the properties of GeoJSON as well.

use super::super::Class;
use std::borrow::Cow;

/// Declares the columns with the other names that are read.
macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, [$($other:literal),*];)*) => {
        /// A column.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Column {
            $($(#[$doc])* $variant,)*
            /// The capacity of one class, where it is only stated.
            CapacityOf(Class),
        }

        impl Column {
            /// Every column but the capacities by class, in the order in which they are written.
            pub(super) const PLAIN: &[Self] = &[$(Self::$variant),*];

            /// Its name.
            pub(super) fn word(self) -> Cow<'static, str> {
                match self {
                    $(Self::$variant => Cow::Borrowed($word),)*
                    Self::CapacityOf(class) => Cow::Owned(format!("capacity_{}", class.word())),
                }
            }

            /// The column with a name, in any of the forms that are known.
            pub(super) fn of(name: &str) -> Option<Self> {
                let name = name.trim().to_lowercase().replace([' ', '-'], "_");
                match name.as_str() {
                    $($word $(| $other)* => Some(Self::$variant),)*
                    _ => capacity_of(&name),
                }
            }
        }
    };
}

columns! {
    /// The lot's code.
    Lot = "lot", ["lot_code", "parking", "park_id", "parkid", "停车场编号", "停车场编码", "停车场代码", "停车场"];
    /// The zone's code.
    Zone = "zone", ["zone_code", "area", "level", "区域编号", "区域", "楼层", "分区"];
    /// The bay's number.
    Bay = "bay", ["bay_number", "number", "space", "space_number", "泊位号", "泊位编号", "车位号", "车位编号", "泊位"];
    /// The bay's id.
    Id = "id", ["bay_id", "泊位标识"];
    /// The name of the lot or zone.
    Name = "name", ["title", "名称", "停车场名称"];
    /// On the street or off it.
    Setting = "setting", ["type", "kind", "类型", "停车场类型", "设置形式"];
    /// Degrees north.
    Latitude = "lat", ["latitude", "纬度"];
    /// Degrees east.
    Longitude = "lon", ["lng", "long", "longitude", "经度"];
    /// Corners: `lat lon; lat lon; …`.
    Outline = "outline", ["polygon", "范围", "边界"];
    /// What a bay is for.
    Classes = "classes", ["class", "properties", "属性", "泊位属性", "车位类型", "泊位类型"];
    /// Bays that are stated.
    Capacity = "capacity", ["spaces", "total", "bays", "tspace", "泊位数", "总泊位数", "车位数", "总车位数", "核定泊位数"];
    /// The height that passes, in metres.
    Height = "height_m", ["height", "max_height", "maxheight", "限高", "限高(米)", "限高（米）"];
    /// Opening hours.
    Hours = "hours", ["opening_hours", "营业时间", "开放时间"];
    /// Who runs it.
    Operator = "operator", ["运营单位", "经营单位", "管理单位"];
    /// The tariff's code.
    Tariff = "tariff", ["收费标准", "收费标准编号"];
    /// Whether anything is charged.
    Charged = "charged", ["fee", "has_fee", "是否收费", "收费"];
    /// The longest stay.
    Stay = "max_stay_min", ["max_stay", "maxstay", "最长停放(分钟)", "最长停放（分钟）", "最长停放"];
    /// Who may park.
    Access = "access", ["开放对象", "对外开放"];
    /// Whether a place can be booked.
    Bookable = "bookable", ["reservable", "可预约", "是否可预约"];
    /// Where free bays are known from.
    Realtime = "realtime", ["实时方式", "实时数据", "数据来源"];
}

fn capacity_of(name: &str) -> Option<Column> {
    let class = name
        .strip_prefix("capacity_")
        .or_else(|| name.strip_prefix("capacity:"))
        .or_else(|| name.strip_suffix("泊位数"))
        .or_else(|| name.strip_suffix("车位数"))?;
    Class::of(class).map(Column::CapacityOf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        let classes = Class::ALL.iter().copied().map(Column::CapacityOf);
        for column in Column::PLAIN.iter().copied().chain(classes) {
            assert_eq!(Column::of(&column.word()), Some(column));
        }
        for (name, column) in [
            (" 停车场编号 ", Some(Column::Lot)),
            ("Bay Number", Some(Column::Bay)),
            ("无障碍泊位数", Some(Column::CapacityOf(Class::Disabled))),
            ("泊位数", Some(Column::Capacity)),
            ("capacity_tram", None),
            ("remarks", None),
        ] {
            assert_eq!(Column::of(name), column, "{name}");
        }
    }
}
