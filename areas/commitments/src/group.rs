//! Words that stand for many units (各街道), and who belonged to them on a date.

use std::collections::BTreeMap;

use shishi_kernel::{Date, Refusal, UnitId};

/// Members of one group at most.
pub const MEMBERS_MAX: usize = 2_000;

/// Why a membership is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum GroupRefusal {
    #[error("a group cannot be its own member")]
    OwnMember,
    #[error("the membership ends on {to}, before it starts on {from}")]
    EndBeforeStart { from: Date, to: Date },
    #[error("the unit is a member already from {from}")]
    Overlap { from: Date },
    #[error("the group has {max} memberships already")]
    TooMany { max: usize },
}

impl Refusal for GroupRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::OwnMember => "group.own_member",
            Self::EndBeforeStart { .. } => "group.end_before_start",
            Self::Overlap { .. } => "group.overlap",
            Self::TooMany { .. } => "group.too_many",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OwnMember => Vec::new(),
            Self::EndBeforeStart { from, to } => vec![("from", from.to_string()), ("to", to.to_string())],
            Self::Overlap { from } => vec![("from", from.to_string())],
            Self::TooMany { max } => vec![("max", max.to_string())],
        }
    }
}

/// One unit's time in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The member.
    pub member: UnitId,
    /// First day.
    pub from: Date,
    /// Last day; `None` while it lasts.
    pub to: Option<Date>,
}

/// Who belonged to which group when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MembershipBook {
    groups: BTreeMap<UnitId, Vec<Membership>>,
}

impl MembershipBook {
    /// Records a time of membership, both days included.
    ///
    /// # Errors
    /// When it ends before it starts, overlaps another of the same unit, or makes a group its own member.
    pub fn set(&mut self, group: UnitId, member: UnitId, from: Date, to: Option<Date>) -> Result<(), GroupRefusal> {
        if group == member {
            return Err(GroupRefusal::OwnMember);
        }
        if let Some(to) = to.filter(|to| *to < from) {
            return Err(GroupRefusal::EndBeforeStart { from, to });
        }
        let known = self.groups.entry(group).or_default();
        let new = Membership { member, from, to };
        if let Some(old) = known.iter().find(|old| old.member == member && old.overlaps(&new)) {
            return Err(GroupRefusal::Overlap { from: old.from });
        }
        if known.len() >= MEMBERS_MAX {
            return Err(GroupRefusal::TooMany { max: MEMBERS_MAX });
        }
        known.push(new);
        Ok(())
    }

    /// The members of a group on a day, in order of their identifiers.
    #[must_use]
    pub fn members_on(&self, group: UnitId, day: Date) -> Vec<UnitId> {
        let mut members: Vec<UnitId> = self
            .memberships(group)
            .iter()
            .filter(|m| m.holds(day))
            .map(|m| m.member)
            .collect();
        members.sort_unstable();
        members
    }

    /// Every time of membership of a group, in the order recorded.
    #[must_use]
    pub fn memberships(&self, group: UnitId) -> &[Membership] {
        self.groups.get(&group).map_or(&[], Vec::as_slice)
    }
}

impl Membership {
    fn holds(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

/// Whether a name stands for many units: 各街道, 有关部门, 区直各部门单位.
#[must_use]
pub fn is_group(name: &str) -> bool {
    const MANY: &[&str] = &["各", "其他", "其它", "所有", "全体", "有关", "相关"];
    const KINDS: &[&str] = &[
        "部门",
        "单位",
        "企业",
        "街道",
        "镇",
        "乡",
        "区",
        "县",
        "市",
        "园区",
        "村",
        "社区",
        "学校",
        "办事处",
        "委办局",
        "科室",
        "局",
        "公司",
        "机构",
    ];
    let name = crate::text::compact(name);
    if MANY.iter().any(|word| name.starts_with(word)) {
        return true;
    }
    // 区直各部门单位, 市直有关部门: the word for many stands before the kind, and may not be part of a proper name.
    let inside = ["各", "有关", "相关"].iter().any(|word| {
        name.find(word)
            .is_some_and(|at| KINDS.iter().any(|kind| name[at + word.len()..].starts_with(kind)))
    });
    let of_a_level = ["部门", "单位", "企业"].iter().any(|kind| {
        name.strip_suffix(kind)
            .is_some_and(|rest| rest.ends_with('直') || rest.ends_with("直属") || rest.ends_with('等'))
    });
    inside || of_a_level
}

/// The named units of a document that a group's words cover: for 各街道 every unit whose name ends in 街道. A
/// proposal for a person to confirm, in the order of `names`, each once.
#[must_use]
pub fn suggest_members(group: &str, names: &[&str]) -> Vec<String> {
    // Words of a group's name, and how the names of its members end.
    const RULES: &[(&str, &[&str])] = &[
        ("街道", &["街道", "街道办事处", "街道办"]),
        ("镇街", &["街道", "街道办事处", "镇", "乡"]),
        ("街镇", &["街道", "街道办事处", "镇", "乡"]),
        ("乡镇", &["镇", "乡"]),
        ("镇", &["镇"]),
        ("乡", &["乡"]),
        ("园区", &["园", "园区", "产业园", "创新谷"]),
        ("企业", &["公司", "集团"]),
        ("公司", &["公司", "集团"]),
        ("部门", &["局", "办公室", "委员会", "部", "大队", "支队", "中心"]),
        ("单位", &["局", "办公室", "委员会", "部", "大队", "支队", "中心"]),
        ("局", &["局"]),
        ("区县", &["区", "县"]),
        ("县", &["县", "区", "市"]),
        ("社区", &["社区"]),
        ("村", &["村"]),
        ("学校", &["学校", "中学", "小学", "幼儿园"]),
    ];
    if !is_group(group) {
        return Vec::new();
    }
    let group = crate::text::compact(group);
    let endings: Vec<&str> = RULES
        .iter()
        .filter(|(word, _)| group.contains(word))
        .flat_map(|(_, endings)| endings.iter().copied())
        .collect();
    let mut found: Vec<String> = Vec::new();
    for name in names.iter().map(|name| name.trim()) {
        // 街道 alone is the kind and no unit of it.
        let covered = endings
            .iter()
            .any(|ending| name.len() > ending.len() && name.ends_with(ending));
        if covered && !is_group(name) && found.iter().all(|known| known != name) {
            found.push(name.to_owned());
        }
    }
    found
}
