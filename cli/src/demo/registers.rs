//! The registers of sites, as their units wrote them down: invented names at invented places.

use super::chance::Chance;

/// The toilet that an inspection finds shut.
pub const DISPUTED: &str = "大官庄村公厕";

/// A register of sites.
pub struct Register {
    /// The commitment.
    pub number: u32,
    /// The measure that counts them.
    pub position: u32,
    /// What follows each name.
    pub kind: &'static str,
    /// The sites, by who is responsible for them.
    pub lots: &'static [Lot],
    /// So many of the first lot were begun last year.
    pub begun: usize,
    /// Places in the order of completion that the script needs; the others are drawn.
    pub ranks: &'static [(&'static str, usize)],
}

/// Sites of one unit.
pub struct Lot {
    /// The unit; nobody when it is the lead's own.
    pub unit: Option<&'static str>,
    /// Where they are.
    pub place: &'static str,
    /// Their names.
    pub names: &'static [&'static str],
}

/// A site of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its whole name.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// The unit responsible for it; nobody when it is the lead.
    pub unit: Option<&'static str>,
    /// Whether it was begun last year.
    pub begun: bool,
}

pub const REGISTERS: &[Register] = &[
    Register {
        number: 1,
        position: 1,
        kind: "幼儿园",
        lots: &[Lot {
            unit: None,
            place: "济宁高新区",
            names: &[
                "杏花里",
                "蓼园",
                "春晖",
                "百合",
                "启明",
                "崇德",
                "石桥",
                "香樟",
                "海棠",
                "云帆",
                "小荷",
            ],
        }],
        begun: 4,
        ranks: &[],
    },
    Register {
        number: 15,
        position: 2,
        kind: "村公厕",
        lots: &[
            Lot {
                unit: Some("柳行街道"),
                place: "柳行街道",
                names: &[
                    "大柳庄",
                    "小柳庄",
                    "前陈",
                    "后陈",
                    "石桥",
                    "杨家营",
                    "西岗",
                    "东岗",
                    "柳林",
                    "马家洼",
                    "沙河",
                ],
            },
            Lot {
                unit: Some("王因街道"),
                place: "王因街道",
                names: &[
                    "南苑",
                    "北苑",
                    "程家楼",
                    "郭家",
                    "苏庄",
                    "白果",
                    "双井",
                    "新兴",
                    "石佛",
                    "李家堂",
                    "张楼",
                    "东平",
                ],
            },
            Lot {
                unit: Some("接庄街道"),
                place: "接庄街道",
                names: &[
                    "前郝",
                    "后郝",
                    "双庙",
                    "大官庄",
                    "小官庄",
                    "徐家堰",
                    "田家",
                    "陆桥",
                    "柏树",
                    "高家寨",
                    "堤湾",
                    "梁家楼",
                ],
            },
        ],
        begun: 0,
        // The disputed one is open by autumn, two wait for water until November, and two are never begun.
        ranks: &[("大官庄", 8), ("前郝", 18), ("双庙", 19), ("张楼", 33), ("东平", 34)],
    },
    Register {
        number: 18,
        position: 1,
        kind: "公共停车场",
        lots: &[Lot {
            unit: None,
            place: "济宁高新区",
            names: &["洸府河西岸", "鸿雁湖", "十里湖"],
        }],
        begun: 0,
        ranks: &[],
    },
];

/// The register of a measure, if it has one.
pub fn of(number: u32, position: u32) -> Option<&'static Register> {
    let own = |register: &&Register| (register.number, register.position) == (number, position);
    REGISTERS.iter().find(own)
}

impl Register {
    /// Every site, in the order in which they are finished.
    pub fn entries(&self, chance: &mut Chance) -> Vec<Entry> {
        let mut drawn: Vec<(i64, &'static str, Entry)> = Vec::new();
        for (at, lot) in self.lots.iter().enumerate() {
            for (number, name) in lot.names.iter().enumerate() {
                let begun = at == 0 && number < self.begun;
                // What was begun last year is finished first.
                let turn = chance.between(0, 1_000_000) + i64::from(!begun) * 1_000_001;
                let entry = Entry {
                    name: format!("{name}{}", self.kind),
                    place: format!("{}{name}", lot.place),
                    unit: lot.unit,
                    begun,
                };
                drawn.push((turn, name, entry));
            }
        }
        drawn.sort_by_key(|(turn, ..)| *turn);
        let ranked = |name: &str| self.ranks.iter().any(|(fixed, _)| *fixed == name);
        let (fixed, mut order): (Vec<_>, Vec<_>) = drawn.into_iter().partition(|(_, name, _)| ranked(name));
        for (name, rank) in self.ranks {
            let found = fixed.iter().find(|(_, fixed, _)| fixed == name);
            order.splice(*rank..*rank, found.cloned());
        }
        order.into_iter().map(|(.., entry)| entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_stands_once_and_where_the_script_needs_it() {
        for seed in 0..20 {
            for (register, count) in REGISTERS.iter().zip([11, 35, 3]) {
                let entries = register.entries(&mut Chance::new(seed, "sites"));
                let mut names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
                for (name, rank) in register.ranks {
                    assert!(names[*rank].starts_with(name), "{name} of seed {seed}");
                }
                assert!(entries[..register.begun].iter().all(|entry| entry.begun));
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), count, "{}", register.kind);
            }
        }
    }
}
